import fc from 'fast-check';
import { DirectEngine } from '../../../helper/engines/direct/direct.ts';
import { Observer } from '../../../helper/observe/observer.ts';
import { profiles, walk, type Kernel } from '../../plan/walk.ts';

/*
 * The walks of test/plan/walk.test.ts with the helper's own hands and eyes, on the kernel this runs on. `SEED WALKS`: the
 * same seed, the same walks. Prints a line a walk, and ends with 1 at the first that does not hold.
 */
const [seed = 1, walks = 1] = process.argv.slice(2).map(Number);

const engine = new DirectEngine({
  runDir: '/run/linkbraid-walk',
  stateDir: '/var/lib/linkbraid-walk',
  dhcpScript: '/linkbraid/build/dhcp-event',
});
const observer = new Observer(engine.sources);
await engine.attach(observer);
await observer.start();
const kernel: Kernel = {
  fresh: () => observer.fresh(),
  perform: (action, secrets) => engine.perform(action, secrets),
};

const cables = profiles(['eth0', 'eth1'], (name) => ({ ssid: name, security: 'open' }));
const steps = fc.array(cables, { minLength: 2, maxLength: 4 });
for (const [number, each] of fc.sample(steps, { seed, numRuns: walks }).entries()) {
  const shown = JSON.stringify(each.map(({ bond, ports }) => [bond.mode, bond.options, ports.length]));
  try {
    const { taken, refused } = await walk(kernel, each);
    console.log(`walk ${number + 1}: ${taken.length} taken, ${refused} refused  ${shown}`);
  } catch (error) {
    console.log(`walk ${number + 1} FAILED: ${String(error)}  ${shown}`);
    process.exit(1);
  }
}
process.exit(0);
