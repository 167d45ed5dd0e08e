#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the program is allowed while it runs: as little as it needs, no longer than it needs it.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=var/log/audit/audit.log

need_root() {
  [ "$(id -u)" = 0 ] || skip "this is of what root gives up"
}

# COMMAND…: runs it under strace, its calls in ./calls
traced() { strace -f -o calls -s 64 -e trace=capset,prctl,openat,openat2,write,sendto,execve "$@" >out 2>errors; }

# WHICH PATTERN: what the last capset before the first call that fits left in the set (effective or permitted)
held_at() {
  awk -v which="$1" -v pattern="$2" '
    /capset[(]/ { held = $0; sub(".*" which "=", "", held); sub(/[,}].*/, "", held) }
    $0 ~ pattern { print held; found = 1; exit }
    END { if (!found) print "no call of " pattern }' calls
}

# PATTERN EFFECTIVE PERMITTED
holds() {
  [ "$(held_at effective "$1") $(held_at permitted "$1")" = "$2 $3" ] ||
    { echo "at $1: $(held_at effective "$1") of $(held_at permitted "$1"), not $2 of $3"; return 1; }
}

# FIELD PID: a line of the process's status
status_of() { awk -v field="$1:" '$1 == field { print $2 }' "/proc/$2/status"; }

