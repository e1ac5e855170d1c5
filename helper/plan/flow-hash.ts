import { ipv6Bytes, isIpv4 } from '../contract/addresses.ts';

/*
 * Which port a flow takes where a hash decides: balance-xor, 802.3ad, and balance-tlb without tlb_dynamic_lb.
 * Source: `__bond_xmit_hash`, `bond_eth_hash`, `bond_ip_hash` in drivers/net/bonding/bond_main.c of Linux 5.15 and
 * later, on a little-endian machine.
 */

export type HashPolicy = 'layer2' | 'layer2+3' | 'layer3+4' | 'vlan+srcmac';

export interface Flow {
  sourceMac: string;
  destinationMac: string;
  /** 0x0800 and 0x86dd are told from `ip`; needed for anything else. */
  etherType?: number;
  vlan?: number;
  ip?: { source: string; destination: string };
  transport?: { sourcePort: number; destinationPort: number } | { icmpType: number; icmpCode: number; icmpId: number };
}

/** Index into the bond's usable ports, in the order in which they joined. */
export function portOfFlow(policy: HashPolicy, flow: Flow, usablePorts: number): number {
  return flowHash(policy, flow) % usablePorts;
}

/** The 32-bit number that is taken modulo the number of ports. */
export function flowHash(policy: HashPolicy, flow: Flow): number {
  if (policy === 'vlan+srcmac') return vlanHash(flow);
  if (policy === 'layer2' || !flow.ip) return ethernetHash(flow);
  const lower = policy === 'layer2+3' ? ethernetHash(flow) : transportWord(flow.transport);
  let hash = lower ^ addressWord(flow.ip.destination) ^ addressWord(flow.ip.source);
  hash ^= hash >>> 16;
  hash ^= hash >>> 8;
  // The lowest bit is dropped where ports take part: clients like to count them up by two.
  return policy === 'layer3+4' ? hash >>> 1 : hash >>> 0;
}

function ethernetHash(flow: Flow): number {
  const type = flow.etherType ?? (flow.ip?.source.includes(':') ? 0x86dd : 0x0800);
  return macByte(flow.destinationMac, 5) ^ macByte(flow.sourceMac, 5) ^ type;
}

function vlanHash({ sourceMac, vlan }: Flow): number {
  const three = (from: number) => [0, 1, 2].reduce((sum, offset) => sum * 256 + macByte(sourceMac, from + offset), 0);
  return (vlan ?? 0) ^ three(0) ^ three(3);
}

/** Ports, or type, code and identifier of a ping, as the four bytes stand in the packet. */
function transportWord(transport: Flow['transport']): number {
  if (!transport) return 0;
  if ('icmpType' in transport) {
    const { icmpType, icmpCode, icmpId } = transport;
    // `skb_flow_get_icmp_tci` puts a one, in the machine's own order, for an identifier of zero.
    const id = icmpId === 0 ? [1, 0] : [icmpId >>> 8, icmpId & 255];
    return word([icmpType, icmpCode, ...id]);
  }
  const { sourcePort, destinationPort } = transport;
  return word([sourcePort >>> 8, sourcePort & 255, destinationPort >>> 8, destinationPort & 255]);
}

/** An IPv6 address counts as its four words, one XORed with the next (`ipv6_addr_hash`). */
function addressWord(address: string): number {
  if (isIpv4(address)) return word(address.split('.').map(Number));
  const bytes = ipv6Bytes(address);
  return [0, 4, 8, 12].reduce((hash, from) => hash ^ word(bytes.slice(from, from + 4)), 0);
}

function word(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte, index) => sum | (byte << (8 * index)), 0);
}

function macByte(mac: string, index: number): number {
  return Number.parseInt(mac.slice(3 * index, 3 * index + 2), 16);
}
