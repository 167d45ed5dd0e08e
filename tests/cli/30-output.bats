#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What comes out, where it goes, and that it is whole or not there.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

@test "the two recorded boots lost 4 and 390, exactly" {
  recorded bookworm-stock
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0] | [.exact, .records.lost.min, .records.lost.max, .demand.min, .recommendation.minimum]' <<<"$output")" = "[true,4,4,68,68]" ]
  rm -r root
  recorded bookworm-load40
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0] | [.exact, .records.lost.min, .records.lost.max, .demand.min, .demand.max, .events.lost, .events.truncated]' <<<"$output")" = "[true,390,390,454,454,55,1]" ]
}

@test "every lost event has an entry of its own" {
  recorded bookworm-load40
  run "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0].lost_events | [length, .[0].fate, .[1].fate, .[1].serial, .[-1].serial, .[-1].events]' <<<"$output")" = '[56,"truncated","lost-recovered",35,89,1]' ]
  forget_journal
  run "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0].lost_events | [length, .[0].fate, .[1].fate, .[1].serial, .[-1].serial, .[-1].events]' <<<"$output")" = '[56,"truncated","lost",35,89,1]' ]
}

@test "without counter and journal events are exact and records are bounded" {
  recorded bookworm-load40
  forget_journal
  rm root/sos_commands/auditd/auditctl_-s
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0] | [.exact, .records.lost.min <= 390, .records.lost.max, .events.lost, .events.truncated]' <<<"$output")" = "[false,true,null,55,1]" ]
}

@test "what another limit would have lost" {
  recorded bookworm-load40
  for pair in 64:390 430:24 453:1 454:0 8192:0 0:0; do
    run "$AUBACKLOG" report --root root --format json --limit "${pair%:*}"
    [ "$(jq -c '.boots[0].what_if | [.limit, .lost.min, .lost.max]' <<<"$output")" = "[${pair%:*},${pair#*:},${pair#*:}]" ]
  done
}

@test "the limit that the boot had would have lost what it lost, also with records that came late" {
  recorded bookworm-late-records
  for pair in 64:456:456 65:455:460 525:0:0; do
    run "$AUBACKLOG" report --root root --format json --limit "${pair%%:*}"
    [ "$(jq -r '.boots[0].what_if | "\(.limit):\(.lost.min):\(.lost.max)"' <<<"$output")" = "$pair" ]
  done
}

@test "the recommendation keeps the floor and what is configured" {
  recorded bookworm-load40
  run "$AUBACKLOG" report --root root --format json --floor 0
  [ "$(jq '.recommendation.limit' <<<"$output")" = 8192 ]
  sed -i '/^-b/d' root/etc/audit/audit.rules
  run "$AUBACKLOG" report --root root --format json --floor 0
  [ "$(jq -c '.recommendation | [.minimum, .suggested, .limit, .arguments]' <<<"$output")" = '[454,704,704,"audit=1 audit_backlog_limit=704"]' ]
  echo '-b 32768' >>root/etc/audit/audit.rules
  run "$AUBACKLOG" report --root root --format json
  [ "$(jq '.recommendation.limit' <<<"$output")" = 32768 ]
}

@test "every key of the contract is there" {
  recorded bookworm-load40
  run "$AUBACKLOG" report --root root --format json --limit 430
  for key in .schema .tool '.sources[0].kind' '.sources[0].path' '.boots[0].index' '.boots[0].verdict' '.boots[0].exact' \
    '.boots[0].queue.boot_limit' '.boots[0].queue.boot_limit_source' '.boots[0].queue.changes[0].serial' \
    '.boots[0].queue.changes[0].time' '.boots[0].queue.changes[0].old' '.boots[0].queue.changes[0].new' \
    '.boots[0].records.held' '.boots[0].records.lost.min' '.boots[0].events.seen' '.boots[0].demand.min' \
    '.boots[0].evidence[0]' '.boots[0].blind_windows' '.boots[0].lost_events[0].serial' \
    '.boots[0].lost_events[0].time' '.boots[0].lost_events[0].records' '.boots[0].lost_events[0].fate' \
    '.boots[0].recommendation.minimum' '.boots[0].recommendation.suggested' '.boots[0].recommendation.floor' \
    '.boots[0].recommendation.limit' '.boots[0].recommendation.arguments' '.boots[0].what_if'; do
    jq -e "$key != null" <<<"$output" >/dev/null || { echo "no $key"; return 1; }
  done
  [ "$(jq -r .schema <<<"$output")" = aubacklog/report/v1 ]
  for key in boot_id node kernel auditd; do jq -e ".boots[0] | has(\"$key\")" <<<"$output" >/dev/null; done
  jq -e '.boots[0].queue.changes[0] | has("before_registration")' <<<"$output" >/dev/null
  jq -e '.boots[0].lost_events[0] | has("recovered_from") and has("what")' <<<"$output" >/dev/null
}

