#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is given is told by its content, not by its name, its place or an option.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=root/var/log/audit/audit.log
dmesg=root/sos_commands/kernel/dmesg
counters=root/sos_commands/auditd/auditctl_-s

# ARGUMENT…: the account of the boots
account() {
  "$AUBACKLOG" report --format json "$@" | jq -S '[.boots[] | del(.recommendation.how)]' || [ "${PIPESTATUS[0]}" -le 2 ]
}

@test "log, kernel log and counters in any order give what they give together" {
  recorded bookworm-load40
  cp $log a; cp $dmesg b; cp $counters c
  account a b c >wanted
  [ "$(jq -c '.[0].records.lost' wanted)" = '{"max":390,"min":390}' ]
  for order in "a c b" "b a c" "b c a" "c a b" "c b a"; do
    # The names are words.
    # shellcheck disable=SC2086
    account $order >got
    diff wanted got
  done
  account a c --kernel-log b >got
  diff wanted got
}

@test "log, kernel log and counters in one file, in any order, give what they give apart" {
  recorded bookworm-load40
  cp $log a; cp $dmesg b; cp $counters c
  account a b c | jq 'map([.verdict, .exact, .records, .events, .demand, .later.lost])' >wanted
  for order in "a b c" "a c b" "b a c" "b c a" "c a b" "c b a"; do
    # The names are words.
    # shellcheck disable=SC2086
    cat $order >pasted
    account pasted | jq 'map([.verdict, .exact, .records, .events, .demand, .later.lost])' >got
    diff wanted got
  done
  for pair in "a b" "a c" "b c"; do
    # shellcheck disable=SC2086
    account $pair | jq 'map([.verdict, .exact, .records, .later.lost])' >wanted
    # shellcheck disable=SC2086
    cat $pair >pasted
    account pasted | jq 'map([.verdict, .exact, .records, .later.lost])' >got
    diff wanted got
  done
}

@test "several counters in one file are those of their times, and of the last auditd" {
  recorded bookworm-load40
  sed 's/^lost .*/lost 395/' $counters >later
  account $log $counters later >wanted
  [ "$(jq -c '.[0].later.since' wanted)" = '{"from":390,"other_auditd":false,"to":395,"waited_jiffies":0}' ]
  { cat $counters; echo; cat later; } >both
  account $log both >got
  diff wanted got
  # Of another boot, or another machine.
  { sed 's/^lost .*/lost 7000/; s/^pid .*/pid 201/' $counters; cat $counters; } >both
  account $log $counters >wanted
  account $log both >got
  diff wanted got
  "$AUBACKLOG" report --format json $log both >report.json || true
  [ "$(jq -r '.sources[] | select(.kind == "status").note' report.json)" = \
    '1 of the counters in it are of another audit daemon than the last, and were not used' ]
}

