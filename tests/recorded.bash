# SPDX-License-Identifier: GPL-2.0-or-later
# Unpacks a case of tests/cases and runs $program on it; what a case is stands in tests/run-cases.
# shellcheck shell=bash disable=SC2154 # who sources it sets $program

unpack() { # CASE: makes the evidence in the current folder
  local case=$1 from=$1
  [ -f "$case/evidence" ] && from=$(dirname "$case")/$(cat "$case/evidence")
  if [ -f "$from/evidence.tar.xz" ]; then
    mkdir root
    tar -xJf "$from/evidence.tar.xz" -C root
    ln -s "$from/evidence.tar.xz" .
  fi
  if [ -d "$case/root" ]; then cp -r "$case/root" .; fi
  for log in "$case"/*.log*; do if [ -f "$log" ]; then cp "$log" .; fi; done
  if [ -f "$case/without" ]; then
    while read -r path; do rm -r "root/$path"; done <"$case/without"
  fi
}

arguments() { # CASE: prints the arguments, a line each
  if [ -f "$1/args" ]; then
    tr ' ' '\n' <"$1/args"
  elif [ -d root ]; then
    printf '%s\n' --root root
  else
    printf '%s\n' -- *.log*
  fi
}

run() { # CASE VERB [ARGUMENT…]
  local case=$1 input=/dev/null
  local -a given
  shift
  mapfile -t given < <(arguments "$case")
  [ -f "$case/stdin" ] && input=$(cat "$case/stdin")
  "$program" "$@" "${given[@]}" <"$input"
}
