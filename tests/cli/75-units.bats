#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The unit that is installed: what systemd says of it, and that its filter lets through what the program calls.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# Installs into ./usr, and knows the unit
installed() {
  command -v systemd-analyze >/dev/null || skip "systemd-analyze is not here"
  installs PREFIX="$PWD/usr"
  unit=$PWD/usr/lib/systemd/system/aubacklog-report.service
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

@test "systemd has nothing to say against the unit" {
  installed
  grep -qx "ExecStart=$PWD/usr/bin/aubacklog report .*" "$unit"
  exits 0 env SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no --recursive-errors=no "$unit"
  [ -z "$output" ]
}

@test "what the unit could do is little: systemd-analyze security" {
  installed
  exits 0 systemd-analyze --no-pager security --offline=true --threshold=20 "$unit"
  says "Overall exposure level"
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
