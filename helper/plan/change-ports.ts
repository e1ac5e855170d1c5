import type { Refusal } from '../contract/plan.ts';
import {
  decodeProfile,
  type OptionValue,
  type Profile,
  type ProfilePort,
  type WifiNetwork,
} from '../contract/profile.ts';
import { desire, findAdapter } from './desire.ts';
import type { BondFacts, Machine } from './machine.ts';
import { normalisePortOptions } from './options.ts';
import type { Planned } from './plan.ts';
import type { BondTarget } from './target.ts';

/** `profile` with `adapter` as one more port. A port that is there already only takes the new network, if one is given. */
export function withPort(profile: Profile, machine: Machine, adapter: string, wifi: WifiNetwork | undefined): Profile {
  const network = wifi === undefined ? {} : { wifi };
  const known = profile.ports.some((port) => isAdapter(port, machine, adapter));
  const ports = known
    ? profile.ports.map((port) => (isAdapter(port, machine, adapter) ? { ...port, ...network } : port))
    : [...profile.ports, { adapter, ...network }];
  return decodeProfile({ ...profile, ports });
}

/** `profile` without `adapter`, and whether that was its primary port, which it then names no longer. */
export function withoutPort(
  profile: Profile,
  machine: Machine,
  adapter: string,
): { profile: Profile; wasPrimary: boolean } {
  const ports = profile.ports.filter((port) => !isAdapter(port, machine, adapter));
  const { primary, ...others } = profile.bond.options;
  const wasPrimary = primary === adapter;
  const bond = wasPrimary ? { ...profile.bond, options: others } : profile.bond;
  return { profile: { ...profile, bond, ports }, wasPrimary };
}

/** `profile` with these options of one port. What is wrong with them stays in, for whoever plans it to tell. */
export function withPortOptions(
  profile: Profile,
  machine: Machine,
  adapter: string,
  given: Record<string, OptionValue>,
): Profile {
  const ports = profile.ports.map((port, index) => {
    if (!isAdapter(port, machine, adapter)) return port;
    const { values } = normalisePortOptions(profile.bond.mode, given, index);
    // All options of ports are numbers.
    const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
    return { ...port, options: { ...port.options, ...given, ...numbers } };
  });
  return { ...profile, ports };
}

/** Options belong to what is a port now and in the profile: on any other adapter they would mean something else. */
export function judgePort(profile: Profile, machine: Machine, bond: BondFacts, adapter: string): Refusal[] {
  const inProfile = profile.ports.some((port) => isAdapter(port, machine, adapter));
  return inProfile && bond.ports.includes(adapter) ? [] : [notAPort(bond, adapter)];
}

function notAPort({ name, ports }: BondFacts, adapter: string): Refusal {
  return {
    code: 'not-a-port',
    about: adapter,
    message: `${adapter} is not a port of ${name}.`,
    mend: ports.length === 0 ? `linkbraid down ${name}` : `Name one of ${ports.join(', ')}.`,
  };
}

export function judgeRemoval(profile: Profile, machine: Machine, bond: BondFacts, adapter: string): Refusal[] {
  const inProfile = profile.ports.some((port) => isAdapter(port, machine, adapter));
  if (!inProfile && !bond.ports.includes(adapter)) return [notAPort(bond, adapter)];
  if (withoutPort(profile, machine, adapter).profile.ports.length > 0) return bearerRefusals(machine, bond, adapter);
  return [
    {
      code: 'last-port',
      about: adapter,
      message: `${adapter} is the last port of ${bond.name}, which carries nothing without it.`,
      mend: `linkbraid down ${bond.name}`,
    },
  ];
}

/**
 * A port that leaves gets its own MAC address back. While the bond still bears that one, two interfaces of one network
 * would have the same, and duplicate address detection takes IPv6 from both (the driver warns of it, bond_main.c).
 */
