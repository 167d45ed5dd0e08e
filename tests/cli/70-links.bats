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

@test "a link of the folder's owner in the file's place is replaced, whatever it leads to, behind a link of one's own too" {
  two_users
  mkdir home
  chown 65534 home
  ln -s home/report.txt mine
  for target in /dev/null "$PWD/victim/file" /proc/self/fd/7; do
    plants ln -sf "$target" home/report.txt
    exits 1 report -o home/report.txt 7>seven
    [ ! -L home/report.txt ]
    [ -s home/report.txt ]
    [ ! -s seven ]
    plants rm -f home/report.txt
    plants ln -s "$target" home/report.txt
    exits 1 report -o mine 7>seven
    [ ! -L mine ]
    [ -s mine ]
    [ ! -s seven ]
    ln -sf home/report.txt mine
  done
  [ "$(cat victim/file)" = untouched ]
}

@test "a block device is refused before it is opened, by its name, by a link, and as a descriptor" {
  two_users
  mknod disk b 42 0 || skip "no devices can be made here"
  ln -s disk mine
  for name in disk mine; do
    exits 4 strace -o calls -e trace=openat "$AUBACKLOG" report --root "$log" -o $name
    says "cannot write 'disk': it is a block device"
    [ "$(grep -c 'openat(.*"disk", O_WRONLY' calls)" -eq 0 ]
  done
  # Held without being opened, as O_PATH does: 42 has no driver.
  exits 4 python3 -c 'import os, sys
os.dup2(os.open("disk", os.O_PATH), 7)
os.execv(sys.argv[1], sys.argv[1:])' "$AUBACKLOG" report --root "$log" -o /dev/fd/7
  says "cannot write '7': it is a block device"
  [ -b disk ]
  mkdir home
  chown 65534 home
  plants ln -s "$PWD/disk" home/report.json
  exits 1 report --format json -o home/report.json
  [ ! -L home/report.json ]
  [ -s home/report.json ]
}

@test "the other names of a file keep what they had" {
  two_users
  ln victim/file shared/report.txt
  exits 1 report -o shared/report.txt
  [ "$(cat victim/file)" = untouched ]
  [ "$(stat -c %h victim/file)" = 1 ]
}

@test "a picture has the mode of the umask, and never more than one's own file had" {
  two_users
  umask 027
  plot() { "$AUBACKLOG" plot --root "$log" --format txt "$@"; }
  exits 0 plot -o new
  [ "$(stat -c %a new)" = 640 ]
  chmod 604 new
  exits 0 plot -o new
  [ "$(stat -c %a new)" = 600 ]
  (umask 0; plants touch team/theirs)
  [ "$(stat -c %a team/theirs)" = 666 ]
  exits 0 plot -o team/theirs
  [ "$(stat -c '%a %u' team/theirs)" = "640 0" ]
}

@test "events, reports and lists of boots are for their owner alone, whatever had the name" {
  two_users
  umask 0
  for verb in events report 'report --format json' boots; do
    # shellcheck disable=SC2086 # words
    for file in new mine team/theirs team/renamed; do
      case $file in
        mine) echo mine >mine; chmod 666 mine ;;
        team/theirs) plants touch team/theirs ;;
        team/renamed) echo mine >team/public; plants mv team/public team/renamed ;;
      esac
      "$AUBACKLOG" $verb --root "$log" -o $file || [ $? -eq 1 ]
      [ "$(stat -c '%a %u' $file)" = '600 0' ]
      rm $file
    done
  done
}

@test "a file that is not whole yet has no name where the file system can, else one that nobody guesses" {
  steps='openat,fchmod,fsync,linkat,rename,renameat,renameat2'
  recorded bookworm-stock
  exits 1 strace -o calls -e trace=$steps "$AUBACKLOG" report --root root -o file
  awk '/O_TMPFILE, 0600/ { at = 1 } /fchmod/ && at == 1 { at = 2 } /fsync/ && at == 2 { at = 3 }
    /linkat.*"\.aubacklog-[0-9a-f]+"/ && at == 3 { at = 4 } /renameat/ && at == 4 { at = 5 } END { exit at != 5 }' calls
  without_tmpfile report
  exits 1 strace -o calls -e trace=$steps -e "inject=openat:error=EOPNOTSUPP:when=$tmpfile" "$AUBACKLOG" report --root root -o file
  grep -E 'openat.*"\.aubacklog-[0-9a-f]{16}", O_WRONLY\|O_CREAT\|O_EXCL\|O_CLOEXEC, 0600' calls
  awk '/aubacklog-.*O_EXCL/ { at = 1 } /fchmod/ && at == 1 { at = 2 } /fsync/ && at == 2 { at = 3 } /rename/ && at == 3 { at = 4 }
    END { exit at != 4 }' calls
  [ "$(ls -A)" = $'calls\nfile\nroot' ]
}

# VERB: unpacks the evidence as ./root, and sets tmpfile to the number of the openat that makes a file without a name
without_tmpfile() {
  recorded bookworm-stock
  strace -o calls -e signal=none -e trace=openat "$AUBACKLOG" "$1" --root root -o file >was-done || [ $? -eq 1 ]
  tmpfile=$(grep -n '"\.", .*O_TMPFILE' calls | cut -d: -f1)
  rm -f was-done file calls
  [ "$tmpfile" ]
}

