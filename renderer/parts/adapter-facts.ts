import type { Adapter } from '../contract.ts';
import type { Format } from '../words/format.ts';
import type { Words } from '../words/en.ts';

/** What an adapter is doing now, in one line. */
export function adapterFacts(adapter: Adapter, words: Words, format: Format): string {
  const facts: string[] = [];
  if (adapter.kind === 'wifi') {
    const ssid = adapter.wifi?.ssid ?? null;
    facts.push(ssid === null ? words.setup.wifiFree : words.setup.connectedTo(ssid));
  } else if (!adapter.up) {
    facts.push(words.setup.turnedOff);
  } else if (adapter.carrier !== null) {
    facts.push(adapter.carrier ? words.setup.cableIn : words.setup.cableOut);
  }
  const speed = format.megabits(adapter.speedMbps);
  if (adapter.carrier && speed !== null) facts.push(speed);
  const address = adapter.addresses[0];
  if (address !== undefined) facts.push(address.split('/')[0] ?? address);
  return facts.join(' · ');
}
