import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostMirror, needHostPrograms, proxyOptions } from './host.ts';

/** The three files a virtual laptop boots from. */
export interface LabImage {
  readonly root: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** Everything the guest has beyond a minimal Debian 12. Debian's kernel comes by `guest/customize.sh`. */
const LAPTOP = [
  'busybox-static',
  'dbus',
  'dnsmasq-base',
  'ethtool',
  'hostapd',
  'iperf3',
  'iproute2',
  'iputils-ping',
  'isc-dhcp-client',
  'iw',
  'kmod',
  'nftables',
  'procps',
  'rfkill',
  'socat',
  'tcpdump',
  'udev',
  'udhcpc',
  'wireless-regdb',
  'wpasupplicant',
  'xz-utils', // unpacks the kernel, in the hook
];

/** A Debian as people have it, for trying packages: systemd and what comes with it, and beneath it what ours depends on. */
const INSTALLED = [
  'apparmor',
  'init',
  'libpam-systemd',
  'login',
  'man-db',
  'network-manager',
  'passwd',
  'polkitd',
  ...['libasound2', 'libatk-bridge2.0-0', 'libatspi2.0-0', 'libgbm1', 'libgtk-3-0', 'libnotify4', 'libnss3'],
];

/** What a desktop manages its network with, over the quick laptop's own init. */
const DESKTOP = ['network-manager', 'polkitd'];

const PACKAGES = { laptop: LAPTOP, desktop: [...LAPTOP, ...DESKTOP], installed: [...LAPTOP, ...INSTALLED] };
export type ImageKind = keyof typeof PACKAGES;

/** Part of the image's key: raise it when the way of making changes without the package list or the hook changing. */
const RECIPE = 1;

const HOOK = join(dirname(fileURLToPath(import.meta.url)), 'guest', 'customize.sh');
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where the lab keeps what takes long to make. */
export function cacheFolder(): string {
  const base =
    process.env.LINKBRAID_CACHE ??
    (process.env.XDG_CACHE_HOME === undefined
      ? join(homedir(), '.cache', 'linkbraid')
      : join(process.env.XDG_CACHE_HOME, 'linkbraid'));
  mkdirSync(base, { recursive: true });
  return base;
}

/** The guest's image: made on the first call on this host (a minute or two), found in the cache ever after. */
export async function labImage(
  log: (line: string) => void = () => undefined,
  kind: ImageKind = 'laptop',
): Promise<LabImage> {
  const key = createHash('sha256')
    .update(JSON.stringify([RECIPE, PACKAGES[kind]]))
    .update(readFileSync(HOOK))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), `guest-${key}`);
  if (!existsSync(folder)) await makeImage(folder, kind, log);
  return { root: join(folder, 'root.squashfs'), kernel: join(folder, 'kernel'), initrd: join(folder, 'initrd') };
}

/** Makes the image beside its final place and renames it there, so that a broken-off run leaves nothing that looks done. */
async function makeImage(folder: string, kind: ImageKind, log: (line: string) => void): Promise<void> {
  needHostPrograms(log);
  const work = mkdtempSync(`${folder}.making-`);
  try {
    log('making the guest image (a minute or two, once)');
    const root = join(work, 'root.squashfs');
    await makeRoot(root, kind, log);
    await extract(root, '/boot/lab/kernel', join(work, 'kernel'));
    await extract(root, '/boot/lab/initrd', join(work, 'initrd'));
    try {
      renameSync(work, folder);
    } catch (error) {
      // Another run was quicker; its image is as good as ours.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function makeRoot(file: string, kind: ImageKind, log: (line: string) => void): Promise<void> {
  const bootstrap = spawn(
    'mmdebstrap',
    [
      '--variant=minbase',
      `--mode=${process.getuid?.() === 0 ? 'root' : 'auto'}`,
      `--keyring=${KEYRING}`,
      '--architectures=amd64',
      `--include=${PACKAGES[kind].join(',')}`,
      ...['doc', 'man', 'locale', 'info'].map((kind) => `--dpkgopt=path-exclude=/usr/share/${kind}/*`),
      ...proxyOptions().map((option) => `--aptopt=${option}`),
      `--customize-hook=sh "$LINKBRAID_LAB_HOOK" "$1"`,
      '--format=tar',
      'bookworm',
      '-',
      hostMirror(),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LINKBRAID_LAB_HOOK: HOOK } },
  );
  // lz4: the emulated processor unpacks it many times faster than the smaller formats.
  // Access lists, which systemd gives its journal's folder, do not fit into the image; there they are left out.
  const strict = kind === 'laptop' ? ['--no-skip'] : [];
  const pack = spawn('tar2sqfs', ['--quiet', ...strict, '--force', '--compressor', 'lz4', file], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  bootstrap.stdout.pipe(pack.stdin);
  pack.stdin.on('error', () => undefined); // its exit code says it better
  await Promise.all([done(bootstrap, 'mmdebstrap', log), done(pack, 'tar2sqfs', log)]);
}

/** Copies one file out of the finished image. */
async function extract(image: string, path: string, to: string): Promise<void> {
  const out = openSync(to, 'w');
  try {
    const child = spawn('rdsquashfs', ['--cat', path, image], { stdio: ['ignore', out, 'pipe'] });
    await done(child, 'rdsquashfs');
  } finally {
    closeSync(out);
  }
}

async function done(child: ChildProcess, name: string, log?: (line: string) => void): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (log !== undefined && process.env.LINKBRAID_LAB_VERBOSE !== undefined) log(chunk.toString().trimEnd());
  });
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  if (code !== 0) throw new Error(`${name} failed (${code}):\n${said.split('\n').slice(-40).join('\n')}`);
}
