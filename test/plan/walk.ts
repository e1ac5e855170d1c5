import fc from 'fast-check';
import type { Hands, Eyes } from '../../helper/apply/restore.ts';
import { BOND_MODES, findOption } from '../../helper/contract/bond-options.ts';
import { decodeProfile, type Profile, type ProfileInput } from '../../helper/contract/profile.ts';
import { image, mergeBaseline } from '../../helper/plan/image.ts';
import type { BondFacts, Machine } from '../../helper/plan/machine.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { route } from '../../helper/plan/route.ts';
import type { Target } from '../../helper/plan/target.ts';

/*
 * One suite, two kernels: walks over profiles by the engine's hands and the observer's eyes. The strict fake takes many,
 * the real kernel as many as there is time for.
 */

export type Kernel = Hands & Eyes;

/** Any profile over these adapters. Some are refused, which ends no walk: a refusal just changes nothing. */
export function profiles(
  adapters: readonly string[],
  wifi: (adapter: string) => NonNullable<ProfileInput['ports'][number]['wifi']>,
): fc.Arbitrary<Profile> {
  const options = fc.record(
    {
      miimon: fc.constantFrom(50, 100, 200),
      updelay: fc.constantFrom(0, 200),
      downdelay: fc.constantFrom(0, 400),
      xmit_hash_policy: fc.constantFrom('layer2', 'layer2+3', 'layer3+4'),
      fail_over_mac: fc.constantFrom('none', 'active'),
      primary_reselect: fc.constantFrom('always', 'better', 'failure'),
      lacp_rate: fc.constantFrom('slow', 'fast'),
      packets_per_slave: fc.constantFrom(1, 4),
      num_unsol_na: fc.constantFrom(1, 3),
    },
    { requiredKeys: [] },
  );
  const ip = fc.constantFrom<ProfileInput['ip']>(
    { ipv4: { method: 'static', addresses: ['10.78.0.2/24'] }, ipv6: { method: 'disabled' } },
    { ipv4: { method: 'static', addresses: ['10.78.0.2/24', '10.78.1.2/24'], gateway: undefined } },
    { ipv4: { method: 'disabled' }, ipv6: { method: 'static', addresses: ['fd78::2/64'] } },
    { ipv4: { method: 'disabled' }, ipv6: { method: 'disabled' } },
  );
  return fc
    .record({
      name: fc.constantFrom('one', 'two'),
      mode: fc.constantFrom(...BOND_MODES),
      ports: fc.shuffledSubarray([...adapters], { minLength: 1 }),
      options,
      ip,
      mtu: fc.constantFrom(undefined, 1400),
    })
    .map(({ name, mode, ports: chosen, options: given, ip: addresses, mtu }) => {
      // The driver wants a speed of each port there, which radios do not report.
      const cables = chosen.filter((adapter) => !adapter.startsWith('wlan'));
      const ports = ['802.3ad', 'balance-tlb', 'balance-alb'].includes(mode) && cables.length > 0 ? cables : chosen;
      const fitting = Object.entries(given).filter(([option]) => findOption(option)?.modes.includes(mode));
      return decodeProfile({
        name,
        bond: { mode, options: Object.fromEntries(fitting), ...(mtu === undefined ? {} : { mtu }) },
        ports: ports.map((adapter) => (adapter.startsWith('wlan') ? { adapter, wifi: wifi(adapter) } : { adapter })),
        ip: addresses,
      });
    });
}

export class Walk {
  private baseline: Target | null = null;
  /** Names of the profiles that were brought up, and how often one was refused. */
  readonly taken: Profile[] = [];
  refused = 0;

  private constructor(
    private readonly kernel: Kernel,
    readonly home: Machine,
  ) {}

  static async begin(kernel: Kernel): Promise<Walk> {
    return new Walk(kernel, await kernel.fresh());
  }

