import { findOption } from '../contract/bond-options.ts';
import { LinkbraidError } from '../contract/errors.ts';
import type { Action, AddressSpec, RouteSpec } from '../contract/plan.ts';
import { aliasFor } from '../plan/image.ts';
import { run } from './run.ts';
import { linkFiles, readLink, uppersOf, writeLink, writeSysctl } from './sysfs.ts';
import { stopTranslating, translate } from './translation.ts';

type LinkAction = Extract<
  Action,
  {
    kind:
      | 'load-module'
      | 'create-bond'
      | 'mark-bond'
      | 'delete-bond'
      | 'set-option'
      | 'set-port-option'
      | 'set-mtu'
      | 'set-mac'
      | 'set-up'
      | 'set-sysctl'
      | 'join'
      | 'move-port'
      | 'leave'
      | 'translate'
      | 'stop-translating'
      | 'set-four-address'
      | 'clear-addresses'
      | 'add-address'
      | 'remove-address'
      | 'add-route'
      | 'remove-route';
  }
>;

/**
 * Carries out one touch of the kernel's links, addresses and routes. Each is safe to repeat: what is already so is
 * not an error, because a step may have happened just before the helper died.
 */
export async function touch(action: LinkAction): Promise<void> {
  switch (action.kind) {
    case 'load-module':
      // Without max_bonds=0 the module makes a bond0 that nobody asked for.
      await run('modprobe', ['bonding', 'max_bonds=0']);
      return;
    case 'create-bond':
      if (readLink(action.bond, 'bonding/mode') === null) {
        // An address given at birth counts as chosen. One given later, or left to the first port, loses a race against
        // udev, which hands out addresses of its own (systemd.link(5), MACAddressPolicy).
        const address = action.mac === null ? [] : ['address', action.mac];
        await run('ip', ['link', 'add', 'name', action.bond, ...address, 'type', 'bond', 'mode', action.mode]);
      }
      await run('ip', ['link', 'set', 'dev', action.bond, 'alias', aliasFor(action.profile)]);
      return;
    case 'mark-bond':
      await run('ip', ['link', 'set', 'dev', action.bond, 'alias', aliasFor(action.profile)]);
      return;
    case 'delete-bond':
      if (readLink(action.bond, 'ifindex') === null) return;
      // The kernel would delete them along without a word.
      for (const upper of uppersOf(action.bond))
        throw new LinkbraidError('failed', `${upper} stands on ${action.bond}, which must stay for it.`);
      await run('ip', ['link', 'delete', 'dev', action.bond]);
      return;
    case 'set-option':
      await setOption(action.bond, action.option, action.value);
      return;
    case 'set-port-option': {
      // By netlink, which has them all; sysfs knows the queue alone.
      const word = findOption(action.option, 'port')?.iproute2 ?? action.option;
      await run('ip', ['link', 'set', 'dev', action.port, 'type', 'bond_slave', word, action.value]);
      return;
    }
    case 'set-mtu':
      await run('ip', ['link', 'set', 'dev', action.link, 'mtu', String(action.mtu)]);
      return;
    case 'set-mac':
      await run('ip', ['link', 'set', 'dev', action.link, 'address', action.mac]);
      return;
    case 'set-up':
      await run('ip', ['link', 'set', 'dev', action.link, action.up ? 'up' : 'down']);
      return;
    case 'set-sysctl':
      writeSysctl('ipv6', action.link, action.key, action.value);
      return;
    case 'join':
      await run('ip', ['link', 'set', 'dev', action.port, 'master', action.bond]);
      return;
    case 'move-port':
      await movePort(action);
      return;
    case 'leave':
      await run('ip', ['link', 'set', 'dev', action.port, 'nomaster']);
      return;
    case 'translate':
      await translate(action.port, action.own, action.shown);
      return;
    case 'stop-translating':
      await stopTranslating(action.port);
      return;
    case 'set-four-address':
      await run('iw', ['dev', action.port, 'set', '4addr', action.on ? 'on' : 'off']);
      return;
    case 'clear-addresses':
      // IPv4 alone: IPv6 addresses and routes go with the link, and some of them only the kernel or the next router
      // advertisement can bring back. Flushed here, they would be missing if we died before the link goes down.
      await inOneGo(clearing(action.link));
      return;
    case 'add-address':
      await run('ip', ['addr', 'replace', ...addressWords(action.address), 'dev', action.link]);
      return;
    case 'remove-address':
      // Else the other addresses of its network would go with the first of them (ip-sysctl.rst, promote_secondaries).
      if (readLink(action.link, 'bonding/mode') !== null) writeSysctl('ipv4', action.link, 'promote_secondaries', '1');
      await run('ip', ['addr', 'del', action.address.address, 'dev', action.link]).catch((error: unknown) => {
        // EADDRNOTAVAIL: it is gone already.
        if (!(error instanceof LinkbraidError) || !error.message.includes('Cannot assign requested address'))
          throw error;
      });
      return;
    case 'add-route':
      await run('ip', [`-${action.route.family}`, 'route', 'replace', ...routeWords(action.route)]);
      return;
    case 'remove-route':
      await run('ip', [`-${action.route.family}`, 'route', 'del', ...routeWords(action.route)]);
      return;
  }
}

