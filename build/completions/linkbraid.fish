# Made by build/completions.ts from the command table.

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
            case -f --file --force-option --try --profile --wifi-ssid --wifi-security --wifi-from -n --limit --bond --format --directory
                set value $token
            case '-*'
            case '*'
                printf '%s\n' $token
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
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a adapters -d 'network adapters, who manages each now, and why one cannot take part in a bond'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a networks -d 'Wi-Fi networks in range, per adapter'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a advise -d 'every mode judged for these adapters: what works, what it gains, and which to take'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a profile -d 'list, show, set, remove'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a plan -d 'the steps that "up" would take and what each interrupts; changes nothing'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a up -d 'carries the plan out, checks that it works, and keeps it'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a keep -d 'keeps a change that waits for your word'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a revert -d 'goes back from a change that waits for your word'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a down -d 'takes the bond apart and restores what was there before'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a status -d 'bonds, ports, health'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a adopt -d 'makes a bond that other programs made one of Linkbraid, as it is; traffic goes on'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a activate -d 'makes PORT the active one, in modes that have one'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a set -d 'changes options of a running bond, or says what it takes'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a port -d 'add, remove, set'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a events -d 'what happened: failovers, losses, joins, changes, with times'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a doctor -d 'what on this machine stands in the way, each with the mend'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a import -d 'reads a bond from another tool\'s files into a profile'
complete -c linkbraid -n 'test (count (__linkbraid_words)) -eq 0' -a export -d 'writes a saved profile as the files of another tool'
complete -c linkbraid -n '__linkbraid_after 0 profile' -a list -d 'saved profiles'
complete -c linkbraid -n '__linkbraid_after 0 profile' -a show -d 'a saved profile as the JSON that "profile set" takes, without passphrases'
complete -c linkbraid -n '__linkbraid_after 0 profile' -a set -d 'saves a profile from a file; "-" reads stdin'
complete -c linkbraid -n '__linkbraid_after 0 profile' -a remove -d 'forgets a saved profile and its passphrases'
complete -c linkbraid -n '__linkbraid_after 0 port' -a add -d 'adds an adapter to a running bond; its other ports carry on'
complete -c linkbraid -n '__linkbraid_after 0 port' -a remove -d 'takes an adapter out of a running bond and gives it back; the other ports carry on'
complete -c linkbraid -n '__linkbraid_after 0 port' -a set -d 'changes options of one port of a running bond; everything else stays as it is'
complete -c linkbraid -n '__linkbraid_in adapters' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in adapters' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in networks' -l no-scan -d 'tell what is known already instead of looking again (about 3 s)'
complete -c linkbraid -n '__linkbraid_in networks' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in networks' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 networks' -a '(linkbraid __complete adapters 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in advise' -l host-to-host -d 'the links lead to one machine, which bonds its ends of them too'
complete -c linkbraid -n '__linkbraid_in advise' -l ad-hoc -d 'the same, and the radios are in ad-hoc cells'
complete -c linkbraid -n '__linkbraid_in advise' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in advise' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_beyond 0 advise' -a '(linkbraid __complete adapters 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in profile list' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in profile list' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in profile show' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in profile show' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 profile show' -a '(linkbraid __complete profiles 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in profile set' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in profile set' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 profile set' -F
complete -c linkbraid -n '__linkbraid_in profile remove' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in profile remove' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 profile remove' -a '(linkbraid __complete profiles 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in plan' -s f -l file -r -F -d 'a profile from a file in place of a saved one; "-" reads stdin'
complete -c linkbraid -n '__linkbraid_in plan' -l force-option -x -d 'hand an option to the kernel that Linkbraid does not know, unchecked; may be given again'
complete -c linkbraid -n '__linkbraid_in plan' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in plan' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 plan' -a '(linkbraid __complete profiles 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in up' -s f -l file -r -F -d 'a profile from a file in place of a saved one; "-" reads stdin'
complete -c linkbraid -n '__linkbraid_in up' -l force-option -x -d 'hand an option to the kernel that Linkbraid does not know, unchecked; may be given again'
complete -c linkbraid -n '__linkbraid_in up' -l try -x -d 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
complete -c linkbraid -n '__linkbraid_in up' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in up' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 up' -a '(linkbraid __complete profiles 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in keep' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in keep' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in revert' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in revert' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in down' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in down' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 down' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in status' -s w -l watch -d 'go on until Ctrl-C; with --json one line a change'
complete -c linkbraid -n '__linkbraid_in status' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in status' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in adopt' -l profile -x -d 'the profile\'s name (that of the bond)'
complete -c linkbraid -n '__linkbraid_in adopt' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in adopt' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 adopt' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in activate' -l try -x -d 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
complete -c linkbraid -n '__linkbraid_in activate' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in activate' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 activate' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_after 1 activate' -a '(linkbraid __complete ports (__linkbraid_words)[2] 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in set' -l rebuild -d 'allow what an option needs: the bond down, or all its ports out, for a moment'
complete -c linkbraid -n '__linkbraid_in set' -l force-option -x -d 'hand an option to the kernel that Linkbraid does not know, unchecked; may be given again'
complete -c linkbraid -n '__linkbraid_in set' -l only-now -d 'leave the saved profile as it is'
complete -c linkbraid -n '__linkbraid_in set' -l try -x -d 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
complete -c linkbraid -n '__linkbraid_in set' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in set' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 set' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_beyond 1 set' -a '(linkbraid __complete options 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in port add' -l wifi-ssid -x -d 'the network that a Wi-Fi adapter joins'
complete -c linkbraid -n '__linkbraid_in port add' -l wifi-security -x -a 'open owe wpa2-psk wpa3-sae' -d 'open, owe, wpa2-psk, wpa3-sae (wpa2-psk)'
complete -c linkbraid -n '__linkbraid_in port add' -l wifi-from -x -a '(linkbraid __complete profiles 2>/dev/null)' -d 'take the network and its passphrase from a saved profile'
complete -c linkbraid -n '__linkbraid_in port add' -l only-now -d 'leave the saved profile as it is'
complete -c linkbraid -n '__linkbraid_in port add' -l try -x -d 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
complete -c linkbraid -n '__linkbraid_in port add' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in port add' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 port add' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_after 1 port add' -a '(linkbraid __complete adapters 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in port remove' -l only-now -d 'leave the saved profile as it is'
complete -c linkbraid -n '__linkbraid_in port remove' -l try -x -d 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
complete -c linkbraid -n '__linkbraid_in port remove' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in port remove' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 port remove' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_after 1 port remove' -a '(linkbraid __complete ports (__linkbraid_words)[3] 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in port set' -l only-now -d 'leave the saved profile as it is'
complete -c linkbraid -n '__linkbraid_in port set' -l try -x -d 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600'
complete -c linkbraid -n '__linkbraid_in port set' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in port set' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 port set' -a '(linkbraid __complete bonds 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_after 1 port set' -a '(linkbraid __complete ports (__linkbraid_words)[3] 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_beyond 2 port set' -a '(linkbraid __complete port-options 2>/dev/null)'
complete -c linkbraid -n '__linkbraid_in events' -s f -l follow -d 'go on until Ctrl-C; with --json one line an event'
complete -c linkbraid -n '__linkbraid_in events' -s n -l limit -x -d 'how many of the latest, 1 to 10000 (200)'
complete -c linkbraid -n '__linkbraid_in events' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in events' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in doctor' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in doctor' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_in import' -l bond -x -d 'which bond, where there are several'
complete -c linkbraid -n '__linkbraid_in import' -l save -d 'save the profile instead of printing it'
complete -c linkbraid -n '__linkbraid_in import' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in import' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_beyond 0 import' -F
complete -c linkbraid -n '__linkbraid_in export' -l format -x -a 'ifupdown netplan networkd nmcli ip' -d 'ifupdown, netplan, networkd, nmcli, ip (a plain script)'
complete -c linkbraid -n '__linkbraid_in export' -l directory -r -F -d 'write the files below it instead of printing them'
complete -c linkbraid -n '__linkbraid_in export' -l json -d 'one JSON document on stdout, errors too'
complete -c linkbraid -n '__linkbraid_in export' -s h -l help -d 'this text'
complete -c linkbraid -n '__linkbraid_after 0 export' -a '(linkbraid __complete profiles 2>/dev/null)'
