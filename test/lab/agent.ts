import { connect, createServer, type Server, type Socket } from 'node:net';

export interface ExecOptions {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Network namespace by name; the laptop's own when absent. */
  readonly netns?: string;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  /** Marks the process as part of the lab, so that a reset lets it live. */
  readonly world?: boolean;
}

export interface ExecResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** A file as the guest has it, or the error code that reading it gave (`ENOENT`). */
export type GuestFile =
  | { readonly data: string; readonly mode: number; readonly link?: string; readonly error?: undefined }
  | { readonly error: string };

/** Emulated programs take a second to start when the machine is busy: too short fails for nothing, too long hides a hang. */
const EXEC_TIMEOUT = 60_000;
/** Added to an operation's own limit, so that the guest's words arrive before the host gives up. */
const GRACE = 10_000;

/** The host's side of the guest's agent: one connection per request. */
export class Agent {
  readonly #port: number;
  readonly #token: string;

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  /** Runs a program to its end. A program that fails is a result here; see `run` for one that throws. */
  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const timeoutMs = options.timeoutMs ?? EXEC_TIMEOUT;
    const reply = await this.call({ op: 'exec', ...wire(argv, options), timeoutMs }, timeoutMs + GRACE);
    return ended(reply);
  }

  /** Runs a program that must succeed and gives its standard output. */
  async run(argv: readonly string[], options: ExecOptions = {}): Promise<string> {
    const result = await this.exec(argv, options);
    if (result.code === 0 && !result.timedOut) return result.stdout;
    const how = result.timedOut ? 'ran out of time' : `ended with ${result.code ?? result.signal}`;
    throw new Error(`in the guest: ${argv.join(' ')}\n${how}\n${result.stderr}${result.stdout}`.trimEnd());
  }

  /** Runs shell lines that must succeed: for tests and the lab itself, where several programs in one go save time. */
  shell(script: string, options: ExecOptions = {}): Promise<string> {
    return this.run(['sh', '-euc', script], options);
  }

  async start(
    argv: readonly string[],
    options: Omit<ExecOptions, 'timeoutMs'> & { readonly keepStdin?: boolean } = {},
  ): Promise<Background> {
    const request = { op: 'start', ...wire(argv, options), keepStdin: options.keepStdin ?? false };
    const reply = await this.call(request);
    return new Background(this, reply.id as number, reply.pid as number);
  }

  /** Many files in one request: each costs next to nothing, a request some milliseconds. */
  async readFiles(paths: readonly string[]): Promise<GuestFile[]> {
    const reply = await this.call({ op: 'read', paths });
    return (reply.files as GuestFile[]).map((file) =>
      file.error === undefined ? { ...file, data: Buffer.from(file.data, 'base64').toString('utf8') } : file,
    );
  }

  async readFile(path: string): Promise<string> {
    const [file] = await this.readFiles([path]);
    if (file === undefined || file.error !== undefined)
      throw new Error(`in the guest: reading ${path}: ${file?.error}`);
    return file.data;
  }

  async writeFile(path: string, data: string | Buffer, mode?: number): Promise<void> {
    await this.call({ op: 'write', path, data: Buffer.from(data).toString('base64'), mode });
  }

  /** A Unix socket on the host that leads to one in the guest. Closing the server ends it. */
  async forward(guestPath: string, hostPath: string): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (outer) => {
      outer.on('error', () => outer.destroy());
      this.#open({ op: 'connect', path: guestPath }).then(
        ({ socket }) => {
          socket.on('error', () => outer.destroy());
          socket.once('close', () => outer.destroy());
          outer.once('close', () => socket.destroy());
          outer.pipe(socket).pipe(outer);
        },
        () => outer.destroy(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(hostPath, () => resolve());
    });
    return server;
  }

  async call(request: Readonly<Record<string, unknown>>, timeoutMs = 60_000): Promise<Record<string, unknown>> {
    const { socket, reply } = await this.#open(request, timeoutMs);
    socket.destroy();
    return reply;
  }

  /** Sends a request and takes the first line of the answer; what follows stays in the paused socket. */
  #open(
    request: Readonly<Record<string, unknown>>,
    timeoutMs = 60_000,
  ): Promise<{ socket: Socket; reply: Record<string, unknown> }> {
    return new Promise((resolve, reject) => {
      const what = `${String(request.op)} ${JSON.stringify(request.argv ?? request.path ?? request.paths ?? '').slice(0, 200)}`;
      const socket = connect({ host: '127.0.0.1', port: this.#port, allowHalfOpen: true });
      const chunks: Buffer[] = [];
      const fail = (why: string): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(new Error(`the guest's agent (${what}): ${why}`));
      };
      const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
      const onError = (error: Error): void => fail(error.message);
      const onEnd = (): void => fail('the connection ended before an answer');
      const take = (chunk: Buffer): void => {
        const end = chunk.indexOf(10);
        chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
        if (end < 0) return;
        clearTimeout(timer);
        socket.off('data', take).off('error', onError).off('end', onEnd).pause();
        if (end + 1 < chunk.length) socket.unshift(chunk.subarray(end + 1));
        const reply = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
        if (reply.ok === true) resolve({ socket, reply });
        else fail(String(reply.error));
      };
      socket.on('data', take).once('error', onError).once('end', onEnd);
      socket.setNoDelay(true);
      socket.write(`${JSON.stringify({ ...request, token: this.#token })}\n`);
    });
  }
}

function wire(argv: readonly string[], options: ExecOptions): Record<string, unknown> {
  const { stdin, env, netns, cwd, world } = options;
  return {
    argv,
    env,
    netns,
    cwd,
    world,
    stdin: stdin === undefined ? undefined : Buffer.from(stdin).toString('base64'),
  };
}

function ended(reply: Readonly<Record<string, unknown>>): ExecResult {
  const { code, signal, stdout, stderr, timedOut } = reply;
  return {
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
    stdout: String(stdout),
    stderr: String(stderr),
    timedOut: timedOut === true,
  };
}

/** A program that runs on in the guest. */
export class Background {
  readonly pid: number;
  readonly #agent: Agent;
  readonly #id: number;

  constructor(agent: Agent, id: number, pid: number) {
    this.#agent = agent;
    this.#id = id;
    this.pid = pid;
  }

  /** What it has said so far. */
  async output(): Promise<{ readonly stdout: string; readonly stderr: string; readonly running: boolean }> {
    const { stdout, stderr, running } = await this.#agent.call({ op: 'output', id: this.#id });
    return { stdout: String(stdout), stderr: String(stderr), running: running === true };
  }

  async input(data: string, end = false): Promise<void> {
    await this.#agent.call({ op: 'input', id: this.#id, data: Buffer.from(data).toString('base64'), end });
  }

  /** To it and to what it has started. */
  async signal(name: NodeJS.Signals): Promise<void> {
    await this.#agent.call({ op: 'signal', id: this.#id, name });
  }

  async wait(timeoutMs = 30_000): Promise<ExecResult> {
    const reply = await this.#agent.call({ op: 'wait', id: this.#id, timeoutMs }, timeoutMs + GRACE);
    return ended(reply);
  }
}
