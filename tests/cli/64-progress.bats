#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Progress on standard error: on a terminal, when it takes long, and gone at the end.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# A log of 3 MB, of which each block that is read takes 0.2 seconds
setup_slow_log() {
  recorded bookworm-load40
  for ((i = 0; i < 40; i++)); do cat root/var/log/audit/audit.log; done >log
}

# ON A TERMINAL: COMMAND…, typescript in ./typed
on_terminal() { script -qec "$*" typed >/dev/null </dev/null; }

# Not a function: script(1) is given it as words.
slowly="env ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace -P log -e trace=read -e inject=read:delay_exit=200000"

@test "on a terminal a line says how far a long reading has come, and is taken away" {
  setup_slow_log
  on_terminal "$slowly $AUBACKLOG boots log -o boots" || [ $? -le 2 ]
  tr '\r' '\n' <typed | grep -a '^aubacklog' >lines
  [ "$(wc -l <lines)" -ge 2 ]
  [ "$(grep -cvE '^aubacklog: [0-9.]+ of [0-9.]+ MiB read, [0-9]+ MiB/s, [0-9]+ s left *$' lines)" -eq 0 ]
  # Nothing but blanks is left where it stood.
  [[ "$(grep -av '^Script ' typed | tr -d '\n' | sed 's/.*left *\r//')" =~ ^\ +$'\r'+$ ]]
  [ -s boots ]
}

@test "a stream has bytes and rate" {
  setup_slow_log
  on_terminal "(cat log; sleep 1.2; cat log; sleep 0.3; cat log) | $AUBACKLOG boots - -o boots" || [ $? -le 2 ]
  tr '\r' '\n' <typed | grep -aE '^aubacklog: [0-9.]+ MiB read, [0-9]+ MiB/s *$'
}

@test "nothing is shown where standard error is no terminal, or the reading is short" {
  setup_slow_log
  $slowly "$AUBACKLOG" boots log -o boots 2>error || [ $? -le 2 ]
  [ "$(grep -vc ^strace: error)" -eq 0 ]
  on_terminal "$AUBACKLOG boots log -o boots" || [ $? -le 2 ]
  never grep -a aubacklog: typed
}