const clearing = (link: string) => [
  ['-4', 'addr', 'flush', 'dev', link],
  ['-4', 'route', 'flush', 'table', 'all', 'dev', link],
];

/** Nothing is connected from the first line to the last, so the time of starting a program for each counts. */
async function movePort({ bond, port, routes }: Extract<LinkAction, { kind: 'move-port' }>): Promise<void> {
  await inOneGo([
    ['link', 'set', 'dev', port, 'down'],
    ['addr', 'flush', 'dev', port],
    ['link', 'set', 'dev', port, 'master', bond],
    ['link', 'set', 'dev', bond, 'up'],
    ...routes.map((route) => ['route', 'replace', ...routeWords(route)]),
  ]);
}

/** By one `ip -batch`; one after another where a name has a meaning of its own there (quotes, the beginning of a comment). */
async function inOneGo(commands: readonly string[][]): Promise<void> {
  const plain = commands.every((words) => words.every((word) => /^[^\s#'"\\]+$/.test(word)));
  const families = new Set(commands.map(([word = '']) => (word.startsWith('-') ? word : '')));
  const [family = ''] = families;
  if (plain && families.size === 1) {
    const lines = commands.map((words) => `${words.filter((word) => word !== family).join(' ')}\n`);
    await run('ip', [...(family === '' ? [] : [family]), '-batch', '-'], { input: lines.join('') });
  } else {
    for (const words of commands) await run('ip', words);
  }
}

/**
 * By sysfs, which takes each value as the kernel prints it; lists go by netlink, since sysfs adds and removes their
 * entries one by one, and so do the options that sysfs does not have.
 *
 * @throws LinkbraidError that names the option; the kernel says only a number, and writes its reasons to its log
 */
async function setOption(bond: string, name: string, value: string): Promise<void> {
  const option = findOption(name);
  if (!option) return forceOption(bond, name, value);
  if (option.interface === 'netlink' || option.domain.kind.endsWith('-list')) {
    await run('ip', ['link', 'set', 'dev', bond, 'type', 'bond', option.iproute2, value]);
    return;
  }
  writeOption(bond, name, value);
}

/** An option that only the kernel knows: by its file, else by the name that iproute2 may have for it. */
async function forceOption(bond: string, name: string, value: string): Promise<void> {
  if (!linkFiles(bond, 'bonding').includes(name)) {
    await run('ip', ['link', 'set', 'dev', bond, 'type', 'bond', name, value]).catch(() => {
      throw new LinkbraidError('failed', `Neither this kernel nor ip takes ${name}=${value} for ${bond}.`, {
        option: name,
      });
    });
    return;
  }
  // An earlier value is put back as it was read, and what was read port by port is written so.
  const words = value.split(/\s+/);
  try {
    writeOption(bond, name, value);
  } catch (error) {
    if (words.length < 2) throw error;
    for (const word of words) writeOption(bond, name, word);
  }
}

function writeOption(bond: string, name: string, value: string): void {
  try {
    // An empty write reaches the driver as nothing at all; a line end is what clears `primary` and its like.
    writeLink(bond, `bonding/${name}`, value === '' ? '\n' : value);
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new LinkbraidError('failed', `The kernel refused ${name}=${value} on ${bond} (${errno}).`, {
      option: name,
      errno,
    });
  }
}

export function addressWords(spec: AddressSpec): string[] {
  const lifetime = (seconds: number | null) => (seconds === null ? 'forever' : String(Math.max(1, seconds)));
  return [
    ...(spec.peer === null ? [spec.address] : [spec.address.replace(/\/\d+$/, ''), 'peer', spec.peer]),
    ...(spec.broadcast === null ? [] : ['broadcast', spec.broadcast]),
    ...(spec.label === null ? [] : ['label', spec.label]),
    ...(spec.scope === 'global' ? [] : ['scope', spec.scope]),
    ...(spec.metric === null ? [] : ['metric', String(spec.metric)]),
    ...spec.flags,
    ...(spec.validSeconds === null
      ? []
      : ['valid_lft', lifetime(spec.validSeconds), 'preferred_lft', lifetime(spec.preferredSeconds)]),
  ];
}

export function routeWords(route: RouteSpec): string[] {
  return [
    ...(route.type === 'unicast' ? [] : [route.type]),
    route.destination,
    ...(route.gateway === null ? [] : ['via', route.gateway]),
    'dev',
    route.link,
    'table',
    route.table,
    'proto',
    route.protocol,
    ...(route.scope === null || route.family === 6 ? [] : ['scope', route.scope]),
    ...(route.metric === null ? [] : ['metric', String(route.metric)]),
    ...(route.source === null ? [] : ['src', route.source]),
    ...(route.onlink ? ['onlink'] : []),
    ...(route.mtu === null ? [] : ['mtu', String(route.mtu)]),
  ];
}
