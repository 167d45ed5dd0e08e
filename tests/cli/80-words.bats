#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is said, and when: losses of earlier boots, machines without audit, what a cure does not cure.
bats_require_minimum_version 1.5.0
# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status, stderr, lines
load helpers

@test "earlier boots that lost records are told, however the newest is" {
  case=$tests/cases/clean-after-two-that-lost/root
  exits 0 "$AUBACKLOG" --root "$case"
  [[ ${lines[1]} == *"AND YET"*"2 earlier boots lost at least 1 and at least 1 records"* ]]
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
  exits 0 "$AUBACKLOG" check --profile measured --root "$case" --boot 0
  flat=$(tr -s ' \n' ' ' <<<"$output")
  [[ $flat == *"2 earlier boots lost at least 1 and at least 1 records, and were not held against the limit"* ]]
}

@test "auditd that writes no log is no machine without auditd" {
  recorded bookworm-stock
  rm -r root/var/log/audit
  run -2 "$AUBACKLOG" --root root
  says "UNKNOWN: the kernel counted 4 lost audit records, and no log tells when"
  says "There is no audit log of this boot in the evidence"
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
  says "There is no audit log of this boot in the evidence"
  mkdir -p root/etc/systemd/system
  touch root/etc/systemd/system/auditbeat.service
  run -2 "$AUBACKLOG" --root root
  says "There is no audit log of this boot; auditbeat is installed here, which registers in auditd's place."
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
  says "rsyslog has only what the kernel prints"
  touch root/usr/lib/systemd/system/auditd.service
  exits 1 "$AUBACKLOG" --root root
  says "first start an audit daemon (auditd is installed: systemctl status auditd)"
}
