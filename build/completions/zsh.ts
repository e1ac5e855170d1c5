import { ENTRIES, FIRST_WORDS, GROUPS, HEADER, VALUED, type Entry, type Flag } from './table.ts';

export function zshCompletion(): string {
  return `#compdef linkbraid
# ${HEADER}

_linkbraid_names() {
  local -a names
  names=("\${(@f)$(linkbraid __complete "$@" 2>/dev/null)}")
  names=("\${(@)names:#}")
  if [[ $1 == *options ]]; then
    compadd -S '' -a names
  else
    compadd -a names
  fi
}

_linkbraid() {
  local option='' more='' word index command kind
  local -a operands kinds options choices
  for ((index = 2; index < CURRENT; index++)); do
    word=\${(Q)words[index]}
    if [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      (${VALUED.flatMap(({ spellings }) => spellings).join('|')}) option=$word ;;
      (-*) ;;
      (*) operands+=("$word") ;;
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    option=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  case $option in
${VALUED.flatMap(valueCase).join('\n')}
    (?*) return 1 ;;
  esac
  command=\${operands[1]}
  case $command in
    (${Object.keys(GROUPS).join('|')})
      command="$command \${operands[2]}"
      operands=("\${(@)operands[3,-1]}")
      ;;
    (*) operands=("\${(@)operands[2,-1]}") ;;
  esac
  case $command in
    ('')
      choices=(
${FIRST_WORDS.map(({ word, says }) => `        ${described(word, says)}`).join('\n')}
      )
      _describe command choices
      return
      ;;
${Object.entries(GROUPS).flatMap(groupCase).join('\n')}
${ENTRIES.flatMap(entryCase).join('\n')}
    (*) return 1 ;;
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option options
    return
  fi
  kind=\${kinds[\${#operands}+1]:-$more}
  case $kind in
    ('') return 1 ;;
    (files) _files ;;
    (ports) _linkbraid_names ports "\${operands[1]}" ;;
    (*) _linkbraid_names "$kind" ;;
  esac
}

_linkbraid "$@"
`;
}

function valueCase({ spellings, value }: Flag): string[] {
  if (value === null || value === 'anything') return [];
  const offer =
    typeof value !== 'string'
      ? `compadd -- ${value.join(' ')}`
      : value === 'files'
        ? '_files'
        : `_linkbraid_names ${value}`;
  return [`    (${spellings.join('|')})`, `      ${offer}`, '      return', '      ;;'];
}

function groupCase([first, entries]: [string, readonly Entry[]]): string[] {
  const words = entries.map((entry) => `        ${described(entry.words[1] ?? '', entry.summary)}`);
  return [
    `    ('${first} ')`,
    '      choices=(',
    ...words,
    '      )',
    '      _describe command choices',
    '      return',
    '      ;;',
  ];
}

function entryCase({ words, options, kinds, more }: Entry): string[] {
  const flags = options.flatMap(({ spellings, says }) =>
    spellings.map((spelling) => `        ${described(spelling, says)}`),
  );
  return [
    `    ('${words.join(' ')}')`,
    '      options=(',
    ...flags,
    '      )',
    ...(kinds.length === 0 ? [] : [`      kinds=(${kinds.join(' ')})`]),
    ...(more ? [`      more=${kinds.at(-1) ?? ''}`] : []),
    '      ;;',
  ];
}

/** `word:description` as `_describe` takes it. */
function described(word: string, says: string): string {
  return `'${`${word}:${says.replaceAll(':', '\\:')}`.replaceAll("'", "'\\''")}'`;
}
