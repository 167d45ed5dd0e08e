#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is just within a margin and what is just beyond it: files that count, boots that fit, windows that end.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=root/var/log/audit/audit.log

@test "of the rules' directory only files called .rules count" {
  recorded bookworm-load40
  rm -rf root/etc/audit
  mkdir -p root/etc/audit/rules.d
  echo '-b 20000' >root/etc/audit/rules.d/50-limit.rules
  echo '-b 90000' >root/etc/audit/rules.d/60-limit.rules.bak
  echo '-b 90000' >root/etc/audit/rules.d/rules
  exits 1 "$AUBACKLOG" report --root root --format json
  [ "$(jq .recommendation.limit <<<"$output")" = 20000 ]
}

# FIRST: a boot without audit=1 whose log begins with this serial and whose auditd registered with serial 3
turned_on_by_auditd() {
  mkdir -p root/var/log/audit root/proc
  echo 'root=/dev/vda1 ro quiet' >root/proc/cmdline
  { echo 'type=DAEMON_START msg=audit(1795225176.000:77): op=start ver=3.0.9 kernel=6.1 pid=7 res=success'
    for ((serial = $1; serial < 3; serial++)); do
      echo "type=CONFIG_CHANGE msg=audit(1795225176.010:$serial): op=set audit_enabled=1 old=0 auid=4294967295 ses=4294967295 res=1"
    done
    echo 'type=CONFIG_CHANGE msg=audit(1795225176.020:3): op=set audit_pid=7 old=0 auid=4294967295 ses=4294967295 res=1'
    echo 'type=SERVICE_START msg=audit(1795225177.000:4): pid=1 uid=0'; } >$log
}

@test "a command line without audit=1 is of a boot whose first record is auditd's own, and of no earlier one" {
  for first in 2 3; do
    turned_on_by_auditd $first
    "$AUBACKLOG" report --root root --format json >report.json || [ $? -le 2 ]
    [ "$(jq -c '.boots[0].queue | [.boot_limit, .boot_limit_source]' report.json)" = '[64,"default"]' ]
  done
  turned_on_by_auditd 1
  sed -i 's/(1795225176.010:/(1795225170.010:/' $log
  "$AUBACKLOG" report --root root --format json >report.json || [ $? -le 2 ]
  [ "$(jq -r '.boots[0].queue.boot_limit_source' report.json)" = unknown ]
}

@test "a blind window ends with the record behind the one that began it" {
  recorded bookworm-load40
  local off='type=CONFIG_CHANGE msg=audit(1795225176.500:20): op=set audit_enabled=0 old=1 auid=4294967295 ses=4294967295 res=1'
  { grep DAEMON_START $log | head -n 1
    for serial in 2 3; do echo "type=SERVICE_START msg=audit(1795225176.000:$serial): pid=1 uid=0"; done
    echo "${off/:20/:4}"
    echo 'type=SERVICE_START msg=audit(1795225179.250:5): pid=1 uid=0'
    echo 'type=SERVICE_START msg=audit(1795225180.000:6): pid=1 uid=0'
    echo 'type=CONFIG_CHANGE msg=audit(1795225181.000:7): op=set audit_pid=7 old=0 auid=4294967295 ses=4294967295 res=1'; } >off
  "$AUBACKLOG" report off --format json >report.json || [ $? -le 2 ]
  jq -c '.boots[0].blind_windows' report.json
  [ "$(jq -c '.boots[0].blind_windows | map([.from, .to])' report.json)" = '[["2026-11-21T01:39:36.500Z","2026-11-21T01:39:39.250Z"]]' ]
}
