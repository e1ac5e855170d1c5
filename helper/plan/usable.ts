import type { Adapter } from '../contract/snapshot.ts';
import { profileOf } from './image.ts';
import type { LinkFacts, Machine } from './machine.ts';

export const MANAGER_NAMES = {
  networkmanager: 'NetworkManager',
  networkd: 'systemd-networkd',
  ifupdown: 'ifupdown',
  wpa_supplicant: 'a wpa_supplicant of its own',
  other: 'another program',
} as const;

const MANAGER_MENDS = {
  networkmanager: (name: string) => `Hand it over: nmcli device set ${name} managed no`,
  networkd: (name: string) => `Give ${name} a .network file with Unmanaged=yes under [Link], then networkctl reload.`,
  ifupdown: (name: string) => `Take it down there (ifdown ${name}) and out of /etc/network/interfaces.`,
  wpa_supplicant: (name: string) => `Stop the wpa_supplicant that was started for ${name} alone, or start it with -u.`,
  other: (name: string) => `Stop the program that looks after ${name}.`,
} as const;

/**
 * Why an adapter cannot take part, or null. `bond` is the bond it is wanted for: being in that one already is fine.
 */
export function unusable(link: LinkFacts, machine: Machine, bond: string | null): Adapter['unusable'] {
  if (link.master !== null && link.master !== bond) {
    const inBond = machine.bonds[link.master] !== undefined;
    const ours = profileOf(machine, link.master) !== null;
    return {
      reason: inBond ? 'in-other-bond' : 'in-bridge',
      message: `${link.name} is already part of ${link.master}.`,
      mend: ours
        ? `Take it out (linkbraid port remove ${link.master} ${link.name}), or switch that off: linkbraid down ${link.master}`
        : `Take it out of ${link.master} first.`,
    };
  }
  if (link.rfkill !== 'none') {
    return link.rfkill === 'hard'
      ? {
          reason: 'rfkill-hard',
          message: `The radio of ${link.name} is turned off by a switch or key on the machine.`,
          mend: 'Turn the switch on.',
        }
      : {
          reason: 'rfkill-soft',
          message: `The radio of ${link.name} is turned off (airplane mode).`,
          mend: 'Turn airplane mode off, or: rfkill unblock wifi',
        };
  }
  // ifupdown does nothing by itself, and its note that it once put a port into this very bond is no claim to it.
  if (link.manager === 'ifupdown' && link.master === bond && bond !== null) return null;
  // NetworkManager can be asked, where it is.
  if (link.manager === 'networkmanager' && machine.kept[link.name] && machine.bonds[link.name] === undefined)
    return null;
  if (link.manager !== 'none' && link.manager !== 'linkbraid') {
    return ownedBy(link, link.manager);
  }
  return null;
}

export function ownedBy({ name }: LinkFacts, owner: keyof typeof MANAGER_NAMES): NonNullable<Adapter['unusable']> {
  return {
    reason: 'managed-by-other',
    message: `${name} is looked after by ${MANAGER_NAMES[owner]}, which would take it back.`,
    mend: MANAGER_MENDS[owner](name),
  };
}
