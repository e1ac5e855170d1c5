import type { Agent, Background } from './agent.ts';

export interface ProbeOptions {
  /** `laptop`, or a namespace of the world. */
  readonly from?: string;
  readonly to: string;
  readonly intervalMs?: number;
  /** Interface or address to send from. */
  readonly via?: string;
}

export interface ProbeResult {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly duplicates: number;
  /** The longest time without an answer, in milliseconds; the interval itself when nothing was lost. */
  readonly longestGapMs: number;
  /** When that silence began, in the guest's time (ms since 1970). */
  readonly gapAtMs: number;
  /** Every answer's number and time of arrival, for a closer look. */
  readonly answers: readonly { readonly sequence: number; readonly atMs: number }[];
}

/** A running stream of pings. */
export class Probe {
  readonly #job: Background;
  readonly #agent: Agent;

  private constructor(agent: Agent, job: Background) {
    this.#agent = agent;
    this.#job = job;
  }

  static async start(agent: Agent, options: ProbeOptions): Promise<Probe> {
    const interval = (options.intervalMs ?? 10) / 1000;
    const argv = [
      'ping',
      '-D',
      '-n',
      '-i',
      String(interval),
      ...(options.via === undefined ? [] : ['-I', options.via]),
      options.to,
    ];
    const from = options.from ?? 'laptop';
    const job = await agent.start(argv, from === 'laptop' ? {} : { netns: from });
    return new Probe(agent, job);
  }

  /** Resolves once an answer has come: only from then on does a gap mean something. */
  async untilAnswered(timeoutMs = 15_000): Promise<void> {
    const limit = Date.now() + timeoutMs;
    for (;;) {
      const { stdout, stderr, running } = await this.#job.output();
      if (stdout.includes('bytes from')) return;
      if (!running) throw new Error(`ping ended: ${stderr}${stdout}`);
      if (Date.now() > limit) throw new Error(`no answer to ping within ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<ProbeResult> {
    const endMs = Number((await this.#agent.run(['date', '+%s%3N'])).trim());
    await this.#job.signal('SIGINT');
    const { stdout, stderr } = await this.#job.wait();
    return parsePing(stdout, stderr, endMs);
  }
}

/** `endMs`, the time of stopping, closes a gap that lasted to the end. */
export function parsePing(stdout: string, stderr: string, endMs: number): ProbeResult {
  const answers: { sequence: number; atMs: number }[] = [];
  let duplicates = 0;
  for (const match of stdout.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from .*icmp_seq=(\d+) .*$/gm)) {
    if (match[0].includes('(DUP!)')) duplicates++;
    else answers.push({ sequence: Number(match[2]), atMs: Math.round(Number(match[1]) * 1000) });
  }
  const totals = /(\d+) packets transmitted, (\d+) received/.exec(stdout);
  if (totals === null) throw new Error(`ping gave no totals: ${stderr}${stdout.slice(-400)}`);
  const [sent, received] = [Number(totals[1]), Number(totals[2])];
  let longestGapMs = answers.length === 0 ? Infinity : 0;
  let gapAtMs = answers[0]?.atMs ?? endMs;
  for (const [index, answer] of answers.entries()) {
    const gap = (answers[index + 1]?.atMs ?? endMs) - answer.atMs;
    if (gap > longestGapMs) [longestGapMs, gapAtMs] = [gap, answer.atMs];
  }
  return { sent, received, lost: sent - received, duplicates, longestGapMs, gapAtMs, answers };
}

export interface IperfOptions {
  readonly to?: string;
  readonly streams?: number;
  readonly seconds?: number;
  /** Download instead of upload. */
  readonly reverse?: boolean;
  readonly bind?: string;
}

export interface IperfResult {
  readonly mbit: number;
  readonly retransmits: number;
}

/** Throughput from the laptop to the host in the internet, as the receiver counts it. */
export async function iperf(agent: Agent, to: string, options: IperfOptions): Promise<IperfResult> {
  const seconds = options.seconds ?? 5;
  const argv = [
    'iperf3',
    '--json',
    '--client',
    to,
    '--time',
    String(seconds),
    '--parallel',
    String(options.streams ?? 1),
  ];
  if (options.reverse === true) argv.push('--reverse');
  if (options.bind !== undefined) argv.push('--bind', options.bind);
  const result = await agent.exec(argv, { timeoutMs: (seconds + 30) * 1000 });
  const report = JSON.parse(result.stdout === '' ? '{}' : result.stdout) as {
    readonly error?: string;
    readonly end?: {
      readonly sum_received?: { readonly bits_per_second: number };
      readonly sum_sent?: { readonly retransmits?: number };
    };
  };
  const bits = report.end?.sum_received?.bits_per_second;
  if (result.code !== 0 || bits === undefined) throw new Error(`iperf3 to ${to}: ${report.error ?? result.stderr}`);
  return { mbit: bits / 1e6, retransmits: report.end?.sum_sent?.retransmits ?? 0 };
}
