#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# grub: what it shows and changes in roots of each platform; that it keeps what is not its own; that it can be taken back.

# shellcheck disable=SC2154,SC2016 # helpers.bash and bats set tests, output, status; GRUB's variables are not expanded
load helpers

# A Debian root whose etc/default/grub is standard input
debian() {
  rm -rf root
  mkdir -p root/etc/default
  echo 'ID=debian' >root/etc/os-release
  cat >root/etc/default/grub
}

# The same with a GRUB that reads no drop-ins
plain() {
  debian
  echo 'ID=arch' >root/etc/os-release
}

# The lines that the last output would add to a file
added() { grep '^+[^+]' <<<"$output"; }

@test "what is shown of every case is the golden output" {
  mkdir shown
  for case in "$tests"/check-cases/*/; do
    name=$(basename "$case")
    of_case "$name"
    code=0
    "$AUBACKLOG" grub --root root >shown/out || code=$?
    { echo "exit $code"; sed -n '/^---/,$p; /^  platform/p; /^  refused/,/^$/p' shown/out; } >"shown/$name"
    rm shown/out
  done
  for name in shown/*; do echo "== ${name#*/}"; cat "$name"; done >shown.txt
  if [ -n "${GOLDEN:-}" ]; then cp shown.txt "$tests/cli/60-grub.golden"; fi
  diff -u "$tests/cli/60-grub.golden" shown.txt
}

@test "every case: showing changes nothing; the diff is what --apply writes; twice is once; --undo takes it back" {
  applied=0
  for case in "$tests"/check-cases/*/; do
    of_case "$(basename "$case")"
    cp -a root before
    "$AUBACKLOG" grub --root root >shown || true
    diff -r before root
    code=0
    "$AUBACKLOG" grub --root root --apply >was-done || code=$?
    if grep -q '^  wrote' was-done; then
      applied=$((applied + 1))
      [ "$code" -eq 1 ]
      cp -a before patched
      (cd patched && patch -s -p1 --follow-symlinks <../shown)
      # What patch puts in the place of a link is the text of the file that it leads to.
      while read -r link; do
        [ -L "patched/$link" ] || cp "patched/$link" "patched/$(dirname "$link")/$(readlink "before/$link")"
      done < <(cd before && find . -type l)
      diff -r -x '*.aubacklog-before' patched root
      cp -a root once
      "$AUBACKLOG" grub --root root --apply >again || true
      never grep '^  wrote' again
      diff -r once root
      exits 1 "$AUBACKLOG" grub --root root --undo
      exits 0 "$AUBACKLOG" grub --root root --undo
      says 'NOTHING TO UNDO'
      rm -rf patched once
      # A drop-in of aubacklog's own that was there goes away with the rest.
      rm -f before/etc/default/grub.d/zz-aubacklog.cfg
    fi
    find root before -name grub.d -empty -delete
    diff -r before root
    rm -rf before
  done
  [ "$applied" -gt 10 ]
}

@test "every case: after the change the files of new entries pass, and no limit is lower than before" {
  limits() { jq -r '.configured.persistent[] | select(.decides and (.rescue | not) and .kind != "kernelopts").limit' "$1"; }
  changed=0
  for case in "$tests"/check-cases/*/; do
    of_case "$(basename "$case")"
    "$AUBACKLOG" check --root root --format json >before.json || true
    "$AUBACKLOG" grub --root root >shown || true
    grep -q '^--- ' shown || continue
    changed=$((changed + 1))
    (cd root && patch -s -p1 --follow-symlinks <../shown)
    "$AUBACKLOG" check --root root --format json >after.json || true
    wanted=$(sed -n 's/.*: audit=1 audit_backlog_limit=\([0-9]*\) on .*/\1/p' shown)
    for limit in $(limits after.json); do [ "$limit" = 0 ] || [ "$limit" -ge "$wanted" ]; done
    for limit in $(limits before.json); do [ "$wanted" = 0 ] || [ "$wanted" -ge "$limit" ]; done
    "$AUBACKLOG" grub --root root >again || true
    never grep '^--- ' again
  done
  [ "$changed" -gt 20 ]
}

