import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { electronPath } from '../../build/electron.mjs';
import { ACCESS_POINTS, type ApName, type CableName } from '../lab/world.ts';
import type { Laptop } from '../system/laptop.ts';

const networks = Object.values(ACCESS_POINTS)
  .filter(({ on }) => on)
  .map(
    ({ name, ssid, passphrase }) =>
      `    ${name.padEnd(8)}${ssid}${passphrase === '' ? '' : `   password: ${passphrase}`}`,
  )
  .join('\n');

const HELP = `
The window is yours. Its laptop is virtual: nothing on your own network is touched.
  cut eth0      pull a cable (eth0, eth1)
  plug eth0     plug it in again
  off home      switch an access point off
  on home       and on again
Access points:
${networks}
Close the window to end.
`;

/** The window on the desktop, and the world around the laptop from the terminal. */
export async function byHand(laptop: Laptop): Promise<number> {
  await laptop.lab.laptopOnCable();
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const window = spawn(await electronPath({ standIn: true }), [...root, resolve('.')], {
    env: { ...process.env, LINKBRAID_SOCKET: laptop.socketPath },
    stdio: 'ignore',
  });
  console.log(HELP);
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'demo> ' });
  terminal.on('line', (line) => {
    void obey(laptop, line)
      .catch((error: unknown) => console.log(error instanceof Error ? error.message : error))
      .finally(() => terminal.prompt());
  });
  terminal.prompt();
  await once(window, 'exit');
  terminal.close();
  return 0;
}

async function obey({ lab }: Laptop, line: string): Promise<void> {
  const [verb, name] = line.trim().split(/\s+/);
  const cable = name === 'eth0' || name === 'eth1' ? (name satisfies CableName) : null;
  const point = name !== undefined && name in ACCESS_POINTS ? (name as ApName) : null;
  if (verb === 'cut' && cable) return lab.cutCable(cable);
  if (verb === 'plug' && cable) return lab.plugCable(cable);
  if (verb === 'off' && point) return lab.closeAccessPoint(point);
  if (verb === 'on' && point) return lab.startAccessPoint(point);
  if (verb !== undefined && verb !== '') console.log(HELP);
}
