import { chmodSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { LinkbraidError } from '../contract/errors.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { RPC } from '../contract/wire.ts';
import { peerCredentials, type PeerCredentials } from '../kernel/credentials.ts';
import type { Authorizer } from './authorize.ts';
import type { Core, ProfileStore } from './core.ts';
import { createHandlers } from './handlers.ts';
import { LIMITS, type Limits } from './limits.ts';
import { createLog, type Log } from './log.ts';
import { errorReply } from './rpc.ts';
import { Session } from './session.ts';

export interface ServerOptions {
  socketPath: string;
  /** A socket that listens already, opened for us by the service manager on `socketPath`; it stays when we go. */
  inherited?: number | null;
  core: Core;
  profiles: ProfileStore;
  /** Of the helper, as `hello` tells it. */
  version: string;
  authorize: Authorizer;
  log?: Log;
  limits?: Partial<Limits>;
  /** Who a connection is; the kernel's answer unless a test says otherwise. */
  credentials?: (socket: Socket) => PeerCredentials;
}

export interface RunningServer {
  /** How many clients are connected. */
  connections(): number;
  /** Cuts every connection, removes the socket if it was opened here. */
  close(): Promise<void>;
}

/**
 * Listens until closed.
 * @throws LinkbraidError `busy` when another helper answers on the path, `failed` when something else is in its place
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { socketPath, core, authorize, credentials = peerCredentials } = options;
  const log = options.log ?? createLog((line) => process.stderr.write(line));
  const limits = { ...LIMITS, ...options.limits };
  const handlers = createHandlers(options);
  const encodeSnapshot = rememberLast((snapshot: Snapshot) =>
    JSON.stringify({ jsonrpc: '2.0', method: 'snapshot', params: snapshot }),
  );
  const open = new Map<Socket, number>();

  // Half-open: a peer that closes its sending side (`printf … | nc -U`) still wants its answers.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let peer: PeerCredentials;
    try {
      peer = credentials(socket);
    } catch {
      socket.destroy();
      return;
    }
    const mine = [...open.values()].filter((uid) => uid === peer.uid).length;
    if (mine >= limits.connectionsPerUser) {
      const message = `This user has ${mine} connections open already.`;
      socket.on('error', () => undefined);
      socket.end(`${JSON.stringify(errorReply(null, RPC.linkbraid, 'busy', message))}\n`, () => socket.destroy());
      return;
    }
    open.set(socket, peer.uid);
    socket.on('close', () => open.delete(socket));
    new Session({ socket, peer, core, handlers, authorize, limits, log, encodeSnapshot });
  });

  if (options.inherited === undefined || options.inherited === null) {
    // An existing directory keeps its mode: the path may lie in one that is not ours alone.
    mkdirSync(dirname(socketPath), { recursive: true, mode: 0o755 });
    await removeStaleSocket(socketPath);
    await listen(server, { path: socketPath });
    // Everyone may connect: who may do what is decided request by request.
    chmodSync(socketPath, 0o666);
  } else await listen(server, { fd: options.inherited });
  server.on('error', (error: NodeJS.ErrnoException) => log.error('socket', { code: error.code ?? error.name }));

  return {
    connections: () => open.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open.keys()) socket.destroy();
      }),
  };
}

function listen(server: Server, where: { path: string } | { fd: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A helper that was killed leaves its socket behind. It goes only if it is a socket and nobody answers on it. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new LinkbraidError('failed', `${path} is in the way and is not a socket.`);
  const code = await new Promise<string>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve('answered');
    });
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
  });
  if (code === 'ENOENT') return;
  if (code !== 'ECONNREFUSED') throw new LinkbraidError('busy', `Another helper is running on ${path}.`);
  unlinkSync(path);
}

/** All sessions get the same newest snapshot, so one remembered answer is enough. */
function rememberLast<A extends object, B>(compute: (input: A) => B): (input: A) => B {
  let last: { input: A; output: B } | null = null;
  return (input) => (last?.input === input ? last : (last = { input, output: compute(input) })).output;
}
