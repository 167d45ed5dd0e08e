#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Failing memory, disks and calls. "make faults" fails every one of them; here it is some of each.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# FILE CALL COUNT COMMAND…: runs it; when it has made that many of these calls on the file, it waits, and do_meanwhile is
# called. Its output is in out, what it says in err. A process of it waits at its own call of $delayed, where that is set.
meanwhile() {
  local file=$1 call=$2 count=$3 code=0
  shift 3
  rm -f trace
  uncounted strace -f -o trace -P "$file" -e "trace=$call" -e "inject=$call:delay_exit=1000000:when=${delayed:-$count}" \
    "$@" >out 2>err 3>&- & local reader=$!
  until [ "$(grep -c "$call(" trace 2>/dev/null)" -ge "$count" ] 2>/dev/null; do
    kill -0 "$reader" || return 1
    sleep 0.01
  done
  do_meanwhile
  wait "$reader" || code=$?
  echo "$code" >code
}

@test "a journal that becomes shorter while it is mapped is left out, and the report says so" {
  recorded bookworm-load40
  rm -r root/sos_commands
  journal=$(find root -name system.journal)
  cp "$journal" whole
  do_meanwhile() { truncate -s 4096 "$journal"; }
  # The process that looks for boots, then two that read one.
  delayed=1
  for count in 1 2 3; do
    cp whole "$journal"
    meanwhile "$journal" mmap $count "$AUBACKLOG" report --root root --format json -o FILE
    [ "$(cat code)" = 1 ]
    never grep '^aubacklog' err
    jq -r '.sources[] | select(.kind == "journal") | .note' FILE | grep -q 'it became shorter while it was read; try again$'
    [ "$(jq -c '.boots[0] | [.exact, .records.lost.min]' FILE)" = '[false,57]' ]
    rm FILE
  done
}

@test "ended by a signal while it writes, it ends so and leaves no file behind" {
  recorded bookworm-stock
  for pair in TERM:143 INT:130 HUP:129 ABRT:134 SEGV:139; do
    ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_abort=0 exits "${pair#*:}" \
      uncounted env --default-signal=INT,HUP strace -o trace -e "inject=fsync:signal=${pair%:*}" "$AUBACKLOG" report --root root -o FILE
    [ "$(ls -A)" = "$(printf '%s\n' root trace)" ]
  done
}

@test "a reader that closes the pipe ends it without a word" {
  recorded bookworm-load40
  for words in events "report --format json"; do
    # shellcheck disable=SC2086 # words on purpose
    run bash -c "{ sleep 0.3; exec '$AUBACKLOG' $words --root root 2>err; } | true; echo \${PIPESTATUS[0]}"
    [ "$output" = 141 ]
    [ ! -s err ]
  done
}

@test "a file size limit is an error, and leaves no file behind" {
  recorded bookworm-load40
  for words in "report --format json" events "plot --format svg" "plot --format png"; do
    exits 4 uncounted bash -c "ulimit -f 1; '$AUBACKLOG' $words --root root -o FILE"
    says "File too large"
    [ -z "$(ls FILE* 2>/dev/null)" ]
  done
}

@test "a full device is an error for each verb and format" {
  recorded bookworm-stock
  for words in report "report --format json" "report --format prometheus" "report --format html" boots "boots --format json" events check "check --format json" \
    "check --format junit" "check --format xccdf" "check --format cklb" "plot --format png" "plot --format svg" \
    "plot --format pdf" "plot --format gp" "plot --format txt"; do
    # shellcheck disable=SC2086 # words on purpose
    exits 4 "$AUBACKLOG" $words --root root -o /dev/full
    says "No space left on device"
  done
}

@test "logs that are rotated between the list and the opening are all read" {
  recorded bookworm-three-boots
  log=root/var/log/audit/audit.log
  half=$(($(wc -l <$log) / 2))
  head -n $half $log >$log.1
  tail -n +$((half + 1)) $log >new
  cat new >$log
  "$AUBACKLOG" boots --root root >wanted || true
  do_meanwhile() {
    mv root/var/log/audit/audit.log.1 root/var/log/audit/audit.log.2
    mv root/var/log/audit/audit.log root/var/log/audit/audit.log.1
    : >root/var/log/audit/audit.log
  }
  meanwhile root/var/log/audit getdents64 1 "$AUBACKLOG" boots --root root
  cmp wanted out
  do_meanwhile() { :; }
}

@test "allocations that fail: a choice of them" {
  if covered; then skip "gcov itself dies without memory"; fi
  "$tests/faults/allocations" "$AUBACKLOG" --every 211
}

@test "our own requests for memory that fail: a choice, under the sanitizers" {
  local starved=${AUBACKLOG%/*}/aubacklog-starved
  sanitized && [ -x "$starved" ] || skip "not built for the sanitizers"
  "$tests/faults/starved" "$starved" --every 331
}

@test "calls that fail: a choice of them" {
  "$tests/faults/calls" "$AUBACKLOG" --every 61
}

@test "damaged journals and logs: a choice of them" {
  "$tests/faults/corruption" "$AUBACKLOG" --seeds 6
}
