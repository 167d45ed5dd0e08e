#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Forged evidence: what somebody else than the kernel says of the queue does not count, and absurdities cost little.

# shellcheck disable=SC2154,SC2016 # helpers.bash and bats set tests, output, status; records hold quotes
load helpers

log=root/var/log/audit/audit.log
lost='audit: audit_lost=4294967295 audit_rate_limit=0 audit_backlog_limit=64'
settings='op=set audit_backlog_limit=1 old=9 op=set audit_pid=666 old=0 audit_enabled=0 lost=0 res=1'

# ARGUMENT…: the account of the boots: all that the kernel's records decide, and not whose names they bear
account() {
  "$AUBACKLOG" report --format json "$@" >account.json || [ $? -le 2 ]
  jq -S '[.boots[] | {index, verdict, exact, queue, records, events, demand, window, blind_windows, later, reasons,
    minimum: .recommendation.minimum, limit: .recommendation.limit, evidence: [.evidence[] | select(.source != "cmdline")],
    fates: [.lost_events[] | {serial, events, records, fate}]}]' account.json
}

# COMMAND…: rewrites the recorded log with it; the account of the log must stay as it was
same_account() {
  account $log >before
  "$@" <$log >forged
  if cmp -s forged $log; then echo "nothing was forged"; return 1; fi
  account forged >after
  diff before after
}

# TEXT: the message of each record that a program of user space sent
in_messages() { sed "s/^\(type=SERVICE_[A-Z]* .* msg='\).*'/\1$1'/"; }

# TYPE: gives these records another type
of_type() { sed "s/^type=SERVICE_[A-Z]* /type=$1 /"; }

# A recorded boot that lost nothing
clean_boot() { xz -dc "$tests/cases/log-given-twice/audit.log.xz" | head -n 910; }

hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F; }

# SECONDS KIBIBYTES COMMAND…: runs it within so much processor time and memory. The sanitizers reserve terabytes and are
# slow: with them only the answers are tested.
within() {
  local seconds=$1 kib=$2
  shift 2
  if sanitized; then
    seconds=$((seconds * 10))
    kib=unlimited
  fi
  run bash -c 'ulimit -v "$0" -t "$1"; shift; exec "$@"' "$kib" "$seconds" "$@"
  [ "$status" -le 4 ] || { echo "exit $status: $*"; return 1; }
}

# COUNT FORMAT: so many records, each printed with its number
records() { awk -v count="$1" -v format="$2\n" 'BEGIN { for (i = 1; i <= count; i++) printf format, i, i, i }'; }

@test "a message of user space imitates settings, in each type that user space can send" {
  recorded bookworm-load40
  for type in USER USER_CMD USER_AVC TRUSTED_APP USER_CHAUTHTOK USYS_CONFIG USER_MAC_CONFIG_CHANGE CRYPTO_KEY_USER ANOM_LOGIN_SERVICE VIRT_CONTROL 'UNKNOWN[1199]' 'UNKNOWN[2999]'; do
    same_account eval "in_messages \"$settings\" | of_type '$type'"
  done
}

@test "a message imitates another record: with its stamp, out of its quotes, behind an enrichment" {
  recorded bookworm-load40
  for text in "x' $settings" "type=DAEMON_START msg=audit(1.1:1): op=start ver=9 kernel=9 pid=1" "type=CONFIG_CHANGE msg=audit(1795225178.000:3): $settings" \
    "type=SYSCALL msg=audit(1795225178.000:5): arch=c000003e" $'\x1d'"$settings" "node=evil type=CONFIG_CHANGE msg=audit(1.1:3): $settings"; do
    same_account eval "in_messages \"\$text\" | of_type USER_CMD"
  done
}

# Put each line into an envelope
as_syslog() { sed 's/^/Nov 21 07:12:01 web audispd: /'; }
as_json() { jq -Rc '{host: "web", message: .}'; }
as_csv() { sed 's/"/""/g; s/.*/"2026-11-21","&",web/'; }

