#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2034,SC2153,SC2154 # helpers.bash and watch.bash set tests, WATCH, serial
# The stream is read whatever the receivers do: a plugin that does not read costs the machine records.
load helpers
load watch

# COUNT: so many records of executed programs, five an event
execve_records() {
  python3 - "$1" <<'PYTHON'
import sys

lines = ["type=SYSCALL msg=audit(1795225176.%03d:%d): arch=c000003e syscall=59 success=yes exit=0 a0=55 a1=56 a2=57 a3=8 "
         "items=2 ppid=1 pid=2 auid=4294967295 uid=0 comm=\"true\" exe=\"/usr/bin/true\" key=\"early\"",
         "type=EXECVE msg=audit(1795225176.%03d:%d): argc=1 a0=\"/bin/true\"",
         "type=PATH msg=audit(1795225176.%03d:%d): item=0 name=\"/bin/true\" inode=1 dev=00:02 mode=0100755 nametype=NORMAL",
         "type=PROCTITLE msg=audit(1795225176.%03d:%d): proctitle=2F62696E2F74727565",
         "type=EOE msg=audit(1795225176.%03d:%d): "]
out = sys.stdout
for event in range(int(sys.argv[1]) // len(lines)):
    out.write("".join(line % (event % 1000, event + 1) + "\n" for line in lines))
PYTHON
}

@test '2,000,000 records while HTTPS hangs and sendmail sleeps: no read waits 10 ms, less than 32 MiB' {
  machine_runs
  certificate good localhost
  "$tests/watch/receive" https "$PWD/port" "$PWD/posts" good.pem good.key hang 3>&- &
  until_true test -s port
  printf '#!/bin/sh\nsleep 60\n' >sendmail
  chmod 755 sendmail
  settings 'mail = yes' "mail_command = $PWD/sendmail" "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  hears_log
  READGAP=$PWD/gap watches_preloaded readgap
  until_true remembers '"has_status": true'
  status_is 9 8192 1 700
  until_told 'losing raised' # and so HTTPS and mail are on their way
  execve_records 2000000 >&"$to_watch"
  echo "type=DAEMON_END msg=audit($stamp.000:7001): op=terminate res=success" >&"$to_watch"
  until_true has_files state/mail 1
  # The last record is read: what is behind it will be as well.
  peak=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$watch/status")
  ends_watch
  until_told 'auditd-ended raised'
  read -r longest wall reads <gap
  echo "# $reads reads; the longest time between two: $longest µs, with what others took of the processors $wall µs; $peak kB" >&3
  sanitized || [ "$peak" -lt 32768 ]
  [ "$longest" -lt 10000 ]
  # Nothing was lost on the way to them either.
  has_files state/mail 2
  has_files state/https 2
}

@test 'whatever bytes come, the stream is read to its end' {
  machine_runs
  settings
  hears_log
  watches
  head -c 3000000 /dev/urandom >&"$to_watch"
  printf 'type=SYSCALL msg=audit(%0100000d' 0 >&"$to_watch"
  printf '\n\0\n' >&"$to_watch"
  echo "type=DAEMON_END msg=audit($stamp.000:7001): op=terminate res=success" >&"$to_watch"
  ends_watch
  until_told 'auditd-ended raised'
}
