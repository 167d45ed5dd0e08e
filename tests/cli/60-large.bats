#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Large logs: what --newest-only leaves out, and what it must not change.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

@test "--newest-only reads no more of a log that is ten times as long" {
  recorded bookworm-load40
  for count in 40 400; do
    boots_a_day $count >log
    [ "$(bytes_read log "$AUBACKLOG" report log)" -ge "$(stat -c %s log)" ]
    bytes_read log "$AUBACKLOG" report log --newest-only >read-$count
  done
  [ "$(stat -c %s log)" -gt 25000000 ]
  [ "$(cat read-40)" -eq "$(cat read-400)" ]
  [ "$(cat read-400)" -lt 2000000 ]
}

@test "--newest-only says of the newest boot what the whole log says" {
  recorded bookworm-load40
  boots_a_day 30 >log
  local whole newest words
  for words in log "--root $tests/cases/bookworm-three-boots/evidence.tar.xz" \
    "$(echo "$tests"/cases/three-boots-rotated/audit.log*)" "$tests/cases/auditd-restarted/audit.log" \
    "$tests/cases/two-nodes-in-one-log/audit.log" "$tests/cases/log-shuffled/audit.log" \
    "$tests/cases/clock-jumps-back/audit.log" "$tests/cases/daemon-serial-collides/audit.log" \
    "--root $tests/cases/bookworm-auditd-restarted/evidence.tar.xz"; do
    whole=0 newest=0
    # shellcheck disable=SC2086 # words on purpose
    "$AUBACKLOG" report $words --format json >whole || whole=$?
    # shellcheck disable=SC2086
    "$AUBACKLOG" report $words --format json --newest-only >newest || newest=$?
    [ "$whole" = "$newest" ]
    cmp <(jq .boots whole) <(jq .boots newest)
    [ "$(jq '.boots | length' newest)" -ge 1 ]
  done
}

@test "--newest-only says what it left out" {
  run "$AUBACKLOG" report --format json --newest-only "$tests"/cases/three-boots-rotated/audit.log*
  [ "$(jq -r '.sources[0].note' <<<"$output")" = "older than the newest boot: not read" ]
  [[ $(jq -r '[.sources[].note | strings] | join(";")' <<<"$output") == *"read from byte 11227 on, where the newest boot begins"* ]]
  [ "$(jq .boots_found <<<"$output")" -eq 1 ]
}

@test "--newest-only with another boot, or for all boots, is refused" {
  for words in "report --boot -1" "report --boot all" boots check; do
    # shellcheck disable=SC2086 # words on purpose
    exits 3 "$AUBACKLOG" $words --newest-only
    says "--newest-only"
  done
}

@test "a log that becomes shorter while it is read is an error" {
  recorded bookworm-load40
  boots_a_day 20 >log
  exits 4 strace -o trace -P log -e trace=read -e inject=read:retval=0:when=3 "$AUBACKLOG" report log
  says "cannot read 'log': it became shorter while it was read"
}

# From 16 MiB on the blocks of a log are scanned by all processors.
@test "a log that several threads read: interrupted, it is the same; cut or unreadable, it is an error" {
  recorded bookworm-load40
  boots_a_day 300 >log
  [ "$(stat -c %s log)" -gt 20000000 ]
  "$AUBACKLOG" boots log >plain || [ $? = 1 ]
  taskset -c 0 "$AUBACKLOG" boots log | cmp - plain
  [ "$(nproc)" -gt 1 ] || return 0
  inject() { strace -f -o trace -P log -e trace=pread64 -e inject=pread64:"$1" "$AUBACKLOG" boots log; }
  inject error=EINTR:when=2+3 | cmp - plain
  grep -q 'EINTR.*INJECTED' trace
  exits 4 inject error=EIO:when=7
  says "cannot read 'log' after line"
  says "Input/output error"
  exits 4 inject retval=0:when=9
  says "cannot read 'log': it became shorter while it was read"
}

@test "rotated logs that several threads read, one file after the other, are as one log" {
  recorded bookworm-load40
  boots_a_day 300 >log
  split -b 6000000 -d -a 1 log part # between lines and within
  for i in 0 1 2 3; do [ ! -e part$i ] || mv part$i "rotated.$((4 - i))"; done
  "$AUBACKLOG" boots log --format json >one || [ $? = 1 ]
  "$AUBACKLOG" boots rotated.? --format json >several || [ $? = 1 ]
  [ "$(jq '.boots | length' one)" = 300 ]
  # A line that two files share is one of each: what it was is no record, or one that was cut.
  cmp <(jq '[.boots[].lost_events]' one) <(jq '[.boots[].lost_events]' several)
  taskset -c 0 "$AUBACKLOG" boots rotated.? --format json | cmp - several
}

@test "a log that several threads would read: without any it is the same" {
  recorded bookworm-load40
  boots_a_day 300 >log
  "$AUBACKLOG" boots log >plain || [ $? = 1 ]
  [ "$(nproc)" -gt 1 ] || return 0
  strace -f -o trace -e trace=clone3 -e inject=clone3:error=EAGAIN "$AUBACKLOG" boots log | cmp - plain
  grep -q INJECTED trace
}

@test "a log that grows while it is read is read as far as it goes" {
  recorded bookworm-load40
  boots_a_day 2 >log
  head -n 359 log >grows
  tail -n +360 log >rest
  # The reader waits before its first read of what it takes for the whole file.
  strace -f -o trace -P grows -e trace=lseek -e inject=lseek:delay_exit=500000 "$AUBACKLOG" boots grows >lines 2>error || true &
  reader=$!
  until grep -q lseek trace 2>/dev/null; do :; done
  cat rest >>grows
  wait "$reader"
  [ "$(wc -l <lines)" -eq 3 ]
}

# Of a list no text of a record is shown, and none is kept while the log is a file.
@test "boots says of each boot what its report says, of files and of streams" {
  local log
  for log in "$tests"/cases/*/audit.log; do
    if [ "$log" = "$tests/cases/storm-of-200000-events/audit.log" ]; then continue; fi
    "$AUBACKLOG" report --boot all --whole-log "$log" --format json >report.json || [ $? -le 2 ]
    "$AUBACKLOG" boots "$log" --format json >file.json || [ $? -le 2 ]
    "$AUBACKLOG" boots - --format json <"$log" >stream.json || [ $? -le 2 ]
    dd if="$log" status=none | "$AUBACKLOG" boots - --format json >pipe.json || [ $? -le 2 ]
    cmp file.json stream.json
    cmp file.json pipe.json
    jq -S '[.boots[] | {index, node, verdict, exact, lost: .records.lost}]' report.json >told
    jq -S '[.boots[] | {index, node, verdict, exact, lost: .records_lost}]' file.json >listed
    cmp told listed
    [ "$(jq length listed)" -ge 1 ]
  done
}

@test "boots reads a log again, with its texts, where a line comes twice" {
  recorded bookworm-load40
  boots_a_day 40 >log
  [ "$(bytes_read log "$AUBACKLOG" boots log)" -lt $(($(stat -c %s log) * 3 / 2)) ]
  "$AUBACKLOG" boots log >once || [ $? = 1 ]
  head -n 100 log | tail -n 20 >again
  { head -n 100 log; cat again; tail -n +101 log; } >twice
  [ "$(bytes_read twice "$AUBACKLOG" boots twice)" -ge $(($(stat -c %s twice) * 2)) ]
  "$AUBACKLOG" boots twice | cmp - once
}
