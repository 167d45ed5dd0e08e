#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which boot a piece of evidence is of, and how the exit code tells what may be of a newer boot.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# A clean boot of 2026-11-21, alone in ./root, and what a machine that runs an hour later says.
clean_boot() {
  mkdir -p root/var/log/audit root/sos_commands/{auditd,kernel} root/proc
  cp "$tests/cases/limit-exactly-filled/root/var/log/audit/audit.log" root/var/log/audit
  cat >later <<'END'
[    0.000000] Linux version 6.1.0-56-cloud-amd64 (gcc) #1 SMP
[    0.000000] Command line: root=/dev/vda audit=1
[    0.500000] audit: type=2000 audit(1795228800.500:1): state=initialized audit_enabled=1 res=1
[   20.000000] audit: audit_lost=9 audit_rate_limit=0 audit_backlog_limit=64
[   20.000000] audit: kauditd hold queue overflow
END
}

status_of() { # PID LOST
  printf '%s\n' "enabled 1" "failure 1" "pid $1" "rate_limit 0" "backlog_limit 64" "lost $2" "backlog 0" >root/sos_commands/auditd/auditctl_-s
}

# JQ: a part of the report on ./root
part() { "$AUBACKLOG" --root root --format json --boot all | jq -c "$1"; }

@test "a later kernel log alone is of no boot, and a clean log no longer ends in 0" {
  clean_boot
  exits 0 "$AUBACKLOG" --root root
  cp later root/sos_commands/kernel/dmesg
  exits 2 "$AUBACKLOG" --root root
  [[ $output == "CLEAN: "* ]]
  says "AND YET the kernel log 'root/sos_commands/kernel/dmesg' shows that 9 records were lost in another boot, which may be newer than these"
  says "at the same serials; its kernel began at 2026-11-21T02:40:00.000Z, after the last record of the log"
  exits 2 "$AUBACKLOG" check --profile measured --root root
  exits 2 "$AUBACKLOG" root/var/log/audit/audit.log --kernel-log later
  # A log from before the boot, and a later one without a loss, say nothing against it.
  sed 's/audit(17952288/audit(17951288/' later >root/sos_commands/kernel/dmesg
  exits 0 "$AUBACKLOG" --root root
  sed /lost/d later | sed /overflow/d >root/sos_commands/kernel/dmesg
  exits 0 "$AUBACKLOG" --root root
}

@test "what the machine says of itself makes it the newest boot" {
  clean_boot
  cp later root/sos_commands/kernel/dmesg
  for machine in "status_of 0 12" "echo root=/dev/vda audit=1 >root/proc/cmdline" "printf 'cpu 1\nbtime 1795228800\n' >root/proc/stat"; do
    rm -f root/proc/* root/sos_commands/auditd/*
    eval "$machine"
    exits 1 "$AUBACKLOG" --root root
    says "LOST: at least "
    [ "$(part '[.boots[] | [.index, .verdict, .kernel]]')" = '[[0,"lost","6.1.0-56-cloud-amd64"],[-1,"clean","6.1.0-56-cloud-amd64"]]' ]
    exits 2 "$AUBACKLOG" check --profile measured --root root
  done
  # Where it runs the boot of the log, the kernel log is another machine's.
  printf 'cpu 1\nbtime 1795225145\n' >root/proc/stat
  exits 0 "$AUBACKLOG" --root root
  says "dmesg: 1 record in 5 lines; left out, it is of another boot (in which 9 records were lost)"
}

@test "a machine that began after the last record of the log runs a boot without a log" {
  clean_boot
  printf 'cpu 1\nbtime 1795228800\n' >root/proc/stat
  exits 2 "$AUBACKLOG" --root root
  says "There is no audit log of this boot"
  status_of 0 12
  exits 1 "$AUBACKLOG" --root root
  says "LOST: at least 12 audit records at boot, and no audit daemon took over"
  # Another kernel on the command line, and no auditd: whenever that began.
  rm root/proc/stat
  echo "BOOT_IMAGE=/boot/vmlinuz-6.2.0-1-amd64 audit=1" >root/proc/cmdline
  exits 1 "$AUBACKLOG" --root root
  says "LOST: at least 12 audit records at boot, and no audit daemon took over"
  [ "$(part '[.boots[] | [.index, .verdict]]')" = '[[0,"lost"],[-1,"clean"]]' ]
  # The log may have been given from elsewhere.
  exits 2 "$AUBACKLOG" --root root root/var/log/audit/audit.log
  [[ $output == "CLEAN: "* ]]
}

@test "a machine that collects the logs of others runs no boot of theirs" {
  clean_boot
  printf 'cpu 1\nbtime 1795228800\n' >root/proc/stat
  sed -i 's/^/node=web /' root/var/log/audit/audit.log
  exits 2 "$AUBACKLOG" --root root
  sed 's/node=web/node=db/; s/(17952/(17951/' root/var/log/audit/audit.log >root/var/log/audit/audit.log.1
  exits 0 "$AUBACKLOG" --root root
  [ "$(part '[.boots[] | [.index, .node]] | sort')" = '[[0,"db"],[0,"web"]]' ]
}

@test "a status of another boot is left out, and its loss is told" {
  clean_boot
  status_of 4711 5
  exits 2 "$AUBACKLOG" --root root
  [[ $output == "CLEAN: "* ]]
  says "AND YET the counter in 'root/sos_commands/auditd/auditctl_-s' shows that 5 records were lost"
  status_of 4711 0
  exits 0 "$AUBACKLOG" --root root
  says "than the newest: no auditd of the boot has the pid 4711 that it names"
}

@test "sources that contradict each other never end in 0" {
  clean_boot
  echo "root=/dev/vda audit=1 audit_backlog_limit=256" >root/proc/cmdline
  exits 2 "$AUBACKLOG" --root root
  [[ $output == "CLEAN: "* ]]
  says "CONFLICT: audit=1, audit_backlog_limit=256"
  exits 2 "$AUBACKLOG" check --profile measured --root root
  says "its sources contradict each other"
  # Of another kernel it is another boot's, and no conflict.
  echo "BOOT_IMAGE=/boot/vmlinuz-6.2.0-1-amd64 audit=1 audit_backlog_limit=256" >root/proc/cmdline
  exits 0 "$AUBACKLOG" --root root
  says "cmdline: left out, it is of another boot than the newest: it is of the kernel 6.2.0-1-amd64, and the log of 6.1.0-56-cloud-amd64"
}

@test "a kernel log of several boots has those that the log lacks" {
  clean_boot
  status_of 7 0
  grep -m1 :2 root/var/log/audit/audit.log | sed 's/.*msg=\(audit([^)]*)\).*/[    5.000000] audit: type=1130 \1: pid=1/' >own
  # The boot before and the one behind, around that of the log.
  { sed 's/audit(17952288/audit(17951288/; s/lost=9/lost=7/' later; sed 3,5d later; cat own; cat later; } >root/var/log/kern.log
  exits 1 "$AUBACKLOG" --root root
  [ "$(part '[.boots[] | [.index, .verdict, .records.lost.min]]')" = '[[0,"lost",9],[-1,"clean",0],[-2,"lost",7]]' ]
}

