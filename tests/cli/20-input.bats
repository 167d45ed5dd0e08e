#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Where evidence comes from, and what is said when it is bad.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=var/log/audit/audit.log

@test "a missing log is named and exits 4" {
  exits 4 "$AUBACKLOG" report nowhere.log
  [[ $output == "aubacklog: cannot open 'nowhere.log': No such file or directory" ]]
}

@test "a missing root is named and exits 4" {
  exits 4 "$AUBACKLOG" report --root nowhere
  [[ $output == "aubacklog: cannot open root 'nowhere': No such file or directory" ]]
}

@test "a folder is a tree of evidence, or auditd's own with its logs" {
  recorded bookworm-stock
  "$AUBACKLOG" report --root root >wanted || true
  exits 1 "$AUBACKLOG" report root
  # All but the command that asks the same evidence again.
  [ "${output/--raw root/--raw --root root}" = "$(cat wanted)" ]
  exits 1 "$AUBACKLOG" report root/var/log/audit --format json
  [ "$(jq -c '[.sources[].path]' <<<"$output")" = "[\"root/$log\"]" ]
  mkdir folder
  exits 4 "$AUBACKLOG" report folder
  [[ $output == *"var/log/audit"* ]]
  exits 4 "$AUBACKLOG" report root --root root
  says "cannot use 'root' with --root 'root': each is a tree of evidence"
  exits 4 "$AUBACKLOG" report root folder
  says "cannot use 'folder' with 'root': each is a tree of evidence"
}

@test "an unreadable log in a root is an error, not a missing one" {
  recorded bookworm-stock
  chmod 755 . root
  chmod 000 root/$log
  if [ "$(id -u)" = 0 ]; then
    chmod -R o+rX "$BATS_RUN_TMPDIR"
    chmod 000 root/$log
    install -m 755 "$AUBACKLOG" "$BATS_TEST_TMPDIR/program"
    exits 4 setpriv --reuid 65534 --regid 65534 --clear-groups "$BATS_TEST_TMPDIR/program" report --root root
  else
    exits 4 "$AUBACKLOG" report --root root
  fi
  [[ $output == *"cannot open 'root/$log': Permission denied"* ]]
}

@test "an empty log says so" {
  : >empty.log
  exits 4 "$AUBACKLOG" report empty.log
  [[ $output == *"cannot find an audit record in 'empty.log': it is empty"* ]]
}

@test "a log of something else says which line first" {
  printf 'hello\nworld\n' >other.log
  exits 4 "$AUBACKLOG" report other.log
  [[ $output == *"2 lines are no audit record, the first is line 1"* ]]
}

@test "the output of ausearch -i is recognised" {
  echo 'type=SYSCALL msg=audit(11/21/2026 01:39:00.788:12) : arch=x86_64 syscall=bpf' >i.log
  exits 4 "$AUBACKLOG" report i.log
  [[ $output == *"ausearch -i"* ]]
}

@test "a root without a log says what is looked for" {
  mkdir root
  exits 4 "$AUBACKLOG" report --root root
  [[ $output == *"var/log/audit"* ]]
}

@test "standard input is a log" {
  recorded bookworm-load40
  exits 1 bash -c "'$AUBACKLOG' report - <root/$log"
  [[ $output == "LOST: at least 57 audit records"* ]]
}

@test "a rotated set gives the same report in every order of its names" {
  recorded bookworm-load40
  split -n l/3 root/$log part.
  mv part.aa audit.log.2; mv part.ab audit.log.1; mv part.ac audit.log
  wanted=$("$AUBACKLOG" report root/$log | tail -n +3) || true
  for order in "audit.log audit.log.1 audit.log.2" "audit.log.2 audit.log.1 audit.log" \
    "audit.log.1 audit.log audit.log.2"; do
    # The names are words.
    # shellcheck disable=SC2086
    exits 1 "$AUBACKLOG" report $order
    [ "$(tail -n +3 <<<"$output")" = "$wanted" ]
  done
}

