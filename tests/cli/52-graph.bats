#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The words and colours of the graph: each in one file, so that a wrong one is found at once.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# The files that draw, without the two that have the words and the colours.
drawing() {
  find "$tests/../src/render" \( -name 'chart*.c' -o -name render_cairo.c -o -name render_gnuplot.c -o -name render_terminal.c \) \
    ! -name chart_words.c ! -name chart_palette.c | sort
}

# FILE…: the words of five letters and more in their texts, a line each, without the comments of a script and errors
words_in() {
  sed -e '/^#include/d' -e '/"# /d' -e '/"cannot /d' "$@" | grep -o '"[^"]*"' | grep -oE '\b[a-z]{5,}\b' | sort -u
}

# Draws scripts of a recorded boot and of all made-up logs: scripts and pictures get their labels from one page.
scripts() {
  local case
  recorded bookworm-load40
  draw load40-events --root root --unit events
  draw load40-time --root root --x time --limit 100
  forget_journal
  draw load40-log --root root
  for case in "$tests"/cases/*/; do
    if ! [ -e "$case/args" ] && ! [ -e "$case/root" ] && compgen -G "$case/*.log" >/dev/null; then
      draw "$(basename "$case")" -- "$case"/*.log
    fi
  done
  cp "$tests"/cases/bookworm-load40/plot.gp load40.gp
}

draw() { # NAME ARGUMENT…
  "$AUBACKLOG" plot --format gp -o "$1.gp" "${@:2}" 2>/dev/null || [ $? -lt 4 ]
}

# The labels, without the line that names machine and kernel
labels() {
  sed -n "/screen 0.01500, screen 0.92000 /d; s/^set label '\(.*\)' at screen .*/\1/p" ./*.gp
}

@test "graph: each word of a label is in chart_words.c, and in no file that draws" {
  src=$tests/../src
  scripts
  labels | sed 's/audit_backlog_limit//g' | grep -oE '\b[a-z]{5,}\b' | sort -u >drawn
  [ "$(wc -l <drawn)" -gt 40 ]
  words_in "$src/render/chart_words.c" >words
  # Ranges and reasons are sentences of the report.
  find "$src" \( -name "sentence*.c" -o -name "explain*.c" -o -name "claims*.c" \) -exec cat {} + >sentences.c
  words_in sentences.c | sort -u words - >known
  run comm -23 drawn known
  echo "$output"; [ "$output" = "" ]
  mapfile -t files < <(drawing)
  [ "${#files[@]}" -gt 6 ]
  run comm -12 words <(words_in "${files[@]}")
  echo "$output"; [ "$output" = "" ]
}

@test "graph: each colour is in chart_palette.c, and in no file that draws" {
  scripts
  grep -ohE "'#[0-9a-f]{6}'" ./*.gp | cut -c3-8 | sort -u >drawn
  [ "$(wc -l <drawn)" -gt 8 ]
  grep -ohE '0x[0-9a-f]{6}' "$tests"/../src/render/chart_palette.[ch] | cut -c3- | sort -u >palette
  run comm -23 drawn palette
  echo "$output"; [ "$output" = "" ]
  mapfile -t files < <(drawing)
  run grep -nE '0x[0-9a-f]{6}|#[0-9a-f]{6}|x1b\[[1-9]' "${files[@]}"
  echo "$output"; [ "$output" = "" ]
}

# FILE XPATH: the texts that it finds in an SVG, a line each
texts_of() {
  xmllint --xpath "$2" "$1" | sed "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&#39;/'/g; s/&amp;/\&/g"
}

@test "graph: the SVG has the script's colours, and its labels as text" {
  recorded bookworm-load40
  draw graph --root root
  "$AUBACKLOG" plot --root root -o graph.svg || [ $? = 1 ]
  { echo '#ffffff'; grep -oE '#[0-9a-f]{6}' graph.gp; } | sort -u >script
  grep -oE '#[0-9a-f]{6}' graph.svg | sort -u >picture
  [ "$(wc -l <picture)" -gt 6 ]
  run comm -13 script picture
  echo "$output"; [ "$output" = "" ]
  sed -n "s/^set label '\(.*\)' at screen .*/\1/p" graph.gp | sort >script
  texts_of graph.svg '//*[local-name()="text"]/text()' | sort >picture
  [ "$(wc -l <picture)" -gt 15 ]
  diff script picture
}

