import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inheritedSocket, notifyServiceManager } from '../../helper/kernel/service-manager.ts';

/** Node cannot receive datagrams on a Unix socket either. */
const python = spawnSync('python3', ['--version']).status === 0;
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace('@', chr(0), 1) if sys.argv[1][0] == '@' else sys.argv[1])
print('listening', flush=True)
print(s.recv(1000).decode(), flush=True)`;

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'linkbraid-notify-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.runIf(python)('what the service manager is told', () => {
  test.each(['a path', 'an abstract name'])(
    'arrives at %s',
    async (kind) => {
      const address = kind === 'a path' ? join(directory, 'notify') : `@linkbraid-test-${process.pid}`;
      const receiver = spawn('python3', ['-c', RECEIVER, address], { stdio: ['ignore', 'pipe', 'inherit'] });
      // By lines: with PYTHONUNBUFFERED a line and its end come apart.
      const lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
      await lines.next();
      notifyServiceManager('READY=1', { NOTIFY_SOCKET: address });
      expect((await lines.next()).value).toBe('READY=1');
      // Python takes its time to start on a busy machine.
    },
    60_000,
  );
});

describe('without a service manager', () => {
  test('nothing is said, and nothing fails', () => {
    for (const address of [undefined, '', 'relative', join(directory, 'nobody'), `/${'x'.repeat(300)}`]) {
      notifyServiceManager('READY=1', { NOTIFY_SOCKET: address });
    }
    expect(existsSync(join(directory, 'nobody'))).toBe(false);
  });

  test('no socket is taken over, nor one that was meant for another process', () => {
    expect(inheritedSocket({})).toBeNull();
    expect(inheritedSocket({ LISTEN_PID: '1', LISTEN_FDS: '1' })).toBeNull();
    expect(inheritedSocket({ LISTEN_PID: String(process.pid), LISTEN_FDS: '2' })).toBeNull();
  });
});
