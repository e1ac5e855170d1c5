import type { AdviceInput, AdvicePort } from '../contract/advice.ts';

/** What the modes ask about a set of links. */
export interface Links {
  count: number;
  cables: number;
  wifis: number;
  /** Two Wi-Fi ports could be stations of one access point, or of one router with two bands. */
  sameAccessPoint: boolean;
  /** Two Wi-Fi ports are known to be on one channel. */
  sharedAir: boolean;
  /** Mbit/s of each; null when one is known and another is not. All unknown counts as all equal. */
  speeds: number[] | null;
  speedsKnown: boolean;
  sameNetwork: boolean | null;
  macTranslation: boolean;
}

export function linksOf({ ports, sameNetwork, macTranslation }: AdviceInput): Links {
  const wifis = ports.filter((port) => port.kind === 'wifi');
  const known = ports.flatMap((port) => port.measuredMbps ?? port.speedMbps ?? []).filter((speed) => speed > 0);
  return {
    count: ports.length,
    cables: ports.length - wifis.length,
    wifis: wifis.length,
    sameAccessPoint: somePair(wifis, mayShareAccessPoint),
    sharedAir: somePair(wifis, shareChannel),
    speeds: speedsOf(ports.length, known),
    speedsKnown: known.length === ports.length,
    sameNetwork,
    macTranslation: macTranslation ?? false,
  };
}

function speedsOf(count: number, known: number[]): number[] | null {
  if (count === 0) return null;
  if (known.length === 0) return Array<number>(count).fill(1);
  return known.length === count ? known : null;
}

function somePair(ports: readonly AdvicePort[], test: (a: AdvicePort, b: AdvicePort) => boolean): boolean {
  return ports.some((a, index) => ports.slice(index + 1).some((b) => test(a, b)));
}

function mayShareAccessPoint(a: AdvicePort, b: AdvicePort): boolean {
  const told = [a.wifi?.mayShareAccessPointWith, b.wifi?.mayShareAccessPointWith];
  if (told.some((names) => names !== undefined)) return !!told[0]?.includes(b.name) || !!told[1]?.includes(a.name);
  // What is not known may be so: a wrong guess here costs every packet.
  if (!a.wifi || !b.wifi) return true;
  if (a.wifi.bssid === null || b.wifi.bssid === null) return a.wifi.ssid === b.wifi.ssid;
  return addressFamily(a.wifi.bssid) === addressFamily(b.wifi.bssid);
}

/**
 * Routers make the addresses of their radios and networks from one, by changing its last byte or the bits of its
 * first; the four in between tell one router from another.
 */
export function addressFamily(bssid: string): string {
  return bssid.toLowerCase().split(':').slice(1, 5).join(':');
}

function shareChannel(a: AdvicePort, b: AdvicePort): boolean {
  const frequency = a.wifi?.frequencyMhz ?? null;
  return frequency !== null && frequency === b.wifi?.frequencyMhz;
}
