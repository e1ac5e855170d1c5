import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { STATES } from '../fake-helper/states.ts';
import { bond, cable, port } from '../fake-helper/parts.ts';
import { FakeWorld } from '../fake-helper/world.ts';
import { Driver } from '../window/driver.ts';
import { linkEvents } from './link-event.ts';
import { nativeLinkEvents } from './native-link.ts';

/**
 * `npm run bench:window [-- --laptop]`: what the window costs, against a helper that is only played, on this machine as it is.
 * Without a graphics card every picture is drawn by the processor, and counts.
 */
const folder = mkdtempSync(join(tmpdir(), 'linkbraid-bench-'));
const socket = join(folder, 'helper.sock');
const world = new FakeWorld();
const figures: Record<string, number> = {};

function note(what: string, figure: number): void {
  figures[what] = figure;
  console.log(`${what}: ${figure.toFixed(figure < 10 ? 1 : 0)}`);
}

/** Ticks of all the app's processes until now, in seconds of one core. */
async function processorSeconds(driver: Driver): Promise<{ seconds: number; megabytes: number }> {
  const metrics = await driver.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ cpu, memory }) => ({ cpu: cpu.cumulativeCPUUsage ?? 0, memory: memory.workingSetSize })),
  );
  return {
    seconds: metrics.reduce((sum, { cpu }) => sum + cpu, 0),
    megabytes: metrics.reduce((sum, { memory }) => sum + memory, 0) / 1024,
  };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** From the helper's word to the changed page, as the page's own observer sees it. */
async function latency(driver: Driver): Promise<void> {
  const times: number[] = [];
  for (let turn = 0; turn < 41; turn += 1) {
    const name = turn % 2 === 0 ? 'last-port' : 'all-well';
    const seen = driver.page.evaluate(
      () =>
        new Promise<number>((done) => {
          const { document, MutationObserver: Observer } = globalThis as unknown as {
            document: { querySelector(selector: string): unknown };
            MutationObserver: new (callback: () => void) => {
              observe(target: unknown, what: object): void;
              disconnect(): void;
            };
          };
          const observer = new Observer(() => {
            observer.disconnect();
            done(Date.now());
          });
          observer.observe(document.querySelector('#state'), { childList: true, characterData: true, subtree: true });
        }),
    );
    await pause(60);
    const begun = Date.now();
    world.become(STATES[name]);
    times.push((await seen) - begun);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  note('from the helper’s word to the changed page, median (ms)', sorted[20] ?? NaN);
  note('the same, slowest of 40 (ms)', sorted.at(-1) ?? NaN);
}

async function eightPorts(driver: Driver): Promise<void> {
  const ports = (turn: number) =>
    Array.from({ length: 8 }, (_, index) =>
      port(cable({ name: `eth${index}` }), {
        role: index === 0 ? 'active' : 'backup',
        rxBitsPerSecond: 1e7 + 1e6 * ((turn * 7 + index * 3) % 11),
        txBitsPerSecond: 1e6 + 1e5 * ((turn * 5 + index) % 7),
      }),
    );
  const adapters = ports(0).map(({ name }) => cable({ name }));
  const tell = (turn: number) => world.become({ ...STATES['all-well'], adapters, bonds: [bond(ports(turn))] });
  tell(0);
  await pause(1_000);
  const before = await processorSeconds(driver);
  const seconds = 20;
  for (let turn = 1; turn <= seconds * 5; turn += 1) {
    tell(turn);
    await pause(200);
  }
  const after = await processorSeconds(driver);
  note('eight ports at five updates a second (% of one core)', ((after.seconds - before.seconds) / seconds) * 100);
  note('memory of all processes (MB)', after.megabytes);
}

async function burst(driver: Driver): Promise<void> {
  await driver.page.evaluate(() => {
    const page = globalThis as unknown as { slow: number; last: number };
    page.slow = 0;
    page.last = Date.now();
    setInterval(() => {
      page.slow = Math.max(page.slow, Date.now() - page.last - 20);
      page.last = Date.now();
    }, 20);
  });
  for (let turn = 0; turn < 100; turn += 1) {
    for (let event = 0; event < 20; event += 1) {
      world.happen({ kind: event % 2 === 0 ? 'carrier-lost' : 'carrier-back', bond: 'bond0', port: 'eth0' });
    }
    world.become(STATES[turn % 2 === 0 ? 'last-port' : 'all-well']);
    await pause(100);
  }
  const slow = await driver.page.evaluate(() => (globalThis as unknown as { slow: number }).slow);
  note('200 events a second: the page’s longest pause (ms)', slow);
}

/** The whole way with nothing emulated, as root. */
async function nativeLink(): Promise<void> {
  const sorted = (await nativeLinkEvents()).sort((a, b) => a - b);
  note(
    'a link of this kernel loses or gets its carrier, to the changed page, median (ms)',
    sorted[sorted.length >> 1] ?? NaN,
  );
  note('the same, slowest (ms)', sorted.at(-1) ?? NaN);
}

/** The real way, from a cable of the virtual laptop to the page: most of it is the emulator's. */
async function realCable(): Promise<void> {
  const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? NaN;
  const { emulated, page } = await linkEvents();
  const whole = emulated.map((ms, turn) => ms + (page[turn] ?? 0));
  note('a cable of the virtual laptop pulled or plugged, to the changed page, median (ms)', median(whole));
  note('of it in the emulated machine, until the helper’s word has come (ms)', median(emulated));
  note('of it in the window, on this machine (ms)', median(page));
}

if (process.argv.includes('--laptop')) await realCable();
if (process.getuid?.() === 0) await nativeLink();
await world.server.listen(socket);
world.become(STATES['all-well']);
const begun = Date.now();
const driver = await Driver.open({ socket });
try {
  await driver.page.locator('#state').waitFor();
  note('from the start of the program to content, driver included (ms)', Date.now() - begun);
  const paint = await driver.page.evaluate(() => {
    const { performance } = globalThis as unknown as {
      performance: { getEntriesByName(name: string): { startTime: number }[] };
    };
    return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
  });
  note('from loading the page to its first content (ms)', paint);
  await latency(driver);
  await eightPorts(driver);
  await burst(driver);
  mkdirSync(resolve('test-results'), { recursive: true });
  writeFileSync(resolve('test-results/bench-window.json'), JSON.stringify(figures, null, 1));
} finally {
  await driver.close();
  await world.server.close();
  rmSync(folder, { recursive: true });
}
process.exit(0);
