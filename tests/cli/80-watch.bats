#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2034,SC2153,SC2154 # helpers.bash and watch.bash set tests, WATCH, serial
# aubacklog-watch: what is told, and when. Its receivers here are stand-ins on loopback; 82-watch-receivers.bats has real ones.
load helpers
load watch

@test 'a recorded boot that is streamed is told with the numbers of the report' {
  recorded bookworm-load40
  settings 'boot_seconds = 0'
  hears_log
  watches root/var/log/audit/audit.log
  until_told 'boot-lost raised'
  ends_watch
  [ "$(wc -l <heard)" -eq 1 ]
  grep -q 'this boot lost 390 records before auditd took over' heard
  json=$("$AUBACKLOG" report --root root --format json --exit-zero)
  [ "$(jq '.boots[0].records.lost.min' <<<"$json")" = 390 ]
  grep -q "a boot limit of $(jq '.recommendation.minimum' <<<"$json") would have held" heard
  # Once a boot, whatever is started again.
  watches root/var/log/audit/audit.log
  sleep 2
  ends_watch
  [ "$(wc -l <heard)" -eq 1 ]
}

@test 'a clean boot is told nothing of' {
  cp -r "$tests/cases/limit-exactly-filled/root" .
  [ "$("$AUBACKLOG" report --root root --format json --exit-zero | jq -r '.boots[0].verdict')" = clean ]
  settings 'boot_seconds = 0'
  hears_log
  watches root/var/log/audit/audit.log
  until_true judged
  ends_watch
  [ ! -e heard ]
}

@test 'auditd that ends, auditing off, a lower limit, a counter set back: one change of state each' {
  machine_runs
  settings
  hears_log
  watches
  until_true remembers '"has_status": true'
  changes 'op=set audit_backlog_limit=64 old=8192 auid=0 ses=1 subj=unconfined res=1'
  changes 'op=set lost=0 old=4 auid=0 ses=1 subj=unconfined res=1'
  changes 'op=set audit_enabled=0 old=1 auid=0 ses=1 subj=unconfined res=1'
  status_is 0 64 0 0
  until_told 'auditing-off raised'
  status_is 0 64 0 0 # and it stays so
  sleep 2
  streams 'DAEMON_END' 7777 'op=terminate auid=0 uid=0 ses=1 pid=1 res=success'
  ends_watch
  until_told 'auditd-ended raised'
  grep -q 'lowered from 8192 to 64' heard
  grep -q 'set back from 4' heard
  for alert in limit-lowered counter-reset auditing-off auditd-ended; do
    [ "$(grep -c "$alert " heard)" -eq 1 ]
  done
  [ "$(wc -l <heard)" -eq 4 ]
}

@test 'what is on and off within a second is told, where the log on disk has it' {
  machine_runs
  settings
  hears_log
  watches
  until_true remembers '"has_status": true'
  changes 'op=set audit_enabled=0 old=1 auid=0 ses=1 subj=unconfined res=1'
  changes 'op=set audit_enabled=1 old=0 auid=0 ses=1 subj=unconfined res=1'
  until_told 'auditing-off cleared'
  # The stream alone is no evidence.
  streams CONFIG_CHANGE $((serial + 1)) 'op=set audit_backlog_limit=64 old=8192 auid=0 res=1'
  sleep 7
  ends_watch
  never grep -q limit-lowered heard
  [ "$(wc -l <heard)" -eq 2 ]
}

@test 'of what the stream lacks, the disk tells whose it is' {
  machine_runs
  settings
  hears_log
  watches
  for i in 1 2 3; do records 5; done
  unheard 4
  for i in 1 2 3; do records 5; done
  until_told 'auditd-lags raised' 20
  ends_watch
  grep -q 'auditd did not pass on 4 events' heard
  [ "$(wc -l <heard)" -eq 1 ]
}

@test 'a loss is told at once, and goes on being known after a restart' {
  machine_runs
  settings
  hears_log
  watches
  until_true remembers '"has_status": true'
  status_is 9 8192 1 700
  until_told 'losing raised'
  grep -q '5 since .*, 9 since boot' heard
  kill -KILL "$watch"
  ends_watch || true
  status_is 11 8192 1 700
  watches
  sleep 3
  ends_watch
  [ "$(wc -l <heard)" -eq 1 ] # the same episode: the hour's reminder has it
  remembers '"total": 7'
}

