import type { Refusal } from '../contract/plan.ts';
import { linkImage } from './image.ts';
import type { Machine } from './machine.ts';
import type { LinkTarget } from './target.ts';

/* What others have put on a bond: VLANs and their like, which share its fate, and a bridge that it is a port of. */

/** What stands on `link` by itself and not as its master. */
export function standingAlone(machine: Machine, link: string): string[] {
  const facts = machine.links[link];
  return (facts?.uppers ?? []).filter((upper) => upper !== facts?.master && machine.links[upper]);
}

/** The same, and what stands on that, from the bottom up. */
export function standingAbove(machine: Machine, link: string): string[] {
  return standingAlone(machine, link).flatMap((upper) => [upper, ...standingAbove(machine, upper)]);
}

/** How what stands on the bond is now: it shall be so again when the bond has been down for a moment. */
export function keptUppers(machine: Machine, bond: string): Record<string, LinkTarget> {
  return Object.fromEntries(
    standingAbove(machine, bond).flatMap((name) => {
      const image = linkImage(machine, name);
      if (!image) return [];
      const { mac: _mac, mtu: _mtu, master: _master, wifi: _wifi, dhcp: _dhcp, ...kept } = image;
      return [[name, kept]];
    }),
  );
}

/** A bond that is deleted takes along what stands on it, and nobody could bring that back. */
export function standingRefusals(machine: Machine, bond: string): Refusal[] {
  const facts = machine.links[bond];
  return (facts?.uppers ?? []).map((upper) => {
    const bridged = upper === facts?.master;
    return {
      code: 'in-use-above',
      about: upper,
      message: bridged
        ? `${bond} is a port of ${upper}, which would lose its way out.`
        : `${upper} stands on ${bond} and would go with it.`,
      mend: bridged ? `Take it out first: ip link set ${bond} nomaster` : `Remove it first: ip link delete ${upper}`,
    };
  });
}
