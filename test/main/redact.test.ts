import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkNames, redact } from '../../main/redact.ts';
import { HOSTILE_NAMES } from '../fake-helper/air.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';

const hidden = { addresses: false, networks: false };

test('no secret, no address and no network name is left, wherever it stands', () => {
  const report = {
    snapshot: STATES['all-well'],
    profiles: [deskProfile],
    says: 'wlan0 (00:00:24:c3:df:45) joined Home over fe80::200:24ff:fec3:df45 and fd00:200::2/64.',
    kernel: { '/proc/net/bonding/bond0': 'Permanent HW addr: 00:00:24:C3:DF:45' },
  };
  const text = JSON.stringify(redact(report, networkNames(report), hidden));
  for (const word of ['eight eight', '00:00:24', '00:00:24:C3', 'Home', '02:00:00', 'fec3:df45', 'fd00:200']) {
    expect(text.toLowerCase()).not.toContain(word.toLowerCase());
  }
  // IPv4 addresses of the home network and times stay: they tell of no one.
  expect(text).toContain('10.0.200.2');
});

test('the same address has the same stand-in', () => {
  const shown = redact(['00:00:24:c3:df:45', 'is 00:00:24:C3:DF:45', '00:00:24:c3:df:46'], [], hidden);
  expect(shown).toEqual(['MAC-1', 'is MAC-1', 'MAC-2']);
});

test('what may be told stays, but never a secret', () => {
  const shown = redact(deskProfile, ['Home'], { addresses: true, networks: true });
  expect(JSON.stringify(shown)).toContain('Home');
  expect(JSON.stringify(shown)).not.toContain('eight eight');
});

test('whatever a network is called, its name is gone and the report is still JSON of the same shape', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE_NAMES), fc.string({ minLength: 1, maxLength: 32 })), (ssid) => {
      // A name that the stand-in and the words around it would spell anew proves nothing.
      fc.pre(!'joined NETWORK-1.'.includes(ssid));
      const shown = redact({ wifi: { ssid }, says: `joined ${ssid}.` }, [ssid], hidden) as Record<string, unknown>;
      expect(Object.keys(shown)).toHaveLength(2);
      expect(shown.wifi).toBeTypeOf('object');
      expect(shown.says).not.toContain(ssid);
    }),
  );
});

test('a time of day is no address', () => {
  expect(redact('at 12:34:56', [], hidden)).toBe('at 12:34:56');
});
