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

const running = new Set();
let interrupted = false;

/**
 * Runs a program of node_modules or an absolute path, from the root of the repository. With `onOutput`, stdout and
 * stderr go there; without it the child has the terminal. Resolves to its exit code, 128 for a signal or a failed start.
 */
export function run([program, ...args], { onOutput } = {}) {
  const file = program.startsWith('/') ? program : join(ROOT, 'node_modules', '.bin', program);
  const stdio = onOutput === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(file, args, { cwd: ROOT, stdio });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
  return new Promise((resolve) => {
    const end = (code) => {
      running.delete(child);
      // An interrupted command says nothing more; `interrupt` ends it.
      if (!interrupted) resolve(code ?? 128);
    };
    child.on('error', (error) => {
      onOutput?.(`${error.message}\n`);
      end(128);
    });
    child.on('close', end);
  });
}

/** Asks the children to end, and after a while kills whatever of their descendants is left. */
function interrupt(signal) {
  const again = interrupted;
  interrupted = true;
  const tree = descendants(process.pid);
  if (again) return finish(tree, signal);
  for (const child of running) child.kill('SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  const timer = setInterval(() => {
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