@test 'SIGTERM counts from the parent only, SIGHUP reads the settings again' {
  machine_runs
  settings
  hears_log
  watches
  until_true remembers '"has_status": true'
  sh -c "kill -TERM $watch; sleep 1"
  kill -0 "$watch"
  echo 'no such setting' >>conf
  kill -HUP "$watch"
  until_true grep -q "line .*: it has no '='" errors
  kill -0 "$watch"
  settings 'queue_percent = 1'
  kill -HUP "$watch"
  status_is 4 8192 1 700 100
  until_told 'queue-filling raised'
  kill -TERM "$watch"
  wait "$watch"
}

@test 'without a stream the counter is asked all the same' {
  machine_runs
  settings
  hears_log
  "$WATCH" --poll --config conf --root root 2>errors &
  watch=$!
  until_true remembers '"has_status": true'
  status_is 0 8192 1 0 # the daemon is gone, and the counter is another
  until_told 'auditd-ended raised'
  kill -TERM "$watch"
  wait "$watch"
}

@test 'hours of loss each second: one raise, one reminder an hour, one clear, by mail through msmtp' {
  # Three hours in nine seconds; the receiver is a stand-in that keeps what msmtp hands over.
  command -v msmtp || { echo 'msmtp-mta is needed'; false; }
  machine_runs
  settings 'mail = yes' 'mail_to = root@mail.example' "mail_command = $PWD/sendmail" 'send_seconds = 60'
  "$tests/watch/receive" smtp "$PWD/port" "$PWD/mails" &
  until_true test -s port
  printf '%s\n' 'account default' 'host 127.0.0.1' "port $(cat port)" 'from watch@mail.example' >msmtprc
  chmod 600 msmtprc
  printf '#!/bin/sh\nexec msmtp -C %s/msmtprc "$@"\n' "$PWD" >sendmail
  chmod 755 sendmail
  hears_log
  FASTHOURS=1200 watches_preloaded fasthours
  until_true remembers '"has_status": true'
  loses_for 7 # seconds of 20 minutes
  until_told 'losing cleared' 20
  until_true mails_are 4
  ends_watch
  sed -n 's/^Subject: [^:]*: //p' mails | diff - <(printf '%s\n' 'losing audit records' 'still losing audit records' \
    'still losing audit records' 'no longer losing audit records')
  grep -qx 'To: root@mail.example' mails
  grep -qx 'Auto-Submitted: auto-generated' mails
  [ "$(grep -c '^Message-ID: <.*-losing-1-' mails)" -eq 4 ]
  [ "$(awk 'length > 78' mails | wc -l)" -eq 0 ]
  total=$(sed -n 's/^lost=//p' loss)
  grep -q "$total had been lost" <(tr '\n' ' ' <mails)
}

@test 'the verb starts the program, from where it is built or installed' {
  exits 0 "$AUBACKLOG" watch --help
  says 'tells of lost records'
  exits 4 "$AUBACKLOG" watch --poll --config missing
  says "aubacklog-watch: cannot read 'missing'"
  exits 3 "$AUBACKLOG" watch audit.log
  mkdir -p bin sbin
  cp "$AUBACKLOG" bin/aubacklog
  exits 4 bin/aubacklog watch --test
  says 'it is built where libcurl is'
  cp "$WATCH" sbin/
  machine_runs
  settings
  hears_log
  exits 0 bin/aubacklog watch --test --config conf --root root
  until_told 'test raised'
}

@test 'the SELinux module compiles, where there is a policy to compile it with' {
  [ -e /usr/share/selinux/devel/Makefile ] || skip 'selinux-policy-dev (selinux-policy-devel) is not here'
  cp "$tests"/../contrib/watch/selinux/aubacklog_watch.* .
  exits 0 make -f /usr/share/selinux/devel/Makefile aubacklog_watch.pp
  [ -s aubacklog_watch.pp ]
}
