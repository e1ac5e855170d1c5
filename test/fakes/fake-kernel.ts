import { BOND_OPTIONS } from '../../helper/contract/bond-options.ts';
import type { Action, RouteSpec } from '../../helper/contract/plan.ts';
import { NO_WIFI, type LinkFacts, type Machine } from '../../helper/plan/machine.ts';
import { sameAddress } from '../../helper/plan/image.ts';
import { predict } from '../../helper/plan/predict.ts';

/**
 * A kernel that refuses what the real one refuses, and besides what a careful planner must never ask for. Its effects
 * are those of `predict`, which the system tests hold to the real kernel.
 */
export class FakeKernel {
  /** Options beyond our table, as a newer kernel has. */
  newer: readonly string[] = [];

  constructor(public machine: Machine) {}

  perform(action: Action): void {
    const refusal = this.refusal(action);
    if (refusal !== null) throw new Error(`${action.kind}: ${refusal} (${JSON.stringify(action)})`);
    this.machine = predict(this.machine, action);
    if (action.kind === 'create-bond') this.print(action.bond, (name) => [name, 'off 0']);
    if (action.kind === 'set-option') this.print(action.bond, (name, text) => [name, text.replace(/^\w+$/, '$& 1')]);
  }

  run(actions: readonly Action[]): void {
    for (const action of actions) this.perform(action);
  }

  /** As the real one prints enums: the name and the number. */
  private print(name: string, text: (name: string, now: string) => [string, string]): void {
    const bond = this.machine.bonds[name];
    if (!bond) return;
    const others = Object.fromEntries(this.newer.map((option) => text(option, bond.others[option] ?? '')));
    this.machine = { ...this.machine, bonds: { ...this.machine.bonds, [name]: { ...bond, others } } };
  }

  private refusal(action: Action): string | null {
    const { links, bonds } = this.machine;
    switch (action.kind) {
      case 'create-bond':
        if (this.machine.bonding !== 'loaded') return 'EOPNOTSUPP: no bonding driver';
        return links[action.bond] ? 'EEXIST' : null;
      case 'delete-bond':
        if (!bonds[action.bond]) return 'ENODEV';
        if (links[action.bond]?.uppers.length !== 0) return 'what stands on it would go too';
        return bonds[action.bond]?.ports.length === 0 ? null : 'ports would lose their addresses unseen';
      case 'set-option':
        return this.optionRefusal(action.bond, action.option, action.value);
      case 'join': {
        const port = links[action.port];
        if (!port || !bonds[action.bond]) return 'ENODEV';
        if (port.up) return 'EPERM: the port is up';
        if (port.master !== null) return 'EBUSY: it has a master';
        if (this.isFoughtFor(action.port)) return 'NetworkManager would take it out again';
        return this.machine.addresses.some((address) => address.link === action.port && address.scope !== 'link')
          ? 'its addresses would stay on the port'
          : null;
      }
      case 'move-port': {
        const { routes } = this.machine;
        if (!links[action.port] || !bonds[action.bond]) return 'ENODEV';
        if (links[action.port]?.master !== null) return 'EBUSY: it has a master';
        if (this.isFoughtFor(action.port)) return 'NetworkManager would take it out again';
        const others = routes.filter(({ link }) => link !== action.port);
        return action.routes.some((route) => others.some((other) => takesPlaceOf(route, other)))
          ? 'the route of another link would go'
          : null;
      }
      case 'leave':
        if (links[action.port]?.translation) return 'its rules would act on a free adapter';
        return links[action.port]?.master === action.bond ? null : 'EINVAL: not a port of this bond';
      case 'translate':
        return links[action.port]?.mac === action.own ? null : 'frames for the address on the air would be dropped';
      case 'set-mac':
        if (!links[action.link]) return 'ENODEV';
        return links[action.link]?.up ? 'EBUSY: up' : null;
      case 'clear-addresses':
        return links[action.link] ? null : 'ENODEV';
      case 'wait-port':
        if (!links[action.port]?.up) return 'it will never carry anything';
        return links[action.port]?.master === action.bond ? null : 'not a port of this bond';
      case 'wait-lease':
        return this.machine.dhcp[action.link] && links[action.link]?.up ? null : 'nobody would answer';
      case 'verify-gateway':
        return bonds[action.bond]?.ports.some((port) => links[port]?.up) ? null : 'no port carries anything';
      case 'add-address':
        return links[action.link]?.master === null ? null : 'an address on a port carries nothing';
      case 'remove-address':
        return this.machine.addresses.some((have) => have.link === action.link && sameAddress(have, action.address))
          ? null
          : 'EADDRNOTAVAIL';
      case 'add-route':
        if (!links[action.route.link]?.up) return 'ENETDOWN';
        return this.machine.routes.some((route) => takesPlaceOf(action.route, route))
          ? 'the route of another link would go'
          : null;
      case 'restore-dns':
        return this.machine.resolver.ours[action.link] ? null : 'nothing of ours there';
      case 'associate':
        return links[action.port]?.up ? null : 'ENETDOWN';
      case 'start-dhcp':
        return links[action.link]?.up ? null : 'ENETDOWN';
      case 'set-up': {
        const lower = Object.values(links).find(
          ({ uppers, master }) => uppers.includes(action.link) && master !== action.link,
        );
        if (action.up && lower?.up === false) return `ENETDOWN: ${lower.name} is down`;
        return links[action.link] ? null : 'ENODEV';
      }
      case 'set-mtu':
      case 'set-sysctl':
        return links[action.link] ? null : 'ENODEV';
      default:
        return null;
    }
  }

