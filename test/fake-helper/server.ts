import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import * as v from 'valibot';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import {
  METHODS,
  PROTOCOL_VERSION,
  RPC,
  type DecodedParams,
  type LinkEvent,
  type Method,
  type Notifications,
  type Result,
} from '../../helper/contract/wire.ts';
import type { Snapshot } from '../../helper/contract/snapshot.ts';

type Answered = Exclude<Method, 'hello' | 'subscribe' | 'events' | 'status'>;
/** What the world plays; a method it leaves out is answered with an error. */
export type Answers = { [M in Answered]?: (params: DecodedParams<M>) => Result<M> | Promise<Result<M>> };

/** Where the server gets what it says from. */
export interface Source {
  answers: Answers;
  snapshot(): Snapshot;
  events(): LinkEvent[];
}

interface Request {
  jsonrpc?: unknown;
  id?: unknown;
  method?: unknown;
  params?: unknown;
}

/** The helper's side of the wire, as strict as the contract: what does not fit is an error, never guessed at. */
export class FakeServer {
  readonly #source: Source;
  readonly #server: Server;
  readonly #subscribers = new Set<Socket>();
  readonly #followers = new Set<Socket>();
  readonly #open = new Set<Socket>();
  readonly asked: { method: Method; params: unknown }[] = [];
  version = '0.1.0';
  protocol = PROTOCOL_VERSION;

  constructor(source: Source) {
    this.#source = source;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  listen(path: string): Promise<void> {
    rmSync(path, { force: true });
    return new Promise((resolve) => this.#server.listen(path, resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  tell<K extends keyof Notifications>(kind: K, value: Notifications[K]): void {
    const to = kind === 'snapshot' ? this.#subscribers : this.#followers;
    for (const socket of to) write(socket, { jsonrpc: '2.0', method: kind, params: value });
  }

  #serve(socket: Socket): void {
    this.#open.add(socket);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const set of [this.#open, this.#subscribers, this.#followers]) set.delete(socket);
    });
    socket.on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) void this.#answer(socket, JSON.parse(line) as Request);
    });
  }

  async #answer(socket: Socket, { jsonrpc, id, method, params }: Request): Promise<void> {
    try {
      if (jsonrpc !== '2.0' || typeof id !== 'number') throw new LinkbraidError('usage', 'not a JSON-RPC 2.0 request');
      if (typeof method !== 'string' || !Object.hasOwn(METHODS, method)) {
        throw new LinkbraidError('usage', `no method ${String(method)}`);
      }
      const result = await this.#result(socket, method as Method, params);
      write(socket, { jsonrpc: '2.0', id, result });
      if (method === 'subscribe') {
        write(socket, { jsonrpc: '2.0', method: 'snapshot', params: this.#source.snapshot() });
      }
    } catch (error) {
      const { code, message, details } =
        error instanceof LinkbraidError ? error : new LinkbraidError('internal', String(error));
      write(socket, { jsonrpc: '2.0', id, error: { code: RPC.linkbraid, message, data: { code, details } } });
    }
  }

  #result(socket: Socket, method: Method, params: unknown): unknown {
    const decoded = v.safeParse(METHODS[method].params, params);
    if (!decoded.success) {
      throw new LinkbraidError('usage', `${method}: ${decoded.issues.map(({ message }) => message).join('; ')}`);
    }
    this.asked.push({ method, params: decoded.output });
    switch (method) {
      case 'hello':
        return { version: this.version, protocol: this.protocol };
      case 'subscribe':
        this.#subscribers.add(socket);
        return null;
      case 'status':
        return this.#source.snapshot();
      case 'events':
        if ((decoded.output as DecodedParams<'events'>).follow) this.#followers.add(socket);
        return this.#source.events();
      default: {
        const answer = this.#source.answers[method] as ((params: unknown) => unknown) | undefined;
        if (answer === undefined) throw new LinkbraidError('internal', `${method} is not played here`);
        return answer(decoded.output);
      }
    }
  }
}

function write(socket: Socket, message: unknown): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}
