#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Journals that somebody made to be read, and journals of other machines.

# shellcheck disable=SC2030,SC2031,SC2154 # helpers.bash and bats set tests, output, status
load helpers

machine=c496098214164232a6b7e466010aed8a
other=0123456789abcdef0123456789abcdef
journal=root/var/log/journal/$machine/system.journal

# The recorded boot without the kernel's counter: only its journal makes it exact
only_journal() {
  recorded "${1:-bookworm-load40}"
  rm -r root/sos_commands
}

# The account in ./report.json, ended within a minute; of $program where that is set
reports() {
  local code=0
  timeout 60 "${program:-$AUBACKLOG}" report --boot all --root root --format json >report.json 2>err || code=$?
  [ "$code" -le 2 ] || { echo "exit $code"; cat err; return 1; }
}

# What the account says but for how it was read
account() { jq -S 'del(.sources)' report.json; }

# Of the newest boot, exact and lost
counts() { jq -c '.boots[0] | [.exact, .records.lost.min]' report.json; }

note() { jq -r '.sources[] | select(.kind == "journal") | .note // ""' report.json; }

# WHEN HOW [COMMAND…]: in a libsystemd that a journal has taken over
taken_over() {
  local real
  real=$(ldconfig -p | awk '$1 == "libsystemd.so.0" { print $NF; exit }')
  mkdir -p fake
  cp "$(dirname "$AUBACKLOG")/misjournal.so" fake/libsystemd.so.0
  REAL=$real WHEN=$1 HOW=$2 LD_LIBRARY_PATH=$PWD/fake "${@:3}"
}

# Nothing that was begun as ./program is left
none_left() {
  local exe
  for exe in /proc/[0-9]*/exe; do
    [ "$(readlink "$exe" 2>/dev/null)" != "$PWD/program" ] || { echo "left: $exe"; return 1; }
  done
}

# Exact is only what the counter says it was; without an answer it is what the log alone says.
is_honest() {
  case $(counts) in
    '[true,390]') ;;
    '[false,'*) [ "$(jq '.boots[0] | .records.lost.min <= 390' report.json)" = true ] ;;
    *) counts; return 1 ;;
  esac
}

