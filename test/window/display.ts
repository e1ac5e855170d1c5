import { spawn, type ChildProcess } from 'node:child_process';
import { installVirtualDesktop } from '../../build/electron.mjs';

let server: Promise<string> | null = null;

/** The display to draw on: the desktop's own, or a virtual one that ends with this process. */
export function ensureDisplay(): Promise<string> {
  const { DISPLAY, LINKBRAID_SHOW } = process.env;
  // A test that opened windows on the desktop would take the keyboard away from whoever is typing.
  if (DISPLAY && LINKBRAID_SHOW) return Promise.resolve(DISPLAY);
  server ??= startVirtualDisplay();
  return server;
}

async function startVirtualDisplay(): Promise<string> {
  installVirtualDesktop();
  // Xvfb picks a free number and tells it through the descriptor. It ends with this process, however that ends; ending
  // with its last window instead, it was sometimes on its way out when the next one came.
  const screen = ['-displayfd', '3', '-screen', '0', '1600x1100x24', '-nolisten', 'tcp'];
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'Xvfb', ...screen], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  child.once('exit', () => (server = null));
  process.once('exit', () => child.kill());
  return `:${await firstLine(child)}`;
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${String(code)}`)));
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
  });
}
