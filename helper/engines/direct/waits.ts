import { LinkbraidError } from '../../contract/errors.ts';
import { answers, answersThrough } from '../../kernel/reach.ts';
import type { Observer } from '../../observe/observer.ts';
import { printable } from '../../plan/words.ts';
import { gatewayOf, type Machine } from '../../plan/machine.ts';
import type { Dhcp } from './dhcp.ts';
import type { Supplicant } from './supplicant.ts';

/** Scan, authenticate, four-way handshake: 1 to 4 s at rest. Too short fails on a crowded band, too long tires people. */
const ASSOCIATE_MS = 25_000;
/** A beacon may be missed in one look around, hardly in three. */
const ENOUGH_SCANS = 3;
/** Autonegotiation takes 1 to 4 s on copper. A cable that is out must not hold the bond up for longer. */
const CABLE_MS = 6_000;
/** Servers probe an address for up to 3 s before they offer it; the client asks every second. */
const LEASE_MS = 15_000;
/** A switch may learn, a neighbour may sleep; more than this and people would call it down. */
const GATEWAY_MS = 10_000;
/** A switch that has just seen a link come up may hold frames back for a moment. */
const PORT_MS = 5_000;

export async function waitForPort(
  observer: Observer,
  supplicant: Supplicant,
  { port, required }: { port: string; required: boolean },
): Promise<void> {
  const up = (machine: Machine) => {
    const link = machine.links[port];
    if (!link) throw new LinkbraidError('failed', `${port} was unplugged.`, { reason: 'adapter-gone', adapter: port });
    if (link.rfkill !== 'none') throw radioOff(port);
    // A station's carrier is on from association, before the handshake has shown that the key is right
    // (net/mac80211/mlme.c): only the supplicant knows when the port carries data.
    const admitted = link.type !== 'wifi' || machine.wifi[port]?.state === 'connected';
    // The driver looks at its ports only while the bond is up.
    const carries = machine.links[link.master ?? '']?.up ? machine.ports[port]?.miiStatus === 'up' : link.carrier;
    return admitted && carries ? true : null;
  };
  if (!required) {
    await observer.until(up, CABLE_MS);
    return;
  }
  const deadline = Date.now() + ASSOCIATE_MS;
  for (let looks = 0; Date.now() < deadline;) {
    const found = await observer.until((machine) => {
      if (up(machine)) return 'up' as const;
      const { keyRefused, scans } = supplicant.progress(port);
      // Once may be a lost frame; twice is the key.
      return keyRefused >= 2 ? ('refused' as const) : scans > looks ? ('looked' as const) : null;
    }, deadline - Date.now());
    if (found === 'up') return;
    looks = supplicant.progress(port).scans;
    if (found === 'refused' || (looks >= ENOUGH_SCANS && !(await supplicant.hears(port)))) break;
  }
  const { links, wifi } = await observer.fresh();
  if (links[port]?.carrier === true && wifi[port]?.state === 'connected')
    throw new LinkbraidError('failed', `${port} has joined, but nobody answers the bond there.`, {
      reason: 'port-silent',
      adapter: port,
    });
  throw await notAssociated(supplicant, port);
}

async function notAssociated(supplicant: Supplicant, port: string): Promise<LinkbraidError> {
  const name = `“${printable(supplicant.known(port).ours ?? '')}”`;
  if (supplicant.progress(port).keyRefused > 0) {
    return new LinkbraidError('failed', `${port} was turned away by ${name}: the passphrase is wrong.`, {
      reason: 'wrong-passphrase',
      adapter: port,
    });
  }
  if (!(await supplicant.hears(port))) {
    return new LinkbraidError('failed', `${port} does not hear the network ${name}: it is out of range or off.`, {
      reason: 'network-not-found',
      adapter: port,
    });
  }
  return new LinkbraidError('failed', `${port} could not join ${name} in time.`, {
    reason: 'no-association',
    adapter: port,
  });
}

function radioOff(port: string): LinkbraidError {
  return new LinkbraidError('failed', `The radio of ${port} is turned off (airplane mode or a switch).`, {
    reason: 'rfkill',
    adapter: port,
  });
}

export async function waitForLease(observer: Observer, dhcp: Dhcp, link: string): Promise<void> {
  const found = await observer.until((machine) => {
    if (!machine.links[link]) throw new LinkbraidError('failed', `${link} is gone.`, { reason: 'bond-gone' });
    return dhcp.lease(link) !== null && machine.dhcp[link]?.address ? true : null;
  }, LEASE_MS);
  if (found) return;
  throw new LinkbraidError('failed', `No DHCP server answered on ${link}.`, { reason: 'no-dhcp-answer', link });
}

/**
 * Asks the gateway through each port alone. One after another: ports that share a MAC address draw each other's answers
 * until the switch has learnt where it is. A bond without a gateway (host to host) has nobody to ask.
 */
export async function verifyPorts(observer: Observer, bond: string): Promise<void> {
  const machine = await observer.fresh();
  const gateway = gatewayOf(machine, bond);
  if (gateway === null) return;
  const ports = (machine.bonds[bond]?.ports ?? []).filter((port) => machine.ports[port]?.miiStatus === 'up');
  const silent: string[] = [];
  for (const port of ports) {
    const link = machine.links[port];
    const mac = link?.translation?.own ?? link?.mac;
    if (mac === undefined || (await answersThrough(port, mac, gateway, ports, PORT_MS))) continue;
    // Lost while it was asked: that is for the monitoring, not a bond that cannot work.
    if ((await observer.fresh()).links[port]?.carrier === true) silent.push(port);
  }
  const [port] = silent;
  if (port === undefined) return;
  if (silent.length === ports.length) throw gatewaySilent(bond, gateway);
  throw new LinkbraidError(
    'failed',
    `${port} is connected, but the gateway ${gateway} does not answer through it: it leads nowhere, or into another network.`,
    { reason: 'port-silent', adapter: port, gateway },
  );
}

/** A bond without a gateway (host to host) is content with one port that carries. */
export async function verifyGateway(observer: Observer, bond: string): Promise<void> {
  await observer.fresh();
  // An adapter that was off until now tells only when it is on whether its cable is in.
  const carries = ({ bonds, ports }: Machine) =>
    (bonds[bond]?.ports ?? []).some((port) => ports[port]?.miiStatus === 'up');
  const up = await observer.until((now) => (carries(now) ? true : null), CABLE_MS);
  const machine = observer.machine();
  if (!up) {
    const ports = machine.bonds[bond]?.ports ?? [];
    throw new LinkbraidError(
      'failed',
      `None of the links of ${bond} carries anything (${ports.join(', ') || 'no ports'}).`,
      {
        reason: 'no-carrier',
      },
    );
  }
  const gateway = gatewayOf(machine, bond);
  if (gateway === null) return;
  const deadline = Date.now() + GATEWAY_MS;
  while (Date.now() < deadline) {
    if (await answers(bond, gateway)) return;
  }
  throw gatewaySilent(bond, gateway);
}

function gatewaySilent(bond: string, gateway: string): LinkbraidError {
  return new LinkbraidError('failed', `The gateway ${gateway} does not answer through ${bond}.`, {
    reason: 'gateway-silent',
    gateway,
  });
}
