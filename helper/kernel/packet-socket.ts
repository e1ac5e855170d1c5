import koffi from 'koffi';
import { LinkbraidError } from '../contract/errors.ts';
import { readLink } from './sysfs.ts';

/** linux/socket.h, linux/if_ether.h; the same on every architecture Node runs on except MIPS, PA-RISC and SPARC. */
const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x80000;
/** linux/if_packet.h */
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_MR_PROMISC = 1;
const PACKET_MR_UNICAST = 3;
/** struct packet_mreq */
const MEMBERSHIP_BYTES = 16;
/** asm-generic/socket.h, asm-generic/sockios.h */
const SOL_SOCKET = 1;
const SO_PRIORITY = 12;
const SO_ATTACH_FILTER = 26;
const SIOCGSTAMPNS = 0x8907;
const CLOCK_REALTIME = 0;
/** Before bulk traffic in the queues of the laptop: band 0 of pfifo_fast (sch_generic.c), voice on Wi-Fi (cfg80211_classify8021d). */
const URGENT = 256 + 6;
/** struct sockaddr_ll */
const ADDRESS_BYTES = 20;
/** Room for any frame that is answered by hand; longer ones are cut, and none of theirs is longer. */
const FRAME_BYTES = 256;

const c = koffi.load(null);
const socket = c.func('int socket(int domain, int type, int protocol)');
const bind = c.func('int bind(int fd, const void *address, uint32_t length)');
const send = c.func('long send(int fd, const void *data, size_t length, int flags)');
const receive = c.func('long recv(int fd, _Out_ void *data, size_t length, int flags)');
const setOption = c.func('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)');
const Program = koffi.struct({ length: 'uint16_t', filter: 'const void *' });
const setFilter = c.func('setsockopt', 'int', ['int', 'int', 'int', koffi.pointer(Program), 'uint32_t']);
const ioctl = c.func('int ioctl(int fd, unsigned long request, _Out_ long *time)');
const clockTime = c.func('int clock_gettime(int clock, _Out_ long *time)');
const close = c.func('int close(int fd)');

/** Frames of one EtherType on one interface, past the bond that it may be a port of. Node has no such socket. */
export class PacketSocket {
  private readonly fd: number;

  /** @throws LinkbraidError without CAP_NET_RAW, or when the interface is gone */
  constructor(link: string, etherType: number, how: Hearing = {}) {
    const index = Number(readLink(link, 'ifindex') ?? 0);
    const swapped = swap(etherType);
    this.fd = Number(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, swapped));
    const address = Buffer.alloc(ADDRESS_BYTES);
    native16(address, AF_PACKET, 0);
    native16(address, swapped, 2);
    int32(index).copy(address, 4);
    if (this.fd >= 0 && index > 0 && bind(this.fd, address, ADDRESS_BYTES) === 0) {
      const join = (kind: number, mac?: string): void => {
        setOption(this.fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership(index, kind, mac), MEMBERSHIP_BYTES);
      };
      if (how.all) join(PACKET_MR_PROMISC);
      if (how.alsoTo !== undefined) join(PACKET_MR_UNICAST, how.alsoTo);
      if (how.only) setFilter(this.fd, SOL_SOCKET, SO_ATTACH_FILTER, program(how.only), koffi.sizeof(Program));
      if (how.urgent) setOption(this.fd, SOL_SOCKET, SO_PRIORITY, int32(URGENT), 4);
      return;
    }
    if (this.fd >= 0) close(this.fd);
    throw new LinkbraidError('failed', `No frames can be sent on ${link}.`, { link });
  }

  /** What the interface does not take (down, queue full) is lost, as on any wire. */
  send(frame: Buffer): void {
    send(this.fd, frame, frame.length, 0);
  }

  /** The next frame that has arrived, with its Ethernet header; null when none waits. */
  receive(): Buffer | null {
    const frame = Buffer.alloc(FRAME_BYTES);
    const length = Number(receive(this.fd, frame, FRAME_BYTES, 0));
    return length > 0 ? frame.subarray(0, length) : null;
  }

  /** How long ago the frame last received arrived, in milliseconds: it may have waited to be read. */
  age(): number {
    const arrived = [0, 0];
    const now = [0, 0];
    clockTime(CLOCK_REALTIME, now);
    // The first question only turns the kernel's stamping on; until then reading counts as arriving.
    if (ioctl(this.fd, SIOCGSTAMPNS, arrived) !== 0) return 0;
    return Math.max(0, milliseconds(now) - milliseconds(arrived));
  }

  close(): void {
    close(this.fd);
  }
}

export interface Hearing {
  /** Hear also what is meant for other addresses than the adapter's, until closed. */
  all?: boolean;
  /** One more address that the adapter listens for, until closed. */
  alsoTo?: string;
  /** Of IPv6, these ICMPv6 messages alone: else each packet of a download would come by here. */
  only?: number;
  /** What is sent goes before bulk traffic in the queues of this machine. */
  urgent?: boolean;
}

function membership(index: number, kind: number, mac = ''): Buffer {
  const request = Buffer.alloc(MEMBERSHIP_BYTES);
  int32(index).copy(request);
  native16(request, kind, 4);
  native16(request, mac === '' ? 0 : 6, 6);
  Buffer.from(mac.replaceAll(':', ''), 'hex').copy(request, 8);
  return request;
}

/** linux/filter.h: struct sock_filter. From the link-layer header on: next header at 20, type of ICMPv6 at 54. */
function program(message: number): { length: number; filter: Buffer } {
  const LOAD_BYTE = 0x30;
  const JUMP_EQUAL = 0x15;
  const RETURN = 0x06;
  const lines = [
    [LOAD_BYTE, 0, 0, 20],
    [JUMP_EQUAL, 0, 3, 58],
    [LOAD_BYTE, 0, 0, 54],
    [JUMP_EQUAL, 0, 1, message],
    [RETURN, 0, 0, FRAME_BYTES],
    [RETURN, 0, 0, 0],
  ] as const;
  const filter = Buffer.alloc(lines.length * 8);
  for (const [index, [code, yes, no, value]] of lines.entries()) {
    native16(filter, code, index * 8);
    filter[index * 8 + 2] = yes;
    filter[index * 8 + 3] = no;
    int32(value).copy(filter, index * 8 + 4);
  }
  return { length: lines.length, filter };
}

function milliseconds([seconds = 0, nanoseconds = 0]: readonly number[]): number {
  return seconds * 1000 + nanoseconds / 1e6;
}

function int32(value: number): Buffer {
  return Buffer.from(new Int32Array([value]).buffer);
}

const LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** A number the kernel wants in network order, as the machine reads it. */
function swap(value: number): number {
  return LITTLE ? ((value & 0xff) << 8) | (value >>> 8) : value;
}

function native16(buffer: Buffer, value: number, at: number): void {
  new DataView(buffer.buffer, buffer.byteOffset).setUint16(at, value, LITTLE);
}
