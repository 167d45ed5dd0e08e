#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Progress on standard error: on a terminal, when it takes long, and gone at the end.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# A log of 3 MB, of which each block that is read takes 0.2 seconds
setup_slow_log() {
  recorded bookworm-load40
  for ((i = 0; i < 40; i++)); do cat root/var/log/audit/audit.log; done >log
}

# MEGABYTES: a log of one boot that went on for so long, ten events a second
setup_long_boot() {
  recorded bookworm-load40
  awk -v bytes="${1}000000" '{ print; written += length($0) + 1 }
    match($0, /msg=audit\([0-9]+\.[0-9]+:[0-9]+/) && !/type=DAEMON/ {
      split(substr($0, RSTART + 10, RLENGTH - 10), stamp, /[.:]/); seconds = stamp[1]; serial = stamp[3] }
    END { while (written < bytes) { n++
      line = sprintf("type=SERVICE_START msg=audit(%d.000:%.0f): pid=1 uid=0 auid=4294967295 ses=4294967295 msg=made-up-life",
        seconds + 60 + n / 10, serial + n); print line; written += length(line) + 1 } }' root/var/log/audit/audit.log >log
}

# COMMAND…: runs it on a terminal; what came there is in ./typed
on_terminal() { needs_terminal; "$tests/cli/terminal" typed "$*"; }

# Not functions: a shell on the terminal is given them as words.
traced="env ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace"
slowly="$traced -P log -e trace=read -e inject=read:delay_exit=200000"

# FILE…: each block that is read of these takes 0.1 seconds
slow_files() { echo "$traced $(printf ' -P %s' "$@") -e trace=read,pread64 -e inject=read,pread64:delay_exit=100000"; }

# What was shown, a line each
shown() { tr '\r' '\n' <typed | grep -a '^aubacklog' || true; }

# PATTERN: at least two lines were shown, all of them like this, and they go forward, what is done once
all_shown() {
  shown >lines
  [ "$(wc -l <lines)" -ge 2 ]
  never grep -vE "^aubacklog: $1 *\$" lines
  awk '{ match($0, /(read again|read|searched|unpacked),/); done = substr($0, RSTART, RLENGTH)
      if (done == last ? $2 < bytes : done in seen) exit 1
      seen[done]; last = done; bytes = $2 }' lines || { cat lines; return 1; }
}

# Nothing but blanks is left where the last line stood, and behind it WORDS
taken_away() {
  local rest
  rest=$(tr -d '\n' <typed | sed 's/.*\raubacklog: [0-9.]* [^\r]*\/s[^\r]*\r//')
  [[ $rest == " "*$'\r'"${1-}"* && -z $(sed "s/^ *\r*${1-}.*\$//; s/[ \r]//g" <<<"$rest") ]] || { cat -v typed; return 1; }
}

