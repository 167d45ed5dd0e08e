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

@test "graph: the picture has the colours of the script" {
  recorded bookworm-load40
  draw graph --root root
  "$AUBACKLOG" plot --root root --format svg >graph.svg || [ $? = 1 ]
  { echo '#ffffff'; grep -oE '#[0-9a-f]{6}' graph.gp; } | sort -u | while read -r colour; do
    for at in 1 3 5; do echo "$(((16#${colour:at:2} * 200 / 255 + 1) / 2))%"; done | paste -sd, | sed 's/.*/rgb(&)/'
  done | sort -u >script
  grep -oE 'rgb\([0-9%, ]+\)' graph.svg | tr -d ' ' | sort -u >picture
  [ "$(wc -l <picture)" -gt 6 ]
  run comm -13 script picture
  echo "$output"; [ "$output" = "" ]
}
