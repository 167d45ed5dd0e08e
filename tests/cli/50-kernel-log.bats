#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Kernel logs as text: named, rotated, in a sosreport, of a syslog daemon.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# A recorded boot that lost 390, without journal and counter; its kernel log as ./dmesg, which says 255.
boot_and_dmesg() {
  recorded bookworm-load40
  mv root/sos_commands/kernel/dmesg .
  rm -r root/sos_commands root/var/log/journal root/proc
}

# Puts what syslog and journalctl put in front of each line of standard input.
dated() { sed 's,^,Nov 21 01:39:23 guest kernel: ,'; }

# JQ: a part of the report on the last output
part() { jq -c "$1" <<<"$output"; }

@test "a named kernel log stands beside logs, and beside a root" {
  boot_and_dmesg
  exits 1 "$AUBACKLOG" root/var/log/audit/audit.log
  says "at least 57"
  exits 1 "$AUBACKLOG" root/var/log/audit/audit.log --kernel-log dmesg
  says "LOST: at least 255 audit records"
  exits 1 "$AUBACKLOG" --root root --kernel-log dmesg --format json
  [ "$(part '[.sources[] | select(.kind == "kernel-log") | [.path, .found, .records]]')" = '[["dmesg",true,24]]' ]
  [ "$(part '.boots[0].records.lost.min')" = 255 ]
}

@test "it may be compressed, or a pipe" {
  boot_and_dmesg
  gzip -k dmesg
  exits 1 "$AUBACKLOG" root/var/log/audit/audit.log --kernel-log dmesg.gz
  says "at least 255"
  # shellcheck disable=SC2016 # the inner shell expands them
  exits 1 bash -c '"$0" root/var/log/audit/audit.log --kernel-log <(cat dmesg)' "$AUBACKLOG"
  says "at least 255"
}

@test "consoles of two boots go to their boots, in any order" {
  cp "$tests/cases/console-capture/audit.log" newer.log
  cp "$tests/cases/console-capture/console.log" newer.console
  # The boot before: the same, days earlier, with another limit and count.
  sed 's/audit(1795/audit(1794/' newer.log >older.log
  sed 's/audit(1795/audit(1794/; s/audit=1 /audit=1 audit_backlog_limit=96 /; s/audit_lost=420/audit_lost=300/' newer.console >older.console
  for order in 'older newer' 'newer older'; do
    read -r first second <<<"$order"
    exits 1 "$AUBACKLOG" --boot all --format json --kernel-log "$first.console" --kernel-log "$second.console" newer.log older.log
    [ "$(part '[.boots[] | [.queue.boot_limit, .queue.boot_limit_source]]')" = '[[64,"default"],[96,"cmdline"]]' ]
    [ "$(part '.boots[0].records.lost.min')" = 420 ]
  done
  cat older.console newer.console >both.console
  exits 1 "$AUBACKLOG" --boot all --format json --kernel-log both.console newer.log older.log
  [ "$(part '[.boots[].queue.boot_limit]')" = '[64,96]' ]
}

@test "rotated files of kern.log are one log, oldest first" {
  boot_and_dmesg
  dated <dmesg >whole
  head -n 200 whole | gzip >root/var/log/kern.log.10.gz
  sed -n 201,400p whole >root/var/log/kern.log.9
  sed -n 401,460p whole | xz >root/var/log/kern.log.1.xz
  sed -n '461,$p' whole >root/var/log/kern.log
  echo 'Nov 21 01:39:23 guest kernel: audit: audit_lost=999 audit_rate_limit=0 audit_backlog_limit=64' >root/var/log/kern.logs
  exits 1 "$AUBACKLOG" --root root --format json
  [ "$(part '.boots[0].records.lost.min')" = 255 ]
  [ "$(part '[.sources[] | select(.kind == "kernel-log") | [.path, .lines, .note]]')" = \
    "[[\"root/var/log/kern.log\",$(wc -l <dmesg),\"read with its older files, 4 in all\"]]" ]
}

@test "journalctl text of a sosreport is read, and another boot's is not taken for the newest" {
  boot_and_dmesg
  mkdir -p root/sos_commands/logs
  { echo '-- Boot 0123456789abcdef0123456789abcdef --'; dated <dmesg; } >root/sos_commands/logs/journalctl_--no-pager
  printf '%s\n' '[    0.0] x' 'Linux version 6.1.0' 'audit: audit_lost=999 audit_rate_limit=0 audit_backlog_limit=64' \
    'audit: kauditd hold queue overflow' | dated >root/sos_commands/logs/journalctl_--no-pager_--boot_-1
  exits 1 "$AUBACKLOG" --root root
  says "LOST: at least 255 audit records"
  # Under the name of the newest boot's text it is of another kernel all the same.
  mv root/sos_commands/logs/journalctl_--no-pager{_--boot_-1,_--boot}
  rm root/sos_commands/logs/journalctl_--no-pager
  exits 1 "$AUBACKLOG" --root root
  says "LOST: at least 57 audit records"
  says "left out, it is of another boot (in which 999 records were lost): it is of the kernel 6.1.0, and the log of 6.1.0-56-cloud-amd64"
}

@test "the same messages in two places count once, and a command line is taken from where it is" {
  recorded bookworm-rate
  rm -r root/var/log/journal root/sos_commands/auditd root/proc
  exits 1 "$AUBACKLOG" --root root --format json
  part .boots >once
  dated <root/sos_commands/kernel/dmesg >root/var/log/kern.log
  cp root/sos_commands/kernel/dmesg root/var/log/dmesg
  exits 1 "$AUBACKLOG" --root root --format json
  # The one with names of hosts tells whose boot it is.
  part '.boots | map(.host = null)' | diff once -
  sed -i '/ommand line:/d' root/sos_commands/kernel/dmesg
  exits 1 "$AUBACKLOG" --root root --format json
  part ".boots | map(.host = null)" | diff once -
}

@test "messages and syslog are read where there is no other kernel log" {
  boot_and_dmesg
  dated <dmesg >root/var/log/messages
  exits 1 "$AUBACKLOG" --root root --verbose
  says "LOST: at least 255 audit records"
  says "root/var/log/messages"
  cp dmesg root/var/log/dmesg
  exits 1 "$AUBACKLOG" --root root --verbose
  never grep -q var/log/messages <<<"$output"
}

@test "one of a root that cannot be read is said, a named one is an error" {
  boot_and_dmesg
  echo broken | gzip | head -c 12 >root/var/log/kern.log.1.gz
  exits 1 "$AUBACKLOG" --root root --verbose
  says "LOST: at least 57 audit records"
  says "it is damaged or cut off"
  exits 4 "$AUBACKLOG" root/var/log/audit/audit.log --kernel-log root/var/log/kern.log.1.gz
  says "cannot read 'root/var/log/kern.log.1.gz': it is damaged or cut off"
  exits 4 "$AUBACKLOG" root/var/log/audit/audit.log --kernel-log nowhere
  says "cannot open 'nowhere': No such file or directory"
  exits 4 "$AUBACKLOG" root/var/log/audit/audit.log --kernel-log root
  says "cannot read 'root': it is a directory"
}

@test "more kernel logs than there is room for, and record, refuse" {
  many=()
  for _ in $(seq 65); do many+=(--kernel-log dmesg); done
  exits 3 "$AUBACKLOG" "${many[@]}" audit.log
  says "64 kernel logs are the most"
  exits 3 "$AUBACKLOG" record -o x.tar --kernel-log dmesg
  says "cannot use --kernel-log for record"
}
