import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProcBondingError, parseProcBonding } from '../../helper/observe/decode/proc-bonding.ts';

/* Written from the format strings of bond_procfs.c; the first is the text that the driver of 2004 printed. */

const DRIVER_OF_2004 = `Ethernet Channel Bonding Driver: v2.6.0 (January 14, 2004)
Bonding Mode: load balancing (round-robin)
MII Status: up
MII Polling Interval (ms): 0
Up Delay (ms): 0
Down Delay (ms): 0

Slave Interface: eth3
MII Status: up
Link Failure Count: 0
Permanent HW addr: 00:00:24:c3:df:44

Slave Interface: eth4
MII Status: up
Link Failure Count: 0
Permanent HW addr: 00:00:24:c3:df:45
`;

const ACTIVE_BACKUP = `Ethernet Channel Bonding Driver: v6.1.0-18-amd64

Bonding Mode: fault-tolerance (active-backup) (fail_over_mac active)
Primary Slave: eth0 (primary_reselect better)
Currently Active Slave: wlan0
MII Status: up
MII Polling Interval (ms): 0
Up Delay (ms): 0
Down Delay (ms): 0
Peer Notification Delay (ms): 0
ARP Polling Interval (ms): 100
ARP Missed Max: 2
ARP IP target/s (n.n.n.n form): 10.0.0.1, 10.0.0.2
NS IPv6 target/s (xx::xx form): fe80::1

Slave Interface: eth0
MII Status: going back
Speed: 1000 Mbps
Duplex: full
Link Failure Count: 3
Permanent HW addr: 00:00:24:c3:df:44
Slave queue ID: 0

Slave Interface: wlan0
MII Status: up
Speed: Unknown
Duplex: Unknown
Link Failure Count: 0
Permanent HW addr: 02:00:00:00:00:00
Slave queue ID: 2
`;

const LINK_AGGREGATION = `Ethernet Channel Bonding Driver: v6.1.0

Bonding Mode: IEEE 802.3ad Dynamic link aggregation
Transmit Hash Policy: layer3+4 (1)
MII Status: up
MII Polling Interval (ms): 100
Up Delay (ms): 0
Down Delay (ms): 0
Peer Notification Delay (ms): 0

802.3ad info
LACP active: on
LACP rate: fast
Min links: 1
Aggregator selection policy (ad_select): stable
System priority: 65535
System MAC address: 00:00:24:c3:df:44
Active Aggregator Info:
\tAggregator ID: 1
\tNumber of ports: 2
\tActor Key: 9
\tPartner Key: 7
\tPartner Mac Address: 00:11:22:33:44:55

Slave Interface: eth0
MII Status: up
Speed: 1000 Mbps
Duplex: half
Link Failure Count: 0
Permanent HW addr: 00:00:24:c3:df:44
Slave queue ID: 0
Aggregator ID: 1
Actor Churn State: none
Partner Churn State: monitoring
Actor Churned Count: 0
Partner Churned Count: 1
details actor lacp pdu:
    system priority: 65535
    system mac address: 00:00:24:c3:df:44
    port key: 9
    port priority: 255
    port number: 1
    port state: 63
details partner lacp pdu:
    system priority: 32768
    system mac address: 00:11:22:33:44:55
    oper key: 7
    port priority: 32
    port number: 12
    port state: 61

Slave Interface: eth1
MII Status: down
Speed: -1 Mbps
Duplex: half
Link Failure Count: 1
Permanent HW addr: 00:00:24:c3:df:45
Slave queue ID: 0
Aggregator ID: N/A
`;

