import type { SystemBus } from './system-bus.ts';

const LOGIND = 'org.freedesktop.login1';

/** Calls back each time the machine has woken up, as logind tells (org.freedesktop.login1(5), PrepareForSleep). */
export async function watchWaking(bus: SystemBus, woke: () => void): Promise<void> {
  await bus.watch(LOGIND, ({ interface: of, member, body }) => {
    if (of === `${LOGIND}.Manager` && member === 'PrepareForSleep' && body[0] === false) woke();
  });
}
