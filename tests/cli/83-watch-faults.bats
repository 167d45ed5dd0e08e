#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A call that fails while an alert or the state is written: the alert arrives all the same, and the program goes on.
# shellcheck disable=SC2034,SC2153,SC2154 # helpers.bash and watch.bash set tests, WATCH, serial
load helpers
load watch

# CALL ERROR WHEN: in a folder of its own, a loss while that call fails, from that time on twice; prints what is wrong
one_fault() {
  local folder=$1-$2-$3 watch
  mkdir "$folder"
  cd "$folder" || return
  machine_runs
  settings
  hears_log
  under=(env ASAN_OPTIONS=detect_leaks=0 strace -f -o calls -e "trace=$1" -e "inject=$1:error=$2:when=$3..$(($3 + 1))")
  watches
  until_true test -s state/state.json || echo "$folder: it did not begin"
  status_is 9 8192 1 700
  until_told 'losing raised' 20 || echo "$folder: not told"
  ends_watch || echo "$folder: it ended badly"
  grep -q INJECTED calls || echo "$folder: nothing failed"
  [ "$(sed -n 's/.*(id \(.*\))/\1/p' heard | sort -u | wc -l)" -eq 1 ] || echo "$folder: told as different alerts"
}

@test 'whatever call of writing an alert fails, it arrives, under one id' {
  local fault error
  # The calls of a short run, as they come: the state, the alert, its arrival, the state.
  for fault in fsync-1 fsync-3 linkat-1 linkat-2 renameat-1 write-1 write-3; do
    for error in EIO ENOSPC; do
      (one_fault "${fault%-*}" "$error" "${fault#*-}" >"wrong-$fault-$error" 2>&1) &
    done
  done
  wait
  cat wrong-*
  [ "$(cat wrong-* | grep -c .)" -eq 0 ]
}
