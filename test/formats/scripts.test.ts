import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { exportProfile } from '../../helper/formats/formats.ts';
import { shellLine } from '../../helper/formats/shell.ts';

const PROFILE = decodeProfile({
  name: 'At work',
  bond: {
    name: 'bond0',
    mode: 'active-backup',
    options: { arp_interval: 100, arp_ip_target: ['10.0.0.1', '10.0.0.2'], primary: 'eth0', fail_over_mac: 'active' },
  },
  ports: [
    { adapter: 'eth0', options: { queue_id: 1 } },
    { adapter: 'wlan0', wifi: { ssid: "it's $HOME", security: 'wpa2-psk', psk: 'correct horse' } },
    { adapter: { mac: '00:00:24:c3:df:45' } },
  ],
  ip: { ipv6: { method: 'disabled' } },
  autoActivate: true,
});

describe('export as a script of ip', () => {
  it('sets options before ports and the primary after', () => {
    const { files, unsaid } = exportProfile(PROFILE, 'ip');
    expect(files[0]?.text.split('\n')).toEqual([
      '#!/bin/sh',
      'set -eu',
      '',
      'modprobe bonding max_bonds=0',
      'ip link add name bond0 type bond mode active-backup fail_over_mac active arp_ip_target 10.0.0.1,10.0.0.2 arp_interval 100',
      'ip link set dev eth0 down',
      'ip link set dev eth0 master bond0',
      'ip link set dev eth0 type bond_slave queue_id 1',
      'ip link set dev wlan0 down',
      'ip link set dev wlan0 master bond0',
      'ip link set dev bond0 up',
      'ip link set dev bond0 type bond primary eth0',
      'sysctl -q -w net/ipv6/conf/bond0/disable_ipv6=1',
      '',
    ]);
    expect(unsaid.map(({ about }) => about)).toEqual([
      'ports[2].adapter',
      'name',
      'autoActivate',
      'ip.ipv4.method',
      'ports[1].wifi',
    ]);
  });
});

describe('export as nmcli', () => {
  it('quotes what the shell would take apart, and leaves the passphrase out', () => {
    const { files, unsaid } = exportProfile(PROFILE, 'nmcli');
    const lines = files[0]?.text.split('\n').slice(3) ?? [];
    expect(lines[0]).toBe(
      "nmcli connection add type bond con-name 'At work' ifname bond0 autoconnect yes bond.options " +
        "'mode=active-backup,arp_interval=100,arp_ip_target=10.0.0.1\\,10.0.0.2,primary=eth0,fail_over_mac=active' " +
        'ipv4.method auto ipv6.method disabled connection.autoconnect-slaves 1',
    );
    expect(lines[1]).toContain('ifname eth0 autoconnect yes master bond0 slave-type bond bond-port.queue-id 1');
    expect(lines[2]).toContain(`ssid 'it'\\''s $HOME'`);
    expect(lines[2]).toContain('psk PUT-THE-PASSPHRASE-HERE');
    expect(lines[3]).toContain("ifname '*'");
    expect(unsaid.map(({ about }) => about)).toEqual(['ports[1].wifi.psk']);
  });
});

describe('shellLine', () => {
  it('gives every word to the program as it is', () => {
    const word = fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom("'", '$(id)', '`id`', '\\', '"', '\n', '*', ''))
      .filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const output = execFileSync('/bin/sh', ['-c', shellLine(['printf', '%s\\0', ...words])], { encoding: 'utf8' });
        expect(output.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });
});
