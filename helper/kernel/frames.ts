/*
 * The few Ethernet frames that are sent by hand: questions for a gateway through one port alone, and the word to all
 * neighbours that the bond is now to be found elsewhere. Layouts: RFC 826 (ARP), RFC 4861 (neighbour discovery).
 */

export const ETHERTYPE = { arp: 0x0806, ipv6: 0x86dd } as const;

const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const ARP = { request: 1, reply: 2 } as const;
const ICMPV6 = 58;
const SOLICITATION = 135;
export const ADVERTISEMENT = 136;
const UNSPECIFIED = Buffer.alloc(16);
const ALL_NODES = ipv6('ff02::1');

/**
 * Asks who has `target` without claiming any address for the one who asks, so that nobody's table changes: an ARP probe
 * (RFC 5227), or a solicitation from the unspecified address.
 */
export function question(mac: string, target: string): Buffer {
  if (!target.includes(':')) return arp(ARP.request, mac, '0.0.0.0', target);
  const address = ipv6(target);
  const group = Buffer.concat([ipv6('ff02::1:ff00:0').subarray(0, 13), address.subarray(13)]);
  return discovery(mac, { source: UNSPECIFIED, to: group, message: SOLICITATION, flags: 0, target: address });
}

/**
 * As a question, but one whose answer tells who asked. For IPv6 that takes an address: the link-local one that goes with
 * the MAC address. `to` spares all others on the network the question, where the MAC address of `target` is known.
 */
export function inquiry(mac: string, target: string, to: string | null): Buffer {
  if (!target.includes(':')) return arp(ARP.request, mac, '0.0.0.0', target, to ?? BROADCAST);
  const address = ipv6(target);
  const group = Buffer.concat([ipv6('ff02::1:ff00:0').subarray(0, 13), address.subarray(13)]);
  const source = linkLocal(mac);
  return discovery(mac, {
    source,
    to: to === null ? group : address,
    message: SOLICITATION,
    flags: 0,
    target: address,
    at: to,
  });
}

export interface Reply {
  /** The MAC address of the one who answers. */
  from: string;
  /** Whether the frame answers an inquiry from this MAC address. */
  answers: (mac: string) => boolean;
}

/** What a received frame says of `target`; null when it is no answer of it. */
export function reply(frame: Buffer, target: string): Reply | null {
  if (!isAnswer(frame, target)) return null;
  const v6 = target.includes(':');
  // Inside the packet, since translation on the port may have changed the frame's own.
  const asked = v6 ? frame.subarray(38, 54) : frame.subarray(32, 38);
  return {
    from: (frame.subarray(6, 12).toString('hex').match(/../g) ?? []).join(':'),
    answers: (mac) => asked.equals(v6 ? linkLocal(mac) : hardware(mac)),
  };
}

/** Whether a received frame is the inquiry for `target` that `mac` sent to all. */
export function isInquiryOf(frame: Buffer, mac: string, target: string): boolean {
  if (target.includes(':') || frame.length < 42) return false;
  return (
    frame.readUInt16BE(20) === ARP.request &&
    frame.subarray(22, 28).equals(hardware(mac)) &&
    frame.subarray(38, 42).equals(ipv4(target))
  );
}

/** RFC 4291, appendix A */
function linkLocal(mac: string): Buffer {
  const bytes = hardware(mac);
  const [first = 0, ...rest] = bytes;
  const middle = [0xff, 0xfe];
  return Buffer.from([0xfe, 0x80, 0, 0, 0, 0, 0, 0, first ^ 2, ...rest.slice(0, 2), ...middle, ...rest.slice(2)]);
}

/** Whether a received frame is the answer of `target` to a question. */
export function isAnswer(frame: Buffer, target: string): boolean {
  if (!target.includes(':')) {
    if (frame.length < 42 || frame.readUInt16BE(12) !== ETHERTYPE.arp) return false;
    return frame.readUInt16BE(20) === ARP.reply && frame.subarray(28, 32).equals(ipv4(target));
  }
  if (frame.length < 78 || frame.readUInt16BE(12) !== ETHERTYPE.ipv6) return false;
  return frame[20] === ICMPV6 && frame[54] === ADVERTISEMENT && frame.subarray(62, 78).equals(ipv6(target));
}

/** Tells all neighbours that `address` is at `mac`: an ARP announcement, or an unsolicited advertisement that overrides. */
export function announcement(mac: string, address: string): Buffer {
  if (!address.includes(':')) return arp(ARP.request, mac, address, address);
  const own = ipv6(address);
  return discovery(mac, { source: own, to: ALL_NODES, message: ADVERTISEMENT, flags: OVERRIDE, target: own });
}

const OVERRIDE = 0x2000_0000;

function arp(operation: number, mac: string, sender: string, target: string, to = BROADCAST): Buffer {
  const body = Buffer.alloc(28);
  body.writeUInt16BE(1, 0); // Ethernet
  body.writeUInt16BE(0x0800, 2);
  body[4] = 6;
  body[5] = 4;
  body.writeUInt16BE(operation, 6);
  hardware(mac).copy(body, 8);
  ipv4(sender).copy(body, 14);
  ipv4(target).copy(body, 24);
  return Buffer.concat([ethernet(mac, to, ETHERTYPE.arp), body]);
}

interface Discovery {
  source: Buffer;
  to: Buffer;
  message: number;
  flags: number;
  target: Buffer;
  /** The frame's receiver, where it is not the group's own. */
  at?: string | null;
}

function discovery(mac: string, { source, to, message, flags, target, at = null }: Discovery): Buffer {
  // A question from the unspecified address must not name a link-layer address (RFC 4861, 4.3).
  const kind = message === ADVERTISEMENT ? 2 : 1;
  const option = source === UNSPECIFIED ? Buffer.alloc(0) : Buffer.concat([Buffer.from([kind, 1]), hardware(mac)]);
  const body = Buffer.concat([Buffer.from([message, 0, 0, 0]), Buffer.alloc(4), target, option]);
  body.writeUInt32BE(flags, 4);
  const pseudo = Buffer.concat([source, to, Buffer.alloc(8)]);
  pseudo.writeUInt32BE(body.length, 32);
  pseudo[39] = ICMPV6;
  body.writeUInt16BE(checksum(Buffer.concat([pseudo, body])), 2);
  const header = Buffer.alloc(8);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = ICMPV6;
  header[7] = 255; // anything less is dropped as having passed a router
  const group = Buffer.concat([Buffer.from([0x33, 0x33]), to.subarray(12)]);
  return Buffer.concat([ethernet(mac, at ?? group, ETHERTYPE.ipv6), header, source, to, body]);
}

function ethernet(source: string, to: string | Buffer, type: number): Buffer {
  const protocol = Buffer.alloc(2);
  protocol.writeUInt16BE(type);
  return Buffer.concat([typeof to === 'string' ? hardware(to) : to, hardware(source), protocol]);
}

/** RFC 1071 */
function checksum(data: Buffer): number {
  let sum = 0;
  for (let index = 0; index < data.length; index += 2) sum += ((data[index] ?? 0) << 8) | (data[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function hardware(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

function ipv4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function ipv6(address: string): Buffer {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = (text: string | undefined) => (text ? text.split(':') : []).map((group) => parseInt(group, 16));
  const before = groups(head);
  const after = groups(tail);
  const all =
    tail === undefined ? before : [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  const bytes = Buffer.alloc(16);
  all.forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  return bytes;
}
