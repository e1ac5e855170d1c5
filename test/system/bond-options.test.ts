import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOND_MODES, BOND_OPTIONS, type BondMode, type BondOption } from '../../helper/contract/bond-options.ts';
import { optionOrder } from '../../helper/plan/options.ts';
import { bootLab, type Lab } from '../lab/lab.ts';

/*
 * The option table against the real driver: what it says is allowed or refused, the kernel allows or refuses. One shell
 * script asks hundreds of questions, since a program start for each would take the emulator an hour.
 */
let lab: Lab;

beforeAll(async () => {
  lab = await bootLab();
});

afterAll(async () => {
  await lab.stop();
});

const OPTIONS = BOND_OPTIONS.filter(
  ({ scope, name, interface: by }) => scope === 'bond' && by === 'sysfs-and-netlink' && name !== 'mode',
);

const PRELUDE = `exec 2>/dev/null
modprobe bonding max_bonds=0
B=/sys/class/net/try0/bonding
fresh() {
  ip link delete try0; ip link delete port0
  ip link add port0 type dummy; ip link add try0 type bond mode $1; echo 100 >$B/miimon
}
`;

async function ask(script: string): Promise<string[]> {
  const { stdout } = await lab.exec(['sh'], { stdin: PRELUDE + script, timeoutMs: 170_000 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Some value that is not the default. */
function another(option: BondOption): string {
  const { domain } = option;
  switch (domain.kind) {
    case 'enum':
      return (
        Object.keys(domain.names).find((name) => name !== option.default && !option.valuesSince[name]) ?? option.default
      );
    case 'flag':
      return option.default === '1' ? '0' : '1';
    case 'integer':
      return String(Math.min(domain.max, Math.max(domain.min, 200)));
    case 'port':
      return 'port0';
    case 'ipv4-list':
      return '+192.0.2.1';
    case 'ipv6-list':
      return '2001:db8::1';
    case 'mac':
      return '02:00:00:00:00:09';
  }
}

const STATES = {
  down: '',
  up: 'ip link set try0 up',
  'up with a port': 'ip link set try0 up; ip link set port0 down; ip link set port0 master try0',
} as const;
type State = keyof typeof STATES;

function allowed(option: BondOption, mode: BondMode, state: State): boolean {
  if (!option.modes.includes(mode) && option.elsewhere === 'refused') return false;
  if (option.when === 'bond-down') return state === 'down';
  return option.when !== 'no-ports' || state !== 'up with a port';
}

describe('the option table and the driver agree', () => {
  it.each(BOND_MODES)('on what may be written in %s', async (mode) => {
    const questions = (Object.keys(STATES) as State[]).flatMap((state) =>
      OPTIONS.filter(({ name }) => name !== 'active_slave' || state === 'up with a port').map((option) => ({
        state,
        option,
      })),
    );
    let last: State | null = null;
    const script = questions.map(({ state, option }) => {
      const begin = state === last ? '' : `fresh ${mode}; ${STATES[state]}\n`;
      last = state;
      return `${begin}echo 100 >$B/miimon\nif echo ${another(option)} >$B/${option.name}; then echo yes; else echo no; fi\n`;
    });
    const answers = await ask(script.join(''));
    expect(answers).toHaveLength(questions.length);
    const found = questions.map(({ state, option }, index) => `${option.name}, ${state}: ${answers[index]}`);
    const told = questions.map(
      ({ state, option }) => `${option.name}, ${state}: ${allowed(option, mode, state) ? 'yes' : 'no'}`,
    );
    expect(found).toEqual(told);
  });

  it('on ranges and names', async () => {
    const questions = OPTIONS.flatMap((option) => {
      const { name, domain, modes } = option;
      const begin = `fresh ${modes[0] ?? 'balance-rr'}\n`;
      if (domain.kind === 'integer') {
        const write = (value: number) => `if echo ${value} >$B/${name}; then echo yes; else echo no; fi\n`;
        return [
          { begin, what: `${name} ${domain.min}`, script: write(domain.min), told: 'yes' },
          { begin: '', what: `${name} ${domain.max}`, script: write(domain.max), told: 'yes' },
          { begin, what: `${name} ${domain.min - 1}`, script: write(domain.min - 1), told: 'no' },
          { begin: '', what: `${name} ${domain.max + 1}`, script: write(domain.max + 1), told: 'no' },
        ];
      }
      if (domain.kind !== 'enum') return [];
      return Object.entries(domain.names)
        .filter(([word]) => !option.valuesSince[word])
        .map(([word, number], index) => ({
          begin: index === 0 ? begin : '',
          what: `${name} ${word}`,
          script: `echo ${word} >$B/${name}; cat $B/${name}\n`,
          told: `${word} ${number}`,
        }));
    });
    const answers = await ask(questions.map(({ begin, script }) => begin + script).join(''));
    expect(questions.map(({ what }, index) => `${what}: ${answers[index]}`)).toEqual(
      questions.map(({ what, told }) => `${what}: ${told}`),
    );
  });

  it('on the order of writing', async () => {
    const scripts = BOND_MODES.map((mode) => {
      const chosen = OPTIONS.filter(
        ({ modes, runTimeOnly, aliasOf, name }) =>
          modes.includes(mode) && !runTimeOnly && !aliasOf && !name.startsWith('arp_'),
      );
      const values = Object.fromEntries(chosen.map((option) => [option.name, another(option)]));
      const writes = optionOrder(values, mode).map((name) => {
        const join = name === 'primary' ? 'ip link set try0 up; ip link set port0 master try0\n' : '';
        return `${join}echo ${name === 'mode' ? mode : values[name]} >$B/${name} || echo ${mode} refuses ${name}\n`;
      });
      return `ip link delete try0; ip link delete port0; ip link add port0 type dummy; ip link add try0 type bond\n${writes.join('')}`;
    });
    expect(await ask(`${scripts.join('')}echo asked\n`)).toEqual(['asked']);
  });
});
