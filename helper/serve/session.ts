import type { Socket } from 'node:net';
import { LinkbraidError } from '../contract/errors.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { MAX_FRAME_BYTES, RPC, type DecodedParams } from '../contract/wire.ts';
import type { PeerCredentials } from '../kernel/credentials.ts';
import { demand, permissionFor, type Authorizer } from './authorize.ts';
import type { Core } from './core.ts';
import type { Handlers } from './handlers.ts';
import type { Limits } from './limits.ts';
import { LineReader } from './lines.ts';
import type { Log } from './log.ts';
import { Outbox } from './outbox.ts';
import { decodeRequest, errorReply, failureReply, type DecodedRequest } from './rpc.ts';

export interface SessionOptions {
  socket: Socket;
  peer: PeerCredentials;
  core: Core;
  handlers: Handlers;
  authorize: Authorizer;
  limits: Limits;
  log: Log;
  /** The notification's text, made once for all sessions. */
  encodeSnapshot: (snapshot: Snapshot) => string;
}

/** One connection: reads requests no faster than it can answer them, and keeps its streams. */
export class Session {
  readonly #options: SessionOptions;
  readonly #reader = new LineReader(MAX_FRAME_BYTES);
  readonly #outbox: Outbox;
  /** At most what one read brought: reading stops while any of it waits. */
  #waiting: Buffer[] = [];
  #inFlight = 0;
  #peerEnded = false;
  #stopSnapshots: (() => void) | null = null;
  #stopEvents: (() => void) | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { socket } = options;
    this.#outbox = new Outbox(socket, options.limits, (reason) => this.#cut(reason));
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('drain', () => this.#pump());
    socket.on('end', () => {
      this.#peerEnded = true;
      this.#pump();
    });
    // A peer that vanishes is daily business; 'close' follows and cleans up.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#waiting = [];
      this.#stopSnapshots?.();
      this.#stopEvents?.();
    });
  }

  #received(chunk: Buffer): void {
    const { lines, tooLong } = this.#reader.push(chunk);
    this.#waiting.push(...lines);
    if (tooLong) this.#turnAway();
    else this.#pump();
  }

  /** Where an over-long frame ends cannot be known, so nothing after it can be understood. */
  #turnAway(): void {
    const { socket, limits } = this.#options;
    this.#waiting = [];
    const message = `A frame may have ${MAX_FRAME_BYTES} bytes.`;
    socket.end(`${JSON.stringify(errorReply(null, RPC.request, 'usage', message))}\n`);
    // The rest is thrown away unread for a while: closing at once would show the peer a reset instead of the answer.
    socket.removeAllListeners('data').resume();
    setTimeout(() => socket.destroy(), limits.stallMs).unref();
  }

  #pump(): void {
    const { socket, limits } = this.#options;
    const free = () => this.#inFlight < limits.requestsInFlight && !this.#outbox.backedUp && !socket.destroyed;
    while (this.#waiting.length > 0 && free()) {
      void this.#answer(this.#waiting.shift() as Buffer);
    }
    if (this.#waiting.length > 0) socket.pause();
    else if (this.#peerEnded && this.#inFlight === 0) socket.end();
    else socket.resume();
  }

  async #answer(line: Buffer): Promise<void> {
    const request = decodeRequest(line);
    if ('error' in request) return this.#outbox.send(request);
    this.#inFlight += 1;
    const { peer, authorize, log } = this.#options;
    const permission = permissionFor(request.method, request.params);
    let outcome = 'ok';
    try {
      await demand(authorize, peer, permission);
      await this.#carryOut(request);
    } catch (error) {
      outcome = error instanceof LinkbraidError ? error.code : 'internal';
      if (outcome === 'internal') log.error('bug', { method: request.method, where: stackOf(error) });
      this.#outbox.send(failureReply(request.id, error));
    } finally {
      this.#inFlight -= 1;
      if (permission !== 'read') log.info('call', { method: request.method, uid: peer.uid, pid: peer.pid, outcome });
      this.#pump();
    }
  }

  async #carryOut(request: DecodedRequest): Promise<void> {
    const { core, handlers, peer } = this.#options;
    const reply = (result: unknown) => this.#outbox.send({ jsonrpc: '2.0', id: request.id, result });
    // A stream's answer and its beginning happen in one go: nothing can fall between them.
    if (request.method === 'subscribe') {
      reply(null);
      this.#subscribe();
    } else if (request.method === 'events') {
      const { limit, follow } = request.params as DecodedParams<'events'>;
      reply(core.events(limit));
      if (follow) this.#followEvents();
    } else {
      const handler = handlers[request.method] as (params: unknown, peer: PeerCredentials) => unknown;
      reply(await handler(request.params, peer));
    }
  }

  #subscribe(): void {
    const { core, encodeSnapshot } = this.#options;
    this.#outbox.sendSnapshot(encodeSnapshot(core.snapshot()));
    this.#stopSnapshots ??= core.onSnapshot((snapshot) => this.#outbox.sendSnapshot(encodeSnapshot(snapshot)));
  }

  #followEvents(): void {
    this.#stopEvents ??= this.#options.core.onEvent((event) =>
      this.#outbox.send({ jsonrpc: '2.0', method: 'event', params: event }),
    );
  }

  #cut(reason: string): void {
    const { socket, peer, log } = this.#options;
    if (socket.destroyed) return;
    log.warn('connection cut', { uid: peer.uid, pid: peer.pid, reason });
    socket.destroy();
  }
}

/** Where a bug is, without its message: that may quote a parameter. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return `${error.name} ${frames
    .slice(0, 4)
    .map((line) => line.trim())
    .join(' ')}`;
}
