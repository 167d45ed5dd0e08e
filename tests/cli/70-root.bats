#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A tree whose owner changes it while it is read or changed: nothing outside is ever touched.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

teardown() {
  if [ -n "${owner:-}" ]; then kill "$owner" || true; fi
}

# LEFT RIGHT: two names change places until the test ends
swaps() {
  python3 - "$@" <<'END' &
import ctypes, sys
libc = ctypes.CDLL(None)
left, right = (name.encode() for name in sys.argv[1:])
while libc.renameat2(-100, left, -100, right, 2) == 0:
    pass
END
  owner=$!
}

# A log whose only record says a word
log_of() { echo "type=USER_MSG msg=audit(1700000000.001:7): pid=1 uid=0 auid=0 ses=1 msg='op=$1'"; }

two_logs() {
  mkdir -p root/var/log/audit root/etc outside/audit
  log_of inside >root/var/log/audit/audit.log
  log_of OUTSIDE | sed 's/17000000/17001000/' >outside/audit/audit.log
  ln -s ../../outside root/var/other
}

@test "300 runs while a folder and a link that leads out change places read nothing outside" {
  two_logs
  swaps root/var/log root/var/other
  for _ in $(seq 300); do "$AUBACKLOG" events --root root || true; done >out 2>&1
  kill -0 "$owner"
  never grep -q OUTSIDE out
  grep -q op=inside out
}

@test "100 runs without openat2, whichever way it is refused, read nothing outside either" {
  two_logs
  swaps root/var/log root/var/other
  for code in ENOSYS EPERM; do
    for _ in $(seq 50); do
      strace -f -o trace -e trace=openat2 -e inject=openat2:error=$code "$AUBACKLOG" events --root root || true
    done >out 2>&1
    never grep -q OUTSIDE out
    grep -q op=inside out
  done
  kill -0 "$owner"
}

@test "a kernel without openat2, and one that is never done with it, give what every kernel gives" {
  recorded bookworm-load40
  mv root/var root/data
  ln -s ../../../../data root/var
  mv root/data/log/audit root/data/elsewhere
  ln -s /var/elsewhere root/data/log/audit
  for words in "events --root root" "report --verbose --root root" "check --root root"; do
    # shellcheck disable=SC2086 # words on purpose
    "$AUBACKLOG" $words >wanted || [ $? -lt 3 ]
    for code in ENOSYS EPERM EAGAIN; do
      # shellcheck disable=SC2086
      strace -f -o trace -e trace=openat2 -e inject=openat2:error=$code "$AUBACKLOG" $words >out || [ $? -lt 3 ]
      cmp out wanted
    done
  done
}

# COMMAND…: where no proc file system is mounted
without_proc() {
  # shellcheck disable=SC2016 # the inner shell's words
  unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"
}

@test "without /proc a file is opened by name, and is the one that was looked at" {
  without_proc true || skip "no file system can be mounted here"
  recorded bookworm-load40
  "$AUBACKLOG" report --root root >wanted || [ $? -lt 3 ]
  without_proc "$AUBACKLOG" report --root root >out || [ $? -lt 3 ]
  cmp out wanted
  rm -r root
  two_logs
  swaps root/var/log root/var/other
  for _ in $(seq 100); do without_proc "$AUBACKLOG" boots --root root || true; done >out 2>&1
  never grep -E 'OUTSIDE|2023-11-16' out
  grep -q 2023-11-14 out
}

@test "200 times grub --apply while a folder and a link that leads out change places change nothing outside" {
  of_case debian12-below
  cp -a root/etc outside
  find outside -type f -exec sha256sum {} + >before
  ln -s ../outside root/other
  cp -a root fresh
  for _ in $(seq 200); do
    rm -rf root
    cp -a fresh root
    swaps root/etc root/other
    "$AUBACKLOG" grub --apply --root root || true
    "$AUBACKLOG" grub --undo --root root || true
    kill "$owner"
    wait "$owner" || true
    owner=
  done >out 2>&1
  sha256sum --quiet -c before
  [ "$(find outside -type f | wc -l)" -eq "$(wc -l <before)" ]
}

