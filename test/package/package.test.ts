import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffState, type LaptopState } from '../lab/lab.ts';
import { ROUTER } from '../lab/world.ts';
import { Installed } from './installed.ts';
import { releaseFile } from './release.ts';

/*
 * One package's life on one machine, each step on what the one before left: installed, used by whom it is for, killed,
 * upgraded, booted again, removed, purged.
 */

const DESK = JSON.stringify({
  name: 'desk',
  bond: { mode: 'active-backup', options: { primary: 'eth0' } },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
  autoActivate: true,
});

const INSTALL = `DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install /linkbraid/${releaseFile('.deb')}`;

let machine: Installed;
let filesBefore: string[];
/** As it was before the bond, in the boot that it goes down in. */
let networkBefore: LaptopState;

/** Up, and no change under way any more. */
const isUp = `status=$(linkbraid status --json) && echo "$status" | grep -q '"activePort": "eth' &&
  echo "$status" | grep -q '"transaction": null'`;

beforeAll(async () => {
  machine = await Installed.boot();
  await machine.until('the machine has started', 'systemctl is-system-running | grep -E "running|degraded"');
  filesBefore = await machine.everything();
  await machine.lab.laptopOnCable();
});

afterAll(() => machine.stop());

describe('a package', () => {
  it('is installed with apt, and its helper answers', async () => {
    await machine.sh(INSTALL);
    expect(await machine.sh('systemctl is-active linkbraid-helper.socket linkbraid-helper.service')).toBe(
      'active\nactive\n',
    );
    expect(await machine.sh('linkbraid adapters')).toContain('eth0');
    expect(await machine.sh('stat -c "%U %a" /run/linkbraid/helper.sock /var/lib/linkbraid')).toBe(
      'root 666\nroot 700\n',
    );
  });

  it('fences its helper in', async () => {
    const status = await machine.sh('cat /proc/$(systemctl show -P MainPID linkbraid-helper)/status');
    // CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW: bits 10, 12 and 13.
    expect(status).toMatch(/^CapBnd:\s+0000000000003400$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Seccomp:\s+2$/m);
  });

  it('lets the person at the screen switch a saved profile without a password, and nobody else', async () => {
    await machine.sh(`printf '%s' '${DESK}' | linkbraid profile set -`);
    const elsewhere = await machine.bob('linkbraid up desk');
    expect(elsewhere, elsewhere.stdout).toMatchObject({ code: 4 });
    expect(await machine.bob('linkbraid status')).toMatchObject({ code: 0 });
    const atScreen = await machine.ada('linkbraid up desk');
    expect(atScreen, atScreen.stdout).toMatchObject({ code: 0 });
    await machine.sh(isUp);
  });

  it('asks even that person for an administrator before profiles change', async () => {
    const document = DESK.replace('desk', 'mine');
    expect(await machine.ada('linkbraid profile set -', document)).toMatchObject({ code: 4 });
    expect(await machine.ada('linkbraid profile remove desk')).toMatchObject({ code: 4 });
    expect(await machine.ada('linkbraid set bond0 miimon=200')).toMatchObject({ code: 4 });
    expect(await machine.bob('linkbraid down')).toMatchObject({ code: 4 });
    expect(await machine.ada('linkbraid doctor --json')).toHaveProperty(
      'stdout',
      expect.stringContaining('administrator’s password'),
    );
  });

  it('loses no traffic when its helper is killed, and has it back', async () => {
    const probe = await machine.lab.probe({ to: ROUTER.v4, intervalMs: 50 });
    await probe.untilAnswered();
    const before = await machine.sh('systemctl show -P MainPID linkbraid-helper');
    await machine.sh('systemctl kill --signal=KILL --kill-whom=main linkbraid-helper');
    await machine.until(
      'another helper answers',
      `[ "$(systemctl show -P MainPID linkbraid-helper)" -gt 0 ] && [ "$(systemctl show -P MainPID linkbraid-helper)" != ${before.trim()} ] && ${isUp}`,
    );
    const { lost, longestGapMs } = await probe.stop();
    console.log(`package: killed: ${lost} lost, longest gap ${longestGapMs} ms`);
    expect(lost).toBe(0);
  });

  it('keeps the bond up through an upgrade', async () => {
    const probe = await machine.lab.probe({ to: ROUTER.v4, intervalMs: 50 });
    await probe.untilAnswered();
    await machine.sh(`${INSTALL} --reinstall`);
    await machine.until('the new helper answers', isUp);
    const { lost, longestGapMs } = await probe.stop();
    console.log(`package: upgraded: ${lost} lost, longest gap ${longestGapMs} ms`);
    expect(lost).toBe(0);
    // Its DHCP client outlived the old helper, and the new one has found it.
    expect((await machine.sh('pgrep -c "udhcpc|dhclient"')).trim()).toBe('1');
  });

  it('weighs little', async () => {
    const figures = await machine.sh(`
for unit in linkbraid-helper NetworkManager wpa_supplicant; do
  printf '%s ' "$unit"; systemd-analyze security --no-pager "$unit.service" 2>/dev/null | tail -n 1
done
pid=$(systemctl show -P MainPID linkbraid-helper)
grep -E 'VmRSS|RssAnon' /proc/$pid/status
dpkg-query -W -f '\${Installed-Size} kB installed\\n' linkbraid
for name in wpa_supplicant polkitd; do pid=$(pidof "$name") && printf '%s ' "$name" && grep VmRSS "/proc/$pid/status"; done`);
    console.log(figures);
    const score = Number(/linkbraid-helper.*: ([\d.]+) /.exec(figures)?.[1]);
    expect(score).toBeLessThan(3);
  });

  it('has its bond up again by itself when the machine was off', async () => {
    await machine.reboot();
    await machine.until('the bond is up', isUp);
    const probe = await machine.lab.probe({ to: ROUTER.v4 });
    await probe.untilAnswered();
    await probe.stop();
  });

  it('gives the network back when it is removed', async () => {
    await machine.sh('linkbraid down');
    networkBefore = await machine.lab.laptopOnCable();
    await machine.sh('linkbraid up desk');
    await machine.sh('DEBIAN_FRONTEND=noninteractive apt-get -q -y remove linkbraid');
    const after = await machine.lab.settle();
    expect(diffState(networkBefore, after)).toEqual([]);
    expect(await machine.lab.exec(['ls', '/run/linkbraid'])).toMatchObject({ code: 2 });
    // Profiles wait for another day.
    expect(await machine.sh('ls /var/lib/linkbraid/profiles')).toBe('desk.json\n');
  });

  it('leaves no file, user, rule or unit behind when it is purged', async () => {
    await machine.sh('DEBIAN_FRONTEND=noninteractive apt-get -q -y purge linkbraid');
    const after = await machine.everything();
    expect({
      left: after.filter((line) => !filesBefore.includes(line)),
      gone: filesBefore.filter((line) => !after.includes(line)),
    }).toEqual({ left: [], gone: [] });
  });
});
