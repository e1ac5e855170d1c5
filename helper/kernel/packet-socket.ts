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
/** struct packet_mreq */
const MEMBERSHIP_BYTES = 16;
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
const close = c.func('int close(int fd)');

/** Frames of one EtherType on one interface, past the bond that it may be a port of. Node has no such socket. */
export class PacketSocket {
  private readonly fd: number;

  /**
   * @param all hear also what is meant for other addresses than the adapter's, until closed
   * @throws LinkbraidError without CAP_NET_RAW, or when the interface is gone
   */
  constructor(link: string, etherType: number, all = false) {
    const index = Number(readLink(link, 'ifindex') ?? 0);
    const swapped = swap(etherType);
    this.fd = Number(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, swapped));
    const address = Buffer.alloc(ADDRESS_BYTES);
    native16(address, AF_PACKET, 0);
    native16(address, swapped, 2);
    new DataView(address.buffer, address.byteOffset).setInt32(4, index, LITTLE);
    if (this.fd >= 0 && index > 0 && bind(this.fd, address, ADDRESS_BYTES) === 0) {
      if (all) setOption(this.fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, promiscuous(index), MEMBERSHIP_BYTES);
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

  close(): void {
    close(this.fd);
  }
}

function promiscuous(index: number): Buffer {
  const membership = Buffer.alloc(MEMBERSHIP_BYTES);
  new DataView(membership.buffer, membership.byteOffset).setInt32(0, index, LITTLE);
  native16(membership, PACKET_MR_PROMISC, 4);
  return membership;
}

const LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** A number the kernel wants in network order, as the machine reads it. */
function swap(value: number): number {
  return LITTLE ? ((value & 0xff) << 8) | (value >>> 8) : value;
}

function native16(buffer: Buffer, value: number, at: number): void {
  new DataView(buffer.buffer, buffer.byteOffset).setUint16(at, value, LITTLE);
}
