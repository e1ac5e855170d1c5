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
    await allAnswered(PEER.v4);
    await allAnswered(PEER.v6);
    const both = (await laptop.status()).bonds[0]?.ports.map(({ role, txBytes }) => [role, txBytes > 10_000]);
    expect(both).toEqual([
      ['active', true],
      ['active', true],
    ]);

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
