#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# libauparse has bugs that a log can use: what it may do, and what becomes of an event that is its undoing.

# shellcheck disable=SC2030,SC2031,SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=root/var/log/audit/audit.log

# COMMAND…: with a libauparse that some words undo (tests/faults/misbehave.c)
undone() {
  ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$(dirname "$AUBACKLOG")/misbehave.so "$@"
}

# SERIAL WORD: puts the word into an event's SYSCALL
put_word() {
  sed -i "/type=SYSCALL msg=audit([0-9.]*:$1):/s/comm=\"[^\"]*\"/comm=\"$2\"/" $log
  grep -qa "comm=\"$2\"" $log
}

# FIELD PID: a line of the process's status
status_of() { awk -v field="$1:" '$1 == field { print $2 }' "/proc/$2/status"; }

# OPTIONS: begins to write events into a pipe; knows the program's process and libauparse's, and has read one byte
waits() {
  [ -p pipe ] || mkfifo pipe
  "$@" >pipe 2>said 3>&- &
  program=$!
  exec 4<pipe
  read -r -n 1 -u 4 _
  child=$(xargs <"/proc/$program/task/$program/children")
  [[ $child =~ ^[0-9]+$ ]]
}

# Succeeds when a process is gone; it may still be on its way
gone() {
  for _ in $(seq 100); do
    if [ ! -e "/proc/$1" ] || [ "$(status_of State "$1")" = Z ]; then return; fi
    sleep 0.02
  done
  return 1
}

@test "libauparse's process can compute and answer, and nothing else" {
  recorded bookworm-load40
  waits "$AUBACKLOG" events --root root
  [ "$(status_of NoNewPrivs "$child")" = 1 ]
  [ "$(status_of CapEff "$child")$(status_of CapPrm "$child")" = 00000000000000000000000000000000 ]
  [ "$(status_of SigCgt "$child")" = 0000000000000000 ] || covered || sanitized
  [ "$(status_of Seccomp "$child")" = 2 ]
  [[ $(find "/proc/$child/fd" -type l -exec readlink {} +) == socket:* ]]
  for limit in 'open files' 'file size' 'core file size' processes; do
    grep -qE "^Max $limit +0 +0 " "/proc/$child/limits"
  done
  sanitized || grep -qE '^Max address space +[0-9]+ +[0-9]+ ' "/proc/$child/limits"
  exec 4<&-
  wait "$program" || true
  gone "$child"
}

@test "without libseccomp it goes without the filter, and the words are the same" {
  recorded bookworm-load40
  exits 0 "$AUBACKLOG" events --root root
  echo "$output" >wanted
  mkdir broken
  : >broken/libseccomp.so.2
  exits 0 env LD_LIBRARY_PATH=broken "$AUBACKLOG" events --root root
  diff wanted - <<<"$output"
  waits env LD_LIBRARY_PATH=broken "$AUBACKLOG" events --root root
  [ "$(status_of Seccomp "$child")" = "$(status_of Seccomp "$program")" ]
  grep -qE '^Max open files +0 +0 ' "/proc/$child/limits"
  exec 4<&-
  wait "$program" || true
}

@test "a libseccomp that spins is ended by the child's own timer, not by the program's patience" {
  recorded bookworm-stock
  mkdir spinning
  cp "$(dirname "$AUBACKLOG")/spinning.so" spinning/libseccomp.so.2
  grep -a -m 1 type=SYSCALL $log >one.log
  # Of libauparse and of libsystemd.
  for words in "events one.log" "report --root root"; do
    # shellcheck disable=SC2086 # words on purpose
    strace -f -E LD_LIBRARY_PATH=spinning -e trace=none -o trace "$AUBACKLOG" $words >out || [ $? -le 2 ]
    grep -q 'killed by SIGPROF' trace
    cat out >>said
  done
  [ "$(head -1 said | jq .uninterpreted)" = true ]
  tr -s ' \n' '  ' <said | grep -q "system.journal': no filter could be made for the process that reads it"
}

@test "it ends when the program does, however that ends" {
  recorded bookworm-load40
  for signal in KILL TERM; do
    waits "$AUBACKLOG" events --root root
    kill -$signal "$program"
    wait "$program" || true
    gone "$child"
    exec 4<&-
  done
}

@test "it ends with the program also while it computes, and does not ask" {
  recorded bookworm-load40
  forget_journal
  put_word 34 hang-here
  # Not by a function: its process would be the shell's.
  ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LD_PRELOAD=$(dirname "$AUBACKLOG")/misbehave.so \
    "$AUBACKLOG" report --root root >out 3>&- &
  program=$!
  for _ in $(seq 200); do
    child=$(xargs <"/proc/$program/task/$program/children")
    if [ -n "$child" ] && [ "$(status_of State "$child")" = R ] && [ "$(status_of Seccomp "$child")" = 2 ]; then break; fi
    sleep 0.02
  done
  [[ $child =~ ^[0-9]+$ ]]
  sleep 0.3
  kill -KILL "$program"
  wait "$program" || true
  gone "$child"
}

