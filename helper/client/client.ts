import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { isErrorCode, LinkbraidError } from '../contract/errors.ts';
import {
  MAX_FRAME_BYTES,
  PROTOCOL_VERSION,
  type Method,
  type Notifications,
  type Params,
  type Result,
  type RpcErrorBody,
} from '../contract/wire.ts';
import { LineReader } from '../serve/lines.ts';

export const DEFAULT_SOCKET = '/run/linkbraid/helper.sock';

/** Where clients look for the helper: `LINKBRAID_SOCKET`, or the default. */
export function socketPathFrom(environment: Record<string, string | undefined>): string {
  return environment.LINKBRAID_SOCKET || DEFAULT_SOCKET;
}

interface Happenings extends Notifications {
  /** Once, with the reason; null after the client's own `close()`. */
  close: LinkbraidError | null;
}

export interface HelperClient {
  /** Of the helper. */
  readonly version: string;
  /** @throws LinkbraidError with the helper's code and details; `no-helper` when the connection ends before the answer */
  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Snapshots come after `subscribe`, events after `events` with `follow`. The returned function stops the calls. */
  on<K extends keyof Happenings>(kind: K, callback: (value: Happenings[K]) => void): () => void;
  close(): void;
}

export interface ConnectOptions {
  socketPath: string;
  /** Milliseconds until a helper that accepts but says nothing counts as absent. Default 10 000: it may be starting. */
  helloMs?: number;
}

/**
 * @throws LinkbraidError `no-helper` when nothing answers or the socket belongs to someone else,
 * `version-mismatch` when the helper speaks another protocol
 */
export async function connectHelper({ socketPath, helloMs = 10_000 }: ConnectOptions): Promise<HelperClient> {
  checkOwner(socketPath);
  const connection = new Connection(await open(socketPath));
  const timer = setTimeout(() => {
    connection.end(new LinkbraidError('no-helper', `What listens on ${socketPath} does not answer.`));
  }, helloMs);
  try {
    const hello = await connection.call('hello', { protocol: PROTOCOL_VERSION });
    if (hello.protocol !== PROTOCOL_VERSION) {
      throw new LinkbraidError(
        'version-mismatch',
        `The helper (${hello.version}) speaks protocol ${hello.protocol}, this program ${PROTOCOL_VERSION}: install the same version of both.`,
        { helper: hello, client: { protocol: PROTOCOL_VERSION } },
      );
    }
    connection.version = hello.version;
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Passphrases are sent down this socket, so it must belong to the system, or to ourselves as it does in tests. */
function checkOwner(path: string): void {
  let owner: number;
  try {
    const found = statSync(path);
    if (!found.isSocket()) throw new LinkbraidError('no-helper', `${path} is not a socket.`);
    owner = found.uid;
  } catch (error) {
    if (error instanceof LinkbraidError) throw error;
    throw unreachable(path, error);
  }
  if (owner !== 0 && owner !== process.getuid?.()) {
    throw new LinkbraidError('no-helper', `${path} belongs to neither root nor you, so it is not trusted.`, { owner });
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', (error) => reject(unreachable(path, error)));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function unreachable(path: string, error: unknown): LinkbraidError {
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const says = reason === 'ENOENT' || reason === 'ECONNREFUSED' ? 'is not running' : `cannot be reached (${reason})`;
  return new LinkbraidError('no-helper', `The Linkbraid helper ${says}.`, { socket: path, reason });
}

/** Answers are trusted (the owner was checked), so this bound only keeps a broken helper from filling our memory. */
const MAX_ANSWER_BYTES = 64 * MAX_FRAME_BYTES;

class Connection implements HelperClient {
  version = '';
  readonly #socket: Socket;
  readonly #reader = new LineReader(MAX_ANSWER_BYTES);
  readonly #calls = new Map<number, { resolve: (result: never) => void; reject: (error: LinkbraidError) => void }>();
  readonly #listeners = { snapshot: new Set<Listener>(), event: new Set<Listener>(), close: new Set<Listener>() };
  #nextId = 1;
  #ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.end(new LinkbraidError('no-helper', 'The connection to the helper was lost.')));
  }

  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new LinkbraidError('no-helper', 'The connection to the helper is closed.'));
      const id = this.#nextId++;
      const frame = JSON.stringify({ jsonrpc: '2.0', id, method, params });
      if (Buffer.byteLength(frame) > MAX_FRAME_BYTES) {
        return reject(new LinkbraidError('usage', `A request may have ${MAX_FRAME_BYTES} bytes.`));
      }
      this.#calls.set(id, { resolve, reject });
      this.#socket.write(`${frame}\n`);
    });
  }

  on<K extends keyof Happenings>(kind: K, callback: (value: Happenings[K]) => void): () => void {
    const listener: Listener = (value) => callback(value as Happenings[K]);
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  close(): void {
    this.end(null);
  }

  end(reason: LinkbraidError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.destroy();
    const error = reason ?? new LinkbraidError('no-helper', 'The connection to the helper is closed.');
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    this.#tell('close', reason);
  }

  #received(chunk: Buffer): void {
    const { lines, tooLong } = this.#reader.push(chunk);
    for (const line of lines) {
      if (this.#ended) return;
      const message = parse(line);
      if (!message) return this.end(new LinkbraidError('version-mismatch', 'The helper does not speak our protocol.'));
      this.#message(message);
    }
    if (tooLong) this.end(new LinkbraidError('version-mismatch', 'The helper sent more than its protocol allows.'));
  }

  #message(message: Message): void {
    if (message.method === 'snapshot' || message.method === 'event') return this.#tell(message.method, message.params);
    // Errors without an id answer no call of ours: the helper turned the connection away.
    if (message.id === null && message.error) return this.end(errorFrom(message.error));
    const call = typeof message.id === 'number' ? this.#calls.get(message.id) : undefined;
    if (!call) return;
    this.#calls.delete(message.id as number);
    if (message.error) call.reject(errorFrom(message.error));
    else call.resolve(message.result as never);
  }

  #tell(kind: keyof Happenings, value: unknown): void {
    for (const listener of [...this.#listeners[kind]]) listener(value);
  }
}

type Listener = (value: unknown) => void;

interface Message {
  id?: unknown;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: RpcErrorBody;
}

function parse(line: Buffer): Message | null {
  try {
    return JSON.parse(line.toString('utf8')) as Message | null;
  } catch {
    return null;
  }
}

function errorFrom({ message, data }: RpcErrorBody): LinkbraidError {
  return new LinkbraidError(isErrorCode(data?.code) ? data.code : 'internal', message, data?.details ?? null);
}
