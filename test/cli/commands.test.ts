import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../helper/cli/commands/all.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';
import { serve, stopAll, temporaryDirectory, transaction, type Running } from '../serve/fixtures.ts';
import { adapter, bond, FakeTerminal, linkbraid, NOW, PLAN, snapshot } from './fixtures.ts';

process.env.TZ = 'UTC';
let terminal: FakeTerminal;
let helper: Running;

beforeEach(async () => {
  terminal = new FakeTerminal();
  helper = await serve();
  terminal.environment.LINKBRAID_SOCKET = helper.socketPath;
  helper.core.current = snapshot();
});
afterEach(stopAll);

const DOCUMENT = { name: 'desk', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] };
const SECRET_DOCUMENT = {
  ...DOCUMENT,
  ports: [{ adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 's3cret phrase' } }],
};
const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('usage', () => {
  test.each([
    [[], 'Expected a command.'],
    [['frob'], 'There is no command "frob".'],
    [['profile'], '"profile" goes on: "profile list", "profile show", "profile set", "profile remove".'],
    [['profile', 'frob'], 'There is no command "profile frob".'],
    [['status', '--frob'], "Unknown option '--frob'"],
    [['status', 'bond0'], '"status" takes no operands.'],
    [['down', 'a', 'b'], '"down" takes [BOND].'],
    [['profile', 'show'], '"profile show" takes NAME.'],
    [['up'], 'Expected either the NAME of a saved profile or -f FILE.'],
    [['up', 'desk', '-f', 'x'], 'Expected either the NAME of a saved profile or -f FILE.'],
    [['up', 'desk', '--try', '0'], '--try: expected a whole number from 1 to 3600'],
    [['up', 'desk', '--try', '1e2'], '--try: expected a whole number from 1 to 3600'],
    [['up', 'desk', '--try'], "Option '--try <value>' argument missing"],
    [['events', '-n', '10001'], '--limit: expected a whole number from 1 to 10000'],
    [['plan', '-f', 'missing.json'], 'missing.json cannot be read (ENOENT).'],
  ])('%j ends with 2 and says why', async (argv, why) => {
    const outcome = await linkbraid(terminal, ...argv);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr.split('\n')[0]).toBe(`linkbraid: ${why}`);
    expect(helper.core.calls).toEqual([]);

    const machine = Object.assign(new FakeTerminal(), { environment: terminal.environment });
    expect(await linkbraid(machine, '--json', ...argv)).toMatchObject({ status: 2, stderr: '' });
    expect(json(machine.stdout)).toMatchObject({ error: { code: 'usage', message: why } });
  });

  test('help names every command, and each command has its own', async () => {
    const { status, stdout } = await linkbraid(terminal, '--help');
    expect(status).toBe(0);
    for (const command of COMMANDS.filter(({ hidden }) => !hidden)) {
      expect(stdout).toContain(`  ${command.name}`);
      const own = await linkbraid(new FakeTerminal(), ...command.name.split(' '), '--help');
      expect(own.status).toBe(0);
      expect(own.stdout).toContain(`Usage: linkbraid ${command.name}`);
      for (const option of Object.keys(command.options ?? {})) expect(own.stdout).toContain(`--${option}`);
    }
  });

  test('the version', async () => {
    expect(await linkbraid(terminal, '--version')).toEqual({ status: 0, stdout: 'linkbraid 1.2.3\n', stderr: '' });
    expect(json((await linkbraid(Object.assign(terminal, { stdout: '' }), '--version', '--json')).stdout)).toEqual({
      version: '1.2.3',
    });
  });
});

describe('a file that does not fit', () => {
  test('is named by the field, before any helper is asked', async () => {
    terminal.environment.LINKBRAID_SOCKET = '/nowhere';
    terminal.files['p.json'] = JSON.stringify({ ...SECRET_DOCUMENT, bond: { mode: 9 } });
    const { status, stderr } = await linkbraid(terminal, 'plan', '-f', 'p.json');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^linkbraid: bond\.mode: expected one of balance-rr, /);
  });

  test.each([
    ['{"psk": s3cret phrase}', 'p.json is not JSON.'],
    ['{"a": 1,\n  "psk" "s3cret phrase"}', 'p.json is not JSON (line 2, column 9).'],
    ['', 'p.json is not JSON.'],
  ])('is not quoted when it is no JSON %#', async (text, why) => {
    terminal.files['p.json'] = text;
    const { status, stderr } = await linkbraid(terminal, 'profile', 'set', 'p.json');
    expect(status).toBe(2);
    expect(stderr.trimEnd()).toBe(`linkbraid: ${why}`);
  });
});