@test "graph: the SVG says what is on it, and is the same each time" {
  recorded bookworm-load40
  "$AUBACKLOG" plot --root root -o graph.svg || [ $? = 1 ]
  "$AUBACKLOG" plot --root root -o again.svg || [ $? = 1 ]
  cmp graph.svg again.svg
  svg='/*[local-name()="svg"]'
  [ "$(texts_of graph.svg "string($svg/@aria-labelledby)")" = "$(texts_of graph.svg "string($svg/*[1][local-name()='title']/@id)")" ]
  [ "$(texts_of graph.svg "string($svg/@aria-describedby)")" = "$(texts_of graph.svg "string($svg/*[2][local-name()='desc']/@id)")" ]
  texts_of graph.svg "string($svg/*[1])" | grep -q '390 of 454 records lost'
  texts_of graph.svg "string($svg/*[2])" >words
  for word in '64 records held' '390 records lost' 'limit 64' 'limit 454' 'auditd takes over'; do grep -qF "$word" words; done
  # Nothing in it is asked for from elsewhere, or styled in a way that a page's policy could forbid.
  [ "$(grep -oE '[a-z]+://[^"]*' graph.svg)" = http://www.w3.org/2000/svg ]
  never grep -qE '<(style|script|image|use|a)\b| (style|on[a-z]+|href)=' graph.svg
}

@test "graph: a log's markup is text in the SVG" {
  sed "s/kernel=[^ ]*/kernel=6<b>\&lt;'/" "$tests/cases/only-passed/audit.log" >markup.log
  exits 0 "$AUBACKLOG" plot -o graph.svg markup.log
  texts_of graph.svg '//*[local-name()="text"]/text()' | grep -qF "kernel 6<b>&lt;'"
  xmllint --xpath 'string(//*[local-name()="desc"])' graph.svg | grep -qF "kernel 6<b>&lt;'"
}

@test "graph: several boots are columns, with what each needed and lost, in every format" {
  recorded bookworm-three-boots
  for format in png svg pdf gp txt; do exits 0 "$AUBACKLOG" plot --root root --boot all -o "trend.$format"; done
  texts_of trend.svg '//*[local-name()="text"]/text()' >svg
  sed -n "s/^set label '\(.*\)' at screen .*/\1/p" trend.gp >gp
  diff <(sort svg) <(sort gp)
  for column in 0 -1 -2; do
    json=$("$AUBACKLOG" report --root root --boot "$column" --format json) || [ $? -lt 3 ]
    words=$(jq -r '.boots[0] | "\(.records.lost.min) of \(.demand.min) lost"' <<<"$json")
    for file in svg gp trend.txt; do grep -qF "boot $column" "$file" && grep -qF "$words" "$file"; done
    pdftotext trend.pdf - | grep -qF "$words"
    # A row of the script's data is the top of its bar.
    needed=$(jq '.boots[0].demand.min' <<<"$json")
    awk -v needed="$needed" '/^.stack/, /^END/ { found = found || $4 == needed } END { exit !found }' trend.gp
  done
  gnuplot -e "output='trend-gp.png'" trend.gp
  [ -s trend-gp.png ]
}

@test "graph: the nodes of a central log are columns with their names" {
  exits 0 "$AUBACKLOG" plot --format txt "$tests/cases/two-nodes-in-one-log/"*.log
  says "db2"; says "web1"
  exits 3 "$AUBACKLOG" plot --x time "$tests/cases/two-nodes-in-one-log/"*.log
  says "choose one with --boot N, and of several nodes one with --node NAME"
}
