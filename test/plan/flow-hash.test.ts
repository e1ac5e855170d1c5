import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowHash, portOfFlow, type Flow } from '../../helper/plan/flow-hash.ts';

const SOURCE = '00:00:24:c3:df:44';
const ROUTER = '00:11:22:33:44:55';

function flow(destinationMac: string, source: string, destination: string, ports: [number, number]): Flow {
  const [sourcePort, destinationPort] = ports;
  return { sourceMac: SOURCE, destinationMac, ip: { source, destination }, transport: { sourcePort, destinationPort } };
}

/* The numbers are the kernel's expressions worked out on the bytes of the packets, apart from this code. */
describe('flowHash', () => {
  it.each<[string, string, string, [number, number], number, number, number]>([
    [ROUTER, '192.168.1.10', '192.168.1.1', [40000, 443], 2065, 185271058, 1482225846],
    [ROUTER, '192.168.1.10', '192.168.1.1', [40002, 443], 2065, 185271058, 1482226103],
    ['00:11:22:33:44:56', '10.0.200.2', '203.0.113.9', [51515, 80], 2066, 196262505, 770796776],
    [ROUTER, '10.0.200.2', '10.0.200.3', [5201, 5201], 2065, 16845080, 673319552],
    [ROUTER, 'fd00::2', '2001:db8:1:2:3:4:5:6', [60001, 443], 34508, 3132569382, 8828206],
    [ROUTER, 'fe80::1', 'fe80::2', [1, 65535], 34508, 50562377, 2114027777],
  ])('%s %s %s %j', (mac, source, destination, ports, layer2, layer23, layer34) => {
    const given = flow(mac, source, destination, ports);
    expect(flowHash('layer2', given)).toBe(layer2);
    expect(flowHash('layer2+3', given)).toBe(layer23);
    expect(flowHash('layer3+4', given)).toBe(layer34);
  });

  it('takes a ping by its identifier', () => {
    const ip = { source: '10.0.0.1', destination: '10.0.0.2' };
    const ping = (icmpId: number): Flow => ({
      ...{ sourceMac: SOURCE, destinationMac: ROUTER, ip },
      transport: { icmpType: 8, icmpCode: 0, icmpId },
    });
    expect(flowHash('layer3+4', ping(0x1234))).toBe(462590614);
    expect(flowHash('layer3+4', ping(0))).toBe(25231621);
  });

  it('takes a protocol without ports by its addresses, and one without addresses by its MACs', () => {
    const macs = { sourceMac: SOURCE, destinationMac: 'ff:ff:ff:ff:ff:ff' };
    expect(flowHash('layer3+4', { ...macs, ip: { source: '10.0.0.1', destination: '10.0.0.9' } })).toBe(67372036);
    expect(flowHash('layer3+4', { ...macs, etherType: 0x0806 })).toBe(2237);
  });

  it('takes a virtual LAN by its number and our address', () => {
    const macs = { sourceMac: SOURCE, destinationMac: ROUTER };
    expect(flowHash('vlan+srcmac', { ...macs, vlan: 5 })).toBe(12836709);
    expect(flowHash('vlan+srcmac', macs)).toBe(12836704);
  });

  it('is the same both ways, and a number of 32 bits', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    const port = fc.nat(65535);
    fc.assert(
      fc.property(address, address, port, port, (source, destination, from, to) => {
        fc.pre(source.includes(':') === destination.includes(':'));
        for (const policy of ['layer2', 'layer2+3', 'layer3+4'] as const) {
          const hash = flowHash(policy, flow(ROUTER, source, destination, [from, to]));
          expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
        }
        const there = flowHash('layer2+3', flow(ROUTER, source, destination, [from, to]));
        expect(flowHash('layer2+3', flow(ROUTER, destination, source, [from, to]))).toBe(there);
      }),
    );
  });

  it('refuses what is no address', () => {
    expect(() => flowHash('layer2+3', flow(ROUTER, 'here', 'there', [1, 2]))).toThrow(RangeError);
  });
});

describe('portOfFlow', () => {
  it('keeps layer2 traffic to one router on one port, and spreads layer3+4', () => {
    const ports = (policy: 'layer2' | 'layer3+4') =>
      [40000, 40002, 40004, 40006].map((port) =>
        portOfFlow(policy, flow(ROUTER, '10.0.0.5', '10.0.0.1', [port, 443]), 2),
      );
    expect(new Set(ports('layer2')).size).toBe(1);
    expect(new Set(ports('layer3+4')).size).toBe(2);
  });
});