# COMMAND…: runs until a line of progress stands, while it is given log after log; its process in ./process
until_shown() {
  needs_terminal
  mkfifo endless
  (for ((i = 0; i < 600; i++)); do cat log; sleep 0.1; done >endless) 2>/dev/null 3>&- &
  # shellcheck disable=SC2016 # the inner shell's
  on_terminal "sh -c 'echo \$\$ >process; exec $* <endless'" 3>&- &
  terminal=$!
  for ((i = 0; i < 600; i++)); do
    ! grep -aq 'aubacklog: [0-9.]* MiB' typed 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

@test "on a terminal a line says how far a long reading has come, and is taken away" {
  setup_slow_log
  on_terminal "$slowly $AUBACKLOG boots log -o boots" || [ $? -le 2 ]
  # Lines that come twice make it read twice.
  all_shown '[0-9.]+ of [0-9.]+ MiB read( again)?, [0-9]+ MiB/s, [0-9]+ s left'
  grep -c ' read, ' lines
  grep -c ' read again, ' lines
  taken_away
  [ -s boots ]
}

@test "a stream has bytes and rate" {
  setup_slow_log
  on_terminal "(cat log; sleep 1.2; cat log; sleep 0.3; cat log) | $AUBACKLOG boots - -o boots" || [ $? -le 2 ]
  shown | grep -E '^aubacklog: [0-9.]+ MiB read, [0-9]+ MiB/s *$'
}

@test "the search for the newest boot is shown, of all that may have to be searched" {
  setup_long_boot 4
  on_terminal "$(slow_files log) $AUBACKLOG report --window-only log -o report" || [ $? -eq 1 ]
  all_shown '[0-9.]+ of 3\.8 MiB (searched, [0-9]+ MiB/s, at most|read, [0-9]+ MiB/s,) [0-9]+ s left'
  [ "$(grep -c ' searched, ' lines)" -ge 2 ]
  taken_away
  grep -q '^  not read' report
}

@test "a search that begins again does not begin to count again" {
  setup_long_boot 17
  # The boot time is that of a restart of which the log knows nothing: all before it is searched, then from the end.
  mkdir -p root/proc
  mv log root/var/log/audit/audit.log
  log=root/var/log/audit/audit.log
  middle=$(grep -o 'audit([0-9]*' $log | sed -n "$(($(wc -l <$log) / 2))p" | tr -dc 0-9)
  printf 'cpu 1 2\nbtime %d\nprocesses 9\n' "$middle" >root/proc/stat
  on_terminal "$traced -P $PWD/$log -e trace=pread64 -e inject=pread64:delay_exit=40000 \
    $AUBACKLOG report --window-only --root root -o report" || [ $? -le 2 ]
  all_shown '[0-9.]+ (of 16\.2 )?MiB (searched, [0-9]+ MiB/s(, at most [0-9]+ s left)?|read, .*)'
  # Beyond all of it nobody knows what is left.
  awk '$2 > 17' lines | grep -E '^aubacklog: [0-9.]+ MiB searched, [0-9]+ MiB/s *$'
}

@test "an archive that is unpacked is shown by the bytes of its file" {
  recorded bookworm-load40
  head -c 1200000 /dev/urandom >root/padding
  tar -C root -czf gzipped .
  tar -C root -cJf xzipped .
  for archive in gzipped xzipped; do
    on_terminal "$(slow_files $archive) $AUBACKLOG report --root $archive -o report" || [ $? -eq 1 ]
    all_shown "[0-9.]+ of $(LC_ALL=C awk -v b="$(stat -c %s $archive)" 'BEGIN { printf "%.1f", b / 1048576 }') MiB unpacked, [0-9]+ MiB/s, [0-9]+ s left"
    taken_away
    grep -q '^LOST: 390' report
  done
}

@test "an archive that comes on a pipe has bytes and rate" {
  recorded bookworm-load40
  head -c 4000000 /dev/urandom >root/padding
  tar -C root -czf archive .
  on_terminal "(head -c 1000000 archive; sleep 1.2; tail -c +1000001 archive) | $AUBACKLOG report --root - -o report" || [ $? -eq 1 ]
  all_shown '[0-9.]+ MiB unpacked, [0-9]+ MiB/s' || [ "$(wc -l <lines)" -eq 1 ]
  shown | grep -E '^aubacklog: [0-9.]+ MiB unpacked, [0-9]+ MiB/s *$'
  taken_away
}

@test "compressed logs are shown together, none of which would be by itself" {
  recorded bookworm-load40
  local folder=root/var/log/audit
  for number in 1 2 3 4; do
    # Lines that are no records: they do not compress.
    { cat $folder/audit.log; head -c 300000 /dev/urandom | base64 -w 100; } | gzip >$folder/audit.log.$number.gz
  done
  bytes=$(cat $folder/audit.log.?.gz | wc -c)
  on_terminal "$(slow_files "$PWD"/$folder/audit.log.?.gz) $AUBACKLOG report --root root -o report" || [ $? -le 2 ]
  all_shown "[0-9.]+ of $(LC_ALL=C awk -v b="$bytes" 'BEGIN { printf "%.1f", b / 1048576 }') MiB unpacked, [0-9]+ MiB/s, [0-9]+ s left"
  taken_away
}

@test "so are kernel logs" {
  recorded bookworm-load40
  rm -r root/var/log/journal
  for name in kern.log kern.log.1.gz; do
    head -c 1000000 /dev/urandom | base64 -w 100 >kernel
    if [ $name = kern.log ]; then cp kernel root/var/log/kern.log; else gzip -c kernel >root/var/log/$name; fi
  done
  bytes=$(cat root/var/log/kern.log* | wc -c)
  on_terminal "$(slow_files "$PWD"/root/var/log/kern.log*) $AUBACKLOG report --root root -o report" || [ $? -le 2 ]
  all_shown "[0-9.]+ of $(LC_ALL=C awk -v b="$bytes" 'BEGIN { printf "%.1f", b / 1048576 }') MiB read, [0-9]+ MiB/s, [0-9]+ s left"
  cp root/var/log/kern.log.1.gz named.gz
  on_terminal "$(slow_files named.gz) $AUBACKLOG report --kernel-log named.gz root/var/log/audit/audit.log -o report" || [ $? -le 2 ]
  all_shown "[0-9.]+ of 1.0 MiB read, [0-9]+ MiB/s, [0-9]+ s left"
  taken_away
}

@test "a journal that takes long has bytes and rate" {
  recorded bookworm-load40
  journal=$(find root -name '*.journal')
  on_terminal "$traced -f -P $PWD/$journal -e trace=mmap -e inject=mmap:delay_exit=1100000:when=1 $AUBACKLOG report --root root -o report" || [ $? -eq 1 ]
  shown | grep -E '^aubacklog: [0-9.]+ MiB of the journal read, [0-9]+ MiB/s *$'
  taken_away
}

@test "an error stands where the line stood" {
  recorded bookworm-load40
  head -c 1200000 /dev/urandom >root/padding
  tar -C root -czf whole .
  head -c -1000 whole >cut.tar
  on_terminal "$(slow_files cut.tar) $AUBACKLOG report --root cut.tar" || [ $? -eq 4 ]
  grep -aq 'MiB unpacked' typed
  taken_away "aubacklog: cannot read 'cut.tar': it is damaged or cut off (gzip: it ends too early)"
}

@test "a signal takes the line away, and what it has to say stands where the line stood" {
  setup_slow_log
  until_shown "$AUBACKLOG" boots -
  kill -TERM "$(cat process)"
  wait $terminal || [ $? -eq 143 ]
  taken_away
  rm endless typed
  until_shown "$AUBACKLOG" boots -
  kill -BUS "$(cat process)"
  wait $terminal || [ $? -eq 4 ]
  taken_away "aubacklog: cannot read 'a mapped file': it became shorter while it was mapped; try again"
}

@test "nothing is shown where standard error is no terminal, or the work is short" {
  setup_slow_log
  tar -C root -czf archive .
  gzip -k log
  for words in "boots log" "report --window-only log" "report --root archive" "boots log.gz"; do
    on_terminal "$AUBACKLOG $words -o out" || [ $? -le 2 ]
    never grep -a aubacklog: typed
  done
  for words in "boots log" "report --window-only log"; do
    # shellcheck disable=SC2046,SC2086 # words on purpose
    $(slow_files log) "$AUBACKLOG" $words -o out 2>error || [ $? -le 2 ]
    [ "$(grep -vc ^strace: error)" -eq 0 ]
  done
}
