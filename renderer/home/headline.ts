import type { Bond, Port, Standing } from '../contract.ts';
import type { Format } from '../words/format.ts';
import type { Words } from '../words/en.ts';

export type Tone = 'off' | 'good' | 'strained' | 'down';

export function tone(standing: Standing): Tone {
  switch (standing.is) {
    case 'off':
      return 'off';
    case 'all-well':
      return 'good';
    case 'poor-port':
    case 'last-port':
    case 'fewer-ports':
      return 'strained';
    case 'nothing-left':
      return 'down';
  }
}

/** The one big sentence. */
export function headline(standing: Standing, words: Words): string {
  switch (standing.is) {
    case 'off':
      return words.home.off;
    case 'all-well':
      return words.home.allWell(standing.working.length);
    case 'poor-port':
      return words.home.poor(portName(standing.poor[0], words));
    case 'last-port':
      return words.home.last(portName(standing.working[0], words));
    case 'fewer-ports':
      return words.home.fewer(standing.working.length, standing.bond.ports.length);
    case 'nothing-left':
      return words.home.nothing;
  }
}

/** The sentence below it: address, over what, and who else is there. */
export function underline(standing: Standing, words: Words, format: Format): string {
  if (standing.is === 'off') return '';
  if (standing.is === 'nothing-left') return words.home.waitsForLinks;
  const { bond, working } = standing;
  const parts = [addressSentence(bond, working, words)];
  const waiting = working.filter((port) => port.role === 'backup').map((port) => portName(port, words));
  if (bond.activePort !== null && waiting.length > 2) parts.push(words.home.othersStandingBy(waiting.length));
  else if (bond.activePort !== null && waiting.length > 0) parts.push(words.home.standingBy(format.list(waiting)));
  const lost = bond.ports.filter((port) => port.role === 'down' || port.health.level === 'dead');
  if (lost.length > 0) parts.push(words.home.lost(format.list(lost.map((port) => portName(port, words)))));
  return parts.join(' · ');
}

function addressSentence(bond: Bond, working: Port[], words: Words): string {
  const address = bond.addresses[0]?.split('/')[0];
  if (address === undefined) return words.home.noAddress;
  const active = working.find((port) => port.name === bond.activePort);
  return active === undefined
    ? words.home.addressOverAll(address)
    : words.home.addressOver(address, portName(active, words));
}

/** Short enough for a sentence: what it is, and the system's name for it. */
function portName(port: Port | undefined, words: Words): string {
  return port === undefined ? '' : `${words.kinds[port.kind]} ${port.name}`;
}