@test "the JSON of every case is as the schema says" {
  for case in "$tests"/cases/*/report.json; do
    if [ -s "$case" ]; then jq . "$case" >"$(basename "$(dirname "$case")").json"; fi
  done
  /usr/bin/python3 - "$tests/../docs/report-v1.schema.json" ./*.json <<'END'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
assert len(sys.argv) > 20
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
END
}

@test "no line of the report is longer than 80 columns" {
  for case in "$tests"/cases/*/report.txt; do
    while IFS= read -r line; do [ "${#line}" -le 80 ] || { echo "$case: $line"; return 1; }; done <"$case"
  done
}

@test "no word of a report stands twice" {
  never grep -nwE '([a-qs-z][a-z]*|r[a-np-z][a-z]*) \1' "$tests"/cases/*/report.txt # not --root root
}

@test "no control character of a log reaches an output" {
  log=$tests/cases/hostile-kernel-name/audit.log
  grep -q $'\x1b' "$log"
  for command in "report" "report --format json" "boots" "plot --format gp" "plot --format txt" "plot --format svg"; do
    # The command is words.
    # shellcheck disable=SC2086
    "$AUBACKLOG" $command "$log" >out || true
    [ -s out ]
    never env LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' out
    never grep -q $'\u202e' out
  done
}

@test "a full device is an error and exits 4" {
  recorded bookworm-stock
  for command in "report" "report --format json" "boots" "plot --format png" "plot --format svg" "plot --format pdf" \
    "plot --format gp" "plot --format txt" "--help" "--version"; do
    # The command is words.
    # shellcheck disable=SC2086
    exits 4 bash -c "'$AUBACKLOG' $command --root root >/dev/full"
  done
  exits 4 "$AUBACKLOG" report --root root -o /dev/full
  [[ $output == *"cannot write '/dev/full': No space left on device"* ]]
}

@test "an output that fails leaves the old file as it was" {
  recorded bookworm-stock
  mkdir full
  echo old >full/report.txt
  exits 4 uncounted bash -c "ulimit -f 1; trap '' XFSZ; '$AUBACKLOG' report --format json --root root -o full/report.txt"
  [ "$(cat full/report.txt)" = old ]
  [ "$(ls full)" = report.txt ]
}

@test "an output in a folder that is not there is named" {
  recorded bookworm-stock
  exits 4 "$AUBACKLOG" report --root root -o nowhere/report.txt
  [[ $output == *"cannot create 'nowhere/report.txt'"* ]]
}

@test "-o writes what standard output gets" {
  recorded bookworm-stock
  "$AUBACKLOG" report --root root >direct || true
  exits 1 "$AUBACKLOG" report --root root -o file
  cmp direct file
  [ "$(stat -c %a file)" = 600 ] # records are for their owner alone
}

@test "every graph is what its name says" {
  recorded bookworm-load40
  for format in png svg pdf gp txt; do exits 0 "$AUBACKLOG" plot --root root -o "queue.$format"; done
  [ "$(head -c 8 queue.png | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ]
  xmllint --noout queue.svg
  pdftotext queue.pdf - | grep -q '390 of 454 records lost'
  grep -q '390 of 454 records lost' queue.txt
}

@test "a name that is too long is cut, and the graph drawn" {
  name=$(printf 'é%.0s' {1..600})
  sed "s/kernel=[^ ]*/kernel=6.$name/" "$tests/cases/only-passed/audit.log" >long.log
  for format in png svg pdf gp; do exits 0 "$AUBACKLOG" plot -o "queue.$format" long.log; done
  xmllint --noout queue.svg
  gnuplot queue.gp
  [ -s aubacklog.png ]
}

