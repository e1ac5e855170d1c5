import type { Command, Completion, Option } from '../../helper/cli/command.ts';
import { COMMANDS } from '../../helper/cli/commands/all.ts';
import { COMMON_OPTIONS } from '../../helper/cli/text/help.ts';

/** The command table as a shell's completion needs it. */
export interface Entry {
  words: string[];
  summary: string;
  options: Flag[];
  /** What each operand is, as far as it can be completed. */
  kinds: readonly Completion[];
  /** Further operands are like the last. */
  more: boolean;
}

export interface Flag {
  /** As typed: `-f`, `--file`. */
  spellings: string[];
  says: string;
  /** null for a switch. */
  value: Exclude<Option['completes'], undefined> | 'anything' | null;
}

export const ENTRIES: readonly Entry[] = COMMANDS.filter(({ hidden }) => !hidden).map(entry);

/** Words that begin commands of two words, each with the words that may follow. */
export const GROUPS: Readonly<Record<string, readonly Entry[]>> = Object.fromEntries(
  [...new Set(ENTRIES.filter(({ words }) => words.length > 1).map(({ words }) => words[0] ?? ''))].map((first) => [
    first,
    ENTRIES.filter(({ words }) => words[0] === first),
  ]),
);

/** First words, a group once. */
export const FIRST_WORDS: readonly { word: string; says: string }[] = [
  ...new Set(ENTRIES.map(({ words }) => words[0] ?? '')),
].map((word) => {
  const group = GROUPS[word];
  const says =
    group?.map(({ words }) => words[1]).join(', ') ?? ENTRIES.find(({ words }) => words[0] === word)?.summary;
  return { word, says: says ?? '' };
});

/** Options that take a value, each once: they mean the same in every command. */
export const VALUED: readonly Flag[] = ENTRIES.flatMap(({ options }) => options).filter(
  (flag, index, all) =>
    flag.value !== null && all.findIndex(({ spellings }) => spellings.join() === flag.spellings.join()) === index,
);

export const HEADER = 'Made by build/completions.ts from the command table.';

function entry({ name, summary, options, completes = [], takes }: Command): Entry {
  return {
    words: name.split(' '),
    summary,
    options: Object.entries({ ...options, ...COMMON_OPTIONS }).map(([long, option]) => flag(long, option)),
    kinds: completes,
    more: completes.length > 0 && takes[1] > completes.length,
  };
}

function flag(long: string, { short, value, says, completes }: Option): Flag {
  const spellings = [...(short === undefined ? [] : [`-${short}`]), `--${long}`];
  return { spellings, says, value: value === undefined ? null : (completes ?? 'anything') };
}
