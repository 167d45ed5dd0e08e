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

# VERB: the options that its help lists, long names
options_of() { "$AUBACKLOG" "$1" --help | sed -nE 's/^  (-[a-zA-Z], )?--([a-z-]+).*/\2/p'; }

# An option that the verb does not have is refused before anything is read.
@test "an option of another verb exits 3, in every pair of verb and option" {
  local refused=0 option value verb words
  "$AUBACKLOG" --print-table >table
  while IFS=$'\t' read -r option value; do
    while read -r verb; do
      if options_of "$verb" | grep -qx -e "$option"; then continue; fi
      words=("--$option")
      [ "$value" = - ] || words+=("$value")
      [ "$verb" = watch ] || words+=(--output missing/file)
      exits 3 "$AUBACKLOG" "$verb" "${words[@]}"
      [[ $output == *"cannot use --$option for $verb: it is an option of "* ]]
      refused=$((refused + 1))
    done < <(awk -F '\t' '$1 == "verb" { print $2 }' table)
  # A value that each takes: its first choice, a hint, or a number.
  done < <(awk -F '\t' '$1 == "option" { first = $6 != "-" ? $6 : $7 != "-" ? $7 : "64"; sub(/\|.*/, "", first)
    print $3 "\t" ($5 == "-" ? "-" : first) }' table | sort -u -k1,1)
  [ "$refused" -ge 60 ] || { echo "$refused pairs were refused"; return 1; }
}

@test "the table for pages and completions has what the help of each verb has" {
  "$AUBACKLOG" --print-table >table
  while read -r verb; do
    [ "$(options_of "$verb")" = "$(awk -F '\t' -v verb="$verb" '$1 == "option" && $2 == verb { print $3 }' table)" ]
  done < <(awk -F '\t' '$1 == "verb" { print $2 }' table)
  # Every option of the whole help is one of a verb.
  [ "$("$AUBACKLOG" --help | sed -nE 's/^  (-[a-zA-Z], )?--([a-z-]+).*/\2/p' | sort)" = \
    "$(awk -F '\t' '$1 == "option" { print $3 }' table | sort -u)" ]
}

@test "a word that is nearly an option, a verb or a value is told which" {
  while IFS='|' read -r words wanted; do
    # Each is some words.
    # shellcheck disable=SC2086
    exits 3 "$AUBACKLOG" $words
    [[ $output == *"$wanted"* ]] || { echo "$words: $output"; return 1; }
  done <<'END'
report --lmit 64|'--lmit': no such option; did you mean --limit?
report --kernellog=x|did you mean --kernel-log?
report -format json|did you mean --format?
report --ver|did you mean --verbose or --version?
report --verbose=yes|'--verbose=yes': --verbose takes no value
report --format jsno|'jsno' for --format: text, json,
report --format jsno|is needed; did you mean json?
check --profile stgi|did you mean stig?
plot --x tiem|events or time is needed; did you mean time?
help repotr|no such verb; did you mean report?
help nothing-like-it|no such verb
hlep|did you mean help?
--no-such-thing-at-all|no such option
report boots|'boots' here: there is one verb
missing.log boots|it stands before the files
report --format stig|cannot use 'stig' for --format
report --format png|cannot use --format png for report: text, json
END
}

@test "what is a file stays one: behind --, behind a verb, with a verb's name" {
  recorded bookworm-stock
  for name in boots help repotr; do cp root/var/log/audit/audit.log "$name"; done
  exits 1 "$AUBACKLOG" -- boots
  exits 1 "$AUBACKLOG" report boots
  exits 1 "$AUBACKLOG" report help
  exits 1 "$AUBACKLOG" repotr
  exits 1 "$AUBACKLOG" ./help
  exits 0 "$AUBACKLOG" boots repotr
  exits 0 "$AUBACKLOG" help help
  [[ $output == "Usage: aubacklog [VERB]"* ]]
  exits 0 "$AUBACKLOG" help
  [[ $output == "Usage: "* ]]
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
