#compdef linkbraid
# Made by build/completions.ts from the command table.

_linkbraid_names() {
  local -a names
  names=("${(@f)$(linkbraid __complete "$@" 2>/dev/null)}")
  names=("${(@)names:#}")
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
    word=${(Q)words[index]}
    if [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      (-f|--file|--force-option|--try|--profile|--wifi-ssid|--wifi-security|--wifi-from|-n|--limit|--bond|--format|--directory) option=$word ;;
      (-*) ;;
      (*) operands+=("$word") ;;
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    option=${PREFIX%%=*}
    compset -P 1 '*='
  fi
  case $option in
    (-f|--file)
      _files
      return
      ;;
    (--wifi-security)
      compadd -- open owe wpa2-psk wpa3-sae
      return
      ;;
    (--wifi-from)
      _linkbraid_names profiles
      return
      ;;
    (--format)
      compadd -- ifupdown netplan networkd nmcli ip
      return
      ;;
    (--directory)
      _files
      return
      ;;
    (?*) return 1 ;;
  esac
  command=${operands[1]}
  case $command in
    (profile|port)
      command="$command ${operands[2]}"
      operands=("${(@)operands[3,-1]}")
      ;;
    (*) operands=("${(@)operands[2,-1]}") ;;
  esac
  case $command in
    ('')
      choices=(
        'adapters:network adapters, who manages each now, and why one cannot take part in a bond'
        'networks:Wi-Fi networks in range, per adapter'
        'advise:every mode judged for these adapters\: what works, what it gains, and which to take'
        'profile:list, show, set, remove'
        'plan:the steps that "up" would take and what each interrupts; changes nothing'
        'up:carries the plan out, checks that it works, and keeps it'
        'keep:keeps a change that waits for your word'
        'revert:goes back from a change that waits for your word'
        'down:takes the bond apart and restores what was there before'
        'status:bonds, ports, health'
        'adopt:makes a bond that other programs made one of Linkbraid, as it is; traffic goes on'
        'activate:makes PORT the active one, in modes that have one'
        'set:changes options of a running bond, or says what it takes'
        'port:add, remove, set'
        'events:what happened\: failovers, losses, joins, changes, with times'
        'doctor:what on this machine stands in the way, each with the mend'
        'import:reads a bond from another tool'\''s files into a profile'
        'export:writes a saved profile as the files of another tool'
      )
      _describe command choices
      return
      ;;
    ('profile ')
      choices=(
        'list:saved profiles'
        'show:a saved profile as the JSON that "profile set" takes, without passphrases'
        'set:saves a profile from a file; "-" reads stdin'
        'remove:forgets a saved profile and its passphrases'
      )
      _describe command choices
      return
      ;;
    ('port ')
      choices=(
        'add:adds an adapter to a running bond; its other ports carry on'
        'remove:takes an adapter out of a running bond and gives it back; the other ports carry on'
        'set:changes options of one port of a running bond; everything else stays as it is'
      )
      _describe command choices
      return
      ;;
    ('adapters')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('networks')
      options=(
        '--no-scan:tell what is known already instead of looking again (about 3 s)'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(adapters)
      ;;
    ('advise')
      options=(
        '--host-to-host:the links lead to one machine, which bonds its ends of them too'
        '--ad-hoc:the same, and the radios are in ad-hoc cells'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(adapters)
      more=adapters
      ;;
    ('profile list')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('profile show')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(profiles)
      ;;
    ('profile set')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(files)
      ;;
    ('profile remove')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(profiles)
      ;;
    ('plan')
      options=(
        '-f:a profile from a file in place of a saved one; "-" reads stdin'
        '--file:a profile from a file in place of a saved one; "-" reads stdin'
        '--force-option:hand an option to the kernel that Linkbraid does not know, unchecked; may be given again'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(profiles)
      ;;
    ('up')
      options=(
        '-f:a profile from a file in place of a saved one; "-" reads stdin'
        '--file:a profile from a file in place of a saved one; "-" reads stdin'
        '--force-option:hand an option to the kernel that Linkbraid does not know, unchecked; may be given again'
        '--try:go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(profiles)
      ;;
    ('keep')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('revert')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('down')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds)
      ;;
    ('status')
      options=(
        '-w:go on until Ctrl-C; with --json one line a change'
        '--watch:go on until Ctrl-C; with --json one line a change'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('adopt')
      options=(
        '--profile:the profile'\''s name (that of the bond)'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds)
      ;;
    ('activate')
      options=(
        '--try:go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds ports)
      ;;
    ('set')
      options=(
        '--rebuild:allow what an option needs\: the bond down, or all its ports out, for a moment'
        '--force-option:hand an option to the kernel that Linkbraid does not know, unchecked; may be given again'
        '--only-now:leave the saved profile as it is'
        '--try:go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds options)
      more=options
      ;;
    ('port add')
      options=(
        '--wifi-ssid:the network that a Wi-Fi adapter joins'
        '--wifi-security:open, owe, wpa2-psk, wpa3-sae (wpa2-psk)'
        '--wifi-from:take the network and its passphrase from a saved profile'
        '--only-now:leave the saved profile as it is'
        '--try:go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds adapters)
      ;;
    ('port remove')
      options=(
        '--only-now:leave the saved profile as it is'
        '--try:go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds ports)
      ;;
    ('port set')
      options=(
        '--only-now:leave the saved profile as it is'
        '--try:go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(bonds ports port-options)
      more=port-options
      ;;
    ('events')
      options=(
        '-f:go on until Ctrl-C; with --json one line an event'
        '--follow:go on until Ctrl-C; with --json one line an event'
        '-n:how many of the latest, 1 to 10000 (200)'
        '--limit:how many of the latest, 1 to 10000 (200)'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('doctor')
      options=(
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      ;;
    ('import')
      options=(
        '--bond:which bond, where there are several'
        '--save:save the profile instead of printing it'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(files)
      more=files
      ;;
    ('export')
      options=(
        '--format:ifupdown, netplan, networkd, nmcli, ip (a plain script)'
        '--directory:write the files below it instead of printing them'
        '--json:one JSON document on stdout, errors too'
        '-h:this text'
        '--help:this text'
      )
      kinds=(profiles)
      ;;
    (*) return 1 ;;
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option options
    return
  fi
  kind=${kinds[${#operands}+1]:-$more}
  case $kind in
    ('') return 1 ;;
    (files) _files ;;
    (ports) _linkbraid_names ports "${operands[1]}" ;;
    (*) _linkbraid_names "$kind" ;;
  esac
}

_linkbraid "$@"
