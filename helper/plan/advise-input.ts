import type { AdviceInput, AdvicePort } from '../contract/advice.ts';
import { LinkbraidError } from '../contract/errors.ts';
import type { AdapterNetworks } from '../contract/wire.ts';
import { profileOf } from './image.ts';
import type { LinkFacts, Machine } from './machine.ts';
import { unusable } from './usable.ts';

export interface AskedLink {
  adapter: string;
  ssid?: string | undefined;
}

/** The links that are asked about, or all that can take part, in the order in which people count them. */
export function linksToJudge(machine: Machine, asked: readonly AskedLink[]): AskedLink[] {
  if (asked.length === 0) {
    return Object.values(machine.links)
      .filter((link) => isAdapter(link) && canTakePart(link, machine))
      .map(({ name }) => ({ adapter: name }))
      .sort((a, b) => byName.compare(a.adapter, b.adapter));
  }
  asked.forEach(({ adapter, ssid }, index) => {
    const link = machine.links[adapter];
    if (!link) throw new LinkbraidError('not-found', `There is no adapter ${adapter} on this machine now.`);
    if (!isAdapter(link)) throw new LinkbraidError('usage', `${adapter} cannot be a port of a bond.`);
    if (ssid !== undefined && link.type !== 'wifi')
      throw new LinkbraidError('usage', `${adapter} is not a Wi-Fi adapter: it joins no network by name.`);
    if (asked.findIndex((other) => other.adapter === adapter) < index)
      throw new LinkbraidError('usage', `${adapter} is named twice.`);
  });
  return [...asked];
}

const byName = new Intl.Collator('en', { numeric: true });

/** What is known of these links. `heard`: what their radios found at their last look around. */
export function adviceInput(
  machine: Machine,
  links: readonly AskedLink[],
  heard: readonly AdapterNetworks[],
): AdviceInput {
  const stations = links.flatMap(({ adapter, ssid }) => station(machine, adapter, ssid, heard) ?? []);
  const ports = links.map(({ adapter }) => port(machine, adapter, stations));
  // One link is always in the network that it is in.
  return { ports, sameNetwork: ports.length < 2 ? true : null };
}

interface Station {
  adapter: string;
  /** null = which network it would join is not known. */
  ssid: string | null;
  /** Access points that it could join. */
  accessPoints: { bssid: string; frequencyMhz: number | null }[];
}

function station(
  machine: Machine,
  adapter: string,
  asked: string | undefined,
  heard: readonly AdapterNetworks[],
): Station | null {
  if (machine.links[adapter]?.type !== 'wifi') return null;
  const now = machine.wifi[adapter];
  const ssid = asked ?? now?.ssid ?? now?.ours ?? null;
  // Where it is joined now, that access point is the one that counts; otherwise it may be any of the network.
  if (ssid !== null && now?.ssid === ssid && now.bssid !== null)
    return { adapter, ssid, accessPoints: [{ bssid: now.bssid, frequencyMhz: now.frequencyMhz }] };
  const networks = heard.find((list) => list.adapter === adapter)?.networks ?? [];
  const accessPoints = networks.filter((network) => network.ssid === ssid).flatMap((network) => network.accessPoints);
  return { adapter, ssid, accessPoints };
}

function port(machine: Machine, adapter: string, stations: readonly Station[]): AdvicePort {
  const link = machine.links[adapter];
  const known: AdvicePort = {
    name: adapter,
    kind: link?.type === 'ethernet' || link?.type === 'wifi' ? link.type : 'virtual',
    speedMbps: link?.speedMbps ?? null,
  };
  const own = stations.find((each) => each.adapter === adapter);
  if (!own || own.ssid === null) return known;
  const [only, ...others] = own.accessPoints;
  const sure = only !== undefined && others.length === 0 ? only : null;
  return {
    ...known,
    wifi: {
      ssid: own.ssid,
      bssid: sure?.bssid ?? null,
      frequencyMhz: sure?.frequencyMhz ?? null,
    },
  };
}

function isAdapter({ type }: LinkFacts): boolean {
  return type !== 'bond' && type !== 'other';
}

function canTakePart(link: LinkFacts, machine: Machine): boolean {
  const ours = link.master !== null && profileOf(machine, link.master) !== null;
  return ours || unusable(link, machine, null) === null;
}