@test "a clock that begins in 1970: boots in order, no 1970 in the headlines, time from where it was set" {
  recorded trixie-arm64-three-boots
  split -d -l 655 root/var/log/audit/audit.log boot
  grep -aq '^type=DAEMON_START' <(head -n 1 boot01)
  for order in 'boot00 boot01 boot02' 'boot02 boot00 boot01'; do
    # shellcheck disable=SC2086 # words
    exits 1 "$AUBACKLOG" --format json --boot all $order
    [ "$(jq -c '[.boots[] | [.index, .queue.boot_limit]]' <<<"$output")" = '[[0,90],[-1,128],[-2,64]]' ]
  done
  exits 1 "$AUBACKLOG" --root root --boot all
  never grep -q 1970 <<<"$output"
  says "newest boot, 2026-11-26 12:07:50 UTC"
  exits 0 "$AUBACKLOG" boots --root root
  never grep -q 1970 <<<"$output"
  exits 0 "$AUBACKLOG" plot --x time --root root -o plot.gp
  # The axis is as long as the boot, in seconds, not in years.
  [ "$(sed -n 's/^set xrange \[0:\([0-9]*\).*/\1/p' plot.gp)" -lt 100 ]
}

@test "a boot id that was made unreadable tells nothing, and makes no newer boot" {
  recorded bookworm-load40
  mkdir -p root/proc/sys/kernel/random
  rm root/sos_commands/auditd/auditctl_-s # its pid would tell the same
  for id in REDACTED '' xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx a5d30c25c0d542768746364d4168cde a5d30c25c0d542768746364d4168cdec0; do
    echo "$id" >root/proc/sys/kernel/random/boot_id
    [ "$(part '[.boots[] | [.index, .records.lost.min, .boot_id]]')" = '[[0,390,"a5d30c25c0d542768746364d4168cdec"]]' ]
  done
  echo 11111111-2222-3333-4444-555555555555 >root/proc/sys/kernel/random/boot_id
  [ "$(part '[.boots[].index]')" = '[0,-1]' ]
}

# LOG: sorted by the time of its records, as a search gives them
by_time() { sed 's/^[^(]*(\([0-9.]*\):.*/\1\t&/' "$1" | LC_ALL=C sort -s -n -k1,1 | cut -f2-; }

@test "a log sorted by time, or with the newest first, has the boots and the counts of the log" {
  local case log form
  for case in bookworm-load40 bookworm-three-boots kernel-log-of-another-boot trixie-arm64; do
    mkdir $case
    tar xJf "$tests/cases/$case/evidence.tar.xz" -C $case
    log=$(find $case -path '*var/log/audit/audit.log')
    by_time "$log" >sorted
    tac sorted >newest-first
    tac "$log" >turned
    "$AUBACKLOG" boots "$log" >wanted
    [ "$(grep -c lost wanted)" -gt 0 ]
    for form in sorted newest-first turned; do
      "$AUBACKLOG" boots $form | diff wanted - || { echo "$case $form"; return 1; }
      cmp <("$AUBACKLOG" report "$log" | head -1) <("$AUBACKLOG" report $form | head -1)
    done
  done
}
