#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The commands that a text suggests: typed as they stand they do what the text says.
# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status

load helpers

# Prints the suggested command that begins so
suggested() { grep -m 1 "^ *$1" <<<"$output" | sed 's/^ *//'; }

typed() { # COMMAND: runs it with the program of the tests
  PATH=$(dirname "$AUBACKLOG"):$PATH run bash -c "$1"
}

@test "a failed check names its root and its options in the commands it suggests" {
  of_case rhel9-meets
  mv root "an image"
  exits 1 "$AUBACKLOG" check --floor 32768 --profile stig --root "an image"
  details=$(suggested "aubacklog check --verbose")
  typed "$(suggested "aubacklog grub")"
  says "A CHANGE IS NEEDED: audit=1 audit_backlog_limit=32768"
  typed "$details"
  says "profile stig"
  says "Finding details, to paste"
  says "below 32768"
  never grep -q "check --verbose" <<<"$output"
}

@test "a report with a floor suggests grub with it" {
  recorded newcomer-first
  run "$AUBACKLOG" --floor 32768 --root root
  says "aubacklog grub --apply --floor 32768"
}

@test "where grub refuses or has nothing to change, a check says that instead" {
  for pair in rhel9-not-booted-yet:"nothing, and reboot" fedora-no-rule:"nothing: what boots has them already" \
    debian12-too-long:"make it shorter by hand" debian12-no-boot-loader:"aubacklog grub refuses here: no boot loader" \
    fact-smallest-entry:"boot/grub/custom.cfg:2 is an entry in a file that no command writes"; do
    of_case "${pair%%:*}"
    run "$AUBACKLOG" check --root root
    says "${pair#*:}"
    never grep -q "^ *aubacklog grub" <<<"$output"
  done
}

@test "a menu that is wrong in custom.cfg alone is left to a hand" {
  of_case fact-smallest-entry
  exits 1 "$AUBACKLOG" grub --root root
  says "change it by hand"
  never grep -q "update-grub\$" <<<"$output"
}

@test "a report of a container sends to its host and suggests no command" {
  of_case ubi9-container
  cp "$tests/cases/bookworm-stock-log-only/"*.log . 2>/dev/null || recorded bookworm-stock
  mkdir -p root/var/log/audit
  tar -xJOf "$tests/cases/bookworm-load40/evidence.tar.xz" ./var/log/audit/audit.log >root/var/log/audit/audit.log ||
    tar -xJOf "$tests/cases/bookworm-load40/evidence.tar.xz" var/log/audit/audit.log >root/var/log/audit/audit.log
  run "$AUBACKLOG" --root root
  says "the change is made on its host"
  never grep -q "aubacklog grub --apply" <<<"$output"
}

@test "what came on a pipe is asked for again" {
  archive=$tests/cases/bookworm-load40/evidence.tar.xz
  run bash -c '"$1" <"$2"' - "$AUBACKLOG" "$archive"
  says "FILE is what came on standard input"
  cp "$archive" FILE
  typed "$(suggested "aubacklog events --lost --raw" | sed 's/ |$//')"
  [ "$status" -eq 0 ]
  says "type="
}

@test "an old boot without audit=1 asks for nothing that the next boot has" {
  archive=$tests/cases/newcomer-later/evidence.tar.xz
  run "$AUBACKLOG" --root "$archive"
  newest=$(grep "next boot" <<<"$output")
  run "$AUBACKLOG" --boot all --root "$archive"
  [ "$(grep "next boot" <<<"$output")" = "$newest" ]
  never grep -q "put audit=1" <<<"$output"
}

@test "a report is not written as text under the name of another format" {
  for name in x.pdf x.PNG x.svg x.jpg x.xhtml; do
    exits 3 "$AUBACKLOG" report -o "$name" "$tests/cases/serial-wraps/audit.log"
    [ ! -e "$name" ]
  done
  run "$AUBACKLOG" report -o x.log "$tests/cases/serial-wraps/audit.log"
  [ -s x.log ]
}
