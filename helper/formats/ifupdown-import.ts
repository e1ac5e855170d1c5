import { findOption } from '../contract/bond-options.ts';
import type { ProfileInput } from '../contract/profile.ts';
import { FormatError, missingNetwork, type Imported, type Note } from './format.ts';
import { readIfupdownAddressing } from './ifupdown-addressing.ts';
import { readBondWords, type BondWords } from './ifupdown-bond.ts';
import { readStanzas, type Stanza, type StanzaLine } from './ifupdown-stanzas.ts';
import { readIfupdownWifi } from './ifupdown-wifi.ts';
import { asOptionValue } from './options.ts';

/** The first bond of an interfaces(5) file, or the one named. */
export function importIfupdown(text: string, wanted: string | null = null): Imported {
  const { stanzas, auto, unsaid } = readStanzas(text);
  const words = new Map<Stanza, BondWords>();
  for (const stanza of stanzas) words.set(stanza, readBondWords(stanza.interface, stanza.lines));
  const bonds = bondNames(words);
  const name = wanted ?? bonds[0];
  if (name === undefined || !bonds.includes(name))
    throw new FormatError(
      null,
      wanted === null ? 'no bond is described here' : `no bond "${wanted}" is described here`,
    );
  for (const other of bonds)
    if (other !== name)
      unsaid.push({ about: other, message: 'There is another bond in the file: import it by its name.' });

  const own = stanzas.filter((stanza) => stanza.interface === name);
  const ownWords = own.map((stanza) => words.get(stanza)).filter((entry) => entry !== undefined);
  const options = readOptions(name, ownWords, unsaid);
  const portNames = [...new Set([...ownWords.flatMap((entry) => entry.ports), ...joining(words, name)])];
  const mtu = ownWords.find((entry) => entry.mtu !== null)?.mtu ?? null;
  const rest = new Map(own.map((stanza) => [stanza, words.get(stanza)?.rest ?? []]));
  const ip = readIfupdownAddressing(rest, unsaid);
  const ports = portNames.map((adapter) => {
    const lines = stanzas
      .filter((stanza) => stanza.interface === adapter)
      .flatMap((stanza) => words.get(stanza)?.rest ?? []);
    const wifi = readIfupdownWifi(adapter, lines, unsaid);
    if (!wifi) unsaid.push(...missingNetwork(adapter));
    return { adapter, ...(wifi ? { wifi } : {}) };
  });
  if (ports.length === 0) unsaid.push({ about: name, message: 'The file names no port for the bond.' });
  return {
    profile: {
      name,
      bond: { name, mode: options.mode, options: options.values, ...(mtu === null ? {} : { mtu }) },
      ports,
      ip: ownWords.some((entry) => entry.noIpv6) ? { ...ip, ipv6: { method: 'disabled' } } : ip,
      autoActivate: auto.has(name),
    },
    unsaid,
  };
}

function bondNames(words: Map<Stanza, BondWords>): string[] {
  const names = [...words].flatMap(([stanza, entry]) => [
    ...(entry.isBond ? [stanza.interface] : []),
    ...(entry.master === null ? [] : [entry.master]),
  ]);
  return [...new Set(names)];
}

function joining(words: Map<Stanza, BondWords>, bond: string): string[] {
  return [...words].filter(([, entry]) => entry.master === bond).map(([stanza]) => stanza.interface);
}

function readOptions(name: string, words: BondWords[], unsaid: Note[]): { mode: string; values: Options } {
  const given = new Map<string, StanzaLine>(words.flatMap((entry) => [...entry.options]));
  const mode = given.get('mode')?.value ?? null;
  if (mode === null)
    unsaid.push({
      about: name,
      message: 'The file does not say the mode: the default of the driver, balance-rr, is taken.',
    });
  const values: Options = {};
  for (const [kernelName, { key, value, line }] of given) {
    if (kernelName === 'mode') continue;
    const option = findOption(kernelName);
    if (!option || option.runTimeOnly)
      unsaid.push({ about: `line ${line}`, message: `"${key} ${value}" has no place in a profile.` });
    else if (option.domain.kind === 'port') values[kernelName] = firstOf(value, line, unsaid);
    else values[kernelName] = asOptionValue(option, value);
  }
  return { mode: mode ?? 'balance-rr', values };
}

/** ifenslave takes the first of several names that is a port. */
function firstOf(value: string, line: number, unsaid: Note[]): string {
  const [first = '', ...others] = value.split(/\s+/);
  if (others.length > 0)
    unsaid.push({ about: `line ${line}`, message: `Only the first primary is taken, not ${others.join(', ')}.` });
  return first;
}

type Options = NonNullable<ProfileInput['bond']['options']>;
