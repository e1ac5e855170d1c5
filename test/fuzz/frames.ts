import { connect, type Socket } from 'node:net';
import { METHODS } from '../../helper/contract/wire.ts';
import { mutated, value } from './mutate.ts';
import { Random } from './random.ts';
import { PROFILES } from './seeds.ts';

/*
 * Frames for a real server on a real socket. What must hold: each line has one answer, each answer is JSON-RPC with a
 * result or an error that is no bug of ours, and the connection goes on.
 */

export interface FrameTally {
  frames: number;
  seconds: number;
  /** How the server answered, by JSON-RPC's code; `ok` are results. */
  answers: Record<string, number>;
}

/** Frames sent before their answers are waited for: enough to be quick, less than a connection may leave unread. */
const BATCH = 200;
/** A frame takes a fraction of a millisecond; a server that leaves a batch unanswered for so long hangs. */
const HANG_MS = 30_000;
const INTERNAL = '-32603';

const NAMES = [
  ...['profile', 'document', 'plan', 'trySeconds', 'bond', 'port', 'adapter', 'links', 'ssid', 'options', 'rebuild'],
  ...[
    'onlyNow',
    'wifi',
    'from',
    'name',
    'limit',
    'follow',
    'scan',
    'protocol',
    'eth0',
    'bond0',
    'desk',
    'miimon',
    'psk',
  ],
];
const FRAMES = [
  '{"jsonrpc":"2.0","id":1,"method":"status"}',
  '{"jsonrpc":"2.0","id":"a","method":"hello","params":{"protocol":1}}',
  '{"jsonrpc":"2.0","id":2,"method":"networks","params":{"adapter":"wlan0","scan":false}}',
  '{"jsonrpc":"2.0","id":3,"method":"set","params":{"bond":"bond0","options":{"miimon":50,"arp_ip_target":["10.0.0.1"]}}}',
  '{"jsonrpc":"2.0","id":4,"method":"port.add","params":{"bond":"bond0","adapter":"wlan0","wifi":{"ssid":"Home","security":"open"}}}',
  ...PROFILES.map((profile) => `{"jsonrpc":"2.0","id":5,"method":"profile.set","params":{"document":${profile}}}`),
  ...PROFILES.map((profile) => `{"jsonrpc":"2.0","id":6,"method":"plan","params":{"document":${profile}}}`),
];
/** Streams answer once and then go on by themselves, so their answers could not be counted. */
const METHOD_NAMES = Object.keys(METHODS).filter((name) => name !== 'subscribe' && name !== 'events');

function frame(random: Random): string {
  // Whole ones too, so that the spoilt meet a server at work.
  if (random.chance(0.1)) return random.of(FRAMES);
  const text = random.chance(0.5)
    ? mutated(FRAMES, random)
    : JSON.stringify({
        jsonrpc: '2.0',
        id: random.below(1e6),
        method: random.of(METHOD_NAMES),
        params: value(random, NAMES),
      });
  const line = text.replaceAll('\n', ' ');
  return /"(subscribe|events)"/.test(line) ? '{}' : line;
}

/** @throws Error with the seed of the batch that did it */
export async function fuzzFrames(
  socketPath: string,
  options: { seed: number; frames?: number; until?: number },
): Promise<FrameTally> {
  const { seed, frames = Infinity, until = Infinity } = options;
  const began = performance.now();
  const tally: FrameTally = { frames: 0, seconds: 0, answers: {} };
  const peer = await Peer.connect(socketPath);
  try {
    while (tally.frames < frames && Date.now() < until) {
      const own = (seed + tally.frames) >>> 0;
      const random = new Random(own);
      const count = Math.min(BATCH, frames - tally.frames);
      const batch = Array.from({ length: count }, () => frame(random));
      try {
        for (const answer of await peer.ask(batch)) {
          const kind = kindOf(answer);
          if (kind === INTERNAL) throw new Error(`a bug in the server: ${answer}`);
          tally.answers[kind] = (tally.answers[kind] ?? 0) + 1;
        }
      } catch (error) {
        throw new Error(`frames: seed ${own}: ${String(error)}`, { cause: error });
      }
      tally.frames += count;
    }
  } finally {
    peer.close();
  }
  return { ...tally, seconds: (performance.now() - began) / 1000 };
}

function kindOf(answer: string): string {
  const { jsonrpc, id, error, ...rest } = JSON.parse(answer) as Record<string, unknown>;
  const code = (error as { code?: number } | undefined)?.code;
  if (jsonrpc !== '2.0' || id === undefined || (code === undefined && !('result' in rest))) {
    throw new Error(`no answer by JSON-RPC: ${answer}`);
  }
  return code === undefined ? 'ok' : String(code);
}

class Peer {
  #text = '';
  #lines: string[] = [];
  #arrived: (() => void) | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: unknown) => {
      const lines = (this.#text + String(chunk)).split('\n');
      this.#text = lines.pop() ?? '';
      this.#lines.push(...lines);
      this.#arrived?.();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#arrived?.());
  }

  static connect(path: string): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const socket = connect(path, () => resolve(new Peer(socket)));
      socket.once('error', reject);
    });
  }

  async ask(batch: readonly string[]): Promise<string[]> {
    this.socket.write(`${batch.join('\n')}\n`);
    const limit = Date.now() + HANG_MS;
    while (this.#lines.length < batch.length) {
      if (this.socket.destroyed) throw new Error('the connection ended');
      if (Date.now() > limit) throw new Error(`${batch.length - this.#lines.length} frames have no answer`);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
        setTimeout(resolve, 1000).unref();
      });
    }
    return this.#lines.splice(0);
  }

  close(): void {
    this.socket.destroy();
  }
}
