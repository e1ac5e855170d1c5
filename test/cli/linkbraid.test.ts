import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { serve, stopAll } from '../serve/fixtures.ts';

afterEach(stopAll);

/** The program itself, as its own process. */
function linkbraid(environment: Record<string, string>, ...argv: string[]) {
  const main = `globalThis.__VERSION__ = '1.2.3'; process.argv.splice(1, 0, 'linkbraid'); await import('./helper/cli/linkbraid.ts')`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', main, '--', ...argv], {
    env: { PATH: process.env.PATH, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (status) => resolve({ status, stdout, stderr })),
  );
  return { child, ended };
}

test('ends with its status, and without colours in a pipe', async () => {
  const { socketPath } = await serve();
  const environment = { LINKBRAID_SOCKET: socketPath, TERM: 'xterm-256color' };
  const [status, wrong] = await Promise.all([
    linkbraid(environment, 'status').ended,
    linkbraid(environment, 'frob').ended,
  ]);
  expect(status).toMatchObject({ status: 0, stderr: '' });
  expect(status.stdout).toMatch(/^No bond is up\.\n/);
  expect(wrong).toEqual({
    status: 2,
    stdout: '',
    stderr: 'linkbraid: There is no command "frob".\n  To mend: linkbraid --help\n',
  });
});

test('is quiet when its reader has enough', async () => {
  const { socketPath, core } = await serve();
  const says = 'x'.repeat(200);
  core.log = Array.from({ length: 5000 }, (_, id) => ({
    id,
    at: 0,
    kind: 'failover',
    bond: null,
    port: null,
    says,
    details: {},
  }));
  const { child, ended } = linkbraid({ LINKBRAID_SOCKET: socketPath }, 'events', '-n', '5000');
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await ended).toMatchObject({ status: 0, stderr: '' });
});
