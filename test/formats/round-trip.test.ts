import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { exportProfile, importFiles } from '../../helper/formats/formats.ts';
import type { ExportFormat } from '../../helper/formats/format.ts';
import { IFUPDOWN } from '../../helper/formats/ifupdown-vocabulary.ts';
import { NETPLAN } from '../../helper/formats/netplan-vocabulary.ts';
import { NETWORKD } from '../../helper/formats/networkd-vocabulary.ts';
import { cable, cableByMac, networkName, profiles, wifiPort, type Sayable } from './profiles.ts';

const SAYABLE: [ExportFormat, Sayable][] = [
  [
    'ifupdown',
    {
      vocabulary: IFUPDOWN,
      ownName: false,
      ports: fc.oneof(cable, wifiPort(['open', 'wpa2-psk'], networkName, false)),
    },
  ],
  [
    'netplan',
    {
      vocabulary: NETPLAN,
      ownName: false,
      ports: fc.oneof(cable, cableByMac, wifiPort(['open', 'wpa2-psk', 'wpa3-sae'], networkName, true)),
    },
  ],
  ['networkd', { vocabulary: NETWORKD, ownName: true, ports: fc.oneof(cable, cableByMac) }],
];

describe.each(SAYABLE)('%s', (format, sayable) => {
  it('reads back what it wrote, and tells of nothing but passphrases', () => {
    fc.assert(
      fc.property(profiles(sayable), (profile) => {
        const { files, unsaid } = exportProfile(profile, format);
        expect(unsaid.filter(({ about }) => !about.endsWith('.psk'))).toEqual([]);
        const imported = importFiles(files);
        expect(imported.unsaid.filter(({ message }) => !message.includes('passphrase'))).toEqual([]);
        expect(decodeProfile(imported.profile)).toEqual(profile);
      }),
      { numRuns: 300 },
    );
  });

  it('never writes a passphrase', () => {
    const secret = 'correct horse battery';
    fc.assert(
      fc.property(profiles(sayable), (profile) => {
        const ports = profile.ports.map((port) =>
          port.wifi && port.wifi.security !== 'open' ? { ...port, wifi: { ...port.wifi, psk: secret } } : port,
        );
        expect(JSON.stringify(exportProfile({ ...profile, ports }, format))).not.toContain(secret);
      }),
    );
  });
});
