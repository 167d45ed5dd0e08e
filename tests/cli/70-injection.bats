#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Hostile text in every field of the evidence: it reaches no reader as it is, and stays recognisable.

# shellcheck disable=SC2154,SC2016,SC1112 # helpers.bash and bats set tests, output, status; nothing is to expand; gnuplot's quotes
load helpers

schemas=$BATS_TEST_DIRNAME/../../docs
xccdf=/usr/share/openscap/schemas/xccdf/1.2/xccdf_1.2.xsd

# [--nodes]: a recorded boot that lost 390 records, with tests/injection/hostile's texts in it
hostile_root() {
  recorded bookworm-load40
  "$tests/injection/hostile" root
  if [ "${1:-}" = --nodes ]; then "$tests/injection/hostile" --nodes root; fi
}

# Without the journal the kernel log counts
without_journal() { rm -r root/var/log/journal; }

# WORD… -- COMMAND…: runs it; all that it writes has to be clean, and what it puts out has to hold each word
clean() {
  local -a words=()
  while [ "$1" != -- ]; do words+=("$1"); shift; done
  shift
  "$@" >out 2>err || [ $? -le 2 ] || { echo "failed: $*"; cat -v err; return 1; }
  "$tests/injection/clean" "${words[@]}" <out || { echo "in what '$*' writes"; return 1; }
  [ ! -s err ] || "$tests/injection/clean" <err || { echo "in what '$*' complains of"; return 1; }
  [ ! -e owned ]
}

# SCHEMA FILE…: each line of the files is an object that is as the schema says
valid() {
  /usr/bin/python3 - "$@" <<'END'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    text = open(name, encoding="utf-8").read()
    for part in [text] if text.startswith("{\n") else text.splitlines():
        jsonschema.validate(json.loads(part), schema)
END
}

@test "the checker finds what it is for" {
  local bad
  for bad in '\x1b[31m' '\x07' '\x08' '\r' '\x00' '\x7f' '\xc2\x9b' '\xe2\x80\xae' '\xe2\x81\xa6' '\xe2\x80\x8b' '\xef\xbb\xbf' \
    '\xe3\x85\xa4' '\xef\xbf\xbe' '\xf3\xa0\x80\x81' '\xff' '\xc0\xaf' '\xed\xa0\x80' '\xe2\x82'; do
    printf 'word %btail\n' "$bad" >bad
    never "$tests/injection/clean" <bad
  done
  never "$tests/injection/clean" absent <<<present
  never "$tests/injection/clean" </dev/null
  "$tests/injection/clean" word <<<$'word\tGrüße, 日本, 🙂'
  "$tests/injection/clean" --colours word <<<$'\e[1;31mword\e[0m'
  never "$tests/injection/clean" --colours <<<$'\e[5mword\e[0m'
}

@test "text to a pipe" {
  hostile_root
  clean MarkKernel Markexe MarkRules MarkJournal -- "$AUBACKLOG" report --root root
  clean MarkKernel MarkJournal -- "$AUBACKLOG" report --root root --verbose --boot all --limit 430
  clean MarkKernel -- "$AUBACKLOG" boots --root root
  clean MarkKernel -- "$AUBACKLOG" plot --root root
  clean MarkKernel -- "$AUBACKLOG" plot --root root --x time --unit events
  clean MarkSystem MarkTitle MarkBls MarkEntry MarkRules MarkWord -- "$AUBACKLOG" check --root root --verbose
  clean MarkSystem -- "$AUBACKLOG" check --root root --profile stig --verbose
  clean MarkSystem -- "$AUBACKLOG" check --root root --profile measured --verbose
  clean MarkSystem -- "$AUBACKLOG" grub --root root
  clean Markexe -- "$AUBACKLOG" events --root root --format text
  LC_ALL=C clean Markexe -- "$AUBACKLOG" events --root root --format text --lost
}

@test "text to a pipe that is no UTF-8, and of a log alone" {
  hostile_root
  LC_ALL=C clean MarkKernel -- "$AUBACKLOG" report --root root --verbose
  LC_ALL=C clean MarkKernel -- "$AUBACKLOG" plot --root root
  clean MarkKernel -- "$AUBACKLOG" report root/var/log/audit/audit.log
  clean MarkKernel -- "$AUBACKLOG" report - <root/var/log/audit/audit.log
}

@test "text to a terminal, with the program's own colours and no others" {
  hostile_root
  unset NO_COLOR
  local words
  for words in "report --root root --verbose" "plot --root root" "check --root root --verbose" "check --root root --profile measured" \
    "events --root root --format text"; do
    TERM=xterm script -qec "stty -onlcr; '$AUBACKLOG' $words" /dev/null >out || true
    grep -q $'\e\\[' out
    "$tests/injection/clean" --colours <out
  done
}

