#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# report --format prometheus. What it says of each recorded case is held to the JSON in tests/run-metrics.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

metrics() { "$AUBACKLOG" report --exit-zero --format prometheus "$@"; }

# A root with a boot that lost records under a limit of 64, and a boot loader that sets this one
configured() { # ARGUMENTS
  recorded bookworm-load40
  mkdir -p root/boot/grub root/etc/default
  printf 'menuentry Debian { linux /vmlinuz root=/dev/sda1 ro %s\n}\n' "$1" >root/boot/grub/grub.cfg
  printf 'GRUB_CMDLINE_LINUX="%s"\n' "$1" >root/etc/default/grub
}

@test "metrics carry the exit code of the report, and --exit-zero" {
  recorded bookworm-load40
  exits 1 "$AUBACKLOG" report --root root --format prometheus
  exits 0 "$AUBACKLOG" report --root root --format prometheus --exit-zero
}

@test "the file of metrics is for all to read whatever the umask, and comes in one piece" {
  recorded bookworm-load40
  umask 077
  metrics --root root -o aubacklog.prom
  [ "$(stat -c %a aubacklog.prom)" = 644 ]
  before=$(stat -c %i aubacklog.prom)
  chmod 600 aubacklog.prom
  metrics --root root -o aubacklog.prom
  [ "$(stat -c %a aubacklog.prom)" = 644 ]
  [ "$(stat -c %i aubacklog.prom)" != "$before" ]
  [ "$(ls -A)" = "$(printf 'aubacklog.prom\nroot')" ]
  exits 4 metrics --root root -o /dev/full
  exits 4 metrics --root root -o missing/aubacklog.prom
  [ ! -e missing ]
}

@test "what does not come of a report is not written over" {
  recorded bookworm-load40
  metrics --root root -o aubacklog.prom
  cp aubacklog.prom before
  exits 4 "$AUBACKLOG" report --root nowhere --format prometheus -o aubacklog.prom
  cmp aubacklog.prom before
}

@test "the limit of the next boot, and what the check says of it" {
  configured 'audit=1 audit_backlog_limit=8192'
  metrics --root root >out.prom
  grep -qx 'aubacklog_boot_lost_records_min 390' out.prom
  grep -qx 'aubacklog_next_boot_backlog_limit_records 8192' out.prom
  grep -qx 'aubacklog_check_passed{profile="measured"} 1' out.prom
  configured 'audit=1 audit_backlog_limit=453'
  metrics --root root >out.prom
  grep -qx 'aubacklog_next_boot_backlog_limit_records 453' out.prom
  grep -qx 'aubacklog_check_passed{profile="measured"} 0' out.prom
  configured 'audit=1 audit_backlog_limit=0'
  metrics --root root >out.prom
  grep -qx 'aubacklog_next_boot_backlog_limit_records +Inf' out.prom
}

@test "each profile in the metrics is what check says with it" {
  for case in fact-{just-enough,log-only,lost-before,no-audit-next,one-too-few,smallest-entry}; do
    of_case "$case"
    metrics --root root >out.prom
    for profile in stig cis measured; do
      run "$AUBACKLOG" check --root root --profile $profile
      case $status in
        0) grep -qx "aubacklog_check_passed{profile=\"$profile\"} 1" out.prom ;;
        1) grep -qx "aubacklog_check_passed{profile=\"$profile\"} 0" out.prom ;;
        *) never grep -q "profile=\"$profile\"" out.prom ;;
      esac
    done
  done
}

@test "files alone are of no machine: nothing is said of its next boot" {
  recorded bookworm-load40
  metrics root/var/log/audit/audit.log >out.prom
  grep -q '^aubacklog_boot_lost_records_min ' out.prom
  never grep -q 'next_boot\|check_passed' out.prom
}