@test "links that lead back, absurd counts and offsets: each ends, and nothing false is called exact" {
  only_journal
  cp $journal whole
  "$tests/faults/journal-loops" whole loops
  [ "$(find loops -type f | wc -l)" -ge 60 ]
  for file in loops/*; do
    cp "$file" $journal
    reports && is_honest || { echo "$file"; return 1; }
  done
}

@test "a boot whose next boot is itself: named, damaged, and as well read as it can be" {
  only_journal
  cp $journal whole
  "$tests/faults/journal-loops" whole loops
  cp loops/boot-next-of-field-itself.journal $journal
  reports
  [ "$(counts)" = '[true,390]' ]
  [ "$(note)" = "cannot read all of '$journal': damaged" ]
}

@test "boots in a circle end too" {
  only_journal bookworm-three-boots
  local two
  two=$(echo root/var/log/journal/$machine/system@*-00000000000008d2-*.journal)
  reports
  account >wanted
  "$tests/faults/journal-loops" "$two" loops
  cp loops/boots-circle.journal "$two"
  reports
  [ "$(note)" = "cannot read all of '$two': damaged" ]
  account | diff wanted -
}

@test "whatever becomes of libsystemd, the account is the log's, and says why" {
  only_journal
  cp "$AUBACKLOG" program
  rm -rf aside && mv root/var/log/journal aside
  reports
  account >wanted
  mv aside root/var/log/journal
  program=./program
  while read -r how why; do
    for when in index read; do
      taken_over $when "$how" reports
      [[ $(note) == *"$why" ]] || { echo "$when $how: $(note)"; return 1; }
      account | diff wanted - || { echo "$when $how"; return 1; }
      none_left
    done
  done <<'END'
crash libsystemd failed on it
abort libsystemd failed on it
kill libsystemd failed on it
exit libsystemd failed on it
starved it takes more memory than it may
cut libsystemd failed on it
bus it became shorter while it was read; try again
hang reading it does not end
nonsense what libsystemd made of it is no answer
long what libsystemd made of it is no answer
other-file what libsystemd made of it is no answer
early-end what libsystemd made of it is no answer
flood what libsystemd made of it is no answer
END
}

@test "one that only says that it is at work is ended" {
  only_journal
  printf '#!/bin/sh\nLD_PRELOAD=%s exec %s "$@"\n' "$(realpath "$(dirname "$AUBACKLOG")")/fastclock.so" "$(realpath "$AUBACKLOG")" >fast
  chmod +x fast
  export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
  for when in index read; do
    program=./fast taken_over $when trickle reports
    [[ $(note) == *"reading it does not end" ]]
  done
}

@test "a file that is libsystemd's undoing does not take the others along" {
  only_journal bookworm-load40
  cp $journal "$(dirname $journal)/system@1.journal"
  taken_over index crash reports
  [[ $(note) == *"libsystemd failed on it (and 1 more)" ]]
  truncate -s 5000 "$(dirname $journal)/system@1.journal"
  reports
  [ "$(counts)" = '[true,390]' ]
}

# COMMAND…: with so many open files as a user has, or as anybody may have
few_files() { (ulimit -S -n 256; "$@"); }
no_more_files() { (ulimit -n 256; "$@"); }

@test "a boot in hundreds of files is read, or left out and named" {
  only_journal
  local folder number
  folder=$(dirname $journal)
  for number in $(seq 300); do ln $journal "$folder/system@$number.journal"; done
  no_more_files reports
  [ "$(counts)" = '[true,390]' ]
  [ -z "$(note)" ]
  for number in $(seq 300); do cp --remove-destination --sparse=always $journal "$folder/system@$number.journal"; done
  few_files reports
  [ "$(counts)" = '[true,390]' ]
  [ -z "$(note)" ]
  no_more_files reports
  [ "$(counts)" = '[false,57]' ]
  [[ $(note) == "cannot read boot "*" it has more files than a process may have open here (ulimit -Hn)" ]]
}

@test "memory: no more than half a GiB beyond the usual, whatever it asks for" {
  if sanitized; then skip "the sanitizers reserve terabytes"; fi
  only_journal
  for when in index read; do
    taken_over $when memory python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=open("report.json", "w"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$AUBACKLOG" report --root root --format json >most
    [ "$(cat most)" -lt $(((512 + 64) * 1024)) ]
    [[ $(note) == *"libsystemd failed on it" ]]
  done
  "$tests/faults/journal-loops" $journal loops
  for file in loops/boot-next-of-field-itself.journal loops/chance-1.journal; do
    cp $file $journal
    run bash -c "ulimit -v 2000000; '$AUBACKLOG' report --root root --format json >report.json"
    [ "$status" -le 2 ]
    is_honest
  done
}

# FIELD PID: a line of the process's status
status_of() { awk -v field="$1:" '$1 == field { print $2 }' "/proc/$2/status"; }

@test "the process that reads can compute, read its files and answer, and ends with the program" {
  only_journal
  cp "$AUBACKLOG" program
  local real
  real=$(ldconfig -p | awk '$1 == "libsystemd.so.0" { print $NF; exit }')
  mkdir -p fake && cp "$(dirname "$AUBACKLOG")/misjournal.so" fake/libsystemd.so.0
  for when in index read; do
    REAL=$real WHEN=$when HOW=hang LD_LIBRARY_PATH=fake ./program report --root root >out 2>&1 3>&- &
    program=$!
    child=
    for _ in $(seq 500); do
      child=$(xargs <"/proc/$program/task/$program/children")
      if [ -n "$child" ] && [ "$(status_of Seccomp "$child" 2>/dev/null)" = 2 ] && [ "$(status_of State "$child")" = R ]; then break; fi
      sleep 0.01
    done
    [[ $child =~ ^[0-9]+$ ]]
    [ "$(status_of NoNewPrivs "$child")" = 1 ]
    [ "$(status_of CapEff "$child")$(status_of CapPrm "$child")" = 00000000000000000000000000000000 ]
    [ "$(find "/proc/$child/fd" -type l -exec readlink {} + | sed 's/:.*//' | sort | xargs)" = "$(readlink -f $journal) socket" ]
    for limit in 'open files' 'file size' 'core file size' processes; do
      grep -qE "^Max $limit +0 +0 " "/proc/$child/limits"
    done
    grep -qE '^Max cpu time +[0-9]+ +[0-9]+ ' "/proc/$child/limits"
    sanitized || grep -qE '^Max data size +[0-9]+ +[0-9]+ ' "/proc/$child/limits"
    kill -KILL "$program"
    wait "$program" || true
    for _ in $(seq 100); do
      if none_left >/dev/null; then break; fi
      sleep 0.02
    done
    none_left
  done
}

