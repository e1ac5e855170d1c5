import type { BondMode } from '../../helper/contract/bond-options.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { STATION_MAC, turnAway } from '../lab/stations.ts';
import { ROUTER } from '../lab/world.ts';
import { Laptop, wifi } from '../system/laptop.ts';

/**
 * `npm run matrix:losses`: two radios on one access point, which loses either and has it back, under a ping every 10 ms
 * over IPv4 and IPv6. A line each: how many got no answer, and the longest silence.
 */

type Radio = keyof typeof STATION_MAC;
const RADIOS: readonly Radio[] = ['wlan0', 'wlan1'];
const MODES: readonly (readonly [BondMode, NonNullable<ProfileInput['bond']['options']>])[] = [
  ['balance-rr', {}],
  ['balance-xor', { xmit_hash_policy: 'layer3+4' }],
  ['active-backup', {}],
];
/** Afterwards the traffic goes on for as long, so that what is still lost then shows. */
const REST_MS = 2_000;

const laptop = await Laptop.boot();

const rests = () => new Promise((done) => setTimeout(done, REST_MS));

async function under(to: string, event: () => Promise<unknown>): Promise<string> {
  const probe = await laptop.lab.probe({ to, intervalMs: 10 });
  await probe.untilAnswered();
  await event();
  await rests();
  const { sent, lost, longestGapMs } = await probe.stop();
  return `${lost} of ${sent} lost, silent for ${longestGapMs} ms`;
}

const until = (radio: Radio, is: boolean) =>
  laptop.until(`${radio} ${is ? 'back' : 'lost'}`, ({ bonds: [bond] }) => {
    const port = bond?.ports.find(({ name }) => name === radio);
    return is ? port?.role === 'active' || port?.role === 'backup' : port?.role === 'down';
  });

async function turn(radio: Radio, away: boolean): Promise<void> {
  await turnAway(laptop.lab, 'open', STATION_MAC[radio], away);
  await until(radio, !away);
}

try {
  await laptop.startHelper();
  for (const [mode, options] of MODES) {
    const ports = RADIOS.map((adapter) => ({ adapter, wifi: wifi('open') }));
    const up = await laptop.up({ name: 'air', bond: { mode, options }, ports });
    if (up.code !== 0) throw new Error(up.stdout);
    for (const [family, to] of [
      ['IPv4', ROUTER.v4],
      ['IPv6', ROUTER.v6],
    ] as const) {
      for (const radio of RADIOS) {
        console.log(`| ${mode} | ${family} | ${radio} lost | ${await under(to, () => turn(radio, true))} |`);
        console.log(`| ${mode} | ${family} | ${radio} back | ${await under(to, () => turn(radio, false))} |`);
      }
    }
    await laptop.ok(['down']);
  }
} finally {
  await laptop.stop();
}
process.exit(0);
