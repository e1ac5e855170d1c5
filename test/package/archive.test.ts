import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffState, type LaptopState } from '../lab/lab.ts';
import { ROUTER } from '../lab/world.ts';
import { Installed } from './installed.ts';
import { releaseFile } from './release.ts';
import { EIGHT, weigh, weighNetworkManager, type Weight } from './weigh.ts';

/*
 * The archive, for systems whose package manager brings nothing: its script installs the helper, brings it up to date and
 * takes it away. The window runs the same script, behind the desktop's own question for a password. Here is room, too, to
 * weigh the helper beside others of its kind.
 */

const DESK = {
  name: 'desk',
  bond: { mode: 'active-backup', options: { primary: 'eth0' } },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
};
const OF_EIGHT = {
  name: 'eight',
  bond: { name: EIGHT.bond, mode: 'active-backup' },
  ports: EIGHT.ports.map((adapter) => ({ adapter })),
  ip: { ipv4: { method: 'static', addresses: [EIGHT.address] }, ipv6: { method: 'disabled' } },
};

const SCRIPT = 'sh /home/ada/linkbraid/resources/system/install-helper.sh';

let machine: Installed;
let filesBefore: string[];
let networkBefore: LaptopState;
const weights: Record<string, Weight> = {};

beforeAll(async () => {
  machine = await Installed.boot();
  await machine.until('the machine has started', 'systemctl is-system-running | grep -E "running|degraded"');
  await machine.sh(`
mkdir /home/ada/linkbraid
tar -xzf /linkbraid/${releaseFile('.tar.gz')} -C /home/ada/linkbraid --strip-components=1 --wildcards '*/resources/*'
systemctl start wpa_supplicant`);
});

afterAll(() => machine.stop());

const save = (profile: object) => machine.sh(`printf '%s' '${JSON.stringify(profile)}' | linkbraid profile set -`);

describe('the archive', () => {
  it('others do such work for this much', async () => {
    await machine.sh(EIGHT.plug);
    const [idle, eight] = await weighNetworkManager(machine);
    weights['NetworkManager, idle'] = idle!;
    weights['NetworkManager, eight ports'] = eight!;
    weights['wpa_supplicant, idle'] = await weigh(machine, 'wpa_supplicant');
    console.table(weights);
    await machine.sh(EIGHT.unplug);
    filesBefore = await machine.everything();
  });

  it('installs its helper, which answers', async () => {
    networkBefore = await machine.lab.laptopOnCable();
    await machine.sh(SCRIPT);
    expect(await machine.sh('systemctl is-active linkbraid-helper.socket linkbraid-helper.service')).toBe(
      'active\nactive\n',
    );
    expect(await machine.sh('linkbraid adapters')).toContain('eth0');
    expect(await machine.sh('find /usr/local/lib/linkbraid ! -user root -o ! -type l -perm /022')).toBe('');
  });

  it('weighs little', async () => {
    weights['Linkbraid’s helper, idle'] = await weigh(machine, 'linkbraid-helper');
    await machine.sh(EIGHT.plug);
    await machine.until('the eight are seen', 'linkbraid adapters | grep -q p8');
    await save(OF_EIGHT);
    await machine.sh('linkbraid up eight');
    expect((await machine.sh(`ls -d /sys/class/net/${EIGHT.bond}/lower_* | wc -l`)).trim()).toBe('8');
    const eight = await weigh(machine, 'linkbraid-helper');
    weights['Linkbraid’s helper, eight ports'] = eight;
    console.table(weights);
    await machine.sh(`linkbraid down && linkbraid profile remove eight`);
    await machine.sh(EIGHT.unplug);
    expect(eight.ownMb).toBeLessThan(50);
    // The processor's time is told and not judged: in emulation a busy host multiplies it.
  });

  it('keeps a bond up when it is installed again', async () => {
    await save(DESK);
    const up = await machine.ada('linkbraid up desk');
    expect(up, up.stdout).toMatchObject({ code: 0 });
    const probe = await machine.lab.probe({ to: ROUTER.v4, intervalMs: 50 });
    await probe.untilAnswered();
    await machine.sh(SCRIPT);
    await machine.until('the new helper answers', 'linkbraid status --json | grep -q \'"activePort": "eth\'');
    expect((await probe.stop()).lost).toBe(0);
  });

  it('gives the network back when the helper is removed, and leaves profiles alone behind', async () => {
    await machine.sh(`${SCRIPT} --remove`);
    expect(diffState(networkBefore, await machine.lab.settle())).toEqual([]);
    const after = await machine.everything();
    const left = after.filter((line) => !filesBefore.includes(line));
    expect(left.filter((line) => !line.startsWith('/var/lib/linkbraid'))).toEqual([]);
    expect(left).toContain('/var/lib/linkbraid/profiles/desk.json');
    expect(filesBefore.filter((line) => !after.includes(line))).toEqual([]);
  });
});