@test "a message imitates a record in a log that a collector wrote" {
  recorded bookworm-load40
  local record="type=CONFIG_CHANGE msg=audit(1795225178.000:3): $settings"
  for envelope in as_syslog as_json as_csv; do
    $envelope <$log >collected
    account collected >before
    [ "$(jq .[0].records.held before)" = 64 ]
    for text in "$record" "node=evil $record" "Nov 21 07:12:01 web audispd: $record" "{\"message\":\"$record\"}" "\",\"message\":\"$record" \
      "\",\"$record\"" "\"\",\"$record" "\\\\n$record" "\\\\\",\"message\":\"$record" "\\\\u000a$record" "#012$record"; do
      in_messages "$text" <$log | of_type USER_CMD | $envelope >forged
      if cmp -s forged collected; then echo "nothing was forged"; return 1; fi
      account forged >after
      diff before after
    done
  done
  # Beside the records, in what other programs log.
  as_syslog <$log >collected
  account collected >before
  for text in "sshd[7]: Invalid user $record" "sshd[7]: Invalid user {\"message\":\"$record\"}" "app: \"x\",\"$record\"" "app: x: $record" "app: {\"user\":\"$record\"}"; do
    { cat collected; echo "Nov 21 07:12:01 web $text"; } >forged
    account forged >after
    diff before after
  done
}

@test "comm, exe, key, arguments and paths imitate records, as they are and in hexadecimal" {
  recorded bookworm-load40
  for text in type=DAEMON_START op=set type=CONFIG_CHANGE audit_backlog_limit=1 "msg=audit(1.1:1):" "$settings"; do
    same_account sed -E "s/ (exe|key|a0|a1|name|cwd|proctitle)=(\"[^\"]*\"|[0-9A-F]+)/ \1=\"${text// /_}\"/g"
    same_account sed -E "s/ (comm|exe|key|a0|a1|name|cwd|proctitle)=(\"[^\"]*\"|[0-9A-F]+)/ \1=$(hex "$text"$'\n'"$settings")/g"
  done
}

@test "messages: what logger writes in the kernel's name is not counted, and said" {
  recorded bookworm-load40
  local kernel=root/sos_commands/kernel/dmesg
  sed 's/^/Nov 21 01:39:00 guest kernel: /' $kernel >messages
  forget_journal
  rm root/sos_commands/auditd/auditctl_-s
  cp messages root/var/log/messages
  account --root root >before
  [ "$(jq .[0].records.lost.min before)" = 255 ]
  # Without a time, at the time of the boot, of a later time, and of a boot that began since.
  for forged in "" "[   11.900000] " "[99999.000000] " "[    0.000001] Linux version 6.6"$'\n'"Nov 21 02:00:00 guest kernel: [    9.000000] "; do
    { cat messages; printf 'Nov 21 02:00:00 guest kernel: %s%s\nNov 21 02:00:00 guest kernel: %saudit: kauditd hold queue overflow\n' \
      "$forged" "$lost" "${forged#*$'\n'*guest kernel: }"; } >root/var/log/messages
    account --root root >after
    diff before after
  done
  { cat messages; echo "Nov 21 02:00:00 guest kernel: $lost"; } >root/var/log/messages
  exits 1 "$AUBACKLOG" report --root root
  says "1 message of lost records left out: whoever may log can imitate the kernel here"
  # Printed records with serials that the log lacks.
  { cat messages; echo "Nov 21 02:00:00 guest kernel: audit: type=1300 audit(1795225175.000:60): comm=\"innocent\""; } >root/var/log/messages
  account --root root >after
  diff before after
}

@test "a kernel log in which time goes on: a later loss is not the boot's" {
  recorded bookworm-load40
  local kernel=root/sos_commands/kernel/dmesg
  rm -r root/var/log/journal
  rm root/sos_commands/auditd/auditctl_-s
  { cat $kernel; printf '[99999.000000] %s\n[99999.000001] audit: kauditd hold queue overflow\n' "$lost"; } >dmesg
  cp dmesg $kernel
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: at least 255 audit records at boot"
  says "lost later at least 1 record"
}

