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
  [[ $output == "aubacklog $(sed -n 's/.*AUBACKLOG_VERSION "\(.*\)"/\1/p' "$tests/../src/util/version.h")" ]]
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
  echo "type=SERVICE_START msg=audit(1795225176.000:2): pid=1" >audit.log
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

@test "a verb stands anywhere before the operands" {
  recorded bookworm-stock
  exits 1 "$AUBACKLOG" report --root root
  local wanted=$output
  exits 1 "$AUBACKLOG" --root root report
  [ "$output" = "$wanted" ]
  exits 0 "$AUBACKLOG" --help plot
  [[ $output == "Usage: aubacklog plot "* ]]
  exits 0 "$AUBACKLOG" help plot
  [[ $output == "Usage: aubacklog plot "* ]]
  exits 0 "$AUBACKLOG" version
  [[ $output == "aubacklog "* ]]
}

@test "a verb that is misspelt is told, a file of that name is a file" {
  for word in repotr chek bots eventss; do
    exits 3 "$AUBACKLOG" "$word" --root /
    [[ $output == *"did you mean "* ]]
  done
  exits 4 "$AUBACKLOG" no-such-file
  recorded bookworm-stock
  cp root/var/log/audit/audit.log plop
  exits 1 "$AUBACKLOG" plop
}

# What --help of a verb lists is what the verb takes: every other option is refused before anything is read.
@test "an option of another verb exits 3, in every pair of verb and option" {
  local refused=0 option value verb
  while read -r option value; do
    for verb in report boots events plot check grub record; do
      if "$AUBACKLOG" "$verb" --help | grep -q -e "^  \(-[a-zA-Z], \)\?$option "; then continue; fi
      # A value, or none.
      # shellcheck disable=SC2086
      exits 3 "$AUBACKLOG" "$verb" "$option" $value --root missing
      [[ $output == *"cannot use $option for $verb: it is an option of "* ]]
      refused=$((refused + 1))
    done
  done <<'END'
--root missing
--kernel-log missing
--boot 0
--newest-only
--window-only
--whole-log
--limit 64
--floor 64
--profile stig
--apply
--undo
--format text
--output missing
--x time
--unit events
--verbose
--no-color
END
  [ "$refused" -ge 40 ] || { echo "$refused pairs were refused"; return 1; }
}

@test "nothing is changed without the verb that changes" {
  of_case debian12-below
  cp -a root before
  exits 3 "$AUBACKLOG" --apply --root root
  exits 3 "$AUBACKLOG" check --apply --root root
  diff -r before root
}

@test "--help of a verb names its formats and no others" {
  exits 0 "$AUBACKLOG" check --help
  [[ $output == *"text, json, junit, xccdf or cklb"* ]]
  never grep -q png <<<"$output"
}

@test "who asks for output gets 0 when it was made, whatever was lost; --exit-zero does the same for the verdict" {
  recorded bookworm-load40
  exits 1 "$AUBACKLOG" report --root root
  exits 1 "$AUBACKLOG" check --root root
  for verb in report check; do exits 0 "$AUBACKLOG" $verb --root root --exit-zero; done
  for verb in events boots; do exits 0 "$AUBACKLOG" $verb --root root; done
  exits 0 "$AUBACKLOG" plot --root root -o queue.svg
  for verb in report check; do
    exits 4 "$AUBACKLOG" $verb --root no-such-root --exit-zero
    exits 3 "$AUBACKLOG" $verb --root root --exit-zero --apply
  done
  for verb in events boots plot grub record; do exits 3 "$AUBACKLOG" $verb --exit-zero; done
}
