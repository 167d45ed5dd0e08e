#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The recorder: what it packs is what a report needs. What record packs of each recorded root is held to that root by
# tests/run-agreement.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

script=$BATS_TEST_DIRNAME/../../scripts/aubacklog-record
member=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# Makes ./team, a folder of a group that user 65534 is of, and ./victim with a file that nobody may change
with_member() {
  [ "$(id -u)" = 0 ] || skip "two users are needed"
  chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  mkdir team victim
  chgrp 65534 team
  chmod 2775 team
  echo untouched >victim/file
}

# COMMAND…: runs it where the machine's dmesg is ./stand-in and nothing else is another
with_stand_in() {
  # shellcheck disable=SC2016 # the inner shell expands them
  unshare -m sh -c 'mount --bind stand-in "$(command -v dmesg)" && exec "$@"' sh "$@"
}

# Makes ./stand-in of standard input, or skips
stand_in() {
  { echo '#!/bin/sh'; cat; } >stand-in
  chmod +x stand-in
  with_stand_in true 2>/dev/null || skip "no mount namespace can be made here"
}

small_root() {
  mkdir -p root/var/log/audit
  echo 'type=SECRET msg=audit(1.000:1): secret' >root/var/log/audit/audit.log
}

@test "a recorded machine gives the report of the machine itself" {
  recorded bookworm-load40
  for suffix in tar tar.gz tar.xz tar.zst; do
    exits 0 "$AUBACKLOG" record --root root -o "evidence.$suffix"
    [ "$(stat -c %a "evidence.$suffix")" = 600 ]
    exits 1 "$AUBACKLOG" --verbose --root root
    echo "$output" >wanted
    rm -rf again && mkdir -p again/root && tar -xf "evidence.$suffix" -C again/root
    exits 1 env -C again "$AUBACKLOG" --verbose --root root
    diff wanted - <<<"$output"
  done
}

@test "with --root nothing of this machine is asked or followed" {
  mkdir -p root/etc root/var/log/audit secret
  echo secret >secret/audit.log
  ln -s "$PWD/secret" root/etc/audit
  echo "type=X" >root/var/log/audit/audit.log
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  never grep -q secret$ <(tar -xOf evidence.tar)
  never grep -q proc/ <(tar -tf evidence.tar)
}

@test "a log that grows while it is packed is no failure" {
  mkdir -p root/var/log/audit
  truncate -s 200M root/var/log/audit/audit.log
  (for _ in $(seq 5000); do sleep 0.001; echo more >>root/var/log/audit/audit.log; done) 3>&- &
  until [ "$(stat -c %s root/var/log/audit/audit.log)" -gt 209715200 ]; do sleep 0.01; done
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar.zst
  kill $!
}

@test "words that cannot be used exit 3 and write nothing" {
  exits 3 "$AUBACKLOG" record
  says "-o FILE is needed"
  exits 3 "$AUBACKLOG" record -o evidence.zip
  says "cannot write 'evidence.zip'"
  exits 3 "$AUBACKLOG" record -o evidence.tar audit.log
  says "cannot record 'audit.log'"
  [ -z "$(ls)" ]
}

@test "what cannot be written exits 4 and leaves nothing behind" {
  recorded bookworm-stock
  exits 4 "$AUBACKLOG" record --root root -o nowhere/evidence.tar
  exits 4 "$AUBACKLOG" record --root missing -o evidence.tar
  exits 4 uncounted bash -c "ulimit -f 100; trap '' XFSZ; '$AUBACKLOG' record --root root -o evidence.tar"
  says "cannot pack 'evidence.tar': File too large"
  [ "$(ls)" = root ]
}

@test "names are data: none is an option, a line or a program" {
  small_root
  name=$'x\n--checkpoint=1\n--checkpoint-action=exec=touch ran\n-T'
  mkdir -p "root/boot/efi/EFI/$name" "root/var/log/journal/$name" "root/etc/audit/rules.d"
  echo grub >"root/boot/efi/EFI/$name/grub.cfg"
  echo journal >"root/var/log/journal/$name/\$(touch ran).journal"
  echo rules >"root/etc/audit/rules.d/--to-command=touch ran.rules"
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  [ "$(find . -name ran)" = "" ]
  mkdir again
  tar -xf evidence.tar -C again
  diff -r root again
}

