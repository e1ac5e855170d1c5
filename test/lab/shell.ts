/**
 * The lab by hand. `npx tsx test/lab/shell.ts` boots and gives a prompt whose lines run in the guest;
 * `npx tsx test/lab/shell.ts -- 'cmd; cmd'` runs that one line and powers off.
 */
import { createInterface } from 'node:readline/promises';
import { Faults } from './faults.ts';
import { bootLab, diffState, type Lab } from './lab.ts';

const HELP = `A line runs in the guest with sh. A line that starts with a dot is a call of the lab, its words the arguments:
  .cutCable eth0   .plugCable eth0   .unplugAdapter eth1   .replugAdapter eth1   .plugUsbAdapter
  .stopAccessPoint home   .closeAccessPoint home   .startAccessPoint home2   .setPassphrase attic secret123
  .blackHole eth0   .heal eth0   .shape eth0 {"mbit":10}   .unshape eth0   .rfkill block
  .stopDhcp   .startDhcp   .trunk 802.3ad   .laptopOnCable   .reset   .diff (against the state after booting)
Ctrl-D ends.`;

async function main(): Promise<number> {
  const separator = process.argv.indexOf('--');
  const line = separator < 0 ? undefined : process.argv.slice(separator + 1).join(' ');
  const lab = await bootLab({ cache: 'none', log: (text) => console.error(`lab: ${text}`) });
  try {
    if (line !== undefined) return await show(lab, line);
    console.log(HELP);
    await prompt(lab);
    return 0;
  } finally {
    await lab.stop();
  }
}

async function prompt(lab: Lab): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'laptop# ' });
  terminal.prompt();
  for await (const line of terminal) {
    try {
      const code = line.startsWith('.')
        ? await call(lab, line.slice(1))
        : line.trim() === ''
          ? 0
          : await show(lab, line);
      if (code !== 0) console.log(`(ended with ${code})`);
    } catch (error) {
      console.log(error instanceof Error ? error.message : error);
    }
    terminal.prompt();
  }
}

async function show(lab: Lab, line: string): Promise<number> {
  const result = await lab.exec(['sh', '-c', line], { timeoutMs: 600_000 });
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  return result.code ?? 1;
}

async function call(lab: Lab, line: string): Promise<number> {
  const [name = '', ...words] = line.trim().split(/\s+/);
  if (name === 'diff') {
    console.log(diffState(lab.pristine, await lab.captureState()).join('\n'));
    return 0;
  }
  const known = [...Object.getOwnPropertyNames(Faults.prototype), 'laptopOnCable', 'reset', 'settle', 'captureState'];
  const method = (lab as unknown as Record<string, unknown>)[name];
  if (!known.includes(name) || name === 'constructor' || typeof method !== 'function') throw new Error(HELP);
  const args = words.map((word) =>
    /^[[{]/.test(word) ? (JSON.parse(word) as unknown) : word === 'null' ? null : word,
  );
  const result: unknown = await (method as (...args: unknown[]) => Promise<unknown>).apply(lab, args);
  if (typeof result === 'string') console.log(result);
  else if (result !== undefined) console.log(JSON.stringify(result, undefined, 2));
  return 0;
}

process.exitCode = await main();
