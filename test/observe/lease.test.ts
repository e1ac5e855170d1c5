import { describe, expect, test } from 'vitest';
import { decodeLeaseEvent } from '../../helper/observe/decode/lease.ts';

const environment = (values: Record<string, string>) =>
  Object.entries({ LINKBRAID_EVENT: 'bound', ...values })
    .map(([name, value]) => `${name}=${value}\0`)
    .join('');

describe('a DHCP lease', () => {
  test('as udhcpc and dhclient tell it is the same', () => {
    const lease = {
      address: '10.0.0.9/24',
      gateway: '10.0.0.1',
      dns: ['10.0.0.1', '9.9.9.9'],
      server: '10.0.0.1',
      seconds: 600,
    };
    const udhcpc = {
      ip: '10.0.0.9',
      mask: '24',
      router: '10.0.0.1',
      dns: '10.0.0.1 9.9.9.9',
      lease: '600',
      serverid: '10.0.0.1',
    };
    const dhclient = {
      LINKBRAID_EVENT: 'BOUND',
      new_ip_address: '10.0.0.9',
      new_subnet_mask: '255.255.255.0',
      new_routers: '10.0.0.1',
      new_domain_name_servers: '10.0.0.1 9.9.9.9',
      new_dhcp_lease_time: '600',
      new_dhcp_server_identifier: '10.0.0.1',
    };
    expect(decodeLeaseEvent(environment(udhcpc))).toEqual({ kind: 'bound', lease });
    expect(decodeLeaseEvent(environment(dhclient))).toEqual({ kind: 'bound', lease });
  });

  test('options that would be commands to a shell are none', () => {
    const hostile = environment({
      ip: '10.0.0.9',
      mask: '24',
      router: '$(reboot) 10.0.0.1;id `id`',
      dns: '() { :;}; echo 9.9.9.9 || 8.8.8.8\n7.7.7.7 6.6.6.6 5.5.5.5 4.4.4.4',
      domain: '$(reboot)',
      lease: '1e99',
    });
    expect(decodeLeaseEvent(hostile)).toEqual({
      kind: 'bound',
      lease: {
        address: '10.0.0.9/24',
        gateway: null,
        dns: ['9.9.9.9', '8.8.8.8', '7.7.7.7'],
        server: null,
        seconds: 4_294_967_294,
      },
    });
  });

  test('addresses of nobody, and networks as wide as half of the Internet, are not believed', () => {
    const granted = (values: Record<string, string>) => decodeLeaseEvent(environment({ ip: '10.0.0.9', ...values }));
    const nobodys = '127.0.0.1 0.0.0.0 224.0.0.1 255.255.255.255';
    for (const address of nobodys.split(' ')) expect(granted({ ip: address })).toEqual({ kind: 'other' });
    expect(granted({ router: nobodys, dns: `${nobodys} 9.9.9.9`, mask: '1' })).toMatchObject({
      lease: { address: '10.0.0.9/24', gateway: null, dns: ['9.9.9.9'] },
    });
    expect(granted({ subnet: '128.0.0.0' })).toMatchObject({ lease: { address: '10.0.0.9/24' } });
    expect(granted({ subnet: '255.0.0.0' })).toMatchObject({ lease: { address: '10.0.0.9/8' } });
  });

  test.each([
    ['no address', { ip: 'x' }],
    ['an address with more behind it', { ip: '10.0.0.9/24 dev eth0' }],
    ['an event that is none', { LINKBRAID_EVENT: '$(id)', ip: '10.0.0.9' }],
  ])('%s is no lease', (_case, values) => expect(decodeLeaseEvent(environment(values))).toEqual({ kind: 'other' }));
});
