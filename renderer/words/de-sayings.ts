/*
 * German for what the helper says without a code: findings of `doctor`, how a change ended, notes on it. {1} stands for
 * a name or a number, or for another saying. A test holds this against what the helper can say.
 */
export const sayings: Readonly<Record<string, string>> = {
  // doctor
  'The bonding driver is loaded.': 'Der Bonding-Treiber ist geladen.',
  'The bonding driver is there and will be loaded when needed.':
    'Der Bonding-Treiber ist da und wird bei Bedarf geladen.',
  'The running kernel ({1}) has no bonding driver.': 'Dem laufenden Kernel ({1}) fehlt der Bonding-Treiber.',
  '{1}, then restart into that kernel': '{1}, danach mit diesem Kernel neu starten',
  '{1} is an empty bond, as the driver makes one when it is loaded by hand.':
    '{1} ist eine leere Verbindung, wie sie der Treiber anlegt, wenn man ihn von Hand lädt.',
  'There are {1} adapters: {2}.': 'Es gibt {1} Adapter: {2}.',
  'There are no network adapters.': 'Es gibt keine Netzwerkadapter.',
  'There is only one adapter: {1}.': 'Es gibt nur einen Adapter: {1}.',
  'a bond is worth having with two: plug in a dock or a USB adapter':
    'zusammenlegen lohnt sich ab zweien: Stecken Sie ein Dock oder einen USB-Adapter an',
  'The radio {1} is turned off by a switch or key on the machine.':
    'Der Funk {1} ist durch einen Schalter oder eine Taste am Rechner ausgeschaltet.',
  'turn it on there, or in the firmware setup': 'dort einschalten, oder in den Einstellungen der Firmware',
  'The radio {1} is turned off.': 'Der Funk {1} ist ausgeschaltet.',
  'Wi-Fi follows the rules of {1}.': 'Für WLAN gelten die Regeln von {1}.',
  'No country is set for Wi-Fi, so some 5 and 6 GHz networks cannot be seen or joined.':
    'Für WLAN ist kein Land eingestellt; manche Netze mit 5 und 6 GHz sind deshalb nicht zu sehen.',
  'sudo iw reg set COUNTRY, with your two-letter country code':
    'sudo iw reg set LAND, mit Ihrem Länderkürzel aus zwei Buchstaben',
  'wpa_supplicant is running.': 'wpa_supplicant läuft.',
  'wpa_supplicant is installed.': 'wpa_supplicant ist installiert.',
  'Wi-Fi cannot be joined without wpa_supplicant.': 'Ohne wpa_supplicant gibt es kein WLAN.',
  'wpa_supplicant is reached over the D-Bus system bus, which is not running.':
    'wpa_supplicant ist über den System-Bus (D-Bus) zu erreichen, und der läuft nicht.',
  '{1} gets addresses by DHCP.': '{1} holt Adressen über DHCP.',
  'There is no DHCP client: a bond gets no IPv4 address by itself.':
    'Es gibt kein Programm für DHCP: Die Verbindung bekommt von selbst keine IPv4-Adresse.',
  '{1}, or give the profile static addresses': '{1}, oder dem Profil feste Adressen geben',
  'install {1}, or what your distribution calls it': '{1} installieren, oder wie Ihre Distribution es nennt',
  '{1} is running and may look after the same adapters.': '{1} läuft und betreut womöglich dieselben Adapter.',
  'if it gets in the way: {1}': 'falls es stört: {1}',
  'take ADAPTER out of the files in /etc/systemd/network': 'ADAPTER aus den Dateien in /etc/systemd/network nehmen',
  'add "denyinterfaces ADAPTER" to /etc/dhcpcd.conf': 'in /etc/dhcpcd.conf „denyinterfaces ADAPTER“ eintragen',
  'add ADAPTER to NetworkInterfaceBlacklist in /etc/connman/main.conf':
    'ADAPTER in /etc/connman/main.conf unter NetworkInterfaceBlacklist eintragen',
  'remove /etc/sysconfig/network/ifcfg-ADAPTER': '/etc/sysconfig/network/ifcfg-ADAPTER entfernen',
  '/etc/network/interfaces configures {1}.': '/etc/network/interfaces stellt {1} ein.',
  'take the adapter out of that file': 'den Adapter aus dieser Datei nehmen',
  'No other network manager is running.': 'Keine andere Netzwerkverwaltung läuft.',
  'Name servers stand in /etc/resolv.conf, a plain file.': 'Die Namensserver stehen in der Datei /etc/resolv.conf.',
  '{1} looks after name servers.': '{1} kümmert sich um die Namensserver.',
  'There is no /etc/resolv.conf: names cannot be looked up.':
    'Es gibt keine /etc/resolv.conf: Namen lassen sich nicht auflösen.',
  'You may change the network and its profiles.': 'Sie dürfen das Netzwerk und seine Profile ändern.',
  'You may change profiles once you give an administrator’s password.':
    'Profile dürfen Sie ändern, sobald Sie das Passwort eines Verwalters angeben.',
  'You may look but not change anything: that needs {1}.':
    'Sie dürfen zusehen, aber nichts ändern: Dazu braucht es {1}.',
  'This needs {1}.': 'Dazu braucht es {1}.',
  'an administrator': 'einen Verwalter',
  "an administrator's password, which was not given": 'das Passwort eines Verwalters, und das wurde nicht angegeben',
  'an answer from polkit, which gave none': 'eine Antwort von polkit, und das schweigt',
  "a user at the machine's own screen, or root": 'jemanden am Bildschirm dieses Rechners, oder root',
  'root or membership of the group "{1}"': 'root oder die Mitgliedschaft in der Gruppe „{1}“',
  'root (this machine has no group "{1}")': 'root (eine Gruppe „{1}“ gibt es auf diesem Rechner nicht)',
  'run the command with sudo': 'den Befehl mit sudo ausführen',
  'run the command with sudo, or create the group: {1}': 'den Befehl mit sudo ausführen, oder die Gruppe anlegen: {1}',
  'try again and give the password, or run the command with sudo':
    'noch einmal versuchen und das Passwort angeben, oder den Befehl mit sudo ausführen',
  'look at "systemctl status polkit", or run the command with sudo':
    '„systemctl status polkit“ ansehen, oder den Befehl mit sudo ausführen',

  // why something did not work
  '{1} Everything is as it was before.': '{1} Alles ist wieder wie vorher.',
  '{1} The earlier state could not be restored in full. Left to do: {2}.':
    '{1} Nicht alles ließ sich zurücknehmen. Zu tun bleibt: {2}.',
  'The earlier state could not be restored in full.': 'Nicht alles ließ sich zurücknehmen.',
  'The change failed.': 'Die Änderung ist gescheitert.',
  '{1} was unplugged on the way.': '{1} wurde unterwegs abgezogen.',
  'What is being done could not be put on record: {1}.{2}': 'Was gerade geschieht, ließ sich nicht festhalten: {1}.{2}',
  'What is being done could not be put on record: {1}.': 'Was gerade geschieht, ließ sich nicht festhalten: {1}.',
  '{1} is not there any more: something else removed it.': '{1} ist nicht mehr da: Etwas anderes hat es entfernt.',
  'The passphrase is not stored.': 'Das Passwort ist nicht gespeichert.',
  '{1} has joined, but nobody answers the bond there.':
    '{1} ist verbunden, aber dort antwortet der Verbindung niemand.',
  'Nothing was changed.': 'Nichts wurde geändert.',
  'the disk is full': 'Die Platte ist voll',
  '{1} was unplugged.': '{1} wurde abgezogen.',
  '{1} was turned away by {2}: the passphrase is wrong.': '{2} hat {1} abgewiesen: Das Passwort ist falsch.',
  '{1} does not hear the network {2}: it is out of range or off.':
    '{1} hört das Netz {2} nicht: Es ist zu weit weg oder ausgeschaltet.',
  '{1} could not join {2} in time.': '{1} konnte sich nicht rechtzeitig mit {2} verbinden.',
  'The radio of {1} is turned off (airplane mode or a switch).':
    'Der Funk von {1} ist ausgeschaltet (Flugmodus oder ein Schalter).',
  '{1} is gone.': '{1} ist weg.',
  'No DHCP server answered on {1}.': 'Auf {1} hat kein DHCP-Server geantwortet.',
  '{1} is connected, but the gateway {2} does not answer through it: it leads nowhere, or into another network.':
    '{1} ist verbunden, aber der Router {2} antwortet darüber nicht: Die Leitung führt ins Leere oder in ein anderes Netz.',
  'None of the links of {1} carries anything ({2}).': 'Keine Leitung von {1} überträgt etwas ({2}).',
  'no ports': 'ohne Leitungen',
  'The gateway {1} does not answer through {2}.': 'Der Router {1} antwortet über {2} nicht.',
  'The links did not settle: {1}.': 'Die Leitungen kamen nicht zur Ruhe: {1}.',
  'There is no DHCP client on this machine.': 'Auf diesem Rechner gibt es kein Programm für DHCP.',
  'wpa_supplicant is not installed, and without it no Wi-Fi network can be joined.':
    'wpa_supplicant ist nicht installiert, und ohne gibt es kein WLAN.',
  'wpa_supplicant could not take {1}: is another one running for it?':
    'wpa_supplicant bekam {1} nicht: Läuft dafür schon ein anderes?',
  '{1} cannot look around while links are being changed.':
    '{1} kann sich nicht umhören, während Leitungen geändert werden.',
  '{1} did not become the active port of {2}; it is {3}.':
    '{1} ist nicht die benutzte Leitung von {2} geworden; das ist {3}.',
  none: 'keine',
  '{1} stands on {2}, which must stay for it.': '{1} baut auf {2} auf, deshalb muss {2} bleiben.',
  'Neither this kernel nor ip takes {1} for {2}.': 'Weder dieser Kernel noch ip nimmt {1} für {2} an.',
  'The kernel refused {1} on {2} ({3}).': 'Der Kernel hat {1} für {2} abgelehnt ({3}).',
  'No frames can be sent on {1}.': 'Auf {1} lässt sich nichts senden.',
  'There is no Wi-Fi adapter named {1}.': 'Es gibt keinen WLAN-Adapter namens {1}.',
  'There is no adapter {1} on this machine now.': 'Den Adapter {1} gibt es hier gerade nicht.',
  'No bond of Linkbraid is up.': 'Keine Verbindung von Linkbraid ist eingeschaltet.',
  'There is no bond of Linkbraid named {1}.': 'Es gibt keine Verbindung von Linkbraid namens {1}.',
  'There is no bond named {1}.': 'Es gibt keine Verbindung namens {1}.',
  'The profile "{1}" has no such Wi-Fi network.': 'Das Profil „{1}“ hat kein solches WLAN.',
  'The links have changed since this plan was made. Look at the new plan first.':
    'Die Leitungen haben sich verändert, seit dieser Plan gemacht wurde. Sehen Sie den neuen an.',
  'Nothing waits to be kept or put back.': 'Nichts wartet darauf, behalten oder zurückgenommen zu werden.',
  'A change waits to be kept or put back first (keep or revert).':
    'Eine Änderung wartet noch darauf, behalten oder zurückgenommen zu werden.',
  'An earlier change could not be put back in full. Try again with revert first.':
    'Eine frühere Änderung ließ sich nicht ganz zurücknehmen. Versuchen Sie das zuerst noch einmal.',
  'Another change is under way. Try again when it has ended.':
    'Eine andere Änderung läuft gerade. Versuchen Sie es danach noch einmal.',
  'NetworkManager did not let go of {1}.': 'Der NetworkManager hat {1} nicht losgelassen.',
  'NetworkManager does not run, and {1} is its own.': 'Der NetworkManager läuft nicht, und {1} gehört ihm.',
  'NetworkManager does not see {1}.': 'Der NetworkManager sieht {1} nicht.',
  'NetworkManager does not take {1} for a connection.': 'Der NetworkManager nimmt {1} nicht als Verbindung an.',
  'NetworkManager has turned {1} off, or is busy with it.':
    'Der NetworkManager hat {1} ausgeschaltet oder ist damit beschäftigt.',
  'NetworkManager does not know the network that {1} shall join.':
    'Der NetworkManager kennt das WLAN nicht, in das {1} soll.',
  'NetworkManager knows no network that {1} is in range of.':
    'Der NetworkManager kennt kein WLAN in der Reichweite von {1}.',
  'NetworkManager has no passphrase with which {1} is let in.':
    'Der NetworkManager hat kein Passwort, mit dem {1} eingelassen wird.',
  'NetworkManager could not join a network with {1} in time.':
    'Der NetworkManager kam mit {1} nicht rechtzeitig in ein WLAN.',
  '{1}: is not installed': '{1} ist nicht installiert',
  '{1}: did not answer in time': '{1} hat nicht rechtzeitig geantwortet',

  // steps that were left undone, as a list to do by hand
  'Load the bonding driver': 'Den Bonding-Treiber laden',
  'Create {1} in mode {2}': '{1} im Modus {2} anlegen',
  'Give {1} up': '{1} abgeben',
  'Mark {1} as {2}': '{1} als {2} vermerken',
  'Remove {1}': '{1} entfernen',
  'Set {1} of {2} to {3}': '{1} von {2} auf {3} setzen',
  'Set the MTU of {1} to {2}': 'Die MTU von {1} auf {2} setzen',
  'Give {1} its address {2}': '{1} die Hardwareadresse {2} geben',
  'Bring {1} up': '{1} einschalten',
  'Take {1} down': '{1} ausschalten',
  'Join {1} to {2}': '{1} in {2} aufnehmen',
  'Move {1} into {2}, and its connection with it': '{1} mit seiner Verbindung in {2} aufnehmen',
  'Take {1} out of {2}': '{1} aus {2} herausnehmen',
  'Put {1} into four-address mode': '{1} in den Betrieb mit vier Adressen versetzen',
  'End four-address mode on {1}': 'Den Betrieb mit vier Adressen auf {1} beenden',
  'Let {1} keep its own address {2} on the air, and translate it to that of the bond':
    '{1} mit der eigenen Hardwareadresse {2} funken lassen und sie übersetzen',
  'Stop translating addresses on {1}': 'Die Hardwareadressen von {1} nicht mehr übersetzen',
  'Tell the neighbours that {1} is reached through {2}': 'Den Nachbarn mitteilen, dass {1} über {2} erreichbar ist',
  'Take the addresses off {1}': 'Die Adressen von {1} entfernen',
  'Give {1} the address {2}': '{1} die Adresse {2} geben',
  'Take {1} off {2}': '{1} von {2} entfernen',
  'Route default through {1}': 'Alles Übrige über {1} schicken',
  'Remove the route for default through {1}': 'Alles Übrige nicht mehr über {1} schicken',
  'Route {1} through {2}': 'Den Weg nach {1} über {2} legen',
  'Remove the route for {1} through {2}': 'Den Weg nach {1} über {2} entfernen',
  'Connect {1} to the network {2}': '{1} mit dem Netz {2} verbinden',
  'Give {1} its earlier Wi-Fi networks back': '{1} die früheren WLANs zurückgeben',
  'Take {1} over from NetworkManager': '{1} vom NetworkManager übernehmen',
  'Give {1} back to NetworkManager': '{1} dem NetworkManager zurückgeben',
  'Let NetworkManager keep {1} in a network that it knows': 'Der NetworkManager hält {1} in einem WLAN, das er kennt',
  'Let NetworkManager keep {1} in the network {2}': 'Der NetworkManager hält {1} im WLAN {2}',
  'Let NetworkManager disconnect {1} again': 'Der NetworkManager trennt {1} wieder',
  'Let NetworkManager connect {1} as before': 'Der NetworkManager verbindet {1} wie zuvor',
  'Show {1} to NetworkManager': '{1} dem NetworkManager zeigen',
  'Tell NetworkManager the addresses of {1}': 'Dem NetworkManager die Adressen von {1} nennen',
  'Ask for an address on {1} (DHCP)': 'Das Netz um eine Adresse für {1} bitten (DHCP)',
  'Stop asking for addresses on {1}': 'Für {1} keine Adresse mehr anfordern',
  'Use the name servers {1}': 'Die Namensserver {1} benutzen',
  'Put the earlier name servers back': 'Die früheren Namensserver zurückgeben',
  'Wait until {1} carries traffic': 'Warten, bis {1} Daten überträgt',
  'Wait for an address on {1}': 'Auf eine Adresse für {1} warten',
  'Check that the gateway answers through {1}': 'Prüfen, ob der Router über {1} antwortet',
  'Check that the gateway answers through each port of {1}':
    'Prüfen, ob der Router über jede Leitung von {1} antwortet',

  // notes on a change
  '{1} was the primary port; the profile names none now.':
    '{1} war die bevorzugte Leitung; das Profil nennt jetzt keine mehr.',
  '{1} is the primary port and takes over again as soon as it works.':
    '{1} ist die bevorzugte Leitung und übernimmt wieder, sobald sie geht.',
  '{1} is the primary port and may take over again, if it is the faster one.':
    '{1} ist die bevorzugte Leitung und übernimmt vielleicht wieder, wenn sie die schnellere ist.',
  'The driver made {1} of {2}.': 'Der Treiber hat aus {2} {1} gemacht.',
  'The saved profile “{1}” changes with your word to keep this.':
    'Das gespeicherte Profil „{1}“ ändert sich, wenn Sie das hier behalten.',
  'The bond runs no saved profile, so this lasts until {1} is taken down.':
    'Die Verbindung gehört zu keinem gespeicherten Profil; es gilt, bis {1} ausgeschaltet wird.',
  'The saved profile stays as it was: {1}': 'Das gespeicherte Profil bleibt, wie es war: {1}',
  'it could not be written.': 'Es ließ sich nicht schreiben.',
  'A profile has no place for the routes to {1}: they stay until {2} is down for a moment.':
    'Für die Routen nach {1} hat ein Profil keinen Platz: Sie bleiben, bis {2} kurz ausgeschaltet ist.',
  '/etc/network/interfaces still has {1}: take it out there, or ifupdown makes it at the next start as well.':
    'In /etc/network/interfaces steht noch {1}: Nehmen Sie das heraus, sonst legt ifupdown es beim nächsten Start auch an.',

  // what happened
  '{1} is up': '{1} ist eingeschaltet',
  '{1} is up and waits to be kept': '{1} ist eingeschaltet und wartet darauf, behalten zu werden',
  '{1} was switched off': '{1} wurde ausgeschaltet',
  '{1} was put back': '{1} wurde zurückgenommen',
  '{1} was adopted': '{1} wurde übernommen',
  '{1} was made the active port of {2}': '{1} wurde zur benutzten Leitung von {2} gemacht',
  '{1} was changed: {2}': '{1} wurde geändert: {2}',
  '{1} was added to {2}': '{1} wurde in {2} aufgenommen',
  '{1} was taken out of {2}': '{1} wurde aus {2} herausgenommen',
  '{1} could not be brought up: {2}': '{1} ließ sich nicht einschalten: {2}',
  '{1} could not be taken down: {2}': '{1} ließ sich nicht ausschalten: {2}',
  '{1} could not be taken into {2} again: {3}': '{1} ließ sich nicht wieder in {2} aufnehmen: {3}',
  'Keeping failed: {1}': 'Behalten ist gescheitert: {1}',
  'Putting back failed: {1}': 'Zurücknehmen ist gescheitert: {1}',
  'A change of the bond failed: {1}': 'Eine Änderung der Verbindung ist gescheitert: {1}',
  '“{1}” stepped aside: its adapters are gone.': '„{1}“ hat Platz gemacht: Keiner der Adapter ist mehr da.',
  '“{1}” could not step aside: {2}': '„{1}“ konnte nicht Platz machen: {2}',
  '“{1}” comes up without {2}.': '„{1}“ geht ohne {2} an.',
  '“{1}” did not come up by itself: {2}': '„{1}“ ging nicht von selbst an: {2}',
  'The saved profile “{1}” stays as it was: {2}': 'Das gespeicherte Profil „{1}“ bleibt, wie es war: {2}',
};
