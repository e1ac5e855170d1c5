import { execFile } from 'node:child_process';
import { LinkbraidError } from '../contract/errors.ts';

/**
 * Runs a program with an argument array; no shell is ever involved. Its output is forced to English, since messages
 * are read. Too short a limit kills `ip` on a machine under load half-way through nothing; too long leaves a
 * transaction hanging on a driver that does not answer.
 *
 * @returns standard output
 * @throws LinkbraidError `failed` with the program's own last words, never with its arguments
 */
export function run(
  file: string,
  argv: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      argv,
      {
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
        timeout: options.timeoutMs ?? 20_000,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        const words = missing
          ? 'is not installed'
          : lastLine(stderr) || (error.killed ? 'did not answer in time' : 'failed');
        reject(new LinkbraidError('failed', `${file}: ${words}`, { program: file }));
      },
    );
    child.stdin?.on('error', () => {}); // the child may end before it has read all; its exit status tells
    child.stdin?.end(options.input ?? '');
  });
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 300) ?? ''
  );
}
