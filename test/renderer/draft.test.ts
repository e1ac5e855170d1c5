import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeProfile } from '../../helper/contract/profile.ts';
import {
  addressesFit,
  bands,
  draftOf,
  barsOf,
  emptyDraft,
  inOrder,
  isPassword,
  missingNetworks,
  toProfile,
  type Draft,
} from '../../renderer/state/draft.ts';
import { cable, profile, wifi } from '../fake-helper/parts.ts';
import { NETWORKS } from '../fake-helper/air.ts';

const draft: Draft = {
  ...emptyDraft([]),
  links: ['eth0', 'wlan0'],
  wifi: {
    wlan0: { ssid: 'Home', security: 'wpa2-psk', password: 'pass “$” é:', hidden: false, bssid: null, band: null },
  },
};

describe('a draft becomes a profile that the contract takes', () => {
  test('keep me connected', () => {
    expect(decodeProfile(toProfile({ ...draft, first: 'eth0' }))).toMatchObject({
      bond: { mode: 'active-backup', options: { primary: 'eth0' } },
      ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { psk: 'pass “$” é:' } }],
      ip: { ipv4: { method: 'auto' } },
    });
  });

  test('add up speed, with a fixed address and a hidden open network', () => {
    const other = decodeProfile(
      toProfile({
        ...draft,
        mode: 'balance-rr',
        first: 'eth0',
        wifi: { wlan0: { ssid: 'Café', security: 'open', password: '', hidden: true, bssid: null, band: null } },
        addressing: 'static',
        address: ' 10.0.200.2/24 ',
        gateway: '10.0.200.1',
        dns: '10.0.200.1, 10.0.200.3',
      }),
    );
    expect(other.bond).toMatchObject({ mode: 'balance-rr', options: {} });
    expect(other.ports[1]?.wifi).toEqual({ ssid: 'Café', security: 'open', hidden: true });
    expect(other.ip.ipv4).toEqual({
      method: 'static',
      addresses: ['10.0.200.2/24'],
      gateway: '10.0.200.1',
      dns: ['10.0.200.1', '10.0.200.3'],
    });
  });

  test('whatever the passphrase, as long as it is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 70 }), (password) => {
        fc.pre(isPassword(password));
        const { ports } = decodeProfile(toProfile({ ...draft, wifi: { wlan0: { ...draft.wifi.wlan0!, password } } }));
        expect(ports[1]?.wifi?.psk).toBe(password);
      }),
    );
  });
});

describe('a saved profile that is edited', () => {
  const saved = decodeProfile({
    name: 'Desk',
    bond: { name: 'bond7', mode: 'active-backup', options: { miimon: 50, primary: 'eth0' }, mtu: 1400 },
    ports: [
      { adapter: 'eth0', options: { prio: 3 } },
      { adapter: { mac: wifi().permanentMac! }, wifi: { ssid: 'Home', security: 'wpa2-psk', band: '5' } },
      { adapter: { mac: '02:00:00:00:00:99' } },
    ],
    ip: { ipv4: { method: 'static', addresses: ['10.0.0.2/24', '10.0.0.3/24'] }, ipv6: { method: 'disabled' } },
    autoActivate: true,
  });
  const edited = draftOf(saved, [cable(), wifi()], true);

  test('stays what it was where nothing is changed', () => {
    expect(decodeProfile(toProfile(edited))).toEqual(saved);
  });

  test('finds its adapters by their addresses, and needs no stored password again', () => {
    expect(edited.links).toEqual(['eth0', 'wlan0', '02:00:00:00:00:99']);
    expect(missingNetworks(edited, [cable(), wifi()])).toEqual([]);
    expect(missingNetworks({ ...edited, stored: [] }, [cable(), wifi()])).toEqual(['wlan0']);
  });

  test('leaves the options of its mode behind in another', () => {
    expect(toProfile({ ...edited, mode: 'balance-rr' }).bond).toEqual({
      name: 'bond7',
      mode: 'balance-rr',
      options: {},
      mtu: 1400,
    });
  });
});

test('a new draft takes a name that is free', () => {
  expect(emptyDraft([profile({ name: 'Desk' }), profile({ name: 'Desk 2' })]).name).toBe('Desk 3');
});

test('Wi-Fi without a network is what is missing', () => {
  expect(missingNetworks({ ...draft, wifi: {} }, [cable(), wifi()])).toEqual(['wlan0']);
  expect(missingNetworks(draft, [cable(), wifi()])).toEqual([]);
});

test.each([
  ['10.0.200.2/24', '', true],
  ['10.0.200.2/24', '10.0.200.1', true],
  ['10.0.200.2', '', false],
  ['10.0.200.300/24', '', false],
  ['10.0.200.2/24', 'router', false],
])('fixed address %j with gateway %j: %s', (address, gateway, fits) => {
  expect(addressesFit({ ...draft, addressing: 'static', address, gateway })).toBe(fits);
});

test('networks: strongest first, those that cannot be joined last, bands named once', () => {
  const ordered = inOrder(NETWORKS[0]!);
  expect(ordered[0]?.ssid).toBe('Home');
  expect(ordered.at(-1)?.security).toBe('enterprise');
  expect(bands(ordered[0]!)).toEqual(['2.4', '5']);
});

test('bars never rise as the signal falls', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: -20 }), (dbm) => {
      expect(barsOf(dbm)).toBeGreaterThanOrEqual(barsOf(dbm - 1));
    }),
  );
});
