import { describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import type { Action } from '../../helper/contract/plan.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;
const machine = laptop([adapter('eth0', { up: true, carrier: true }), adapter('wlan0'), adapter('wlan1')]);

function plan(profile: Omit<ProfileInput, 'name'>, on = machine) {
  return planProfile(decodeProfile({ name: 'desk', ...profile }), on, null).plan;
}

const kinds = (actions: readonly { action: Action }[]) => actions.map(({ action }) => action.kind);

describe('the order of a plan', () => {
  it('joins the cable first, gives it an address, and only then waits for Wi-Fi', () => {
    const { steps, refusals } = plan({
      bond: { mode: 'active-backup' },
      ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: HOME }],
    });
    expect(refusals).toEqual([]);
    expect(kinds(steps)).toEqual([
      'load-module',
      'create-bond',
      'set-option',
      'set-sysctl',
      'set-sysctl',
      'set-up',
      'join',
      'set-up',
      'wait-port',
      'start-dhcp',
      'wait-lease',
      'join',
      'associate',
      'wait-port',
      'set-option',
      'verify-ports',
      'verify-gateway',
    ]);
  });

  it('does not wait for a cable that is not plugged in', () => {
    const unplugged = laptop([adapter('eth0', { up: true, carrier: false }), adapter('wlan0')]);
    const { steps } = plan(
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: HOME }] },
      unplugged,
    );
    const waits = steps.flatMap(({ action }) => (action.kind === 'wait-port' ? [action.port] : []));
    expect(waits).toEqual(['wlan0']);
    expect(kinds(steps).indexOf('start-dhcp')).toBeGreaterThan(kinds(steps).indexOf('wait-port'));
  });

  it('gives the bond the address of its first port', () => {
    const { steps } = plan({ bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] });
    expect(steps.find(({ action }) => action.kind === 'create-bond')?.action).toMatchObject({
      mac: machine.links['eth0']?.permanentMac,
    });
  });

  it('finds an adapter by its permanent address, whatever it is called now', () => {
    const { steps } = plan({ bond: { mode: 'active-backup' }, ports: [{ adapter: { mac: '02:00:00:00:00:00' } }] });
    expect(steps.find(({ action }) => action.kind === 'join')?.action).toMatchObject({ port: 'eth0' });
  });

  it('carries no passphrase', () => {
    const whole = JSON.stringify(plan({ bond: { mode: 'active-backup' }, ports: [{ adapter: 'wlan0', wifi: HOME }] }));
    expect(whole).not.toContain(HOME.psk);
  });
});

describe('defaults', () => {
  const chosen = (profile: Omit<ProfileInput, 'name'>) =>
    Object.fromEntries(plan(profile).defaults.map(({ option, value }) => [option, value]));

  it('never leaves a bond without a monitor', () => {
    expect(chosen({ bond: { mode: 'balance-rr' }, ports: [{ adapter: 'eth0' }] })).toMatchObject({ miimon: 100 });
    const given = { arp_interval: 250, arp_ip_target: '192.0.2.1' };
    expect(chosen({ bond: { mode: 'balance-rr', options: given }, ports: [{ adapter: 'eth0' }] })).not.toHaveProperty(
      'miimon',
    );
  });

  it('keeps one address on the bond, with one Wi-Fi port and with two', () => {
    const cable = {
      bond: { mode: 'active-backup' as const },
      ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: HOME }],
    };
    const air = {
      bond: { mode: 'active-backup' as const },
      ports: [
        { adapter: 'wlan0', wifi: HOME },
        { adapter: 'wlan1', wifi: HOME },
      ],
    };
    expect(chosen(cable)).toMatchObject({ fail_over_mac: 'none', primary: 'eth0' });
    expect(chosen(air)).toMatchObject({ fail_over_mac: 'none' });
  });

  it('says why for each', () => {
    for (const { why } of plan({ bond: { mode: 'active-backup' }, ports: [{ adapter: 'wlan0', wifi: HOME }] })
      .defaults) {
      expect(why).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('refusals', () => {
  const table: [string, Omit<ProfileInput, 'name'>, string, typeof machine?][] = [
    [
      'an adapter that is not there',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth7' }] },
      'adapter-missing',
    ],
    [
      'Wi-Fi without a network',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'wlan0' }] },
      'wifi-network-missing',
    ],
    [
      'a network on a cable',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0', wifi: HOME }] },
      'wifi-on-cable',
    ],
    [
      'follow with Wi-Fi',
      {
        bond: { mode: 'active-backup', options: { fail_over_mac: 'follow' } },
        ports: [{ adapter: 'wlan0', wifi: HOME }],
      },
      'follow-on-wifi',
    ],
    [
      '802.3ad with Wi-Fi',
      { bond: { mode: '802.3ad' }, ports: [{ adapter: 'wlan0', wifi: HOME }] },
      'mode-needs-link-speed',
    ],
    [
      'an option of no driver',
      { bond: { mode: 'active-backup', options: { mimon: 100 } }, ports: [{ adapter: 'eth0' }] },
      'unknown-option',
    ],
    [
      'a primary that is no port',
      { bond: { mode: 'active-backup', options: { primary: 'eth7' } }, ports: [{ adapter: 'eth0' }] },
      'primary-not-a-port',
    ],
    [
      'a name that is taken',
      { bond: { name: 'eth0', mode: 'active-backup' }, ports: [{ adapter: 'wlan0', wifi: HOME }] },
      'name-taken',
    ],
    [
      'a kernel without the driver',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] },
      'bonding-missing',
      { ...machine, bonding: 'missing' },
    ],
    [
      'an adapter of NetworkManager',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] },
      'managed-by-other',
      laptop([adapter('eth0', { manager: 'networkmanager' })]),
    ],
    [
      'a radio that is off',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'wlan0', wifi: HOME }] },
      'rfkill-soft',
      laptop([adapter('wlan0', { rfkill: 'soft' })]),
    ],
    [
      'a port of another bond',
      { bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] },
      'in-bridge',
      laptop([adapter('eth0', { master: 'br0' })]),
    ],
  ];

  it.each(table)('%s', (_what, profile, code, on = machine) => {
    const { steps, refusals } = plan(profile, on);
    expect(steps).toEqual([]);
    expect(refusals.map((refusal) => refusal.code)).toContain(code);
    for (const { message, mend, about } of refusals) {
      expect(message).not.toBe('');
      expect(mend).not.toBe('');
      expect(about).not.toBe('');
    }
  });

  it('may use a stray bond that a module load left behind', () => {
    const stray = { ...adapter('bond0'), type: 'bond' as const };
    const on = laptop([adapter('eth0'), stray], {
      bonding: 'loaded',
      bonds: {
        bond0: {
          name: 'bond0',
          mode: 'balance-rr',
          options: { mode: 'balance-rr', miimon: '0' },
          others: {},
          ports: [],
          activePort: null,
        },
      },
    });
    const { steps, refusals } = plan({ bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] }, on);
    expect(refusals).toEqual([]);
    expect(kinds(steps)).toContain('join');
  });
});
