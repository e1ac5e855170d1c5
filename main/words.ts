import type { Settings } from './bridge/contract.ts';
import { readable } from './bridge/readable.ts';
import type { Standing } from './bridge/standing.ts';

/* What the tray and notifications say. The window has a catalogue of its own. */

const n = (name: string) => `\u2068${readable(name)}\u2069`;

const en = {
  standing: (standing: Standing): string => {
    switch (standing.is) {
      case 'off':
        return 'Off: links work one by one';
      case 'all-well':
        return `On: ${standing.working.length} links, one connection`;
      case 'poor-port':
        return `On, but ${n(standing.poor[0]?.name ?? '')} is weak`;
      case 'last-port':
        return `Running on ${n(standing.working[0]?.name ?? '')} alone`;
      case 'fewer-ports':
        return `${standing.working.length} of ${standing.bond.ports.length} links work`;
      case 'nothing-left':
        return 'No link is left';
    }
  },
  noHelper: 'The helper is not running',
  working: 'Working…',
  joined: 'Joined connection',
  open: 'Open Linkbraid',
  quit: 'Quit',
  roles: { active: 'in use', backup: 'standing by', joining: 'joining', down: 'lost' },
  port: (name: string, role: string) => `${n(name)}: ${role}`,
  failed: 'Linkbraid could not do that',
  notices: {
    failover: (port: string) => ({ title: `${n(port)} took over`, body: 'Your connections go on.' }),
    lastPort: (port: string) => ({
      title: `Running on ${n(port)} alone`,
      body: 'If it fails too, the connection is gone.',
    }),
    nothingLeft: { title: 'No link is left', body: 'The connection comes back with the first link that does.' },
    recovered: (count: number) => ({ title: 'All links work again', body: `${count} links, one connection.` }),
  },
};

type AppWords = typeof en;

const de: AppWords = {
  standing: (standing) => {
    switch (standing.is) {
      case 'off':
        return 'Aus: Jede Leitung arbeitet für sich';
      case 'all-well':
        return `An: ${standing.working.length} Leitungen, eine Verbindung`;
      case 'poor-port':
        return `An, aber ${n(standing.poor[0]?.name ?? '')} ist schwach`;
      case 'last-port':
        return `Nur noch ${n(standing.working[0]?.name ?? '')} trägt`;
      case 'fewer-ports':
        return `${standing.working.length} von ${standing.bond.ports.length} Leitungen arbeiten`;
      case 'nothing-left':
        return 'Keine Leitung ist übrig';
    }
  },
  noHelper: 'Der Helfer läuft nicht',
  working: 'In Arbeit …',
  joined: 'Gemeinsame Verbindung',
  open: 'Linkbraid öffnen',
  quit: 'Beenden',
  roles: { active: 'in Betrieb', backup: 'bereit', joining: 'kommt dazu', down: 'ausgefallen' },
  port: (name, role) => `${n(name)}: ${role}`,
  failed: 'Linkbraid konnte das nicht tun',
  notices: {
    failover: (port) => ({ title: `${n(port)} hat übernommen`, body: 'Ihre Verbindungen laufen weiter.' }),
    lastPort: (port) => ({
      title: `Nur noch ${n(port)} trägt`,
      body: 'Fällt auch das aus, ist die Verbindung weg.',
    }),
    nothingLeft: { title: 'Keine Leitung ist übrig', body: 'Die Verbindung kommt mit der ersten Leitung zurück.' },
    recovered: (count) => ({ title: 'Alle Leitungen arbeiten wieder', body: `${count} Leitungen, eine Verbindung.` }),
  },
};

export function wordsFor(setting: Settings['language'], desktop: string): AppWords {
  return (setting === 'system' ? desktop : setting).startsWith('de') ? de : en;
}
export type { AppWords };