@test "one line changes, and of it only the word or the end of the value" {
  while IFS='|' read -r from to; do
    printf '%b' "# audit=0 \"GRUB_CMDLINE_LINUX=\"\nA=1  # odd   blanks\t\n$from\n\n# end, audit_backlog_limit=64\n" | plain
    exits 1 "$AUBACKLOG" grub --root root --apply
    printf '%b' "# audit=0 \"GRUB_CMDLINE_LINUX=\"\nA=1  # odd   blanks\t\n$to\n\n# end, audit_backlog_limit=64\n" >wanted
    diff -u wanted root/etc/default/grub
  done <<'END'
GRUB_CMDLINE_LINUX=""|GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="quiet"|GRUB_CMDLINE_LINUX="quiet audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX='quiet'|GRUB_CMDLINE_LINUX='quiet audit=1 audit_backlog_limit=8192'
GRUB_CMDLINE_LINUX=quiet|GRUB_CMDLINE_LINUX=quiet" audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX=|GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"
  export GRUB_CMDLINE_LINUX="a"  # "b"|  export GRUB_CMDLINE_LINUX="a audit=1 audit_backlog_limit=8192"  # "b"
GRUB_CMDLINE_LINUX="a \\\n  b"|GRUB_CMDLINE_LINUX="a \\\n  b audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="a\n  b"|GRUB_CMDLINE_LINUX="a\n  b audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="say=\\"x y\\""|GRUB_CMDLINE_LINUX="say=\\"x y\\" audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="a"; B="c"|GRUB_CMDLINE_LINUX="a audit=1 audit_backlog_limit=8192"; B="c"
GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX="b"|GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX="b audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX+=" b"|GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX+=" b audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX_DEFAULT="z"|GRUB_CMDLINE_LINUX="a audit=1 audit_backlog_limit=8192"\nGRUB_CMDLINE_LINUX_DEFAULT="z"
GRUB_CMDLINE_LINUX="audit=1"|GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="audit=0 audit_backlog_limit=64 x"|GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192 x"
GRUB_CMDLINE_LINUX="audit=11 xaudit=0"|GRUB_CMDLINE_LINUX="audit=1 xaudit=0 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192 audit_backlog_limit=256"|GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192 audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=many audit-backlog-limit=0x10"|GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=many audit_backlog_limit=8192"
GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX_DEFAULT="audit_backlog_limit=64" # audit_backlog_limit=64|GRUB_CMDLINE_LINUX="a audit=1"\nGRUB_CMDLINE_LINUX_DEFAULT="audit_backlog_limit=8192" # audit_backlog_limit=64
END
  printf 'GRUB_TIMEOUT=5 # no newline' | plain
  exits 1 "$AUBACKLOG" grub --root root --apply
  diff <(printf 'GRUB_TIMEOUT=5 # no newline\nGRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"\n') root/etc/default/grub
}

