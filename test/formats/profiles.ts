import fc from 'fast-check';
import { BOND_MODES, BOND_OPTIONS, type BondMode, type BondOption } from '../../helper/contract/bond-options.ts';
import { decodeProfile, type OptionValue, type Profile, type ProfileInput } from '../../helper/contract/profile.ts';
import type { Vocabulary } from '../../helper/formats/options.ts';
import { asOptionValue } from '../../helper/formats/options.ts';
import { normaliseOptions } from '../../helper/plan/options.ts';

type Port = ProfileInput['ports'][number];
type Family = NonNullable<NonNullable<ProfileInput['ip']>['ipv4']>;

/** What a format can say, so that only that is made. */
export interface Sayable {
  vocabulary: Vocabulary;
  ports: fc.Arbitrary<Port>;
  /** A name beside that of the bond. */
  ownName: boolean;
}

const ipv4 = fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 254 }));
const ipv4Text = ipv4.map((parts) => parts.join('.'));
const ipv6Text = fc.integer({ min: 1, max: 65535 }).map((number) => `fd00:1::${number.toString(16)}`);
const mac = fc
  .array(fc.nat(255), { minLength: 5, maxLength: 5 })
  .map((bytes) => ['02', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':'));

export const cable: fc.Arbitrary<Port> = fc
  .constantFrom('eth0', 'eth1', 'enp3s0', 'eno1')
  .map((adapter) => ({ adapter }));
export const cableByMac: fc.Arbitrary<Port> = mac.map((address) => ({ adapter: { mac: address } }));

export function wifiPort(
  securities: ('open' | 'wpa2-psk' | 'wpa3-sae')[],
  ssid: fc.Arbitrary<string>,
  band: boolean,
): fc.Arbitrary<Port> {
  const network = fc.record(
    {
      ssid,
      security: fc.constantFrom(...securities),
      bssid: mac,
      hidden: fc.constant(true),
      ...(band ? { band: fc.constantFrom<('2.4' | '5')[]>('2.4', '5') } : {}),
    },
    { requiredKeys: ['ssid', 'security'] },
  );
  return fc.tuple(fc.constantFrom('wlan0', 'wlan1', 'wlp2s0'), network).map(([adapter, wifi]) => ({ adapter, wifi }));
}

/** Names of networks as people give them, and some that they should not. */
export const networkName = fc.oneof(
  fc.constantFrom('Home', 'Café Zürich', 'a b  c', "it's; #1 & $HOME", 'on', '0x1F', '*x', 'a: b', '[net]', '家'),
  fc.string({ minLength: 1, maxLength: 20 }).filter((name) => /^[!#-Z^-~](?:[ -~]*[!#-Z^-~])?$/.test(name)),
);

export function profiles({ vocabulary, ports, ownName }: Sayable): fc.Arbitrary<Profile> {
  const distinct = fc.uniqueArray(ports, {
    minLength: 1,
    maxLength: 4,
    selector: (port) => JSON.stringify(port.adapter),
  });
  return fc
    .record({
      mode: fc.constantFrom(...BOND_MODES),
      ports: distinct,
      name: fc.constantFrom('desk', 'At work', 'a_b-c.d'),
      mtu: fc.option(fc.integer({ min: 1280, max: 9000 }), { nil: undefined }),
      v4: family(ipv4Text, 24),
      v6: family(ipv6Text, 64),
      autoActivate: fc.boolean(),
      seed: fc.array(fc.nat(1000), { minLength: BOND_OPTIONS.length, maxLength: BOND_OPTIONS.length }),
    })
    .map(({ mode, ports: chosen, name, mtu, v4, v6, autoActivate, seed }) =>
      decodeProfile({
        name: ownName ? name : 'bond0',
        bond: {
          name: 'bond0',
          mode,
          options: someOptions(mode, vocabulary, chosen, seed),
          ...(mtu === undefined ? {} : { mtu }),
        },
        ports: chosen,
        ip: { ipv4: v4, ipv6: v6 },
        autoActivate,
      }),
    );
}

function family(address: fc.Arbitrary<string>, prefix: number): fc.Arbitrary<Family> {
  const servers = fc.uniqueArray(address, { minLength: 1, maxLength: 2 });
  const fixed = fc
    .record({ addresses: servers, gateway: address, dns: servers }, { requiredKeys: ['addresses'] })
    .map(({ addresses, ...rest }) => ({
      method: 'static' as const,
      addresses: addresses.map((a) => `${a}/${prefix}`),
      ...rest,
    }));
  return fc.oneof(fc.constant({ method: 'auto' as const }), fc.constant({ method: 'disabled' as const }), fixed);
}

/** Options that go with the mode and with each other, out of those that the format can say. */
function someOptions(
  mode: BondMode,
  vocabulary: Vocabulary,
  ports: Port[],
  seed: number[],
): Record<string, OptionValue> {
  let given: Record<string, OptionValue> = {};
  BOND_OPTIONS.forEach((option, index) => {
    const chance = seed[index] ?? 0;
    if (chance % 3 === 0 || !(option.name in vocabulary.names) || option.aliasOf || option.runTimeOnly) return;
    const text = someValue(option, chance, ports);
    if (text !== null && !vocabulary.without[option.name]?.includes(text))
      given[option.name] = asOptionValue(option, text);
  });
  for (;;) {
    const { problems } = normaliseOptions(mode, given);
    if (problems.length === 0) return given;
    const bad = new Set(problems.map(({ about }) => about.replace('bond.options.', '')));
    given = Object.fromEntries(Object.entries(given).filter(([name]) => !bad.has(name)));
  }
}

function someValue({ domain, name }: BondOption, chance: number, ports: Port[]): string | null {
  switch (domain.kind) {
    case 'enum':
      return Object.keys(domain.names)[chance % Object.keys(domain.names).length] ?? null;
    case 'flag':
      return String(chance % 2);
    case 'integer':
      return String(Math.min(domain.max, domain.min + chance));
    case 'port':
      return typeof ports[0]?.adapter === 'string' ? ports[0].adapter : null;
    case 'ipv4-list':
      return chance % 2 ? '10.0.0.1' : '10.0.0.1,10.0.0.2';
    case 'ipv6-list':
      return 'fd00::1';
    case 'mac':
      return name === 'ad_actor_system' ? '02:00:00:00:00:09' : null;
  }
}
