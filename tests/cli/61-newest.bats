#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The newest boot of a large log: found by itself, and its window alone.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# FILE MEGABYTES [RATE]: the log, and behind it so much life of its last boot, ten events a second or RATE
with_life() { # mawk prints no whole number above 2^31 but as %.0f
  awk -v bytes="${2}000000" -v rate="${3:-10}" '{ print }
    match($0, /msg=audit\([0-9]+\.[0-9]+:[0-9]+/) { split(substr($0, RSTART + 10, RLENGTH - 10), stamp, /[.:]/)
      node = ($1 ~ /^node=/) ? $1 " " : ""
      if ($0 !~ /type=DAEMON/) { seconds = stamp[1]; serial = stamp[3] } }
    END { while (written < bytes) { serial++; n++
      line = sprintf("%stype=SERVICE_START msg=audit(%d.%03d:%.0f): pid=%d uid=0 auid=4294967295 ses=4294967295 msg=unit=made-up-for-the-life-behind-the-window comm=systemd exe=/usr/lib/systemd/systemd hostname=? res=success",
        node, seconds + 60 + n / rate, n % 10 * 100, serial, 1000 + n % 30000); print line; written += length(line) + 1 } }' "$1"
}

@test "of more than 256 MiB only the newest boot is read, without an option" {
  recorded bookworm-load40
  for count in 40 400; do
    # A hole stands for older log: it costs no disk, and would be read like anything else.
    truncate -s 300M log
    boots_a_day $count >>log
    bytes_read log "$AUBACKLOG" report log >read-$count
    rm log
  done
  [ "$(cat read-40)" -eq "$(cat read-400)" ]
  [ "$(cat read-400)" -lt 2000000 ]
  # The end of a larger log begins within a line.
  tail -c +30 root/var/log/audit/audit.log >log
  truncate -s 300M log
  boots_a_day 40 >>log
  [ "$(bytes_read log "$AUBACKLOG" report log)" -lt 2000000 ]
}

@test "the newest boot of a large log is the same as when all is read, and the report says what was not" {
  recorded bookworm-load40
  truncate -s 300M log
  boots_a_day 3 >>log
  "$AUBACKLOG" report --format json log >newest || [ $? -eq 1 ]
  "$AUBACKLOG" report --format json --whole-log log >whole || [ $? -eq 1 ]
  cmp <(jq .boots newest) <(jq .boots whole)
  [ "$(jq .boots_found newest)" -eq 1 ]
  [ "$(jq .boots_found whole)" -eq 3 ]
  [ "$(jq .older_unread_bytes whole)" = null ]
  [ "$(jq .older_unread_bytes newest)" -gt $((300 << 20)) ]
  [[ $(jq -r '.sources[0].note' newest) == "read from byte $(jq .older_unread_bytes newest) on, where the newest boot begins"* ]]
  exits 1 "$AUBACKLOG" report log
  says "of the newest boot alone: $(jq .older_unread_bytes newest) bytes of older log were not read, and boots in them may have needed more; --whole-log reads them"
  exits 1 "$AUBACKLOG" report --whole-log log
  never says "newest boot alone"
}

@test "what is about all boots reads all of a large log" {
  recorded bookworm-load40
  truncate -s 300M log
  boots_a_day 3 >>log
  [ "$("$AUBACKLOG" boots log | wc -l)" -eq 4 ]
  [ "$("$AUBACKLOG" report --boot all --format json log | jq '.boots | length')" -eq 3 ]
  [ "$("$AUBACKLOG" report --boot -2 --format json log | jq '.boots[0].index')" -eq -2 ]
  [ "$("$AUBACKLOG" events log | wc -l)" -eq "$("$AUBACKLOG" events --whole-log log | wc -l)" ]
}

@test "options that contradict each other are refused" {
  for words in "report --whole-log --newest-only" "report --whole-log --window-only" "report --window-only --boot -1" \
    "plot --window-only --boot all" "boots --window-only" "check --window-only"; do
    # shellcheck disable=SC2086 # words on purpose
    exits 3 "$AUBACKLOG" $words
  done
}

@test "--window-only reads no more of one long boot that is ten times as long" {
  recorded bookworm-load40
  cp root/var/log/audit/audit.log one
  # Also where the log has no other boot.
  for shape in both one; do
    for size in 20 200; do
      cp one root/var/log/audit/audit.log
      boots_a_day 2 >both
      began=$(grep -m 1 -o 'audit([0-9]*' one | tr -dc 0-9)
      [ $shape = one ] || began=$((began + 86400))
      mkdir -p root/proc
      printf 'cpu 1 2\nbtime %d\nprocesses 9\n' $((began - 5)) >root/proc/stat
      with_life $shape $size >long
      mv long root/var/log/audit/audit.log
      bytes_read root/var/log/audit/audit.log "$AUBACKLOG" report --root root --window-only >read-$size
    done
    [ "$(cat read-20)" -lt 5000000 ]
    [ "$(cat read-200)" -lt $(($(cat read-20) + 1000000)) ]
  done
}

@test "the journal and wtmp know when the newest boot began, where they reach to the end of the log" {
  recorded bookworm-load40
  cp root/var/log/audit/audit.log one
  began=$(grep -m 1 -o 'audit([0-9]*' one | tr -dc 0-9)
  with_life one 20 10000 >root/var/log/audit/audit.log
  # struct utmpx: ut_type BOOT_TIME, 338 bytes of names, ut_tv.tv_sec
  perl -e 'print pack("v x338 V x40", 2, $ARGV[0])' $((began - 5)) >wtmp
  [ "$(stat -c %s wtmp)" -eq 384 ]
  reads() { bytes_read root/var/log/audit/audit.log "$AUBACKLOG" report --root root --window-only; }
  [ "$(reads)" -lt 5000000 ]
  mv root/var/log/journal .
  [ "$(reads)" -gt 20000000 ]
  cp wtmp root/var/log/wtmp
  [ "$(reads)" -lt 5000000 ]
  # A journal that ends long before the log does cannot say which boot the log ends with.
  rm root/var/log/wtmp
  mv journal root/var/log
  with_life one 20 10 >root/var/log/audit/audit.log
  [ "$(reads)" -gt 20000000 ]
}

@test "--window-only uses no counter: later losses and resets are not known" {
  recorded bookworm-load40
  with_life root/var/log/audit/audit.log 3 >long
  mv long root/var/log/audit/audit.log
  cp -r root bare
  rm -r bare/var/log/journal
  # The journal names each lost record: exact without the counter, and without what followed.
  run "$AUBACKLOG" report --root root --window-only --format json
  [ "$(jq -c '[.boots[0] | .exact, .records.lost]' <<<"$output")" = '[true,{"min":390,"max":390}]' ]
  [ "$(jq '.boots[0].later.unread_bytes' <<<"$output")" -gt 1000000 ]
  [ "$(jq -c '.boots[0].later.lost' <<<"$output")" = '{"min":0,"max":null}' ]
  # The log alone is a lower bound; with all of it the counter closes the range, where the kernel log says nothing of later.
  run "$AUBACKLOG" report --root bare --format json
  [ "$(jq -c '[.boots[0] | .exact, .records.lost]' <<<"$output")" = '[true,{"min":390,"max":390}]' ]
  run "$AUBACKLOG" report --root bare --window-only --format json
  [ "$(jq -c '[.boots[0] | .exact, .records.lost.max]' <<<"$output")" = '[false,null]' ]
  exits 1 "$AUBACKLOG" report --root bare --window-only
  says "the kernel's counter stands at 390; later losses and resets are in the part of the log that was not read, so it was not used"
  says "bytes of log behind the boot: what was lost later is not known"
}

@test "--window-only claims nothing that the whole log denies, on every recorded boot" {
  local dir args compared=0
  for dir in "$tests"/cases/*/; do
    rm -rf root && mkdir root
    if [ -e "$dir/evidence.tar.xz" ]; then
      tar -xJf "$dir/evidence.tar.xz" -C root
      [ -e root/var/log/audit/audit.log ] || continue
      with_life root/var/log/audit/audit.log 3 >log
      mv log root/var/log/audit/audit.log
      args=(--root root)
    elif [ -e "$dir/audit.log" ]; then
      with_life "$dir/audit.log" 3 >log
      args=(log)
    else
      continue
    fi
    "$AUBACKLOG" report --format json "${args[@]}" >whole 2>/dev/null || [ $? -le 2 ] || continue
    "$AUBACKLOG" report --format json --window-only "${args[@]}" >window || [ $? -le 2 ]
    # The same boot, the same window; bounds that hold what all of the log says; exact only when that agrees.
    jq -e -n --slurpfile a whole --slurpfile b window '
      def most: if . == null then infinite else . end;
      [[$a[0].boots, $b[0].boots] | transpose[] | . as [$whole, $window] |
        ($whole.first_time == $window.first_time and $whole.records.held == $window.records.held
          and $whole.events.seen == $window.events.seen and $whole.events.lost == $window.events.lost
          and $window.events.truncated <= $whole.events.truncated_max
          and $whole.events.truncated <= $window.events.truncated_max and $whole.queue == $window.queue
          and $window.records.lost.min - ([$window.assumptions[] | select(.name == "eoe-follows-proctitle")] | length)
            <= $whole.records.lost.min
          and (($window.records.lost.max | most) >= ($whole.records.lost.max | most)
            or any($window.assumptions[]; .name == "main-queue-not-full"))
          and (($window.exact | not) or $whole.exact)
          and ($window.verdict == $whole.verdict or $window.verdict == "unknown"))] | all' >/dev/null ||
      { echo "$dir"; jq -c '.boots[] | [.first_time, .verdict, .exact, .records, .events]' whole window; return 1; }
    [ "$(jq '[.boots[].later.unread_bytes // 0] | add' window)" -eq 0 ] || compared=$((compared + 1))
  done
  echo "$compared boots"
  [ "$compared" -ge 20 ]
}

@test "a reset of the counter and a later loss behind the window do not reach --window-only" {
  recorded bookworm-load40
  cp root/var/log/audit/audit.log one
  with_life one 3 >root/var/log/audit/audit.log
  last=$(tail -n 1 root/var/log/audit/audit.log | grep -o 'audit([0-9.]*:[0-9]*' | cut -d: -f2)
  at=$(tail -n 1 root/var/log/audit/audit.log | grep -o 'audit([0-9]*' | tr -dc 0-9)
  # 390 at boot; the counter was reset, and says 7 by now.
  echo "type=CONFIG_CHANGE msg=audit($at.950:$((last + 100))): op=set lost=0 old=390 auid=0 ses=1 res=1" >>root/var/log/audit/audit.log
  sed -i 's/^lost .*/lost 7/' root/sos_commands/auditd/auditctl_-s
  rm -r root/var/log/journal root/sos_commands/kernel
  run "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0].records.lost.max' <<<"$output")" -ge 390 ]
  run "$AUBACKLOG" report --root root --window-only --format json
  [ "$(jq -c '.boots[0].records.lost.max' <<<"$output")" = null ]
  [ "$(jq -c '[.boots[0].evidence[] | select(.source == "status") | .lost] | unique' <<<"$output")" = '[null]' ]
}

