#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# docs/NEWCOMER.md is what the program says of the machine that it tells of.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

@test "the newcomer's way in docs/NEWCOMER.md is what the program says: make docs/NEWCOMER.md" {
  "$tests/newcomer/write" >page
  diff "$tests/../docs/NEWCOMER.md" page
}