@test "records on a terminal are as auditd writes them but for control characters" {
  hostile_root
  TERM=dumb script -qec "stty -onlcr; '$AUBACKLOG' events --root root --raw --no-pager" /dev/null >out
  "$tests/injection/clean" Mark <out
  "$AUBACKLOG" events --root root --raw >raw
  [ "$(grep -c '^type=' out)" -eq "$(grep -ac '^type=' raw)" ]
  # A pipe gets the bytes.
  grep -qa $'\x1d' raw
}

@test "nodes of a collected log" {
  hostile_root --nodes
  clean MarkNode MarkKernel -- "$AUBACKLOG" report --root root --verbose
  clean MarkNode -- "$AUBACKLOG" boots --root root
  clean MarkNode -- "$AUBACKLOG" boots --root root --format json
  clean MarkKernel -- "$AUBACKLOG" plot root/var/log/audit/audit.log
  clean MarkNode -- "$AUBACKLOG" events --root root
  valid "$schemas/event-v1.schema.json" out
}

@test "metrics are clean, and what Prometheus reads" {
  hostile_root
  clean MarkKernel MarkVersion -- "$AUBACKLOG" report --root root --format prometheus
  promtool check metrics <out
  rm -r root
  hostile_root --nodes
  clean MarkNode MarkKernel -- "$AUBACKLOG" report --root root --format prometheus
  promtool check metrics <out
}

@test "the page is clean (tests/run-pages has what it runs)" {
  hostile_root
  clean MarkKernel Markkey -- "$AUBACKLOG" report --root root --format html
  hostile_root --nodes
  clean MarkNode MarkKernel -- "$AUBACKLOG" report --root root --format html --boot all
}

@test "JSON is valid, clean and as the schema says" {
  hostile_root
  clean MarkKernel MarkVersion Markexe Markkey Markunit MarkType MarkMessage MarkRules MarkJournal -- "$AUBACKLOG" report --root root --format json --limit 1
  valid "$schemas/report-v1.schema.json" out
  clean MarkKernel -- "$AUBACKLOG" boots --root root --format json
  jq -e .boots[0].kernel out >/dev/null
  clean MarkSystem MarkTitle MarkBls MarkEntry MarkCmdline MarkHost MarkRules -- "$AUBACKLOG" check --root root --format json
  valid "$schemas/check-v1.schema.json" out
  clean MarkSystem MarkTitle MarkBls MarkHost -- "$AUBACKLOG" check --root root --format cklb
  jq -e '.stigs[0].rules | length > 0' out >/dev/null
}

@test "events: each field is there, and a NUL hides nothing behind it" {
  hostile_root
  clean Markcomm Markexe Markkey Markcwd Markname Markproctitle Marka1 Markacct Markunit MarkMessage MarkType -- "$AUBACKLOG" events --root root
  valid "$schemas/event-v1.schema.json" out
  [ "$(jq -c 'select(.records | any(.raw | contains("nul=a\\x1ab"))) | .records | length' out)" = 3 ]
  # The newline that a process hid in hexadecimal.
  grep -q '012second comm' out
}

@test "the kernel log's texts" {
  hostile_root
  without_journal
  clean MarkPrinted -- "$AUBACKLOG" events --root root
  clean MarkKernel -- "$AUBACKLOG" report --root root --verbose
  clean MarkKernel -- "$AUBACKLOG" report root/var/log/audit/audit.log --kernel-log root/sos_commands/kernel/dmesg
}

