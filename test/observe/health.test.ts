import { describe, expect, it } from 'vitest';
import type { WifiStatus } from '../../helper/contract/snapshot.ts';
import { decodeStation } from '../../helper/observe/decode/iw.ts';
import { judge, type Measured } from '../../helper/observe/health.ts';

const WELL: Measured = { latencyMs: 1.2, jitterMs: 0.3, lossPercent: 0, silent: false, deaf: false, air: null };
const AIR = { retriesPercent: 4, failedPercent: 0, beaconsLost: 0, inactiveMs: 20 };
const radio = (signalDbm: number | null): WifiStatus => ({
  ssid: 'Home',
  bssid: '02:11:22:33:44:50',
  frequencyMhz: 5180,
  signalDbm,
  txMbps: 300,
  rxMbps: 300,
  state: 'connected',
});

describe('the health of a port', () => {
  it.each<[string, Parameters<typeof judge>[0], string, number, string[]]>([
    ['a cable out', { role: 'down', wifi: null }, 'dead', 0, ['no carrier']],
    ['a radio without its network', { role: 'down', wifi: radio(null) }, 'dead', 0, ['not connected']],
    ['a radio that joins', { role: 'joining', wifi: radio(null) }, 'poor', 20, ['connecting']],
    ['nothing measured', { role: 'active', wifi: null }, 'good', 100, []],
    ['all well', { role: 'active', wifi: null, measured: WELL }, 'good', 100, []],
    ['all well on the air', { role: 'backup', wifi: radio(-50), measured: { ...WELL, air: AIR } }, 'good', 100, []],
    [
      'nobody answers',
      { role: 'active', wifi: null, measured: { ...WELL, lossPercent: 100, silent: true } },
      'dead',
      0,
      ['connected, but nobody answers through it'],
    ],
    [
      'nothing heard while waiting',
      { role: 'backup', wifi: radio(-50), measured: { ...WELL, lossPercent: null, deaf: true } },
      'poor',
      40,
      ['connected, but nothing of the network is heard through it'],
    ],
    [
      'a few lost',
      { role: 'active', wifi: null, measured: { ...WELL, lossPercent: 5 } },
      'fair',
      81,
      ['some packets are lost (5 %)'],
    ],
    [
      'a third lost over a weak signal: the worst first',
      { role: 'active', wifi: radio(-70), measured: { ...WELL, lossPercent: 33 } },
      'poor',
      25,
      ['many packets are lost (33 %)', 'weak signal (-70 dBm)'],
    ],
    ['a very weak signal', { role: 'active', wifi: radio(-80) }, 'poor', 33, ['very weak signal (-80 dBm)']],
    [
      'late answers',
      { role: 'active', wifi: null, measured: { ...WELL, latencyMs: 180 } },
      'fair',
      75,
      ['the gateway answers late (180 ms)'],
    ],
    [
      'very late answers',
      { role: 'active', wifi: null, measured: { ...WELL, latencyMs: 900 } },
      'poor',
      45,
      ['the gateway answers very late (900 ms)'],
    ],
    [
      'frames given up and sent again',
      {
        role: 'active',
        wifi: radio(-60),
        measured: { ...WELL, air: { ...AIR, failedPercent: 9, retriesPercent: 60 } },
      },
      'poor',
      40,
      [
        'the access point does not hear it well (9 % of frames given up)',
        'the air is crowded or the way far (60 % of frames sent again)',
      ],
    ],
  ])('%s', (_what, port, level, score, reasons) => {
    expect(judge(port)).toEqual({ level, score, reasons });
  });
});

describe('what a radio counts', () => {
  it('is read from iw, as far as the driver tells', () => {
    const text = [
      'Station 02:00:00:00:06:00 (on wlan0)',
      '\tinactive time:\t224 ms',
      '\trx bytes:\t10021',
      '\ttx packets:\t81',
      '\ttx retries:\t3',
      '\tbeacon loss:\t1',
      '\tsignal:  \t-30 dBm',
      '\t\ttx packets:\t7',
    ].join('\n');
    expect(decodeStation(text)).toEqual({
      txPackets: 81,
      txRetries: 3,
      txFailed: null,
      beaconLoss: 1,
      inactiveMs: 224,
    });
    expect(decodeStation('')).toBeNull();
  });
});
