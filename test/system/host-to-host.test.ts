import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { Peer, PEER_IP, peerPorts, type PeerLinks } from '../lab/peer.ts';
import { PEER } from '../lab/world.ts';
import { Laptop } from './laptop.ts';

/* Two radios to a machine of one's own that bonds its ends too: the one way in which a single stream gains both ways. */

let laptop: Laptop;
let peer: Peer | null = null;
beforeAll(async () => (laptop = await Laptop.boot()));
afterAll(() => laptop.stop());
afterEach(async () => {
  await laptop.killHelper();
  await peer?.stop();
  peer = null;
  await laptop.reset();
});

/** On an emulated machine an answer may well be late. */
const PATIENT = { arp_ip_target: PEER.v4, arp_interval: 100, arp_missed_max: 10 };

const profile = (links: PeerLinks): ProfileInput => ({
  name: 'peer',
  bond: { mode: 'balance-rr', options: links === 'ad-hoc' ? PATIENT : {} },
  ports: peerPorts(links),
  ip: PEER_IP,
});

/** Bytes: of a hundred pings of 98 (IPv4) and 118 (IPv6) one port has half. */
const HALF_OF_THE_PINGS = 5000;

/** Until every one of them is answered: the far end may take its time to see that it is whole. */
async function allAnswered(to: string): Promise<void> {
  let said = '';
  for (const limit = Date.now() + 60_000; Date.now() < limit;) {
    said = await laptop.lab.exec(['ping', '-q', '-i', '0.02', '-c', '50', to]).then(({ stdout }) => stdout);
    if (said.includes(' 0% packet loss')) return;
  }
  throw new Error(`not all pings to ${to} are answered:\n${said}`);
}

describe.each<PeerLinks>(['four-address', 'ad-hoc'])('two radios to one machine, %s', (links) => {
  it('carry in turn, lose nothing for long when one falls silent, and leave no trace', async () => {
    const before = await laptop.lab.captureState();
    await laptop.startHelper();
    peer = await Peer.start(laptop.lab, links, 'balance-rr');
    const up = await laptop.up(profile(links));
    expect(up.code, up.stdout).toBe(0);
    await peer.whole();
    const carried = async () => (await laptop.status()).bonds[0]?.ports.map(({ txBytes }) => txBytes) ?? [];
    const atFirst = await carried();
    await allAnswered(PEER.v4);
    await allAnswered(PEER.v6);
    await laptop.until(
      'each carries half of the pings',
      ({ bonds: [bond] }) =>
        bond?.ports.every(
          ({ role, txBytes }, at) => role === 'active' && txBytes - (atFirst[at] ?? 0) >= HALF_OF_THE_PINGS,
        ) ?? false,
    );

    await peer.radio(0, 'down');
    await laptop.until('the silent link is out', ({ bonds }) => bonds[0]?.ports[0]?.role === 'down');
    await allAnswered(PEER.v4);
    await peer.radio(0, 'up');
    await laptop.until('it is back', ({ bonds }) => bonds[0]?.ports[0]?.role === 'active');
    await peer.whole();
    await allAnswered(PEER.v4);

    await laptop.ok(['down']);
    await peer.stop();
    peer = null;
    expect(await laptop.differences(before)).toEqual([]);
  });
});

it('two cells with nobody in them are not left half-working', async () => {
  const before = await laptop.lab.captureState();
  await laptop.startHelper();
  const up = await laptop.up(profile('ad-hoc'));
  expect(up.code).toBe(1);
  expect(up.json).toMatchObject({ error: { details: { reason: 'port-silent' } } });
  expect(await laptop.differences(before)).toEqual([]);
});
