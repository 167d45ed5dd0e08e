#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# One kernel log in the forms in which people keep and paste it: kernel-logs/ has a file of each.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# FILE: the report of the boot with this kernel log, which is called LOG in it
report_with() {
  "$AUBACKLOG" "$tests/cli/kernel-logs/audit.log.xz" --kernel-log "$1" --format json |
    jq --arg log "$1" 'del((.sources[] | select(.path == $log) | .lines), .boots[].host) | walk(if . == $log then "LOG" else . end)'
}

@test "each form of a kernel log gives the report that the plain one gives" {
  local form
  plain=$(report_with "$tests/cli/kernel-logs/plain.txt")
  [ "$(jq -c '.boots[0].records.lost.min' <<<"$plain")" = 150 ]
  for form in "$tests"/cli/kernel-logs/*.txt; do
    diff <(report_with "$form") <(echo "$plain") || { echo "differs: $form"; return 1; }
  done
}

@test "each form of a kernel log is read as dmesg of a sosreport" {
  local form
  mkdir -p root/var/log/audit root/sos_commands/kernel
  xz -dc "$tests/cli/kernel-logs/audit.log.xz" >root/var/log/audit/audit.log
  for form in "$tests"/cli/kernel-logs/*.txt; do
    cp "$form" root/sos_commands/kernel/dmesg
    exits 1 "$AUBACKLOG" --root root
    says "LOST: at least 150 audit records" || { echo "$form"; return 1; }
  done
}

@test "a named kernel log without a message that counts is told" {
  echo hello >other
  exits 1 "$AUBACKLOG" "$tests/cli/kernel-logs/audit.log.xz" --kernel-log other
  says "at least 136"
  says "other: 0 records in 1 line; not used: it has no message of the kernel about audit records"
}

@test "a kernel log alone has its boots, and messages of others beside the kernel's" {
  local log=$tests/cli/kernel-logs/plain.txt
  sed 's,^,Mar 20 08:53:20 web kernel: ,' "$log" >second
  sed 's,^,Mar 19 08:53:20 web kernel: ,; s/audit(14[89]/audit(147/; s/audit_lost=150/audit_lost=140/' "$log" >first
  cat first second >kern.log
  exits 0 "$AUBACKLOG" boots kern.log
  [ "$(awk 'NR > 1 { print $1, $3, $6 }' <<<"$output" | xargs)" = "0 lost 150 -1 lost 140" ]
  { echo "Mar 20 08:53:20 web systemd[1]: Started x."; sed 's/\[ *[0-9.]*\] //' second; } >text
  exits 1 "$AUBACKLOG" text
  says "LOST: at least 150"
}

@test "a kernel log of several machines: each has its own boots" {
  local log=$tests/cli/kernel-logs/plain.txt
  paste -d '\n' <(sed 's,^,Mar 20 08:53:20 web kernel: ,' "$log") \
    <(sed 's,^,Mar 20 08:53:20 db kernel: ,; s/audit(14\(.\)/audit(15\1/; s/audit_lost=150/audit_lost=999/' "$log") >both
  exits 1 "$AUBACKLOG" "$tests/cli/kernel-logs/audit.log.xz" both
  says "LOST: at least 150"
  says "left out, it is of another boot (in which 999 records were lost)"
  exits 0 "$AUBACKLOG" boots both
  [ "$(awk 'NR > 1 { print $6, $8 }' <<<"$output" | sort | xargs)" = "150 web, 999 db," ]
}

@test "a date tells which boot a kernel log without records is of" {
  local log=$tests/cli/kernel-logs/plain.txt audit=$tests/cli/kernel-logs/audit.log.xz
  sed '/type=/d; s/^\[ *[0-9.]*\]/2017-03-20T08:53:16,000000+00:00/' "$log" >iso
  exits 1 "$AUBACKLOG" "$audit" iso
  says "LOST: at least 150"
  sed 's/2017-03-20/2017-03-21/' iso >later
  exits 1 "$AUBACKLOG" "$audit" later
  says "LOST: at least 136"
  says "its kernel began at 2017-03-21T08:53:16.000Z, after the last record of the log"
  # Of a day that a zone can make another one nothing is told.
  sed '/type=/d; s/^\[ *[0-9.]*\]/[Mon Mar 20 09:53:16 2017]/' "$log" >wall
  exits 1 "$AUBACKLOG" "$audit" wall
  says "LOST: at least 136"
  says "of an unknown boot"
  sed 's/Mar 20/Mar 22/' wall >wall-later
  exits 1 "$AUBACKLOG" "$audit" wall-later
  says "its kernel began at 2017-03-22T09:53:16.000Z by a clock whose zone is not known, after the last"
}
