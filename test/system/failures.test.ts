import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LaptopState } from '../lab/lab.ts';
import { DESK, Laptop, wifi } from './laptop.ts';

let laptop: Laptop;
let before: LaptopState;

beforeAll(async () => {
  laptop = await Laptop.boot();
});

beforeEach(async () => {
  [before] = await Promise.all([laptop.lab.laptopOnCable(), laptop.startHelper()]);
});

afterEach(async () => {
  await laptop.reset();
});

afterAll(async () => {
  await laptop.stop();
});

interface Failure {
  error: { code: string; message: string; details: { reason?: string } };
}

async function expectFailure(
  up: Promise<{ code: number; json: unknown }>,
  reason: string,
  names: string,
  mend: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { code, json } = await up;
  await mend();
  expect(code).toBe(1);
  const { error } = json as Failure;
  expect(error.details.reason).toBe(reason);
  expect(error.message).toContain(names);
  expect(error.message).toContain('as it was before');
  expect(await laptop.differences(before)).toEqual([]);
}

describe('what goes wrong is named, and the earlier state is back', () => {
  it('a wrong passphrase', async () => {
    const ports = [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('home', { psk: 'not the passphrase' }) }];
    await expectFailure(laptop.up({ ...DESK, ports }), 'wrong-passphrase', 'wlan0');
  });

  it('a wrong WPA3 password', async () => {
    const ports = [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('office', { psk: 'not the passphrase' }) }];
    await expectFailure(laptop.up({ ...DESK, ports }), 'wrong-passphrase', 'wlan0');
  });

  it('an access point out of range', async () => {
    await laptop.lab.closeAccessPoint('home');
    await expectFailure(laptop.up(DESK), 'network-not-found', 'Café');
  });

  it('a radio that is turned off before, and on the way', async () => {
    await laptop.lab.rfkill('block');
    const refused = await laptop.up(DESK);
    expect(refused.code).toBe(3);
    expect(JSON.stringify(refused.json)).toContain('rfkill-soft');
    await laptop.lab.rfkill('unblock');

    await laptop.lab.closeAccessPoint('home');
    const up = laptop.up(DESK);
    await laptop.until('the wait for Wi-Fi', ({ transaction }) =>
      (transaction?.steps ?? []).some(
        ({ action, state }) => action.kind === 'wait-port' && action.port === 'wlan0' && state === 'running',
      ),
    );
    await laptop.lab.rfkill('block');
    const { code, json } = await up;
    expect(code).toBe(1);
    expect((json as Failure).error.details.reason).toBe('rfkill');
    await laptop.lab.rfkill('unblock');
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('no answer from a DHCP server', async () => {
    await laptop.lab.stopDhcp();
    // The server that gives leases also advertises the IPv6 prefix, without which the state before cannot come back.
    await expectFailure(laptop.up(DESK), 'no-dhcp-answer', 'bond0', () => laptop.lab.startDhcp());
  });

  it('a gateway that does not answer', async () => {
    const ip = { ipv4: { method: 'static' as const, addresses: ['10.77.0.77/24'], gateway: '10.77.0.254' } };
    await expectFailure(laptop.up({ ...DESK, ip }), 'gateway-silent', '10.77.0.254');
  });

  it('an adapter that is unplugged on the way', async () => {
    const ports = [{ adapter: 'eth1' }, ...DESK.ports.slice(1)];
    const up = laptop.up({ ...DESK, ports, ip: { ipv4: { method: 'disabled' } } });
    await laptop.until(
      'the wait for Wi-Fi',
      ({ bonds }) => bonds[0]?.ports.some(({ name }) => name === 'wlan0') ?? false,
    );
    await laptop.lab.unplugAdapter('eth1');
    const { code, json } = await up;
    expect(code).toBe(1);
    expect((json as Failure).error).toMatchObject({ details: { reason: 'adapter-gone' } });
    expect((json as Failure).error.message).toContain('eth1');
    await laptop.lab.replugAdapter('eth1');
    expect(await laptop.differences(before)).toEqual([]);
  });
});

describe('secrets', () => {
  it('show nowhere: not in argv, environment, logs, journal, errors or answers', async () => {
    const passphrase = 'Sesam-9f3b2c-offen';
    const profile = {
      ...DESK,
      ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('home', { psk: passphrase }) }],
    };
    await laptop.ok(['profile', 'set', '-'], JSON.stringify(profile));
    const up = laptop.cli(['up', 'desk', '--json']);
    await laptop.until('the wait for Wi-Fi', ({ transaction }) =>
      (transaction?.steps ?? []).some(
        ({ action, state }) => action.kind === 'wait-port' && action.port === 'wlan0' && state === 'running',
      ),
    );
    const seen = await laptop.lab.shell(
      'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"; find /run/linkbraid /tmp /var/log -type f -exec cat {} + 2>/dev/null; dmesg',
    );
    const answers = [
      JSON.stringify(await up),
      (await laptop.cli(['profile', 'show', 'desk'])).stdout,
      (await laptop.cli(['profile', 'show', 'desk', '--json'])).stdout,
      (await laptop.cli(['plan', 'desk', '--json'])).stdout,
      (await laptop.cli(['status', '--json'])).stdout,
      (await laptop.cli(['events', '--json'])).stdout,
      (await laptop.cli(['profile', 'set', '-'], JSON.stringify({ ...profile, nme: 1 }))).stderr,
      await laptop.helperLog(),
    ];
    for (const text of [seen, ...answers]) expect(text).not.toContain(passphrase);
    const files = await laptop.lab.shell(
      'find /var/lib/linkbraid -type f -exec grep -l Sesam {} + | xargs stat -c "%a %U %n"; stat -c %a /var/lib/linkbraid/secrets',
    );
    expect(files).toMatch(/^600 root \/var\/lib\/linkbraid\/secrets\/\S+\n700\n$/);
  });
});

describe('a kernel without the driver', () => {
  it('is told plainly by doctor and by the plan', async () => {
    await laptop.killHelper();
    await laptop.lab.shell('mount -t tmpfs none /lib/modules/$(uname -r)');
    try {
      await laptop.startHelper();
      const doctor = await laptop.cli(['doctor']);
      expect(doctor.stdout).toMatch(/problem.*bonding/);
      const up = await laptop.up(DESK);
      expect(up.code).toBe(3);
      expect(JSON.stringify(up.json)).toContain('bonding-missing');
      expect((await laptop.status()).bonding.state).toBe('missing');
    } finally {
      await laptop.lab.shell('umount /lib/modules/$(uname -r)');
    }
  });
});
