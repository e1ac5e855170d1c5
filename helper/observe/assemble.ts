import type { Adapter, Bond, Port, PortRole, Snapshot, WifiStatus } from '../contract/snapshot.ts';
import { gatewayOf, type LinkFacts, type Machine } from '../plan/machine.ts';
import { profileOf } from '../plan/image.ts';
import { unusable } from '../plan/usable.ts';
import { judge, type Measured } from './health.ts';

export interface Rates {
  rxBitsPerSecond: number | null;
  txBitsPerSecond: number | null;
}

/** Facts → what clients see. Nothing is shown that was not read; what is not known is null. */
export function assemble(
  machine: Machine,
  rates: ReadonlyMap<string, Rates>,
  measured: Measurements = () => null,
): Pick<Snapshot, 'bonding' | 'adapters' | 'bonds'> {
  const links = Object.values(machine.links).sort((a, b) => byName.compare(a.name, b.name));
  return {
    bonding: { state: machine.bonding, kernel: machine.kernel },
    adapters: links
      .filter((link) => link.type !== 'bond' && link.type !== 'other')
      .map((link) => adapter(machine, link, rates)),
    bonds: links.filter((link) => link.type === 'bond').map((link) => bond(machine, link, rates, measured)),
  };
}

/** Names a person counts in: wlan2 before wlan10. */
const byName = new Intl.Collator('en', { numeric: true });

function adapter(machine: Machine, link: LinkFacts, rates: ReadonlyMap<string, Rates>): Adapter {
  const problem = unusable(link, machine, null);
  const ours = link.master !== null && profileOf(machine, link.master) !== null;
  return {
    name: link.name,
    kind: link.type === 'wifi' || link.type === 'ethernet' ? link.type : 'virtual',
    label: link.label,
    bus: link.bus,
    driver: link.driver,
    mac: link.mac,
    permanentMac: link.permanentMac,
    mtu: link.mtu,
    up: link.up,
    carrier: link.carrier,
    speedMbps: link.speedMbps,
    duplex: link.duplex,
    master: link.master,
    addresses: addresses(machine, link.name),
    gateway: gatewayOf(machine, link.name),
    manager: ours ? 'linkbraid' : link.manager,
    // A port of ours is no obstacle: the profile that holds it may be changed.
    usable: problem === null || ours,
    unusable: ours ? null : problem,
    wifi: wifi(machine, link),
    ...traffic(link, rates),
  };
}

type Measurements = (bond: string, port: string) => Measured | null;

function bond(machine: Machine, link: LinkFacts, rates: ReadonlyMap<string, Rates>, measured: Measurements): Bond {
  const facts = machine.bonds[link.name];
  const ports = (facts?.ports ?? []).flatMap((name) => machine.links[name] ?? []);
  return {
    name: link.name,
    profile: profileOf(machine, link.name),
    ours: profileOf(machine, link.name) !== null,
    manager: profileOf(machine, link.name) === null ? link.manager : 'linkbraid',
    mode: facts?.mode ?? 'balance-rr',
    mac: link.mac,
    mtu: link.mtu,
    up: link.up,
    carrier: link.carrier,
    activePort: facts?.activePort ?? null,
    addresses: addresses(machine, link.name),
    gateway: gatewayOf(machine, link.name),
    dns: machine.resolver.ours[link.name] ?? [],
    options: shown(facts?.options),
    ports: ports.map((port) => portStatus(machine, link.name, port, rates, measured(link.name, port.name))),
    ...traffic(link, rates),
  };
}

function portStatus(
  machine: Machine,
  bondName: string,
  link: LinkFacts,
  rates: ReadonlyMap<string, Rates>,
  measured: Measured | null,
): Port {
  const facts = machine.ports[link.name];
  const status = wifi(machine, link);
  const role = roleOf(machine, bondName, link);
  return {
    name: link.name,
    kind: link.type === 'wifi' || link.type === 'ethernet' ? link.type : 'virtual',
    label: link.label,
    role,
    carrier: link.carrier,
    miiStatus: facts?.miiStatus ?? null,
    linkFailures: facts?.linkFailures ?? null,
    options: shown(facts?.options),
    mac: link.mac,
    permanentMac: link.permanentMac,
    speedMbps: link.speedMbps,
    duplex: link.duplex,
    wifi: status,
    ...(measured
      ? { latencyMs: measured.latencyMs, jitterMs: measured.jitterMs, lossPercent: measured.lossPercent }
      : {}),
    ...(status ? { air: measured?.air ?? null } : {}),
    health: judge({ role, wifi: status, measured }),
    ...traffic(link, rates),
  };
}

/** The mode has a place of its own. */
function shown(options: Record<string, string> = {}): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([name]) => name !== 'mode')
      .map(([name, value]) => [name, /^-?\d{1,15}$/.test(value) ? Number(value) : value]),
  );
}

/** In modes without an active port every port that carries is active. */
function roleOf(machine: Machine, bondName: string, link: LinkFacts): PortRole {
  const facts = machine.bonds[bondName];
  // Without MII monitoring the driver takes every port for up.
  if (machine.ports[link.name]?.miiStatus === 'up' && link.carrier !== false) {
    const oneActive = facts?.mode === 'active-backup' || facts?.mode === 'balance-tlb' || facts?.mode === 'balance-alb';
    return !oneActive || facts.activePort === link.name ? 'active' : 'backup';
  }
  const state = machine.wifi[link.name]?.state;
  return state === 'scanning' || state === 'associating' ? 'joining' : 'down';
}

function wifi(machine: Machine, link: LinkFacts): WifiStatus | null {
  const facts = machine.wifi[link.name];
  if (link.type !== 'wifi' || !facts) return null;
  const { ssid, bssid, frequencyMhz, signalDbm, txMbps, rxMbps, state } = facts;
  return { ssid, bssid, frequencyMhz, signalDbm, txMbps, rxMbps, state: link.rfkill === 'none' ? state : 'off' };
}

/** What the link was given; the kernel's own link-local addresses tell a person nothing. */
function addresses(machine: Machine, link: string): string[] {
  return machine.addresses.filter((item) => item.link === link && item.scope !== 'link').map((item) => item.address);
}

/** Rates are those of the last second; a link that has just lost its carrier carries nothing now. */
function traffic(link: LinkFacts, rates: ReadonlyMap<string, Rates>) {
  const cut = link.carrier === false ? { rxBitsPerSecond: 0, txBitsPerSecond: 0 } : null;
  const rate = cut ?? rates.get(link.name) ?? { rxBitsPerSecond: null, txBitsPerSecond: null };
  return { rxBytes: link.rxBytes, txBytes: link.txBytes, ...rate };
}
