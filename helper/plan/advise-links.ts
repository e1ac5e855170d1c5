import type { AdviceInput, AdvicePort } from '../contract/advice.ts';

/** What the modes ask about a set of links. */
export interface Links {
  count: number;
  cables: number;
  wifis: number;
  /** Two Wi-Fi ports are known to be on one channel. */
  sharedAir: boolean;
  /** Mbit/s of each; null when one is known and another is not. All unknown counts as all equal. */
  speeds: number[] | null;
  speedsKnown: boolean;
  sameNetwork: boolean | null;
  hostToHost: boolean;
  adHoc: boolean;
}

export function linksOf({ ports, sameNetwork, hostToHost = false, adHoc = false }: AdviceInput): Links {
  const wifis = ports.filter((port) => port.kind === 'wifi');
  const known = ports.flatMap((port) => port.measuredMbps ?? port.speedMbps ?? []).filter((speed) => speed > 0);
  return {
    count: ports.length,
    cables: ports.length - wifis.length,
    wifis: wifis.length,
    sharedAir: somePair(wifis, shareChannel),
    speeds: speedsOf(ports.length, known),
    speedsKnown: known.length === ports.length,
    sameNetwork,
    hostToHost,
    adHoc,
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

function shareChannel(a: AdvicePort, b: AdvicePort): boolean {
  const frequency = a.wifi?.frequencyMhz ?? null;
  return frequency !== null && frequency === b.wifi?.frequencyMhz;
}
