// Loaded into the real helper by NODE_OPTIONS, so that the product need know nothing of it. On SIGUSR2 it reads an
// order: at the moment of that number the helper dies by SIGKILL, if so ordered with half a write done, or holds still until
// it may go on. A moment is an
// operation on the run directory's files, or a touch of the kernel: before it, and while the program that carries it
// out is at work.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onFileOperations } from './file-operations.mjs';

const FOLDER = '/tmp/sweep';
const pause = new Int32Array(new SharedArrayBuffer(4));
const write = fs.writeFileSync;
let order = null;
let index = 0;

process.on('SIGUSR2', () => {
  order = JSON.parse(fs.readFileSync(`${FOLDER}/order`, 'utf8'));
  index = 0;
  write(`${FOLDER}/armed`, '');
});

function moment(name, half) {
  if (order === null) return;
  fs.appendFileSync(`${FOLDER}/moments`, `${name}\n`);
  if (index++ !== order.at) return;
  if (order.how === 'die-half') half?.();
  if (order.how !== 'hold') {
    process.kill(process.pid, 'SIGKILL');
    for (;;) Atomics.wait(pause, 0, 0);
  }
  write(`${FOLDER}/holding`, '');
  while (!fs.existsSync(`${FOLDER}/go`)) Atomics.wait(pause, 0, 0, 20);
}

onFileOperations('/run/linkbraid', ({ name, path, half }, carryOut) => {
  // Dying before a sync is dying after the write: the page cache outlives the process. And to open changes nothing.
  if (name !== 'sync' && name !== 'open') moment(`file ${name} ${path}`, half);
  return carryOut();
});

const knob = /^\/(sys\/class\/net|proc\/sys\/net)\//;
const writeFileSync = fs.writeFileSync;
fs.writeFileSync = (path, ...words) => {
  if (knob.test(String(path))) moment(`touch ${path}`);
  return writeFileSync(path, ...words);
};

const execFile = childProcess.execFile;
childProcess.execFile = (file, argv, ...words) => {
  const touches = !argv.includes('-j') && file !== 'iw'; // what only looks comes whenever an event calls for it
  if (touches) moment(`touch ${file} ${argv.join(' ')}`);
  const child = execFile(file, argv, ...words);
  if (touches) moment(`during ${file} ${argv.join(' ')}`);
  return child;
};
syncBuiltinESMExports();
