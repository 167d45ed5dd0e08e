#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the README shows of the program's output is what it says.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# The blocks that show a command, as block-NN: its words in the first line, then what it says; a line of "…" stands for any
blocks() {
  awk '/^```/ { inside = !inside; first = inside; next }
    inside && first { first = 0; if (/^\$ aubacklog /) file = sprintf("block-%02d", ++n); else file = "" }
    inside && file { print >file }' "$tests/../README.md"
}

# FILE: its lines from the second on stand in ./said, in their order, and one behind the other but for "…"
quoted() {
  python3 - "$1" said <<'END'
import sys
shown = open(sys.argv[1]).read().splitlines()[1:]
said = open(sys.argv[2]).read().splitlines()
at, free = 0, False
for line in shown:
    if line.strip() == "…":
        free = True
        continue
    while free and at < len(said) and said[at] != line:
        at += 1
    if at == len(said) or said[at] != line:
        sys.exit(f"not said: {line}")
    at, free = at + 1, False
END
}

@test "each output in the README is the program's" {
  PATH=$(dirname "$AUBACKLOG"):$PATH
  mkdir -p build/demo/boot
  tar -xJf "$tests/cases/bookworm-load40/evidence.tar.xz" -C build/demo/boot
  blocks
  [ "$(ls block-* | wc -l)" -ge 3 ]
  for block in block-*; do
    IFS='#' read -r words case <"$block"
    rm -rf image
    [ -z "$case" ] || "$tests/unpack-check-case" "$tests/../${case# }" image
    # shellcheck disable=SC2086 # words on purpose
    command ${words#\$ } >said || [ $? -le 2 ]
    quoted "$block"
  done
}

@test "what the README says that auditctl and dmesg show is what the recorded machine had" {
  recorded bookworm-load40
  for line in "$(grep -x 'lost [0-9]*' "$tests/../README.md")" "$(grep -x 'backlog_limit [0-9]*' "$tests/../README.md")"; do
    grep -qx "$line" root/sos_commands/auditd/auditctl_-s
  done
  line=$(grep -x '\[ *[0-9.]*\] audit: kauditd hold queue overflow' "$tests/../README.md")
  grep -qxF "$line" root/sos_commands/kernel/dmesg
}
