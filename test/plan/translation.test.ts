import { describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { translationRules } from '../../helper/kernel/translation.ts';
import { decodeTranslation } from '../../helper/observe/decode/tc.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;
const cable = { adapter: 'eth0' };
const radio = (name: string) => ({ adapter: name, wifi: HOME });
const machine = laptop([adapter('eth0', { carrier: true }), adapter('wlan0'), adapter('wlan1'), adapter('wlan2')]);

function addresses(profile: Pick<ProfileInput, 'bond' | 'ports'>) {
  const { target, plan } = planProfile(decodeProfile({ name: 'air', ...profile }), machine, null);
  expect(plan.refusals).toEqual([]);
  const kernel = new FakeKernel(machine);
  kernel.run(plan.steps.map(({ action }) => action));
  const bond = kernel.machine.links['bond0']?.mac;
  return target.bond?.ports.map(({ name }) => {
    const link = kernel.machine.links[name];
    const bears = link?.mac === bond ? 'the bond’s' : link?.mac === link?.permanentMac ? 'its own' : 'another';
    return `${name} ${bears}${link?.translation ? ', translated' : ''}`;
  });
}

describe('which address a port bears on the air', () => {
  it.each<[string, Pick<ProfileInput, 'bond' | 'ports'>, string[]]>([
    [
      'a lone Wi-Fi port',
      { bond: { mode: 'balance-rr' }, ports: [cable, radio('wlan0')] },
      ['eth0 the bond’s', 'wlan0 the bond’s'],
    ],
    [
      'two Wi-Fi ports',
      { bond: { mode: 'balance-rr' }, ports: [radio('wlan0'), radio('wlan1')] },
      ['wlan0 the bond’s', 'wlan1 its own, translated'],
    ],
    [
      'two beside a cable',
      { bond: { mode: 'active-backup' }, ports: [cable, radio('wlan0'), radio('wlan1')] },
      ['eth0 the bond’s', 'wlan0 the bond’s', 'wlan1 its own, translated'],
    ],
    [
      'where the driver itself lets each have its own',
      {
        bond: { mode: 'active-backup', options: { fail_over_mac: 'active' } },
        ports: [radio('wlan0'), radio('wlan1')],
      },
      ['wlan0 the bond’s', 'wlan1 its own'],
    ],
  ])('%s', (_what, profile, expected) => {
    expect(addresses(profile)).toEqual(expected);
  });
});

describe('the rules', () => {
  const rules = translationRules('wlan1', '02:00:00:00:01:00', '52:54:00:12:34:56');

  it('name each place that bears an address: frames, ARP, and the three messages of neighbour discovery', () => {
    expect(rules).toHaveLength(6);
    expect(rules[0]).toContain('munge offset 8 u32 set 0x02000000 munge offset 12 u16 set 0x0100');
    expect(rules[1]).toContain('at 50 match u32 0x00123456 0xffffffff at 52');
    expect(rules[1]).toContain('munge offset 50 u16 set 0x0200 munge offset 52 u32 set 0x00000100');
    expect(rules[5]).toContain('ingress pref 19523 protocol all flower dst_mac 02:00:00:00:01:00');
  });
});

describe('reading the rules back', () => {
  // As tc -j printed them on Linux 6.1, shortened to what is looked at.
  const head = (pref: number) => ({ protocol: 'all', pref, kind: 'flower', chain: 0 });
  const rule = (pref: number, keys: object) => ({ ...head(pref), options: { keys, actions: [{ kind: 'pedit' }] } });
  const table = { ...head(19522), options: { fh: '800:', ht_divisor: 1 } };
  const egress = [
    head(19521),
    rule(19521, { src_mac: '52:54:00:12:34:56', eth_type: 'arp' }),
    head(19522),
    table,
    ...[0, 1, 2].map(() => rule(19522, {})),
    head(19523),
    rule(19523, { src_mac: '52:54:00:12:34:56' }),
  ];
  const ingress = [head(19523), rule(19523, { dst_mac: '02:00:00:00:01:00' })];

  it('finds both addresses', () => {
    expect(decodeTranslation(egress, ingress)).toEqual({
      own: '02:00:00:00:01:00',
      shown: '52:54:00:12:34:56',
      whole: true,
    });
  });

  it('tells half a set as such', () => {
    expect(decodeTranslation(egress.slice(0, -1), ingress)).toMatchObject({ whole: false });
    expect(decodeTranslation(egress, [])).toMatchObject({ whole: false });
  });

  it.each([[[]], [[head(19521)]], [[rule(1, { src_mac: '52:54:00:12:34:56' })]], [null], [{}], [['x', 7, null]]])(
    'sees nothing of ours in %j',
    (document) => {
      expect(decodeTranslation(document, document)).toBeNull();
    },
  );
});
