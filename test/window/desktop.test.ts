import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { profile } from '../fake-helper/parts.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';
import { FakeWorld } from '../fake-helper/world.ts';
import { Driver } from './driver.ts';
import { SessionBus } from './session-bus.ts';

/* The app's presence outside its window, as a desktop sees it: over the session bus. */

const folder = mkdtempSync(join(tmpdir(), 'linkbraid-fake-'));
const socket = join(folder, 'helper.sock');
const world = new FakeWorld();
let bus: SessionBus;
let driver: Driver;

const isVisible = () =>
  driver.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
const closeWindow = () => driver.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
const labels = async () => (await bus.item.menu()).map(({ label }) => label);

const median = (times: number[]) => [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;

/** From the press of a page's button until that page has been drawn, in ms. */
function timeOfPress(page: string): Promise<number> {
  return driver.page.evaluate(async (name) => {
    const { document, requestAnimationFrame: nextFrame } = globalThis as unknown as {
      document: { querySelectorAll(selector: string): Iterable<{ textContent: string; click(): void }> };
      requestAnimationFrame(then: () => void): void;
    };
    const begun = Date.now();
    [...document.querySelectorAll('nav button')].find(({ textContent }) => textContent.includes(name))?.click();
    await new Promise<void>((done) => nextFrame(() => nextFrame(done)));
    return Date.now() - begun;
  }, page);
}

beforeAll(async () => {
  await world.server.listen(socket);
  world.knows(deskProfile);
  world.become(STATES.off);
  bus = await SessionBus.start();
  driver = await Driver.open({
    socket,
    userData: join(folder, 'settings'),
    environment: { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_CONFIG_HOME: join(folder, 'config') },
  });
});
afterAll(async () => {
  await driver.close();
  bus.stop();
  await world.server.close();
  rmSync(folder, { recursive: true });
});

describe('the tray', () => {
  test('a host that comes late gets the item', async () => {
    await bus.startTrayHost();
    await vi.waitFor(async () => expect(await labels()).toContain('Off: links work one by one'), { timeout: 5_000 });
  });

  test('tells the state, and switches', async () => {
    await bus.item.click('Joined connection');
    await vi.waitFor(async () => expect(await labels()).toContain('On: 2 links, one connection'), { timeout: 10_000 });
    expect(await labels()).toEqual(expect.arrayContaining(['eth0: in use', 'wlan0: standing by']));
    expect((await bus.item.menu()).find(({ label }) => label === 'Joined connection')?.checked).toBe(true);
    await bus.item.click('Joined connection');
    await vi.waitFor(async () => expect(await labels()).toContain('Off: links work one by one'), { timeout: 10_000 });
  });

  test('has each profile, one click away', async () => {
    world.knows({ ...deskProfile, name: 'Train' });
    world.become({ ...STATES.off, profiles: [profile(), profile({ name: 'Train' })] });
    await vi.waitFor(async () => expect(await labels()).toEqual(expect.arrayContaining(['Desk', 'Train'])));
    await bus.item.click('Train');
    await vi.waitFor(() => expect(world.snapshot().bonds[0]?.profile).toBe('Train'), { timeout: 10_000 });
    await vi.waitFor(async () =>
      expect((await bus.item.menu()).find(({ label }) => label === 'Train')).toMatchObject({ checked: true }),
    );
    world.become(STATES.off);
  });

  test('each state has a picture of its own', async () => {
    const pictures = new Set<string>();
    for (const name of ['off', 'all-well', 'last-port', 'nothing-left'] as const) {
      world.become(STATES[name]);
      const before = pictures.size;
      await vi.waitFor(async () => {
        pictures.add(JSON.stringify(await bus.item.property('IconPixmap')));
        expect(pictures.size).toBe(before + 1);
      });
    }
  });

  test('closing hides the window, the item brings it back', async () => {
    await closeWindow();
    await vi.waitFor(async () => expect(await isVisible()).toBe(false));
    await bus.item.click('Open Linkbraid');
    await vi.waitFor(async () => expect(await isVisible()).toBe(true));
  });

  test('a host that went and came back gets it again', async () => {
    await bus.stopTrayHost();
    await bus.startTrayHost();
    await vi.waitFor(async () => expect(await labels()).toContain('Quit'), { timeout: 5_000 });
  });
});

describe('notifications', () => {
  test('one for the loss of a link, none for what the person did', async () => {
    world.become(STATES.off);
    world.become(STATES['all-well']);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(bus.notifications).toEqual([]);
    world.become(STATES['last-port']);
    await vi.waitFor(() => expect(bus.notifications).toHaveLength(1), { timeout: 5_000 });
    expect(bus.notifications[0]?.title).toContain('wlan0');
  });

  test('a link that flaps 200 times a second is told once, and the window goes on as if nothing were', async () => {
    const answers: number[] = [];
    for (let turn = 0; turn < 50; turn += 1) {
      for (let event = 0; event < 20; event += 1) {
        world.happen({ kind: event % 2 === 0 ? 'carrier-lost' : 'carrier-back', bond: 'bond0', port: 'eth0' });
      }
      world.become(STATES[turn % 2 === 0 ? 'all-well' : 'last-port']);
      if (turn % 5 === 0) answers.push(await timeOfPress(turn % 2 === 0 ? 'Activity' : 'Home'));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(median(answers), answers.join(' ')).toBeLessThan(200);
    await driver.goTo('Home');
    await driver.waitForHeadline(/alone/, 1_000);
    expect(bus.notifications.filter(({ title }) => title.includes('alone'))).toHaveLength(1);
    expect(bus.notifications.length).toBeLessThanOrEqual(2);
  });
});

test('start at login writes and removes the desktop entry', async () => {
  const entry = join(folder, 'config/autostart/linkbraid.desktop');
  await driver.change({ startAtLogin: true });
  await vi.waitFor(() => expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=.* --hidden$/m));
  await driver.change({ startAtLogin: false });
  await vi.waitFor(() => expect(existsSync(entry)).toBe(false));
});

test('without a tray host closing minimises', async () => {
  await bus.stopTrayHost();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await closeWindow();
  expect(await driver.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
