import type { ProfileInput } from '../../helper/contract/profile.ts';
import type { LaptopState } from '../lab/lab.ts';
import { ROUTER } from '../lab/world.ts';
import type { Laptop, CliResult } from '../system/laptop.ts';

const BURN = { NODE_OPTIONS: '--import=/linkbraid/test/sweep/guest/burn.mjs' };

/** By hand rather than by DHCP, so that hundreds of runs take minutes. */
export const CABLES: ProfileInput = {
  name: 'cables',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
  ip: {
    ipv4: { method: 'static', addresses: ['10.77.0.60/24'], gateway: ROUTER.v4, dns: [ROUTER.v4] },
    ipv6: { method: 'disabled' },
  },
};
const ONE: ProfileInput = { ...CABLES, name: 'one', ports: [{ adapter: 'eth0' }] };

export interface Act {
  name: string;
  /** The profile that is up before it. */
  on?: ProfileInput;
  tried?: boolean;
  run: (laptop: Laptop) => Promise<CliResult>;
}

const cli = (...words: string[]) => {
  return (laptop: Laptop) => laptop.cli(words);
};
const up = (profile: ProfileInput, ...more: string[]) => {
  return (laptop: Laptop) => laptop.up(profile, ...more);
};

export const ACTS: readonly [Act, ...Act[]] = [
  { name: 'up', run: up(CABLES) },
  { name: 'down', on: CABLES, run: cli('down') },
  { name: 'up --try', run: up(CABLES, '--try', '600') },
  { name: 'keep', on: CABLES, tried: true, run: cli('keep') },
  { name: 'revert', on: CABLES, tried: true, run: cli('revert') },
  { name: 'set', on: CABLES, run: cli('set', 'bond0', 'miimon=50', 'updelay=200') },
  { name: 'set --rebuild', on: CABLES, run: cli('set', 'bond0', 'mode=balance-rr', '--rebuild') },
  { name: 'port add', on: ONE, run: cli('port', 'add', 'bond0', 'eth1') },
  { name: 'port remove', on: CABLES, run: cli('port', 'remove', 'bond0', 'eth1') },
  { name: 'activate', on: ONE, run: cli('activate', 'bond0', 'eth0') },
  { name: 'up of another profile', on: ONE, run: up({ ...CABLES, bond: { mode: 'balance-xor' } }) },
];

/** Connected by hand, and deaf to advertisements: waiting for the next one would make up most of each case. */
async function connect({ lab }: Laptop): Promise<void> {
  await lab.shell(`echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_ra
ip link set eth0 up
ip address add 10.77.0.50/24 dev eth0
ip route add default via ${ROUTER.v4} metric 100`);
}

export type Adapter = 'eth0' | 'eth1';

/** `die-half` leaves the first half of what is just being written. */
type Order = 'die' | 'die-half' | 'hold';

/** How an act goes when nothing happens to it. */
export interface Course {
  home: LaptopState;
  old: LaptopState;
  after: LaptopState;
  moments: string[];
}

/** The virtual laptop with a helper on it that dies, or holds still, at a moment of one's choice. */
export class Ground {
  private small = false;
  /** What is unplugged, until it is plugged in again. */
  private gone: Adapter | null = null;

  private constructor(
    readonly laptop: Laptop,
    public home: LaptopState,
  ) {}

  /** On a laptop as after booting. */
  static async on(laptop: Laptop): Promise<Ground> {
    await connect(laptop);
    const ground = new Ground(laptop, await laptop.lab.settle());
    await ground.helper();
    await ground.warmUp();
    return ground;
  }

  /** The first change of all loads the driver and makes folders: moments that no later one has, and all would be counted wrong. */
  private async warmUp(): Promise<void> {
    await this.laptop.up(CABLES);
    await this.wayHome();
  }

  helper(): Promise<void> {
    return this.laptop.startHelper(BURN);
  }

