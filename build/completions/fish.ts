import { ENTRIES, FIRST_WORDS, GROUPS, HEADER, VALUED, type Entry, type Flag } from './table.ts';

export function fishCompletion(): string {
  return `# ${HEADER}

# The words before the cursor, without options and their values.
function __linkbraid_words
    set -l value ''
    set -l tokens (commandline -opc)
    for token in $tokens[2..-1]
        if test -n "$value"
            set value ''
            continue
        end
        switch $token
            case ${VALUED.flatMap(({ spellings }) => spellings).join(' ')}
                set value $token
            case '-*'
            case '*'
                printf '%s\\n' $token
        end
    end
end

# Whether the command is this one.
function __linkbraid_in
    set -l words (__linkbraid_words)
    set -l many (count $argv)
    test (count $words) -ge $many; and test "$words[1..$many]" = "$argv"
end

# Whether so many operands of the command are there already.
function __linkbraid_after
    __linkbraid_in $argv[2..-1]; and test (count (__linkbraid_words)) -eq (math $argv[1] + (count $argv) - 1)
end

# The same, or more of them.
function __linkbraid_beyond
    __linkbraid_in $argv[2..-1]; and test (count (__linkbraid_words)) -ge (math $argv[1] + (count $argv) - 1)
end

complete -c linkbraid -f
${FIRST_WORDS.map(({ word, says }) => line('test (count (__linkbraid_words)) -eq 0', `-a ${word} -d ${quoted(says)}`)).join('\n')}
${Object.entries(GROUPS).flatMap(groupLines).join('\n')}
${ENTRIES.flatMap(entryLines).join('\n')}
`;
}

function groupLines([first, entries]: [string, readonly Entry[]]): string[] {
  return entries.map(({ words, summary }) =>
    line(`__linkbraid_after 0 ${first}`, `-a ${words[1] ?? ''} -d ${quoted(summary)}`),
  );
}

function entryLines({ words, options, kinds, more }: Entry): string[] {
  const command = words.join(' ');
  const operands = kinds.map((kind, index) => {
    const beyond = more && index === kinds.length - 1;
    const condition = `${beyond ? '__linkbraid_beyond' : '__linkbraid_after'} ${index} ${command}`;
    const bond = kind === 'ports' ? ` (__linkbraid_words)[${words.length + 1}]` : '';
    return line(
      condition,
      kind === 'files' ? '-F' : `-a ${quoted(`(linkbraid __complete ${kind}${bond} 2>/dev/null)`)}`,
    );
  });
  return [...options.map((flag) => line(`__linkbraid_in ${command}`, flagWords(flag))), ...operands];
}

function flagWords({ spellings, says, value }: Flag): string {
  const names = spellings.map((spelling) =>
    spelling.startsWith('--') ? `-l ${spelling.slice(2)}` : `-s ${spelling.slice(1)}`,
  );
  return [...names, ...valueWords(value), `-d ${quoted(says)}`].join(' ');
}

function valueWords(value: Flag['value']): string[] {
  if (value === null) return [];
  if (value === 'anything') return ['-x'];
  if (value === 'files') return ['-r', '-F'];
  const candidates = typeof value === 'string' ? `(linkbraid __complete ${value} 2>/dev/null)` : value.join(' ');
  return ['-x', `-a ${quoted(candidates)}`];
}

function line(condition: string, words: string): string {
  return `complete -c linkbraid -n ${quoted(condition)} ${words}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
