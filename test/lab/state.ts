import type { Agent } from './agent.ts';
import { addressOf, documents, linkOf, qdiscOf, routeOf, ruleOf, type LaptopState, type Raw } from './state-normal.ts';

export type { LaptopState } from './state-normal.ts';

/** Per interface, what a program that joins links may have a reason to touch. */
const SYSCTLS: Readonly<Record<'ipv4' | 'ipv6', readonly string[]>> = {
  ipv4: [
    'accept_local',
    'arp_accept',
    'arp_announce',
    'arp_filter',
    'arp_ignore',
    'arp_notify',
    'forwarding',
    'rp_filter',
  ],
  ipv6: ['accept_ra', 'addr_gen_mode', 'autoconf', 'disable_ipv6', 'forwarding', 'keep_addr_on_down', 'use_tempaddr'],
};

/** Programs whose presence is part of the state: they would change it on. */
const PROGRAMS = ['wpa_supplicant', 'dhclient', 'udhcpc', 'dhcpcd', 'NetworkManager'];

/** What wpa_supplicant is doing. Not over D-Bus: asking there would start it. */
async function supplicant(agent: Agent, names: readonly string[]): Promise<string[]> {
  const asked = await Promise.all(
    names.map(async (name) => {
      const ask = (word: string): Promise<string> =>
        agent.exec(['wpa_cli', '-p', '/run/wpa_supplicant', '-i', name, word]).then((result) => result.stdout);
      const [status, networks] = await Promise.all([ask('status'), ask('list_networks')]);
      const kept = status.split('\n').filter((line) => /^(wpa_state|ssid|bssid)=/.test(line));
      const listed = networks
        .split('\n')
        .slice(1)
        .filter((line) => line !== '');
      return [...kept, ...listed.map((line) => `network ${line}`)].map((line) => `${name} ${line}`);
    }),
  );
  return asked.flat().sort();
}

/** The laptop's whole network state, comparable as JSON, and whether addresses still wait for duplicate detection. */
export async function captureState(
  agent: Agent,
): Promise<{ readonly state: LaptopState; readonly tentative: boolean }> {
  const [four, six, tc, nft, programs] = await Promise.all([
    agent.run(['ip', '-d', '-j', '-batch', '-'], {
      stdin: 'link show\naddress show\nroute show table all\nrule show\n',
    }),
    agent.run(['ip', '-6', '-d', '-j', '-batch', '-'], { stdin: 'route show table all\nrule show\n' }),
    agent.run(['tc', '-j', 'qdisc', 'show']),
    agent.run(['nft', '--stateless', 'list', 'ruleset']),
    agent.call({ op: 'programs', names: PROGRAMS }),
  ]);
  const [links = [], addresses = [], routes4 = [], rules4 = []] = documents(four);
  const [routes6 = [], rules6 = []] = documents(six);
  const names = links.map((link) => String(link.ifname)).sort();
  const paths = [...names, 'all', 'default'].flatMap((name) =>
    (['ipv4', 'ipv6'] as const).flatMap((family) =>
      SYSCTLS[family].map((key) => `/proc/sys/net/${family}/conf/${name}/${key}`),
    ),
  );
  const [resolv, ...values] = await agent.readFiles(['/etc/resolv.conf', ...paths]);
  const sysctls: Record<string, string> = {};
  for (const [index, path] of paths.entries()) {
    const file = values[index];
    if (file !== undefined && file.error === undefined) sysctls[path.slice('/proc/sys/net/'.length)] = file.data.trim();
  }
  const state: LaptopState = {
    links: keyed(links, linkOf),
    addresses: keyed(addresses, (link) => (link.addr_info as Raw[]).map(addressOf).sort(byText)),
    routes: [...routes4.map((route) => routeOf('v4', route)), ...routes6.map((route) => routeOf('v6', route))]
      .filter((route) => route !== undefined)
      .sort(),
    rules: [...rules4.map((rule) => ruleOf('v4', rule)), ...rules6.map((rule) => ruleOf('v6', rule))].sort(),
    qdiscs: (documents(tc)[0] ?? [])
      .map(qdiscOf)
      .filter((qdisc) => qdisc !== undefined)
      .sort(),
    resolvConf:
      resolv === undefined || resolv.error !== undefined
        ? { error: resolv?.error ?? 'not read' }
        : { text: resolv.data, mode: resolv.mode.toString(8), link: resolv.link ?? '' },
    sysctls,
    nft: nft.trim(),
    processes: (programs.programs as string[]).sort(),
    supplicant: await supplicant(agent, programs.sockets as string[]),
  };
  const tentative = addresses.some((link) => (link.addr_info as Raw[]).some((address) => address.tentative === true));
  return { state, tentative };
}

function keyed<T>(entries: readonly Raw[], value: (entry: Raw) => T): Record<string, T> {
  const sorted = [...entries].sort((a, b) => byText(String(a.ifname), String(b.ifname)));
  return Object.fromEntries(sorted.map((entry) => [String(entry.ifname), value(entry)]));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What differs between two states, a line each, `-` what only the first has and `+` what only the second. */
export function diffState(before: LaptopState, after: LaptopState): string[] {
  return diffValue('', before, after);
}

function diffValue(path: string, a: unknown, b: unknown): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (Array.isArray(a) && Array.isArray(b)) {
    const left = a.map((entry) => JSON.stringify(entry));
    const right = b.map((entry) => JSON.stringify(entry));
    return [
      ...left.filter((entry) => !right.includes(entry)).map((entry) => `- ${path}: ${entry}`),
      ...right.filter((entry) => !left.includes(entry)).map((entry) => `+ ${path}: ${entry}`),
    ];
  }
  if (isRecord(a) && isRecord(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      diffValue(path === '' ? key : `${path}.${key}`, a[key], b[key]),
    );
  return [
    ...(a === undefined ? [] : [`- ${path}: ${JSON.stringify(a)}`]),
    ...(b === undefined ? [] : [`+ ${path}: ${JSON.stringify(b)}`]),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
