import type { ErrorCode, HealthLevel, Interruption, Manager, PortRole, UnusableReason } from '../contract.ts';
import type * as english from './en-terms.ts';
import { named as n } from './named.ts';

const destination = (text: string) => (text === 'default' ? 'alles Übrige' : text);

export const actions: english.ActionWords = {
  'load-module': () => 'Den Bonding-Treiber laden',
  'create-bond': (a) => `Die gemeinsame Verbindung ${n(a.bond)} anlegen`,
  'mark-bond': (a) =>
    a.profile === '' ? `${n(a.bond)} abgeben` : `Vermerken, dass ${n(a.bond)} ${n(a.profile)} ausführt`,
  'delete-bond': (a) => `Die gemeinsame Verbindung ${n(a.bond)} entfernen`,
  'set-option': (a) => `${a.option} von ${n(a.bond)} auf ${a.value === '' ? 'nichts' : a.value} setzen`,
  'set-port-option': (a) => `${a.option} von ${n(a.port)} auf ${a.value} setzen`,
  'set-mtu': (a) => `Die Paketgröße von ${n(a.link)} auf ${a.mtu} setzen`,
  'set-mac': (a) => `${n(a.link)} die Hardwareadresse ${a.mac} geben`,
  'set-up': (a) => (a.up ? `${n(a.link)} einschalten` : `${n(a.link)} ausschalten`),
  'set-sysctl': (a) => `${a.key} von ${n(a.link)} auf ${a.value} setzen`,
  join: (a) => `${n(a.port)} in ${n(a.bond)} aufnehmen`,
  'move-port': (a) => `${n(a.port)} mit seiner Verbindung in ${n(a.bond)} aufnehmen`,
  leave: (a) => `${n(a.port)} aus ${n(a.bond)} herausnehmen`,
  translate: (a) => `${n(a.port)} funkt mit der eigenen Hardwareadresse ${a.own}, Linkbraid übersetzt sie`,
  'set-four-address': (a) => `Den Vier-Adressen-Betrieb von ${n(a.port)} umschalten`,
  'stop-translating': (a) => `Die Hardwareadressen von ${n(a.port)} nicht mehr übersetzen`,
  announce: (a) => `Den Nachbarn mitteilen, dass ${n(a.bond)} über ${n(a.port)} erreichbar ist`,
  'clear-addresses': (a) => `Die Adressen von ${n(a.link)} entfernen`,
  'add-address': (a) => `${n(a.link)} die Adresse ${a.address.address} geben`,
  'remove-address': (a) => `${a.address.address} von ${n(a.link)} entfernen`,
  'add-route': (a) => `Über ${n(a.route.gateway ?? a.route.link)} geht ${destination(a.route.destination)}`,
  'remove-route': (a) => `Über ${n(a.route.link)} geht nicht mehr ${destination(a.route.destination)}`,
  associate: (a) => `${n(a.port)} mit dem WLAN ${n(a.wifi.ssid)} verbinden`,
  'restore-wifi': (a) => `${n(a.port)} die früheren WLANs zurückgeben`,
  'take-over': (a) => `${n(a.link)} vom NetworkManager übernehmen`,
  'give-back': (a) => `${n(a.link)} dem NetworkManager zurückgeben`,
  'hold-wifi': (a) =>
    a.ssid === null
      ? `Der NetworkManager hält ${n(a.port)} in einem WLAN, das er kennt`
      : `Der NetworkManager hält ${n(a.port)} im WLAN ${n(a.ssid)}`,
  reconnect: (a) =>
    a.connection === null
      ? `Der NetworkManager trennt ${n(a.link)} wieder`
      : `Der NetworkManager verbindet ${n(a.link)} wie zuvor`,
  introduce: (a) => `${n(a.bond)} dem NetworkManager zeigen`,
  present: (a) => `Dem NetworkManager die Adressen von ${n(a.bond)} nennen`,
  'start-dhcp': (a) => `Das Netz um eine Adresse für ${n(a.link)} bitten`,
  'stop-dhcp': (a) => `Für ${n(a.link)} keine Adresse mehr anfordern`,
  'set-dns': (a) => `Die Namensserver ${a.servers.join(', ')} benutzen`,
  'restore-dns': () => 'Die früheren Namensserver zurückgeben',
  'wait-port': (a) => `Warten, bis ${n(a.port)} Daten überträgt`,
  'wait-lease': (a) => `Auf eine Adresse für ${n(a.link)} warten`,
  'verify-ports': (a) => `Prüfen, ob der Router über jede Leitung von ${n(a.bond)} antwortet`,
  'verify-gateway': (a) => `Prüfen, ob der Router über ${n(a.bond)} antwortet`,
};

