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
