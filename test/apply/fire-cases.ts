import { vi } from 'vitest';
import type { Linkbraid } from '../../helper/apply/linkbraid.ts';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import type { Machine } from '../../helper/plan/machine.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;

export const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: HOME }],
};
const STATIC: ProfileInput = {
  name: 'cables',
  bond: { mode: 'balance-xor', options: { xmit_hash_policy: 'layer3+4' }, mtu: 1400 },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
  ip: { ipv4: { method: 'static', addresses: ['10.9.0.2/24'], gateway: '10.9.0.1', dns: ['10.9.0.1'] } },
};

/** Two cables that somebody set up by hand, so that there is something to lose. */
export function handMade(): Machine {
  const links = ['eth0', 'eth1'].map((name) => adapter(name, { up: true, carrier: true }));
  return laptop([...links, adapter('wlan0'), adapter('wlan1')], {
    addresses: links.map(({ name, index }) => ({
      ...plainAddress(`10.0.${index}.2/24`),
      link: name,
      origin: 'manual',
    })),
    routes: links.map(({ name, index }) => ({
      family: 4,
      destination: 'default',
      gateway: `10.0.${index}.1`,
      link: name,
      table: 'main',
      protocol: 'boot',
      scope: null,
      metric: 100 + index,
      source: null,
      type: 'unicast',
      onlink: false,
      mtu: null,
      origin: 'manual',
    })),
  });
}

export interface Case {
  name: string;
  /** Leads to where the act begins; nothing goes wrong on the way. */
  prepare?: (core: Linkbraid) => Promise<unknown>;
  act: (core: Linkbraid) => Promise<unknown>;
  /** What it does not speak of, and leaves as others have it. */
  ignores?: RegExp;
}

const up = (profile: ProfileInput, options = {}) => {
  const decoded = decodeProfile(profile);
  return (core: Linkbraid) => core.up(decoded, options);
};
const TRY = { trySeconds: 600 };
const change = (options: Record<string, string | number>, rebuild = false) => {
  return (core: Linkbraid) => core.set('bond0', options, { rebuild, onlyNow: false });
};

export const CASES: Case[] = [
  { name: 'up, DHCP and Wi-Fi', act: up(DESK) },
  { name: 'up, addresses and name servers by hand', act: up(STATIC) },
  { name: 'up of another profile on the running bond', prepare: up(DESK), act: up(STATIC) },
  { name: 'up --try', act: up(DESK, TRY) },
  { name: 'up --try of another profile', prepare: up(STATIC), act: up(DESK, TRY) },
  { name: 'keep', prepare: up(DESK, TRY), act: (core) => core.keep() },
  { name: 'revert', prepare: up(DESK, TRY), act: (core) => core.revert() },
  {
    name: 'the time of a try runs out',
    prepare: up(STATIC, TRY),
    act: () => vi.advanceTimersByTimeAsync(TRY.trySeconds * 1000 + 1),
  },
  { name: 'down, DHCP and Wi-Fi', prepare: up(DESK), act: (core) => core.down('bond0') },
  { name: 'down, addresses and name servers by hand', prepare: up(STATIC), act: (core) => core.down('bond0') },
  { name: 'set, live', prepare: up(DESK), act: change({ miimon: 50, updelay: 200, primary: 'wlan0' }) },
  { name: 'set --rebuild', prepare: up(DESK), act: change({ fail_over_mac: 'active' }, true) },
  { name: 'set mode --rebuild', prepare: up(STATIC), act: change({ mode: 'balance-rr' }, true) },
  {
    name: 'port add',
    prepare: up(DESK),
    act: (core) => core.addPort({ bond: 'bond0', adapter: 'eth1', onlyNow: false }),
  },
  {
    name: 'port remove',
    prepare: up(STATIC),
    act: (core) => core.removePort({ bond: 'bond0', adapter: 'eth1', onlyNow: false }),
  },
  {
    name: 'activate',
    prepare: up({ ...DESK, bond: { mode: 'active-backup', options: { primary: '' } } }),
    act: (core) => core.activate('bond0', 'wlan0'),
    ignores: /option|address/,
  },
];
