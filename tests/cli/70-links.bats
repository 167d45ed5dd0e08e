#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Where results go when somebody else can write there too: root writes, user 65534 plants.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=$BATS_TEST_DIRNAME/../cases/bookworm-stock/evidence.tar.xz

# Makes ./shared as /tmp is, ./team as a group's folder is, ./victim with a file that nobody may change
two_users() {
  [ "$(id -u)" = 0 ] || skip "two users are needed"
  chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  mkdir shared team victim
  chmod 1777 shared
  chgrp 65534 team
  chmod 2775 team
  echo untouched >victim/file
}

plants() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }

report() { "$AUBACKLOG" report --root "$log" "$@"; }

refused() { # COMMAND…
  exits 4 timeout 20 "$@"
  says "it belongs to user 65534, in a folder that others write to"
  [ "$(cat victim/file)" = untouched ]
  [ "$(ls victim)" = file ]
}

@test "a planted link is not followed, whatever it leads to" {
  two_users
  for folder in shared team; do
    plants ln -s "$PWD/victim/file" "$folder/to-a-file"
    plants ln -s "$PWD/victim/other" "$folder/to-nothing"
    plants ln -s /dev/null "$folder/to-a-device"
    for name in to-a-file to-nothing to-a-device; do
      refused "$AUBACKLOG" report --root "$log" -o "$folder/$name"
      [ -L "$folder/$name" ]
    done
  done
}

@test "a planted link on the way is not followed either, nor behind a link of one's own" {
  two_users
  plants ln -s "$PWD/victim" shared/folder
  ln -s shared/folder mine
  for path in shared/folder shared/./folder "$PWD/shared/folder" victim/../shared/folder mine; do
    refused "$AUBACKLOG" report --root "$log" -o "$path/report.txt"
    refused "$AUBACKLOG" plot --root "$log" -o "$path/report.svg"
    refused "$AUBACKLOG" record --root victim -o "$path/evidence.tar"
  done
}

@test "a planted pipe is not waited for" {
  two_users
  plants mkfifo shared/pipe
  refused "$AUBACKLOG" report --root "$log" -o shared/pipe
}

@test "links of one's own are followed on the way, and replaced at the end" {
  two_users
  ln -s "$PWD/victim" shared/folder
  exits 1 report -o shared/folder/report.txt
  [ -s victim/report.txt ]
  ln -s "$PWD/victim/file" shared/report.txt
  exits 1 report -o shared/report.txt
  [ ! -L shared/report.txt ]
  cmp shared/report.txt victim/report.txt
  [ "$(cat victim/file)" = untouched ]
  ln -s loop shared/loop
  exits 4 report -o shared/loop/report.txt
  says "cannot create 'shared/loop/report.txt': Too many levels of symbolic links"
}

@test "a user's own folder is the user's business: root follows the owner's link there" {
  two_users
  mkdir home
  chown 65534 home
  chmod 775 home
  plants ln -s "$PWD/shared" home/link
  exits 1 report -o home/link/report.txt
  [ -s shared/report.txt ]
}

@test "the other names of a file keep what they had" {
  two_users
  ln victim/file shared/report.txt
  exits 1 report -o shared/report.txt
  [ "$(cat victim/file)" = untouched ]
  [ "$(stat -c %h victim/file)" = 1 ]
}

@test "a mode is taken over from one's own file alone" {
  two_users
  umask 027
  exits 1 report -o new
  [ "$(stat -c %a new)" = 640 ]
  chmod 604 new
  exits 1 report -o new
  [ "$(stat -c %a new)" = 604 ]
  (umask 0; plants touch team/theirs)
  [ "$(stat -c %a team/theirs)" = 666 ]
  exits 1 report -o team/theirs
  [ "$(stat -c '%a %u' team/theirs)" = "640 0" ]
}

@test "events are for their owner alone, as the log is" {
  umask 022
  exits 1 "$AUBACKLOG" events --root "$log" -o events.json
  [ "$(stat -c %a events.json)" = 600 ]
  exits 1 report -o report.txt
  [ "$(stat -c %a report.txt)" = 644 ]
}

