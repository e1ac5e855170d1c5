import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Machine } from '../../helper/plan/machine.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';
import { handMade } from '../apply/fire-cases.ts';
import { profiles, walk, type Kernel } from './walk.ts';

const ADAPTERS = ['eth0', 'eth1', 'wlan0', 'wlan1'];

function fake(machine: Machine): Kernel {
  const kernel = new FakeKernel(machine);
  return {
    fresh: () => Promise.resolve(kernel.machine),
    perform: (action) => Promise.resolve(kernel.perform(action)),
  };
}

it('walks over profiles and home again, on the strict fake', async () => {
  const any = profiles(ADAPTERS, (name) => ({ ssid: `net of ${name}`, security: 'wpa2-psk', psk: 'a passphrase' }));
  const machines = fc.constantFrom(handMade(), laptop(ADAPTERS.map((name) => adapter(name))));
  let taken = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(machines, fc.array(any, { minLength: 1, maxLength: 8 }), async (machine, steps) => {
      const walked = await walk(fake(machine), steps);
      taken += walked.taken.length;
      refused += walked.refused;
    }),
    { numRuns: 300 },
  );
  // A walk that is refused everywhere would prove nothing.
  expect(taken).toBeGreaterThan(refused);
}, 60_000);
