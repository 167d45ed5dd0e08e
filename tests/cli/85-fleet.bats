#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# cards and fleet: a line a boot, merged in any order.
bats_require_minimum_version 1.5.0

setup_file() {
  export LC_ALL=C.UTF-8 NO_COLOR=1
  export AUBACKLOG=${AUBACKLOG:-$BATS_TEST_DIRNAME/../../build/aubacklog}
  cd "$BATS_FILE_TMPDIR" || return
  local case name
  for case in "$BATS_TEST_DIRNAME"/../cases/*/evidence.tar.xz; do
    name=$(basename "$(dirname "$case")")
    "$AUBACKLOG" cards --label "role=r$((${#name} % 3))" --root "$case" 2>/dev/null |
      jq -c --sort-keys --arg node "$name" '.node = $node' || true
  done >cards.jsonl
  [ "$(wc -l <cards.jsonl)" -gt 40 ]
}

setup() {
  cd "$BATS_FILE_TMPDIR" || return
}

@test "a card is of its schema, and at most 2 kB" {
  run -0 awk 'length > 2047 { print FILENAME ": " length }' cards.jsonl
  [ -z "$output" ]
  jq -s . cards.jsonl >list.json
  run -0 python3 - "$BATS_TEST_DIRNAME/../../docs/card-v1.schema.json" list.json <<'PYTHON'
import json, sys, jsonschema
schema, cards = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
for card in cards:
    jsonschema.validate(card, schema)
PYTHON
}

@test "a card says what the report says" {
  local case=$BATS_TEST_DIRNAME/../cases/bookworm-load40/evidence.tar.xz
  "$AUBACKLOG" report --exit-zero --boot all --format json --root "$case" >report.json
  "$AUBACKLOG" cards --root "$case" >of-report.jsonl
  run -0 jq -rn --slurpfile r report.json --slurpfile c of-report.jsonl '
    ($r[0].boots | sort_by(.first_time)) as $boots | ($c | sort_by(.first_time)) as $cards |
    [range($boots | length) | $boots[.] as $b | $cards[.] as $k |
     select($b.verdict != $k.verdict or $b.exact != $k.exact or $b.records.lost != $k.lost or
            $b.demand != $k.demand or $b.queue.boot_limit != $k.limit or
            $b.recommendation.minimum != $k.minimum or $b.later.lost != $k.later)] | length'
  [ "$output" = 0 ]
}

@test "the order of files and lines, and repeats, change no byte of the cards" {
  local root=$BATS_TEST_DIRNAME/../cases/bookworm-three-boots/evidence.tar.xz
  mkdir -p logs && tar -xJf "$root" -C logs
  cat logs/var/log/audit/audit.log* >all.log
  "$AUBACKLOG" cards all.log >straight.jsonl
  cat all.log all.log | "$AUBACKLOG" cards - >twice.jsonl
  cmp straight.jsonl twice.jsonl
}

@test "200 random splits of 1000 machines merge to the same bytes" {
  python3 - <<'PYTHON'
import json, random, subprocess, os
random.seed(20261126)
base = [json.loads(line) for line in open("cards.jsonl")]
cards = []
for i in range(1000):
    card = dict(random.choice(base), node=f"host{i:04}")
    cards.append(json.dumps(card, separators=(",", ":"), sort_keys=True) + "\n")
    if i % 10 == 0:  # the same boot, seen by less
        card = dict(card, exact=False, evidence=["audit-log"])
        cards.append(json.dumps(card, separators=(",", ":"), sort_keys=True) + "\n")
program = os.environ["AUBACKLOG"]

def merge(*paths):
    return subprocess.run([program, "fleet", "--format", "cards", *paths], check=True, capture_output=True).stdout

def put(name, lines):
    with open(name, "w") as out:
        out.writelines(lines)
    return name

whole = merge(put("whole.jsonl", cards))
for round in range(200):
    random.shuffle(cards)
    cut = random.randrange(len(cards))
    parts = [cards[:cut], cards[cut // 2:]]  # they overlap
    if round % 4 == 0:  # and merged before
        merged = []
        for i, part in enumerate(parts):
            put(f"part{i}", part)
            with open(f"merged{i}", "wb") as out:
                out.write(merge(f"part{i}"))
            merged.append(f"merged{i}")
        assert merge(*merged) == whole, round
    else:
        assert merge(put("part0", parts[0]), put("part1", parts[1])) == whole, round
PYTHON
}

@test "the fleet's numbers are those of its cards" {
  "$AUBACKLOG" fleet --format json cards.jsonl >fleet.json
  python3 -c 'import json, sys, jsonschema
jsonschema.validate(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])))' \
    "$BATS_TEST_DIRNAME/../../docs/fleet-v1.schema.json" fleet.json
  run -0 jq -n --slurpfile f fleet.json --slurpfile c cards.jsonl '
    ($c | map(select(.partial | not)) | group_by(.node) | map(max_by(.first_time))) as $newest | $f[0] |
    [.judged == ($newest | length),
     .verdicts.lost == ($newest | map(select(.verdict == "lost")) | length),
     .lost.min == ($newest | map(.lost.min) | add),
     .minimum == ($newest | map(.minimum // 0) | max),
     all(.coverage[]; .limit as $l | .holds == ($newest | map(select(.minimum != null and .minimum <= $l)) | length)),
     (.groups[] | select(.by == "role") | .of | map(.machines) | add) == ($newest | length)] | all'
  [ "$output" = true ]
}

@test "the text names the limit, who needs more, and groups by what was asked" {
  run -0 "$AUBACKLOG" fleet --by event --limit 100 cards.jsonl
  [[ ${lines[0]} =~ ^LOST:\ [0-9]+\ of\ [0-9]+\ hosts\ lost\ records\ at\ the\ last\ boot ]]
  [[ $output == *"audit_backlog_limit=8192 would have lost nothing on"* ]]
  [[ $output == *"needs more  bookworm-early-stig (at least 40250)"* ]]
  [[ $output == *"By event"* && $output != *"By kernel"* ]]
  run -0 "$AUBACKLOG" fleet --limit 100 --format json cards.jsonl
  [ "$(jq '[.coverage[] | select(.limit == 100)] | length' <<<"$output")" = 1 ]
}

@test "the text keeps to the screen, and says no row twice" {
  local columns
  for columns in 60 80 120 200; do
    COLUMNS=$columns "$AUBACKLOG" fleet cards.jsonl | awk -v most=80 'length > most' >long
    [ ! -s long ] || { cat long; return 1; }
  done
  run -0 "$AUBACKLOG" fleet cards.jsonl
  [[ $output != *" 1024 "* && $output == *" 8192 "* ]]
  [[ $output != *machine* && $output != *" 0 were"* ]]
}

@test "the metrics are the numbers of the JSON, and promtool has nothing to say" {
  "$AUBACKLOG" fleet --format json cards.jsonl >fleet.json
  "$AUBACKLOG" fleet --format prometheus cards.jsonl >fleet.prom
  run -0 promtool check metrics <fleet.prom
  [ -z "$output" ]
  jq -r '"aubacklog_fleet_hosts{verdict=\"\(.verdicts | to_entries[] | "\(.key)\"} \(.value)")",
    "aubacklog_fleet_hosts_held{limit=\"\(.coverage[] | "\(.limit)\"} \(.holds)")",
    "aubacklog_fleet_hosts_losing{limit=\"\(.coverage[] | "\(.limit)\"} \(.beyond)")",
    "aubacklog_fleet_lost_records_min \(.lost.min)", "aubacklog_fleet_lost_records_max \(.lost.max // "+Inf")",
    "aubacklog_fleet_hosts_need_unknown \(.need_not_known)", "aubacklog_fleet_hosts_lost_later \(.lost_later)",
    "aubacklog_fleet_hosts_without_boot \(.without_boot)",
    "aubacklog_fleet_recommended_backlog_limit_records \(.limit)"' fleet.json >wanted
  echo "aubacklog_fleet_cards_read $(wc -l <cards.jsonl)" >>wanted
  diff <(sort wanted) <(grep -v -e '^#' -e build_info fleet.prom | sort)
  [ "$(wc -l <wanted)" -gt 20 ]
  "$AUBACKLOG" fleet --format prometheus --boot all cards.jsonl | grep -q '^aubacklog_fleet_boots{verdict="lost"}'
  "$AUBACKLOG" fleet --format prometheus /dev/null >none.prom
  run -0 promtool check metrics <none.prom
  [ -z "$output" ]
  ! grep recommended none.prom
}

@test "what is no card is refused with file and line, and nothing is written" {
  local line
  for line in '{"schema":"aubacklog/card/v1"}' 'type=USER msg=audit(1.1:1): x' '{' '{"schema":"other"}' '[]'; do
    { head -2 cards.jsonl && echo "$line"; } >bad.jsonl
    run -4 "$AUBACKLOG" fleet -o out.txt bad.jsonl
    [[ $output == *"line 3 of 'bad.jsonl'"* ]]
    [ ! -e out.txt ]
  done
  jq -c '.lost.max = .lost.min - 1 | .lost.min = 5 | .lost.max = 4' <(head -1 cards.jsonl) >bad.jsonl
  run -4 "$AUBACKLOG" fleet bad.jsonl
  [[ $output == *'"lost" is missing or not what it has to be'* ]]
  run -4 "$AUBACKLOG" fleet none.jsonl
  run -4 "$AUBACKLOG" fleet --by colour cards.jsonl
  run -3 "$AUBACKLOG" cards --label novalue cards.jsonl
}

@test "a card that no boot has is refused: it would make the answer for all false" {
  local change
  head -1 cards.jsonl >one.jsonl
  for change in '.node = "n" * 97' '.minimum = 4294967296 | .at_least = .minimum' '.minimum = 500 | .at_least = 500 | .suggested = 64' \
    '.suggested = 8192 | .minimum = null' '.lost.min = 9007199254740992 | .lost.max = null' '.lost.min = 1e3' '.limit = -1' \
    '.first_time = "2026-02-31T00:00:00.000Z"' '.first_time = "2026-02-01T00:00:00.-12Z"' '.evidence = [""]' '.evidence = ["a b"]' \
    '.labels = {"a b": "x"}' '.labels = {role: 5}' '.labels = {role: ("x" * 49)}' '.filled.event = {name: null, records: 1}' \
    '.verdict = "fine"' '.kernel = ("k" * 1000000)'; do
    jq -c "$change" one.jsonl >bad.jsonl
    run -4 "$AUBACKLOG" fleet bad.jsonl
    [[ $output == *"line 1 of 'bad.jsonl'"* ]] || { echo "$change: $output"; return 1; }
  done
  sed 's/"lost":{/"lost":{"min":0,/' one.jsonl >bad.jsonl
  run -4 "$AUBACKLOG" fleet bad.jsonl
  sed 's/"exact":[a-z]*/"exact":NaN/' one.jsonl >bad.jsonl
  run -4 "$AUBACKLOG" fleet bad.jsonl
  run -4 "$AUBACKLOG" fleet -o out.txt cards.jsonl bad.jsonl
  [[ $output == *"line 1 of 'bad.jsonl'"* && ! -e out.txt ]]
}

