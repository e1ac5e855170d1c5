import { ENTRIES, FIRST_WORDS, GROUPS, HEADER, VALUED, type Entry, type Flag } from './table.ts';

/**
 * Names are compared by the shell itself and quoted: `compgen -W` would expand what stands in them, and what an adapter
 * is called is up to whoever plugs it in.
 */
export function bashCompletion(): string {
  return `# ${HEADER}

_linkbraid_offer() {
  local candidate
  for candidate; do
    if [[ $candidate == "\${current//\\\\/}"* ]]; then COMPREPLY+=("$(printf %q "$candidate")"); fi
  done
}

_linkbraid_names() {
  local name
  while IFS= read -r name; do _linkbraid_offer "$name"; done < <(linkbraid __complete "$@" 2>/dev/null)
}

_linkbraid_files() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$current")
}

_linkbraid() {
  local current=\${COMP_WORDS[COMP_CWORD]} option='' joined='' more='' word index command kind
  local -a operands=() kinds=() options=()
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    joined=''
    if [[ $word == = ]]; then
      joined=1
      continue
    fi
    if [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      ${VALUED.flatMap(({ spellings }) => spellings).join(' | ')}) option=$word ;;
      -*) ;;
      *) operands+=("$word") ;;
    esac
  done
  if [[ $current == = ]]; then
    joined=1
    current=''
  fi
  case $option in
${VALUED.flatMap(valueCase).join('\n')}
    ?*) return ;;
  esac
  if [[ -n $joined ]]; then return; fi
  command=\${operands[0]-}
  case $command in
    ${Object.keys(GROUPS).join(' | ')})
      command="$command \${operands[1]-}"
      operands=("\${operands[@]:2}")
      ;;
    *) operands=("\${operands[@]:1}") ;;
  esac
  case $command in
    '')
      _linkbraid_offer ${FIRST_WORDS.map(({ word }) => word).join(' ')}
      return
      ;;
${Object.entries(GROUPS).flatMap(groupCase).join('\n')}
${ENTRIES.flatMap(entryCase).join('\n')}
    *) return ;;
  esac
  if [[ $current == -* ]]; then
    _linkbraid_offer "\${options[@]}"
    return
  fi
  kind=\${kinds[\${#operands[@]}]-$more}
  case $kind in
    '') ;;
    files) _linkbraid_files ;;
    ports) _linkbraid_names ports "\${operands[0]-}" ;;
    *) _linkbraid_names "$kind" ;;
  esac
  if [[ \${COMPREPLY[0]-} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}

complete -F _linkbraid linkbraid
`;
}

function valueCase({ spellings, value }: Flag): string[] {
  if (value === null || value === 'anything') return [];
  const offer =
    typeof value !== 'string'
      ? `_linkbraid_offer ${value.join(' ')}`
      : value === 'files'
        ? '_linkbraid_files'
        : `_linkbraid_names ${value}`;
  return [`    ${spellings.join(' | ')})`, `      ${offer}`, '      return', '      ;;'];
}

function groupCase([first, entries]: [string, readonly Entry[]]): string[] {
  const words = entries.map(({ words }) => words[1] ?? '').join(' ');
  return [`    '${first} ')`, `      _linkbraid_offer ${words}`, '      return', '      ;;'];
}

function entryCase({ words, options, kinds, more }: Entry): string[] {
  return [
    `    '${words.join(' ')}')`,
    `      options=(${options.flatMap(({ spellings }) => spellings).join(' ')})`,
    ...(kinds.length === 0 ? [] : [`      kinds=(${kinds.join(' ')})`]),
    ...(more ? [`      more=${kinds.at(-1) ?? ''}`] : []),
    '      ;;',
  ];
}
