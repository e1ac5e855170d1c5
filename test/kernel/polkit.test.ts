import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Polkit } from '../../helper/kernel/polkit.ts';
import { BusError, type SystemBus } from '../../helper/kernel/system-bus.ts';

const SELF = { pid: process.pid, uid: process.getuid?.() ?? -1, gid: 0 };

interface Asked {
  member: string;
  subject: [string, Record<string, { signature: string; value: unknown }>];
  action: string;
  flags: number;
}

function polkit(answer: () => unknown) {
  const asked: Asked[] = [];
  const bus = {
    call: (_to: unknown, member: string, _signature: string, body: unknown[]) => {
      const [subject, action, , flags] = body as [Asked['subject'], string, object, number];
      asked.push({ member, subject, action, flags });
      return new Promise((resolve) => resolve(answer()));
    },
  };
  return { asked, polkit: new Polkit(bus as unknown as SystemBus) };
}

const failing = (type: string, message = '') =>
  polkit(() => {
    throw new BusError(type, message);
  });

describe('polkit', () => {
  test.each([
    [[true, false], 'yes'],
    [[false, true], 'challenge'],
    [[false, false], 'no'],
  ])('answers %j: %s', async (answer, meaning) => {
    expect(await polkit(() => answer).polkit.check(SELF, 'org.linkbraid.toggle', true)).toBe(meaning);
  });

  test('is asked about the process, when it began, and the user the kernel named', async () => {
    const { asked, polkit: subject } = polkit(() => [true, false]);
    await subject.check(SELF, 'org.linkbraid.toggle', false);
    await subject.check(SELF, 'org.linkbraid.toggle', true);
    expect(asked.map(({ flags }) => flags)).toEqual([0, 1]);
    const [kind, details] = asked[0]!.subject;
    expect(kind).toBe('unix-process');
    expect(details).toMatchObject({ pid: { value: process.pid }, uid: { value: SELF.uid } });
    expect(Number(details['start-time']?.value)).toBeGreaterThan(0);
  });

  test.each(['org.freedesktop.DBus.Error.ServiceUnknown', 'org.freedesktop.DBus.Error.NameHasNoOwner'])(
    'that is not there: %s',
    async (type) => expect(await failing(type).polkit.check(SELF, 'a', true)).toBe('absent'),
  );

  test('that never heard of us is as good as absent', async () => {
    const { polkit: subject } = failing('org.freedesktop.PolicyKit1.Error.Failed', 'Action a is not registered');
    expect(await subject.check(SELF, 'a', true)).toBe('absent');
    const noBus = polkit(() => {
      throw new Error('connect ENOENT /run/dbus/system_bus_socket');
    });
    expect(await noBus.polkit.check(SELF, 'a', true)).toBe('absent');
  });

  test('is there and fails: silent, which lets nobody change anything', async () => {
    for (const type of [
      'timeout',
      'org.freedesktop.DBus.Error.NoReply',
      'org.freedesktop.DBus.Error.Spawn.ChildExited',
    ]) {
      expect(await failing(type).polkit.check(SELF, 'a', true)).toBe('silent');
    }
  });
});

test('a process of someone else is asked about by nobody', async () => {
  const { asked, polkit: subject } = polkit(() => [true, false]);
  expect(await subject.check({ ...SELF, uid: SELF.uid + 1 }, 'a', true)).toBe('no');
  expect(asked).toEqual([]);
});

test('a process that has ended may do nothing', async () => {
  const child = spawn('true');
  await once(child, 'close');
  const { asked, polkit: subject } = polkit(() => [true, false]);
  expect(await subject.check({ ...SELF, pid: child.pid! }, 'a', true)).toBe('no');
  expect(asked).toEqual([]);
});
