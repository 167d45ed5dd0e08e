#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Boots of a kind that is rare: found by the coverage report, where no recorded boot had them.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=var/log/audit/audit.log

# FILTER: of the JSON of the last run
holds() { [ "$(jq -c "$1" <<<"$output")" = "$2" ] || { echo "$1: $(jq -c "$1" <<<"$output"), not $2"; return 1; }; }

@test "a blind window that nothing ends is open, and the boot is blind" {
  sed '/audit_enabled=0/q' "$tests/cases/blind-window-by-journald/root/$log" >blind.log
  exits 2 "$AUBACKLOG" report --format json blind.log
  holds '.boots[0] | [.verdict, (.blind_windows[0] | .from, .to, .seconds)]' \
    '["blind","2026-11-21T01:39:10.020Z",null,null]'
  exits 2 "$AUBACKLOG" report blind.log
  says "from 2026-11-21 01:39:10 UTC to the end"
}

@test "a command line without audit=1 is not that of a log that has records from before auditd" {
  recorded bookworm-load40
  echo "BOOT_IMAGE=/vmlinuz root=/dev/vda ro quiet audit_backlog_limit=8192" >root/proc/cmdline
  exits 1 "$AUBACKLOG" report --root root --format json
  holds '.boots[0].queue | [.boot_limit, .boot_limit_source]' '[64,"record"]'
  holds '.boots[0].evidence[] | select(.source == "cmdline") | .agrees' false
  exits 1 "$AUBACKLOG" report --root root
  says "it is of another boot and was not used"
}

@test "the machine's recommendation is that of the boot that needs most, in whichever order they came" {
  recorded bookworm-load40
  cat root/$log >second.log
  rm -r root && recorded bookworm-stock
  cat root/$log >first.log
  for pair in "first second" "second first"; do
    read -r older newer <<<"$pair"
    # A day lies between them.
    awk -v shift=86400 '{ while (match($0, /audit\([0-9]+\./)) {
        time = substr($0, RSTART + 6, RLENGTH - 7); printf "%saudit(%d.", substr($0, 1, RSTART - 1), time + shift
        $0 = substr($0, RSTART + RLENGTH) } print }' "$newer.log" >newer.shifted
    cat "$older.log" newer.shifted >both.log
    exits 0 "$AUBACKLOG" boots --format json both.log
    holds '.boots | length' 2
    exits 1 "$AUBACKLOG" report --boot all --format json --floor 0 both.log
    holds '[.boots[].recommendation.minimum] | max' "$(jq -c .recommendation.minimum <<<"$output")"
    holds '.recommendation.limit == ([.boots[].recommendation.limit] | max)' true
  done
}