@test "a file that is not whole yet can be read by nobody else, and its name not be guessed" {
  exits 1 strace -o calls -e trace=openat,fchmod,fsync,rename,renameat,renameat2 "$AUBACKLOG" report --root "$log" -o file
  grep -E 'openat.*"\.aubacklog-[0-9a-f]{16}", O_WRONLY\|O_CREAT\|O_EXCL\|O_CLOEXEC, 0600' calls
  awk '/aubacklog-.*O_EXCL/ { at = 1 } /fchmod/ && at == 1 { at = 2 } /fsync/ && at == 2 { at = 3 } /rename/ && at == 3 { at = 4 }
    END { exit at != 4 }' calls
  [ "$(ls -A)" = $'calls\nfile' ]
}

@test "standard output by its path is written where it stands, and the path stays" {
  report >direct || true
  [ -s direct ]
  ln -s /proc/self/fd/1 mine
  for path in mine /dev/fd/1 /proc/self/fd/1 /dev/stdout; do
    { echo before; report -o "$path" || true; echo after; } >all
    { echo before; cat direct; echo after; } | cmp - all
    echo before >all
    report -o "$path" >>all || true
    { echo before; cat direct; } | cmp - all
    report -o "$path" | cmp direct -
  done
  [ -L mine ]
  [ -L /dev/stdout ]
  report -o /dev/fd/7 7>seven || true
  cmp direct seven
  exits 4 report -o /dev/fd/77
  exits 4 bash -c "'$AUBACKLOG' report --root '$log' -o mine >/dev/full"
}

@test "devices, pipes and folders are what they were" {
  exits 1 report -o /dev/null
  exits 4 report -o /dev/full
  says "cannot write '/dev/full': No space left on device"
  mkfifo pipe
  cat pipe >out &
  exits 1 report -o pipe
  wait $!
  report | cmp - out
  for path in . / .. folder/; do
    mkdir -p folder
    exits 4 report -o "$path"
    says "cannot create '$path': Is a directory"
  done
  exits 4 report -o folder
  says "cannot create 'folder': Is a directory"
  exits 4 report -o ""
  says "cannot create '': No such file or directory"
  exits 4 report -o pipe/file
  says "cannot create 'pipe/file': Not a directory"
  exits 4 report -o "$(printf 'x%.0s' {1..256})"
  says "File name too long"
}

@test "the recorder puts its archive in the place of a link, and not where that leads" {
  two_users
  recorded bookworm-stock
  for recorder in "$AUBACKLOG record" "$tests/../scripts/aubacklog-record"; do
    rm -f shared/*
    ln -s "$PWD/victim/file" shared/one.tar
    ln -s "$PWD/victim" shared/two.tar
    # The recorder is words.
    # shellcheck disable=SC2086
    exits 0 $recorder --root root -o shared/one.tar
    [ -f shared/one.tar ] && [ ! -L shared/one.tar ]
    # shellcheck disable=SC2086
    exits 0 $recorder --root root -o shared/two.tar
    [ -f shared/two.tar ] && [ ! -L shared/two.tar ]
    [ "$(cat victim/file)" = untouched ]
    [ "$(ls victim)" = file ]
    [ "$(ls -A shared)" = $'one.tar\ntwo.tar' ]
  done
  plants ln -s "$PWD/victim/file" shared/planted.tar
  refused "$AUBACKLOG" record --root root -o shared/planted.tar
}

@test "what the recorder writes on the way is in a folder that is its own" {
  two_users
  recorded bookworm-stock
  mkdir stand-in
  # shellcheck disable=SC2016 # the stand-in's shell expands
  printf '#!/bin/sh\nstat -c "%%A %%u" shared/.aubacklog-* >seen\nexec /bin/tar "$@"\n' >stand-in/tar
  chmod +x stand-in/tar
  exits 0 env PATH="$PWD/stand-in:$PATH" "$tests/../scripts/aubacklog-record" --root root -o shared/evidence.tar.xz
  [ "$(cat seen)" = "drwx------ 0" ]
  [ "$(stat -c %a shared/evidence.tar.xz)" = 600 ]
}

@test "grub changes no tree that a planted link leads to" {
  two_users
  "$tests/unpack-check-case" "$tests/check-cases/debian12-below" victim/tree
  find victim/tree -type f -exec md5sum {} + >before
  plants ln -s "$PWD/victim/tree" shared/tree
  for what in --apply --undo; do
    exits 4 "$AUBACKLOG" grub "$what" --root shared/tree
    says "it belongs to user 65534, in a folder that others write to"
  done
  md5sum --quiet -c before
  [ "$(find victim/tree -type f | wc -l)" = "$(wc -l <before)" ]
}
