import type { BondMode } from '../contract/bond-options.ts';
import type { LinkFacts } from './machine.ts';
import type { LinkTarget } from './target.ts';

/** By these filter priorities our rules are known among those of others. */
export const TRANSLATION_PRIORITIES = { arp: 19521, discovery: 19522, frames: 19523 } as const;

export interface Bearing {
  name: string;
  mode: BondMode;
  options: Record<string, string>;
  /** The bond's address. */
  mac: string;
}

/**
 * Which MAC address each Wi-Fi port bears on the air, and whether it is translated to the bond's on the way in and out.
 *
 * An access point takes frames only from the address that has associated, and knows one station per address: one Wi-Fi
 * port can bear the bond's, a second would throw it off. A router with several bands, or a mesh behind several names, may
 * be one access point without saying so; hence all others keep their own. `fail_over_mac` other than `none` gives each
 * port its own address by the driver itself. What a port of the bond has already is kept, so that it carries on.
 * Links that are no stations (four-address, ad-hoc) bear the bond's, each to a neighbour of its own.
 *
 * @param stations the ports that access points know by their address alone
 */
export function portAddress(
  link: LinkFacts,
  bond: Bearing,
  stations: readonly LinkFacts[],
): Pick<LinkTarget, 'mac' | 'translation'> {
  if (link.type !== 'wifi') return {};
  if (bond.mode === 'active-backup' && (bond.options['fail_over_mac'] ?? 'none') !== 'none')
    return { translation: null };
  if (!stations.includes(link) || bearer(bond, stations)?.name === link.name)
    return { mac: bond.mac, translation: null };
  return heldAddress(link, bond);
}

/**
 * A radio that NetworkManager keeps always bears its own: bringing its connection up anew, NetworkManager gives it that
 * again whatever it had.
 */
export function heldAddress(link: LinkFacts, bond: Bearing): Pick<LinkTarget, 'mac' | 'translation'> {
  if (bond.mode === 'active-backup' && (bond.options['fail_over_mac'] ?? 'none') !== 'none')
    return { translation: null };
  const own = ownAddress(link);
  return { mac: own, translation: own === bond.mac ? null : { own, shown: bond.mac } };
}

/** The Wi-Fi port that bears the bond's address on the air. */
function bearer(bond: Bearing, stations: readonly LinkFacts[]): LinkFacts | undefined {
  const own = stations.find((radio) => ownAddress(radio) === bond.mac);
  if (own) return own;
  const inside = stations.filter(({ master }) => master === bond.name);
  const translated = (radio: LinkFacts) => inside.includes(radio) && radio.translation?.shown === bond.mac;
  return inside.find(({ mac }) => mac === bond.mac) ?? stations.find((radio) => !translated(radio));
}

export function ownAddress(link: LinkFacts): string {
  return link.permanentMac ?? link.mac;
}
