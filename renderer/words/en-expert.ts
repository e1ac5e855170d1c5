import { readable, type BondOption } from '../contract.ts';
import type { Group } from '../expert/options.ts';
import { named as n } from './named.ts';

type Domain = BondOption['domain'];

const groups: Record<Group, string> = {
  monitoring: 'Mode and carrier monitoring',
  probing: 'Probing for answers',
  'active-port': 'Active port and failover',
  sharing: 'Sharing traffic',
  lacp: 'Link aggregation (802.3ad)',
  port: 'Of each port',
};
const when: Record<BondOption['when'], string> = {
  live: 'changes at once',
  'bond-down': 'changes while the bond is down for a moment',
  'no-ports': 'changes while no port is in the bond',
  'no-ports-and-down': 'changes while no port is in the bond',
};

export const expert = {
  title: 'Expert',
  lead: (bond: string) => `Every option of ${n(bond)} and its ports, as the kernel has it.`,
  foreign: (bond: string) =>
    `Every option of ${n(bond)}, as the kernel has it. Linkbraid did not make it, so it is only shown.`,
  none: 'Nothing is joined now. These are the driver’s options, with the values it starts from.',
  ports: 'Ports',
  options: 'Options',
  groups,
  when,
  says: (option: BondOption) => option.says,
  find: 'Find an option',
  notFound: 'No option has that in its name.',
  otherModes: 'Also those of other modes',
  notInMode: 'not in this mode',
  defaultIs: (value: string) => `kernel default ${value}`,
  nothing: 'none',
  change: 'Change',
  optionOf: (option: string, port: string) => `${option} of ${readable(port)}`,
  optionsOf: (port: string) => `Options of ${readable(port)}`,
  changeOption: (option: string) => `Change ${option}`,
  value: 'Value',
  flags: { off: '0 (off)', on: '1 (on)' },
  allowed: (domain: Domain): string => {
    switch (domain.kind) {
      case 'integer':
        return `A whole number from ${domain.min} to ${domain.max}${domain.unit === null ? '' : ` (${domain.unit})`}.`;
      case 'ipv4-list':
        return `Up to ${domain.max} IPv4 addresses, separated by spaces.`;
      case 'ipv6-list':
        return `Up to ${domain.max} IPv6 addresses, separated by spaces.`;
      case 'mac':
        return 'A hardware address such as 00:00:24:c3:df:45.';
      default:
        return '';
    }
  },
  rebuildTitle: 'This interrupts the connection',
  rebuildDown: (bond: string) =>
    `The driver changes this only while ${n(bond)} is down: everything is cut off for a moment.`,
  rebuildPorts:
    'The driver changes this only while no port is in the bond: all leave and join again, which takes a few seconds.',
  onlyNow: 'Only for now: leave the saved profile as it is',
  set: 'Set',
  setRebuilding: 'Rebuild and set',
  done: 'Done',
  saved: (profile: string) => `The saved profile ${n(profile)} was changed too.`,
  notSaved: 'This lasts until the connection is switched off.',
  activate: 'Make active',
  activatePort: (port: string) => `Make ${readable(port)} active`,
  add: 'Add',
  addPort: (port: string) => `Add ${readable(port)}`,
  free: 'Not in the connection',
  remove: 'Remove',
  removePort: (port: string) => `Remove ${readable(port)}`,
  removeTitle: (port: string) => `Take ${n(port)} out?`,
  removeText: (profile: string) =>
    `The other links carry on. It goes back to how it was before, and the profile ${n(profile)} no longer names it.`,
  kernelText: 'What the kernel prints (/proc/net/bonding)',
  menu: (port: string) => `Actions for ${readable(port)}`,
  details: 'Show in Expert',
};
export type ExpertWords = typeof expert;
