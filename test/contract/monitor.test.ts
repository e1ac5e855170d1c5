import { expect, it } from 'vitest';
import { monitorSettings } from '../../helper/contract/monitor.ts';
import { decodeProfile } from '../../helper/contract/profile.ts';

const decode = (monitor?: unknown) =>
  decodeProfile({
    name: 'desk',
    bond: { mode: 'active-backup' },
    ports: [{ adapter: 'eth0' }],
    ...(monitor === undefined ? {} : { monitor }),
  });

it('leaves what is not said to the defaults, and a profile without it as it is', () => {
  expect(monitorSettings(decode({ silentMs: 400, target: '10.0.0.2' }).monitor)).toEqual({
    probe: true,
    steer: true,
    target: '10.0.0.2',
    silentMs: 400,
    lossPercent: 20,
    provenMs: 5_000,
  });
  expect(decode()).not.toHaveProperty('monitor');
});

it.each<[unknown, string]>([
  [{ silentms: 400 }, 'monitor.silentms: unknown key'],
  [{ silentMs: 20 }, 'monitor.silentMs: expected a whole number from 100 to 60000'],
  [{ lossPercent: 91 }, 'monitor.lossPercent: expected a whole number from 0 to 90'],
  [{ provenMs: '5 s' }, 'monitor.provenMs: expected a whole number from 500 to 3600000'],
  [{ target: 'router' }, 'monitor.target: expected an IP address'],
  [{ steer: 'yes' }, 'monitor.steer: expected true or false'],
  [[], 'monitor: expected an object'],
])('names what does not fit: %j', (monitor, message) => {
  expect(() => decode(monitor)).toThrow(message);
});
