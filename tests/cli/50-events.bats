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

@test "events: a full device is an error, and --format is json only" {
  recorded bookworm-stock
  exits 4 bash -c "'$AUBACKLOG' events --root root >/dev/full"
  exits 3 "$AUBACKLOG" events --root root --format text
}