describe('looking', () => {
  test('with --json is one document and nothing else', async () => {
    helper.core.current = snapshot({ adapters: [adapter()], bonds: [bond()] });
    helper.profiles.set(DOCUMENT as never);
    for (const argv of [
      ['adapters'],
      ['networks'],
      ['status'],
      ['events'],
      ['doctor'],
      ['profile', 'list'],
      ['profile', 'show', 'desk'],
      ['plan', 'desk'],
      ['advise'],
    ]) {
      const one = Object.assign(new FakeTerminal(), { environment: terminal.environment });
      expect(await linkbraid(one, ...argv, '--json')).toMatchObject({ status: 0, stderr: '' });
      expect(() => json(one.stdout)).not.toThrow();
    }
  });

  test('status tells the whole snapshot', async () => {
    helper.core.current = snapshot({ bonds: [bond()] });
    expect(json((await linkbraid(terminal, 'status', '--json')).stdout)).toEqual({ ...helper.core.current });
  });

  test('a hostile network name cannot command the terminal', async () => {
    const networks = [
      { ssid: '\u001b[2J\u009b31m\nroot@host:~#', security: 'open' as const, signalDbm: -1, accessPoints: [] },
    ];
    helper.core.networks = () => Promise.resolve([{ adapter: 'wlan0', networks, problem: null }]);
    for (const argv of [['networks'], ['networks', '--json']]) {
      const { stdout } = await linkbraid(Object.assign(terminal, { stdout: '' }), ...argv);

      expect(stdout).not.toMatch(/[\u001b\u009b]/);
    }
  });

  test('networks passes on which adapter and whether to scan', async () => {
    await linkbraid(terminal, 'networks', 'wlan0');
    await linkbraid(terminal, 'networks', '--no-scan');
    expect(helper.core.calls).toEqual([
      { method: 'networks', arguments: ['wlan0', true] },
      { method: 'networks', arguments: [undefined, false] },
    ]);
  });

  test('a refused plan ends with 3, in words and in JSON', async () => {
    const refusals = [{ code: 'no-adapter', about: 'ports[0]', message: 'There is no eth7.', mend: 'plug it in' }];
    helper.core.plan = () => Promise.resolve({ ...PLAN, steps: [], refusals });
    terminal.files['p.json'] = JSON.stringify(DOCUMENT);
    expect(await linkbraid(terminal, 'plan', '-f', 'p.json')).toMatchObject({ status: 3 });
    expect(terminal.stdout).toContain('There is no eth7.');
    const { status, stdout } = await linkbraid(
      Object.assign(terminal, { stdout: '' }),
      'plan',
      '-f',
      'p.json',
      '--json',
    );
    expect(status).toBe(3);
    expect(json(stdout)).toMatchObject({
      refusals,
      error: { code: 'refused', message: 'ports[0]: There is no eth7.' },
    });
  });
});

describe('watching', () => {
  test('into a pipe: a line a change, and none for figures alone', async () => {
    const done = linkbraid(terminal, 'status', '--watch');
    await terminal.shows('no bond');
    helper.core.publish({ bonds: [bond()] });
    helper.core.publish({ bonds: [bond({ rxBitsPerSecond: 5 })] });
    helper.core.publish({ bonds: [bond({ ports: [] })] });
    await terminal.shows('bond0 up\n');
    terminal.interrupt();
    expect(await done).toEqual({
      status: 0,
      stdout: '14:03:22  no bond\n14:03:22  bond0 up: eth0 active good, wlan0 backup fair\n14:03:22  bond0 up\n',
      stderr: '',
    });
  });

  test('with --json: a whole snapshot a line', async () => {
    const done = linkbraid(terminal, 'status', '--watch', '--json');
    await terminal.shows('"sequence":1');
    helper.core.publish();
    await terminal.shows('"sequence":2');
    terminal.interrupt();
    await done;
    expect(
      terminal.stdout
        .trimEnd()
        .split('\n')
        .map((line) => json(line).sequence),
    ).toEqual([1, 2]);
  });

  test('on a terminal: drawn anew on a screen of its own, the last state left behind', async () => {
    terminal.interactive = true;
    const done = linkbraid(terminal, 'status', '--watch');
    await terminal.shows('No bond');
    helper.core.publish({ bonds: [bond()] });
    await terminal.shows('bond0  up');
    terminal.interrupt();
    await done;
    expect(terminal.stdout.startsWith('\u001b[?1049h\u001b[?25l\u001b[H\u001b[JNo bond is up.')).toBe(true);
    const after = terminal.stdout.split('\u001b[?25h\u001b[?1049l')[1];
    expect(after?.startsWith('bond0  up\n')).toBe(true);
  });

  test('ends with 5 and the screen as it was when the helper goes', async () => {
    terminal.interactive = true;
    const done = linkbraid(terminal, 'status', '--watch');
    await terminal.shows('No bond');
    await helper.server.close();
    expect(await done).toMatchObject({ status: 5, stderr: expect.stringContaining('was lost') as string });
    expect(terminal.stdout).toContain('\u001b[?25h\u001b[?1049l');
  });

  test('events: those that were, then those that come', async () => {
    const event = {
      id: 1,
      at: NOW,
      kind: 'bond-up' as const,
      bond: 'bond0',
      port: null,
      says: 'bond0 is up.',
      details: {},
    };
    helper.core.log.push(event);
    const done = linkbraid(terminal, 'events', '--follow');
    await terminal.shows('bond0 is up.\n');
    helper.core.happen({ ...event, id: 2, kind: 'failover', says: 'wlan0 is the active port now.' });
    await terminal.shows('wlan0');
    terminal.interrupt();
    expect(await done).toEqual({
      status: 0,
      stdout:
        '2026-11-22 14:03:22  bond-up       bond0 is up.\n2026-11-22 14:03:22  failover      wlan0 is the active port now.\n',
      stderr: '',
    });
  });
});