@test "it works without libseccomp too" {
  only_journal
  mkdir broken
  : >broken/libseccomp.so.2
  LD_LIBRARY_PATH=broken reports
  [ "$(counts)" = '[true,390]' ]
}

# FILE [SED…]: writes the recorded journal there, as another machine would send it: each record says something else,
# and each event has one record more
forge() {
  local to=$1
  shift
  [ -x /lib/systemd/systemd-journal-remote ] || skip "systemd-journal-remote is not here"
  mkdir -p "$(dirname "$to")"
  journalctl --quiet --file "${whole:-$journal}" -o export |
    sed -E "s/^(MESSAGE=[A-Z_]+ .*)/\1 forged=yes/; $*" >exported
  /lib/systemd/systemd-journal-remote -o "$to" exported >remote 2>&1
}

@test "journals of other machines are that machine's: the account stays what it was, and says so" {
  only_journal
  cp $journal whole.journal
  whole=whole.journal
  reports
  account >wanted
  forge root/var/log/journal/remote/remote-10.0.0.1.journal
  reports
  account | diff wanted -
  [ "$(note)" = "left out as of other machines: 1 file (in 'root/var/log/journal/remote')" ]
  forge root/run/log/journal/$other/system.journal "s/$machine/$other/"
  reports
  account | diff wanted -
  [[ $(note) == "left out as of other machines: 2 files (in"* ]]
}

@test "nor do they stand in for a journal that this machine does not have" {
  only_journal
  mv $journal whole.journal
  whole=whole.journal
  reports
  account >wanted
  [ "$(counts)" = '[false,57]' ]
  forge root/var/log/journal/remote/remote-10.0.0.1.journal
  forge root/var/log/journal/$other/system.journal "s/$machine/$other/"
  reports
  account | diff wanted -
  [[ $(note) == "left out as of other machines: 2 files"* ]]
  # The command line alone is an answer, and nothing of the others is in it.
  rm -r root/var/log/audit
  exits 2 "$AUBACKLOG" report --root root
  says "There is no audit log of this boot"
  [[ $output != *forged* && $output != *" events whole"* ]]
}

@test "entries of another machine in this machine's folder are that machine's" {
  only_journal
  cp $journal whole.journal
  whole=whole.journal
  reports
  account >wanted
  forge "$(dirname $journal)/system@1.journal" "s/_MACHINE_ID=.*/_MACHINE_ID=$other/"
  reports
  account | diff wanted -
  [ "$(note)" = "left out as of other machines: 1 boot" ]
  # Some of a boot's, in one file with its own
  rm "$(dirname $journal)/system@1.journal" $journal
  forge $journal "/^_AUDIT_ID=[45]/{N;N;N;N;N;N;N;N;N;N;N;N;N;N;N}; 300,20000s/_MACHINE_ID=.*/_MACHINE_ID=$other/; s/ forged=yes//"
  reports
  [[ $(note) == "left out as of other machines: "*" entries" ]]
  [[ $(counts) == '[false,'* ]]
}

