#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is said, and when: losses of earlier boots, machines without audit, what a cure does not cure.
bats_require_minimum_version 1.5.0
# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status, stderr, lines
load helpers

@test "earlier boots that lost records are told, however the newest is" {
  case=$tests/cases/clean-after-two-that-lost/root
  exits 0 "$AUBACKLOG" --root "$case"
  [[ ${lines[2]} == *"AND YET"*"2 earlier boots lost at least 1 and at least 1 records"* ]]
  run -0 --separate-stderr "$AUBACKLOG" --root "$case" --format json
  [[ $stderr == *"2 earlier boots lost at least 1 and at least 1 records"* ]]
  [ "$(jq -c '[.earlier_losses[] | [.index, .lost.min]]' <<<"$output")" = '[[-1,1],[-2,1]]' ]
  exits 1 "$AUBACKLOG" --root "$case" --boot -1
  [[ $output == *"1 earlier boot lost at least 1 record "* ]]
  exits 1 "$AUBACKLOG" --root "$case" --boot -2
  [[ $output != *"earlier boot"* ]]
  exits 1 "$AUBACKLOG" --root "$case" --boot all
  [[ $output != *"earlier boot"* ]]
}

@test "check of one boot tells what it does not hold against the limit" {
  case=$tests/cases/clean-after-two-that-lost/root
  exits 1 "$AUBACKLOG" check --profile measured --root "$case"
  exits 2 "$AUBACKLOG" check --profile measured --root "$case" --boot 0
  flat=$(tr -s ' \n' ' ' <<<"$output")
  [[ $flat == *"2 earlier boots lost at least 1 and at least 1 records, and the limit was not tried on them"* ]]
}

@test "auditd that writes no log is no machine without auditd" {
  recorded bookworm-stock
  rm -r root/var/log/audit
  run -2 "$AUBACKLOG" --root root
  says "UNKNOWN: the kernel counted 4 lost audit records, and no log tells when"
  says "There is no audit log of this boot: auditd wrote none"
  sed -i 's/write_logs = yes/write_logs = no/' root/etc/audit/auditd.conf
  run -2 "$AUBACKLOG" --root root
  says "auditd writes no log here (write_logs = no in auditd.conf): what was kept"
  mkdir -p root/etc/audit/plugins.d
  touch root/etc/audit/plugins.d/laurel.conf
  run -2 "$AUBACKLOG" --root root
  says "auditd writes no log here (write_logs = no in auditd.conf), laurel has the records"
  # Also where nothing tells that it registered, and with a counter that says that nothing was lost.
  rm -r root/var/log/journal
  run -2 "$AUBACKLOG" --root root
  says "laurel has the records"
  sed -i 's/^lost 4/lost 0/' root/sos_commands/auditd/auditctl_-s
  exits 0 "$AUBACKLOG" --root root
}

@test "a program that can register in auditd's place is named" {
  recorded bookworm-stock
  rm -r root/var/log/audit root/var/log/journal root/sos_commands/auditd root/etc/audit
  run -2 "$AUBACKLOG" --root root
  says "There is no audit log of this boot: auditd wrote none"
  mkdir -p root/etc/systemd/system
  touch root/etc/systemd/system/auditbeat.service
  run -2 "$AUBACKLOG" --root root
  says "There is no audit log of this boot; auditbeat is installed here, which takes auditd's place."
}

@test "what is installed is told from what a collector left out" {
  recorded trixie-auditd-never-ran
  rm -r root/etc
  exits 1 "$AUBACKLOG" --root root
  says "first start an audit daemon: until"
  mkdir -p root/usr/lib/systemd/system
  touch root/usr/lib/systemd/system/rsyslog.service
  exits 1 "$AUBACKLOG" --root root
  says "first start an audit daemon (none is installed here"
  says "rsyslog gets only what the kernel prints"
  touch root/usr/lib/systemd/system/auditd.service
  exits 1 "$AUBACKLOG" --root root
  says "first start an audit daemon (auditd is installed: systemctl status auditd)"
}

# ARGUMENT…: aubacklog as an ordinary user
as_nobody() {
  cp "$AUBACKLOG" "$BATS_TEST_TMPDIR/aubacklog"
  chmod 755 "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/aubacklog"
  exits 2 setpriv --reuid=65534 --regid=65534 --clear-groups "$BATS_TEST_TMPDIR/aubacklog" "$@"
}

