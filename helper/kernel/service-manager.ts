import koffi from 'koffi';

/*
 * What systemd and a service say to each other: sd_notify(3) and sd_listen_fds(3). Node has no datagram sockets of the
 * Unix kind, so the few calls go to the C library.
 */

/** linux/socket.h, asm-generic/fcntl.h; the same on every architecture we build for. */
const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
/** systemd hands its sockets over from here on. */
const FIRST_SOCKET = 3;

const libc = koffi.load(null);
const openSocket = libc.func('int socket(int domain, int type, int protocol)');
const sendTo = libc.func(
  'int64_t sendto(int fd, const void *message, size_t length, int flags, const void *address, uint32_t addressLength)',
);
const closeSocket = libc.func('int close(int fd)');
const control = libc.func('int fcntl(int fd, int command, ...)');

/** Says `state` (`READY=1`, `STOPPING=1`) to whoever started us and asked to be told. Nobody did: nothing happens. */
export function notifyServiceManager(state: string, environment = process.env): void {
  const address = environment['NOTIFY_SOCKET'];
  if (!address || !/^[/@]/.test(address)) return;
  const fd = openSocket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0) as number;
  if (fd < 0) return;
  const message = Buffer.from(state, 'utf8');
  const to = socketAddress(address);
  sendTo(fd, message, message.length, MSG_NOSIGNAL, to, to.length);
  closeSocket(fd);
}

/** struct sockaddr_un; a name that begins with "@" is abstract, and there a NUL stands in its place. */
function socketAddress(name: string): Buffer {
  const family = Buffer.from(new Uint8Array(new Uint16Array([AF_UNIX]).buffer));
  return Buffer.concat([family, Buffer.from(name.startsWith('@') ? `\0${name.slice(1)}` : name, 'utf8')]);
}

/** The listening socket that systemd opened for us; null where we open our own. */
export function inheritedSocket(environment = process.env): number | null {
  const { LISTEN_PID: pid, LISTEN_FDS: count } = environment;
  if (Number(pid) !== process.pid || Number(count) !== 1) return null;
  // A DHCP client that outlives us would otherwise hold it, and people would wait for its answer.
  control(FIRST_SOCKET, F_SETFD, 'int', FD_CLOEXEC);
  return FIRST_SOCKET;
}
