import { optionSentences } from './de-options.ts';
import type { ExpertWords } from './en-expert.ts';
import { readable } from '../contract.ts';
import { named as n } from './named.ts';

export const expert: ExpertWords = {
  title: 'Experte',
  lead: (bond) => `Jede Option von ${n(bond)} und seinen Leitungen, wie der Kernel sie führt.`,
  foreign: (bond) =>
    `Jede Option von ${n(bond)}, wie der Kernel sie führt. Linkbraid hat die Verbindung nicht gemacht und zeigt sie nur.`,
  none: 'Gerade ist nichts verbunden. Dies sind die Optionen des Treibers mit den Werten, mit denen er beginnt.',
  ports: 'Leitungen',
  options: 'Optionen',
  groups: {
    monitoring: 'Modus und Überwachung des Trägers',
    probing: 'Nachfragen bei Gegenstellen',
    'active-port': 'Leitung in Betrieb und Wechsel',
    sharing: 'Verteilen',
    lacp: 'Link Aggregation (802.3ad)',
    port: 'Je Leitung',
  },
  when: {
    live: 'ändert sich sofort',
    'bond-down': 'änderbar, während die Verbindung kurz unten ist',
    'no-ports': 'änderbar, solange keine Leitung dabei ist',
    'no-ports-and-down': 'änderbar, solange keine Leitung dabei ist',
  },
  says: (option) => optionSentences[`${option.scope}.${option.name}`] ?? option.says,
  find: 'Option suchen',
  notFound: 'Keine Option heißt so.',
  otherModes: 'Auch die anderer Modi',
  notInMode: 'nicht in diesem Modus',
  defaultIs: (value) => `beginnt mit ${value}`,
  nothing: 'nichts',
  change: 'Ändern',
  optionOf: (option, port) => `${option} von ${readable(port)}`,
  optionsOf: (port) => `Optionen von ${readable(port)}`,
  changeOption: (option) => `${option} ändern`,
  value: 'Wert',
  flags: { off: '0 (aus)', on: '1 (an)' },
  allowed: (domain) => {
    switch (domain.kind) {
      case 'integer':
        return `Eine ganze Zahl von ${domain.min} bis ${domain.max}${domain.unit === null ? '' : ` (${domain.unit})`}.`;
      case 'ipv4-list':
        return `Bis zu ${domain.max} IPv4-Adressen, durch Leerzeichen getrennt.`;
      case 'ipv6-list':
        return `Bis zu ${domain.max} IPv6-Adressen, durch Leerzeichen getrennt.`;
      case 'mac':
        return 'Eine Hardwareadresse wie 00:00:24:c3:df:45.';
      default:
        return '';
    }
  },
  rebuildTitle: 'Das unterbricht die Verbindung',
  rebuildDown: (bond) =>
    `Der Treiber ändert das nur, während ${n(bond)} unten ist: Alles ist einen Augenblick lang abgeschnitten.`,
  rebuildPorts:
    'Der Treiber ändert das nur, solange keine Leitung dabei ist: Alle gehen hinaus und kommen wieder dazu, das dauert ein paar Sekunden.',
  onlyNow: 'Nur für jetzt: Das gespeicherte Profil bleibt, wie es ist',
  set: 'Setzen',
  setRebuilding: 'Neu aufbauen und setzen',
  done: 'Erledigt',
  saved: (profile) => `Auch das gespeicherte Profil ${n(profile)} wurde geändert.`,
  notSaved: 'Das gilt, bis die Verbindung ausgeschaltet wird.',
  activate: 'Benutzen',
  activatePort: (port) => `${readable(port)} benutzen`,
  add: 'Aufnehmen',
  addPort: (port) => `${readable(port)} aufnehmen`,
  free: 'Gehört nicht zur Verbindung',
  remove: 'Entfernen',
  removePort: (port) => `${readable(port)} entfernen`,
  removeTitle: (port) => `${n(port)} herausnehmen?`,
  removeText: (profile) =>
    `Die anderen Leitungen arbeiten weiter. Diese wird wieder, wie sie vorher war, und im Profil ${n(profile)} steht sie nicht mehr.`,
  kernelText: 'Was der Kernel ausgibt (/proc/net/bonding)',
  menu: (port) => `Aktionen für ${readable(port)}`,
  details: 'Unter Experte zeigen',
};
