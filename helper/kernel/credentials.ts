import type { Socket } from 'node:net';
import koffi from 'koffi';

/** Who is at the other end of a Unix socket, as the kernel recorded it when the peer connected. */
export interface PeerCredentials {
  pid: number;
  uid: number;
  gid: number;
}

/** linux/asm-generic/socket.h; the same on every architecture Node runs on except MIPS, PA-RISC and SPARC. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** struct ucred: pid_t, uid_t, gid_t, 32 bits each. */
const UCRED_BYTES = 12;

const getsockopt = koffi
  .load(null)
  .func('int getsockopt(int fd, int level, int name, _Out_ void *value, _Inout_ uint32_t *length)');

/**
 * Node has no call for this, and a peer's own word would be worth nothing.
 * @throws Error when the socket is closed already or the kernel gives no answer: then nobody is to be trusted.
 */
export function peerCredentials(socket: Socket): PeerCredentials {
  const fd = (socket as unknown as { _handle?: { fd?: number } })._handle?.fd;
  if (fd === undefined || fd < 0) throw new Error('the socket is closed');
  const value = Buffer.alloc(UCRED_BYTES);
  const length = [UCRED_BYTES];
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, value, length) !== 0 || length[0] !== UCRED_BYTES) {
    throw new Error('the kernel does not say who the peer is');
  }
  const view = new DataView(value.buffer, value.byteOffset, UCRED_BYTES);
  const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  return {
    pid: view.getInt32(0, littleEndian),
    uid: view.getUint32(4, littleEndian),
    gid: view.getUint32(8, littleEndian),
  };
}
