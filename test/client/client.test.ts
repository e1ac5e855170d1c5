import { chownSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { connectHelper, socketPathFrom } from '../../helper/client/client.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import { serve, stopAll, temporaryDirectory } from '../serve/fixtures.ts';

afterEach(stopAll);

/** A helper of another make: answers each line with what `answer` returns. */
async function pretend(answer: (request: { id: number; method: string }, socket: Socket) => string | null) {
  const socketPath = join(temporaryDirectory(), 'helper.sock');
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const line of data.toString().trim().split('\n')) {
        const reply = answer(JSON.parse(line) as { id: number; method: string }, socket);
        if (reply !== null) socket.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return { socketPath, stop: () => (sockets.forEach((socket) => socket.destroy()), server.close()) };
}

const hello = (id: number, protocol = 1) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, result: { version: '9', protocol } })}\n`;

describe('connecting', () => {
  test('tells the helper’s version', async () => {
    const { socketPath } = await serve();
    const client = await connectHelper({ socketPath });
    expect(client.version).toBe('1.2.3');
    client.close();
  });

  test('fails with no-helper where nothing is, where nobody listens, and where a file is', async () => {
    const directory = temporaryDirectory();
    await expect(connectHelper({ socketPath: join(directory, 'none') })).rejects.toMatchObject({ code: 'no-helper' });
    await expect(connectHelper({ socketPath: directory })).rejects.toMatchObject({ code: 'no-helper' });
  });

  test.skipIf(process.getuid?.() !== 0)('trusts no socket of another user', async () => {
    const { socketPath, log } = await serve();
    chownSync(socketPath, 12345, 12345);
    await expect(connectHelper({ socketPath })).rejects.toMatchObject({
      code: 'no-helper',
      message: expect.stringContaining('belongs to neither root nor you') as string,
    });
    expect(log.entries).toEqual([]);
  });

  test('fails with version-mismatch when the helper speaks another protocol', async () => {
    const { socketPath, stop } = await pretend(({ id }) => hello(id, 2));
    await expect(connectHelper({ socketPath })).rejects.toMatchObject({ code: 'version-mismatch' });
    stop();
  });

  test('fails with version-mismatch when what answers is no helper', async () => {
    for (const answer of ['HTTP/1.1 400 Bad Request\n', 'null\n', '7\n']) {
      const { socketPath, stop } = await pretend(() => answer);
      await expect(connectHelper({ socketPath, helloMs: 100 })).rejects.toBeInstanceOf(LinkbraidError);
      stop();
    }
  });

  test('gives up on one that accepts and stays silent', async () => {
    const { socketPath, stop } = await pretend(() => null);
    await expect(connectHelper({ socketPath, helloMs: 20 })).rejects.toMatchObject({ code: 'no-helper' });
    stop();
  });

  test('passes on why the helper turned it away', async () => {
    const { socketPath } = await serve({ limits: { connectionsPerUser: 0 } });
    await expect(connectHelper({ socketPath })).rejects.toMatchObject({ code: 'busy' });
  });
});

describe('calls', () => {
  test('keep the code and details of an error', async () => {
    const { socketPath } = await serve();
    const client = await connectHelper({ socketPath });
    const document = { name: 'a', bond: { mode: 'fast' }, ports: [{ adapter: 'eth0' }] };
    const error: unknown = await client.call('plan', { document }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LinkbraidError);
    expect(error).toMatchObject({ code: 'invalid-profile', details: { issues: [{ path: 'bond.mode' }] } });
    client.close();
  });

  test('too large to be read by the helper are not sent', async () => {
    const { socketPath } = await serve();
    const client = await connectHelper({ socketPath });
    await expect(client.call('plan', { document: 'x'.repeat(300_000) })).rejects.toMatchObject({ code: 'usage' });
    expect(await client.call('profile.list', {})).toEqual([]);
    client.close();
  });

  test('under way fail when the helper goes, and later ones at once', async () => {
    const { socketPath, core, server } = await serve();
    core.keep = () => new Promise(() => undefined);
    const client = await connectHelper({ socketPath });
    const reasons: (LinkbraidError | null)[] = [];
    client.on('close', (reason) => reasons.push(reason));
    const call = client.call('keep', {});
    await client.call('status', {});
    await Promise.all([server.close(), expect(call).rejects.toMatchObject({ code: 'no-helper' })]);
    await expect(client.call('status', {})).rejects.toMatchObject({ code: 'no-helper' });
    expect(reasons).toMatchObject([{ code: 'no-helper' }]);
  });

  test('fail when the client closes, whose own close has no reason', async () => {
    const { socketPath, core } = await serve();
    core.keep = () => new Promise(() => undefined);
    const client = await connectHelper({ socketPath });
    const reasons: (LinkbraidError | null)[] = [];
    client.on('close', (reason) => reasons.push(reason));
    const call = client.call('keep', {});
    client.close();
    await expect(call).rejects.toMatchObject({ code: 'no-helper' });
    expect(reasons).toEqual([null]);
  });
});

test('snapshots reach every listener until it stops listening', async () => {
  const { socketPath, core } = await serve();
  const client = await connectHelper({ socketPath });
  const seen: number[] = [];
  const snapshots = new Promise<void>((resolve) => {
    const stop = client.on('snapshot', (snapshot: Snapshot) => {
      seen.push(snapshot.sequence);
      if (snapshot.sequence === 2) {
        stop();
        resolve();
      }
    });
  });
  await client.call('subscribe', {});
  core.publish();
  await snapshots;
  core.publish();
  await client.call('status', {});
  expect(seen).toEqual([1, 2]);
  client.close();
});

test('the socket’s place comes from the environment, or is the default', () => {
  expect(socketPathFrom({ LINKBRAID_SOCKET: '/tmp/x' })).toBe('/tmp/x');
  expect(socketPathFrom({ LINKBRAID_SOCKET: '' })).toBe('/run/linkbraid/helper.sock');
  expect(socketPathFrom({})).toBe('/run/linkbraid/helper.sock');
});