describe('up', () => {
  const action = { kind: 'load-module', module: 'bonding' } as const;
  const steps = (...states: Transaction['steps'][number]['state'][]) =>
    states.map((state, index) => ({ id: String(index), says: `Step ${index}.`, action, state }));
  beforeEach(() => helper.profiles.set(DOCUMENT as never));

  test('shows each step once as it happens, and what is true at the end', async () => {
    let finish = (_: Transaction) => {};
    let begun = () => {};
    const started = new Promise<void>((resolve) => (begun = resolve));
    helper.core.answerUp = () => {
      begun();
      return new Promise((resolve) => (finish = resolve));
    };
    const done = linkbraid(terminal, 'up', 'desk');
    await started;
    helper.core.publish({
      transaction: transaction({ state: 'applying', steps: steps('done', 'running', 'waiting') }),
    });
    await terminal.shows('done    Step 0.\n');
    helper.core.publish({
      transaction: transaction({ state: 'verifying', steps: steps('done', 'done', 'done') }),
      bonds: [bond()],
    });
    finish(transaction({ steps: steps('done', 'done', 'done') }));
    expect(await done).toEqual({
      status: 0,
      stdout:
        'done    Step 0.\ndone    Step 1.\ndone    Step 2.\n' +
        'bond0 is up: eth0 active, wlan0 backup. 10.0.200.2/24, gateway 10.0.200.1.\n',
      stderr: '',
    });
  });

  test('on a terminal shows what runs now in a line that goes away', async () => {
    terminal.interactive = true;
    terminal.width = 12;
    helper.core.answerUp = () => {
      helper.core.publish({ transaction: transaction({ state: 'applying', steps: steps('running') }) });
      return Promise.resolve(transaction({ steps: steps('done') }));
    };
    const { stdout } = await linkbraid(terminal, 'up', 'desk');
    expect(stdout).toMatch(/^\.\.\. {5}Ste\r\u001b\[2Kdone {4}Step\n {8}0\.\n/);
  });

  test('does not show the steps of an earlier change', async () => {
    helper.core.current = snapshot({
      transaction: transaction({ id: 'old', steps: [{ id: 'x', says: 'Old.', action, state: 'done' }] }),
    });
    const { stdout } = await linkbraid(terminal, 'up', 'desk');
    expect(stdout).not.toContain('Old.');
  });

  test('--try says until when, and how to go on', async () => {
    helper.core.answerUp = () => Promise.resolve(transaction({ state: 'provisional', deadline: NOW + 60_000 }));
    helper.core.current = snapshot({ bonds: [bond()] });
    const { status, stdout } = await linkbraid(terminal, 'up', 'desk', '--try', '60');
    expect(status).toBe(0);
    expect(stdout).toContain('The earlier state comes back at 14:04:22 (in 1 min) unless you run "linkbraid keep"');
    expect(helper.core.calls[0]).toMatchObject({ arguments: [{ name: 'desk' }, { trySeconds: 60 }] });
  });

  test('takes a document from stdin', async () => {
    terminal.input = JSON.stringify(SECRET_DOCUMENT);
    expect(await linkbraid(terminal, 'up', '-f', '-', '--json')).toMatchObject({ status: 0 });
    expect(helper.core.calls).toMatchObject([
      { method: 'up', arguments: [{ ports: [{ wifi: { psk: 's3cret phrase' } }] }, {}] },
    ]);
    expect(json(terminal.stdout)).toEqual({ ...transaction() });
  });

  const problem = { code: 'no-gateway', message: 'The gateway did not answer.', left: ['MAC of wlan0'] };
  test.each([
    ['thrown', 'failed', 1, () => Promise.reject(new LinkbraidError('failed', problem.message))],
    [
      'answered',
      'failed',
      1,
      () => Promise.resolve(transaction({ state: 'restored', problem: { ...problem, left: [] } })),
    ],
    ['answered', 'stuck', 6, () => Promise.resolve(transaction({ state: 'stuck', problem }))],
    ['thrown', 'stuck', 6, () => Promise.reject(new LinkbraidError('stuck', problem.message, { left: problem.left }))],
    ['thrown', 'refused', 3, () => Promise.reject(new LinkbraidError('refused', problem.message, { refusals: [] }))],
    ['thrown', 'busy', 1, () => Promise.reject(new LinkbraidError('busy', problem.message))],
    ['thrown', 'not-allowed', 4, () => Promise.reject(new LinkbraidError('not-allowed', problem.message))],
  ])('an outcome %s as %s ends with %i', async (_how, code, expected, answer) => {
    helper.core.answerUp = answer;
    const { status, stderr } = await linkbraid(terminal, 'up', 'desk');
    expect(status).toBe(expected);
    expect(stderr).toContain('linkbraid: The gateway did not answer.\n');
    if (code === 'stuck') expect(stderr).toContain('Not put back: MAC of wlan0');
    const machine = await linkbraid(Object.assign(terminal, { stdout: '', stderr: '' }), 'up', 'desk', '--json');
    expect(machine).toMatchObject({ status: expected, stderr: '' });
    expect(json(machine.stdout)).toMatchObject({ error: { code, message: problem.message } });
  });

  test('Ctrl-C ends the watching, not the change, and says so', async () => {
    let begun = () => {};
    const started = new Promise<void>((resolve) => (begun = resolve));
    helper.core.answerUp = () => {
      begun();
      return new Promise(() => undefined);
    };
    const done = linkbraid(terminal, 'up', 'desk');
    await started;
    terminal.interrupt();
    expect(await done).toEqual({
      status: 130,
      stdout: '',
      stderr:
        'The helper goes on with this: "linkbraid status" shows how it stands. Once it is done, "linkbraid down" goes back.\n',
    });
  });
});

test('keep, revert and down say what is true afterwards', async () => {
  helper.core.current = snapshot({ bonds: [bond()] });
  expect((await linkbraid(terminal, 'keep')).stdout).toMatch(/^bond0 is up: /);
  helper.core.current = snapshot();
  for (const argv of [['revert'], ['down', 'bond0']]) {
    const outcome = await linkbraid(Object.assign(terminal, { stdout: '' }), ...argv);
    expect(outcome).toEqual({ status: 0, stdout: 'bond0 is gone; what was there before is back.\n', stderr: '' });
  }
  expect(helper.core.calls).toContainEqual({ method: 'down', arguments: ['bond0'] });
});

test('profiles go in, are shown without passphrases, and go', async () => {
  terminal.input = JSON.stringify(SECRET_DOCUMENT);
  expect((await linkbraid(terminal, 'profile', 'set', '-')).stdout).toBe('Saved "desk".\n');
  const shown = await linkbraid(Object.assign(terminal, { stdout: '' }), 'profile', 'show', 'desk');
  expect(json(shown.stdout)).toMatchObject({ name: 'desk', ports: [{ wifi: { ssid: 'Home' } }] });
  expect(shown.stdout).not.toContain('s3cret');
  const removed = await linkbraid(Object.assign(terminal, { stdout: '' }), 'profile', 'remove', 'desk', '--json');
  expect(json(removed.stdout)).toEqual({ name: 'desk' });
  expect(await linkbraid(terminal, 'profile', 'show', 'desk')).toMatchObject({ status: 2 });
});

describe('without a helper', () => {
  beforeEach(() => void (terminal.environment.LINKBRAID_SOCKET = join(temporaryDirectory(), 'none')));

  test.each([['status'], ['adapters'], ['keep'], ['down'], ['events'], ['profile', 'list']])(
    '%s ends with 5',
    async (...argv) => {
      expect(await linkbraid(terminal, ...argv)).toMatchObject({ status: 5, stdout: '' });
      expect(terminal.stderr).toBe(
        'linkbraid: The Linkbraid helper is not running.\n  To mend: see "linkbraid doctor"\n',
      );
    },
  );

  test('doctor looks for itself', async () => {
    const { status, stdout, stderr } = await linkbraid(terminal, 'doctor');
    expect({ status, stderr }).toEqual({ status: 5, stderr: '' });
    expect(stdout).toMatch(/^problem {2}The helper is not running: there is no socket at /);
    expect(stdout).toContain('bonding driver');
    const machine = await linkbraid(Object.assign(terminal, { stdout: '' }), 'doctor', '--json');
    expect(json(machine.stdout)).toMatchObject({
      error: {
        code: 'no-helper',
        details: { findings: expect.arrayContaining([expect.objectContaining({ check: 'bonding' })]) as unknown },
      },
    });
  });
});
