#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A central log: a summary of all nodes, worst first, and a report of the worst.

# shellcheck disable=SC2094,SC2154 # a node is no file; helpers.bash and bats set tests, output, status
load helpers

# NODE CASE [SED]: the log of a case as a node's
node_log() { sed -E "${3:-};s/^/node=$1 /" "$tests/cases/$2/audit.log"; }

# FILE…: their lines one by one, as a collector gets them
interleave() { paste -d '\n' "$@" | sed '/^$/d'; }

three_nodes() {
  node_log web1 edge-event-may-have-lost-its-eoe 's/old=64/old=8192/' >web1
  node_log db2 serial-wraps >db2
  node_log app3 log-begins-mid-life >app3
  interleave web1 db2 app3 >log
}

@test "one node of a central log, in every verb that reads" {
  three_nodes
  for verb in report boots events plot cards; do
    for node in web1 db2 app3; do
      run "$AUBACKLOG" $verb --node $node log
      [ "$status" -le 2 ]
      [ -n "$output" ] || [ $verb = events ]
      # None of another's, and nothing of this machine.
      never grep -qE "\\b($(printf '%s\n' web1 db2 app3 | grep -v $node | paste -sd'|'))\\b" <<<"$output"
    done
    exits 4 "$AUBACKLOG" $verb --node nobody log
    says "nobody"
  done
  of_case debian12-below
  for verb in check grub; do
    run "$AUBACKLOG" $verb --root root --node db2 log
    [ "$status" -le 2 ]
  done
}

@test "three nodes: the verdicts, a table worst first, a report of each" {
  three_nodes
  exits 1 "$AUBACKLOG" report log
  [ "${lines[0]}" = "3 NODES: 1 with losses, 1 unknown, 1 clean" ]
  [ "$(awk '/^  NODE/ { on = 1; next } on && NF >= 6 && n < 3 { print $1, $2, $3; n++ }' <<<"$output" | xargs)" = \
    "db2 0 lost app3 0 unknown web1 0 clean" ]
  [ "$(grep -cE '^(LOST|CLEAN|UNKNOWN): ' <<<"$output")" -eq 3 ]
  [ "$(awk 'length > 80' <<<"$output" | grep -cv '[^ -~]')" -eq 0 ]
  # What is said of a node is what its own log says.
  for node in web1 db2 app3; do
    "$AUBACKLOG" report --format json $node >alone || [ $? -le 2 ]
    "$AUBACKLOG" report --format json log >all || [ $? -eq 1 ]
    cmp <(jq '.boots[0]' alone) <(jq ".boots[] | select(.node == \"$node\")" all)
    [ "$(jq .summary alone)" = null ]
  done
}

@test "the summary in JSON: verdicts, the limit for all, who decides it, worst first" {
  three_nodes
  run "$AUBACKLOG" report --format json log
  [ "$(jq -cS '.summary | .nodes, .verdicts' <<<"$output" | xargs)" = "3 {blind:0,clean:1,lost:1,unknown:1}" ]
  [ "$(jq -c '[.summary.worst_first[] | .node]' <<<"$output")" = '["db2","app3","web1"]' ]
  # It is the largest of what each needs; not known while one of them is not.
  [ "$(jq '.summary.minimum' <<<"$output")" = null ]
  run "$AUBACKLOG" report log
  never says "is the smallest limit that loses nothing"
  run "$AUBACKLOG" report --format json log
  jq -e '.summary.at_least == ([.boots[].recommendation.at_least] | max)' <<<"$output"
  jq -e '.summary.decided_by.node as $node | [.boots[] | select(.node == $node) | .recommendation.at_least] == [.summary.at_least]' <<<"$output"
  jq -e '.recommendation_node == .summary.decided_by.node' <<<"$output"
  node_log web1 edge-event-may-have-lost-its-eoe 's/old=64/old=8192/' >web1
  node_log web9 edge-event-may-have-lost-its-eoe 's/old=64/old=8192/' >web9
  interleave web1 web9 >log
  exits 0 "$AUBACKLOG" report log
  run "$AUBACKLOG" report --format json log
  needs=$(jq '[.boots[].recommendation.minimum] | max' <<<"$output")
  [ "$needs" -eq 65 ]
  [ "$(jq .summary.minimum <<<"$output")" -eq "$needs" ]
  run "$AUBACKLOG" report log
  says "a limit of $needs would have lost nothing on any; node web"
}

