import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { COLOURED, PLAIN, type View } from './text/view.ts';

/** The world as a command sees it; tests put another in its place. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether a person watches stdout. */
  readonly interactive: boolean;
  /** Of stdout. */
  view(): View;
  errorView(): View;
  readFile(path: string): Promise<string>;
  readInput(): Promise<string>;
  /** The first line of stdin; from a person it is asked for, and not shown. */
  readSecret(prompt: string): Promise<string>;
  /** A new file, with the directories above it. @throws with code `EEXIST` where one is already */
  writeFile(path: string, text: string): Promise<void>;
  /** Calls back at Ctrl-C, in place of the sudden end, until the returned function is called. */
  onInterrupt(callback: () => void): () => void;
  readonly environment: Record<string, string | undefined>;
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: stdout.isTTY,
    view: () => viewOf(stdout, env),
    errorView: () => viewOf(stderr, env),
    readFile: (path) => readFile(path, 'utf8'),
    readInput: () => readAll(stdin),
    readSecret: (prompt) =>
      stdin.isTTY ? askUnseen(prompt, stdin, stderr) : readAll(stdin).then((text) => text.split(/\r?\n/, 1)[0] ?? ''),
    writeFile: async (path, text) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: 'wx' });
    },
    onInterrupt: (callback) => {
      process.on('SIGINT', callback);
      return () => process.off('SIGINT', callback);
    },
    environment: env,
  };
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** One line from a terminal that echoes nothing. Raw, it hands over what else it would do with a key: we do it here. */
function askUnseen(prompt: string, stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): Promise<string> {
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    let line = '';
    const finish = () => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const read = (keys: string) => {
      for (const key of keys) {
        if (key === '\u0003') {
          finish();
          process.kill(process.pid, 'SIGINT');
          return;
        }
        if (key === '\r' || key === '\n' || key === '\u0004') {
          finish();
          return resolve(line);
        }
        line = key === '\u007f' || key === '\b' ? Array.from(line).slice(0, -1).join('') : line + key;
      }
    };
    stdin.on('data', read);
  });
}

function viewOf(stream: NodeJS.WriteStream, env: Record<string, string | undefined>): View {
  // https://no-color.org: any value but the empty one counts. TERM=dumb cannot show colours.
  const style = stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? COLOURED : PLAIN;
  return { width: stream.isTTY ? stream.columns || 80 : Infinity, style, now: Date.now() };
}
