import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { MAX_FRAME_BYTES, type LinkEvent } from '../../helper/contract/wire.ts';
import { RawPeer, ROOT, serve, stopAll, temporaryDirectory, transaction } from './fixtures.ts';

afterEach(stopAll);

const event = (id: number): LinkEvent => ({
  id,
  at: 0,
  kind: 'failover',
  bond: 'bond0',
  port: 'eth0',
  says: 'x'.repeat(1000),
  details: {},
});

describe('the socket', () => {
  test('stands in a directory all may enter, is open to all, and goes with the server', async () => {
    const { server, socketPath } = await serve();
    expect(statSync(dirname(socketPath)).mode & 0o777).toBe(0o755);
    expect(statSync(socketPath).mode & 0o777).toBe(0o666);
    await server.close();
    expect(existsSync(socketPath)).toBe(false);
  });

  test('replaces what a killed helper left behind', async () => {
    const socketPath = join(temporaryDirectory(), 'helper.sock');
    // Killed while it listens: the file stays.
    const left = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', left, socketPath]);
    expect(existsSync(socketPath)).toBe(true);
    await serve({ socketPath });
    const peer = await RawPeer.connect(socketPath);
    expect(await peer.call('hello', { protocol: 1 })).toMatchObject({ result: { version: '1.2.3', protocol: 1 } });
  });

  test('leaves a running helper alone', async () => {
    const { socketPath } = await serve();
    await expect(serve({ socketPath })).rejects.toMatchObject({ code: 'busy' });
    const peer = await RawPeer.connect(socketPath);
    expect(await peer.call('profile.list')).toMatchObject({ result: [] });
  });

  test('leaves a file alone that is no socket', async () => {
    const socketPath = join(temporaryDirectory(), 'helper.sock');
    writeFileSync(socketPath, 'precious');
    await expect(serve({ socketPath })).rejects.toMatchObject({ code: 'failed' });
    expect(existsSync(socketPath)).toBe(true);
  });

  test('does not change the mode of a directory that was there', async () => {
    const directory = join(temporaryDirectory(), 'kept');
    mkdirSync(directory, { mode: 0o700 });
    await serve({ socketPath: join(directory, 'helper.sock') });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('takes so many connections of one user and no more, and counts a closed one no longer', async () => {
    const { socketPath } = await serve({ limits: { connectionsPerUser: 2 }, credentials: () => ROOT });
    const first = await RawPeer.connect(socketPath);
    const second = await RawPeer.connect(socketPath);
    await Promise.all([first.call('status'), second.call('status')]);
    const third = await RawPeer.connect(socketPath);
    expect(await third.next()).toMatchObject({ id: null, error: { data: { code: 'busy' } } });
    await third.closed;
    first.socket.destroy();
    await first.closed;
    await second.call('status');
    const fourth = await RawPeer.connect(socketPath);
    expect(await fourth.call('status')).toMatchObject({ result: { sequence: 1 } });
  });

  test('turns away a peer the kernel does not name', async () => {
    const { socketPath } = await serve({
      credentials: () => {
        throw new Error('closed');
      },
    });
    const peer = await RawPeer.connect(socketPath);
    await peer.closed;
    expect(await peer.next()).toBeNull();
  });
});

describe('requests', () => {
  test('are understood however their bytes arrive', async () => {
    const { socketPath } = await serve();
    const peer = await RawPeer.connect(socketPath);
    const bytes = Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id: 'schöne Grüße 🌈', method: 'status' })}\n`);
    peer.socket.setNoDelay(true);
    for (const byte of bytes) {
      await new Promise<void>((resolve) => peer.socket.write(Buffer.from([byte]), () => resolve()));
    }
    expect(await peer.next()).toMatchObject({ id: 'schöne Grüße 🌈', result: { sequence: 1 } });
    peer.send(Buffer.concat([bytes, bytes, bytes.subarray(0, 7)])).send(bytes.subarray(7));
    for (let i = 0; i < 3; i += 1) expect(await peer.next()).toMatchObject({ id: 'schöne Grüße 🌈' });
  });

  test('run beside each other, and answers carry their id', async () => {
    const { socketPath, core } = await serve();
    let finish = () => {};
    core.answerUp = () => new Promise((resolve) => (finish = () => resolve(transaction())));
    const peer = await RawPeer.connect(socketPath);
    const document = { name: 'a', bond: { mode: 0 }, ports: [{ adapter: 'eth0' }] };
    peer.send({ jsonrpc: '2.0', id: 'up', method: 'up', params: { document } });
    expect(await peer.call('keep', {}, 'keep')).toMatchObject({ id: 'keep' });
    finish();
    expect(await peer.next()).toMatchObject({ id: 'up', result: { state: 'committed' } });
  });

  test('beyond the bound of those under way wait unread', async () => {
    const { socketPath, core } = await serve({ limits: { requestsInFlight: 2 } });
    const finishers: (() => void)[] = [];
    core.answerUp = () => new Promise((resolve) => finishers.push(() => resolve(transaction())));
    const peer = await RawPeer.connect(socketPath);
    const document = { name: 'a', bond: { mode: 0 }, ports: [{ adapter: 'eth0' }] };
    for (const id of [1, 2, 3]) peer.send({ jsonrpc: '2.0', id, method: 'up', params: { document } });
    const other = await RawPeer.connect(socketPath);
    for (let turn = 0; finishers.length < 2 || turn < 5; turn += 1) await other.call('status');
    expect(finishers).toHaveLength(2);
    finishers[0]?.();
    expect(await peer.next()).toMatchObject({ id: 1 });
    while (finishers.length < 3) await other.call('status');
    finishers[1]?.();
    finishers[2]?.();
    expect(await peer.next()).toMatchObject({ id: 2 });
    expect(await peer.next()).toMatchObject({ id: 3 });
  });

  test('are answered although the peer has closed its sending side', async () => {
    const { socketPath } = await serve();
    const peer = await RawPeer.connect(socketPath);
    peer.socket.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'doctor' })}\n`);
    expect(await peer.next()).toMatchObject({ id: 1 });
    await peer.closed;
  });

  test('of the largest size are served; one byte more ends the connection with a reason', async () => {
    const { socketPath } = await serve();
    const peer = await RawPeer.connect(socketPath);
    const frame = { jsonrpc: '2.0', id: 1, method: 'status', more: '' };
    const room = MAX_FRAME_BYTES - JSON.stringify(frame).length;
    expect(await peer.send({ ...frame, more: 'x'.repeat(room) }).next()).toMatchObject({ id: 1, result: {} });
    peer.send({ ...frame, more: 'x'.repeat(room + 1) });
    expect(await peer.next()).toMatchObject({ id: null, error: { code: -32600 } });
    expect(await peer.next()).toBeNull();
  });

  test('that never end are cut at the bound although no line comes', async () => {
    const { socketPath } = await serve();
    const peer = await RawPeer.connect(socketPath);
    for (let sent = 0; sent <= MAX_FRAME_BYTES; sent += 8192) peer.socket.write('a'.repeat(8192));
    expect(await peer.next()).toMatchObject({ id: null, error: { code: -32600 } });
    expect(await peer.next()).toBeNull();
  });

  test('that run into a bug get no word of what the bug said', async () => {
    const { socketPath, core, log } = await serve();
    core.keep = () => Promise.reject(new Error('cannot use s3cret-passphrase'));
    const peer = await RawPeer.connect(socketPath);
    const answer = await peer.call('keep');
    expect(answer).toMatchObject({ error: { code: -32603, data: { code: 'internal', details: null } } });
    expect(JSON.stringify([answer, log.entries])).not.toContain('s3cret');
    expect(log.entries).toContainEqual(expect.objectContaining({ message: 'bug' }));
  });
});

