/* Child processes of the repository's commands, and their end when the command is interrupted. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup.mjs';

/** Long enough for a virtual machine to be taken down in order, short enough for a person who waits. */
const GRACE_MS = 8000;

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** What runs a TypeScript file without a build. */
export const TYPESCRIPT = [process.execPath, '--import', 'tsx'];

/** Collected output is read in logs; some programs colour it by CI=true alone. */
const PLAIN = { ...process.env, NO_COLOR: '1' };

const running = new Set();
let interrupted = false;

/**
 * Runs a program of node_modules or an absolute path, from the root of the repository. With `onOutput`, stdout and
 * stderr go there; without it the child has the terminal. Resolves to its exit code, 128 for a signal or a failed start.
 */
export function run([program, ...args], { onOutput } = {}) {
  const file = program.startsWith('/') ? program : join(ROOT, 'node_modules', '.bin', program);
  const stdio = onOutput === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(file, args, { cwd: ROOT, stdio, env: onOutput === undefined ? process.env : PLAIN });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
  return new Promise((resolve) => {
    const end = (code) => {
      running.delete(child);
      child.stdout?.destroy();
      child.stderr?.destroy();
      // An interrupted command says nothing more; `interrupt` ends it.
      if (!interrupted) resolve(code ?? 128);
    };
    child.on('error', (error) => {
      onOutput?.(`${error.message}\n`);
      end(128);
    });
    child.on('close', end);
    // What it left running may hold the pipe open for as long as it likes; what it said itself has arrived by then.
    child.on('exit', (code) => setTimeout(end, 2000, code).unref());
  });
}

/** Asks the children to end, then what they left behind, and after a while kills whatever is still there. */
function interrupt(signal) {
  const again = interrupted;
  interrupted = true;
  const tree = descendants(process.pid);
  if (again) return finish(tree, signal);
  // Ctrl-C has reached the children already; a second signal would end those that are tidying up.
  const told = signal === 'SIGINT' && process.stdin.isTTY;
  if (!told) for (const child of running) child.kill(signal);
  const deadline = Date.now() + GRACE_MS;
  let left = tree;
  const timer = setInterval(() => {
    if (running.size === 0) {
      for (const pid of left.filter(alive)) process.kill(pid, 'SIGTERM');
      left = [];
    }
    if (Date.now() < deadline && tree.some(alive)) return;
    clearInterval(timer);
    finish(tree, signal);
  }, 50);
}

function finish(tree, signal) {
  for (const pid of tree.filter(alive)) process.kill(pid, 'SIGKILL');
  process.exit(EXIT_CODES[signal]);
}

function alive(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The deepest first. */
function descendants(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/children`);
    const children = threads.flatMap((file) => readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number));
    return children.flatMap((child) => [...descendants(child), child]);
  } catch {
    return []; // it has ended meanwhile
  }
}

for (const signal of Object.keys(EXIT_CODES)) process.on(signal, interrupt);
