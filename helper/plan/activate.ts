import { findOption } from '../contract/bond-options.ts';
import type { Refusal } from '../contract/plan.ts';
import type { BondFacts, Machine } from './machine.ts';

export interface Activation {
  refusals: Refusal[];
  /** What may take the active port away again. */
  notes: string[];
}

/** Whether `port` can be made the active one of `bond` now, and would stay so. */
export function judgeActivation(machine: Machine, bond: BondFacts, port: string): Activation {
  const refusal =
    wrongMode(bond) ?? notAPort(bond, port) ?? notUp(machine, bond, port) ?? takenBack(machine, bond, port);
  return refusal ? { refusals: [refusal], notes: [] } : { refusals: [], notes: primaryNotes(bond, port) };
}

function wrongMode({ name, mode }: BondFacts): Refusal | null {
  const modes = findOption('active_slave')?.modes ?? [];
  if (modes.includes(mode)) return null;
  return {
    code: 'no-active-port-in-mode',
    about: name,
    message: `${name} is in mode ${mode}, where all ports carry traffic and none is the active one.`,
    mend: `linkbraid set ${name} mode=active-backup --rebuild`,
  };
}

function notAPort({ name, ports }: BondFacts, port: string): Refusal | null {
  if (ports.includes(port)) return null;
  return {
    code: 'not-a-port',
    about: port,
    message: `${port} is not a port of ${name}${ports.length === 0 ? ', which has none' : `, which has ${ports.join(', ')}`}.`,
    mend: `linkbraid port add ${name} ${port}`,
  };
}

/** The driver says nothing when asked for a port that does not work; it just does not do it. */
function notUp(machine: Machine, { name }: BondFacts, port: string): Refusal | null {
  if (machine.ports[port]?.miiStatus === 'up') return null;
  const wifi = machine.links[port]?.type === 'wifi';
  return {
    code: 'port-not-up',
    about: port,
    message: `${port} carries nothing now, so ${name} cannot use it.`,
    mend: wifi ? 'Wait until it has joined its network, or move closer.' : 'Plug its cable in.',
  };
}

function takenBack(machine: Machine, bond: BondFacts, port: string): Refusal | null {
  const { primary, primary_reselect: reselect } = bond.options;
  if (!primary || primary === port || reselect !== 'always' || machine.ports[primary]?.miiStatus !== 'up') return null;
  return {
    code: 'primary-takes-over',
    about: port,
    message: `${primary} is the primary port of ${bond.name} and works, so it would take over again at once.`,
    mend: `linkbraid set ${bond.name} primary=${port}`,
  };
}

function primaryNotes(bond: BondFacts, port: string): string[] {
  const { primary, primary_reselect: reselect } = bond.options;
  if (!primary || primary === port || reselect === 'failure') return [];
  return [
    reselect === 'better'
      ? `${primary} is the primary port and may take over again, if it is the faster one.`
      : `${primary} is the primary port and takes over again as soon as it works.`,
  ];
}
