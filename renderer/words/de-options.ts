/** What each option of the table does, by scope and the kernel's name; the English sentences stand in the table. */
export const optionSentences: Readonly<Record<string, string>> = {
  'bond.mode': 'Wie die Verbindung den Verkehr auf ihre Leitungen verteilt.',
  'bond.miimon':
    'Wie oft nach dem Träger jeder Leitung gesehen wird, in Millisekunden; bei 0 fällt ein gezogenes Kabel nie auf.',
  'bond.updelay':
    'Wie lange ein zurückgekehrter Träger bestehen muss, bis die Leitung wieder benutzt wird; auf ganze miimon-Abstände abgerundet.',
  'bond.downdelay':
    'Wie lange ein Träger fehlen muss, bis die Leitung aufgegeben wird; auf ganze miimon-Abstände abgerundet.',
  'bond.peer_notif_delay': 'Pause zwischen den Ansagen nach einem Wechsel; auf ganze miimon-Abstände abgerundet.',
  'bond.use_carrier':
    'Liest den Träger vom Netzwerktreiber (1) oder über die alten MII-Abfragen (0); neuere Kernel tun immer das erste.',
  'bond.arp_interval':
    'Wie oft die Gegenstellen über die Leitungen gefragt werden, in Millisekunden; findet tote Wege, deren Träger noch da ist.',
  'bond.arp_ip_target': 'IPv4-Adressen, höchstens 16, die antworten müssen, damit ein Weg als lebendig gilt.',
  'bond.ns_ip6_target': 'IPv6-Adressen, höchstens 16, die antworten müssen, damit ein Weg als lebendig gilt.',
  'bond.arp_validate': 'Auf welchen Leitungen nur echte Antworten auf unsere Fragen als Lebenszeichen gelten.',
  'bond.arp_all_targets': 'Ob eine antwortende Gegenstelle genügt (any) oder alle antworten müssen (all).',
  'bond.arp_missed_max':
    'Wie viele Fragen unbeantwortet bleiben dürfen, bis eine Leitung aufgegeben wird; wartende haben eine mehr.',
  'bond.fail_over_mac':
    'Ob alle Leitungen dieselbe Hardwareadresse tragen (none), die Verbindung die der benutzten Leitung nimmt (active) oder die Adresse der benutzten Leitung folgt (follow).',
  'bond.primary_reselect':
    'Wann eine zurückgekehrte bevorzugte Leitung wieder benutzt wird: immer, nur wenn sie besser ist, oder erst wenn die andere ausfällt.',
  'bond.primary': 'Die Leitung, die benutzt wird, wann immer sie funktioniert.',
  'bond.active_slave': 'Die Leitung, die in diesem Augenblick benutzt wird.',
  'bond.num_grat_arp': 'Wie oft ein Wechsel den Nachbarn angesagt wird, über ARP und IPv6-Nachbarschaftsmeldungen.',
  'bond.num_unsol_na': 'Ein anderer Name von num_grat_arp.',
  'bond.resend_igmp': 'Wie oft Multicast-Mitgliedschaften nach einem Wechsel neu gemeldet werden.',
  'bond.xmit_hash_policy': 'Welche Felder der Kopfdaten bestimmen, über welche Leitung eine Verbindung geht.',
  'bond.packets_per_slave':
    'Wie viele Pakete über eine Leitung hinausgehen, bis die nächste an der Reihe ist; 0 lost jedes Mal aus.',
  'bond.tlb_dynamic_lb':
    'Verschiebt Verbindungen je nach Last zwischen den Leitungen (1) oder lässt sie, wo der Hash sie hinlegt (0).',
  'bond.lp_interval': 'Sekunden zwischen den Paketen, die dem Switch zeigen, wo unsere Adressen sind.',
  'bond.all_slaves_active':
    'Nimmt Pakete auch auf wartenden Leitungen an (1), statt sie als Doppelte zu verwerfen (0).',
  'bond.min_links': 'Wie viele Leitungen arbeiten müssen, damit die Verbindung selbst als verbunden gilt.',
  'bond.lacp_rate': 'Verlangt vom Switch alle 30 Sekunden (slow) oder jede Sekunde (fast) ein Lebenszeichen.',
  'bond.lacp_active': 'Spricht den Switch von sich aus an (on) oder erst, wenn er es tut (off).',
  'bond.ad_select': 'Welche Gruppe von Leitungen benutzt wird, wenn der Switch mehrere bildet.',
  'bond.ad_actor_sys_prio':
    'Unser Rang, wenn beide Seiten sich einigen müssen, wessen Wahl gilt; der niedrigere gewinnt.',
  'bond.ad_actor_system':
    'Die Hardwareadresse, unter der der Switch diesen Rechner kennt; lauter Nullen steht für die der Verbindung.',
  'bond.ad_user_port_key': 'Obere Bits des Schlüssels, der sagt, welche Leitungen zusammengehören dürfen.',
  'bond.coupled_control': 'Schaltet Empfangen und Senden gemeinsam ein (on) oder nacheinander (off).',
  'bond.broadcast_neighbor':
    'Schickt ARP und Nachbarschaftssuche über jede Leitung hinaus, für Leitungen zu verschiedenen Switches.',
  'bond.lacp_strict': 'Gilt nur als verbunden, wenn auch der Switch LACP spricht.',
  'port.queue_id': 'Sendewarteschlange der Verbindung, die immer zu dieser Leitung führt; 0 für keine.',
  'port.prio': 'Rang dieser Leitung, wenn eine neue gewählt wird; der höchste gewinnt, solange keine bevorzugt ist.',
  'port.actor_port_prio': 'Rang dieser Leitung in LACP; der niedrigere gewinnt.',
};