@test "a thousand nodes: one page of summary, reports of the three worst, all with --verbose" {
  for ((i = 0; i < 1000; i++)); do echo "n$(printf %04d $i)"; done >names
  node_log NODE edge-event-may-have-lost-its-eoe 's/old=64/old=8192/' >clean
  node_log NODE only-passed >unknown
  node_log NODE serial-wraps >lost
  awk 'FILENAME == "names" { name[n++] = $1; next }
    { line[FILENAME, ++count[FILENAME]] = $0; if (count[FILENAME] > most) most = count[FILENAME] }
    END { for (l = 1; l <= most; l++) for (i = 0; i < n; i++) {
      kind = i % 100 == 7 ? "lost" : i % 100 == 8 ? "unknown" : "clean"
      if ((kind, l) in line) { text = line[kind, l]; sub(/node=NODE/, "node=" name[i], text); print text } } }' \
    names clean unknown lost >log
  exits 1 "$AUBACKLOG" report log
  [ "${lines[0]}" = "1000 NODES: 10 with losses, 10 unknown, 980 clean" ]
  [ "$(grep -c '^LOST: ' <<<"$output")" -eq 3 ]
  [ "$(grep -cE '^  n[0-9]{4} ' <<<"$output")" -eq 30 ]
  [ "$(grep -E '^  n[0-9]{4} ' <<<"$output" | head -n 10 | awk '{ print $1 }' | xargs)" = \
    "n0007 n0107 n0207 n0307 n0407 n0507 n0607 n0707 n0807 n0907" ]
  says "and 970 more, none of them worse (--verbose has all)"
  says "and 997 nodes more (--verbose has a report of each)"
  says "(of 1000 boots node n0"
  exits 1 "$AUBACKLOG" report --verbose log
  [ "$(grep -cE '^(LOST|CLEAN|UNKNOWN): ' <<<"$output")" -eq 1000 ]
  [ "$("$AUBACKLOG" report --format json log | jq -c '[(.boots | length), .summary.nodes, (.summary.worst_first | length)]')" = "[1000,1000,1000]" ]
}

@test "boots of one node have no summary" {
  run "$AUBACKLOG" report --boot all "$tests"/cases/three-boots-rotated/audit.log*
  never says NODES
  [ "$("$AUBACKLOG" report --boot all --format json "$tests"/cases/three-boots-rotated/audit.log* | jq 'has("summary"), .recommendation_node' | xargs)" = "false null" ]
}

@test "a node's name cannot write to the terminal" {
  three_nodes
  sed -i $'s/^node=web1/node=w\x1b[31m/' log
  exits 1 "$AUBACKLOG" report log
  [[ $output != *$'\x1b'* ]]
  says 'w\x1b[31m'
}

# FORMAT: the log of a case as rows of CSV, all records of an event in one cell; newest first, as Splunk gives them
events_in_cells() {
  tac "$tests/cases/edge-event-may-have-lost-its-eoe/audit.log" | sed 's/"/""/g' | awk -v format="$1" '
    function row() { if (cell != "") printf format "\n", cell }
    { match($0, /audit\([0-9.:]*/); id = substr($0, RSTART, RLENGTH) }
    id != last { row(); cell = $0; last = id; next }
    { cell = $0 "\n" cell }
    END { row() }'
}

@test "an event with all of its lines in one cell of CSV is of the host of the row" {
  { printf 'host,_raw\n'; events_in_cells 'web,"%s"'; } >before
  { printf '"_raw","host"\r\n'; events_in_cells '"%s","web"' | sed 's/","web"$/&\r/'; } >behind
  head -c -9 before >cut
  for log in before behind cut; do
    [ "$(grep -vc web "$log")" -gt 0 ]
    exits 2 "$AUBACKLOG" report --format json "$log"
    [ "$(jq -c '[.boots[] | [.node, .verdict]]' <<<"$output")" = '[["web","unknown"]]' ]
  done
}
