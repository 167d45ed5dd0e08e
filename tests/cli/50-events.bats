#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The events of a boot window, and what filled the queue with them.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

@test "events: a line each, with its fate, and the slots add up to the kernel's count" {
  recorded bookworm-load40
  rm root/sos_commands/auditd/auditctl_-s
  exits 0 "$AUBACKLOG" events --root root -o events.json
  [ "$(jq -s -c '[length, ([.[].serial] | . == (sort | unique)), .[0].serial, .[-1].serial]' events.json)" = '[104,true,1,104]' ]
  [ "$(jq -s -c 'group_by(.fate) | map({(.[0].fate): length}) | add' events.json)" = '{"held":33,"lost-recovered":55,"passed":15,"truncated":1}' ]
  [ "$(jq -s -c '[([.[].slots.held] | add), ([.[].slots.lost.min] | add), ([.[].slots.lost.max] | add)]' events.json)" = '[64,390,390]' ]
}

@test "events: a lost event is there whole, raw and interpreted" {
  recorded bookworm-stock
  exits 0 "$AUBACKLOG" events --root root
  jq -c 'select(.serial == 41)' <<<"$output" >event.json
  [ "$(jq -c '[.fate, .recovered_from, .slots.lost, (.records | map(.type)), ([.records[].on_disk] | any)]' event.json)" = \
    '["lost-recovered","journal",{"min":4,"max":4},["CONFIG_CHANGE","SYSCALL","PROCTITLE"],false]' ]
  [ "$(jq -c '[.how, .records[1].fields.syscall, .records[1].fields.uid]' event.json)" = \
    '["/usr/sbin/auditd",{"raw":"44","interpreted":"sendto"},{"raw":"0","interpreted":"root"}]' ]
}

@test "events: of a cut event the report says which records auditd got" {
  recorded bookworm-load40
  run "$AUBACKLOG" events --root root
  [ "$(jq -c 'select(.fate == "truncated") | [.serial, .slots.lost.max, (.records | map(select(.on_disk) | .type))]' <<<"$output")" = \
    "$(jq -c '[.serial, 5, ["SYSCALL","EXECVE","CWD"]]' <<<'{"serial":34}')" ]
}

@test "events: what no source knows is a line without records" {
  recorded bookworm-load40
  forget_journal
  run "$AUBACKLOG" events --root root
  [ "$(jq -s -c 'map(select(.fate == "lost")) | [length, .[0].serial, .[0].slots.lost, .[0].records, .[0].time]' <<<"$output")" = '[55,35,{"min":1,"max":null},[],null]' ]
}

@test "what filled the queue: execve under the key early" {
  recorded bookworm-load40
  exits 1 "$AUBACKLOG" report --root root
  says 'look at the rules with key "early", which were loaded before auditd'
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0].filled | [.events[0].name, .keys[0].name]' <<<"$output")" = '["execve","early"]' ]
  # Each way to look at the queue has all of its slots.
  [ "$(jq -c '.boots[0].filled | [.events, .keys, .programs, .units, .records] | map([([.[].held] | add), ([.[].lost] | add)]) | unique' <<<"$output")" = '[[64,390]]' ]
}

@test "what filled the queue of a stock boot: systemd, which no rule can keep out" {
  recorded bookworm-stock
  exits 1 "$AUBACKLOG" report --root root
  says "look at /usr/lib/systemd/systemd"
  says "only a larger limit holds it"
}

