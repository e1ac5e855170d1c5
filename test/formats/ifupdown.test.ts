import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { exportProfile, importIfupdown } from '../../helper/formats/formats.ts';

const CLASSIC = `iface bond0 inet static
address 10.0.200.2
netmask 255.255.255.0
broadcast 10.0.200.255
up /extra/work/ifenslave bond0 wlan0 wlan1
down /extra/work/ifenslave -d bond0 wlan0 wlan1
down ifdown wlan0
down ifdown wlan1
down ifup wlan0
down ifup wlan1
`;

const IFENSLAVE_2 = `# The loopback network interface
source /etc/network/interfaces.d/*
auto lo bond0
iface lo inet loopback

iface bond0 inet dhcp
\tbond_mode 1
\tbond-slaves eth0 \\
\t  wlan0
\tbond-miimon 100
\tbond-primary eth0 wlan0
\tbond-arp-ip-target 10.0.0.1 10.0.0.2
\tbond-give-a-chance 10
\thwaddress ether 02:00:00:00:00:01
\tup /usr/local/bin/hello

iface bond0 inet6 static
\taddress fd00::2
\tnetmask 64
\tgateway fd00::1

allow-bond0 wlan0
iface wlan0 inet manual
\twpa-ssid "My Home"
\twpa-psk "correct horse"
\twpa-driver wext
`;

describe('importIfupdown', () => {
  it('reads the classic form of 2004', () => {
    const { profile, unsaid } = importIfupdown(CLASSIC);
    expect(profile).toEqual({
      name: 'bond0',
      bond: { name: 'bond0', mode: 'balance-rr', options: {} },
      ports: [{ adapter: 'wlan0' }, { adapter: 'wlan1' }],
      ip: { ipv4: { method: 'static', addresses: ['10.0.200.2/24'] } },
      autoActivate: false,
    });
    expect(unsaid.map(({ about }) => about)).toEqual(['bond0', 'wlan0', 'wlan1']);
    expect(decodeProfile(profile).ports).toHaveLength(2);
  });

  it('takes mode and miimon from the parameters of the module', () => {
    const text = `${CLASSIC}pre-up modprobe bonding mode=balance-alb miimon=50 max_bonds=1\n`;
    expect(importIfupdown(text).profile.bond).toMatchObject({ mode: 'balance-alb', options: { miimon: 50 } });
  });

  it('tells of a broadcast address that is not the usual one', () => {
    const { unsaid } = importIfupdown(CLASSIC.replace('10.0.200.255', '10.0.200.0'));
    expect(unsaid).toContainEqual({ about: 'line 4', message: '"broadcast 10.0.200.0" was not taken over.' });
  });

  it('reads the options of ifenslave 2 and of wpasupplicant', () => {
    const { profile, unsaid } = importIfupdown(IFENSLAVE_2);
    expect(profile).toEqual({
      name: 'bond0',
      bond: {
        name: 'bond0',
        mode: '1',
        options: { miimon: 100, primary: 'eth0', arp_ip_target: ['10.0.0.1', '10.0.0.2'] },
      },
      ports: [
        { adapter: 'eth0' },
        { adapter: 'wlan0', wifi: { ssid: 'My Home', security: 'wpa2-psk', psk: 'correct horse' } },
      ],
      ip: {
        ipv4: { method: 'auto' },
        ipv6: { method: 'static', addresses: ['fd00::2/64'], gateway: 'fd00::1' },
      },
      autoActivate: true,
    });
    expect(unsaid.map(({ about }) => about)).toEqual(['line 2', 'line 11', 'line 13', 'line 14', 'line 15', 'line 26']);
    expect(JSON.stringify(unsaid)).not.toContain('correct horse');
  });

  it('finds ports that name their bond', () => {
    const text =
      'iface bond0 inet manual\n bond-mode 1\niface eth0 inet manual\n bond-master bond0\niface eth1\n bond-master bond0\n';
    expect(importIfupdown(text).profile.ports).toEqual([{ adapter: 'eth0' }, { adapter: 'eth1' }]);
  });

  it('takes the bond that is asked for, and tells of the other', () => {
    const text =
      'iface a inet manual\n bond-slaves eth0\n bond-mode 1\niface b inet dhcp\n bond-slaves eth1\n bond-mode 0\n';
    expect(importIfupdown(text).profile.name).toBe('a');
    expect(importIfupdown(text, 'b')).toMatchObject({ profile: { name: 'b' }, unsaid: [{ about: 'a' }] });
    expect(() => importIfupdown(text, 'c')).toThrow('no bond "c" is described here');
  });
});

describe('export to ifupdown', () => {
  it('quotes a name that the shell would take for a command', () => {
    const bond = { name: 'a;reboot', mode: 'balance-rr' as const, mtu: 1400 };
    const profile = decodeProfile({
      name: 'x',
      bond,
      ports: [{ adapter: 'eth0' }],
      ip: { ipv6: { method: 'disabled' } },
    });
    const { files } = exportProfile(profile, 'ifupdown');
    expect(files[0]?.text).toContain("up ip link set dev 'a;reboot' mtu 1400\n");
    expect(files[0]?.text).toContain("up sysctl -q -w 'net/ipv6/conf/a;reboot/disable_ipv6=1'\n");
    expect(decodeProfile({ ...importIfupdown(files[0]?.text ?? '').profile, name: 'x' })).toEqual(profile);
  });

  it('tells of everything that it cannot say', () => {
    const profile = decodeProfile({
      name: 'desk',
      bond: { name: 'bond0', mode: 'active-backup', options: { resend_igmp: 2 } },
      ports: [
        { adapter: { mac: '00:00:24:c3:df:45' } },
        { adapter: 'eth0', options: { prio: 1 } },
        { adapter: 'wlan0', wifi: { saved: true } },
        { adapter: 'wlan1', wifi: { ssid: 'a\nb', security: 'wpa3-sae', band: '6', fourAddress: true } },
      ],
    });
    expect(exportProfile(profile, 'ifupdown').unsaid.map(({ about }) => about)).toEqual([
      'bond.options.resend_igmp',
      'ports[1].options.prio',
      'name',
      'ports[0].adapter',
      'ports[2].wifi.saved',
      'ports[3].wifi.band',
      'ports[3].wifi.fourAddress',
      'ports[3].wifi.security',
      'ports[3].wifi.ssid',
    ]);
  });
});