  private isFoughtFor(port: string): boolean {
    const kept = this.machine.kept[port];
    return kept?.managed === true && !kept.quiet;
  }

  private optionRefusal(bond: string, name: string, value: string): string | null {
    const facts = this.machine.bonds[bond];
    const option = BOND_OPTIONS.find((candidate) => candidate.name === name);
    if (facts && this.newer.includes(name)) return /^\w+( \w+)?$/.test(value) ? null : 'EINVAL';
    if (!facts || !option) return 'ENOENT';
    const isDown = this.machine.links[bond]?.up === false;
    if (option.when !== 'live' && option.when !== 'no-ports' && !isDown) return 'EBUSY: the bond is up';
    if (option.when.startsWith('no-ports') && facts.ports.length > 0) return 'ENOTEMPTY: ports attached';
    if (option.elsewhere === 'refused' && !option.modes.includes(facts.mode)) return 'EACCES: not in this mode';
    const absent = option.domain.kind === 'port' && value !== '' && !facts.ports.includes(value);
    if (absent && name !== 'primary') return 'no such port';
    return null;
  }
}

/** `ip route replace` looks at destination, table and metric alone (fib_table_insert, NLM_F_REPLACE). */
function takesPlaceOf(a: RouteSpec, b: RouteSpec): boolean {
  const key = ({ family, destination, table, metric }: RouteSpec) => [family, destination, table, metric ?? 0].join();
  return a.link !== b.link && key(a) === key(b);
}

export function adapter(name: string, facts: Partial<LinkFacts> = {}): LinkFacts {
  const index = Number(/\d+$/.exec(name)?.[0] ?? 0) + (name.startsWith('wlan') ? 16 : 0);
  const mac = `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
  return {
    name,
    index: index + 2,
    type: name.startsWith('wlan') ? 'wifi' : 'ethernet',
    label: null,
    driver: null,
    bus: 'pci',
    mac,
    permanentMac: mac,
    mtu: 1500,
    up: false,
    carrier: null,
    speedMbps: null,
    duplex: null,
    master: null,
    uppers: [],
    alias: null,
    rfkill: 'none',
    manager: 'none',
    fourAddress: false,
    translation: null,
    sysctls: { disable_ipv6: '0', accept_ra: '1' },
    rxBytes: 0,
    txBytes: 0,
    ...facts,
  };
}

export function laptop(links: readonly LinkFacts[], more: Partial<Machine> = {}): Machine {
  return {
    bootId: 'boot',
    kernel: '6.1.0',
    bonding: 'available',
    links: Object.fromEntries(links.map((link) => [link.name, link])),
    bonds: {},
    ports: {},
    addresses: [],
    routes: [],
    resolver: { kind: 'file', ours: {} },
    wifi: Object.fromEntries(links.filter((link) => link.type === 'wifi').map((link) => [link.name, NO_WIFI])),
    kept: {},
    dhcp: {},
    ...more,
  };
}
