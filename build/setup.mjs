/*
 * Makes a machine ready for this repository: Node's version, node_modules, Debian packages.
 * Plain JavaScript without dependencies, since it runs before any of them are there.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const toError = (line) => process.stderr.write(`${line}\n`);

/** What every command of the repository needs. Fast when there is nothing to do. */
export function setUp(log = toError) {
  needNode();
  needDependencies(log);
}

function needNode() {
  const wanted = readJson(join(ROOT, 'package.json')).engines.node.replace('>=', '');
  const [major, minor] = wanted.split('.').map(Number);
  const [hasMajor, hasMinor] = process.versions.node.split('.').map(Number);
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return;
  throw new Error(
    `Node ${wanted} or newer is needed; this is ${process.version}. ` +
      'Newer ones: https://nodejs.org/en/download/package-manager',
  );
}

function needDependencies(log) {
  const outdated = whyOutdated();
  if (outdated === undefined) return;
  log(`npm ci: ${outdated}`);
  // NODE_ENV=production would leave the build tools out.
  run(['npm', 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {}, ROOT);
}

/**
 * Compares the lock file with the record that npm leaves in node_modules when it has finished. Not a time or a hash of
 * our own: a tree that `npm install` has just brought up to date is right too, and one broken off half-way is not.
 */
function whyOutdated() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'node_modules is missing or incomplete';
  const present = readJson(record).packages;
  const locked = readJson(join(ROOT, 'package-lock.json')).packages;
  const differs = ([path, { version, integrity, optional }]) => {
    const found = present[path];
    // Optional packages are for other machines as well, and absent here.
    if (found === undefined) return path !== '' && !optional;
    return found.version !== version || found.integrity !== integrity;
  };
  const first = Object.entries(locked).find(differs);
  return first && `${first[0]} is not as package-lock.json has it`;
}

/**
 * Makes sure that Debian or Ubuntu packages are there. A need is a package's name ("a | b" where releases call it
 * differently), or `{ package, file }`, where the file (a path, or a program looked up in PATH) tells on any system
 * whether it is there.
 */
export function needPackages(needs, why, log = toError) {
  const missing = missingPackages(needs);
  if (missing.length === 0) return;
  const named = missing.map(([name]) => name).join(' ');
  const apt = aptGet();
  if (apt === undefined)
    throw new Error(
      `Needed for ${why}, and missing here: ${named}. On Debian or Ubuntu: sudo apt-get install ${named}`,
    );
  log(`installing ${named} with apt-get: needed for ${why}`);
  const install = () =>
    run([...apt, '-qq', '-y', '--no-install-recommends', 'install', ...missing.map(knownName)], { quiet: true });
  try {
    install();
  } catch {
    // Package lists that are missing or too old are the usual reason; when they were not, the second try says what it is.
    log('apt-get update');
    run([...apt, '-qq', 'update'], { quiet: true });
    install();
  }
  const still = missingPackages(needs);
  if (still.length > 0) throw new Error(`apt-get reported success, yet these are missing: ${still.join(' ')}`);
}

/** Of each package that is missing, the names that it may have. */
function missingPackages(needs) {
  const missing = needs
    .map((need) => (typeof need === 'string' ? { package: need } : need))
    .filter(({ file }) => file === undefined || !present(file))
    .map((need) => ({ names: need.package.split('|').map((name) => name.trim()), byName: need.file === undefined }));
  const installed = installedPackages(missing.flatMap(({ names, byName }) => (byName ? names : [])));
  return missing
    .filter(({ names, byName }) => !(byName && names.some((name) => installed.has(name))))
    .map(({ names }) => names);
}

function installedPackages(names) {
  if (names.length === 0) return new Set();
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], {
    encoding: 'utf8',
  });
  const lines = (query.stdout ?? '').split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([, status]) => status === 'installed').map(([name]) => name));
}

function knownName(names) {
  const known = (name) =>
    /Candidate: (?!\(none\))/.test(spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '');
  return (names.length > 1 && names.find(known)) || names[0];
}

function aptGet() {
  if (!present('apt-get')) return undefined;
  // Another apt may be at work (unattended upgrades hold the lock for minutes); without the limit we would fail at once.
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300'];
  if (process.getuid() === 0) return command;
  if (!present('sudo')) return undefined;
  if (process.stdin.isTTY) return ['sudo', ...command];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n', ...command] : undefined;
}

/** Whether a path exists, or a bare name is a program in PATH or where Debian keeps the system's own. */
function present(file) {
  if (file.startsWith('/')) return existsSync(file);
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs to the end. What is quiet speaks only in the error that it ends with. */
function run([program, ...args], { quiet = false } = {}, cwd = undefined) {
  const stdin = process.stdin.isTTY ? 'inherit' : 'ignore';
  // stdout belongs to the command that asked for the set-up.
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: [stdin, quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
  });
  if (result.status === 0) return;
  const reason = result.error?.message ?? (quiet ? `${result.stdout}${result.stderr}`.trim() : '');
  throw new Error([`failed: ${[program, ...args].join(' ')}`, reason].filter(Boolean).join('\n'));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    setUp();
  } catch (error) {
    toError(error.message);
    process.exitCode = 1;
  }
}