@test "the drop-in is the file of grub/, and says only what is missing" {
  printf 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\n' | debian
  exits 1 "$AUBACKLOG" grub --root root --apply
  diff "$tests/../grub/zz-aubacklog.cfg" root/etc/default/grub.d/zz-aubacklog.cfg
  [ "$(stat -c %a root/etc/default/grub.d/zz-aubacklog.cfg)" = 644 ]
  printf 'GRUB_CMDLINE_LINUX_DEFAULT="quiet audit=1"\n' | debian
  exits 1 "$AUBACKLOG" grub --root root
  [ "$(added | tail -n 1)" = '+GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX audit_backlog_limit=8192"' ]
  of_case rhel9-bootc-image
  rm root/usr/lib/bootc/kargs.d/*
  exits 1 "$AUBACKLOG" grub --root root
  diff <(added) <(sed 's/^/+/' "$tests/../grub/50-aubacklog.toml")
}

@test "a limit is raised in place, also in the drop-in, and never lowered" {
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=32768"\n' | debian
  exits 1 "$AUBACKLOG" grub --root root --apply --limit 100
  says 'as configured (etc/default/grub); 100 would do, and nothing is lowered'
  never grep wrote <<<"$output"
  for limit in 0x8000 0100000 0; do
    printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=%s"\n' "$limit" | debian
    exits 1 "$AUBACKLOG" grub --root root --limit 32768
    never added
  done
  printf '\n' | debian
  exits 1 "$AUBACKLOG" grub --root root --apply --limit 9000
  exits 1 "$AUBACKLOG" grub --root root --apply --limit 8192
  never added
  exits 1 "$AUBACKLOG" grub --root root --apply --limit 16384
  grep -q 'audit_backlog_limit=16384"$' root/etc/default/grub.d/zz-aubacklog.cfg
  exits 1 "$AUBACKLOG" grub --root root --undo
  [ -z "$(ls root/etc/default/grub.d)" ]
  # Running with more, or an entry that boots with more, counts as well.
  of_case rhel9-missing
  sed -i 's/$/ audit_backlog_limit=65536/' root/proc/cmdline
  exits 1 "$AUBACKLOG" grub --root root
  says 'audit_backlog_limit=65536 on Red Hat'
}

@test "the limit is the one that the recorded boots need" {
  of_case fact-more-than-8192-needed
  exits 1 "$AUBACKLOG" grub --root root
  wanted=$("$AUBACKLOG" report --root root --format json | jq .boots[0].recommendation.limit)
  [ "$wanted" -gt 8192 ]
  added | grep -q "audit_backlog_limit=$wanted"
}

@test "what cannot be read for certain is refused, and nothing is written" {
  while IFS='|' read -r text words; do
    printf '%b\n' "$text" | debian
    cp -a root before
    exits 2 "$AUBACKLOG" grub --root root --apply
    says "$words"
    diff -r before root
    rm -rf before
  done <<'END'
GRUB_CMDLINE_LINUX="audit=$(cat /x)"|what a command puts out is not known
if true; then\nGRUB_CMDLINE_LINUX="audit=1"\nfi|assigned under a condition
GRUB_CMDLINE_LINUX=quiet splash|ends there: etc/default/grub line 1: a value of several words without quotes
GRUB_CMDLINE_LINUX = "quiet"|ends there: etc/default/grub line 1: a blank before '='
GRUB_CMDLINE_LINUX+=" quiet"|ends there: etc/default/grub line 1: '+=' is bash's
GRUB_CMDLINE_LINUX="quiet|a quote without its end
. /etc/other|is not followed here
GRUB_CMDLINE_LINUX="x --"|or the line ends in '--'
GRUB_CMDLINE_LINUX="audit_\\\nbacklog_limit=64"|change it by hand
GRUB_CMDLINE_LINUX="audit_backlog_limit=\\"64\\""|change it by hand
END
  printf 'GRUB_CMDLINE_LINUX="quiet"\n' | debian
  mkdir root/etc/default/grub.d
  echo 'GRUB_CMDLINE_LINUX="mine"' >root/etc/default/grub.d/zzz.cfg
  exits 2 "$AUBACKLOG" grub --root root --apply
  says 'would not have the last word: a file behind it sets the variable anew, or'
  [ "$(ls root/etc/default/grub.d)" = zzz.cfg ]
}

@test "mode, owner and label stay, and the backup is the old file itself" {
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' | debian
  file=root/etc/default/grub
  if [ "$(id -u)" = 0 ]; then chown 1234:4321 $file; fi
  chmod 0640 $file
  setfattr -n user.mark -v one $file
  setfattr -n security.selinux -v system_u:object_r:bootloader_etc_t:s0 $file || true
  before=$(stat -c '%a %u %g' $file; getfattr -d -m - $file)
  inode=$(stat -c %i $file)
  exits 1 "$AUBACKLOG" grub --root root --apply
  says 'backup root/etc/default/grub.aubacklog-before'
  [ "$(stat -c '%a %u %g' $file; getfattr -d -m - $file)" = "$before" ]
  [ "$(stat -c %i $file.aubacklog-before)" = "$inode" ]
  exits 1 "$AUBACKLOG" grub --root root --undo
  [ "$(stat -c %i $file)" = "$inode" ]
  [ "$(ls root/etc/default)" = grub ]
}

@test "no privilege of the old file goes over to the new one: set-id bits, capabilities" {
  [ "$(id -u)" = 0 ] || skip "root alone gives a file capabilities"
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' | debian
  file=root/etc/default/grub
  setfattr -n user.mark -v one $file
  setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 $file || skip "no capabilities of files here"
  chmod 6751 $file
  exits 1 "$AUBACKLOG" grub --root root --apply
  [ "$(stat -c %a $file)" = 751 ]
  [ "$(getfattr -d -m '^(user.mark|security.capability)$' $file | sed -n 's/=.*//p')" = user.mark ]
}