@test "names that are programs run none where the recorder stands alone" {
  stand_in <<<'echo log'
  mkdir -p boot/efi/EFI/$'x\n--checkpoint=1\n--checkpoint-action=exec=touch ran\n-T'
  echo grub >"$(echo boot/efi/EFI/*)/grub.cfg"
  # shellcheck disable=SC2016 # the inner shell expands them
  run unshare -m sh -c 'mount --bind boot /boot && mount --bind stand-in "$(command -v dmesg)" &&
    exec "$@"' sh env PATH=/nowhere "$script" -o evidence.tar.gz
  # 4 where auditctl or uname fails here.
  [ "$status" = 0 ] || [ "$status" = 4 ]
  [ "$(find . -name ran)" = "" ]
  tar -xOf evidence.tar.gz --wildcards 'boot/efi/EFI/*/grub.cfg' | grep -qx grub
}

@test "a link in the middle of a path leads to a place in the root, never to this machine's" {
  small_root
  mkdir -p root/data outside/log/audit
  mv root/var/log root/data/log
  ln -s /data/log root/var/log
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  tar -xOf evidence.tar var/log/audit/audit.log | grep -q secret
  echo 'type=OUTSIDE msg=audit(1.000:1): outside' >outside/log/audit/audit.log
  rm -r root/var
  for target in "$PWD/outside" ../outside ../../../../../../../../../..$PWD/outside /proc/self/cwd/outside; do
    ln -s "$target" root/var
    run "$AUBACKLOG" record --root root -o outside.tar
    never grep -qs outside$ outside.tar
    rm root/var
  done
  ln -s /var root/var
  exits 4 "$AUBACKLOG" record --root root -o var.tar
  says "no evidence is there"
}

@test "an audit log that auditd.conf puts elsewhere is packed with its rotated ones" {
  small_root
  mkdir -p root/etc/audit root/srv/logs
  mv root/var/log/audit/audit.log root/srv/logs/
  cp root/srv/logs/audit.log root/srv/logs/audit.log.1
  echo 'log_file = /srv/logs/audit.log' >root/etc/audit/auditd.conf
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  [ "$(tar -tf evidence.tar | sort | xargs)" = 'etc/audit/auditd.conf srv/logs/audit.log srv/logs/audit.log.1' ]
}

@test "devices and pipes are not opened, and what is left out is named" {
  small_root
  mkfifo root/var/log/audit/audit.log.1
  ln -s nowhere root/var/log/audit/audit.log.2
  exits 4 timeout 60 "$AUBACKLOG" record --root root -o evidence.tar
  says "left out: var/log/audit/audit.log.1: "
  says "left out: var/log/audit/audit.log.2: a link that leads to nothing"
  says "packed 1 files"
  says "left out, as named: 2"
  [ "$(tar -tf evidence.tar)" = var/log/audit/audit.log ]
  rm root/var/log/audit/audit.log.1
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  says "left out: var/log/audit/audit.log.2: a link that leads to nothing"
  says "left out, as named: 1"
}

@test "an audit log elsewhere that cannot be read is named" {
  [ "$(id -u)" = 0 ] || skip "two users are needed"
  small_root
  mkdir -p root/etc/audit root/srv/logs
  cp root/var/log/audit/audit.log root/srv/logs/
  echo 'log_file = /srv/logs/audit.log' >root/etc/audit/auditd.conf
  chmod 700 root/srv/logs
  chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  mkdir -m 777 out
  exits 4 "${member[@]}" "$AUBACKLOG" record --root root -o out/evidence.tar
  says "left out: srv/logs: "
  [ "$(tar -tf out/evidence.tar | sort | xargs)" = 'etc/audit/auditd.conf var/log/audit/audit.log' ]
}

