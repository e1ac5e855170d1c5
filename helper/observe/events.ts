import type { LinkEvent } from '../contract/wire.ts';
import type { Machine } from '../plan/machine.ts';

export type Happening = Pick<LinkEvent, 'kind' | 'bond' | 'port' | 'says' | 'details'>;

/** Why another port is the active one. */
export type FailoverCause =
  | 'unplugged'
  | 'left'
  | 'link-lost'
  | 'set-down'
  | 'no-answer' // the link is there, and the monitoring gets no answer over it
  | 'losses' // too many questions through it stayed unanswered
  | 'preferred' // the primary works again
  | 'chosen';

/** Why Linkbraid itself has moved a bond to its active port; null where it has not. */
export type Movers = (bond: string, port: string | null) => { cause: FailoverCause } | null;

/** What happened between two readings, in the order a person would tell it. Pure. */
export function compare(before: Machine, after: Machine, moved: Movers = () => null): Happening[] {
  const names = new Set([...Object.keys(before.bonds), ...Object.keys(after.bonds)]);
  return [...names].flatMap((name) => compareBond(name, before, after, moved));
}

function compareBond(bond: string, before: Machine, after: Machine, moved: Movers): Happening[] {
  const was = before.bonds[bond];
  const is = after.bonds[bond];
  if (!was && is) return [happening('bond-up', bond, null, `${bond} was made (${is.mode})`)];
  if (was && !is) return [happening('bond-down', bond, null, `${bond} was taken apart`)];
  if (!was || !is) return [];
  const joined = is.ports.filter((port) => !was.ports.includes(port));
  const left = was.ports.filter((port) => !is.ports.includes(port));
  const stayed = is.ports.filter((port) => was.ports.includes(port));
  return [
    ...left.map((port) =>
      happening(
        'port-left',
        bond,
        port,
        after.links[port] ? `${port} left ${bond}` : `${port} was unplugged from ${bond}`,
      ),
    ),
    ...joined.map((port) => happening('port-joined', bond, port, `${port} joined ${bond}`)),
    ...stayed.flatMap((port) => compareCarrier(bond, port, before, after)),
    // A bond whose ports have all been taken out is being taken down.
    ...(is.ports.length > 0 ? compareActive(bond, was.activePort, is.activePort, after, moved) : []),
  ];
}

function compareCarrier(bond: string, port: string, before: Machine, after: Machine): Happening[] {
  const was = before.ports[port]?.miiStatus === 'up';
  const is = after.ports[port]?.miiStatus === 'up';
  if (was === is) return [];
  return [
    is
      ? happening('carrier-back', bond, port, `${port} carries again`)
      : happening('carrier-lost', bond, port, `${port} lost its link`),
  ];
}

/** The first port to become active is no failover, and neither is the last to go. */
function compareActive(
  bond: string,
  was: string | null,
  is: string | null,
  after: Machine,
  moved: Movers,
): Happening[] {
  if (was === is || was === null) return [];
  const seen = causeOf(bond, was, is, after);
  // Where the link is as it was, only who moved it knows why.
  const cause = seen === 'chosen' || seen === 'preferred' ? (moved(bond, is)?.cause ?? seen) : seen;
  const details = { from: was, to: is, cause };
  if (is === null) return [happening('failover', bond, null, `${bond} has no working link left`, details)];
  const says = `${bond} now goes over ${is} instead of ${was}${BECAUSE[cause](is)}`;
  return [happening('failover', bond, is, says, details)];
}

const BECAUSE: Record<FailoverCause, (is: string) => string> = {
  unplugged: () => ', which was unplugged',
  left: () => ', which left it',
  'link-lost': () => ', which lost its link',
  'set-down': () => ', which was set down',
  'no-answer': () => ', through which nobody answered',
  losses: () => ', which lost much of what it carried',
  preferred: (is) => `: ${is} works again and is preferred`,
  chosen: () => ', as was asked for',
};

function causeOf(bond: string, was: string, is: string | null, { links, bonds, ports }: Machine): FailoverCause {
  const link = links[was];
  if (!link) return 'unplugged';
  if (link.master !== bond) return 'left';
  if (!link.up) return 'set-down';
  if (link.carrier === false) return 'link-lost';
  if (ports[was]?.miiStatus !== 'up') return 'no-answer';
  return is !== null && bonds[bond]?.options.primary === is ? 'preferred' : 'chosen';
}

function happening(
  kind: LinkEvent['kind'],
  bond: string,
  port: string | null,
  says: string,
  details: LinkEvent['details'] = {},
): Happening {
  return { kind, bond, port, says, details };
}
