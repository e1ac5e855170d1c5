import type { AdviceWords } from './en-advice.ts';

export const advice: AdviceWords = {
  verdicts: {
    works: 'Geht hier',
    'works-with-limits': 'Geht hier, mit Grenzen',
    cannot: 'Geht hier nicht',
  },
  reasons: {
    'one-at-a-time': 'Eine Leitung trägt alles, die anderen warten, bis sie gebraucht werden.',
    'mac-stays': 'Adresse und offene Verbindungen überstehen den Wechsel der Leitung.',
    'single-port': 'Mit nur einer Leitung gibt es nichts zu verbinden.',
    'different-networks': 'Die Leitungen führen in verschiedene Netze: Eine Adresse gilt nicht in allen.',
    'cell-unasked':
      'Nur in der benutzten Zelle wird gefragt, ob jemand antwortet: Keine andere gälte je als verbunden.',
    'both-ends': 'Auch die Gegenstelle muss ihre Enden der Leitungen in derselben Betriebsart verbinden.',
    'network-unknown': 'Das gilt nur, wenn alle Leitungen in dasselbe Netz führen.',
    translated: 'Jeder Funkadapter behält seine Hardwareadresse; Linkbraid übersetzt dazwischen.',
    'needs-link-speed': 'Der Treiber verlangt eine Leitungsgeschwindigkeit, und WLAN-Adapter nennen keine.',
    'needs-lacp-switch': 'Braucht einen Switch, der LACP spricht und dafür eingerichtet ist.',
    'needs-equal-speed': 'Nur gleich schnelle Leitungen arbeiten zusammen.',
    'switch-relearns': 'Das Netz sieht eine Adresse an mehreren Stellen; manche Switches stört das.',
    reordering: 'Pakete kommen durcheinander an; das kostet eine einzelne Verbindung einen Teil des Gewinns.',
    'unequal-links': 'Die Leitungen sind nicht gleich schnell: Die langsamste gibt das Tempo vor.',
    'unequal-delay':
      'Kabel und WLAN sind verschieden schnell am Ziel; eine einzelne Verbindung kann sogar langsamer werden.',
    'shared-air': 'Funkadapter auf einem Kanal wechseln sich ab: Zusammen schaffen sie nicht mehr als der Kanal.',
    'one-link-a-connection': 'Jede Verbindung bleibt auf einer Leitung; mehrere zugleich ergänzen sich.',
    'download-on-one-link': 'Downloads kommen über eine Leitung herein.',
    'every-packet-twice': 'Jedes Paket geht über alle Leitungen: Das kostet Tempo und bringt nur Sicherheit.',
    'not-measured': 'Der Gewinn wurde nicht gemessen.',
    'speed-unknown': 'Wie schnell die Leitungen sind, ist nicht bekannt; die Zahlen gelten für gleich schnelle.',
  },
  means: 'Was das hier bedeutet',
  gainNone: 'Tempo: das der Leitung, die in Betrieb ist.',
  gainUnknown: 'Tempo: nicht bekannt.',
  notMeasured: 'unbekannt',
  times: (factor, atMost) => (atMost ? `bis ${factor} ×` : `${factor} ×`),
  one: (down, up) => `Eine Verbindung: ↓ ${down}, ↑ ${up}`,
  many: (down, up) => `Mehrere zugleich: ↓ ${down}, ↑ ${up}`,
};
