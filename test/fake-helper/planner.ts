import type { Action, Interruption, Plan, PlanStep } from '../../helper/contract/plan.ts';
import { adapterKey, type Profile } from '../../helper/contract/profile.ts';

/** The steps an ordinary profile takes on an ordinary laptop: enough for a window to show, not a second planner. */
export function planFor(profile: Profile, id: string): Plan {
  const bond = profile.bond.name;
  const names = profile.ports.map(({ adapter }) => adapterKey(adapter));
  const steps: PlanStep[] = [];
  const add = (action: Action, interrupts: Interruption = 'nothing') =>
    steps.push({ id: `s${steps.length + 1}`, action, says: action.kind, interrupts });

  add({ kind: 'load-module', module: 'bonding' });
  add({ kind: 'create-bond', bond, mode: profile.bond.mode, profile: profile.name, mac: null });
  add({ kind: 'set-option', bond, option: 'miimon', value: '100' });
  if (profile.bond.mode === 'active-backup') {
    add({ kind: 'set-option', bond, option: 'fail_over_mac', value: 'active' });
  }
  for (const [index, name] of names.entries()) {
    if (index === 0) add({ kind: 'clear-addresses', link: name }, 'connection');
    add({ kind: 'set-up', link: name, up: false }, 'blink');
    add({ kind: 'join', bond, port: name }, 'blink');
    const network = profile.ports[index]?.wifi;
    if (network?.ssid !== undefined && network.security !== undefined) {
      const { ssid, security, hidden = false } = network;
      add(
        {
          kind: 'associate',
          port: name,
          wifi: { ssid, security, hidden, bssid: null, band: null, adHocMhz: null },
        },
        'association',
      );
    }
  }
  add({ kind: 'set-up', link: bond, up: true });
  for (const name of names) add({ kind: 'wait-port', bond, port: name, required: false });
  add({ kind: 'start-dhcp', link: bond });
  add({ kind: 'wait-lease', link: bond });
  add({ kind: 'verify-gateway', bond });
  return {
    id,
    profile: profile.name,
    bond,
    steps,
    defaults: [
      {
        option: 'miimon',
        value: 100,
        why: 'The kernel leaves link monitoring off, and then a pulled cable is never noticed.',
      },
      { option: 'fail_over_mac', value: 'active', why: 'An access point knows one station per MAC address.' },
    ],
    warnings: [],
    refusals: [],
  };
}