@test "a link is followed inside the root, and its file is written" {
  printf '' | debian
  mkdir root/etc/real
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' >root/etc/real/grub
  ln -sf /etc/real/grub root/etc/default/grub
  exits 1 "$AUBACKLOG" grub --root root --apply
  [ -L root/etc/default/grub ]
  grep -q 8192 root/etc/real/grub
  says 'backup root/etc/real/grub.aubacklog-before'
  [ -f root/etc/real/grub.aubacklog-before ]
  exits 1 "$AUBACKLOG" grub --root root --undo
  says 'UNDONE'
  [ "$(cat root/etc/real/grub)" = 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"' ]
  [ "$(ls root/etc/real)" = grub ]
  [ -L root/etc/default/grub ]
  exits 0 "$AUBACKLOG" grub --root root --undo
  says 'NOTHING TO UNDO'
}

@test "--undo finds the backup behind a link that leads to the same folder, and passes over links that lead nowhere" {
  printf '' | debian
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' >root/etc/default/real
  ln -sf real root/etc/default/grub
  ln -s loop root/etc/default/loop
  ln -s ../none/none root/etc/default/none
  exits 1 "$AUBACKLOG" grub --root root --apply
  says 'backup root/etc/default/real.aubacklog-before'
  exits 1 "$AUBACKLOG" grub --root root --undo
  [ "$(cat root/etc/default/real)" = 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"' ]
  [ "$(ls root/etc/default)" = "$(printf '%s\n' grub loop none real)" ]
}

# COUNT ACTION: so many runs of each of the two at once, and a reader that sees the file whole each time
two_at_once() {
  local one=$1 other=$2 file=root/etc/default/grub i codes seen
  touch running
  (while [ -e running ]; do
    text=$(cat $file)
    [ "$text" = "$old" ] || [ "$text" = "$new" ] || echo "$text" >>torn
  done) &
  for ((i = 0; i < 100; i++)); do
    "$AUBACKLOG" grub --root root "$one" >"one.$i" 2>&1 & local first=$!
    "$AUBACKLOG" grub --root root "$other" >"other.$i" 2>&1 & local second=$!
    codes=0
    wait "$first" || codes=$?
    [ "$codes" -le 1 ] || cat "one.$i" >>failed
    codes=0
    wait "$second" || codes=$?
    [ "$codes" -le 1 ] || cat "other.$i" >>failed
    seen=$(ls -A root/etc/default)
    case $seen in grub | $'grub\ngrub.aubacklog-before') ;; *) echo "$seen" >>failed ;; esac
    if [ "$one" = "$other" ]; then "$AUBACKLOG" grub --root root --undo >was-done || true; fi
  done
  rm running
  wait
  [ ! -e torn ] || { cat torn; return 1; }
  [ ! -e failed ] || { cat failed; return 1; }
}

@test "two runs at once take turns, and the file is never empty, half, or somebody else's" {
  old='GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"'
  new='GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"'
  echo "$old" | debian
  two_at_once --apply --apply
  two_at_once --apply --undo
}

@test "a run that another one keeps waiting is refused, and a run that was killed keeps nobody" {
  echo 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"' | debian
  cp -a root before
  for action in --apply --undo; do
    exits 4 flock root "$AUBACKLOG" grub --root root $action
    says "cannot lock 'root': another run has held it for 10 seconds"
    diff -r before root
  done
  strace -o log -e trace=linkat -e inject=linkat:signal=KILL "$AUBACKLOG" grub --root root --apply >was-done 2>&1 || true
  exits 1 "$AUBACKLOG" grub --root root --apply
  says 'Done'
}

@test "a pipe in the place of the file, at the right moment, is not waited for" {
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' | debian
  # Its last opening, to compare it with what was read: strace holds the program there.
  cp -a root counted
  strace -o log -e trace=openat "$AUBACKLOG" grub --root counted --apply >was-done || [ $? -eq 1 ]
  at=$(grep -n 'openat([0-9]*, "grub", O_RDONLY|O_NOFOLLOW|O_CLOEXEC|O_PATH' log | tail -1 | cut -d: -f1)
  : >log
  strace -o log -e trace=openat -e "inject=openat:delay_enter=5000000:when=$at" "$AUBACKLOG" grub --root root --apply >said 2>&1 &
  for ((i = 0; i < 600; i++)); do
    [ "$(wc -l <log)" -lt "$((at - 1))" ] || break
    sleep 0.1
  done
  rm root/etc/default/grub
  mkfifo root/etc/default/grub
  code=0
  timeout 20 tail --pid=$! -f /dev/null || code=$?
  [ "$code" -eq 0 ]
  grep -q "cannot read 'root/etc/default/grub': Invalid argument" said
  [ -p root/etc/default/grub ]
}

