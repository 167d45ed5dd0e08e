#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which boot of the journal belongs to which of the audit log.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=var/log/audit/audit.log

# VALUE…: what jq makes of the report of ./root
report_says() {
  "$AUBACKLOG" report --boot all --root root --format json >report.json || true
  [ "$(jq -c "$1" report.json)" = "$2" ] || { echo "$(jq -c "$1" report.json) instead of $2"; return 1; }
}

@test "a journal whose events have other stamps is of another boot" {
  recorded bookworm-load40
  rm -r root/sos_commands
  report_says '.boots[0] | [.exact, .records.lost.min, .boot_id]' '[true,390,"a5d30c25c0d542768746364d4168cdec"]'
  # Half a second later, all of it.
  perl -pi -e 's/audit\((\d+)\.(\d+):/sprintf "audit(%.3f:", "$1.$2" + 0.5/e' root/$log
  rm -r root/proc
  report_says '[.boots_found, (.boots | map(.exact) | any), (.boots | map(select(.auditd)) | .[0].records.lost.min)]' '[2,false,57]'
}

@test "a journal of another machine's node is not this one's" {
  recorded bookworm-load40
  rm -r root/sos_commands
  sed -i 's/^/node=elsewhere /' root/$log
  report_says '.boots | map(select(.node == "elsewhere")) | .[0] | [.exact, .records.lost.min]' '[false,57]'
  sed -i 's/^node=elsewhere /node=lab /' root/$log
  report_says '.boots | map(select(.node == "lab")) | .[0] | [.exact, .records.lost.min]' '[true,390]'
}

@test "three boots in one log find their three in one journal" {
  recorded bookworm-three-boots
  rm root/sos_commands/auditd/auditctl_-s
  report_says '.boots | map([.exact, .records.lost.min])' '[[true,264],[true,272],[true,264]]'
  report_says '.boots | map(.boot_id) | unique | length' 3
}

@test "a boot whose audit log is gone is told from the journal" {
  recorded bookworm-no-audit
  rm -r root/var/log/audit root/sos_commands
  exits 2 "$AUBACKLOG" report --root root
  says "BLIND: a part of this boot was not audited"
  recorded bookworm-load40
  rm -r root/var/log/audit root/sos_commands
  exits 1 "$AUBACKLOG" report --root root
  says "There is no audit log of this boot"
  says "LOST: at least 255 audit records"
}
