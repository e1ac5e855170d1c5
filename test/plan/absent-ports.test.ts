import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { absentPorts, withPresentPorts } from '../../helper/plan/absent-ports.ts';
import type { WifiFacts } from '../../helper/contract/plan.ts';
import { NO_WIFI, type LinkFacts } from '../../helper/plan/machine.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

const profile = decodeProfile({
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { ssid: 'Home', security: 'open' } }],
});

function absent(eth0: Partial<LinkFacts> | null, wifi: Partial<WifiFacts> = {}) {
  const links = [adapter('wlan0', { master: wifi.ours === undefined ? 'bond0' : null })];
  if (eth0) links.push(adapter('eth0', eth0));
  const machine = laptop(links, { wifi: { wlan0: { ...NO_WIFI, ...wifi } } });
  expect(withPresentPorts(profile, machine).ports).toHaveLength(links.length);
  return absentPorts(profile, machine).map(({ name }) => name);
}

describe('ports that could join again', () => {
  it.each<[string, Partial<LinkFacts> | null, Partial<WifiFacts>, string[]]>([
    ['none while all are in', { master: 'bond0' }, {}, []],
    ['not one that is unplugged', null, {}, []],
    ['one that is plugged in again', { up: false, carrier: null }, {}, ['eth0']],
    ['not one without a cable', { up: true, carrier: false }, {}, []],
    ['not one that others look after', { manager: 'networkmanager' }, {}, []],
    ['not a radio that looks for its network', { master: 'bond0' }, { ours: 'Home', state: 'scanning' }, []],
    ['a radio that found it', { master: 'bond0' }, { ours: 'Home', state: 'connected' }, ['wlan0']],
    ['a radio that is new', { master: 'bond0' }, { ours: null, state: 'off' }, ['wlan0']],
  ])('%s', (_what, eth0, wifi, expected) => {
    expect(absent(eth0, wifi)).toEqual(expected);
  });
});