export const errors: Record<ErrorCode, { title: string; advice: string }> = {
  usage: { title: 'Diese Anfrage passte nicht', advice: 'Das ist ein Fehler in Linkbraid. Bitte melden Sie ihn.' },
  'invalid-profile': { title: 'Eine Angabe passt nicht', advice: 'Bitte berichtigen und noch einmal versuchen.' },
  'not-found': { title: 'Das gibt es nicht mehr', advice: 'Vielleicht wurde es inzwischen entfernt.' },
  refused: { title: 'Das geht nicht', advice: 'Die Gründe stehen unten, jeweils mit dem, was hilft.' },
  busy: {
    title: 'Es ist schon etwas im Gange',
    advice: 'Erst behalten oder zurücknehmen, dann noch einmal versuchen.',
  },
  moved: {
    title: 'Die Leitungen haben sich inzwischen verändert',
    advice: 'Bitte den neuen Plan ansehen und anwenden.',
  },
  'not-allowed': { title: 'Das dürfen Sie nicht', advice: 'Dazu braucht es einen Verwalter dieses Rechners.' },
  'no-helper': { title: 'Der Helfer antwortet nicht', advice: 'Linkbraid versucht weiter, ihn zu erreichen.' },
  'version-mismatch': {
    title: 'App und Helfer passen nicht zusammen',
    advice: 'Bitte beide in derselben Version installieren.',
  },
  failed: { title: 'Es hat nicht geklappt', advice: 'Alles ist wieder wie vorher.' },
  stuck: { title: 'Nicht alles ließ sich zurücknehmen', advice: 'Was übrig ist, steht unten.' },
  internal: { title: 'In Linkbraid ist etwas schiefgegangen', advice: 'Bitte melden Sie das.' },
};

export const unusable: Record<UnusableReason, string> = {
  'in-other-bond': 'Gehört schon zu einer gemeinsamen Verbindung, die nicht von Linkbraid ist.',
  'in-bridge': 'Ist Teil einer Netzwerkbrücke.',
  'managed-by-other': 'Eine andere Netzwerkverwaltung würde darum streiten.',
  'rfkill-hard': 'Ein Schalter am Rechner hat den Funk ausgeschaltet.',
  'rfkill-soft': 'Der Funk ist ausgeschaltet (Flugmodus).',
  'not-station': 'Arbeitet als Zugangspunkt oder Mithörer.',
};

export const roles: Record<PortRole, string> = {
  active: 'In Betrieb',
  backup: 'Bereit',
  joining: 'Kommt dazu',
  down: 'Ausgefallen',
};
export const health: Record<HealthLevel, string> = {
  good: 'Gut',
  fair: 'Mäßig',
  poor: 'Schwach',
  dead: 'Keine Verbindung',
};
export const managers: Record<Manager, string | null> = {
  none: null,
  linkbraid: null,
  networkmanager: 'NetworkManager',
  networkd: 'systemd-networkd',
  ifupdown: 'ifupdown',
  wpa_supplicant: 'wpa_supplicant',
  other: 'einem anderen Programm',
};
export const reasons: typeof english.reasons = {
  'no carrier': 'Das Kabel ist ab, oder die Gegenseite ist aus.',
  'not connected': 'Der Zugangspunkt ist weg.',
  connecting: 'Verbindet sich gerade.',
  'connected, but nobody answers through it': 'Verbunden, aber niemand antwortet darüber.',
  'connected, but nothing of the network': 'Verbunden, aber vom Netz kommt nichts an.',
  'many packets are lost': 'Viele Pakete gehen verloren.',
  'some packets are lost': 'Einige Pakete gehen verloren.',
  'the gateway answers very late': 'Der Router antwortet sehr spät.',
  'the gateway answers late': 'Der Router antwortet spät.',
  'the access point does not hear it well': 'Der Zugangspunkt hört diesen Adapter schlecht.',
  'the air is crowded or the way far': 'Im Funk ist viel los, oder der Weg ist weit.',
  'very weak signal': 'Das Signal ist sehr schwach.',
  'weak signal': 'Das Signal ist schwach.',
};
export const interrupts: Record<Interruption, string | null> = {
  nothing: null,
  blink: 'Kurz weg',
  association: 'WLAN verbindet neu',
  connection: 'Verbindungen brechen ab',
};