@test "gnuplot draws the script unchanged" {
  recorded bookworm-load40
  "$AUBACKLOG" plot --root root -o queue.gp || true
  gnuplot queue.gp 2>errors
  [ ! -s errors ]
  [ "$(head -c 8 aubacklog.png | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ]
  gnuplot -e "output='other.png'" queue.gp
  [ -s other.png ]
}

@test "gnuplot runs no command from a log" {
  # shellcheck disable=SC2016 # the log is to hold it as it stands
  sed 's/kernel=[^ ]*/kernel=`touch${IFS}pwned`\x27.system("touch.pwned").\x27/' \
    "$tests/cases/log-garbage-between/audit.log" >hostile.log
  "$AUBACKLOG" plot -o queue.gp hostile.log || true
  grep -q 'touch' queue.gp
  gnuplot queue.gp
  [ -s aubacklog.png ]
  [ -z "$(find . -name '*pwned*')" ]
}

@test "time and events are other axes of the same boot" {
  recorded bookworm-load40
  "$AUBACKLOG" plot --root root --x time --format txt >time.txt || true
  grep -q 'seconds since the first record' time.txt
  "$AUBACKLOG" plot --root root --unit events --format txt >events.txt || true
  grep -q 'events, cumulative' events.txt
}

@test "--node: of a log of two machines one, in each verb that reads; a name that is not there gets those that are" {
  local log=$tests/cases/two-nodes-in-one-log/audit.log
  grep '^node=web1 ' "$log" >web1.log
  for verb in "report --boot all" boots events "plot --format txt"; do
    # shellcheck disable=SC2086 # VERB OPTION…
    "$AUBACKLOG" $verb --node web1 "$log" >one || true
    # shellcheck disable=SC2086
    "$AUBACKLOG" $verb web1.log >alone || true
    diff alone one
  done
  exits 4 "$AUBACKLOG" --node web "$log"
  says "cannot find node 'web': the evidence has 'web1' 'db2'"
  exits 4 "$AUBACKLOG" --node web "$tests/cases/log-begins-mid-life/audit.log"
  says "the evidence names no node"
}

@test "colour comes only on a terminal" {
  needs_terminal
  recorded bookworm-stock
  unset NO_COLOR
  run "$AUBACKLOG" report --root root
  [[ $output != *$'\x1b['* ]]
  TERM=xterm run script -qec "'$AUBACKLOG' report --root root" /dev/null
  [[ $output == *$'\x1b['* ]]
  TERM=xterm run script -qec "'$AUBACKLOG' report --root root --no-color" /dev/null
  [[ $output != *$'\x1b['* ]]
  TERM=xterm NO_COLOR=1 run script -qec "'$AUBACKLOG' report --root root" /dev/null
  [[ $output != *$'\x1b['* ]]
}

@test "plain characters where the locale has no others" {
  recorded bookworm-stock
  LC_ALL=C "$AUBACKLOG" report --root root >out || true
  never env LC_ALL=C grep -qP '[^\x00-\x7f]' out
  grep -q '####' out
}

@test "a closed standard stream is an error where it is written, and nothing else is written there" {
  recorded bookworm-stock
  for words in report 'report --format json' boots events 'events --boot all' 'plot --format txt' 'plot --format svg' check \
    'check --format junit' grub --help --version; do
    case $words in -*) given=$words ;; *) given="$words --root root" ;; esac
    # shellcheck disable=SC2086 # words
    {
      run bash -c '"$@" 2>&1 >&-' - "$AUBACKLOG" $given
      [ "$status" -eq 4 ] || { echo "$words: $status $output"; false; }
      run bash -c '"$@" <&- 2>&1 >&-' - "$AUBACKLOG" $given
      [ "$status" -eq 4 ] || { echo "$words: $status $output"; false; }
      run bash -c '"$@" <&- >&- 2>&-' - "$AUBACKLOG" $given
      [ "$status" -eq 4 ] && [ -z "$output" ]
    }
  done
  for words in report boots events 'plot --format svg'; do
    # shellcheck disable=SC2086 # words
    {
      "$AUBACKLOG" $words --root root -o wanted || [ $? -eq 1 ]
      bash -c '"$@" <&- >&- 2>&-' - "$AUBACKLOG" $words --root root -o file || [ $? -eq 1 ]
      cmp wanted file
      "$AUBACKLOG" $words --root root >usual 2>said || [ $? -eq 1 ]
      bash -c '"$@" 0<&- 2>&-' - "$AUBACKLOG" $words --root root >file || [ $? -eq 1 ]
      cmp usual file
    }
  done
  exits 4 bash -c '"$@" <&-' - "$AUBACKLOG" report -
  exits 4 bash -c '"$@" 2>&-' - "$AUBACKLOG" report --root root -o /dev/stderr
}