  /** The run directory on a disk of its own, which can be filled. */
  async smallDisk(): Promise<void> {
    await this.laptop.killHelper();
    await this.laptop.lab.shell('mkdir -p /run/linkbraid; mount -t tmpfs -o size=256k tmpfs /run/linkbraid');
    this.small = true;
    await this.helper();
  }

  async largeDisk(): Promise<void> {
    await this.laptop.killHelper();
    await this.laptop.lab.shell('umount /run/linkbraid');
    this.small = false;
    await this.helper();
  }

  /** Everything as after booting, with the cable by hand. */
  async afresh(): Promise<void> {
    const { small } = this;
    if (small) await this.largeDisk();
    await this.laptop.reset();
    this.gone = null;
    await connect(this.laptop);
    this.home = await this.laptop.lab.settle();
    await (small ? this.smallDisk() : this.helper());
    await this.warmUp();
  }

  /** Without a moment, moments are only counted. */
  async arm(at = -1, how: Order = 'die'): Promise<void> {
    const { lab } = this.laptop;
    await lab.shell(
      `rm -rf /tmp/sweep; mkdir /tmp/sweep; printf '%s' '${JSON.stringify({ at, how })}' >/tmp/sweep/order`,
    );
    // Not by the shell, which would be found by that name too.
    await lab.run(['pkill', '-USR2', '-f', 'dist/helper/linkbraid-helper.js']);
    await lab.shell('while [ ! -e /tmp/sweep/armed ]; do sleep 0.05; done');
  }

  async moments(): Promise<string[]> {
    const text = await this.laptop.lab.shell('cat /tmp/sweep/moments 2>/dev/null || true');
    return text.split('\n').filter((line) => line !== '');
  }

  /** Whether the helper came as far as the moment it was to hold at; while it does, `during` happens. */
  async held(act: Promise<unknown>, during: () => Promise<unknown>): Promise<boolean> {
    let over = false;
    const ended = act.finally(() => (over = true));
    for (;;) {
      const [holding] = await this.laptop.lab.machine.agent.readFiles(['/tmp/sweep/holding']);
      if (holding?.error === undefined) break;
      if (over) return false;
    }
    await during();
    await this.laptop.lab.writeFile('/tmp/sweep/go', '');
    await ended;
    return true;
  }

  async unplug(adapter: Adapter): Promise<void> {
    await this.laptop.lab.unplugAdapter(adapter);
    this.gone = adapter;
  }

  /** As new: nothing of what it was before is left. */
  private async replug(): Promise<void> {
    if (this.gone === null) return;
    await this.laptop.lab.replugAdapter(this.gone);
    if (this.gone === 'eth0') await connect(this.laptop);
    this.gone = null;
  }

  async prepare({ on, tried }: Act): Promise<void> {
    if (!on) return;
    await this.laptop.ok(['profile', 'set', '-'], JSON.stringify(on));
    await this.laptop.ok(['up', on.name, ...(tried ? ['--try', '600'] : [])]);
  }

  async rehearse(act: Act): Promise<Course> {
    await this.prepare(act);
    const old = await this.laptop.lab.settle();
    await this.arm();
    const result = await act.run(this.laptop);
    if (result.code !== 0) throw new Error(`${act.name}: ${result.stderr}${result.stdout}`);
    const after = await this.laptop.lab.settle();
    const moments = await this.moments();
    await this.wayHome();
    return { home: this.home, old, after, moments };
  }

  /** Switched off, it is as if Linkbraid had never been. */
  async wayHome(): Promise<void> {
    const { transaction } = await this.laptop.status();
    if (transaction?.state === 'provisional') await this.laptop.ok(['revert']);
    else if ((await this.laptop.status()).bonds.length > 0) await this.laptop.ok(['down']);
    await this.replug();
    const left = await this.laptop.differences(this.home);
    if (left.length > 0) throw new Error(`not home:\n${left.join('\n')}`);
  }
}