@test "a line of another sender, of user space by its facility, or within another message is not the kernel's" {
  recorded bookworm-load40
  local kernel=root/sos_commands/kernel/dmesg
  forget_journal
  mkdir -p root/sos_commands/kernel
  rm root/sos_commands/auditd/auditctl_-s
  tar -xJOf "$tests/cases/bookworm-load40/evidence.tar.xz" "./${kernel#*/}" >dmesg
  cp dmesg $kernel
  account --root root >before
  [ "$(jq .[0].records.lost.min before)" = 255 ]
  local reason='audit: kauditd hold queue overflow'
  for prefix in 'kern  :info  : |user  :info  : ' '<6>|<14>' '<6>|<30>' '|user[1]: '; do
    # In the place of a real loss, so that only the sender speaks against it.
    awk -v mine="${prefix%|*}" -v theirs="${prefix#*|}" -v lost="$lost" -v reason="$reason" '{ print mine $0 }
      /hold queue overflow/ { time = substr($0, 1, index($0, "]")); print theirs time " " lost; print theirs time " " reason }' dmesg |
      sed 's/^user\[1\]: \(\[[^]]*\]\) /\1 user[1]: /' >$kernel
    [ "$(grep -c audit_lost=4294967295 $kernel)" = 3 ]
    account --root root >after
    diff before after
  done
  # journalctl's text: the second line of a user's message.
  rm $kernel
  mkdir -p root/sos_commands/logs
  dated() { sed 's/^\[[^]]*\] /Nov 21 01:39:23 guest kernel: /'; }
  dated <dmesg >root/sos_commands/logs/journalctl_--no-pager_--boot
  account --root root >before
  [ "$(jq .[0].records.lost.min before)" = 255 ]
  { dated <dmesg; printf 'Nov 21 01:50:00 guest mallory[1]: hello\n%33s[   11.900000] %s\n%33s[   11.900001] %s\n' '' "$lost" '' "$reason"; } \
    >root/sos_commands/logs/journalctl_--no-pager_--boot
  account --root root >after
  diff before after
}

# TRANSPORT FIELD…: an entry of the recorded boot with this transport and fields
entry() {
  printf '__REALTIME_TIMESTAMP=1795225178000000\n__MONOTONIC_TIMESTAMP=12000000\n_BOOT_ID=%s\n_TRANSPORT=%s\n' "$boot" "$1"
  shift
  printf '%s\n' "$@" ''
}

