# Made by build/completions.ts from the command table.

_linkbraid_offer() {
  local candidate
  for candidate; do
    if [[ $candidate == "${current//\\/}"* ]]; then COMPREPLY+=("$(printf %q "$candidate")"); fi
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
  local current=${COMP_WORDS[COMP_CWORD]} option='' joined='' more='' word index command kind
  local -a operands=() kinds=() options=()
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
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
      -f | --file | --force-option | --try | --profile | --wifi-ssid | --wifi-security | --wifi-from | -n | --limit | --bond | --format | --directory) option=$word ;;
      -*) ;;
      *) operands+=("$word") ;;
    esac
  done
  if [[ $current == = ]]; then
    joined=1
    current=''
  fi
  case $option in
    -f | --file)
      _linkbraid_files
      return
      ;;
    --wifi-security)
      _linkbraid_offer open owe wpa2-psk wpa3-sae
      return
      ;;
    --wifi-from)
      _linkbraid_names profiles
      return
      ;;
    --format)
      _linkbraid_offer ifupdown netplan networkd nmcli ip
      return
      ;;
    --directory)
      _linkbraid_files
      return
      ;;
    ?*) return ;;
  esac
  if [[ -n $joined ]]; then return; fi
  command=${operands[0]-}
  case $command in
    profile | port)
      command="$command ${operands[1]-}"
      operands=("${operands[@]:2}")
      ;;
    *) operands=("${operands[@]:1}") ;;
  esac
  case $command in
    '')
      _linkbraid_offer adapters networks advise profile plan up keep revert down status adopt activate set port events doctor import export
      return
      ;;
    'profile ')
      _linkbraid_offer list show set remove
      return
      ;;
    'port ')
      _linkbraid_offer add remove set
      return
      ;;
    'adapters')
      options=(--json -h --help)
      ;;
    'networks')
      options=(--no-scan --json -h --help)
      kinds=(adapters)
      ;;
    'advise')
      options=(--host-to-host --ad-hoc --json -h --help)
      kinds=(adapters)
      more=adapters
      ;;
    'profile list')
      options=(--json -h --help)
      ;;
    'profile show')
      options=(--json -h --help)
      kinds=(profiles)
      ;;
    'profile set')
      options=(--json -h --help)
      kinds=(files)
      ;;
    'profile remove')
      options=(--json -h --help)
      kinds=(profiles)
      ;;
    'plan')
      options=(-f --file --force-option --json -h --help)
      kinds=(profiles)
      ;;
    'up')
      options=(-f --file --force-option --try --json -h --help)
      kinds=(profiles)
      ;;
    'keep')
      options=(--json -h --help)
      ;;
    'revert')
      options=(--json -h --help)
      ;;
    'down')
      options=(--json -h --help)
      kinds=(bonds)
      ;;
    'status')
      options=(-w --watch --json -h --help)
      ;;
    'adopt')
      options=(--profile --json -h --help)
      kinds=(bonds)
      ;;
    'activate')
      options=(--try --json -h --help)
      kinds=(bonds ports)
      ;;
    'set')
      options=(--rebuild --force-option --only-now --try --json -h --help)
      kinds=(bonds options)
      more=options
      ;;
    'port add')
      options=(--wifi-ssid --wifi-security --wifi-from --only-now --try --json -h --help)
      kinds=(bonds adapters)
      ;;
    'port remove')
      options=(--only-now --try --json -h --help)
      kinds=(bonds ports)
      ;;
    'port set')
      options=(--only-now --try --json -h --help)
      kinds=(bonds ports port-options)
      more=port-options
      ;;
    'events')
      options=(-f --follow -n --limit --json -h --help)
      ;;
    'doctor')
      options=(--json -h --help)
      ;;
    'import')
      options=(--bond --save --json -h --help)
      kinds=(files)
      more=files
      ;;
    'export')
      options=(--format --directory --json -h --help)
      kinds=(profiles)
      ;;
    *) return ;;
  esac
  if [[ $current == -* ]]; then
    _linkbraid_offer "${options[@]}"
    return
  fi
  kind=${kinds[${#operands[@]}]-$more}
  case $kind in
    '') ;;
    files) _linkbraid_files ;;
    ports) _linkbraid_names ports "${operands[0]-}" ;;
    *) _linkbraid_names "$kind" ;;
  esac
  if [[ ${COMPREPLY[0]-} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}

complete -F _linkbraid linkbraid
