#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The unit that is installed: what systemd says of it, and that its filter lets through what the program calls.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# [NAME]: installs into ./usr, and knows the unit
installed() {
  command -v systemd-analyze >/dev/null || skip "systemd-analyze is not here"
  installs PREFIX="$PWD/usr"
  unit=$PWD/usr/lib/systemd/system/${1:-aubacklog-report.service}
}

# KEY [ARGUMENT…]: runs the shell's line of the unit, with its capabilities and umask, for ./metrics
runs_line() {
  local caps key=$1
  shift
  printf '#!/bin/sh\nexec "%s" "$@" %s\n' "$AUBACKLOG" "$*" >stand-in
  chmod +x stand-in
  sed -n "s/^$key=-\\?\/bin\/sh -c '\(.*\)'$/\1/p" "$unit" |
    sed "s,$PWD/usr/bin/aubacklog,$PWD/stand-in," >line
  grep -q "$PWD/stand-in" line
  caps=$(sed -n 's/^CapabilityBoundingSet=//p' "$unit" | tr 'A-Z ' 'a-z,' | sed 's/cap_/+/g')
  (umask "$(sed -n 's/^UMask=//p' "$unit")"
    METRICS=$PWD/metrics exec setpriv --bounding-set="-all,$caps" --no-new-privs sh -c "$(cat line)" </dev/null)
}

# NAME…: the calls behind names of calls and @sets, one a line
expanded() {
  local name
  for name; do
    case $name in
      @*) mapfile -t members < <(systemd-analyze --no-pager syscall-filter "$name" | sed -n '2,$s/^ *\([^# ].*\)/\1/p')
        expanded "${members[@]}" ;;
      *) echo "$name" ;;
    esac
  done
}

# The calls that the unit's lines leave, in their order
allowed() {
  local line
  : >list
  sed -n 's/^SystemCallFilter=//p' "$unit" >lines
  while read -r line; do
    # The lists are words on purpose.
    # shellcheck disable=SC2086
    case $line in
      '~'*) expanded ${line#\~} | sort -u >taken; comm -23 list taken >rest ;;
      *) { cat list; expanded $line; } | sort -u >rest ;;
    esac
    mv rest list
  done <lines
  cat list
}

# COMMAND…: adds the calls that it makes to ./called
calls_of() {
  strace -f -o calls "$@" >/dev/null 2>&1 || true
  sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' calls >>called
}