@test "events: each line of every recorded case is as the schema says" {
  for case in "$tests"/cases/*/evidence.tar.xz; do
    run "$AUBACKLOG" events --boot all --root "$case" -o events.json
    [ "$status" -le 2 ]
    cat events.json >>all.json
  done
  [ "$(wc -l <all.json)" -gt 1000 ]
  /usr/bin/python3 - "$tests/../docs/event-v1.schema.json" all.json <<'END'
import json, sys, jsonschema
check = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
for line in open(sys.argv[2]):
    check.validate(json.loads(line))
END
}

@test "events: a full device is an error in every format, and no picture is one" {
  recorded bookworm-stock
  for format in json text raw; do
    exits 4 bash -c "'$AUBACKLOG' events --root root --format $format >/dev/full"
  done
  exits 3 "$AUBACKLOG" events --root root --format png
}

@test "events: text has a line an event, with time, serial, fate, who did what, and the key" {
  recorded bookworm-load40
  rm root/sos_commands/auditd/auditctl_-s
  exits 0 "$AUBACKLOG" events --root root --format text
  [ "${#lines[@]}" -eq 104 ]
  [[ ${lines[33]} =~ ^2026-11-21T01:39:32\.319Z\ +34\ +cut\ 5\ of\ 8\ +root\ executed\ /usr/bin/journalctl\ by\ /usr/bin/journalctl,\ key\ early\ \(from\ the\ journal\)$ ]]
  [[ ${lines[34]} =~ \ 35\ +lost\ 8\ +root\ executed\ /bin/true ]]
  [[ ${lines[0]} =~ ^\ +1\ +held\ 1\ +discarded\ by\ auditd ]]
  [ "$(grep -c ' lost ' <<<"$output")" -eq 55 ]
  # What no source has is told in one line.
  forget_journal
  exits 0 "$AUBACKLOG" events --root root --format text --lost
  says "35-89 lost 55+ 55 events, in no source"
}

@test "events: a terminal gets text, anything else JSON lines" {
  recorded bookworm-load40
  "$tests/cli/terminal" typed "exec $(printf '%q' "$AUBACKLOG") events --root root --lost" 300 80
  [ "$(grep -cE '^20.* (cut|lost) [0-9]' typed)" -eq 56 ]
  grep -qE '^    root executed /bin/true by /usr/bin/true, key early \(from the journal\)' typed
  "$tests/cli/terminal" typed "exec $(printf '%q' "$AUBACKLOG") events --root root --lost" 300 160
  [ "$(grep -cE '^20.* (cut|lost) [0-9].* (root|SYSCALL)' typed)" -eq 56 ]
  exits 0 "$AUBACKLOG" events --root root --lost
  [ "$(jq -s length <<<"$output")" -eq 56 ]
}

@test "events: those of the fates that are asked for, in every format" {
  recorded bookworm-load40
  "$AUBACKLOG" events --root root >all
  for fates in held truncated lost lost-recovered passed held,passed lost,lost-recovered,truncated; do
    exits 0 "$AUBACKLOG" events --root root --fate "$fates"
    [ "$output" = "$(jq -c --arg fates "$fates" 'select(.fate | IN(($fates / ",")[]))' all)" ]
    [ "$("$AUBACKLOG" events --root root --fate "$fates" --format text | wc -l)" -eq "$(jq -s length <<<"$output")" ]
  done
  [ "$("$AUBACKLOG" events --root root --lost)" = "$output" ]
  exits 3 "$AUBACKLOG" events --root root --fate lots
  says "did you mean lost?"
  exits 3 "$AUBACKLOG" events --root root --fate held,
}

# Records that ausearch reads, and all of them.
@test "events: --lost --raw is what auditd never got, as ausearch and aureport read it" {
  for case in bookworm-load40 bookworm-stock bookworm-early-stig sid-dracut kernel-4.10-counts-prints trixie-arm64; do
    rm -rf root
    recorded "$case"
    "$AUBACKLOG" events --root root --lost --raw >lost.log 2>notes
    jq -r 'select(.fate | IN("lost", "lost-recovered", "truncated")) | .records[] | select(.on_disk | not) | .raw' \
      <("$AUBACKLOG" events --root root) >wanted
    # JSON has control characters escaped.
    [ "$(wc -l <lost.log)" -eq "$(wc -l <wanted)" ]
    [ -s lost.log ]
    ausearch -i -if /dev/stdin <lost.log >shown
    [ "$(grep -c '^----' shown)" -eq "$(grep -oE 'audit\([0-9.]+:[0-9]+\)' lost.log | sort -u | wc -l)" ]
    [ "$(ausearch -r -if /dev/stdin <lost.log | grep -c '^type=')" -eq "$(wc -l <lost.log)" ]
    # Through a pipe, as one types it.
    [ "$("$AUBACKLOG" events --root root --lost --raw 2>/dev/null | ausearch -i -if /dev/stdin)" = "$(cat shown)" ]
    # None of it is in auditd's log.
    never grep -rqxFf lost.log root/var/log/audit
  done
  rm -rf root
  recorded bookworm-load40
  "$AUBACKLOG" events --root root --lost --raw | ausearch -i -if /dev/stdin >shown
  grep -q 'syscall=execve success=yes .* comm=true exe=/usr/bin/true .* key=early' shown
  [ "$("$AUBACKLOG" events --root root --lost --raw | aureport -x --summary -if /dev/stdin | awk '$2 == "/usr/bin/true" { print $1 }')" -eq 39 ]
}

@test "events: what no source has is no record, and that is told" {
  recorded bookworm-load40
  forget_journal
  exits 0 "$AUBACKLOG" events --root root --lost --raw
  says "of 55 events no source has a record: they are not among these"
  [ "${#lines[@]}" -eq 1 ]
  exits 0 "$AUBACKLOG" events --root root --raw
  [ "$(grep -c '^type=' <<<"$output")" -gt 50 ]
}
