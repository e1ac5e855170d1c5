import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localAdapters } from '../../main/local-adapters.ts';
import { decodeHeard } from '../../main/scan/decode.ts';

/* What is shown before there is a helper. */

const heard = { ssid: 'Home', bssid: '02:00:00:00:01:00', frequency: 5180, signal_level: -48, security: 'WPA2' };

test('each network once, by its strongest access point', () => {
  const weak = { ...heard, bssid: '02:00:00:00:01:01', frequency: 2412, signal_level: -70 };
  expect(decodeHeard([weak, heard, { ...heard, ssid: 'Café', signal_level: -60, security: 'none' }])).toEqual([
    { ssid: 'Home', frequencyMhz: 5180, signalDbm: -48, secured: true },
    { ssid: 'Café', frequencyMhz: 5180, signalDbm: -60, secured: false },
  ]);
});

test('whatever comes from the other process, only networks get through', () => {
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.anything()), (one, several) => {
      expect(decodeHeard(one)).toEqual([]);
      expect(decodeHeard([...several, heard])).toHaveLength(1);
    }),
  );
  for (const wrong of [{ ssid: '' }, { bssid: 'x' }, { frequency: NaN }, { signal_level: 3 }, { security: null }]) {
    expect(decodeHeard([{ ...heard, ...wrong }])).toEqual([]);
  }
});

test('adapters are what sysfs has with hardware behind it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkbraid-sys-'));
  try {
    for (const path of ['wlan0/device', 'wlan0/phy80211', 'eth0/device', 'lo']) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    writeFileSync(join(folder, 'eth0/operstate'), 'up\n');
    expect(localAdapters(folder)).toEqual([
      { name: 'eth0', kind: 'ethernet', up: true },
      { name: 'wlan0', kind: 'wifi', up: false },
    ]);
    expect(localAdapters(join(folder, 'nothing'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
