# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # set here or there, used there or here
# What the scripts of this folder share: where things are, and how a report is held against the kernel's count.
# They set scratch, a folder of their own.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${AUBACKLOG_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/aubacklog-vm}
program=${AUBACKLOG:-$here/../../build/aubacklog}
status=sos_commands/auditd/auditctl_-s

need_program() {
  [ -x "$program" ] || { echo "${0##*/}: cannot run '$program': build it, or name it in AUBACKLOG" >&2; exit 4; }
}

boot_all() { # JOBS: boots, so many at a time, what standard input says, a line each: SCENARIO EVIDENCE [MORE COMMAND LINE]
  # A boot that leaves no evidence is for the caller to find.
  local scenario as more
  while read -r scenario as more; do
    printf '%s\0%s\0%s\0%s\0' --as "$as" "$scenario" "$more"
  done | xargs -0 -r -n 4 -P "$1" "$here/boot" || true
}

unpack() { # EVIDENCE DIRECTORY: its evidence, made anew there
  rm -rf "$2"
  mkdir -p "$2"
  tar -xf "$cache/evidence/$1.tar.xz" -C "$2"
}

judge() { # ROOT BOOT [OPTION…]: prints, of a boot (0 the newest, 1 the one before), a line of
  # verdict exact lost-min lost-max held minimum limit what-if-min what-if-max later-min later-max fewer; "none" for what
  # is not known; fewer: so many records less may be lost where what the report assumes is not so
  local root=$1 boot=$2 code=0 json
  shift 2
  json=$("$program" report --boot all --root "$root" --format json "$@" 2>/dev/null) || code=$?
  [ "$code" -le 2 ] || { echo "error none 0 none none none none none none 0 none 0"; return; }
  jq -r --argjson boot "$boot" '[.boots[] | select((.index | fabs) == $boot)][0] |
    if . then [.verdict, .exact, .records.lost.min, .records.lost.max, .records.held,
      .recommendation.minimum, .recommendation.limit, .what_if.lost.min, .what_if.lost.max,
      .later.lost.min, .later.lost.max,
      ([.assumptions[] | select(.name == "eoe-follows-proctitle")] | length)] | map(if . == null then "none" else . end) | join(" ")
    else "missing none 0 none none none none none none 0 none 0" end' <<<"$json"
}

agrees() { # KERNEL, and a line of judge: whether the kernel's count lies in the bounds, and the verdict follows it
  local kernel=$1 verdict=$2 min=$4 max=$5 later_min=${11} later_max=${12} fewer=${13}
  [ "$kernel" -ge $((min + later_min - fewer)) ] &&
    { [ "$max" = none ] || [ "$later_max" = none ] || [ "$kernel" -le $((max + later_max)) ]; } &&
    case $verdict in clean) [ "$kernel" = 0 ] ;; lost) [ "$kernel" -gt 0 ] ;; blind | unknown) ;; *) false ;; esac
}

range() { # MIN MAX: prints bounds as a person reads them
  if [ "$1" = "$2" ]; then echo "$1"; elif [ "$2" = none ]; then echo "≥ $1"; else echo "$1–$2"; fi
}

into_docs() { # NAME: replaces what stands between the marks of that name in docs/BOOTS.md by the table
  local docs=$here/../../docs/BOOTS.md
  if ! grep -q "^<!-- $1 -->$" "$docs" || ! grep -q "^<!-- end of $1 -->$" "$docs"; then
    echo "${0##*/}: no marks for '$1' in $docs" >&2
    return 4
  fi
  { sed "/^<!-- $1 -->$/q" "$docs"; cat "$scratch/table"; sed -n "/^<!-- end of $1 -->$/,\$p" "$docs"; } >"$docs.new"
  mv "$docs.new" "$docs"
}

close_table() { # NAME: puts $scratch/table into the docs if a name is given, counts its rows; 1 when one disagrees
  local rows wrong
  rows=$(tail -n +3 "$scratch/table" | wc -l)
  wrong=$(tail -n +3 "$scratch/table" | grep -vc '| yes |$' || true)
  if [ -n "$1" ]; then into_docs "$1"; fi
  echo "$((rows - wrong)) passed, $wrong failed"
  [ "$wrong" = 0 ]
}
