# capture.zsh FOLDER LINE…: completes each line in an interactive zsh whose functions lie in FOLDER, and prints what was
# offered, one a line, and then the line as it stands after ">".
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "fpath=($1 \$fpath)"
zpty -w inner 'PROMPT= RPROMPT=
stty -onlcr
unsetopt prompt_sp prompt_cr
autoload -Uz compinit
compinit -D -u
compadd() {
  local -a found
  if [[ " $* " != *" -"[OAD]" "* ]]; then
    builtin compadd -O found "$@"
    offered+=("$found[@]")
  fi
  builtin compadd "$@"
}
capture() {
  offered=()
  zle complete-word
  print -r -- "<offered>${(F)offered}
>$BUFFER</offered>"
  BUFFER=
}
zle -N capture
bindkey "^I" capture
print "<${:-ready}>"'
zpty -r -m inner said '*<ready>*'
shift
for line; do
  zpty -w -n inner $line$'\t'
  zpty -r -m inner said '*</offered>*'
  print -r -- ${${said#*<offered>}%</offered>*}
done
