import { readFile } from 'node:fs/promises';
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
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    onInterrupt: (callback) => {
      process.on('SIGINT', callback);
      return () => process.off('SIGINT', callback);
    },
    environment: env,
  };
}

function viewOf(stream: NodeJS.WriteStream, env: Record<string, string | undefined>): View {
  // https://no-color.org: any value but the empty one counts. TERM=dumb cannot show colours.
  const style = stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? COLOURED : PLAIN;
  return { width: stream.isTTY ? stream.columns || 80 : Infinity, style, now: Date.now() };
}
