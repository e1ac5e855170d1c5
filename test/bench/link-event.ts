import { connectHelper } from '../../helper/client/client.ts';
import { DESK, Laptop } from '../system/laptop.ts';
import { Driver } from '../window/driver.ts';

const TURNS = 20;

export interface LinkEventTimes {
  /** From pulling or plugging the cable to the helper's word, all in the emulated machine, in milliseconds. */
  emulated: number[];
  /** From then to the changed page, on this machine. */
  page: number[];
}

/** A cable of the virtual laptop goes out and in again under a bond, before the eyes of the window. */
export async function linkEvents(): Promise<LinkEventTimes> {
  const laptop = await Laptop.boot();
  const times: LinkEventTimes = { emulated: [], page: [] };
  let driver: Driver | null = null;
  try {
    await laptop.startHelper();
    const up = await laptop.up(DESK);
    if (up.code !== 0) throw new Error(up.stdout);
    const watcher = await connectHelper({ socketPath: laptop.socketPath });
    let told = (): void => {};
    let wanted = true;
    watcher.on('snapshot', ({ bonds }) => {
      if (bonds[0]?.ports.find(({ name }) => name === 'eth0')?.carrier === wanted) told();
    });
    await watcher.call('subscribe', {});
    driver = await Driver.open({ socket: laptop.socketPath });
    await driver.page.locator('#state').waitFor();
    for (let turn = 0; turn < TURNS; turn += 1) {
      wanted = turn % 2 === 1;
      const word = new Promise<number>((done) => (told = () => done(Date.now())));
      const seen = changed(driver, 'eth0', wanted);
      await driver.page.waitForTimeout(1_500); // the bond is at rest
      const begun = Date.now();
      await laptop.lab[wanted ? 'plugCable' : 'cutCable']('eth0');
      const [at, shown] = await Promise.all([word, seen]);
      times.emulated.push(at - begun);
      times.page.push(Math.max(0, shown - at));
    }
    watcher.close();
    return times;
  } finally {
    await driver?.close();
    await laptop.stop();
  }
}

/** When the card of `port` shows another role, by the clock of the page, which is this machine's. */
function changed(driver: Driver, port: string, back: boolean): Promise<number> {
  return driver.page.evaluate(
    ([name, wasLost]) =>
      new Promise<number>((done) => {
        const { document, setInterval, clearInterval } = globalThis as unknown as {
          document: { querySelector(selector: string): unknown };
          setInterval: (step: () => void, ms: number) => number;
          clearInterval: (id: number) => void;
        };
        const timer = setInterval(() => {
          // No function with a name in here: tsx would mark it with a helper that the page does not have.
          const lost = document.querySelector(`[data-port="${name}"] .role.down`) !== null;
          if (lost === wasLost) return;
          clearInterval(timer);
          done(Date.now());
        }, 1);
      }),
    [port, back] as const,
  );
}