@test "it ends alone: one event has no name, and the next has one again" {
  recorded bookworm-load40
  "$AUBACKLOG" events --root root >wanted || true
  waits "$AUBACKLOG" events --root root
  kill -SEGV "$child"
  { echo -n '{'; cat <&4; } >got
  exec 4<&-
  code=0
  wait "$program" || code=$?
  [ $code = 0 ]
  [ ! -s said ]
  [ "$(jq -s 'map(select(.uninterpreted)) | length' got)" = 1 ]
  [ "$(jq -s -c 'map(select(.uninterpreted))[0] | [.action, .records[0].type]' got)" = '[null,null]' ]
  [ "$(diff wanted got | grep -c '^>')" = 1 ]
  [ "$(jq -r '.serial' wanted | xargs)" = "$(jq -r '.serial' got | xargs)" ]
}

@test "events: the event that undoes libauparse is there, and says that it has no name" {
  recorded bookworm-load40
  forget_journal
  put_word 33 harmless
  "$AUBACKLOG" events --root root >wanted || true
  for word in crash abort nonsense cut long; do
    put_word 33 "$word-here"
    exits 0 undone "$AUBACKLOG" events --root root
    [ "$(jq -c 'select(.uninterpreted) | [.serial, .subject, .action, .records[0].fields]' <<<"$output")" = '[33,null,null,null]' ]
    # All else is what it was.
    diff <(jq -c 'select(.serial != 33)' wanted) <(jq -c 'select(.serial != 33)' <<<"$output")
    diff <(jq -c 'select(.serial == 33) | [.fate, .slots, (.records | length)]' wanted) \
      <(jq -c 'select(.serial == 33) | [.fate, .slots, (.records | length)]' <<<"$output")
    echo "$output" >got
    /usr/bin/python3 - "$tests/../docs/event-v1.schema.json" got <<'END'
import json, sys, jsonschema
check = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
for line in open(sys.argv[2]):
    check.validate(json.loads(line))
END
  done
}

@test "report: the account is the same, the types stand for the name, and one line says why" {
  recorded bookworm-load40
  forget_journal
  put_word 34 harmless
  "$AUBACKLOG" report --verbose --root root >wanted || true
  grep -q 'executed' wanted
  put_word 34 crash-here
  exits 1 undone "$AUBACKLOG" report --verbose --root root
  says ': auditd has SYSCALL EXECVE CWD of it'
  [ "$(grep -c 'libauparse failed on 1 event$' <<<"$output")" = 1 ]
  # Nothing else changed but the lines of the name.
  diff <(sed '/^What was lost/,/^$/d; /^Event by event/,/^$/d' wanted) \
    <(sed '/^What was lost/,/^$/d; /^Event by event/,/^$/d' <<<"$output")
  never grep libauparse wanted
  exits 1 undone "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '[.boots[0].uninterpreted, .boots[0].verdict, .boots[0].records.held]' <<<"$output")" = '[1,"lost",64]' ]
}

@test "too many of them, and names are given up, not the account" {
  recorded bookworm-load40
  forget_journal
  sed -i '/type=SYSCALL/s/comm="[^"]*"/comm="crash-here"/' $log
  exits 0 undone "$AUBACKLOG" events --root root
  "$AUBACKLOG" events --root root >wanted || true
  diff <(jq -c '[.serial, .fate, .slots]' wanted) <(jq -c '[.serial, .fate, .slots]' <<<"$output")
  [ "$(jq -s '[.[] | select(.action == null and (.records | length) > 0)] | length > 16 and all(.uninterpreted)' <<<"$output")" = true ]
}

# libauparse 3.0.9 reads beyond its buffer here (found by fuzzing), and others later in their own ways.
@test "a PROCTITLE that begins with (null) costs no more than its event's name" {
  recorded bookworm-load40
  forget_journal
  "$AUBACKLOG" events --root root >wanted || true
  sed -i '/type=PROCTITLE msg=audit([0-9.]*:33):/s|proctitle=.*|proctitle=(null)"/lib/udev/dmi_253402300799 3491210.276:74): cw|' $log
  grep -qa 'proctitle=(null)' $log
  exits 0 "$AUBACKLOG" events --root root
  exits 1 "$AUBACKLOG" report --root root
  exits 0 "$AUBACKLOG" events --root root
  diff <(jq -c 'select(.serial != 33)' wanted) <(jq -c 'select(.serial != 33)' <<<"$output")
  [ "$(jq -c 'select(.serial == 33) | [.fate, .slots]' wanted)" = "$(jq -c 'select(.serial == 33) | [.fate, .slots]' <<<"$output")" ]
}

@test "nothing of this machine gets into the names" {
  recorded bookworm-load40
  forget_journal
  # Of a number that is somebody here
  sed -i '/type=SYSCALL/s/ uid=0 gid=0 / uid=1 gid=1 /; s/\x1d.*//' $log
  run "$AUBACKLOG" events --root root
  [ "$(jq -s -c '[.[].records[].fields.uid | select(. != null and .raw == "1") | .interpreted] | unique' <<<"$output")" = '["1"]' ]
  strace -f -o trace -e trace=openat,openat2,socket,connect "$AUBACKLOG" events --root root >/dev/null || true
  grep -vE '/etc/(ld.so.cache|localtime)"|\.gcda"' trace | never grep -E '"/(etc|run|var)/[^"]*", .* = [0-9]'
}