@test "the journal's texts" {
  hostile_root
  local folder
  folder=$(echo root/var/log/journal/c4*)
  journalctl --quiet --file "$folder/system.journal" -o export | "$tests/injection/hostile" --journal >exported
  rm "$folder"/*
  /usr/lib/systemd/systemd-journal-remote -o "$folder/system.journal" exported 2>/dev/null
  clean MarkEntrycomm MarkEntryname MarkEntryunit -- "$AUBACKLOG" events --root root
  valid "$schemas/event-v1.schema.json" out
  [ "$(jq -s '[.[] | select(.fate == "lost-recovered")] | length' out)" -gt 50 ]
  clean MarkEntry -- "$AUBACKLOG" report --root root --verbose
  clean MarkEntry -- "$AUBACKLOG" report --root root --format json
  valid "$schemas/report-v1.schema.json" out
  rm root/var/log/audit/audit.log # the boot that only the journal knows
  clean -- "$AUBACKLOG" report --root root --verbose
  clean -- "$AUBACKLOG" boots --root root --format json
}

@test "XML is well-formed, clean and as the schema says" {
  hostile_root
  clean MarkSystem MarkTitle MarkBls MarkHost -- "$AUBACKLOG" check --root root --format junit
  xmllint --noout --nonet out
  [ "$(xmllint --xpath 'count(//script)' out)" = 0 ]
  clean MarkSystem MarkTitle MarkBls MarkHost -- "$AUBACKLOG" check --root root --format xccdf
  xmllint --noout --nonet --schema $xccdf out
}

@test "pictures: the SVG has no markup of a log's, the PDF's text is clean" {
  hostile_root
  clean -- "$AUBACKLOG" plot --root root --format svg
  xmllint --noout --nonet out
  [ "$(xmllint --xpath '//*' out | grep -oE '^ *<[a-z]+' | tr -d ' <' | sort -u | xargs)" = "defs desc path pattern rect svg text title" ]
  exits 0 "$AUBACKLOG" plot --root root -o queue.pdf
  pdftotext queue.pdf - | tr -d '\f' >text
  "$tests/injection/clean" MarkKernel <text
  exits 0 "$AUBACKLOG" plot --root root -o queue.png
  file=$(od -An -tx1 -N8 queue.png)
  [ "$file" = " 89 50 4e 47 0d 0a 1a 0a" ]
}

@test "a gnuplot script runs, and runs nothing" {
  hostile_root
  clean MarkKernel -- "$AUBACKLOG" plot --root root --format gp
  exits 0 gnuplot out
  [ -s aubacklog.png ] && [ ! -e owned ]
  grep -q "system(’touch" out
  # Another terminal, with markup and macros on.
  { echo 'set macros'; sed 's/^set terminal.*/set terminal svg enhanced/' out; } >other
  exits 0 gnuplot -e "output='queue.svg'" other
  [ -s queue.svg ] && [ ! -e owned ]
  grep -q 'Mark' queue.svg
  # The same text unquoted would: this is what is kept out.
  sed "s/’/'/g" out >unsafe
  gnuplot unsafe >/dev/null 2>&1 || true
  [ -e owned ]
}

@test "errors on standard error" {
  local name
  name=$(printf 'MarkName\033]0;owned\a\033[31m\r\xe2\x80\xae\xc2\x9b\xff`touch owned`')
  local -a commands=("report|$name" "report|--root|$name" "report|--kernel-log|$name|log" "report|--boot|$name" "$name"
    "report|--format|$name" "plot|-o|$name/x.svg|log" "report|-o|$name/x|log" "grub|--root|$name" "check|--root|$name" "report|--root|$name.tar.gz")
  cp "$tests/cases/only-passed/audit.log" log
  printf 'not an archive' >"$name.tar.gz"
  for command in "${commands[@]}"; do
    IFS='|' read -ra words <<<"$command"
    "$AUBACKLOG" "${words[@]}" >out 2>err && { echo "no failure: $command"; return 1; }
    "$tests/injection/clean" MarkName <err
  done
  printf 'no record' >"$name"
  exits 4 "$AUBACKLOG" report "$name"
  "$tests/injection/clean" MarkName <<<"$output"
}

@test "names in an archive, and where auditd.conf says that the log is" {
  hostile_root
  local name
  name=$(printf 'Mark%%s\033]0;owned\a\xe2\x80\xae\xff`touch${IFS}owned`')
  mkdir -p extra/var/log/audit
  mkfifo "extra/var/log/audit/audit.log.7"
  echo x >"extra/$name"
  ln -s "../../../../${name/Mark/MarkLink}" extra/var/log/audit/audit.log.9
  tar -cf evidence.tar -C root . -C ../extra . --transform "s|^./Mark|../../Mark|" -P
  clean MarkKernel -- "$AUBACKLOG" report --root evidence.tar --verbose
  clean MarkKernel -- "$AUBACKLOG" report --root evidence.tar --format json
  printf 'log_file = /srv/%s/audit.log\n' "${name/Mark/MarkConf}" >root/etc/audit/auditd.conf
  "$AUBACKLOG" report --root root >out 2>&1 || true
  "$tests/injection/clean" <out
  mkdir -p "root/srv/${name/Mark/MarkConf}"
  mv root/var/log/audit/audit.log "root/srv/${name/Mark/MarkConf}/"
  clean MarkConf -- "$AUBACKLOG" report --root root --verbose
}

@test "grub: the change of a file with hostile lines goes to a terminal as it is, and is never applied wrongly" {
  mkdir -p root/etc/default
  echo 'ID=arch' >root/etc/os-release # without drop-ins
  printf '# MarkEscape\033]0;owned\a\tMarkTab\033[31m\xe2\x80\xae\xff\nGRUB_CMDLINE_LINUX="quiet"\n# \033[2J\n#\tplain tab\n' >root/etc/default/grub
  clean MarkEscape MarkTab -- "$AUBACKLOG" grub --root root
  grep -qP '^ #\tplain tab$' out
  exits 1 "$AUBACKLOG" grub --root root --apply # update-grub is left to whoever boots it
  "$tests/injection/clean" <<<"$output"
  [ "$(grep -c audit=1 root/etc/default/grub)" = 1 ]
}