@test "more labels than are grouped by are said" {
  head -3 cards.jsonl | jq -c '.node as $n | .labels = ([range(8) | {key: "l\(.)_\($n | gsub("[^a-z0-9]"; "_"))", value: "x"}] | from_entries)' >labels.jsonl
  run -0 "$AUBACKLOG" fleet labels.jsonl
  [[ $output == *"more labels than are told here"* ]]
  run -0 "$AUBACKLOG" fleet cards.jsonl
  [[ $output != *"more labels"* ]]
}

@test "files as Windows ends their lines, and as it begins them, are read" {
  { printf '\xef\xbb\xbf' && sed 's/$/\r/' cards.jsonl && printf '\r\n\n'; } >windows.jsonl
  "$AUBACKLOG" fleet --format cards windows.jsonl | cmp - <("$AUBACKLOG" fleet --format cards cards.jsonl)
}

@test "hostile cards merge to the same bytes however they are split, and sums do not wrap" {
  python3 - <<'PYTHON'
import json, os, random, subprocess
random.seed(20261126)
base = [json.loads(line) for line in open("cards.jsonl")]
names = ["a\tb", "a\\x09b", "\u202ea", "\\u{202e}a", "", None, "h", "\x7f", "é" * 48, "<b>", "h "]
cards = []
for _ in range(1500):
    card = dict(random.choice(base), node=random.choice(names), boot_id=random.choice([None, "x", "x\n", "x\\x0a", ""]),
                first_time=random.choice([None, "2026-01-01T00:00:00.000Z", "1970-01-01T00:00:00.001Z"]),
                exact=random.random() < .5, evidence=random.choice([[], ["audit-log"], ["b", "a", "a"]]),
                labels=random.choice([{}, {"role": "\x1b[31m"}, {"role": "\\x1b[31m"}]))
    if random.random() < .8:
        card["lost"] = {"min": 2**53 - 1, "max": random.choice([None, 2**53 - 1])}
    cards.append(json.dumps(card) + "\n")

def fleet(form, *parts):
    paths = []
    for i, part in enumerate(parts):
        with open(f"h{i}", "wb") as out:
            out.write(part if isinstance(part, bytes) else "".join(part).encode())
        paths.append(f"h{i}")
    return subprocess.run([os.environ["AUBACKLOG"], "fleet", "--format", form, *paths], check=True, capture_output=True).stdout

whole = fleet("cards", cards)
for _ in range(40):
    random.shuffle(cards)
    cut = random.randrange(len(cards))
    left, right = cards[:cut], cards[cut // 2:]
    assert fleet("cards", left, fleet("cards", right)) == whole
    assert fleet("cards", fleet("cards", fleet("cards", left)), right) == whole
many = ["%s\n" % json.dumps(dict(base[0], node=f"h{i}", partial=False, lost={"min": 2**53 - 1, "max": None})) for i in range(3000)]
assert json.loads(fleet("json", many))["lost"] == {"min": 2**63 - 1, "max": None}
PYTHON
}

@test "compressed cards and standard input are read, none is no card" {
  "$AUBACKLOG" fleet cards.jsonl >plain.txt
  xz -k -f cards.jsonl
  "$AUBACKLOG" fleet - <cards.jsonl.xz | cmp - plain.txt
  run -0 "$AUBACKLOG" fleet - </dev/null
  [[ $output == "UNKNOWN: no card tells of a boot"* ]]
}

# CASE…: their audit logs, a file each, as logs/CASE.log
logs_of() {
  local case
  mkdir -p logs
  for case; do
    mkdir -p unpacked && tar -xJf "$BATS_TEST_DIRNAME/../cases/$case/evidence.tar.xz" -C unpacked
    cat "unpacked/var/log/audit"/audit.log* >"logs/$case.log"
    rm -r unpacked
  done
}

@test "cards of the windows are those of the log: every log of the cases" {
  local archive log compared=0
  for archive in "$BATS_TEST_DIRNAME"/../cases/*/evidence.tar.xz; do
    if tar -tJf "$archive" | grep -q var/log/audit/audit.log; then logs_of "$(basename "$(dirname "$archive")")"; fi
  done
  for log in logs/*.log "$BATS_TEST_DIRNAME"/../cases/*/audit.log; do
    "$AUBACKLOG" cards "$log" >whole.jsonl 2>/dev/null || continue
    "$AUBACKLOG" windows "$log" >windows.log
    "$AUBACKLOG" cards windows.log >parts.jsonl
    cmp whole.jsonl parts.jsonl || { echo "$log"; return 1; }
    compared=$((compared + 1))
  done
  [ "$compared" -ge 40 ]
}

@test "windows of interleaved nodes, sorted by node, give the cards of the whole" {
  logs_of bookworm-load40 bullseye-load40 bookworm-three-boots
  awk '{ file = FILENAME; sub(/.*\//, "", file); sub(/\.log/, "", file); print FNR "\tnode=" file " " $0 }' logs/bookworm-load40.log \
    logs/bullseye-load40.log logs/bookworm-three-boots.log | sort -s -n -k1,1 | cut -f2- >mixed.log
  "$AUBACKLOG" cards mixed.log >whole.jsonl
  # Blocks of lines, as an engine cuts them, each to its windows, then by node.
  "$AUBACKLOG" windows mixed.log | sort -s -k1,1 >sorted.log
  "$AUBACKLOG" cards sorted.log >parts.jsonl
  cmp whole.jsonl parts.jsonl
  [ "$(wc -l <whole.jsonl)" -ge 5 ]
  ! cmp -s mixed.log sorted.log
}

@test "the life behind a window becomes a few spans, and its losses stay" {
  logs_of bookworm-load40
  awk 'BEGIN { for (i = 0; i < 20000; i++) if (i % 5000 != 77)
    printf "type=USER_ACCT msg=audit(%d.000:%d): pid=7 uid=0\n", 1900000000 + i, 100000 + i }' >life.log
  cat logs/bookworm-load40.log life.log >long.log
  "$AUBACKLOG" windows long.log >windows.log
  [ "$(wc -c <windows.log)" -lt $(($(wc -c <logs/bookworm-load40.log) + 2000)) ]
  "$AUBACKLOG" cards long.log >whole.jsonl
  "$AUBACKLOG" cards windows.log | cmp - whole.jsonl
  [ "$(jq .later.min whole.jsonl)" -ge 4 ]
}

