# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of aubacklog-watch share: a machine as a root, its stream, and a receiver of log lines.
# shellcheck disable=SC2034,SC2154 # set here or there, used there or here

WATCH=$(realpath "$(dirname "${AUBACKLOG:-$BATS_TEST_DIRNAME/../../build/aubacklog}")")/aubacklog-watch
stamp=$(date +%s)
under=()

# What a test that fails leaves would hold up bats.
teardown() {
  local pid
  for pid in ${watch:-} ${collector:-} ${manager:-} ${server:-}; do kill -KILL "$pid" 2>/dev/null || true; done
}

# LINE…: the settings, beside those that keep the test's files together
settings() {
  chmod 755 .
  printf '%s\n' "directory = $PWD/state" "syslog_socket = $PWD/log" "sender_user = $(id -un)" 'poll_seconds = 1' \
    'state_seconds = 0' 'boot_seconds = 3600' 'retry_seconds = 1' "$@" >conf
}

# Keeps what is told to the log, as "heard"
hears_log() {
  "$tests/watch/receive" log "$PWD/log" "$PWD/heard" 3>&- &
  until_true test -S log
}

# COMMAND…: waits until it succeeds, up to 10 seconds
until_true() {
  local i
  for ((i = 0; i < 200; i++)); do
    if "$@"; then return; fi
    sleep 0.05
  done
  echo "not so after 10 seconds: $*"
  cat errors heard 2>/dev/null
  return 1
}

# WORDS [SECONDS]: waits until they are told
until_told() {
  local i
  for ((i = 0; i < ${2:-10} * 20; i++)); do
    if grep -qs -- "$1" heard; then return; fi
    sleep 0.05
  done
  echo "not told: $1"
  cat errors heard 2>/dev/null
  return 1
}

# TEXT: whether the state has it
remembers() { grep -qs -- "$1" state/state.json; }
judged() { remembers '"boot_judged": true'; }

# COUNT: whether so many mails have come
mails_are() { [ "$(grep -c '^Subject' mails)" -eq "$1" ]; }

# [FILE]: begins it, under what "under" names, with an open stream that begins with a file
# shellcheck disable=SC2119,SC2120 # the file is given by some
watches() {
  rm -f stream
  mkfifo stream
  "${under[@]}" "$WATCH" --config conf --root root <stream >/dev/null 2>>errors 3>&- &
  watch=$!
  exec {to_watch}>stream
  [ -z "${1:-}" ] || cat "$1" >&"$to_watch"
}

# NAME: the same with a library before the C library
watches_preloaded() {
  under=(env ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 "LD_PRELOAD=$(dirname "$WATCH")/$1.so")
  watches # without a file
}

# Ends the stream, and waits: it exits with 0
ends_watch() {
  exec {to_watch}>&-
  wait "$watch"
}

# LOST LIMIT ENABLED PID [BACKLOG]: what the kernel says
status_is() {
  mkdir -p root/sos_commands/auditd
  printf '%s\n' "enabled $3" "pid $4" "backlog_limit $2" "lost $1" "backlog ${5:-0}" >root/status.new
  mv root/status.new root/sos_commands/auditd/auditctl_-s
}

# A machine with auditd, whose log begins
machine_runs() {
  mkdir -p root/var/log/audit
  serial=100
  echo "type=DAEMON_START msg=audit($stamp.000:7000): op=start ver=4.0.2 pid=700 res=success" >root/var/log/audit/audit.log
  status_is 4 8192 1 700
}

# TYPE SERIAL TEXT: a record in the stream alone
streams() { echo "type=$1 msg=audit($((stamp + 3600)).000:$2): $3" >&"$to_watch"; }

# TEXT: a change of a setting, in the log and in the stream
changes() {
  serial=$((serial + 1))
  echo "type=CONFIG_CHANGE msg=audit($((stamp + 3600)).000:$serial): $1" >>root/var/log/audit/audit.log
  streams CONFIG_CHANGE "$serial" "$1"
}

# COUNT: events that the log has and the stream has not
unheard() {
  local i
  for ((i = 0; i < $1; i++)); do
    serial=$((serial + 1))
    echo "type=USER_CMD msg=audit($stamp.000:$serial): pid=1 msg='x'" >>root/var/log/audit/audit.log
  done
}

# COUNT: events, in both
records() {
  local i
  for ((i = 0; i < $1; i++)); do
    unheard 1
    streams USER_CMD "$serial" "pid=1 msg='x'"
  done
}

# SECONDS: the counter goes up without a pause; "loss" says by how much
loses_for() {
  python3 - "$1" <<'PYTHON'
import os, sys, time

lost, end = 4, time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    lost += 1
    with open("root/status.new", "w") as out:
        out.write("enabled 1\npid 700\nbacklog_limit 8192\nlost %d\nbacklog 0\n" % lost)
    os.rename("root/status.new", "root/sos_commands/auditd/auditctl_-s")
    time.sleep(0.001)
with open("loss", "w") as out:
    out.write("lost=%d\n" % (lost - 4))
PYTHON
}

# NAME HOST [OPTION…]: a certificate that signs itself, as NAME.pem and NAME.key
certificate() {
  local name=$1 host=$2
  shift 2
  if [ $# -gt 0 ]; then # openssl x509 and req of OpenSSL 3.0 know no dates but days: ca does
    mkdir -p ca
    : >ca/index
    printf '[ca]\ndefault_ca=c\n[c]\ndatabase=ca/index\nnew_certs_dir=ca\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=DNS:%s\nbasicConstraints=CA:TRUE\n' "$host" >ca/conf
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$host" -keyout "$name.key" -out ca/csr 2>/dev/null
    openssl ca -batch -selfsign -config ca/conf -extensions x -startdate "$2" -enddate "$4" -in ca/csr -keyfile "$name.key" \
      -notext -out "$name.pem" 2>/dev/null
    return
  fi
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host" -keyout "$name.key" -out "$name.pem" 2>/dev/null
}

# NAME [WAY]: a collector with that certificate, which keeps what it is sent as "posts"
collects() {
  "$tests/watch/receive" https "$PWD/port" "$PWD/posts" "$1.pem" "$1.key" ${2:+"$2"} 3>&- &
  collector=$!
  until_true test -s port
}

# NAME: whether Alertmanager has it as firing
shown_by_amtool() { amtool --alertmanager.url="http://127.0.0.1:$port" alert query "alert=$1" | grep -q AuditRecords; }
never_shown_by_amtool() { ! shown_by_amtool "$1"; }

# COUNT: whether so many different alerts have come
all_arrived() { [ "$(sed 's/^[^{]*//' posts 2>/dev/null | jq -r .id | sort -u | wc -l)" -ge "$1" ]; }

# FOLDER COUNT: whether so many files are in it
has_files() { [ "$(find "$1" -type f | wc -l)" -eq "$2" ]; }