# COMMAND…: as a user who owns nothing here, with a program that can be reached
as_nobody() {
  if [ ! -e "$BATS_TEST_TMPDIR/program" ]; then install -m 755 "$AUBACKLOG" "$BATS_TEST_TMPDIR/program"; fi
  chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

@test "an archive's verbs read with CAP_DAC_READ_SEARCH and write with nothing" {
  need_root
  recorded bookworm-load40
  for verb in report boots events "plot --format txt" "plot --format svg" check; do
    # The verb is words.
    # shellcheck disable=SC2086
    traced "$AUBACKLOG" $verb --root root || true
    holds 'openat.*audit[.]log"' '1<<CAP_DAC_READ_SEARCH' '1<<CAP_DAC_READ_SEARCH'
    holds 'write[(]1,' 0 0
    [ -s out ]
  done
}

@test "grub reads more than the evidence, and holds CAP_DAC_READ_SEARCH to the end" {
  need_root
  "$tests/unpack-check-case" "$tests/check-cases/debian12-below" root
  traced "$AUBACKLOG" grub --root root || true
  holds 'write[(]1,' '1<<CAP_DAC_READ_SEARCH' '1<<CAP_DAC_READ_SEARCH'
}

@test "the running kernel is asked before a log is opened, and CAP_AUDIT_CONTROL ends there" {
  need_root
  traced "$AUBACKLOG" report || true
  grep -q sendto calls || skip "this kernel has no audit"
  holds 'sendto[(].*nlmsg_type=(0x3e8|AUDIT_GET)' '1<<CAP_DAC_READ_SEARCH|1<<CAP_AUDIT_CONTROL' '1<<CAP_DAC_READ_SEARCH|1<<CAP_AUDIT_CONTROL'
  holds 'openat[(].*"/", ' '1<<CAP_DAC_READ_SEARCH' '1<<CAP_DAC_READ_SEARCH'
}

@test "a process that waits for its log holds one capability, and can gain none" {
  need_root
  mkfifo pipe
  "$AUBACKLOG" - <pipe >out 2>&1 &
  pid=$!
  exec 4>pipe
  for _ in $(seq 500); do
    if grep -q State:.S "/proc/$pid/status" && [ "$(status_of CapPrm $pid)" = 0000000000000004 ]; then break; fi
    sleep 0.01
  done
  [ "$(status_of NoNewPrivs $pid)" = 1 ]
  [ "$(status_of CapPrm $pid) $(status_of CapEff $pid)" = '0000000000000004 0000000000000004' ]
  [ "$(status_of CapBnd $pid) $(status_of CapInh $pid) $(status_of CapAmb $pid)" = \
    '0000000000000000 0000000000000000 0000000000000000' ]
  exec 4>&-
  wait $pid || true
  grep -q 'it is empty' out
}

@test "a process that writes its result holds none" {
  need_root
  recorded bookworm-load40
  mkfifo pipe
  "$AUBACKLOG" events --root root >pipe &
  pid=$!
  exec 4<pipe
  read -r -n 1 -u 4 _
  [ "$(status_of CapPrm $pid) $(status_of CapEff $pid)" = '0000000000000000 0000000000000000' ]
  exec 4<&-
  wait $pid || true
}

@test "root reads evidence that belongs to another" {
  need_root
  recorded bookworm-load40
  "$AUBACKLOG" report --root root >wanted || true
  chown -R 65534 root
  chmod -R go= root
  exits 1 "$AUBACKLOG" report --root root
  diff wanted - <<<"$output"
  exits 1 "$AUBACKLOG" report "root/$log"
}

@test "every verb works without root on evidence that can be read, and says the same" {
  need_root
  recorded bookworm-load40
  chmod -R a+rX root
  for verb in report boots events "plot --format txt" "plot --format png" "check --profile cis" grub; do
    # The verb is words.
    # shellcheck disable=SC2086
    { "$AUBACKLOG" $verb --root root >wanted; code=$?; } || true
    # shellcheck disable=SC2086
    { as_nobody ./program $verb --root root >got; again=$?; } || true
    [ "$code" -lt 3 ]
    [ "$code" = "$again" ]
    cmp wanted got
  done
}

@test "root without a single capability is no error" {
  need_root
  recorded bookworm-stock
  exits 1 setpriv --bounding-set=-all --inh-caps=-all "$AUBACKLOG" report --root root
  says "LOST: 4 audit records"
}

@test "a user with nothing to give up needs no call that a sandbox may refuse" {
  need_root
  recorded bookworm-stock
  chmod -R a+rX root
  exits 1 as_nobody env ASAN_OPTIONS=detect_leaks=0 strace -o /dev/null -e trace=capset -e inject=capset:error=EPERM ./program report --root root
  says "LOST: 4 audit records"
}

@test "root of a user namespace of its own gives up what it has there" {
  need_root
  as_nobody unshare -Ur true 2>/dev/null || skip "no user namespace can be made here"
  recorded bookworm-stock
  chmod -R a+rX root
  exits 1 as_nobody unshare -Ur ./program report --root root
  says "LOST: 4 audit records"
}

@test "a privilege that cannot be given up is an error, whichever it is, and nothing is said" {
  need_root
  recorded bookworm-load40
  for verb in report events check grub; do
    traced "$AUBACKLOG" "$verb" --root root || true
    # Those of libauparse's process cost names and no more.
    calls=$(awk 'NR == 1 { program = $1 } $1 == program' calls | grep -c 'capset(')
    for nth in $(seq "$calls"); do
      exits 4 strace -o /dev/null -e trace=capset -e "inject=capset:error=EPERM:when=$nth" "$AUBACKLOG" "$verb" --root root
      [ "$output" = "aubacklog: cannot give up privileges: capabilities: Operation not permitted" ]
    done
  done
  # The bounding set's first, and no_new_privs: the Nth prctl of the run.
  traced "$AUBACKLOG" report --root root || true
  for call in PR_CAPBSET_DROP PR_SET_NO_NEW_PRIVS; do
    nth=$(grep prctl calls | grep -n "$call" | head -n 1 | cut -d: -f1)
    exits 4 strace -o /dev/null -e trace=prctl -e "inject=prctl:error=EPERM:when=$nth" "$AUBACKLOG" report --root root
    says "cannot give up privileges"
  done
}

@test "a result goes into another user's folder by CAP_DAC_OVERRIDE, which works at its two ends alone" {
  need_root
  recorded bookworm-load40
  mkdir theirs
  chown 65534:65534 theirs
  chmod 700 theirs
  traced "$AUBACKLOG" report --root root -o theirs/report.txt || true
  "$AUBACKLOG" report --root root >wanted || true
  cmp wanted theirs/report.txt
  holds 'openat.*audit[.]log"' '1<<CAP_DAC_READ_SEARCH' '1<<CAP_DAC_OVERRIDE|1<<CAP_DAC_READ_SEARCH'
  holds 'openat.*O_WRONLY.*O_TMPFILE' '1<<CAP_DAC_OVERRIDE' '1<<CAP_DAC_OVERRIDE'
  holds 'write[(][0-9]+, "LOST' 0 '1<<CAP_DAC_OVERRIDE'
}

@test "the recorder and what it asks hold what they need and no more" {
  need_root
  recorded bookworm-stock
  mkdir theirs
  chown 65534 theirs
  traced "$AUBACKLOG" record --root root -o theirs/evidence.tar
  [ -s theirs/evidence.tar ]
  holds "openat.*$log\"" '1<<CAP_DAC_READ_SEARCH' '1<<CAP_DAC_OVERRIDE|1<<CAP_DAC_READ_SEARCH'
  printf '#!/bin/sh\ncat /proc/self/status >"%s/seen"\necho log\n' "$PWD" >stand-in
  chmod +x stand-in
  # shellcheck disable=SC2016 # the inner shell expands them
  unshare -m sh -c 'mount --bind stand-in "$(command -v dmesg)" && exec "$@"' sh \
    timeout 60 "$AUBACKLOG" record -o live.tar || [ -s seen ] || skip "no mount namespace can be made here"
  # CAP_SYSLOG, CAP_AUDIT_CONTROL
  [ "$(awk '/^Cap(Prm|Eff|Bnd)|^NoNew/ { print $2 }' seen | sort -u | xargs)" = '0000000440000000 1' ]
}

@test "grub --apply keeps everything: update-grub and its kin need it" {
  need_root
  "$tests/unpack-check-case" "$tests/check-cases/debian12-below" root
  traced "$AUBACKLOG" grub --apply --root root || true
  grep -q 'to run.*update-grub' out
  never grep -E 'capset[(]|PR_SET_NO_NEW_PRIVS' calls
}