@test "--window-only goes on where serials begin again, though auditd's start is not in the log" {
  recorded bookworm-load40
  with_life root/var/log/audit/audit.log 3 >log
  sed 's/msg=audit(17/msg=audit(18/; /DAEMON_START/d' root/var/log/audit/audit.log >next
  cat next >>log
  "$AUBACKLOG" report --format json log >whole || [ $? -eq 1 ]
  "$AUBACKLOG" report --format json --window-only log >window || [ $? -eq 1 ]
  cmp whole window
  [ "$(jq .boots_found whole)" -eq 2 ]
}

@test "a log that is cut or replaced between the search and the reading is an error, a renamed one is not" {
  recorded bookworm-load40
  boots_a_day 3 >whole
  cp whole log
  strace -o trace -P log -e trace=pread64 "$AUBACKLOG" report --newest-only log >/dev/null || [ $? -eq 1 ]
  # The last look before the reading is whether the start is where it was.
  look=$(grep -nF '"type=DAEMON_START ", 18,' trace | cut -d: -f1)
  for change in "truncate -s 0 log" "cp root/var/log/audit/audit.log log" "mv log log.1"; do
    cp whole log
    rm -f trace log.1
    strace -o trace -P log -e trace=pread64 -e inject=pread64:delay_enter=1000000:when="$look" \
      "$AUBACKLOG" report --newest-only log >out 2>error &
    reader=$!
    until [ "$({ grep " = " trace 2>/dev/null || true; } | wc -l)" -ge $((look - 1)) ]; do kill -0 $reader; done
    $change
    if wait $reader; then code=0; else code=$?; fi
    case $change in
      mv*) [ "$code" -eq 1 ] && grep '^LOST: ' out ;;
      *) [ "$code" -eq 4 ] && grep -F "cannot read 'log': it became shorter or another while it was read" error ;;
    esac
  done
}
