import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectHelper } from '../../helper/client/client.ts';
import { Driver } from '../window/driver.ts';

const TURNS = 41;

/**
 * A network of its own with one link in it. The kernel calls a veth virtual, which the window does not offer to join, and
 * may have no bonding driver: files laid over sysfs make it an adapter of a kernel that has. Carrier, events and what the
 * helper reads of them are the kernel's.
 */
const GROUND = `set -e
mount --make-rprivate /
mount -t sysfs sysfs /sys
ip link set lo up
ip link add eth0 type veth peer name far0
ip link set eth0 up
ip link set far0 up
mkdir "$1/over"
mount -t tmpfs tmpfs "$1/over"
mkdir -p "$1/over/upper/devices/virtual/net/eth0/device" "$1/over/upper/class/net" "$1/over/work"
echo DRIVER=veth >"$1/over/upper/devices/virtual/net/eth0/device/uevent"
: >"$1/over/upper/class/net/bonding_masters"
mount -t overlay overlay -o "lowerdir=/sys,upperdir=$1/over/upper,workdir=$1/over/work" /sys
node dist/helper/linkbraid-helper.js serve &
exec ip -batch -`;

/**
 * The helper on this very kernel, as root, with nothing emulated: from the command that takes the carrier away or gives
 * it back to the changed page. @returns milliseconds
 */
export async function nativeLinkEvents(): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'linkbraid-native-'));
  const socketPath = join(folder, 'helper.sock');
  const ground = spawn(
    'unshare',
    ['-nm', '--kill-child', '--fork', '--pid', '--mount-proc', 'sh', '-c', GROUND, 'sh', folder],
    {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...process.env, LINKBRAID_SOCKET: socketPath, LINKBRAID_RUN_DIR: folder, LINKBRAID_STATE_DIR: folder },
    },
  );
  let driver: Driver | null = null;
  try {
    const ready = await untilAnswers(socketPath);
    ready.close();
    driver = await Driver.open({ socket: socketPath });
    await driver.goTo('Set up');
    const { page } = driver;
    await page.getByText('Cable plugged in').waitFor();
    const times: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const back = turn % 2 === 1;
      const seen = page.evaluate(
        (wanted) =>
          new Promise<number>((done) => {
            const { document, setInterval, clearInterval } = globalThis as unknown as {
              document: { body: { textContent: string } };
              setInterval: (step: () => void, ms: number) => number;
              clearInterval: (id: number) => void;
            };
            const timer = setInterval(() => {
              if (!document.body.textContent.includes(wanted)) return;
              clearInterval(timer);
              done(Date.now());
            }, 1);
          }),
        back ? 'Cable plugged in' : 'No cable',
      );
      await page.waitForTimeout(300); // at rest
      const begun = Date.now();
      ground.stdin.write(`link set far0 ${back ? 'up' : 'down'}\n`);
      times.push((await seen) - begun);
    }
    return times;
  } finally {
    await driver?.close();
    ground.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilAnswers(socketPath: string): ReturnType<typeof connectHelper> {
  for (const limit = Date.now() + 30_000; ;) {
    try {
      return await connectHelper({ socketPath });
    } catch (error) {
      if (Date.now() > limit) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
