/**
 * Interfaces in four-address mode, of `iw dev` (iw, interface.c). A network's name, which may be anything, stands escaped
 * behind its own word and begins no line.
 */
export function decodeFourAddress(text: string): Set<string> {
  const found = new Set<string>();
  let name = '';
  for (const line of text.split('\n')) {
    name = /^\tInterface (\S+)$/.exec(line)?.[1] ?? name;
    if (line === '\t\t4addr: on') found.add(name);
  }
  return found;
}

/** What a radio counts of its access point; null what the driver does not tell. */
export interface StationCounters {
  txPackets: number | null;
  txRetries: number | null;
  txFailed: number | null;
  beaconLoss: number | null;
  inactiveMs: number | null;
}

/** The first station of `iw dev LINK station dump` (iw, station.c): a client has no other. */
export function decodeStation(text: string): StationCounters | null {
  const [, first] = text.split(/^Station /m);
  if (first === undefined) return null;
  const number = (name: string) => {
    const found = new RegExp(`^\\t${name}:\\s*(\\d+)`, 'm').exec(first)?.[1];
    return found === undefined ? null : Number(found);
  };
  return {
    txPackets: number('tx packets'),
    txRetries: number('tx retries'),
    txFailed: number('tx failed'),
    beaconLoss: number('beacon loss'),
    inactiveMs: number('inactive time'),
  };
}
