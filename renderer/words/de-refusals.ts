/* German for what the helper refuses, warns of and mends, by its codes. `about` is the field or the link it is about. */

type Said = (about: string) => { text: string; mend: string };
const said =
  (text: string, mend = ''): Said =>
  () => ({ text, mend });

export const refusals: Readonly<Record<string, Said>> = {
  'ad-hoc-active-backup': said(
    'Nur in der benutzten Zelle wird gefragt, ob jemand antwortet: Keine andere gälte je als verbunden.',
    'Wählen Sie balance-rr, balance-xor oder broadcast.',
  ),
  'ad-hoc-needs-arp': said(
    'Eine Ad-hoc-Zelle wirkt verbunden, auch wenn sonst niemand darin ist.',
    'Nennen Sie die Adresse der Gegenstelle als „arp_ip_target“.',
  ),
  'adapter-missing': said(
    'Einen Adapter des Profils gibt es hier gerade nicht.',
    'Stecken Sie ihn an, oder wählen Sie einen anderen.',
  ),
  'address-unsaid': said(
    'Eine Adresse der Verbindung lässt sich nicht in ein Profil übernehmen.',
    'Nehmen Sie diese Adresse zuerst weg.',
  ),
  'bears-the-address': (about) => ({
    text: `Die Verbindung trägt die Hardwareadresse von ${about}: Draußen wäre ${about} ihr im Weg.`,
    mend: `Schalten Sie die Verbindung aus und mit einem Profil ohne ${about} wieder ein.`,
  }),
  'bond-in-bridge': said('Die Verbindung ist Teil einer Netzwerkbrücke.'),
  'bonding-missing': said(
    'Diesem Kernel fehlt der Bonding-Treiber.',
    'Installieren Sie den vollständigen Kernel Ihrer Distribution und starten Sie neu.',
  ),
  'follow-on-wifi': said(
    '„follow“ gäbe der benutzten Leitung eine andere Hardwareadresse, und ein verbundenes WLAN verweigert das.',
    'Nehmen Sie „active“, oder lassen Sie die Option weg.',
  ),
  'four-address-meets': said(
    'Zwei Vier-Adressen-Verbindungen zu einem Zugangspunkt würfen einander hinaus.',
    'Nennen Sie zwei Zugangspunkte mit „bssid“, oder lassen Sie „fourAddress“ weg.',
  ),
  'four-address-mixed': said(
    'Vier-Adressen-Verbindungen und gewöhnliche vertragen sich nicht in einer Verbindung.',
    'Geben Sie „fourAddress“ allen WLAN-Leitungen oder keiner.',
  ),
  'in-bridge': (about) => ({
    text: `${about} ist Teil einer Netzwerkbrücke.`,
    mend: 'Nehmen Sie den Adapter dort heraus.',
  }),
  'in-other-bond': (about) => ({
    text: `${about} gehört schon zu einer anderen Verbindung.`,
    mend: 'Schalten Sie diese zuerst aus.',
  }),
  'in-use-above': said('Etwas anderes baut auf diesem Adapter auf.', 'Lösen Sie das zuerst.'),
  'last-port': (about) => ({
    text: `${about} ist die letzte Leitung der Verbindung.`,
    mend: 'Schalten Sie die Verbindung aus.',
  }),
  'leased-by-other': said(
    'Die Adresse der Verbindung erneuert ein anderes Programm.',
    'Beenden Sie dessen DHCP-Client zuerst.',
  ),
  'managed-by-other': said(
    'Ein anderes Programm betreut diesen Adapter und würde ihn sich zurückholen.',
    'Geben Sie ihn dort frei.',
  ),
  'mode-is-no-option': said('Der Modus ist keine Option.', 'Wählen Sie ihn als Modus.'),
  'mode-needs-link-speed': said(
    'In diesem Modus muss jede Leitung ihre Geschwindigkeit nennen; WLAN-Adapter nennen keine.',
    'Wählen Sie „Verbunden bleiben“ oder „Tempo zusammenlegen“.',
  ),
  'more-than-asked': said(
    'Die Verbindung ist nicht, wie ihr Profil sie beschreibt; es würde sich mehr ändern als gewünscht.',
    'Schalten Sie zuerst das Profil noch einmal ein.',
  ),
  'name-taken': said(
    'Es gibt schon eine Schnittstelle dieses Namens, die nicht von Linkbraid ist.',
    'Nehmen Sie einen anderen Namen, oder entfernen Sie sie zuerst.',
  ),
  'needs-rebuild': said(
    'Das ändert der Treiber nur, während die Verbindung unten ist oder keine Leitung dabei ist.',
    'Ändern Sie die Option unter Experte und erlauben Sie dort den Neuaufbau.',
  ),
  'no-active-port-in-mode': said(
    'In diesem Modus tragen alle Leitungen, keine wird bevorzugt benutzt.',
    'Wechseln Sie zu active-backup.',
  ),
  'no-option': said('Das ist keine Option der Verbindung.', 'Lassen Sie sie weg.'),
  'no-ports': said('Die Verbindung hat keine Leitungen.', 'Nehmen Sie zuerst welche auf.'),
  'no-profile': said('Die Verbindung lässt sich nicht als Profil schreiben.'),
  'not-a-port': (about) => ({
    text: `${about} gehört nicht zu dieser Verbindung.`,
    mend: 'Nehmen Sie den Adapter zuerst auf.',
  }),
  'not-an-adapter': said('Dieser Adapter kann keine Leitung einer Verbindung sein.', 'Wählen Sie einen anderen.'),
  'not-station': said('Dieser WLAN-Adapter arbeitet als Zugangspunkt oder Mithörer.', 'Beenden Sie das zuerst.'),
  'option-known': said('Diese Option kennt Linkbraid selbst.', 'Setzen Sie sie wie die anderen.'),
  'option-needs': (about) => ({
    text: `${optionOf(about)} wirkt nur zusammen mit einer anderen Option.`,
    mend: 'Setzen Sie auch diese, oder lassen Sie beide weg.',
  }),
  'option-newer-than-kernel': (about) => ({
    text: `Dieser Kernel kennt ${optionOf(about)} noch nicht.`,
    mend: 'Lassen Sie die Option weg, oder starten Sie einen neueren Kernel.',
  }),
  'option-not-in-mode': (about) => ({
    text: `${optionOf(about)} gehört nicht zu diesem Modus.`,
    mend: 'Lassen Sie die Option weg, oder wählen Sie einen anderen Modus.',
  }),
  'option-unchecked': said('Diese Option kennt Linkbraid nicht; sie geht ungeprüft an den Kernel.'),
  'option-value': (about) => ({
    text: `Dieser Wert passt nicht zu ${optionOf(about)}.`,
    mend: 'Unter Experte steht, was erlaubt ist.',
  }),
  'options-conflict': (about) => ({
    text: `${optionOf(about)} verträgt sich nicht mit einer anderen Option.`,
    mend: 'Behalten Sie eine von beiden.',
  }),
  'other-way-out': (about) => ({ text: `Über ${about} führt noch ein anderer Weg ins Netz.`, mend: '' }),
  'ours-already': said('Diese Verbindung gehört Linkbraid schon.'),
  'passphrase-missing': (about) => ({
    text: `${about} müsste sich neu mit seinem WLAN verbinden, und das Passwort ist nicht gespeichert.`,
    mend: 'Geben Sie das Passwort mit an.',
  }),
  'port-not-up': (about) => ({
    text: `${about} trägt gerade nichts.`,
    mend: 'Stecken Sie das Kabel ein, oder warten Sie, bis das WLAN verbunden ist.',
  }),
  'primary-not-a-port': said(
    'Die bevorzugte Leitung gehört nicht zu dieser Verbindung.',
    'Nennen Sie eine ihrer Leitungen, oder keine.',
  ),
  'primary-takes-over': said(
    'Die bevorzugte Leitung arbeitet und würde sofort wieder übernehmen.',
    'Ändern Sie unter Experte „primary“.',
  ),
  'profile-exists': said('Ein Profil dieses Namens gibt es schon.', 'Nehmen Sie einen anderen Namen.'),
  'profile-in-use': said('Dieses Profil ist in Betrieb.', 'Schalten Sie es zuerst aus.'),
  'profile-unknown': said(
    'Woraus diese Verbindung gemacht wurde, ist nicht bekannt; sie lässt sich nicht in Teilen ändern.',
    'Speichern Sie ihr Profil unter seinem Namen.',
  ),
  'rfkill-hard': said('Ein Schalter am Rechner hat den Funk ausgeschaltet.', 'Schalten Sie ihn ein.'),
  'rfkill-soft': said('Der Funk ist ausgeschaltet (Flugmodus).', 'Schalten Sie den Flugmodus aus.'),
  'rounded-to-miimon': (about) => ({
    text: `Der Treiber rundet ${optionOf(about)} auf ganze miimon-Abstände.`,
    mend: '',
  }),
  'run-time-only': (about) => ({
    text: `${optionOf(about)} ist ein Zustand des Augenblicks, den kein Profil festhalten kann.`,
    mend: 'Setzen Sie „primary“.',
  }),
  'no-network-manager': said(
    'Der NetworkManager läuft hier nicht.',
    'Starten Sie ihn, oder lassen Sie „engine“ im Profil weg.',
  ),
  'saved-unknown': said(
    'Keine Netzwerkverwaltung kümmert sich um diesen Adapter, die gespeicherte Netze kennte.',
    'Nennen Sie Netz, Sicherung und Passwort.',
  ),
  stuck: said('Nicht alles ließ sich zurücknehmen.'),
  'unknown-option': (about) => ({
    text: `Der Treiber hat keine Option ${optionOf(about)}.`,
    mend: 'Sehen Sie die Namen unter Experte nach.',
  }),
  'wifi-network-missing': said(
    'Das Profil sagt nicht, mit welchem WLAN sich der Adapter verbinden soll.',
    'Wählen Sie ein Netz.',
  ),
  'wifi-network-unknown': said(
    'Mit welchem WLAN der Adapter verbunden ist, lässt sich nicht erfahren.',
    'Wählen Sie ein Netz.',
  ),
  'wifi-on-cable': said('Das ist kein WLAN-Adapter.', 'Lassen Sie das WLAN für ihn weg.'),
};

function optionOf(about: string): string {
  return about.split('.').at(-1) ?? about;
}

/** Why a value was chosen that the profile leaves open, by option. */
export const defaults: Readonly<Record<string, string>> = {
  miimon: 'Der Kernel lässt die Überwachung aus, und dann fällt ein gezogenes Kabel nie auf; alle 100 ms genügt.',
  primary: 'Das Kabel ist schneller und ruhiger als WLAN; es wird benutzt, solange es geht.',
  primary_reselect: 'Der Verkehr kehrt zur bevorzugten Leitung zurück, sobald sie wieder geht.',
  fail_over_mac:
    'none: Eine Hardwareadresse für alle erhält Adresse und Verbindungen. active: Wartende Funkadapter brauchen für die ARP-Überwachung eine eigene.',
};
