// The lab's hand inside the virtual laptop: one TCP connection per request, a line of JSON
// there and a line of JSON back. `connect` and nothing else turns the connection into a pipe.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const token = readFileSync('/run/lab/token', 'utf8').trim();
const BASE_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};
const OUTPUT_LIMIT = 64 * 1024 * 1024;
const background = new Map();
let nextId = 1;

/** Starts a program. `world` marks what belongs to the lab, so that a reset leaves it alone. */
function begin(request) {
  const { argv, env, netns, stdin, cwd, world } = request;
  const full = netns === undefined ? argv : ['ip', 'netns', 'exec', netns, ...argv];
  const child = spawn(full[0], full.slice(1), {
    cwd: cwd ?? '/',
    env: { ...BASE_ENV, ...(world ? { LAB_WORLD: '1' } : {}), ...env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const job = { child, stdout: [], stderr: [], size: 0, result: undefined };
  for (const name of ['stdout', 'stderr'])
    child[name].on('data', (chunk) => {
      job.size += chunk.length;
      if (job.size <= OUTPUT_LIMIT) job[name].push(chunk);
    });
  child.stdin.on('error', () => undefined);
  if (stdin !== undefined) child.stdin.end(Buffer.from(stdin, 'base64'));
  else if (!request.keepStdin) child.stdin.end();
  job.spawned = new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  job.spawned.catch(() => undefined);
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const closed = new Promise((resolve) => child.once('close', resolve));
  // A daemon that keeps our pipes open must not keep its starter's answer back for ever.
  job.ended = exited.then(async (result) => {
    await Promise.race([closed, sleep(300, undefined, { ref: false })]);
    return (job.result = { ...result, stdout: text(job.stdout), stderr: text(job.stderr) });
  });
  return job;
}

const text = (chunks) => Buffer.concat(chunks).toString('utf8');

/** To the whole process group: what a program has started goes with it. */
function signal(job, name) {
  if (job.result !== undefined) return;
  try {
    process.kill(-job.child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function known(id) {
  const job = background.get(id);
  if (job === undefined) throw new Error(`no background process ${id}`);
  return job;
}

/** Processes without the lab's mark: whatever tests and the programs under test have started. */
function strangers() {
  const found = [];
  for (const pid of readdirSync('/proc')
    .map(Number)
    .filter((entry) => entry > 1 && entry !== process.pid))
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      if (args === '') continue; // a kernel thread, or one that is dead and not yet collected
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes('LAB_WORLD=1'))
        found.push({ pid, args });
    } catch {
      // gone by itself
    }
  return found;
}

const operations = {
  /** Ends every process that is not part of the lab, and waits until none is left. */
  async reap({ timeoutMs }) {
    const end = Date.now() + timeoutMs;
    for (let left = strangers(); left.length > 0; left = strangers()) {
      if (Date.now() > end)
        throw new Error(`these do not die: ${left.map(({ pid, args }) => `${pid} ${args}`).join(', ')}`);
      for (const { pid } of left)
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // gone by itself
        }
      await sleep(20);
    }
    background.clear();
    return {};
  },
  async ready({ timeoutMs }) {
    const end = Date.now() + timeoutMs;
    while (!existsSync('/run/lab/ready')) {
      if (Date.now() > end) throw new Error('the world did not become ready');
      await sleep(30);
    }
    return {};
  },
  async exec(request) {
    const job = begin(request);
    await job.spawned;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      signal(job, 'SIGKILL');
    }, request.timeoutMs);
    const result = await job.ended;
    clearTimeout(timer);
    return { ...result, timedOut };
  },
  async start(request) {
    const job = begin(request);
    await job.spawned;
    const id = nextId++;
    background.set(id, job);
    return { id, pid: job.child.pid };
  },
  async output({ id }) {
    const job = known(id);
    return { stdout: text(job.stdout), stderr: text(job.stderr), running: job.result === undefined };
  },
  async input({ id, data, end }) {
    const { child } = known(id);
    child.stdin.write(Buffer.from(data, 'base64'));
    if (end) child.stdin.end();
    return {};
  },
  async signal({ id, name }) {
    signal(known(id), name);
    return {};
  },
  async wait({ id, timeoutMs }) {
    const job = known(id);
    const result = await Promise.race([job.ended, sleep(timeoutMs, 'late', { ref: false })]);
    if (result === 'late') throw new Error(`background process ${id} still runs after ${timeoutMs} ms`);
    return result;
  },
  /** Command lines of the running programs of these names, and which interfaces wpa_supplicant can be asked about. */
  async programs({ names }) {
    const found = [];
    for (const pid of readdirSync('/proc').filter((entry) => /^[0-9]+$/.test(entry)))
      try {
        if (!names.includes(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())) continue;
        const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        if (args !== '') found.push(args);
      } catch {
        // gone by itself
      }
    const sockets = existsSync('/run/wpa_supplicant') ? readdirSync('/run/wpa_supplicant') : [];
    return { programs: found, sockets: found.some((args) => args.includes('wpa_supplicant')) ? sockets : [] };
  },
  /** Every path's content and kind, or its error code: one request for a whole list of sysfs files. */
  async read({ paths }) {
    // Not the asynchronous calls: each takes a turn through the thread pool, which in emulation costs a
    // hundred times the read itself.
    const files = paths.map((path) => {
      try {
        const data = readFileSync(path).toString('base64');
        if (path.startsWith('/sys/') || path.startsWith('/proc/')) return { data, mode: 0 };
        const status = lstatSync(path);
        return { data, mode: status.mode & 0o7777, link: status.isSymbolicLink() ? readlinkSync(path) : undefined };
      } catch (error) {
        return { error: error.code ?? String(error) };
      }
    });
    return { files };
  },
  async write({ path, data, mode }) {
    await mkdir(dirname(path), { recursive: true });
    if (path.startsWith('/proc/') || path.startsWith('/sys/')) {
      await writeFile(path, Buffer.from(data, 'base64'));
      return {};
    }
    await writeFile(`${path}.lab-new`, Buffer.from(data, 'base64'), { mode: mode ?? 0o644 });
    await rename(`${path}.lab-new`, path);
    return {};
  },
};

function pipeTo(socket, path) {
  const inner = connect(path);
  inner.once('connect', () => {
    socket.write('{"ok":true}\n');
    socket.pipe(inner).pipe(socket);
    socket.resume();
  });
  const end = () => {
    socket.destroy();
    inner.destroy();
  };
  inner.once('error', (error) => {
    if (inner.connecting || socket.bytesWritten === 0)
      socket.end(`${JSON.stringify({ ok: false, error: error.message })}\n`);
    else end();
  });
  socket.once('close', end);
  inner.once('close', () => socket.end());
}

async function answer(socket, line) {
  let reply;
  try {
    const request = JSON.parse(line);
    if (request.token !== token) throw new Error('wrong token');
    if (request.op === 'connect') return pipeTo(socket, request.path);
    const operation = operations[request.op];
    if (operation === undefined) throw new Error(`unknown operation ${request.op}`);
    reply = { ok: true, ...(await operation(request)) };
  } catch (error) {
    reply = { ok: false, error: error.message, code: error.code };
  }
  socket.end(`${JSON.stringify(reply)}\n`);
}

createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
  let chunks = [];
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  const take = (chunk) => {
    const end = chunk.indexOf(10);
    chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
    if (end < 0) return;
    socket.off('data', take);
    socket.pause();
    if (end + 1 < chunk.length) socket.unshift(chunk.subarray(end + 1));
    void answer(socket, Buffer.concat(chunks).toString('utf8'));
    chunks = [];
  };
  socket.on('data', take);
}).listen({ fd: 3 }, () => console.log(`lab: ${process.uptime().toFixed(2)} s for the agent to start`));