@test "several boots: the newest, and that it is said" {
  recorded bookworm-three-boots
  exits 0 metrics --root root --boot all
  says 'metrics are of one boot: these are of the newest'
  diff <(metrics --root root | grep -v timestamp) <(metrics --root root --boot all 2>/dev/null | grep -v timestamp)
  never diff <(metrics --root root | grep boot_info) <(metrics --root root --boot -1 | grep boot_info)
}

@test "several nodes: a label, and hostile names stay apart and are escaped" {
  recorded bookworm-load40
  log=root/var/log/audit/audit.log
  { sed 's/^/node=a\\x01 /' $log; printf 's/^/node=a\\x01 /\n' >byte; sed -f byte $log; sed 's/^/node=a\x00b /' $log; sed 's/^/node=a /' $log; sed 's/^/node=a"b\\ /' $log; } >central.log
  metrics central.log >out.prom
  promtool check metrics <out.prom
  [ "$(grep -c '^aubacklog_boot_lost_records_min{node=' out.prom)" = 4 ]
  [ "$(grep '^aubacklog_boot_lost_records_min{node=' out.prom | sort -u | wc -l)" = 4 ]
  grep -qF 'aubacklog_boot_lost_records_min{node="a\"b\\x5c"} ' out.prom
  # One of them alone needs no label.
  metrics --node "a\"b\\" central.log | grep -q '^aubacklog_boot_lost_records_min [1-9]'
}

@test "the kernel's counters are those of the kernel that runs" {
  recorded bookworm-load40
  exits 3 metrics --counters --root root
  says "it asks the kernel that runs here"
  exits 3 metrics --counters-only root/var/log/audit/audit.log
  exits 3 "$AUBACKLOG" report --counters
  says "it is for --format prometheus"
  run metrics --counters-only
  if [ "$status" = 0 ]; then
    "$AUBACKLOG" report --format prometheus --counters-only -o counters.prom </dev/null
    promtool check metrics <counters.prom
    [ "$(stat -c %a counters.prom)" = 644 ]
    for name in lost_records_total backlog_records backlog_limit_records; do grep -q "^aubacklog_kernel_$name " counters.prom; done
    never grep -q boot_ counters.prom
  else
    [ "$status" = 4 ]
    says "cannot ask the kernel for 'auditctl -s'"
    exits 4 metrics --counters -o counters.prom </dev/null
    [ ! -e counters.prom ]
  fi
}

@test "the alerts are as promtool wants them, and fire when they should and only then" {
  exits 0 promtool check rules "$tests/../contrib/prometheus/aubacklog.rules.yml"
  exits 0 promtool test rules "$tests/metrics/alerts.yml"
  # Each is tested, and has a runbook.
  while read -r alert; do
    [ "$(grep -c "alertname: $alert" "$tests/metrics/alerts.yml")" -ge 3 ]
    grep -qi "^### $alert$" "$tests/../docs/METRICS.md"
    grep -q "runbook_url: .*#${alert,,}$" "$tests/../contrib/prometheus/aubacklog.rules.yml"
  done < <(sed -n 's/.*- alert: //p' "$tests/../contrib/prometheus/aubacklog.rules.yml")
}

@test "each series stands in docs/METRICS.md" {
  recorded bookworm-load40
  metrics --root root | sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' >names
  [ "$(wc -l <names)" -ge 13 ]
  while read -r name; do
    grep -q "$name" "$tests/../docs/METRICS.md" || grep -q "${name%_max}_min\`, \`_max" "$tests/../docs/METRICS.md"
  done <names
}

@test "a boot loader's file that cannot be read leaves the next boot open, and that is said" {
  configured 'audit=1 audit_backlog_limit=8192'
  head -c 20000000 /dev/zero | tr '\0' '#' >>root/boot/grub/grub.cfg
  exits 1 "$AUBACKLOG" report --root root --format prometheus
  says 'what the next boot has is left open: '
  says 'aubacklog_boot_lost_records_min 390'
  never grep -q next_boot <<<"$output"
}
