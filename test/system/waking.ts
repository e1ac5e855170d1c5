import type { Lab } from '../lab/lab.ts';
import { ROUTER } from '../lab/world.ts';

/** Says as logind does that the machine wakes up; the bus lets nobody else bear its name. */
const WAKE = `
import { createRequire } from 'node:module';
const dbus = createRequire('/linkbraid/package.json')('@particle/dbus-next');
const bus = dbus.systemBus();
await bus.requestName('org.freedesktop.login1');
const say = (asleep) => bus.send(dbus.Message.newSignal('/org/freedesktop/login1', 'org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', [asleep]));
say(true); say(false);
setTimeout(() => process.exit(0), 300);
`;
const POLICY = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><policy user="root"><allow own="org.freedesktop.login1"/><allow send_type="signal"/></policy></busconfig>`;

/** Of those that a laptop gets which wakes up there. */
export const ELSEWHERE = /^10\.77\.0\.21\d\/24$/;

/** The machine wakes up where its old address is worth nothing: nobody remembers who had which. */
export async function wakeElsewhere(lab: Lab, then: () => Promise<void>): Promise<void> {
  const config = await lab.readFile('/run/lab/dhcp.conf');
  const leases = await lab.readFile(ROUTER.leases);
  const serve = async (text: string, known: string) => {
    await lab.stopDhcp();
    await lab.writeFile('/run/lab/dhcp.conf', text);
    await lab.writeFile(ROUTER.leases, known);
    await lab.startDhcp();
  };
  await lab.writeFile('/etc/dbus-1/system.d/lab.conf', POLICY);
  await lab.writeFile('/run/wake.mjs', WAKE);
  await lab.shell('pkill -HUP dbus-daemon');
  try {
    await serve(config.replace('10.77.0.100,10.77.0.199', '10.77.0.210,10.77.0.219'), '');
    await lab.run(['node', '/run/wake.mjs']);
    await then();
  } finally {
    await serve(config, leases);
    await lab.shell('rm -f /etc/dbus-1/system.d/lab.conf; pkill -HUP dbus-daemon');
  }
}