@test "a span has its end: what was joined late is of its boot" {
  logs_of bookworm-load40
  { cat logs/bookworm-load40.log && awk 'BEGIN { for (i = 0; i < 9000; i++)
      printf "type=USER_ACCT msg=audit(%d.000:%d): pid=7 uid=0\n", 1900000000 + i, 5000 + i
      print "type=CONFIG_CHANGE msg=audit(1900005000.000:1): op=set audit_enabled=1 old=1 auid=0 ses=1 res=1" }'; } >life.log
  "$AUBACKLOG" windows life.log >windows.log
  grep -q 'AUBACKLOG_SPAN.* last=13999 until=1900008999000$' windows.log
  for log in life.log windows.log; do "$AUBACKLOG" boots --format json "$log" | jq '.boots | length'; done >counts
  [ "$(sort -u counts)" = 1 ]
}

@test "windows of a log with nothing but gaps are no longer than the log" {
  logs_of bookworm-load40
  { cat logs/bookworm-load40.log && awk 'BEGIN { for (i = 0; i < 20000; i++)
    printf "type=USER_ACCT msg=audit(%d.000:%d): pid=7 uid=0\n", 1900000000 + i / 9, 100000 + 2 * i }'; } >gaps.log
  "$AUBACKLOG" windows gaps.log >windows.log
  [ "$(wc -c <windows.log)" -lt "$(wc -c <gaps.log)" ]
  "$AUBACKLOG" cards gaps.log >whole.jsonl
  "$AUBACKLOG" cards windows.log | cmp - whole.jsonl
}

