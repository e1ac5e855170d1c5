import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ProfileInput } from '../../../helper/contract/profile.ts';
import type { Snapshot } from '../../../helper/contract/snapshot.ts';
import type { LaptopState } from '../../lab/lab.ts';
import { Laptop } from '../laptop.ts';

/*
 * What the scenarios of the banks have in common: three cables into one switch, veth pairs as in the kernel's own tests.
 * They report a link speed, which some modes need and a USB adapter in QEMU lacks; and they pass on every frame, where
 * virtio adapters drop the neighbour solicitations that a waiting port should hear (mended in Linux 6.13).
 */

export const DOCKS = ['dock0', 'dock1', 'dock2'] as const;
export type Dock = (typeof DOCKS)[number];

const farEnd = (dock: Dock) => `far-${dock}`;

/** `npm run test:banks` takes every variation of a scenario; `npm test`, which has more to do, so many. */
export function variations<T>(all: readonly T[], few: number): T[] {
  return process.env['LINKBRAID_BANKS'] === 'all' ? [...all] : all.slice(0, few);
}

/** One for all scenarios: booting another would take longer than most of them. */
export let laptop: Laptop;
let before: LaptopState;

export function useBench(): void {
  beforeAll(async () => {
    laptop = await Laptop.boot();
    await Promise.all([plugDocks(laptop), laptop.startHelper()]);
    await laptop.lab.run(['modprobe', 'bonding', 'max_bonds=0']);
    before = await laptop.lab.settle();
  });

  afterAll(async () => {
    await laptop.stop();
  });
}

/** The laptop is as it was at the beginning. */
export async function home(): Promise<void> {
  expect(await laptop.differences(before)).toEqual([]);
}

async function wayHome(): Promise<void> {
  await laptop.lab.shell(DOCKS.map((dock) => `ip -n switch link set ${farEnd(dock)} master br0 up`).join('\n'));
  // Ours alone: one that a scenario deleted by hand may be shown for a moment longer.
  const ours = (await laptop.status()).bonds.filter(({ profile }) => profile !== null);
  for (const { name } of ours) await laptop.ok(['down', name]);
  await home();
}

/** Each scenario must lead back to where it began: a reset in between would take longer, and prove less. */
export function eachLeadsHome(): void {
  afterEach(wayHome);
}

export function leadsHomeAtTheEnd(): void {
  afterAll(wayHome);
}

async function plugDocks({ lab }: Laptop): Promise<void> {
  const lines = DOCKS.flatMap((dock) => [
    `ip link add ${dock} type veth peer name ${farEnd(dock)} netns switch`,
    `ip -n switch link set ${farEnd(dock)} master br0 up`,
  ]);
  await lab.shell(lines.join('\n'));
}

export async function cut({ lab }: Laptop, dock: Dock): Promise<void> {
  await lab.run(['ip', '-n', 'switch', 'link', 'set', farEnd(dock), 'down']);
}

export async function plug({ lab }: Laptop, dock: Dock): Promise<void> {
  await lab.run(['ip', '-n', 'switch', 'link', 'set', farEnd(dock), 'up']);
}

export const ADDRESS = { v4: '10.77.0.61', v6: 'fd77::61' } as const;

/** Addresses by hand: what is looked at here is the bond, and a lease would take its time. */
const IP: ProfileInput['ip'] = {
  ipv4: { method: 'static', addresses: [`${ADDRESS.v4}/24`] },
  ipv6: { method: 'static', addresses: [`${ADDRESS.v6}/64`] },
};

type Mode = ProfileInput['bond']['mode'];
type Options = NonNullable<ProfileInput['bond']['options']>;
type Port = string | ProfileInput['ports'][number];

export function profile(mode: Mode, ports: readonly Port[], options: Options = {}): ProfileInput {
  const named = ports.map((port) => (typeof port === 'string' ? { adapter: port } : port));
  return { name: 'bench', bond: { mode, options }, ports: named, ip: IP };
}

/** @throws what the command line said, when it did not come up */
export async function bringUp(laptop: Laptop, wanted: ProfileInput, ...more: string[]): Promise<void> {
  // A helper that has just lost its ports may be looking after that by itself, and says so.
  for (;;) {
    const { code, json, stdout } = await laptop.up(wanted, ...more);
    if (code === 0) return;
    if ((json as { error?: { code: string } } | null)?.error?.code !== 'busy') throw new Error(stdout);
  }
}

/** Of the kernel's own files, as they are printed. */
export async function sysfs({ lab }: Laptop, option: string, bond = 'bond0'): Promise<string> {
  return (await lab.readFile(`/sys/class/net/${bond}/bonding/${option}`)).trim();
}

export async function procBonding({ lab }: Laptop, bond = 'bond0'): Promise<string> {
  return lab.readFile(`/proc/net/bonding/${bond}`);
}

export async function reaches({ lab }: Laptop, address: string, netns?: string): Promise<boolean> {
  const ping = ['ping', '-c', '2', '-i', '0.2', '-W', '2', address];
  return (await lab.exec(ping, netns === undefined ? {} : { netns })).code === 0;
}

export function portOf({ bonds }: Snapshot, name: string): Snapshot['bonds'][number]['ports'][number] | undefined {
  return bonds[0]?.ports.find((port) => port.name === name);
}

export function untilPort(laptop: Laptop, name: string, state: 'up' | 'down' | 'going back'): Promise<Snapshot> {
  return laptop.until(`${name} ${state}`, (snapshot) => portOf(snapshot, name)?.miiStatus === state);
}

export function untilActive(laptop: Laptop, name: string): Promise<Snapshot> {
  return laptop.until(`${name} active`, ({ bonds }) => bonds[0]?.activePort === name);
}
