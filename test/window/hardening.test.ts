import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { STATES } from '../fake-helper/states.ts';
import { FakeWorld } from '../fake-helper/world.ts';
import { Driver } from './driver.ts';

/* What a page that was made to misbehave could do: nothing but the calls of the bridge. */

const folder = mkdtempSync(join(tmpdir(), 'linkbraid-fake-'));
const socket = join(folder, 'helper.sock');
const userData = join(folder, 'settings');
const world = new FakeWorld();
let asked = 0;
const stranger = createServer((_request, response) => {
  asked += 1;
  response.end('hello');
});
let address: string;
let driver: Driver;

beforeAll(async () => {
  await world.server.listen(socket);
  world.become(STATES.off);
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
  // A settings file that a crash or an editor left behind must not keep the app from starting.
  mkdirSync(userData);
  writeFileSync(join(userData, 'settings.json'), '{"language": "en", ');
  driver = await Driver.open({ socket, userData });
});
afterAll(async () => {
  await driver.close();
  stranger.close();
  await world.server.close();
  rmSync(folder, { recursive: true });
});

test('a corrupt settings file is set aside', () => {
  expect(readdirSync(userData)).toContain('settings.json.bad');
});

test('the page has no Node, and its context is its own', async () => {
  const found = await driver.page.evaluate(() => {
    const names = ['require', 'process', 'module', 'Buffer'];
    return names.filter((name) => name in globalThis);
  });
  expect(found).toEqual([]);
  const preferences = await driver.app.evaluate(({ webContents }) => {
    const contents = webContents.getAllWebContents()[0] as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity };
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
});

test('the policy forbids what it does not name', async () => {
  const policy = await driver.page.evaluate(async () => {
    const page = await (globalThis as unknown as { fetch: (url: string) => Promise<Response> })
      .fetch('app://linkbraid/index.html')
      .catch(() => null);
    return page === null ? 'not even the page may fetch itself' : page.headers.get('content-security-policy');
  });
  expect(policy).toBe('not even the page may fetch itself');
  const ran = await driver.page.evaluate(() => {
    interface Page {
      createElement(name: string): { textContent: string };
      head: { append(element: unknown): void };
    }
    const { document } = globalThis as unknown as { document: Page };
    const script = document.createElement('script');
    try {
      script.textContent = 'globalThis.ran = true';
      document.head.append(script);
    } catch {
      // Trusted types refuse the text already.
    }
    return 'ran' in globalThis;
  });
  expect(ran).toBe(false);
});

test('no network, no other page, no new window, no permission', async () => {
  const outcome = await driver.page.evaluate(async (url) => {
    const page = globalThis as unknown as {
      fetch(url: string): Promise<unknown>;
      open(url: string): unknown;
      location: { href: string };
      Notification: { requestPermission(): Promise<string> };
    };
    const fetched = await page.fetch(url).then(
      () => 'fetched',
      () => 'refused',
    );
    const opened = page.open(url) === null ? 'refused' : 'opened';
    const permission = await page.Notification.requestPermission();
    page.location.href = url;
    return { fetched, opened, permission };
  }, address);
  expect(outcome).toEqual({ fetched: 'refused', opened: 'refused', permission: 'denied' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(driver.page.url()).toBe('app://linkbraid/index.html');
  // The main process has no way round it either.
  await driver.app.evaluate(({ session }, url) => session.defaultSession.fetch(url).catch(() => null), address);
  expect(asked).toBe(0);
});

test('calls that are not in the contract, or do not fit it, are refused', async () => {
  const replies = await driver.page.evaluate(async () => {
    const { linkbraid } = globalThis as unknown as {
      linkbraid: {
        call(name: string, input: unknown): Promise<unknown>;
        on(name: string, callback: () => void): unknown;
      };
    };
    const attempt = (action: () => unknown) =>
      Promise.resolve()
        .then(action)
        .catch((error: unknown) => String(error));
    return [
      await attempt(() => linkbraid.call('hello', {})),
      await attempt(() => linkbraid.call('constructor', {})),
      await attempt(() => linkbraid.call('up', { profile: '../../etc/passwd' })),
      await attempt(() => linkbraid.call('changeSettings', { shell: 'sh' })),
      await attempt(() => linkbraid.on('ipc', () => undefined)),
    ];
  });
  expect(replies).toEqual([
    expect.stringContaining('no such call'),
    expect.stringContaining('no such call'),
    { ok: false, error: expect.objectContaining({ code: 'usage' }) as unknown },
    { ok: false, error: expect.objectContaining({ code: 'usage' }) as unknown },
    expect.stringContaining('no such stream'),
  ]);
});

test('a second start raises the window and ends', async () => {
  await driver.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await Driver.open({ socket, userData }).catch(() => null);
  await vi.waitFor(
    async () =>
      expect(await driver.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(
        true,
      ),
    { timeout: 10_000 },
  );
});

test('the window remembers its place', async () => {
  await driver.resize(1000, 700);
  await driver.close();
  driver = await Driver.open({ socket, userData });
  const [width, height] = await driver.app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentSize() ?? [],
  );
  expect([width, height]).toEqual([1000, 700]);
});