@test "a device in the place of a backup is looked at, and not opened, by --apply and --undo" {
  for action in --apply --undo; do
    for kind in "c 1 7" p; do
      printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' | debian
      [ $action = --apply ] || exits 1 "$AUBACKLOG" grub --root root --apply
      rm -f root/etc/default/grub.aubacklog-before
      # shellcheck disable=SC2086 # words
      mknod root/etc/default/grub.aubacklog-before $kind || { [ "$(id -u)" != 0 ] && continue; }
      cp root/etc/default/grub was
      exits 4 strace -y -o calls -e trace=open,openat,openat2 "$AUBACKLOG" grub --root root $action
      says "'root/etc/default/grub': Invalid argument"
      grep -q '"grub.aubacklog-before", .*O_PATH' calls
      [ "$(grep 'grub.aubacklog-before' calls | grep -vc O_PATH)" -eq 0 ]
      cmp root/etc/default/grub was
    done
  done
}

@test "--undo keeps what somebody else has written since" {
  printf 'GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=64"\n' | debian
  exits 1 "$AUBACKLOG" grub --root root --apply
  echo 'GRUB_TIMEOUT=9' >>root/etc/default/grub
  cp -a root before
  exits 4 "$AUBACKLOG" grub --root root --undo
  says 'changed since in more than these arguments'
  diff -r before root
  # A later change keeps the file as it was before it.
  exits 1 "$AUBACKLOG" grub --root root --apply --limit 9000
  exits 1 "$AUBACKLOG" grub --root root --undo
  diff before/etc/default/grub root/etc/default/grub
  printf '' | debian
  exits 1 "$AUBACKLOG" grub --root root --apply
  echo 'GRUB_TIMEOUT=9' >>root/etc/default/grub.d/zz-aubacklog.cfg
  exits 4 "$AUBACKLOG" grub --root root --undo
  [ -f root/etc/default/grub.d/zz-aubacklog.cfg ]
}

@test "usage, archives, and a closed output" {
  exits 3 "$AUBACKLOG" grub --root . --apply --undo
  exits 3 "$AUBACKLOG" grub --format json
  exits 3 "$AUBACKLOG" grub audit.log
  exits 2 "$AUBACKLOG" grub --root .
  says "no boot loader's files"
  printf 'GRUB_CMDLINE_LINUX=""\n' | debian
  tar -cf root.tar root
  exits 1 "$AUBACKLOG" grub --root root.tar
  exits 4 "$AUBACKLOG" grub --root root.tar --apply
  says 'Read-only file system'
  exits 4 "$AUBACKLOG" grub --root root -o /dev/full
}

@test "a folder that cannot be written leaves all as it was" {
  if [ "$(id -u)" = 0 ]; then skip "root can write everywhere"; fi
  printf 'GRUB_CMDLINE_LINUX="audit=0"\n' | debian
  chmod 0555 root/etc/default
  exits 4 "$AUBACKLOG" grub --root root --apply
  chmod 0755 root/etc/default
  [ "$(ls root/etc/default)" = grub ]
}

@test "each system call fails, each is the last: the old file or the new one is there, whole" {
  for case in debian12-below debian12-commented; do
    of_case $case
    "$tests/faults/grub" "$AUBACKLOG" root --apply
    "$AUBACKLOG" grub --root root --apply >was-done || true
    "$tests/faults/grub" "$AUBACKLOG" root --undo
  done
}