describe('watchers', () => {
  test('get the answer, the whole snapshot at once, and each later one', async () => {
    const { socketPath, core } = await serve();
    const peer = await RawPeer.connect(socketPath);
    expect(await peer.call('subscribe')).toMatchObject({ id: 1, result: null });
    expect(await peer.next()).toMatchObject({ method: 'snapshot', params: { sequence: 1, adapters: [] } });
    core.publish();
    expect(await peer.next()).toMatchObject({ method: 'snapshot', params: { sequence: 2 } });
  });

  test('that subscribe twice get each change once', async () => {
    const { socketPath, core } = await serve();
    const peer = await RawPeer.connect(socketPath);
    await peer.call('subscribe');
    await peer.next();
    await peer.call('subscribe');
    await peer.next();
    core.publish();
    core.publish();
    expect(await peer.next()).toMatchObject({ params: { sequence: 2 } });
    expect(await peer.next()).toMatchObject({ params: { sequence: 3 } });
  });

  test('that leave are forgotten', async () => {
    const { socketPath, core } = await serve();
    const peer = await RawPeer.connect(socketPath);
    await peer.call('events', { follow: true });
    await peer.call('subscribe');
    expect(core.snapshotListeners.size + core.eventListeners.size).toBe(2);
    peer.socket.destroy();
    const other = await RawPeer.connect(socketPath);
    while (core.snapshotListeners.size + core.eventListeners.size > 0) await other.call('status');
  });

  test('that do not read skip to the newest snapshot when they read again', async () => {
    const { socketPath, core } = await serve();
    const big = { profiles: Array.from({ length: 500 }, () => ({ ...profileSummary })) };
    const peer = await RawPeer.connect(socketPath);
    await peer.call('subscribe');
    await peer.next();
    peer.socket.pause();
    for (let i = 0; i < 1000; i += 1) core.publish(big);
    peer.socket.resume();
    let seen = 0;
    let last = 1;
    while (last < 1001) {
      const frame = (await peer.next()) as unknown as { params: { sequence: number } };
      expect(frame.params.sequence).toBeGreaterThan(last);
      last = frame.params.sequence;
      seen += 1;
    }
    // What was sent is all that was ever held.
    expect(seen).toBeLessThan(50);
  });

  test('that leave their socket full for too long are cut off', async () => {
    const { socketPath, core, log } = await serve({ limits: { stallMs: 50 } });
    const peer = await RawPeer.connect(socketPath);
    await peer.call('subscribe');
    await peer.next();
    peer.socket.pause();
    for (let i = 0; i < 500; i += 1) core.publish({ profiles: Array.from({ length: 500 }, () => profileSummary) });
    const other = await RawPeer.connect(socketPath);
    while (core.snapshotListeners.size > 0) await other.call('status');
    expect(log.entries).toContainEqual(expect.objectContaining({ message: 'connection cut' }));
  });

  test('of events get what was, then what comes; beyond the backlog they are cut off', async () => {
    const { socketPath, core } = await serve({ limits: { backlogBytes: 100_000 } });
    core.log.push(event(1), event(2), event(3));
    const peer = await RawPeer.connect(socketPath);
    expect(await peer.call('events', { limit: 2, follow: true })).toMatchObject({ result: [{ id: 2 }, { id: 3 }] });
    core.happen(event(4));
    expect(await peer.next()).toMatchObject({ method: 'event', params: { id: 4 } });
    peer.socket.pause();
    for (let id = 5; id < 3000 && core.eventListeners.size > 0; id += 1) core.happen(event(id));
    const other = await RawPeer.connect(socketPath);
    while (core.eventListeners.size > 0) await other.call('hello', { protocol: 1 });
  });

  test('a peer that asks and asks and never reads is not read from either', async () => {
    const { socketPath, core } = await serve();
    core.current = { ...core.current, profiles: Array.from({ length: 500 }, () => profileSummary) };
    let asked = 0;
    const snapshot = core.snapshot;
    core.snapshot = () => {
      asked += 1;
      return snapshot();
    };
    const peer = await RawPeer.connect(socketPath);
    peer.socket.pause();
    const request = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'status' })}\n`;
    peer.socket.write(request.repeat(5000));
    const other = await RawPeer.connect(socketPath);
    for (let turn = 0; turn < 50; turn += 1) await other.call('hello', { protocol: 1 });
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(100);
  });
});

const profileSummary = {
  name: 'desk',
  bond: 'bond0',
  mode: 'active-backup' as const,
  ports: ['eth0', 'wlan0'],
  autoActivate: false,
  suspended: false,
  activeBond: null,
};