describe('parseProcBonding', () => {
  it('reads the driver of 2004', () => {
    const bond = parseProcBonding(DRIVER_OF_2004);
    expect(bond).toMatchObject({ driver: 'v2.6.0 (January 14, 2004)', mode: 'balance-rr', miiStatus: 'up', miimon: 0 });
    expect(bond).toMatchObject({ peerNotifDelay: null, hashPolicy: null, activePort: null, lacp: null, unknown: [] });
    expect(bond.ports.map(({ name, permanentMac, speedMbps }) => [name, permanentMac, speedMbps])).toEqual([
      ['eth3', '00:00:24:c3:df:44', null],
      ['eth4', '00:00:24:c3:df:45', null],
    ]);
  });

  it('reads active-backup with ARP monitoring and a port without a known speed', () => {
    const bond = parseProcBonding(ACTIVE_BACKUP);
    expect(bond).toMatchObject({
      mode: 'active-backup',
      failOverMac: 'active',
      primary: 'eth0',
      primaryReselect: 'better',
      activePort: 'wlan0',
      arpInterval: 100,
      arpMissedMax: 2,
      arpTargets: ['10.0.0.1', '10.0.0.2'],
      nsTargets: ['fe80::1'],
      unknown: [],
    });
    expect(bond.ports).toMatchObject([
      { name: 'eth0', miiStatus: 'going back', speedMbps: 1000, duplex: 'full', linkFailures: 3 },
      { name: 'wlan0', speedMbps: null, duplex: null, queueId: 2, unknown: [] },
    ]);
  });

  it('reads 802.3ad with everything that an administrator sees', () => {
    const bond = parseProcBonding(LINK_AGGREGATION);
    expect(bond).toMatchObject({ mode: '802.3ad', hashPolicy: 'layer3+4', unknown: [] });
    expect(bond.lacp).toEqual({
      active: 'on',
      rate: 'fast',
      minLinks: 1,
      adSelect: 'stable',
      systemPriority: 65535,
      systemMac: '00:00:24:c3:df:44',
      activeAggregator: { id: 1, ports: 2, actorKey: 9, partnerKey: 7, partnerMac: '00:11:22:33:44:55' },
    });
    expect(bond.ports[0]).toMatchObject({
      aggregatorId: 1,
      actorChurn: 'none',
      partnerChurn: 'monitoring',
      partnerChurned: 1,
      actor: { systemPriority: 65535, key: 9, portPriority: 255, portNumber: 1, portState: 63 },
      partner: { systemMac: '00:11:22:33:44:55', key: 7, portState: 61 },
      unknown: [],
    });
    expect(bond.ports[1]).toMatchObject({ speedMbps: null, aggregatorId: null, actor: null, miiStatus: 'down' });
  });

  it('knows that 802.3ad without a partner has no aggregator', () => {
    const text = LINK_AGGREGATION.replace(
      /Active Aggregator Info:\n(\t.*\n)*/,
      'bond bond0 has no active aggregator\n',
    );
    expect(parseProcBonding(text)).toMatchObject({ lacp: { activeAggregator: null }, unknown: [] });
  });

  it.each([
    ['load balancing (xor)', 'balance-xor'],
    ['fault-tolerance (broadcast)', 'broadcast'],
    ['transmit load balancing', 'balance-tlb'],
    ['adaptive load balancing', 'balance-alb'],
    ['time travel', null],
    ['constructor', null],
  ])('%s is %s', (text, mode) => {
    const bond = parseProcBonding(DRIVER_OF_2004.replace('load balancing (round-robin)', text));
    expect(bond).toMatchObject({ mode, modeText: text });
  });

  it('says null for no primary and no active port', () => {
    const text = ACTIVE_BACKUP.replace(/eth0 \(primary.*/, 'None').replace('Active Slave: wlan0', 'Active Slave: None');
    expect(parseProcBonding(text)).toMatchObject({ primary: null, primaryReselect: null, activePort: null });
  });

  it('keeps lines that it does not know, where they stood', () => {
    const text = DRIVER_OF_2004.replace('MII Status: up', 'Colour: blue\nMII Status: up') + 'toString: 1\nno colon\n';
    const bond = parseProcBonding(text);
    expect(bond.unknown).toEqual(['Colour: blue']);
    expect(bond.ports[1]?.unknown).toEqual(['toString: 1', 'no colon']);
  });

  it.each(['', 'hello', 'Ethernet Channel Bonding Driver: v1\n', 'x'.repeat(2_000_000), DRIVER_OF_2004.repeat(9000)])(
    'refuses what is not of this kind (%#)',
    (text) => expect(() => parseProcBonding(text)).toThrow(ProcBondingError),
  );

  it('never fails in another way', () => {
    const lines = LINK_AGGREGATION.split('\n').concat(ACTIVE_BACKUP.split('\n'), DRIVER_OF_2004.split('\n'));
    const line = fc.oneof(fc.constantFrom(...lines), fc.string(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (body, headed) => {
        const text = [...(headed ? [lines[0]] : []), ...body].join('\n');
        try {
          parseProcBonding(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ProcBondingError);
        }
      }),
    );
  });
});