# PATH COMMAND…: fails when something under the path's name is opened for more than a look
only_looked_at() {
  local name=${1##*/}
  shift
  strace -f -y -o trace -e trace=open,openat,openat2 "$@" >out 2>&1 || true
  grep "\"[^\"]*$name\"" trace | grep -v O_PATH | grep -v ENOTDIR | never grep .
  never grep -E "\"/proc/self/fd/[0-9]+\".* = [0-9]+<.*/$name" trace
}

@test "a device, a pipe or a socket in the place of a log is not opened" {
  for kind in pipe device; do
    for verb in report boots events "plot --format txt" "grub --apply"; do
      for path in var/log/audit/audit.log var/log/audit/audit.log.1 etc/audit/auditd.conf data/mine.log; do
        rm -rf root
        mkdir -p "root/${path%/*}" root/etc/audit root/var/log/audit
        if [ $path = data/mine.log ]; then echo "log_file = /$path" >root/etc/audit/auditd.conf; fi
        if [ $kind = pipe ]; then
          mkfifo "root/$path"
        else
          [ "$(id -u)" = 0 ] || skip "a device is made by root"
          mknod "root/$path" c 1 7 || skip "no device can be made here"
        fi
        # shellcheck disable=SC2086 # words on purpose
        only_looked_at $path timeout 20 "$AUBACKLOG" $verb --root root
        [ $path = etc/audit/auditd.conf ] || grep -q "$path': not a regular file" out || [ "$verb" = "grub --apply" ]
      done
    done
  done
}

@test "a root's link to a descriptor of the program leads nowhere" {
  two_logs
  rm -r root/var/log/audit
  for target in /proc/self/fd/3/outside/audit /proc/self/cwd/outside/audit /proc/1/root/var/log/audit; do
    ln -sfn $target root/var/log/audit
    exits 4 "$AUBACKLOG" events --root root
    says "a link that leads nowhere"
    mkdir -p root/proc
    mount --bind /proc root/proc 2>/dev/null || continue
    run "$AUBACKLOG" events --root root
    umount root/proc
    [ "$status" -eq 4 ]
    [[ $output != *OUTSIDE* ]]
  done
}

# COMMAND…: with proc mounted in ./root
with_mounted_proc() {
  # shellcheck disable=SC2016
  unshare -m sh -c 'mount --bind /proc root/proc && exec "$@"' sh "$@"
}

@test "a proc that is mounted in a root is this machine's, and not read as the root's" {
  two_logs
  mkdir -p root/proc/sys/kernel root/etc/default root/boot/grub
  : >root/boot/grub/grub.cfg
  : >root/etc/default/grub
  with_mounted_proc true || skip "no file system can be mounted here"
  note="the proc mounted in the root is that of the running machine, and not read"
  ln -s /proc/sys/kernel/hostname root/etc/hostname
  with_mounted_proc "$AUBACKLOG" report --root root --format json >out || [ $? -eq 2 ]
  jq -e --arg note "$note" '.sources[] | select(.kind == "cmdline") | (.found | not) and .note == $note' out
  never grep -qF "$(cat /proc/sys/kernel/random/boot_id)" out
  with_mounted_proc "$AUBACKLOG" check --root root --format json >out || [ $? -le 2 ]
  grep -qF "$note" out
  never grep -qF "$(uname -n)" out
  never grep -q '"kind": *"running"' out
  with_mounted_proc "$AUBACKLOG" record --root root -o out.tar >said 2>&1
  grep -qF "$note" said
  tar -tf out.tar >members
  never grep -q '^proc/' members
  never grep -q 'etc/hostname' members
}

@test "a log that is a hole of terabytes is refused, and left out of an archive" {
  mkdir -p root/var/log/audit
  truncate -s 15T root/var/log/audit/audit.log || skip "no file of that size can be made here"
  (ulimit -t 20; exits 4 "$AUBACKLOG" report --root root; says 'more than 64 GiB of holes')
  log_of inside >root/var/log/audit/audit.log
  truncate -s 15T root/var/log/kern.log
  (ulimit -t 20; exits 2 "$AUBACKLOG" report --root root; says 'holes')
  (ulimit -t 20; exits 4 "$AUBACKLOG" record --root root -o out.tar; says 'kern.log: cannot open')
  [ "$(stat -c %s out.tar)" -lt 1000000 ]
}