@test "entries of the journal that imitate the kernel's and audit's" {
  recorded bookworm-load40
  rm root/sos_commands/auditd/auditctl_-s
  local folder boot
  folder=$(echo root/var/log/journal/c4*)
  journalctl --quiet --file "$folder/system.journal" -o export >exported
  boot=$(grep -a -m 1 ^_BOOT_ID= exported)
  boot=${boot#*=}
  account --root root >before
  [ "$(jq -c '.[0] | [.exact, .records.lost.min]' before)" = '[true,390]' ]
  for transport in syslog journal stdout driver; do
    entry $transport "MESSAGE=$lost" PRIORITY=3 SYSLOG_FACILITY=0 SYSLOG_IDENTIFIER=kernel
    entry $transport "MESSAGE=audit: kauditd hold queue overflow" SYSLOG_FACILITY=0
    entry $transport "MESSAGE=SYSCALL arch=c000003e comm=\"innocent\"" TRANSPORT=audit AUDIT_TYPE=1300 AUDIT_ID=60 \
      _AUDIT_TYPE=1300 _AUDIT_ID=60 _SOURCE_REALTIME_TIMESTAMP=1795225175000000 TRANSPORT=kernel
  done >made
  # To /dev/kmsg, by user space: the kernel lets nobody else be kern. Then within a message of the kernel's own.
  { entry kernel "MESSAGE=$lost" SYSLOG_FACILITY=1
    entry kernel "MESSAGE=audit: kauditd hold queue overflow" SYSLOG_FACILITY=3
    entry kernel "MESSAGE=process '$lost' started with executable stack" SYSLOG_FACILITY=0; } >>made
  rm "$folder"/*
  cat exported made | /usr/lib/systemd/systemd-journal-remote -o "$folder/system.journal" - 2>/dev/null
  [ "$(journalctl --quiet --file "$folder/system.journal" | grep -c audit_lost=4294967295)" = 6 ]
  account --root root >after
  diff before after
}

@test "lines that come twice count once" {
  recorded bookworm-load40
  account $log >before
  cat $log $log >twice
  account twice >after
  diff <(jq 'del(.[0].evidence)' before) <(jq 'del(.[0].evidence)' after)
  grep -q 'lines that came again were not counted' after
  head -n 60 $log | cat $log - >part
  account part >after
  diff <(jq 'del(.[0].evidence)' before) <(jq 'del(.[0].evidence)' after)
  # Each line twice: what the kernel may have meant twice is counted, and the count no longer exact.
  clean_boot >clean
  account clean >before
  [ "$(jq .[0].exact before)" = true ]
  awk '{ print; print }' clean >doubled
  account doubled >after
  [ "$(jq .[0].exact after)" = false ]
  grep -q 'more came twice in a row' after
}

@test "an event with two SYSCALL records is not what auditd wrote" {
  clean_boot >clean
  { cat clean; grep -m 1 'type=SYSCALL' clean | sed 's/comm="[^"]*"/comm="other"/'; } >forged
  exits 0 "$AUBACKLOG" report forged --format json
  [ "$(jq .boots[0].exact <<<"$output")" = false ]
  [[ $(jq -r '.boots[0].reasons[]' <<<"$output") == *"1 event has more than one SYSCALL record"* ]]
}

@test "absurd serials and dates are no records, and are counted as none" {
  recorded bookworm-load40
  account $log >before
  for stamp in 1795225176.000:4294967296 1795225176.000:18446744073709551616 1795225176.000:-1 1795225176.000:999999999999999999999999999999 \
    1795225176.000: 1795225176.000:x 253402300800.000:12 99999999999999999999.000:12 -5.000:12 1795225176.1000:12 1795225176:12 .5:12; do
    { echo "type=CONFIG_CHANGE msg=audit($stamp): op=set audit_pid=1 old=0"; cat $log; } >forged
    account forged >after
    diff before after
    [ "$(jq .sources[0].skipped account.json)" = 1 ]
  done
}

@test "absurd numbers in fields are not taken, or taken as they are" {
  for number in 4294967296 18446744073709551616 -1 99999999999999999999999 0x10 64k; do
    recorded bookworm-load40
    sed "s/ audit_backlog_limit=8192 old=64/ audit_backlog_limit=$number old=64/" $log >forged
    # With a limit that is not known a gap alone is no loss.
    exits 2 "$AUBACKLOG" report forged --format json
    [ "$(jq -c '.boots[0].queue | [.boot_limit_source, .changes]' <<<"$output")" = '["unknown",[]]' ]
    sed "s/ audit_pid=[0-9]*/ audit_pid=$number/" $log >forged
    exits 2 "$AUBACKLOG" report forged
  done
  recorded bookworm-load40
  account --root root >before
  sed -i -E 's/ (items|pid|ppid)=[0-9]+/ \1=4294967295/; s/ argc=[0-9]+/ argc=2147483648/' $log
  within 10 400000 "$AUBACKLOG" events $log
  [ "${#lines[@]}" -gt 90 ]
  within 10 400000 "$AUBACKLOG" report $log --format json
  [ "$(jq '.boots[0].records.held' <<<"$output")" = 64 ]
}

@test "a gap of four billion serials costs nothing, and recommends nothing that the kernel cannot read" {
  recorded bookworm-load40
  local serial
  serial=$(grep -o ':[0-9]*): op=set audit_pid' $log | tr -dc 0-9)
  sed "s/^\(.* msg=audit([0-9.]*:\)$serial)/\14294000000)/" $log >gap
  within 10 300000 "$AUBACKLOG" report gap --format json
  [ "$(jq -c '[.boots[0].records.lost.min > 4000000000, .recommendation.minimum, .recommendation.limit]' <<<"$output")" = '[true,null,8192]' ]
  within 10 300000 "$AUBACKLOG" report gap
  says "are more than any boot needs"
  within 10 300000 "$AUBACKLOG" events gap
  [ "${#lines[@]}" -lt 1000 ]
  for format in svg gp txt; do within 10 400000 "$AUBACKLOG" plot gap --format $format -o "gap.$format"; done
}

@test "a line of 1 GB takes no more memory than another" {
  recorded bookworm-load40
  within 120 300000 bash -c '{ cat '$log'; head -c 1000000000 /dev/zero | tr "\0" a; echo; tail -n 1 '$log'; } | "$0" report - --format json' "$AUBACKLOG"
  [ "$(jq -c '[.sources[0].skipped, .boots[0].records.held]' <<<"$output")" = '[1,64]' ]
}

@test "100,000 starts of auditd, of one boot and of as many" {
  records 100000 'type=DAEMON_START msg=audit(1795225176.000:%d): op=start ver=3.0.9 kernel=6.1 pid=%d res=success' >starts
  within 60 1000000 "$AUBACKLOG" report starts --format json
  [ "$(jq .boots_found <<<"$output")" = 1 ]
  awk 'BEGIN { for (i = 1; i <= 100000; i++) printf "type=DAEMON_START msg=audit(%d.000:%d): op=start kernel=6.1 pid=1\ntype=SERVICE_START msg=audit(%d.000:2): pid=1\n", 1795225176 + i, i, 1795225176 + i }' >boots
  within 60 1000000 "$AUBACKLOG" report boots --format json
  [ "$(jq .boots_found <<<"$output")" = 100000 ]
}

@test "nodes: as many as can be told apart, then an error and not the machine's memory" {
  records 300000 'node=n%d type=SERVICE_START msg=audit(1795225176.000:2): pid=1' >nodes
  within 60 1500000 "$AUBACKLOG" report nodes
  [ "$status" = 4 ]
  says "cannot use 'nodes' line 262145: it holds more boots and nodes than can be told apart"
}

@test "140,000 boots that begin without auditd, too many for the part of one thread, are told apart by one" {
  awk 'BEGIN { for (i = 0; i < 140000; i++) printf "type=SERVICE_START msg=audit(%d.000:2): pid=1 uid=0 auid=4294967295 ses=4294967295 subj=unconfined msg=as-long-as-a-line-is\n", 1795225176 + i }' >boots
  [ "$(stat -c %s boots)" -gt $((16 << 20)) ]
  within 30 1500000 "$AUBACKLOG" boots boots --format json
  [ "$(jq '.boots | length' <<<"$output")" = 140000 ]
}

@test "events that take turns, each in every line of the log, are no work of the square" {
  awk 'BEGIN { for (pass = 0; pass < 2; pass++) for (i = 2; i < 300000; i++) printf "type=SERVICE_START msg=audit(1795225176.000:%d): pid=%d\n", i, pass }' >turns
  within 30 1500000 "$AUBACKLOG" events turns -o events
  [ "$(wc -l <events)" = 299998 ]
}

@test "2,000,000 serials, each apart from the others, are no work of the square: up and down, scattered" {
  awk 'BEGIN { for (i = 0; i < 2000000; i++) printf "type=SERVICE_START msg=audit(1795225176.000:%d): pid=1\n", 900000 + 2 * (i * 7919 % 2000003) }' >scattered
  within 15 300000 "$AUBACKLOG" boots scattered --format json
  [ "$(jq '.boots | length' <<<"$output")" = 1 ]
  awk 'BEGIN { for (i = 2000000; i > 0; i--) printf "type=SERVICE_START msg=audit(1795225176.000:%d): pid=1\n", 900000 + 2 * i }' >down
  within 15 300000 "$AUBACKLOG" boots down --format json
  [ "$(jq '.boots | length' <<<"$output")" = 1 ]
}

@test "100,000 starts of auditd in a boot of 500,000 serials that are apart are no work of the product" {
  awk 'BEGIN { for (i = 0; i < 500000; i++) printf "type=SERVICE_START msg=audit(1795225176.000:%d): pid=1\n", 900000 + 2 * (i * 7919 % 2000003)
    for (i = 0; i < 100000; i++) printf "type=DAEMON_START msg=audit(1795225177.000:%d): op=start kernel=6.1 pid=1\ntype=SERVICE_START msg=audit(1795225177.000:%d): pid=1\n", i, 900001 + 2 * (i * 7919 % 2000003) }' >starts
  within 15 1000000 "$AUBACKLOG" boots starts --format json
  [ "$(jq '.boots | length' <<<"$output")" = 1 ]
}