@test "a program that is not installed is named, and what is there is all of the evidence" {
  stand_in <<<'echo log'
  mkdir empty
  # shellcheck disable=SC2016 # for the inner shell
  without_auditctl() { unshare -m sh -c 'mount --bind stand-in "$(command -v dmesg)" && for folder in /usr/sbin /sbin; do
    mount --bind empty $folder || exit; done && exec "$@"' sh "$@"; }
  without_auditctl sh -c 'PATH=/usr/bin:/bin; command -v dmesg && command -v tar && ! command -v auditctl' >/dev/null 2>&1 ||
    skip "auditctl cannot be hidden alone"
  for recorder in "$AUBACKLOG record" "$script"; do
    # The recorder is words.
    # shellcheck disable=SC2086
    exits 0 without_auditctl $recorder -o evidence.tar
    says "left out: auditctl -s: "
    says "it is not there"
    tar -tf evidence.tar | grep -q kernel/dmesg
    never grep -q auditctl <(tar -tf evidence.tar)
  done
}

@test "an answer of the kernel that is empty, or whose program fails, is left out and named" {
  for body in true 'echo half; exit 3'; do
    stand_in <<<"$body"
    exits 4 with_stand_in "$AUBACKLOG" record -o evidence.tar
    says "left out: dmesg: "
    never grep -q kernel/dmesg <(tar -tf evidence.tar)
    tar -tf evidence.tar | grep -q kernel/uname_-a
    exits 4 with_stand_in "$script" -o script.tar
    says "left out: dmesg: it failed, or said nothing"
    never grep -q kernel/dmesg <(tar -tf script.tar)
    tar -tf script.tar | grep -q kernel/uname_-a
  done
}

@test "what the kernel answered is told, and that it answered nothing" {
  stand_in <<<'[ -p /dev/stdout ] && echo log'
  run with_stand_in "$AUBACKLOG" record -o evidence.tar
  [[ $output =~ "; the kernel answered: "[a-z\ ,-]*dmesg,\ uname\ -a ]]
  run with_stand_in "$script" -o script.tar
  [[ $output =~ "; the kernel answered: "[a-z\ ,-]*dmesg,\ uname\ -a ]]
  stand_in <<<'exit 1'
  # shellcheck disable=SC2016 # the inner shell expands it
  refused=(unshare -m sh -c 'for program in auditctl dmesg uname; do
    ! path=$(command -v $program) || mount --bind stand-in "$path" || exit; done && exec "$@"' sh)
  for recorder in "$AUBACKLOG record" "$script"; do
    # The recorder is words.
    # shellcheck disable=SC2086
    exits 4 "${refused[@]}" $recorder -o evidence.tar
    says "left out: dmesg: "
    says "left out: uname -a: "
    says "the kernel answered: nothing"
    never grep -q sos_commands/kernel/. <(tar -tf evidence.tar)
  done
}

@test "an answer that a tree has empty is packed, and told" {
  small_root
  mkdir -p root/sos_commands/kernel
  : >root/sos_commands/kernel/dmesg
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  says "packed, but empty: sos_commands/kernel/dmesg"
  tar -tf evidence.tar | grep -qx sos_commands/kernel/dmesg
}

@test "what is there and may not be read is named, and all else is packed where the recorder stands alone" {
  [ "$(id -u)" = 0 ] || skip "two users are needed"
  stand_in <<<'echo log'
  chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  mkdir -m 700 private
  mkdir -m 1777 out
  touch private/journald.conf
  echo SECRET >unread
  chmod 600 unread
  cp "$script" recorder # the checkout may be in a folder of root's
  # shellcheck disable=SC2016 # the inner shell expands them
  exits 4 unshare -m sh -c 'mount --bind private /etc/systemd && mount --bind unread /etc/hostname &&
    mount --bind stand-in "$(command -v dmesg)" && exec "$@"' sh "${member[@]}" ./recorder -o out/evidence.tar
  says "left out: /etc/systemd/journald.conf: '/etc/systemd' cannot be searched"
  says "etc/hostname: Warning: Cannot open: Permission denied"
  says "left out: what tar warns of"
  tar -tf out/evidence.tar | grep -qx etc/os-release
  never grep -q journald.conf <(tar -tf out/evidence.tar)
}

# Under SELinux the domains of dmesg and auditctl may not write to a file of the administrator's.
@test "the kernel's answers come through a pipe" {
  stand_in <<<'[ -p /dev/stdout ] && echo "through a pipe"'
  run with_stand_in "$AUBACKLOG" record -o evidence.tar
  [ "$(tar -xOf evidence.tar sos_commands/kernel/dmesg)" = "through a pipe" ]
  run with_stand_in "$script" -o script.tar
  [ "$(tar -xOf script.tar ./sos_commands/kernel/dmesg)" = "through a pipe" ]
}

@test "no PATH, and none that is empty or the working directory, makes the recorder run what is there" {
  for program in auditctl dmesg uname tar cat stat mkdir id gzip mv rm; do
    printf '#!/bin/sh\ntouch "%s/ran"\n' "$PWD" >$program
    chmod +x $program
  done
  for path in '' . "$PWD" ::; do
    for recorder in "$AUBACKLOG record" "$script"; do
      # The recorder is words.
      # shellcheck disable=SC2086
      PATH=$path run $recorder -o evidence.tar.gz
      [ ! -e ran ]
      [ -s evidence.tar.gz ]
    done
  done
}

@test "a member of the output's group who swaps what is written changes nothing and reads nothing" {
  with_member
  small_root
  # In the place of a file: a link, or a file of his. Of a folder: one of his, in which names wait for who writes there.
  cat >racer.py <<'END'
import os
os.umask(0)
os.chdir("team")
number = 0
while True:
    for name in [name for name in os.listdir(".") if not name.startswith("taken")]:
        number += 1
        try:
            was_folder = os.path.isdir(name)
            os.rename(name, f"taken-{number}")
            if was_folder:
                os.mkdir(name)
                for file in "tar", "whole":
                    if (number + len(file)) % 2:
                        os.symlink("../../victim/file", f"{name}/{file}")
                    else:
                        open(f"{name}/{file}", "w").close()
            elif number % 2:
                os.symlink("../victim/file", name)
            else:
                open(name, "w").close()
        except OSError:
            pass
END
  "${member[@]}" /usr/bin/python3 racer.py 3>&- &
  racer=$!
  for _ in $(seq 300); do "$AUBACKLOG" record --root root -o team/evidence.tar 2>/dev/null || [ $? = 4 ]; done
  kill $racer
  wait $racer || true
  [ "$(cat victim/file)" = untouched ]
  [ "$(ls -A victim)" = file ]
  [ -n "$(ls -A team)" ]
  never "${member[@]}" grep -rqs SECRET team
}

@test "alone the recorder writes into no folder in which others may rename files" {
  with_member
  exits 4 "$script" -o team/evidence.tar
  says "others may rename files in its folder"
  chown 65534 victim
  exits 4 "$script" -o victim/evidence.tar
  says "its folder is another user's"
  [ -z "$(ls -A team)" ]
  [ "$(ls -A victim)" = file ]
  mkdir shared
  chmod 1777 shared
  ln -s "$PWD/victim/file" shared/evidence.tar
  run "$script" -o shared/evidence.tar
  [ -f shared/evidence.tar ] && [ ! -L shared/evidence.tar ]
  [ "$(stat -c %a shared/evidence.tar)" = 600 ]
  [ "$(ls -A shared)" = evidence.tar ]
  [ "$(cat victim/file)" = untouched ]
}

@test "a signal leaves nothing in another user's folder" {
  with_member
  chown 65534 team
  small_root
  truncate -s 30M root/var/log/audit/audit.log.1
  for signal in TERM KILL INT; do
    for delay in $(seq 0 19); do
      "$AUBACKLOG" record --root root -o team/evidence.tar.gz 2>/dev/null 3>&- &
      sleep "0.$(printf %02d $((delay / 2)))"
      kill -$signal $! 2>/dev/null || true
      wait $! || true
      rm -f team/evidence.tar.gz
      [ -z "$(ls -A team)" ] || { echo "$signal after 0.0$delay s"; ls -A team; return 1; }
    done
  done
}

@test "holes and links of a small tree make no large archive" {
  small_root
  for number in 1 2 3; do truncate -s 600M root/var/log/audit/audit.log.$number; done
  exits 4 "$AUBACKLOG" record --root root -o holes.tar.zst
  [ "$(grep -c 'left out: var/log/audit/audit.log.[123]: holes, and files under several names,' <<<"$output")" = 2 ]
  [ "$(tar -tf holes.tar.zst | wc -l)" = 2 ]
  rm root/var/log/audit/audit.log.*
  head -c 300M /dev/urandom >root/var/log/audit/audit.log.1
  for number in 2 3; do ln root/var/log/audit/audit.log.1 root/var/log/audit/audit.log.$number; done
  for number in 4 5; do ln -s audit.log.1 root/var/log/audit/audit.log.$number; done
  exits 4 "$AUBACKLOG" record --root root -o links.tar.zst
  [ "$(grep -c 'left out: var/log/audit/audit.log.[1-5]: holes, and files under several names,' <<<"$output")" = 1 ]
  [ "$(tar -tf links.tar.zst | wc -l)" = 5 ]
  rm root/var/log/audit/audit.log.5
  exits 0 "$AUBACKLOG" record --root root -o links.tar.zst
}

@test "a folder of 100,000 files is no work of the square" {
  small_root
  mkdir -p root/etc/audit/rules.d
  (cd root/etc/audit/rules.d && seq -f '%06g.rules' 100000 | xargs touch)
  (ulimit -t 15; exits 0 "$AUBACKLOG" record --root root -o evidence.tar)
  [ "$(tar -tf evidence.tar | wc -l)" = 100001 ]
}

@test "the script ended by SIGQUIT leaves nothing" {
  # shellcheck disable=SC2016 # the stand-in's own
  stand_in <<<'kill -QUIT "$PPID"; sleep 1; echo said'
  mkdir own
  run with_stand_in "$script" -o own/script.tar
  [ "$status" -ne 0 ]
  [ -z "$(ls -A own)" ]
}

@test "answers are taken where the caller ignores the end of its children" {
  run python3 -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$AUBACKLOG" record -o evidence.tar
  tar -tf evidence.tar | grep -q kernel/uname_-a
}

@test "what was recorded is read as a file, by --root, and from a pipe alike" {
  recorded bookworm-load40
  exits 1 "$AUBACKLOG" --root root --format json
  jq -c '[.boots[0].exact, .boots[0].records]' <<<"$output" >wanted
  for name in boot.tar boot.tar.gz boot.tar.xz boot.tar.zst; do
    exits 0 "$AUBACKLOG" record --root root -o $name
    for words in "$name" "--root $name" "- <$name" "--root - <$name"; do
      run bash -c "'$AUBACKLOG' --format json $words"
      [ "$(jq -c '[.boots[0].exact, .boots[0].records]' <<<"$output")" = "$(cat wanted)" ] || { echo "$words: $output"; return 1; }
    done
  done
}

@test "record -o - writes to a pipe, and to no terminal" {
  recorded bookworm-load40
  exits 0 "$AUBACKLOG" --root root --format json --exit-zero
  jq -c .boots[0].records <<<"$output" >wanted
  "$AUBACKLOG" record --root root -o - 2>said | "$AUBACKLOG" --format json - | jq -c .boots[0].records >got
  diff wanted got
  grep -q 'packed 10 files' said
  # Where it went nobody knows: no command to look at it.
  never grep -q '^  next' said
  run "$tests/cli/terminal" typed "exec $(printf '%q' "$AUBACKLOG") record --root root -o -"
  [ "$status" -eq 3 ]
  grep -q 'cannot write an archive to a terminal' typed
}

@test "record says what it has of each kind, what the absence of one costs, and what to type" {
  recorded bookworm-load40
  exits 0 "$AUBACKLOG" record --root root -o 'a boot.tar.gz'
  says "audit log 1 file, 73.4 KiB journal 1 file, 8.0 MiB kernel log 1 file, "
  [[ ${lines[-1]} == *"next          aubacklog 'a boot.tar.gz'" ]]
  bash -c "PATH=$(dirname "$AUBACKLOG"):\$PATH; ${lines[-1]#*next}" | grep -q '^LOST: 390 '
  [ "$(grep -c 'not there' <<<"$output")" -eq 1 ]
  says 'boot loader not there: check and grub cannot say'
  forget_journal
  rm root/proc/cmdline
  exits 0 "$AUBACKLOG" record --root root -o boot.tar.gz
  says "journal not there: lost records have no names"
  says "kernel log not there: "
  says "command line not there: the limit at boot is known only where the log names it"
}
