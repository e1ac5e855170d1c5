import { expect, test } from 'vitest';
import { decodeBss } from '../../helper/observe/decode/supplicant.ts';

/* Cases that fuzzing found (test/fuzz). */

const BSS = {
  SSID: Uint8Array.from([72, 105]),
  BSSID: Uint8Array.from([2, 0, 0, 0, 0, 1]),
  Frequency: 5180,
  Signal: -50,
};

test('an access point is read as it is', () => {
  expect(decodeBss(BSS)).toMatchObject({ ssid: 'Hi', bssid: '02:00:00:00:00:01', security: 'open' });
});

test.each([
  ['a frequency that converts to nothing', { Frequency: { toString: 'x', valueOf: null } }],
  ['a signal that is text', { Signal: '-50' }],
  ['a frequency without end', { Frequency: Infinity }],
  ['an address that is too short', { BSSID: [1, 2] }],
])('%s makes it no access point', (_case, change) => expect(decodeBss({ ...BSS, ...change })).toBeNull());
