#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Options, help, and what is said to a wrong one.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

@test "--help names every verb and exits 0" {
  exits 0 "$AUBACKLOG" --help
  for verb in report boots plot check grub; do [[ $output == *"  $verb "* ]]; done
  while IFS= read -r line; do [ "${#line}" -le 80 ]; done <<<"$output"
}

@test "--version gives the version of the sources" {
  exits 0 "$AUBACKLOG" --version
  [[ $output == "aubacklog $(sed -n 's/.*AUBACKLOG_VERSION "\(.*\)"/\1/p' "$tests/../src/base/version.h")" ]]
}

@test "a wrong option is named and exits 3" {
  exits 3 "$AUBACKLOG" report --bogus
  [[ $output == *"'--bogus': no such option"* ]]
  exits 3 "$AUBACKLOG" plot -x
  [[ $output == *"'-x': no such option"* ]]
}

@test "an option without its value is named and exits 3" {
  exits 3 "$AUBACKLOG" --root
  [[ $output == *"'--root': it needs a value"* ]]
}

@test "values that cannot be used exit 3" {
  for words in "--limit -1" "--limit 8192k" "--limit 4294967296" "--floor x" "--boot 1" "--boot first" \
    "--format xml" "--x serial" "--unit bytes" "--profile pci"; do
    # The words are an option and its value.
    # shellcheck disable=SC2086
    exits 3 "$AUBACKLOG" report $words
    [[ $output == *"cannot use '"* ]]
  done
}

@test "a format that does not go with the verb exits 3" {
  exits 3 "$AUBACKLOG" report --format png
  exits 3 "$AUBACKLOG" boots --format pdf
  exits 3 "$AUBACKLOG" report --format junit
  exits 3 "$AUBACKLOG" plot --format cklb
  exits 3 "$AUBACKLOG" check --format svg
  exits 3 "$AUBACKLOG" check --limit 64
  exits 3 "$AUBACKLOG" check audit.log
  exits 3 "$AUBACKLOG" plot --format json
  exits 3 "$AUBACKLOG" plot -o queue.jpg
  [[ $output == *"queue.jpg"* ]]
  [ ! -e queue.jpg ]
}

@test "without a verb it is report" {
  recorded bookworm-stock
  exits 1 "$AUBACKLOG" --root root
  [[ $output == "$("$AUBACKLOG" report --root root)" ]]
}
