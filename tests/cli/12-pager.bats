#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The terminal: its width, and a pager for what is longer than it.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# ROWS COLUMNS KEYS WORDS…: the words on a terminal of that size, what came there as $output without colours, and the exit code
on_terminal() {
  local rows=$1 columns=$2 keys=$3
  shift 3
  needs_terminal
  run timeout 30 "$tests/cli/terminal" typed "exec $(printf '%q ' "$@")" "$rows" "$columns" ${keys:+"$keys"}
  output=$(sed 's/\r$//; s/\x1b\[[0-9;?]*[a-zA-Z]//g' typed)
}

# WORDS…: the same on a small terminal, as an ordinary user with the pager that $pager names, and with $keys
with_pager() {
  local as=(env "PAGER=$pager")
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups env "PAGER=$pager")
  on_terminal 24 80 "$keys" "${as[@]}" "$@"
}

# Where everybody may read it
evidence() {
  chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR"
  cp "$tests/cases/bookworm-load40/evidence.tar.xz" .
  cp "$AUBACKLOG" program
  chmod 755 program
  chmod 644 evidence.tar.xz
}

@test "what is longer than the screen goes to the pager, and the exit code is the verdict" {
  evidence
  pager='sed s/^/paged:/' with_pager ./program --root evidence.tar.xz
  [ "$status" -eq 1 ]
  never grep -qv '^paged:' <<<"$output"
  local paged=$output
  exits 1 ./program --root evidence.tar.xz
  # shellcheck disable=SC2001 # each line
  [ "$paged" = "$(sed 's/^/paged:/' <<<"$output")" ]
  pager='sed s/^/paged:/' with_pager ./program --help
  [ "$status" -eq 0 ]
  [[ $output == "paged:Usage: "* ]]
}

@test "what fits goes to the terminal, and so does all with --no-pager, with no pager or cat, and with one that is not there" {
  evidence
  pager='sed s/^/paged:/' with_pager ./program boots --root evidence.tar.xz
  [ "$status" -eq 0 ]
  never grep -q 'paged:' <<<"$output"
  for pager in '' cat /no/such/pager; do
    with_pager ./program --root evidence.tar.xz
    [ "$status" -eq 1 ]
    [ "$(wc -l <<<"$output")" -gt 24 ]
  done
  pager='sed s/^/paged:/' with_pager ./program --root evidence.tar.xz --no-pager
  [ "$status" -eq 1 ]
  [ "$(wc -l <<<"$output")" -gt 24 ]
  never grep -q 'paged:' <<<"$output"
}

@test "AUBACKLOG_PAGER is before PAGER, and neither is for what is no terminal" {
  evidence
  pager='sed s/^/wrong:/' with_pager env AUBACKLOG_PAGER='sed  s/^/paged:/ ' ./program --root evidence.tar.xz
  never grep -qv '^paged:' <<<"$output"
  for words in '| cat' '>file; cat file' '-o file; cat file'; do
    pager='sed s/^/paged:/' with_pager sh -c "./program --root evidence.tar.xz $words"
    never grep -q 'paged:' <<<"$output"
  done
}

@test "who quits the pager early has seen enough: no error" {
  evidence
  for pager in true 'head -n 1'; do
    with_pager ./program events --root evidence.tar.xz --format json
    [ "$status" -eq 0 ]
    [ "$(wc -l <<<"$output")" -le 1 ]
    with_pager ./program --root evidence.tar.xz
    [ "$status" -eq 1 ]
  done
}

@test "an interrupt is the pager's while it runs" {
  evidence
  printf '%s\n' '#!/bin/sh' 'trap "echo interrupted; exit" INT' 'head -n 1; while :; do sleep 0.1; done' >waiting
  chmod 755 waiting
  keys=$'\x03' pager=./waiting with_pager ./program --root evidence.tar.xz
  [ "$status" -eq 1 ]
  [[ $output == *interrupted* ]]
}

@test "root's pager is less in its secure mode, whatever PAGER says, with nothing of the environment" {
  [ "$(id -u)" = 0 ] || skip "needs root"
  evidence
  export PAGER='touch planted' LESSOPEN='|touch planted' LESS='+!touch planted' LESSKEY=planted.keys
  on_terminal 24 80 q strace -f -o trace -s 200 -v -e trace=execve ./program --root evidence.tar.xz
  [ "$status" -eq 1 ]
  [ ! -e planted ]
  [ "$(grep -c 'execve("/usr/bin/less"' trace)" -eq 1 ]
  local words
  words=$(grep 'execve("/usr/bin/less"' trace)
  [[ $words == *'["/usr/bin/less"]'*'"LESS=FRX"'*'"LESSSECURE=1"'* ]]
  never grep -qE 'LESSOPEN|LESSKEY|planted' <<<"$words"
  # A shell out of it: nothing is started.
  on_terminal 24 80 '!q' ./program --root evidence.tar.xz
  [[ $output == *"Command not available"* ]]
}

@test "help has the width of the terminal, up to 100 columns" {
  for columns in 60 80 200; do
    on_terminal 500 $columns '' "$AUBACKLOG" --help
    [ "$(wc -L <<<"$output")" -le "$columns" ]
    [ "$(wc -L <<<"$output")" -le 100 ]
  done
}

@test "the width of the terminal is used, from 60 columns to 200" {
  evidence
  for columns in 60 80 132 200 300; do
    on_terminal 500 $columns '' ./program --root evidence.tar.xz
    [ "$status" -eq 1 ]
    # The axis takes the width.
    local widest
    widest=$(grep -E '^ +[└+][─-]+$' <<<"$output" | head -1 | wc -m)
    [ "$widest" -gt $(((columns > 200 ? 200 : columns) - 6)) ]
    [ "$widest" -le $((columns + 1)) ]
    # What is to be typed stays on its line.
    [ "$(grep -vE '^ +(sudo )?aubacklog ' <<<"$output" | wc -L)" -le "$columns" ]
  done
}
