import { describe, expect, it } from 'vitest';
import { importFiles, importKeyfiles } from '../../helper/formats/formats.ts';

const BOND = `[connection]
id=Desk
uuid=11111111-2222-3333-4444-555555555555
type=bond
interface-name=bond0
autoconnect=false

[ethernet]
mtu=1400

[bond]
mode=active-backup
miimon=100
arp_ip_target=10.0.0.1,10.0.0.2
unheard_of=1

[ipv4]
address1=10.0.0.5/24,10.0.0.1
address2=10.0.1.5/24
dns=10.0.0.1;10.0.0.2;
method=manual
never-default=true

[ipv6]
addr-gen-mode=default
dns-search=
method=disabled
`;

const CABLE = `[connection]
id=cable
type=ethernet
interface-name=eth0
master=11111111-2222-3333-4444-555555555555
slave-type=bond

[bond-port]
queue-id=2
`;

const WIFI = `[connection]
id=air
type=wifi
controller=bond0
port-type=bond

[wifi]
ssid=72;111;109;101;
mac-address=00:00:24:C3:DF:45
band=a
hidden=true
powersave=2

[wifi-security]
key-mgmt=sae
psk=a\\\\b\\sc
`;

const FILES = [BOND, CABLE, WIFI].map((text, index) => ({ path: `${index}.nmconnection`, text }));

describe('importKeyfiles', () => {
  it('reads a bond with its ports', () => {
    const { profile, unsaid } = importKeyfiles(FILES);
    expect(profile).toEqual({
      name: 'Desk',
      bond: {
        name: 'bond0',
        mode: 'active-backup',
        mtu: 1400,
        options: { miimon: 100, arp_ip_target: ['10.0.0.1', '10.0.0.2'] },
      },
      ports: [
        { adapter: 'eth0', options: { queue_id: 2 } },
        {
          adapter: { mac: '00:00:24:c3:df:45' },
          wifi: { ssid: 'Home', security: 'wpa3-sae', psk: 'a\\b c', band: '5', hidden: true },
        },
      ],
      ip: {
        ipv4: {
          method: 'static',
          addresses: ['10.0.0.5/24', '10.0.1.5/24'],
          gateway: '10.0.0.1',
          dns: ['10.0.0.1', '10.0.0.2'],
        },
        ipv6: { method: 'disabled' },
      },
      autoActivate: false,
    });
    expect(unsaid.map(({ about }) => about)).toEqual([
      '0.nmconnection, line 15',
      '2.nmconnection, line 12',
      '0.nmconnection, line 22',
    ]);
  });

  it('tells of what is missing', () => {
    const files = [BOND, 'x', WIFI.replace('sae', 'wpa-eap')].map((text, index) => ({
      path: `${index}.nmconnection`,
      text: text === 'x' ? '[connection]\nid=p\ntype=ethernet\nmaster=bond0\n' : text,
    }));
    const { profile, unsaid } = importFiles(files);
    expect(profile.ports).toEqual([{ adapter: { mac: '00:00:24:c3:df:45' } }]);
    expect(unsaid.map(({ message }) => message)).toContain('Security "wpa-eap" has no place in a profile.');
    expect(unsaid.map(({ message }) => message)).toContain(
      'This port is bound to no adapter: give it an interface name.',
    );
  });

  it('finds no bond where there is none', () => {
    expect(() => importKeyfiles([{ path: 'a', text: CABLE }])).toThrow('no keyfile with "type=bond"');
  });
});
