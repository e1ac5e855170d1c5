import type { StanzaLine } from './ifupdown-stanzas.ts';
import { shellWord } from './shell.ts';

/** What the lines of one stanza say of a bond, by options of ifenslave or by commands in the manner of 2004. */
export interface BondWords {
  isBond: boolean;
  ports: string[];
  /** By the kernel's names. */
  options: Map<string, StanzaLine>;
  /** Set by a stanza of a port. */
  master: string | null;
  mtu: number | null;
  noIpv6: boolean;
  /** Every line that was not understood. */
  rest: StanzaLine[];
}

const COMMANDS = /^(up|pre-up|post-up|down|pre-down|post-down)$/;

export function readBondWords(name: string, lines: readonly StanzaLine[]): BondWords {
  const words: BondWords = {
    isBond: false,
    ports: [],
    options: new Map(),
    master: null,
    mtu: null,
    noIpv6: false,
    rest: [],
  };
  for (const line of lines) {
    const known = COMMANDS.test(line.key) ? readCommand(words, name, line) : readKey(words, line);
    if (!known) words.rest.push(line);
  }
  return words;
}

function readKey(words: BondWords, line: StanzaLine): boolean {
  const key = line.key.replaceAll('_', '-');
  if (key === 'bond-slaves' || key === 'slaves') {
    words.isBond = true;
    if (line.value !== 'none') words.ports.push(...line.value.split(/\s+/));
    return true;
  }
  if (key === 'bond-master') {
    words.master = line.value;
    return true;
  }
  if (key === 'mtu' && /^\d{1,5}$/.test(line.value)) {
    words.mtu = Number(line.value);
    return true;
  }
  if (!key.startsWith('bond-')) return false;
  words.isBond ||= key === 'bond-mode';
  words.options.set(key.slice('bond-'.length).replaceAll('-', '_'), line);
  return true;
}

/** The commands of the classic form, and the two that our own export writes. */
function readCommand(words: BondWords, name: string, line: StanzaLine): boolean {
  const [program = '', ...args] = line.value.split(/\s+/);
  const tool = program.slice(program.lastIndexOf('/') + 1);
  const coming = line.key === 'up' || line.key === 'post-up' || line.key === 'pre-up';
  if (tool === 'ifenslave') return readIfenslave(words, name, args, coming);
  // Taking a bond apart and giving its ports back is done by Linkbraid itself.
  if (!coming && (tool === 'ifdown' || tool === 'ifup' || tool === 'rmmod')) return true;
  if (!coming) return false;
  if (tool === 'modprobe' && args[0] === 'bonding') return readModuleParameters(words, args.slice(1), line);
  const text = [tool, ...args].join(' ');
  const mtu = /^ip link set dev (\S+) mtu (\d{1,5})$/.exec(text);
  if (mtu?.[1] === shellWord(name)) {
    words.mtu = Number(mtu[2]);
    return true;
  }
  const key = shellWord(`net/ipv6/conf/${name}/disable_ipv6=1`);
  if (text !== `sysctl -q -w ${key}` && text !== `sysctl -w ${key}`) return false;
  words.noIpv6 = true;
  return true;
}

function readIfenslave(words: BondWords, name: string, args: string[], coming: boolean): boolean {
  const [bond, ...ports] = args.filter((arg) => !arg.startsWith('-'));
  if (bond !== name && bond !== '$IFACE') return false;
  words.isBond = true;
  const taking = args.some((arg) => arg === '-d' || arg === '--detach' || arg === '-c' || arg === '--change-active');
  if (coming && !taking) words.ports.push(...ports.filter((port) => !words.ports.includes(port)));
  return true;
}

/** As for `modprobe bonding mode=1 miimon=100`; how many bonds to make is not ours to say. */
function readModuleParameters(words: BondWords, args: string[], line: StanzaLine): boolean {
  for (const arg of args) {
    const [, key = '', value = ''] = /^([a-z_0-9]+)=(.*)$/.exec(arg) ?? [];
    if (key === '' || key === 'max_bonds') continue;
    words.options.set(key, { key, value, line: line.line });
  }
  return true;
}