# SIGNAL FOLDER COMMAND…: sends the signal at each call from the opening of the new file on, with strace's words in
# "inject"; notes in ./left what is in the folder beside the file itself
signalled() {
  local signal=$1 folder=$2 name count
  shift 2
  strace -o all -e signal=none "${inject[@]}" "$@" >was-done 2>&1 || [ $? -eq 1 ]
  [ -e "$folder/file" ]
  rm -f "$folder"/*
  awk '{ sub(/\(.*/, "") } { n[$1]++; print NR, $1, n[$1] }' all >numbered
  from=$(grep -n '"\.", .*O_TMPFILE' all | cut -d: -f1)
  while read -r _ name count; do
    case $name in exit_group | +++ | rt_sigreturn | brk | munmap | futex | execve) continue ;; esac
    strace -o /dev/null "${inject[@]}" -e "inject=$name:signal=$signal:when=$count" "$@" >was-done 2>&1 </dev/null || true
    find "$folder" -mindepth 1 ! -path "$folder/file" >>left
    points=$((points + 1))
  done < <(tail -n +"$from" numbered)
}

@test "a signal at any call leaves no file, in another user's folder too, with and without O_TMPFILE" {
  two_users
  mkdir theirs
  chown 65534:65534 theirs
  chmod 700 theirs
  points=0 inject=()
  recorded bookworm-stock
  : >left
  signalled TERM theirs "$AUBACKLOG" boots --root root -o theirs/file
  without_tmpfile boots
  inject=(-e "inject=openat:error=EOPNOTSUPP:when=$tmpfile")
  signalled TERM theirs "$AUBACKLOG" boots --root root -o theirs/file
  echo "$points points"
  [ "$points" -gt 60 ]
  [ ! -s left ] || { sort left | uniq -c; false; }
}

@test "what a killed run leaves, the next one removes, but no file that is being written and nobody else's" {
  two_users
  plants touch team/.aubacklog-0123456789abcdef
  recorded bookworm-stock
  touch team/.aubacklog-0123456789abcde team/.aubacklog-0123456789abcdeg
  mkdir team/.aubacklog-00000000000000ff
  for call in linkat renameat; do
    strace -o calls -e inject=$call:signal=KILL "$AUBACKLOG" boots --root root -o team/file 2>was-said || true
  done
  without_tmpfile boots
  strace -o calls -e trace=openat,write -e "inject=openat:error=EOPNOTSUPP:when=$tmpfile" -e inject=fsync:signal=KILL \
    "$AUBACKLOG" boots --root root -o team/file 2>was-said || true
  left=$(find team -user 0 -type f -regex '.*/\.aubacklog-[0-9a-f]*' -name '.aubacklog-????????????????')
  [ "$(wc -w <<<"$left")" -eq 1 ]
  for name in $left; do
    flock "$name" "$AUBACKLOG" boots --root root -o team/file || [ $? -eq 1 ]
    [ -e "$name" ]
  done
  exits 0 "$AUBACKLOG" boots --root root -o team/file
  [ "$(ls -A team)" = "$(printf '%s\n' .aubacklog-{00000000000000ff,0123456789abcde,0123456789abcdef,0123456789abcdeg} file)" ]
}

@test "what a killed run left is held and looked at before it is opened, and opened as what was held" {
  recorded bookworm-stock
  mkdir folder
  touch folder/.aubacklog-0123456789abcdef
  strace -f -o calls -e trace=open,openat,unlinkat "$AUBACKLOG" boots --root root -o folder/file || [ $? -eq 1 ]
  [ "$(ls -A folder)" = file ]
  [ "$(grep -c 'openat(.*aubacklog-0123456789abcdef' calls)" -eq 1 ]
  grep -q 'openat(.*aubacklog-0123456789abcdef", .*O_NOFOLLOW|O_CLOEXEC|O_PATH' calls
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

@test "a link to a descriptor stays where there is none, or no /proc" {
  ln -s /proc/self/fd/77 closed
  exits 4 report -o closed
  says "cannot write 'closed': its link leads to nothing"
  [ -L closed ]
  unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
  ln -s /proc/self/fd/1 mine
  exits 4 unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$AUBACKLOG" boots "$BATS_TEST_DIRNAME/../cases/auditd-restarted/audit.log" -o mine
  says "cannot write 'mine': its link leads to nothing"
  [ -L mine ]
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
  ln -s "$PWD/victim/file" shared/one.tar
  exits 0 "$AUBACKLOG" record --root root -o shared/one.tar
  [ -f shared/one.tar ] && [ ! -L shared/one.tar ]
  [ "$(stat -c %a shared/one.tar)" = 600 ]
  ln -s "$PWD/victim" shared/two.tar
  exits 4 "$AUBACKLOG" record --root root -o shared/two.tar
  says "cannot create 'shared/two.tar': Is a directory"
  [ "$(cat victim/file)" = untouched ]
  [ "$(ls victim)" = file ]
  [ "$(ls -A shared)" = $'one.tar\ntwo.tar' ]
  plants ln -s "$PWD/victim/file" shared/planted.tar
  refused "$AUBACKLOG" record --root root -o shared/planted.tar
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