@test "a span of nonsense is a serial" {
  logs_of bookworm-load40
  for words in '' 'last=x until=y' 'last=99999999999999999999' 'last=-1' 'last=400000' 'until=99999999999999999999' 'until=1'; do
    { cat logs/bookworm-load40.log; echo "type=AUBACKLOG_SPAN msg=audit(1900000000.000:500000): $words"; } >odd.log
    run -0 "$AUBACKLOG" cards odd.log
    [ "${#lines[@]}" = 1 ]
    if [ "$words" = last=400000 ]; then odd=$output; elif [ -z "$words" ]; then plain=$output; fi
  done
  # One that goes back does not say that all serials were seen.
  [ "$odd" = "$plain" ]
  [ "$(jq .later.min <<<"$plain")" -gt 0 ]
}

@test "the recipe for a store takes a host whose name is a command, or an option" {
  local log=$BATS_TEST_DIRNAME/../cases/auditd-restarted/audit.log
  # shellcheck disable=SC2016
  mkdir -p 'store/node=$(touch run)/dt=1' 'store/node=a -o made/dt=1' store/node=none bin
  # shellcheck disable=SC2016
  tee 'store/node=$(touch run)/dt=1/audit.log' "store/node=a -o made/dt=1/it's 1" 'store/node=a -o made/dt=1/2 -o made' <"$log" >/dev/null
  ln -sf "$AUBACKLOG" bin/aubacklog
  sed -n "s/^| Slurm |.* --wrap '\(.*\) >cards[.].*/\1/p" "$BATS_TEST_DIRNAME/../../docs/FLEET.md" |
    sed 's/\\|/|/g; s/STORE/store/; s/ % 100/ % 1/' >recipe
  [ -s recipe ]
  PATH=$PWD/bin:$PATH SLURM_ARRAY_TASK_ID=0 sh recipe >got
  "$AUBACKLOG" cards "$log" >one
  cat one one | cmp - got
  [ ! -e run ]
  [ ! -e made ]
}

@test "what is known of the least part of a queue is not said to have filled it" {
  "$AUBACKLOG" cards --root "$BATS_TEST_DIRNAME/../cases/bookworm-early-stig/evidence.tar.xz" >part.jsonl
  [ "$(jq -c .filled part.jsonl)" = '{}' ]
  "$AUBACKLOG" cards --root "$BATS_TEST_DIRNAME/../cases/bookworm-load40/evidence.tar.xz" >most.jsonl
  [ "$(jq -r .filled.event.name most.jsonl)" = execve ]
}

@test "a group of which one needs more than is known says at least so much; boots of one name are told" {
  cat part.jsonl most.jsonl | jq -c '.node = "guest"' >one-name.jsonl
  run -0 "$AUBACKLOG" fleet one-name.jsonl
  [[ $output == *"2 in the cards: each host is judged by its newest"* ]]
  jq -c --arg k 6.1 '.kernel = $k' part.jsonl most.jsonl | jq -c '.node = (.demand.min | tostring)' >two.jsonl
  run -0 "$AUBACKLOG" fleet two.jsonl
  [[ $output == *">=40250  6.1"* ]]
}