@test "a rotated set in a root is read whole, ten behind nine" {
  recorded bookworm-load40
  (cd root/var/log/audit && split -a 2 -d -n l/12 audit.log part. && rm audit.log &&
    for i in 00 01 02 03 04 05 06 07 08 09 10; do mv part.$i audit.log.$((11 - 10#$i)); done && mv part.11 audit.log)
  exits 1 "$AUBACKLOG" report --root root
  [[ $output == "LOST: 390 audit records"* ]]
}

@test "a log given twice is counted once" {
  recorded bookworm-stock
  exits 1 "$AUBACKLOG" report root/$log ./root/$log
  [[ $output == *" 64 records held; lost "* ]]
}

@test "log_file of auditd.conf is where the log is" {
  recorded bookworm-stock
  mkdir -p root/data
  mv root/$log root/data/events
  sed -i 's,^log_file.*,log_file = /data/events,' root/etc/audit/auditd.conf
  exits 1 "$AUBACKLOG" report --root root
  [[ $output == "LOST: 4 audit records"* ]]
}

@test "links of a root stay in it" {
  recorded bookworm-stock
  cp root/proc/cmdline elsewhere
  rm root/proc/cmdline
  ln -s "$PWD/elsewhere" root/proc/cmdline
  exits 1 "$AUBACKLOG" report --root root --verbose
  [[ $output == *"root/proc/cmdline: not there"* ]]
}

@test "a rotated log behind a link that leads nowhere is left out, and said" {
  recorded bookworm-stock
  "$AUBACKLOG" report --root root >without || true
  ln -s /data/audit.log.1 "root/$log.1"
  exits 1 bash -c "'$AUBACKLOG' report --root root 2>said"
  [ "$output" = "$(cat without)" ]
  [ "$(cat said)" = "aubacklog: 'root/$log.1' is left out: it is, or is behind, a link that leads nowhere" ]
}

@test "a log behind a link that leads nowhere is no sign of an auditd that did not start" {
  recorded bookworm-stock
  mv root/var/log/audit elsewhere
  ln -s /data/audit root/var/log/audit
  exits 4 "$AUBACKLOG" report --root root
  says "cannot open 'root/var/log/audit': it is, or is behind, a link that leads nowhere"
  tar -cf evidence.tar root
  exits 4 "$AUBACKLOG" report --root evidence.tar
  says "a link that leads nowhere"
  rm root/var/log/audit
  mkdir root/var/log/audit
  ln -s /data/audit.log root/var/log/audit/audit.log
  exits 4 "$AUBACKLOG" report --root root
  says "cannot open 'root/$log': it is, or is behind, a link that leads nowhere"
  mkdir root/data
  cp elsewhere/audit.log root/data
  exits 1 "$AUBACKLOG" report --root root
}

# COUNT: a set of so many logs, with an event in each
many_logs() {
  mkdir -p root/var/log/audit
  for i in $(seq "$1"); do
    echo "type=USER_MSG msg=audit($((1700100000 - i)).001:$((100000 - i))): pid=1 uid=0 auid=0 ses=1 msg='op=$i'" \
      >"root/var/log/audit/audit.log.$i"
  done
}

# EVIDENCE…: how many records of all logs are read
records_of() {
  { "$AUBACKLOG" report --whole-log --format json "$@" || [ $? -le 2 ]; } |
    jq '[.sources[] | select(.kind == "audit-log") | .records] | add'
}

@test "more logs than the soft limit lets be open are read, compressed ones and operands too" {
  many_logs 1100
  ulimit -Sn 256
  [ "$(records_of --root root)" -eq 1100 ]
  [ "$(records_of root/var/log/audit/*)" -eq 1100 ]
  tar -cf evidence.tar root
  [ "$(records_of --root evidence.tar)" -eq 1100 ]
  gzip root/var/log/audit/*
  [ "$(records_of --root root)" -eq 1100 ]
}

@test "more logs than may be open at all, or than are compared, are an error that says so" {
  many_logs 1100
  (ulimit -n 256; exits 4 "$AUBACKLOG" report --root root
    says "cannot open 1100 audit logs: a process may have 256 files open here (ulimit -Hn)")
  (cd root/var/log/audit; seq -f audit.log.%.0f 2000 5000 | xargs touch)
  exits 4 "$AUBACKLOG" report --root root
  says "cannot read 4101 audit logs: 4096 is the most"
}

@test "logs alone leave the host unread" {
  recorded bookworm-stock
  strace -f -e trace=openat,openat2 -o trace "$AUBACKLOG" report root/$log >/dev/null || true
  never grep -E '"/?(proc/cmdline|var/log/audit|etc/audit)' trace
}

@test "a boot that is not there is named with how many are" {
  recorded bookworm-stock
  exits 4 "$AUBACKLOG" report --root root --boot -3
  [[ $output == *"cannot find boot '-3': the evidence has 1 boot"* ]]
}

@test "a status without a counter is not used, and that is said" {
  recorded bookworm-stock
  forget_journal
  echo 'Error sending status request (Operation not permitted)' >root/sos_commands/auditd/auditctl_-s
  exits 1 "$AUBACKLOG" report --root root
  says "auditctl_-s: not used: it has no 'lost' counter"
  [[ $output == "LOST: at least 1 audit record "* ]]
}

@test "the counter of another auditd is not used" {
  recorded bookworm-load40
  forget_journal
  sed -i 's/^pid .*/pid 4711/' root/sos_commands/auditd/auditctl_-s
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: at least 57"
  says "auditctl_-s: left out, it is of another boot than the newest: no auditd of the boot has the pid 4711 that it names"
  says "besides the counter in 'root/sos_commands/auditd/auditctl_-s' shows that 390 records were lost in another boot, which may be newer than these"
}

@test "a counter that was reset counts what the reset took" {
  recorded bookworm-load40
  sed -i 's/^lost .*/lost 0/' root/sos_commands/auditd/auditctl_-s
  echo 'type=CONFIG_CHANGE msg=audit(1795225190.000:149): op=set lost=0 old=390 auid=0 ses=1 res=1' >>root/$log
  exits 1 "$AUBACKLOG" report --root root
  [[ $output == "LOST: 390 audit records"* ]]
}

@test "loss that may have come later leaves a range" {
  recorded bookworm-load40
  forget_journal
  sed -i 's/^lost .*/lost 400/; s/^backlog_wait_time_actual .*/backlog_wait_time_actual 7/' root/sos_commands/auditd/auditctl_-s
  exits 1 "$AUBACKLOG" report --root root
  [[ $output == "LOST: 57 to 400 audit records"* ]]
}

@test "a counter that says more than log and journal explain is a conflict, not an average" {
  recorded bookworm-load40
  sed -i 's/^lost .*/lost 500/' root/sos_commands/auditd/auditctl_-s
  exits 1 "$AUBACKLOG" report --root root
  says "CONFLICT: the kernel counted 500 lost records since it booted, more than log and journal explain, though nothing speaks for a later loss, nor for a caller that the main queue refused"
  says "The sources contradict each other"
  says "LOST: 390 to 500 audit records"
  counted() { exits 1 "$AUBACKLOG" report --root root --format json; jq -c '.boots[0] | [.exact, .records.lost, .later.lost, .recommendation.minimum, .recommendation.at_least, [.evidence[] | select(.agrees == false) | .source]]' <<<"$output"; }
  [ "$(counted)" = '[false,{"min":390,"max":500},{"min":0,"max":110},null,454,["status"]]' ]
  # Who waited found the main queue full, which explains the rest.
  sed -i 's/^backlog_wait_time_actual .*/backlog_wait_time_actual 7/' root/sos_commands/auditd/auditctl_-s
  [ "$(counted)" = '[true,{"min":500,"max":500},{"min":0,"max":0},null,564,[]]' ]
  exits 1 "$AUBACKLOG" report --root root
  says "the main queue was full as well, and refused records before they had a serial number"
  says "provided that the kernel log names every later loss"
}

@test "a counter that says less than log and journal show is a conflict, and the range holds it" {
  recorded bookworm-load40
  counted() { exits "$1" "$AUBACKLOG" report --root root --format json; jq -c '.boots[0] | [.verdict, .exact, .records.lost]' <<<"$output"; }
  sed -i 's/^lost .*/lost 300/' root/sos_commands/auditd/auditctl_-s
  [ "$(counted 1)" = '["lost",false,{"min":300,"max":390}]' ]
  # What the kernel printed by then stands.
  sed -i 's/^lost .*/lost 200/' root/sos_commands/auditd/auditctl_-s
  [ "$(counted 1)" = '["lost",false,{"min":255,"max":390}]' ]
  # Where it may hold a later loss, fewer were lost at boot than it says.
  sed -i 's/^lost .*/lost 300/; s/^backlog_wait_time_actual .*/backlog_wait_time_actual 7/' root/sos_commands/auditd/auditctl_-s
  [ "$(counted 1)" = '["lost",false,{"min":255,"max":390}]' ]
  exits 1 "$AUBACKLOG" report --root root
  says "CONFLICT: the kernel counted 300 lost records since it booted, fewer than the other sources show: these are damaged or were altered, or the counter was set back"
}

@test "a record whose type was damaged on the disk is the one that the journal has" {
  recorded bookworm-load40
  rm -r root/sos_commands/auditd
  sed -i 's/^type=SERVICE_START\( msg=audit([0-9.]*:19):\)/type=SERVICE_STCRT\1/' root/$log
  grep -q SERVICE_STCRT root/$log
  exits 1 "$AUBACKLOG" report --root root
  [[ $output == "LOST: 390 audit records"* ]]
}

@test "the kernel log alone gives a lower bound" {
  recorded bookworm-load40
  rm -r root/sos_commands/auditd root/var/log/journal
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: at least 255 audit records"
  says "kernel-log its last count from before auditd took over is audit_lost=255"
}

# LIMIT: a kernel log that has five lost under it
lost_five() {
  mkdir -p root/sos_commands/kernel
  cat >root/sos_commands/kernel/dmesg <<END
[    1.000000] audit: type=1130 audit(1795225150.002:2): pid=1
[    1.000000] audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=$1
[    1.000001] audit: kauditd hold queue overflow
END
}

@test "a kernel log that says more than a queue with free slots can have lost is a conflict" {
  cp -r "$tests/cases/limit-exactly-filled/root" .
  lost_five 100
  sed -i 's/ old=64 / old=100 /' root/$log
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: at least 5 audit records"
  says "CONFLICT: its last count from before auditd took over is audit_lost=5"
  says "The sources contradict each other"
}

# The main queue refuses when it is longer than the limit (kernel/audit.c audit_log_start()): 64 records do not fill it so far.
@test "where there were more records than the limit, the main queue may have refused what the kernel log has beyond log and journal" {
  cp -r "$tests/cases/limit-exactly-filled/root" .
  lost_five 64
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: at least 5 audit records"
  says "CONFLICT: its last count from before auditd took over is audit_lost=5: so many were lost by then, more than log and journal explain"
  cp "$tests/cases/edge-event-may-have-lost-its-eoe/audit.log" root/$log
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: at least 5 audit records"
  says "more than log and journal explain: the main queue may have been full as well"
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0] | [.exact, .records.lost, .recommendation.minimum]' <<<"$output")" = '[false,{"min":5,"max":null},null]' ]
}

@test "a loss behind the registration is told apart, with its cause and cure" {
  recorded bookworm-load40
  sed -i 's/^lost .*/lost 400/; s/^rate_limit .*/rate_limit 20/' root/sos_commands/auditd/auditctl_-s
  exits 1 "$AUBACKLOG" report --root root
  says "LOST: 390 audit records"
  says "lost later 10 records, after auditd took over A rate limit of 20 records a second is set (-r)"
  says "raise or remove -r"
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq -c '.boots[0] | [.exact, .later.lost]' <<<"$output")" = '[true,{"min":10,"max":10}]' ]
}
