#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The completions, asked of the real shells.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

setup_file() { export COMPLETIONS; COMPLETIONS=$(dirname "${AUBACKLOG:-$BATS_TEST_DIRNAME/../../build/aubacklog}")/completions; }

# WORDS…: what bash offers for the last word
in_bash() {
  bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _aubacklog; printf "%s\n" "${COMPREPLY[@]}"' \
    "$COMPLETIONS/aubacklog" "$@" | sort
}

# TEXT: what fish offers at its end
in_fish() {
  HOME=$BATS_TEST_TMPDIR fish -N -c "source '$COMPLETIONS/aubacklog.fish'; complete -C '$1'" | cut -f1 | sort
}

# TEXT: the line of zsh after a tab
in_zsh() {
  COMPLETED=$1 zsh -f -c '
    zmodload zsh/zpty
    zpty shell "PS1= TERM=dumb zsh -f -i"
    zpty -w shell "fpath=($COMPLETIONS \$fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; bindkey \"^I\" complete-word"
    zpty -w shell "show() { print -r -- \"<<\$BUFFER>>\"; BUFFER=; zle accept-line }; zle -N show; bindkey \"^X\" show; print rea\"\"dy"
    zpty -r -m shell line "*ready*"
    zpty -w -n shell "$COMPLETED"$'"'\\t\\x18'"'
    zpty -r -m shell line "*<<*>>*"
    print -r -- "$line"' | sed -n 's/.*<<\(.*\)>>.*/\1/p' | tail -1
}

every_verb() { "$AUBACKLOG" --print-table | awk -F '\t' '$1 == "verb" { print $2 }' | sort; }

# VERB: its options
options_of() { "$AUBACKLOG" --print-table | awk -F '\t' -v verb="$1" '$1 == "option" && $2 == verb { print "--" $3; if ($4 != "-") print "-" $4 }' | sort; }

@test "bash completes verbs, options of the verb alone, values and files" {
  [ "$(in_bash aubacklog '')" = "$(printf 'help\nversion\n' | cat - <(every_verb) | sort)" ]
  for verb in $(every_verb); do
    [ "$(in_bash aubacklog "$verb" -)" = "$(options_of "$verb")" ]
    [ "$(in_bash aubacklog --root x "$verb" --r)" = "$(options_of "$verb" | grep -e ^--r)" ] || [ "$verb" = fleet ]
  done
  [ "$(in_bash aubacklog report --format '' | xargs)" = "$("$AUBACKLOG" --print-table | awk -F '\t' '$2 == "report" && $3 == "format" { print $6 }' | tr '|' '\n' | sort | xargs)" ]
  # As bash splits "--format=js".
  [ "$(in_bash aubacklog events --format = r)" = raw ]
  [ "$(in_bash aubacklog events --format =)" = "$(in_bash aubacklog events --format '')" ]
  [ "$(in_bash aubacklog events --fate lost,tr)" = lost,truncated ]
  [ "$(in_bash aubacklog check --as rhel9)" = rhel9 ]
  touch some.log
  [ "$(in_bash aubacklog --root so)" = some.log ]
  [ "$(in_bash aubacklog report so)" = some.log ]
  [ "$(in_bash aubacklog some.log re)" = "" ]
  [ -z "$(in_bash aubacklog record so)" ]
}

@test "fish completes verbs, options of the verb alone, values and files" {
  [ "$(in_fish 'aubacklog re')" = "$(every_verb | grep ^re)" ]
  for verb in $(every_verb); do
    [ "$(in_fish "aubacklog $verb --")" = "$(options_of "$verb" | grep -e ^--)" ]
  done
  [ "$(in_fish 'aubacklog events --format r')" = raw ]
  [ "$(in_fish 'aubacklog plot --unit=')" = "$(printf -- '--unit=events\n--unit=records')" ]
  in_fish 'aubacklog events --fate lost,tr' | grep -qx 'lost,truncated'
  touch some.log
  [ "$(in_fish 'aubacklog --root so')" = some.log ]
  [ "$(in_fish 'aubacklog report so')" = some.log ]
  [ -z "$(in_fish 'aubacklog record so')" ]
}

@test "zsh completes verbs, options of the verb alone, values and files" {
  export COMPLETIONS
  [ "$(in_zsh 'aubacklog gr')" = 'aubacklog grub ' ]
  [ "$(in_zsh 'aubacklog events --fa')" = 'aubacklog events --fate=' ]
  # An option of another verb is none.
  [ "$(in_zsh 'aubacklog report --fa')" = 'aubacklog report --fa' ]
  [ "$(in_zsh 'aubacklog report --format js')" = 'aubacklog report --format json ' ]
  [ "$(in_zsh 'aubacklog plot --unit=ev')" = 'aubacklog plot --unit=events ' ]
  [ "$(in_zsh 'aubacklog events --fate lost,tr')" = 'aubacklog events --fate lost,truncated,' ]
  touch some.log
  [ "$(in_zsh 'aubacklog report so')" = 'aubacklog report some.log ' ]
  [ "$(in_zsh 'aubacklog --root so')" = 'aubacklog --root some.log ' ]
  [ "$(in_zsh 'aubacklog record so')" = 'aubacklog record so' ]
  for verb in $(every_verb); do
    [ "$(in_zsh "aubacklog ${verb}")" = "aubacklog $verb " ]
    [ "$(in_zsh "aubacklog $verb --versi")" = "aubacklog $verb --version " ]
  done
}

@test "completions are installed where the shells look for them" {
  installs DESTDIR="$PWD/to" PREFIX=/usr
  [ -s to/usr/share/bash-completion/completions/aubacklog ]
  [ -s to/usr/share/fish/vendor_completions.d/aubacklog.fish ]
  [ "$(find to/usr/share/zsh -name _aubacklog | wc -l)" -eq 1 ]
  installs DESTDIR="$PWD/to" PREFIX=/usr ZSHDIR=/elsewhere
  [ -s to/elsewhere/_aubacklog ]
}
