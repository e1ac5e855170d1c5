import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { SocketFacts } from '../observe/doctor-access.ts';
import { PROGRAMS_OF_INTEREST, type MachineFacts } from '../observe/doctor.ts';

/*
 * Reads what `doctor` judges, without any privilege: the helper does it, and the command line does where there is no
 * helper. What cannot be read counts as not there, since a check-up must not fail on a sick machine.
 */

export interface GatherOptions {
  /** Folder that stands for the root of the file system. */
  root?: string;
  kernel?: string;
  /** Runs a program and answers its stdout, empty when it fails. */
  output?: (program: string, options: readonly string[]) => Promise<string>;
}

export async function gatherMachineFacts(options: GatherOptions = {}): Promise<MachineFacts> {
  const { root = '/', kernel = release(), output = outputOf } = options;
  const at = (path: string) => join(root, path);
  const adapters = list(at('sys/class/net')).filter((name) => existsSync(at(`sys/class/net/${name}/device`)));
  const iw = findProgram(root, 'iw');
  return {
    kernel,
    processor: process.arch,
    distribution: parseOsRelease(text(at('etc/os-release'))),
    bonding: bondingState(at, kernel),
    emptyBonds: words(text(at('sys/class/net/bonding_masters'))).filter((name) => isEmptyBond(at, name)),
    adapters: adapters.map((name) => ({ name, wifi: existsSync(at(`sys/class/net/${name}/phy80211`)) })),
    radioSwitches: list(at('sys/class/rfkill')).flatMap((entry) => {
      const field = (name: string) => text(at(`sys/class/rfkill/${entry}/${name}`)).trim();
      if (field('type') !== 'wlan') return [];
      return [{ name: field('name'), soft: field('soft') === '1', hard: field('hard') === '1' }];
    }),
    regulatoryDomain: iw === null ? null : parseRegulatoryDomain(await output(iw, ['reg', 'get'])),
    running: runningPrograms(at('proc')),
    installed: PROGRAMS_OF_INTEREST.filter((name) => findProgram(root, name) !== null),
    systemBus: existsSync(at('run/dbus/system_bus_socket')),
    ifupdown: ifupdownAdapters(at('etc/network')),
    resolver: resolverKind(at('etc/resolv.conf')),
  };
}

export function socketFacts(path: string): SocketFacts {
  const self = process.getuid?.() ?? -1;
  try {
    const found = statSync(path);
    return { path, found: found.isSocket() ? 'socket' : 'something else', owner: found.uid, self };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { path, found: code === 'ENOENT' ? 'nothing' : 'out of reach', owner: null, self };
  }
}

function bondingState(at: (path: string) => string, kernel: string): MachineFacts['bonding'] {
  if (existsSync(at('sys/module/bonding'))) return 'loaded';
  const known = text(at(`lib/modules/${kernel}/modules.dep`)) + text(at(`lib/modules/${kernel}/modules.builtin`));
  return /\/bonding\.ko(\.\w+)?(:|$)/m.test(known) ? 'available' : 'missing';
}

function isEmptyBond(at: (path: string) => string, name: string): boolean {
  const bond = `sys/class/net/${name}`;
  return text(at(`${bond}/bonding/slaves`)).trim() === '' && text(at(`${bond}/operstate`)).trim() === 'down';
}

/** `iw reg get`: the first country is the global one. */
export function parseRegulatoryDomain(printed: string): string | null {
  return /^country ([A-Z0-9]{2}):/m.exec(printed)?.[1] ?? null;
}

export function parseOsRelease(file: string): string[] {
  return [...file.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value = '']) => words(value.replace(/["']/g, '')));
}

/** Names of the `iface` stanzas, each once, without the loopback. */
export function parseInterfaces(file: string): string[] {
  const names = [...file.matchAll(/^[ \t]*iface[ \t]+(\S+)/gm)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => name !== 'lo');
}

function ifupdownAdapters(directory: string): string[] {
  const files = ['interfaces', ...list(join(directory, 'interfaces.d')).map((name) => join('interfaces.d', name))];
  return [...new Set(files.flatMap((file) => parseInterfaces(text(join(directory, file)))))];
}

/** The kernel keeps 15 characters of a program's name: "systemd-networkd" shows as "systemd-network". */
function runningPrograms(proc: string): string[] {
  const names = new Set(
    list(proc)
      .filter((entry) => /^\d+$/.test(entry))
      .map((entry) => text(join(proc, entry, 'comm')).trim()),
  );
  return PROGRAMS_OF_INTEREST.filter((name) => names.has(name.slice(0, 15)));
}

function resolverKind(path: string): MachineFacts['resolver'] {
  let target: string;
  try {
    target = readlinkSync(path);
  } catch {
    return existsSync(path) ? 'file' : 'missing';
  }
  if (target.includes('systemd/resolve')) return 'systemd-resolved';
  if (target.includes('resolvconf')) return 'resolvconf';
  return target.includes('NetworkManager') ? 'networkmanager' : 'file';
}

/** Debian keeps /usr/sbin out of users' PATH, yet that is where these programs are. */
function findProgram(root: string, name: string): string | null {
  const folders = ['usr/sbin', 'usr/bin', 'sbin', 'bin', 'usr/local/sbin', 'usr/local/bin'];
  for (const folder of folders) {
    const path = join(root, folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

function outputOf(program: string, options: readonly string[]): Promise<string> {
  // iw answers in milliseconds; two seconds is for a machine that swaps, and longer would only delay the report.
  const limits = { timeout: 2000, maxBuffer: 1024 * 1024, env: { LC_ALL: 'C' } };
  return new Promise((resolve) => {
    execFile(program, [...options], limits, (error, stdout) => resolve(error ? '' : stdout));
  });
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}