function bearerRefusals(machine: Machine, bond: BondFacts, adapter: string): Refusal[] {
  const port = machine.links[adapter];
  const bears = port && port.master === bond.name && port.permanentMac === machine.links[bond.name]?.mac;
  if (!bears || bond.options['fail_over_mac'] === 'active') return [];
  return [
    {
      code: 'bears-the-address',
      about: adapter,
      message: `${bond.name} bears the MAC address of ${adapter}: outside of it, ${adapter} would be in its way.`,
      mend: `Take the bond down (linkbraid down ${bond.name}), and bring it up from a profile without ${adapter}.`,
    },
  ];
}

/**
 * Defaults follow the mix of ports, and some cannot change on a live bond. With a port less the value in force is still
 * a good one, so it is kept rather than taking all the others out for a moment.
 */
export function keepingOptions(profile: Profile, machine: Machine, bond: BondFacts): Profile {
  const { target } = desire(profile, machine);
  const moved = (target.bond?.options ?? []).filter(
    (option) => differs(option, bond) && profile.bond.options[option.name] === undefined,
  );
  const kept = Object.fromEntries(moved.flatMap(({ name }) => [[name, bond.options[name] ?? '']]));
  return { ...profile, bond: { ...profile.bond, options: { ...profile.bond.options, ...kept } } };
}

/** A network that must be joined anew needs its passphrase, which a profile on record does not hold. */
export function passphraseRefusals(profile: Profile, { plan }: Planned): Refusal[] {
  return plan.steps.flatMap(({ action }): Refusal[] => {
    if (action.kind !== 'associate' || action.wifi.security === 'open' || action.wifi.security === 'owe') return [];
    const { port, wifi } = action;
    if (profile.ports.some((each) => each.wifi?.ssid === wifi.ssid && each.wifi.psk !== undefined)) return [];
    return [
      {
        code: 'passphrase-missing',
        about: port,
        message: `${port} would have to join its network anew, and its passphrase is not stored.`,
        mend: 'Give the passphrase along, or save the profile with it: linkbraid profile set FILE',
      },
    ];
  });
}

/** With a port more the value in force may be a bad one: who asked for one port is told what it takes. */
export function disturbanceRefusals({ plan, target }: Planned, bond: BondFacts): Refusal[] {
  const staying = target.bond?.ports.map(({ name }) => name) ?? [];
  const disturbed = plan.steps.some(
    ({ action }) =>
      (action.kind === 'leave' && action.bond === bond.name && staying.includes(action.port)) ||
      (action.kind === 'set-up' && action.link === bond.name && !action.up),
  );
  if (!disturbed) return [];
  const options = target.bond?.options.filter((option) => differs(option, bond)) ?? [];
  const settings = options.map(({ name, value }) => `${name}=${value}`).join(' ');
  return [
    {
      code: 'needs-rebuild',
      about: 'bond.options',
      message: `With this port ${bond.name} needs ${settings}, and for that all its ports would leave it and join again.`,
      mend: `linkbraid set ${bond.name} ${settings} --rebuild`,
    },
  ];
}

/** Who changes an option of one port does not ask for the rest of the profile to be brought back along with it. */
export function beyondRefusals(
  { plan }: Planned,
  bond: BondFacts,
  adapter: string,
  given: Record<string, OptionValue>,
): Refusal[] {
  const beyond = plan.steps.filter(({ action }) => {
    if (action.kind === 'set-port-option') return action.port !== adapter || !Object.hasOwn(given, action.option);
    return action.kind !== 'wait-port' && action.kind !== 'verify-ports' && action.kind !== 'verify-gateway';
  });
  if (beyond.length === 0) return [];
  return [
    {
      code: 'more-than-asked',
      about: bond.name,
      message: `${bond.name} is not as its profile has it, and more than was asked for would change: ${beyond.map(({ says }) => says).join('; ')}.`,
      mend: `Bring it back to its profile first: linkbraid up ${plan.profile}`,
    },
  ];
}

function differs({ name, value, when }: BondTarget['options'][number], bond: BondFacts): boolean {
  return (when === 'no-ports' || when === 'bond-down') && bond.options[name] !== value;
}

function isAdapter(port: ProfilePort, machine: Machine, adapter: string): boolean {
  return port.adapter === adapter || findAdapter(machine, port.adapter)?.name === adapter;
}
