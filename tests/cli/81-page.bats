#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of a report: its order, what the next boot does, what to type, who still has what was lost.
# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status, lines
load helpers

# CASE: a recorded boot that lost 390 records, on the machine of a case of check
lost_on() {
  of_case "$1"
  recorded bookworm-load40
  cp "$tests/check-cases/$1/root/proc/cmdline" root/proc 2>/dev/null || true
  sed -i 's/^log_file.*//' root/etc/audit/auditd.conf 2>/dev/null || true
}

# WORD…: the output has these at the beginnings of lines, in this order
in_order() {
  local word at=0 found
  for word; do
    found=$(grep -nE "^ *$word" <<<"$output" | cut -d: -f1 | awk -v at="$at" '$1 > at { print; exit }')
    [ -n "$found" ] || { echo "not there, or too early: $word"; echo "$output"; return 1; }
    at=$found
  done
}

@test "the answer comes first, the proof last" {
  lost_on debian12-below
  exits 1 "$AUBACKLOG" --root root
  in_order 'LOST: 390 audit records of 454 at boot, exactly$' 'lab, newest boot, 2026-11-21' 'cause' 'next boot' 'boot with' 'type' \
    'What was lost' 'still there' 'What filled the queue' 'How this was found' 'audit-log'
}

@test "the page says whether the next boot is better, as check does" {
  lost_on debian12-below
  exits 1 "$AUBACKLOG" --root root
  says "next boot NOT FIXED: audit=1, limit 64, in entry 'Debian GNU/Linux'"
  says "type aubacklog grub --apply on that machine, and reboot"
  [ "$("$AUBACKLOG" --root root --format json | jq -c '[.next_boot[]]')" = \
    '["loses",64,true,"audit=1, limit 64, in entry '"'Debian GNU/Linux'"'",null]' ]
  lost_on debian12-meets
  exits 1 "$AUBACKLOG" --root root
  says "next boot fixed: audit=1, limit 8192, in entry 'Debian GNU/Linux' type nothing"
  [[ $output != *"boot with"* ]]
  exits 0 "$AUBACKLOG" check --profile measured --root root
  lost_on rhcos-one-rule
  exits 1 "$AUBACKLOG" --root root
  says "next boot NOT FIXED: no audit=1, limit 8192"
  says "by hand aubacklog grub refuses there: there is no etc/kernel/cmdline"
  cp "$tests/check-cases/rhcos-one-rule/root/etc/os-release" root/etc
  run "$AUBACKLOG" --root root
  says "type aubacklog grub on that machine: it shows the steps: the Machine Config Operator"
  exits 1 "$AUBACKLOG" root/var/log/audit/audit.log
  says "next boot not known: logs alone do not say what is configured"
}

@test "the command that the page gives for what was lost shows all of it, and nothing else" {
  recorded bookworm-load40
  mv root "it's here"
  exits 1 "$AUBACKLOG" --root "it's here"
  says "the journal has all of these events"
  command=$(grep -A1 'aubacklog events --lost' <<<"$output" | grep -o 'aubacklog events.*[^ |]')
  aubacklog() { "$AUBACKLOG" "$@"; }
  eval "$command" >raw
  # Of the 390 slots 49 are an end-of-event's, which is in no log.
  [ "$(wc -l <raw)" -eq 341 ]
  [ "$(grep -o 'audit([^)]*)' raw | sort -u | wc -l)" -eq 56 ]
  [ "$(grep -cE '^ +[0-9]+  [0-9]+ ' <<<"$output")" -eq 4 ]
  [ "$(grep -oE '^ +[0-9]+  ' <<<"$output" | awk '{ n += $1 } END { print n }')" -eq 390 ]
}

@test "a page fits a terminal of 60, 80 and 200 columns, with colour and without" {
  recorded bookworm-load40
  for columns in 60 80 200; do
    "$tests/cli/terminal" page "TERM=xterm NO_COLOR= '$AUBACKLOG' --no-pager --root root" 24 "$columns" || [ $? -eq 1 ]
    sed 's/\x1b\[[0-9;]*m//g; s/\r$//' page >plain
    grep -q '^LOST: ' plain
    while IFS= read -r line; do [ "${#line}" -le "$columns" ] || { echo "$columns: $line"; return 1; }; done < \
      <(grep -v 'aubacklog events' plain)
  done
}

@test "a check that passes fits one screen" {
  lost_on debian12-meets
  exits 0 "$AUBACKLOG" check --root root
  [ "$(wc -l <<<"$output")" -le 24 ]
  [[ $output != *"to paste"* ]]
  exits 0 "$AUBACKLOG" check --root root --verbose
  says "Finding details, to paste"
}

@test "what came on standard input is asked there again" {
  exits 1 "$AUBACKLOG" --root - <"$tests/cases/bookworm-stock/evidence.tar.xz"
  says "aubacklog events --lost --raw --root - <FILE | ausearch"
  [ "$("$AUBACKLOG" events --lost --raw --root - <"$tests/cases/bookworm-stock/evidence.tar.xz" | wc -l)" -eq 3 ]
}