@test "make install puts the files of grub/ beside the program's others" {
  installs DESTDIR="$PWD/dest" PREFIX=/usr
  diff -r "$tests/../grub" dest/usr/share/aubacklog/grub
  for file in dest/usr/share/aubacklog/grub/*; do
    grep -qF "\`${file##*/}\`" "$tests/../grub/README.md" || [ "${file##*/}" = README.md ]
  done
}

# ID FILE=TEXT…: a root of these; \n in a text is a newline
system() {
  rm -rf root
  mkdir -p root/etc
  printf 'ID=%b\n' "$1" >root/etc/os-release
  shift
  for file; do
    mkdir -p "root/$(dirname "${file%%=*}")"
    printf '%b\n' "${file#*=}" >"root/${file%%=*}"
  done
}

@test "platforms without GRUB, or with one that is not read: their own files and commands" {
  entry='title one\nlinux /vmlinuz-1\noptions root=/dev/sda1'
  menu="menuentry 'one' {\n linux /vmlinuz root=/dev/sda1 audit=1 audit_backlog_limit=8192\n}"

  system 'debian' etc/kernel/cmdline='root=ZFS=rpool' etc/kernel/proxmox-boot-uuids=9AC6-15E8 'proc/cmdline=initrd=\\\\EFI\\\\proxmox\\\\i root=ZFS=rpool' "boot/grub/grub.cfg=$menu"
  exits 1 "$AUBACKLOG" grub --root root
  says 'proxmox-boot-tool refresh'
  [ "$(added)" = '+root=ZFS=rpool audit=1 audit_backlog_limit=8192' ]
  says 'Nothing was changed: on this platform aubacklog shows the change'

  system 'debian' etc/default/grub='GRUB_CMDLINE_LINUX=""' etc/kernel/proxmox-boot-uuids=9AC6-15E8 'proc/cmdline=BOOT_IMAGE=/vmlinuz root=/dev/sda1' "boot/grub/grub.cfg=$menu"
  exits 1 "$AUBACKLOG" grub --root root
  says 'proxmox-boot-tool refresh'
  says '+++ b/etc/default/grub.d/zz-aubacklog.cfg'

  system 'raspbian\nID_LIKE=debian' 'boot/cmdline.txt=console=tty1 root=PARTUUID=1 rootwait'
  exits 1 "$AUBACKLOG" grub --root root --limit 9999
  says 'at the end of its only line: audit=1 audit_backlog_limit=9999'

  system 'pop\nID_LIKE="ubuntu debian"' 'etc/kernelstub/configuration={"user": {"kernel_options": ["quiet", "audit=0"]}}' "boot/efi/loader/entries/Pop_OS-current.conf=$entry audit=0"
  exits 1 "$AUBACKLOG" grub --root root
  says 'kernelstub --delete-options=audit=0'
  says "kernelstub --add-options='audit=1 audit_backlog_limit=8192'"

  system 'arch' etc/cmdline.d/root.conf='root=/dev/sda1' "boot/loader/entries/a.conf=$entry"
  cp -r "$tests"/check-cases/arch-uki-cmdline.d/root/efi root
  exits 1 "$AUBACKLOG" grub --root root
  says 'mkinitcpio -P'
  says '+++ b/etc/cmdline.d/zz-aubacklog.conf'
  [ "$(added)" = '+audit=1 audit_backlog_limit=8192' ]

  system 'debian' etc/zipl.conf='[debian]\nimage = /boot/vmlinuz\nparameters = "root=/dev/dasda1"'
  exits 1 "$AUBACKLOG" grub --root root
  says 'within the parameters= of each section: audit=1 audit_backlog_limit=8192'
  says 'zipl'

  system 'debian' 'extlinux/extlinux.conf=TIMEOUT 5\nAPPEND root=/dev/sda1\nLABEL one\n KERNEL /vmlinuz\nLABEL two\n LOCALBOOT 0'
  exits 1 "$AUBACKLOG" grub --root root
  says 'at the end of the APPEND line of each label: audit=1 audit_backlog_limit=8192'
  says '1 to boot'

  of_case rhcos-one-rule
  exits 1 "$AUBACKLOG" grub --root root
  says 'kind: MachineConfig'
  sed -n '/^apiVersion/,/^$/p' <<<"$output" | grep -v '^ *note\|^$' >shown.yaml
  diff <(sed -n '/^apiVersion/,$p' "$tests/../grub/openshift-machineconfig.yaml") <(sed -n '1,/audit_backlog_limit/p' shown.yaml)

  of_case ostree-rollback-entry
  exits 1 "$AUBACKLOG" grub --root root
  says 'rpm-ostree cleanup -r'
  never grep 'oc apply' <<<"$output"
  sed -i 's/ID="rhel"/ID="fedora"/; /OPENSHIFT/d' root/etc/os-release
  exits 1 "$AUBACKLOG" grub --root root
  says 'rpm-ostree cleanup -r'
  never grep 'rpm-ostree kargs' <<<"$output"
}

@test "every platform: its files, its own commands" {
  menu="menuentry 'one' {\n linux /vmlinuz root=/dev/sda1\n}"
  entry='title one\nlinux /vmlinuz-1\noptions root=/dev/sda1'

  system 'arch' etc/default/grub='GRUB_CMDLINE_LINUX="quiet"' "boot/grub/grub.cfg=$menu"
  exits 1 "$AUBACKLOG" grub --root root
  says 'grub-mkconfig -o /boot/grub/grub.cfg'
  [ "$(added)" = '+GRUB_CMDLINE_LINUX="quiet audit=1 audit_backlog_limit=8192"' ]

  system 'opensuse-tumbleweed\nID_LIKE="opensuse suse"' 'etc/kernel/cmdline=root=/dev/sda1 audit=0' "boot/efi/loader/entries/a.conf=$entry"
  exits 1 "$AUBACKLOG" grub --root root --apply
  says 'sdbootutil update-all-entries'
  says 'Not applied: on this platform'
  [ "$(added)" = '+root=/dev/sda1 audit=1 audit_backlog_limit=8192' ]
  grep -qx 'root=/dev/sda1 audit=0' root/etc/kernel/cmdline

  system 'sl-micro\nID_LIKE="suse"' etc/default/grub='GRUB_CMDLINE_LINUX_DEFAULT="quiet"' "boot/grub2/grub.cfg=$menu"
  exits 1 "$AUBACKLOG" grub --root root
  says 'transactional-update grub.cfg'
  [ "$(added)" = '+GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"' ]

  system 'arch' 'usr/lib/kernel/cmdline=root=/dev/sda1' "efi/loader/entries/a.conf=$entry"
  exits 1 "$AUBACKLOG" grub --root root
  says 'kernel-install add <VERSION> /lib/modules/<VERSION>/vmlinuz'
  says '+++ b/etc/kernel/cmdline'
  [ "$(added)" = '+root=/dev/sda1 audit=1 audit_backlog_limit=8192' ]

  # Debian's packages put no kernel in /lib/modules, and kernel-install wants one.
  of_case debian12-systemd-boot
  sed -i 's/audit_backlog_limit=[0-9]*/audit_backlog_limit=64/' root/etc/kernel/cmdline
  exits 1 "$AUBACKLOG" grub --root root
  says 'kernel-install add <VERSION> /boot/vmlinuz-<VERSION>'

  of_case debian12-unified-image-old
  sed -i 's/audit_backlog_limit=[0-9]*/audit_backlog_limit=64/' root/etc/kernel/cmdline
  exits 1 "$AUBACKLOG" grub --root root
  says "ukify build --cmdline='audit=1 audit_backlog_limit=8192' --secureboot-private-key=<KEY>"
  added | grep -q 'audit_backlog_limit=8192'

  system 'fedora\nVARIANT_ID=coreos' run/ostree-booted= "boot/loader/entries/ostree-1.conf=$entry audit=0 audit_backlog_limit=64"
  exits 1 "$AUBACKLOG" grub --root root
  says 'rpm-ostree kargs --delete-if-present=audit=0 --delete-if-present=audit_backlog_limit=64 --append-if-missing=audit=1 --append-if-missing=audit_backlog_limit=8192'

  system 'centos' usr/lib/bootc/kargs.d/10-a.toml='kargs = ["audit=1", "audit_backlog_limit=64"] # 64'
  exits 1 "$AUBACKLOG" grub --root root
  says 'bootc upgrade'
  [ "$(added)" = '+kargs = ["audit=1", "audit_backlog_limit=8192"] # 64' ]

  system 'debian' etc/default/u-boot='U_BOOT_PARAMETERS="ro quiet"' 'boot/extlinux/extlinux.conf=label l0\n linux /vmlinuz\n append root=/dev/sda1 ro quiet'
  exits 1 "$AUBACKLOG" grub --root root
  says 'u-boot-update'
  [ "$(added)" = '+U_BOOT_PARAMETERS="ro quiet audit=1 audit_backlog_limit=8192"' ]

  of_case nixos-rules-only
  exits 1 "$AUBACKLOG" grub --root root --limit 9999
  says 'security.audit.backlogLimit = 9999;'
  says 'nixos-rebuild boot'

  of_case rhel9-below
  : >root/etc/zipl.conf
  exits 1 "$AUBACKLOG" grub --root root --apply
  says "--args='audit=1 audit_backlog_limit=8192' zipl"
  says 'Not applied: the command works on the running system alone'
  [ -z "$(find root -name '*aubacklog*')" ]
}

@test "what is renamed is on the disk, and then its new name is" {
  printf 'GRUB_CMDLINE_LINUX="audit=0 audit_backlog_limit=64"\n' | debian
  strace -o log -e trace=fsync,renameat,linkat "$AUBACKLOG" grub --root root --apply >was-done || true
  # The backup's name and its folder; the new file, its name, and the folder.
  steps=$(sed -n 's/^\(linkat\|renameat\|fsync\).*/\1/p' log | tr '\n' ' ')
  [ "$steps" = 'linkat renameat fsync fsync linkat renameat fsync ' ]
}

@test "settings of 90,000 variables, or of a line of 17,000 pieces, are refused and end" {
  mkdir -p root/etc/default root/boot/grub
  : >root/boot/grub/grub.cfg
  seq -f 'V%g=1' 90000 >root/etc/default/grub
  (ulimit -t 15; exits 2 "$AUBACKLOG" grub --root root; says 'more than 4096 variables are set')
  # shellcheck disable=SC2016
  yes 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX x"' | head -n 17000 >root/etc/default/grub
  (ulimit -t 10; exits 2 "$AUBACKLOG" grub --root root; says 'more than 256 pieces')
}

@test "folders of more drop-ins, or more bytes of them, than their bounds are refused, not cut" {
  : | debian
  mkdir -p root/etc/default/grub.d
  # shellcheck disable=SC2016
  for ((i = 1; i <= 512; i++)); do
    echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX a'$i'"' >root/etc/default/grub.d/$i.cfg
  done
  exits 2 "$AUBACKLOG" grub --root root
  says 'more than 256 pieces'
  : >root/etc/default/grub.d/513.cfg
  exits 4 "$AUBACKLOG" grub --root root
  says "cannot read 'root/etc/default/grub.d': it has more than 512 files of '*.cfg'"
  rm root/etc/default/grub.d/*
  printf '#%0599999d\n' 0 | tee root/etc/default/grub.d/{1,2}.cfg >was-written
  exits 4 "$AUBACKLOG" grub --root root
  says "it has more than 1048576 bytes of '*.cfg'"
  rm root/etc/default/grub.d/2.cfg
  exits 1 "$AUBACKLOG" grub --root root
  mkdir -p root/usr/lib/bootc/kargs.d
  touch root/usr/lib/bootc/kargs.d/{1..513}.toml
  exits 4 "$AUBACKLOG" grub --root root
  says "kargs.d': it has more than 512 files of '*.toml'"
  rm -r root/usr/lib/bootc
  mkdir -p root/boot/loader/entries root/etc/audit/rules.d
  for ((i = 1; i <= 17; i++)); do truncate -s 1M root/boot/loader/entries/$i.conf; done
  exits 4 "$AUBACKLOG" grub --root root
  says "entries': it has more than 16777216 bytes of '*.conf'"
  rm -r root/boot/loader
  for ((i = 1; i <= 5; i++)); do
    mkdir -p root/boot/efi/EFI/$i
    truncate -s 4000000 root/boot/efi/EFI/$i/grub.cfg
  done
  exits 4 "$AUBACKLOG" grub --root root
  says 'all grub.cfg together have more than 16777216 bytes'
  touch root/etc/audit/rules.d/{1..513}.rules
  exits 4 "$AUBACKLOG" check --root root
  says "rules.d': it has more than 512 files of '*.rules'"
}

@test "--undo refuses more backups than a change leaves" {
  : | debian
  touch root/etc/default/{1..600}.aubacklog-before
  exits 4 "$AUBACKLOG" grub --root root --undo
  says "cannot undo the changes in 'etc/default': there are more than 512 backups"
  [ "$(find root/etc/default -name '*aubacklog-before*' | wc -l)" -eq 600 ]
}

@test "boot entries with more wrong words than a command takes are refused" {
  mkdir -p root/boot/loader/entries root/boot/grub2 root/etc/default
  echo 'ID=fedora' >root/etc/os-release
  : | tee root/boot/grub2/grub.cfg >root/etc/default/grub
  echo "options $(seq -s ' ' -f 'audit_backlog_limit=%g' 256)" >root/boot/loader/entries/a.conf
  exits 1 "$AUBACKLOG" grub --root root
  says 'audit_backlog_limit=256'
  echo "options audit=0" >root/boot/loader/entries/b.conf
  exits 2 "$AUBACKLOG" grub --root root
  says 'in more than 256 wrong ways'
}
