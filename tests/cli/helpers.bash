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

# Succeeds when the program is built for the sanitizers
sanitized() { readelf -W --dyn-syms "${AUBACKLOG:-$tests/../build/aubacklog}" | grep -q __asan_init; }

# LeakSanitizer does not work where something else traces the program.
strace() { ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS} command strace "$@"; }

# Installs what is built below the folder: no build with other flags than the one that is tested
installs() {
  make -s -C "$tests/.." -o all install BUILD="$(realpath "$(dirname "$AUBACKLOG")")" "$@" >/dev/null
}
