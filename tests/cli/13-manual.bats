#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual pages, as they are built.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

setup_file() { export PAGES; PAGES=$(dirname "${AUBACKLOG:-$BATS_TEST_DIRNAME/../../build/aubacklog}")/man; }

every_verb() { "$AUBACKLOG" --print-table | awk -F '\t' '$1 == "verb" { print $2 }'; }

# PAGE: the options that its list has, long names
options_in() {
  awk '/^\.SH / { in_options = $0 == ".SH OPTIONS" } in_options && tagged { print } { tagged = /^\.TP/ }' "$1" |
    sed -E 's/\\f[A-Z]|\\&//g; s/\\-/-/g; s/^-[a-zA-Z], //; s/\\ / /g' | cut -d' ' -f1 | sort
}

@test "each verb has a page, and aubacklog(8) names it" {
  for verb in $(every_verb); do
    [ -s "$PAGES/aubacklog-$verb.8" ]
    grep -qxF ".BR aubacklog\\-$verb (8)" "$PAGES/aubacklog.8"
  done
  [ "$(find "$PAGES" -name 'aubacklog-*.8' | wc -l)" -eq "$(every_verb | wc -l)" ]
}

@test "every option of --help of a verb is in exactly its page, in the list and in the synopsis" {
  for verb in $(every_verb); do
    "$AUBACKLOG" "$verb" --help | sed -nE 's/^  (-[a-zA-Z], )?(--[a-z-]+).*/\2/p' | sort >wanted
    diff wanted <(options_in "$PAGES/aubacklog-$verb.8")
    [ "$(sed -n '/^\.SH SYNOPSIS/,/^\.SH DESCRIPTION/p' "$PAGES/aubacklog-$verb.8" | grep -c '^\[\\fB')" -eq "$(wc -l <wanted)" ]
  done
}

@test "what is said of an option is said of one that is there" {
  "$AUBACKLOG" --print-table | awk -F '\t' '$1 == "option" { print $3; print $3 " " $2 }' | sort -u >there
  sed -n 's/^@ //p' "$tests/../docs/aubacklog-options.roff" | sed 's/\\//g' | sort >said
  [ "$(comm -13 there said)" = "" ]
  [ "$(uniq -d said)" = "" ]
  # None is left to the line of --help.
  for verb in $(every_verb); do never grep -q '@[A-Z]*@' "$PAGES/aubacklog-$verb.8"; done
}

@test "mandoc and man take each page without a warning" {
  for page in "$PAGES"/*.8 "$tests"/../docs/*.8; do
    [ -e "$page" ] || continue
    mandoc -Tlint -W warning "$page" >warnings || { cat warnings; return 1; }
    MANWIDTH=80 MANROFFSEQ='' man --warnings -E UTF-8 -l "$page" >shown 2>warnings
    [ ! -s warnings ] || { echo "$page"; cat warnings; return 1; }
    [ "$(wc -l <shown)" -gt 20 ]
    # No remains of roff, and no line that does not fit.
    never grep -nE '\\f|\\-|\\e' shown
    [ "$(sed 's/.\x08//g' shown | wc -L)" -le 80 ]
  done
}

@test "what a page shows by an example is a command line that is taken" {
  local count=0
  for page in "$PAGES"/*.8; do
    while read -r line; do
      # The words of the command, without what is before and behind it in the shell.
      line=$(sed -E 's/\\-/-/g; s/^\.B //; s/ [|>].*//; s/^sudo //' <<<"$line")
      [[ $line == aubacklog* ]] || continue
      # Words, on purpose. Files that are not there are an error of another kind.
      # shellcheck disable=SC2086
      run "$AUBACKLOG" ${line#aubacklog} --help
      [ "$status" -eq 0 ] || { echo "$page: $line: $output"; return 1; }
      count=$((count + 1))
    done < <(awk '/^\.SH / { in_examples = $0 == ".SH EXAMPLES" } in_examples && /^\.B /' "$page")
  done
  [ "$count" -ge 25 ]
}

@test "the pages are installed" {
  installs DESTDIR="$PWD/to" PREFIX=/usr
  for page in "$PAGES"/*.8; do cmp "$page" "to/usr/share/man/man8/${page##*/}"; done
  [ ! -e to/usr/share/man/man1 ]
}