@test "what a boot has before this machine's first entry is its initrd's" {
  only_journal
  cp $journal whole.journal
  whole=whole.journal
  reports
  account >wanted
  rm $journal
  # A file with the entries of other boots before them would not do: the initrd's are the first of their boot.
  forge $journal "s/ forged=yes//; 1,4000s/_MACHINE_ID=.*/_MACHINE_ID=$other/"
  [ "$(journalctl --file $journal -o export | sed 4001q | grep -c "_MACHINE_ID=$other")" -gt 100 ]
  reports
  account | diff wanted -
  [ -z "$(note)" ]
}

@test "a journald that was behind by 90 seconds has the records all the same" {
  [ -x /lib/systemd/systemd-journal-remote ] || skip "systemd-journal-remote is not here"
  only_journal
  cp $journal whole.journal
  whole=whole.journal
  rm $journal
  journalctl --quiet --file $whole -o export |
    perl -00 -pe 's/^(__REALTIME_TIMESTAMP=)(\d+)/$1 . ($2 + 90000000)/me if /^_TRANSPORT=audit$/m' >exported
  /lib/systemd/systemd-journal-remote -o $journal exported >remote 2>&1
  reports
  [ "$(counts)" = '[true,390]' ]
}

@test "nor are the kernel's messages of another time where journald was behind" {
  [ -x /lib/systemd/systemd-journal-remote ] || skip "systemd-journal-remote is not here"
  only_journal
  reports
  account >wanted
  jq -e '.boots[0].evidence[] | select(.source == "kernel-log") | .lost.min > 0' report.json
  cp $journal whole.journal
  rm $journal
  # journald stood still from the first audit_lost= on, by both of its clocks.
  journalctl --quiet --file whole.journal -o export |
    perl -00 -pe '$late ||= /^MESSAGE=audit: audit_lost=/m;
      s/^(__(REALTIME|MONOTONIC)_TIMESTAMP=)(\d+)/$1 . ($3 + 90000000)/gme if $late' >exported
  /lib/systemd/systemd-journal-remote -o $journal exported >remote 2>&1
  reports
  account | diff wanted -
}

@test "without a machine-id the only folder is the machine's; of two nobody knows" {
  only_journal
  rm root/etc/machine-id
  reports
  [ "$(counts)" = '[true,390]' ]
  echo uninitialized >root/etc/machine-id
  reports
  [ "$(counts)" = '[true,390]' ]
  mkdir root/var/log/journal/$other root/var/log/journal/remote
  echo $machine >root/etc/machine-id
  reports
  [ "$(counts)" = '[true,390]' ]
  rm root/etc/machine-id
  reports
  [ "$(counts)" = '[false,57]' ]
  [[ $(note) == "left out as of other machines: 1 file (in"* ]]
  # A namespace has no kernel's records, and is nobody else's.
  rmdir root/var/log/journal/$other
  mkdir root/var/log/journal/$machine.web && cp $journal root/var/log/journal/$machine.web
  reports
  [ "$(counts)" = '[true,390]' ]
  [ -z "$(note)" ]
}

@test "a root that holds nothing but another machine's journal says so" {
  recorded bookworm-load40
  rm -r root/var/log/audit root/sos_commands
  mv root/var/log/journal/* root/var/log/journal/00000000000000000000000000000000
  rm -f root/etc/machine-id
  exits 2 "$AUBACKLOG" report --root root
  says "There is no audit log of this boot"
  says "left out as of other machines"
  rm root/proc/cmdline root/etc/audit/audit.rules
  exits 4 "$AUBACKLOG" report --root root
  says "cannot find an audit log in the evidence"
  says "left out as of other machines"
}