  /** To a profile, where nothing must be left to do. False when it is refused. */
  async to(profile: Profile): Promise<boolean> {
    const machine = await this.kernel.fresh();
    const { plan, touches } = planProfile(profile, machine, this.baseline);
    if (plan.refusals.length > 0) {
      this.refused += 1;
      return false;
    }
    this.baseline = mergeBaseline(this.baseline, image(machine, touches, profile.bond.name));
    for (const { action } of plan.steps) await this.kernel.perform(action, secretsOf(profile));
    const after = await this.kernel.fresh();
    const again = planProfile(profile, after, this.baseline).plan;
    const left = again.steps.filter(({ action }) => action.kind !== 'verify-gateway');
    if (left.length > 0 || again.refusals.length > 0) {
      throw new Error(
        `not satisfied: ${JSON.stringify([...again.refusals, ...left.map(({ says }) => says)])} after ${JSON.stringify(plan.steps.map(({ says }) => says))}`,
      );
    }
    const strange = Object.values(after.bonds).flatMap((bond) =>
      bond.ports.filter((port) => strangeAddress(after, bond, port)),
    );
    if (strange.length > 0) throw new Error(`not with the bond's address: ${strange.join(', ')}`);
    this.taken.push(profile);
    return true;
  }

  /** Back to where it began. */
  async toHome(): Promise<Machine> {
    if (this.baseline) {
      for (const action of route(await this.kernel.fresh(), this.baseline)) {
        await this.kernel.perform(action, () => null);
      }
    }
    this.baseline = null;
    return this.kernel.fresh();
  }
}

/** A port speaks with its bond's address, unless that follows the active port, or the port's own is translated. */
function strangeAddress({ links }: Machine, { name, options }: BondFacts, port: string): boolean {
  const link = links[port];
  return options['fail_over_mac'] === 'none' && link?.translation === null && link.mac !== links[name]?.mac;
}

function secretsOf(profile: Profile) {
  return (_port: string, { ssid }: { ssid: string }) =>
    profile.ports.find(({ wifi }) => wifi?.ssid === ssid)?.wifi?.psk ?? null;
}

/** What a person would compare: everything but what only running tells. */
export function visible(machine: Machine) {
  const sorted = (entries: readonly object[]) => entries.map((entry) => JSON.stringify(entry)).sort();
  return {
    links: sorted(
      Object.values(machine.links).map(({ name, mac, mtu, up, master, sysctls }) => ({
        name,
        // Which of several ports bears the bond's address, and which translates it, is as it comes.
        mac: master === null ? mac : null,
        mtu,
        up,
        master,
        // Without IPv6 there are no advertisements to take or to leave.
        sysctls: sysctls.disable_ipv6 === '1' ? { disable_ipv6: '1' } : sysctls,
      })),
    ),
    addresses: sorted(
      machine.addresses.filter(({ origin }) => origin === 'manual').map(({ link, address }) => ({ link, address })),
    ),
    routes: sorted(
      machine.routes
        .filter(({ origin }) => origin === 'manual')
        .map(({ link, destination, gateway, metric }) => ({ link, destination, gateway, metric })),
    ),
    bonds: Object.values(machine.bonds).map(({ name, mode, ports }) => ({ name, mode, ports: [...ports].sort() })),
    resolver: machine.resolver,
    wifi: Object.fromEntries(
      Object.entries(machine.wifi).map(([name, { supplicant, ours }]) => [name, { supplicant, ours }] as const),
    ),
    dhcp: Object.keys(machine.dhcp),
  };
}

/**
 * The properties: a satisfied profile needs nothing; from a to b and back to a is a again; and wherever a walk led,
 * from there leads a way home.
 */
export async function walk(kernel: Kernel, steps: readonly Profile[]): Promise<Walk> {
  const here = await Walk.begin(kernel);
  let last: Profile | null = null;
  for (const profile of steps) {
    const at = visible(await kernel.fresh());
    if (!(await here.to(profile))) continue;
    if (last && last.name !== profile.name) {
      const there = visible(await kernel.fresh());
      if (!(await here.to(last))) throw new Error('the way back is refused');
      same(
        visible(await kernel.fresh()),
        at,
        `there and back from ${JSON.stringify(last)} to ${JSON.stringify(profile)}`,
      );
      await here.to(profile);
      same(visible(await kernel.fresh()), there, 'and there again');
    }
    last = profile;
  }
  same(visible(await here.toHome()), visible(here.home), 'home');
  return here;
}

function same(found: object, wanted: object, what: string): void {
  for (const [key, value] of Object.entries(wanted)) {
    const now = JSON.stringify(found[key as keyof typeof found]);
    if (now !== JSON.stringify(value)) throw new Error(`${what}: ${key} is ${now}, was ${JSON.stringify(value)}`);
  }
}