@test "a file of the journal is read, alone and beside a log, and only as it is" {
  recorded bookworm-load40
  local journal
  journal=$(echo root/var/log/journal/*/system.journal)
  exits 1 "$AUBACKLOG" report "$journal"
  [[ $output == "LOST: at least 255 audit records"* ]]
  account $log "$journal" >wanted
  [ "$(jq -c '.[0].records.lost' wanted)" = '{"max":390,"min":390}' ]
  account "$journal" $log >got
  diff wanted got
  gzip <"$journal" >packed
  exits 4 "$AUBACKLOG" report packed
  says "cannot use 'packed': a journal is read from a file, not compressed"
  exits 4 bash -c "cat $journal | '$AUBACKLOG' -"
}

@test "a part of the evidence is read from a pipe, compressed or not" {
  recorded bookworm-load40
  cp $log a; cp $dmesg b; cp $counters c
  account a b c >wanted
  for file in a b c; do
    for pack in cat gzip xz; do
      rest=(a b c)
      $pack <$file | account - "${rest[@]/#$file//dev/null}" >got
      diff wanted got
      account <($pack <$file) "${rest[@]/#$file//dev/null}" >got
      diff wanted got
    done
  done
}

@test "an archive is a tree, from a file and from a pipe, with and without a log of its own" {
  recorded bookworm-load40
  "$AUBACKLOG" report --root root --format json | jq -S .boots >wanted || true
  tar -cJf root.tar.xz -C root .
  tar -cf root.tar root
  for given in root.tar.xz root.tar; do
    "$AUBACKLOG" report $given --format json | jq -S .boots >got || true
    diff wanted got
    "$AUBACKLOG" report --format json <$given | jq -S .boots >got || true
    diff wanted got
    # shellcheck disable=SC2002 # a pipe
    cat $given | "$AUBACKLOG" report - --format json | jq -S .boots >got || true
    diff wanted got
  done
  exits 1 "$AUBACKLOG" check root.tar.xz
  exits 1 "$AUBACKLOG" report root.tar.xz $log
  [[ $output == "LOST: 390 audit records"* ]]
}

@test "standard input is read where nothing else is given, and never answered with this machine" {
  recorded bookworm-load40
  "$AUBACKLOG" report - <$log >wanted || true
  exits 1 bash -c "'$AUBACKLOG' <$log"
  [ "$output" = "$(cat wanted)" ]
  exits 1 bash -c "cat $log | '$AUBACKLOG' report"
  [ "$output" = "$(cat wanted)" ]
  exits 1 bash -c "'$AUBACKLOG' <$dmesg"
  [[ $output == "LOST: at least 255 audit records"* ]]
  exits 4 bash -c "echo hello | '$AUBACKLOG'"
  says "cannot find an audit record in '-'"
  # Nothing comes for longer than a command takes to start.
  run bash -c "sleep 2 | '$AUBACKLOG' 2>&1"
  says "nothing came on standard input: this is of the machine itself"
  # Nor from a command that fails.
  run bash -c "false | '$AUBACKLOG' 2>&1"
  says "nothing came on standard input: this is of the machine itself"
}

@test "what is no evidence is named" {
  recorded bookworm-load40
  "$AUBACKLOG" report $log >report.txt || true
  "$AUBACKLOG" report $log --format json >report.json || true
  "$AUBACKLOG" boots $log >boots.txt || true
  "$AUBACKLOG" events $log >events.json || true
  "$AUBACKLOG" plot $log -o graph.png || true
  "$AUBACKLOG" plot $log -o graph.pdf || true
  "$AUBACKLOG" plot $log -o graph.svg || true
  "$AUBACKLOG" plot $log -o graph.gp || true
  cp "$AUBACKLOG" program
  head -c 100000 /dev/urandom >noise
  while read -r file what; do
    exits 4 "$AUBACKLOG" report "$file"
    says "cannot use '$file': it is $what"
    # Nor beside evidence.
    exits 4 "$AUBACKLOG" report $log "$file"
    exits 4 bash -c "cat $file | '$AUBACKLOG'"
    says "cannot use '-': it is $what"
  done <<END
report.txt a report of aubacklog
report.json a report of aubacklog (JSON)
boots.txt a list of aubacklog
events.json a list of aubacklog
graph.png a picture (PNG)
graph.pdf a PDF file
graph.svg a
graph.gp an output of aubacklog
program a program (ELF)
noise a binary file
END
}

@test "a JSON document on one line is read up to a length, and a longer one says what is needed" {
  recorded bookworm-load40
  head -n 20 $log | jq -Rsc 'split("\n") | map({message: .})' >short
  exits 2 "$AUBACKLOG" report short --format json
  [ "$(jq .sources[0].records <<<"$output")" = 20 ]
  jq -Rsc 'split("\n") | map({message: .})' <$log >long
  exits 4 "$AUBACKLOG" report long
  says "an object a line is needed, as jq -c makes them"
  jq -c '.[]' long >lines
  exits 1 "$AUBACKLOG" report lines
}

@test "events that another reader took apart are named" {
  echo '{"@timestamp":"2026-11-21T07:12:01.003Z","agent":{"type":"auditbeat"},"auditd":{"message_type":"syscall","sequence":7}}' >beat
  exits 4 "$AUBACKLOG" report beat
  says "it is events of auditbeat, which keeps no raw records"
  echo '{"sequence":1226433,"timestamp":"1459447820.317","messages":[{"type":1300,"data":"arch=c000003e"}],"uid_map":{"0":"root"}}' >go
  exits 4 "$AUBACKLOG" report go
  says "it is events of go-audit, which keeps no raw records"
  echo '{"ID":"1626611363.720:348501","SYSCALL":{"arch":"0xc000003e"}}' >laurel
  exits 4 "$AUBACKLOG" report laurel
  says "it is events of laurel, which keeps no raw records"
  printf 'Nov 21 01:39:22 web systemd[1]: Starting\nNov 21 01:39:22 web audit[1]: SERVICE_START pid=1 uid=0\n' >text
  exits 4 "$AUBACKLOG" report text
  says "it is text of journalctl, whose audit records have no serials"
}

@test "the status alone has an answer" {
  printf 'enabled 1\nfailure 1\npid 0\nrate_limit 0\nbacklog_limit 64\nlost 5160\nbacklog 0\n' >status
  exits 1 "$AUBACKLOG" report status
  [[ $output == "LOST: at least 5160 audit records at boot"* ]]
}

@test "one line of a kernel log has an answer: what it bounds, and what would tell more" {
  for line in 'audit: kauditd hold queue overflow' '[   11.675242] audit: kauditd hold queue overflow' \
    'Nov 21 07:12:01 web kernel: audit: kauditd hold queue overflow'; do
    echo "$line" >line
    exits 1 "$AUBACKLOG" report line
    [[ $output == "LOST: at least 1 audit record at boot"$'\n'* ]]
    says "the hold queue was full, so at least one record was lost"
    says "so would the kernel's counter of that boot (auditctl -s)"
    exits 1 bash -c "echo '$line' | '$AUBACKLOG'"
  done
  echo '[   11.675115] audit: audit_lost=253 audit_rate_limit=0 audit_backlog_limit=64' >line
  exits 2 "$AUBACKLOG" report line
  says "audit_lost=253"
  { cat line; echo '[   11.675242] audit: kauditd hold queue overflow'; } >lines
  exits 1 "$AUBACKLOG" report lines
  [[ $output == "LOST: at least 253 audit records at boot"* ]]
  says "limit 64 records at boot (from the kernel log)"
  says "at least 317 were needed"
}

@test "a status without its pid line does not say that no auditd has registered" {
  printf 'backlog_limit 8192\nlost 390\nbacklog 0\n' >status
  exits 2 "$AUBACKLOG" status
  says "the kernel's counter stands at 390"
  [[ $output != *"no auditd"* && $output != *"no audit daemon"* ]]
  printf 'pid 0\nbacklog_limit 8192\nlost 390\nbacklog 0\n' >status
  exits 1 "$AUBACKLOG" status
  says "no audit daemon took over"
}

@test "a loss that a kernel log tells of alone is said, though nothing tells when it was" {
  cat >late.txt <<'END'
[ 9000.100000] audit: audit_backlog=8193 > audit_backlog_limit=8192
[ 9000.100001] audit: audit_lost=7 audit_rate_limit=0 audit_backlog_limit=8192
[ 9000.100002] audit: backlog limit exceeded
END
  exits 2 "$AUBACKLOG" late.txt
  says "at least 7 records of this boot were lost"
  echo '[   11.674421] audit: backlog limit exceeded' >line.txt
  exits 2 "$AUBACKLOG" line.txt
  says "at least 1 record of this boot was lost"
}

@test "what ausearch -i interpreted is told from a log, with what has the records" {
  recorded bookworm-load40
  perl -MPOSIX -pe 's/msg=audit\((\d+)(\.\d+:\d+)\):/"msg=audit(" . strftime("%m\/%d\/%y %H:%M:%S", gmtime $1) . "$2) :"/e' $log >interpreted
  exits 4 "$AUBACKLOG" interpreted
  says "this looks like the output of ausearch -i: its times are of no zone; ausearch --raw has the records"
}