@test "systemd has nothing to say against the units" {
  installed
  grep -qx "ExecStart=$PWD/usr/bin/aubacklog report .*" "$unit"
  never grep -r /usr/local "$PWD/usr/lib" "$PWD/usr/share/aubacklog/prometheus"
  for file in usr/lib/systemd/system/* "usr/share/aubacklog/mail/aubacklog-mail@.service"; do
    exits 0 env SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no --recursive-errors=no "$PWD/$file"
    [ -z "$output" ]
  done
}

@test "what the units could do is little: systemd-analyze security" {
  installed
  for service in usr/lib/systemd/system/*.service; do
    # It tells mailers and collectors: it has the network, becomes another user, and what is set-gid stays so.
    case $service in *-watch.service) threshold=30 ;; *) threshold=20 ;; esac
    exits 0 systemd-analyze --no-pager security --offline=true --threshold=$threshold "$PWD/$service"
    says "Overall exposure level"
  done
}

@test "the filter lets through every call that the unit's command makes, and few others" {
  installed
  allowed >filter
  [ "$(wc -l <filter)" -gt 100 ]
  recorded bookworm-load40
  gzip -k root/var/log/audit/audit.log && mv root/var/log/audit/audit.log.gz root/var/log/audit/audit.log.1.gz
  # What ExecStart= has, but for the place of the report; then a root with all that a machine can have.
  read -r -a words < <(sed -n 's/^ExecStart=//p' "$unit")
  words[-1]=$PWD/report.json
  calls_of "${words[@]}"
  calls_of "${words[@]}" --root root
  [ -s report.json ]
  calls_of "${words[@]}" --root "$tests/cases/archive-as-it-comes/"*.tar*
  sort -u called | comm -23 - filter >missing
  [ ! -s missing ] || { echo "not let through:"; cat missing; return 1; }
  for call in capset fsync seccomp sendto mmap renameat execve; do grep -qx "$call" filter; done
  for call in ptrace mount setuid bpf init_module kexec_load chown keyctl reboot; do never grep -qx "$call" filter; done
}

@test "the filter of the counters' unit lets through every call of its command" {
  installed aubacklog-counters.service
  allowed >filter
  mkdir metrics
  runs_line ExecStart || true
  calls_of env METRICS="$PWD/metrics" sh -c "$(cat line)"
  sort -u called | comm -23 - filter >missing
  [ ! -s missing ] || { echo "not let through:"; cat missing; return 1; }
  for call in capset fsync sendto linkat renameat execve; do grep -qx "$call" filter; done
}

@test "the units write metrics for all to read, and nothing where the folder is missing" {
  [ "$(id -u)" = 0 ] || skip "this is of root"
  installed
  recorded bookworm-load40
  runs_line ExecStartPre --root root
  [ ! -e metrics ]
  mkdir metrics
  runs_line ExecStartPre --root root
  grep -q '^aubacklog_report_timestamp_seconds ' metrics/aubacklog.prom
  [ "$(stat -c %a metrics/aubacklog.prom)" = 644 ]
  "$AUBACKLOG" report --format prometheus --counters-only </dev/null || skip "the kernel does not answer here"
  installed aubacklog-counters.service
  runs_line ExecStart
  grep -q '^aubacklog_kernel_lost_records_total ' metrics/aubacklog-counters.prom
  [ "$(stat -c %a metrics/aubacklog-counters.prom)" = 644 ]
  [ "$(echo metrics/*)" = 'metrics/aubacklog-counters.prom metrics/aubacklog.prom' ]
}

@test "the example mails root the report, and what systemd says of the unit" {
  installed
  mkdir bin
  printf '#!/bin/sh\ncat >"%s/mail"; echo "$@" >"%s/sent"\n' "$PWD" "$PWD" >bin/sendmail
  printf '#!/bin/sh\necho "$@" is failed\n' >bin/systemctl
  printf '#!/bin/sh\nexec "%s" "$@" --root "%s/root"\n' "$AUBACKLOG" "$PWD" >bin/aubacklog
  chmod +x bin/*
  recorded bookworm-load40
  sed -n "s/^ExecStart=\/bin\/sh -c '\(.*\)' sh %H %i$/\1/p" usr/share/aubacklog/mail/aubacklog-mail@.service |
    sed 's/\$\$/$/g' >line
  # shellcheck disable=SC2016 # a host's name
  PATH=$PWD/bin:$PATH sh -c "$(cat line)" sh 'web$(touch run)' aubacklog-report.service
  [ ! -e run ]
  [ "$(cat sent)" = -t ]
  [ "$(sed -n 1,3p mail)" = "$(printf 'To: root\nSubject: web$(touch run): aubacklog-report.service failed\n')" ]
  grep -q '390' mail
  grep -q 'aubacklog-report.service is failed' mail
  grep -qx 'OnFailure=aubacklog-mail@%n.service' usr/share/aubacklog/mail/aubacklog-report.service.d/mail.conf
}

@test "the unit's capabilities are enough, and without them it says what is missing" {
  [ "$(id -u)" = 0 ] || skip "this is of root"
  recorded bookworm-load40
  chown -R 65534 root
  chmod -R go= root
  caps=$(sed -n 's/^CapabilityBoundingSet=//p' "$tests/../units/aubacklog-report.service" | tr 'A-Z ' 'a-z,' | sed 's/cap_/+/g')
  [ "$caps" = "+audit_control,+dac_read_search" ]
  exits 1 setpriv --bounding-set="-all,$caps" --no-new-privs "$AUBACKLOG" report --root root
  exits 4 setpriv --bounding-set=-all --no-new-privs "$AUBACKLOG" report --root root
  says "Permission denied"
}
