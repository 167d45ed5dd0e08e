# SPDX-License-Identifier: GPL-2.0-or-later
# What the command line tests share.
# shellcheck disable=SC2034,SC2154 # bats sets status and output, the tests use what is set here

setup() {
  export LC_ALL=C.UTF-8 NO_COLOR=1
  tests=$BATS_TEST_DIRNAME/..
  AUBACKLOG=${AUBACKLOG:-$tests/../build/aubacklog}
  cd "$BATS_TEST_TMPDIR" || return
}

# CASE: unpacks a recorded boot as ./root
recorded() {
  mkdir -p root
  tar -xJf "$tests/cases/$1/evidence.tar.xz" -C root
}

# Takes away what is not of auditd or of its counter: the journal and the kernel log
forget_journal() { rm -r root/var/log/journal root/sos_commands/kernel; }

# CASE: makes its root as ./root
of_case() {
  rm -rf root
  "$tests/unpack-check-case" "$tests/check-cases/$1" root
}

# COUNT: a log of so many boots, a day apart, of a recorded one
boots_a_day() {
  awk -v count="$1" '{ line[NR] = $0 }
    END { for (day = 0; day < count; day++) for (i = 1; i <= NR; i++) {
      at = index(line[i], "msg=audit(") + 10
      printf "%s%d%s\n", substr(line[i], 1, at - 1), substr(line[i], at, 10) + day * 86400, substr(line[i], at + 10) } }' \
    root/var/log/audit/audit.log
}

# FILE COMMAND…: how many bytes of the file a command reads
bytes_read() {
  local file=$1
  shift
  strace -f -o trace -e trace=read,pread64 -P "$file" "$@" >/dev/null || [ $? -lt 3 ]
  awk '/ = [0-9]+$/ { sum += $NF } END { print sum + 0 }' trace
}

# CODE COMMAND…: runs it and checks its exit code
exits() {
  local wanted=$1
  shift
  run "$@"
  [ "$status" -eq "$wanted" ] || { echo "exit $status instead of $wanted: $output"; return 1; }
}

# Succeeds when the output of the last run, its lines joined, holds the words
says() {
  [[ $(tr -s ' \n' '  ' <<<"$output") == *"$1"* ]] || { echo "not said: $1"; echo "$output"; return 1; }
}

# COMMAND…: fails when it succeeds ("!" alone fails no test)
never() {
  ! "$@" || { echo "succeeded: $*"; return 1; }
}

# Skips a test where no terminal can be made: it would wait for one
needs_terminal() { python3 -c 'import os; os.openpty()' 2>/dev/null || skip "no terminal can be made: /dev/pts is not there"; }

# Succeeds when the program is built for the sanitizers
sanitized() { readelf -W --dyn-syms "${AUBACKLOG:-$tests/../build/aubacklog}" | grep -q __asan_init; }

# LeakSanitizer does not work where something else traces the program.
strace() { ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS} command strace "$@"; }

# Installs what is built below the folder: no build with other flags than the one that is tested
installs() {
  make -s -C "$tests/.." -o all install BUILD="$(realpath "$(dirname "$AUBACKLOG")")" "$@" >/dev/null
}

# Succeeds when the program is built for coverage
covered() { readelf -Ws "$AUBACKLOG" | grep __gcov_ >/dev/null; }

# COMMAND…: runs it without counts of coverage, which a fault would cut off, and which would spoil those of other runs
uncounted() { GCOV_PREFIX=/dev/null GCOV_ERROR_FILE=/dev/null "$@"; }