@test "an ordinary user is told what is for root, with what the machine tells all the same" {
  [ "$(id -u)" = 0 ] || skip "not root"
  as_nobody
  says "first run this as root (sudo aubacklog)"
  says "You are an ordinary user here, who may read neither the audit log nor the kernel's counters."
}

@test "a log that an ordinary user may not read is not called missing" {
  [ "$(id -u)" = 0 ] || skip "not root"
  unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
  cp "$tests/cases/limit-exactly-filled/root/var/log/audit/audit.log" .
  cp "$AUBACKLOG" aubacklog
  chmod 755 . aubacklog
  # shellcheck disable=SC2016 # the inner shell expands it
  exits 2 unshare -m sh -c 'mount -t tmpfs t /var/log && mkdir -m 700 /var/log/audit && cp audit.log /var/log/audit &&
    exec setpriv --reuid=65534 --regid=65534 --clear-groups ./aubacklog'
  says "run this as root"
  says "audit-log /var/log/audit/audit.log: not read: Permission denied"
}

@test "a container is told to ask on the host" {
  [ "$(id -u)" = 0 ] || skip "not root"
  unshare -mpf --mount-proc true 2>/dev/null || skip "no mount namespace can be made here"
  run unshare -mpf --mount-proc "$AUBACKLOG"
  says "run this on the host: the audit system is the kernel's"
}

@test "a command line alone is an answer, nothing at all is an error" {
  mkdir -p root/proc empty
  echo "quiet audit=1" >root/proc/cmdline
  exits 2 "$AUBACKLOG" --root root
  says "limit 64 records at boot (the kernel's default)"
  says "audit-log root/var/log/audit/audit.log: not there"
  echo quiet >root/proc/cmdline
  exits 2 "$AUBACKLOG" --root root
  says "BLIND: a part of this boot was not audited"
  exits 4 "$AUBACKLOG" --root empty
}

@test "a machine without audit is told what is off" {
  mkdir -p root/proc root/sos_commands/auditd
  echo quiet >root/proc/cmdline
  printf '%s\n' "enabled 0" "pid 0" "lost 0" "backlog 0" >root/sos_commands/auditd/auditctl_-s
  exits 2 "$AUBACKLOG" --root root
  says "BLIND: this boot is not audited"
  says "The kernel command line has no audit=1"
  says "Auditing is off (enabled 0 in auditctl -s)"
  says "No audit daemon has registered with the kernel"
  says "first start an audit daemon"
}

# LOST PID: a status
status_of() { printf '%s\n' "enabled 1" "pid $2" "lost $1" "backlog 0" "backlog_wait_time 15000" "backlog_wait_time_actual 0"; }

@test "of two statuses the loss between them is told, in any order" {
  log=$tests/cases/limit-exactly-filled/root/var/log/audit/audit.log
  status_of 12 137 >old
  status_of 40 137 >new
  for files in "old new" "new old"; do
    # shellcheck disable=SC2086 # two files
    exits 0 "$AUBACKLOG" "$log" $files --format json
    [ "$(jq -c '.boots[0].later | [.since.from, .since.to, .lost.min, .lost.max]' <<<"$output")" = '[12,40,40,40]' ]
  done
  exits 2 "$AUBACKLOG" old new
  says "since 28 records were lost between the two statuses (12, then 40)"
  run bash -c '"$1" old - <new' - "$AUBACKLOG"
  says "since 28 records were lost between the two statuses"
  status_of 40 200 >new
  exits 2 "$AUBACKLOG" old new
  says "since the two statuses name two daemons"
  status_of 12 137 >new
  exits 2 "$AUBACKLOG" old new
  says "since 0 records were lost between the two statuses (12, then 12)"
}

@test "programs that waited for a full queue are told, and when a larger limit is no cure" {
  log=$tests/cases/limit-exactly-filled/root/var/log/audit/audit.log
  status_of 0 137 | sed 's/actual 0/actual 4500/' >status
  exits 0 "$AUBACKLOG" "$log" status
  says "first programs stood still for 4500 jiffies in all"
  says "where nobody reads the queue it only fills later. --backlog_wait_time 0 in the rules"
  status_of 0 137 | sed 's/backlog 0/backlog 8193\nbacklog_limit 8192/' >status
  exits 0 "$AUBACKLOG" "$log" status
  says "the main queue is full (8193 of 8192)"
  status_of 0 137 >status
  exits 0 "$AUBACKLOG" "$log" status
  [[ $output != *"stood still"* && $output != *"main queue is full"* ]]
}
