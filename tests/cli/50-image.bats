#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# aubacklog-image, with a stand-in for libguestfs that takes the folder IMAGE.tree for what is in an image
# (tests/image/guestfs.c); tests/vm/image reads real images.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# Takes ./root for what is in the image disk.img.
image_of_root() {
  image=$(dirname "$(realpath "$AUBACKLOG")")/aubacklog-image
  [ -x "$image" ] || skip 'aubacklog-image is not built: libguestfs-dev is not here'
  LD_LIBRARY_PATH=$(dirname "$image")/stand-in
  export LD_LIBRARY_PATH STAND_IN=$PWD AUBACKLOG TMPDIR=$PWD/scratch
  unset LIBGUESTFS_BACKEND
  mkdir scratch
  touch disk.img
  mv root disk.img.tree
}

# Fails when something was left in the folder for temporary files.
left_nothing() { [ -z "$(ls -A scratch)" ] || { find scratch; return 1; }; }

# Takes, for aubacklog, a script that keeps the folder that it is given as "kept", and its words, a line each.
keep_copy() {
  cat >keeper <<'SCRIPT'
#!/bin/sh
[ "$2" = --root ] && cp -R "$3" "$STAND_IN/kept"
for word; do printf '<%s>\n' "$word"; done >"$STAND_IN/words"
exit 7
SCRIPT
  chmod +x keeper
  AUBACKLOG=$PWD/keeper
}

@test "an image gives the report of the tree in it, with the exit code, and leaves nothing behind" {
  recorded bookworm-load40
  mkdir -p root/boot/efi/EFI/debian root/home
  echo 'set x=y' >root/boot/efi/EFI/debian/grub.cfg
  echo secret >root/home/file
  exits 1 "$AUBACKLOG" report --root root --format json
  jq .boots <<<"$output" >wanted
  image_of_root
  exits 1 "$image" disk.img report --format json
  jq .boots <<<"$output" | diff wanted -
  left_nothing
  [ "$(cat called)" = "backend direct"$'\n'"read-only - $PWD/disk.img" ]
  grep -qx 'pread /boot/efi/EFI/debian/grub.cfg' performed
  never grep home performed
  exits 1 "$image" disk.img
  [[ $output == "LOST: 390 audit records"* ]]
  left_nothing
}

@test "every verb takes an image, and aubacklog's own options and exit codes" {
  recorded bookworm-stock
  image_of_root
  exits 0 "$image" disk.img plot -o queue.svg
  [ -s queue.svg ]
  exits 0 "$image" disk.img boots
  exits 1 "$image" disk.img check --profile measured
  exits 0 "$image" disk.img record -o evidence.tar
  tar -tf evidence.tar | grep -qx var/log/audit/audit.log
  exits 3 "$image" disk.img report --no-such-option
  exits 4 "$image" disk.img report --boot -7
  left_nothing
}

@test "aubacklog gets its words as they are, and the end of it is handed on" {
  recorded bookworm-stock
  image_of_root
  keep_copy
  # shellcheck disable=SC2016 # data
  exits 7 "$image" disk.img report -o 'a b' '$(touch pwned)' "it's; touch pwned" ''
  never [ -e pwned ]
  # shellcheck disable=SC2016
  sed 's,^<.*/evidence>,<EVIDENCE>,' words |
    diff - <(printf '<%s>\n' report --root EVIDENCE -o 'a b' '$(touch pwned)' "it's; touch pwned" '')
  exits 7 "$image" disk.img --verbose
  head -1 words | grep -qx '<report>'
  # shellcheck disable=SC2016 # the script's own
  printf '#!/bin/sh\nkill -9 $$\n' >keeper
  exits 137 "$image" disk.img
  left_nothing
}

@test "an audit log elsewhere, and folders and files that are links, are found" {
  recorded bookworm-stock
  mkdir -p root/srv/audit
  mv root/var/log/audit/audit.log root/srv/audit/elsewhere
  ln -s elsewhere root/srv/audit/records.log
  sed -i 's,^log_file = .*,log_file = /srv/audit/records.log,' root/etc/audit/auditd.conf
  mv root/var/log/journal root/srv/journal
  ln -s ../../srv/journal root/var/log/journal
  image_of_root
  exits 1 "$image" disk.img --verbose
  says "LOST: 4 audit records"
  says "/srv/audit/records.log"
  grep -q '^pread /srv/journal/.*/system.journal' performed
}

@test "a name is data: each file of any name is copied as it is, and no name is run" {
  recorded bookworm-stock
  # shellcheck disable=SC2016 # names
  for name in 'log |touch pwned' $'log\n!touch pwned' 'log;touch${IFS}pwned' '"log' "lo'g" '-rf' '--help' '$(touch pwned)' \
    '`touch pwned`' ' lead' 'trail ' $'\e[2J' $'\xff' '*' '%s%n' 'a,e' '&'; do
    echo "$name" >"root/var/log/audit/$name"
    mkdir -p "root/boot/efi/EFI/$name"
    echo "$name" >"root/boot/efi/EFI/$name/grub.cfg"
  done
  mkfifo root/var/log/audit/audit.log.5
  ln -s /dev/zero root/var/log/audit/audit.log.6
  ln -s audit.log.7 root/var/log/audit/audit.log.7
  image_of_root
  keep_copy
  exits 7 "$image" disk.img
  never grep 'passed over' <<<"$output"
  never [ -e pwned ]
  rm disk.img.tree/var/log/audit/audit.log.[567]
  diff -r disk.img.tree/var/log/audit kept/var/log/audit
  diff -r disk.img.tree/boot kept/boot
  [ "$(find kept -type f -perm 0600 | wc -l)" = "$(find kept ! -type d | wc -l)" ]
  exits 1 env AUBACKLOG="$(dirname "$image")/aubacklog" "$image" disk.img
  says "LOST: 4 audit records"
  left_nothing
}

@test "no text of auditd.conf is run" {
  recorded bookworm-stock
  # The folder's own name is a command; a link to it has a name that ends a pattern of sed, and asks to run the result.
  # shellcheck disable=SC2016 # the command's own
  mkdir 'root/;cd $STAND_IN;touch pwned'
  # shellcheck disable=SC2016
  for name in 'x,ewq' 'x,e' '$(touch pwned)' '|touch pwned' "'" '*' '-x' '..' '.'; do
    [ -e "root/$name" ] || ln -s ';cd $STAND_IN;touch pwned' "root/$name"
  done
  image_of_root
  cp disk.img.tree/etc/audit/auditd.conf auditd.conf
  # shellcheck disable=SC2016
  for file in /x,ewq/ /x,e/audit.log '/$(touch${IFS}$STAND_IN/pwned)/x' '/`touch${IFS}$STAND_IN/pwned`/x' \
    '/|touch${IFS}$STAND_IN/pwned' "/'/x" '/*/x' /-x/x '/..' '/../x' '/./x' / // ///x '/%s%n/x' '/x/;e' \
    "/$(printf 'a%.0s' {1..300})/x"; do
    grep -v '^log_file' auditd.conf >disk.img.tree/etc/audit/auditd.conf
    printf 'log_file = %s\n' "$file" >>disk.img.tree/etc/audit/auditd.conf
    run "$image" disk.img
    [ "$status" -le 4 ] || { echo "$file: $status: $output"; return 1; }
    never [ -e pwned ]
    left_nothing
  done
}

@test "log_file cannot lead the copies out of their folder" {
  recorded bookworm-stock
  mkdir -p root/x out
  cp root/var/log/audit/audit.log root/x/
  sed -i "s,^log_file = .*,log_file = /x/../../../../../../../..$PWD/out/audit.log," root/etc/audit/auditd.conf
  image_of_root
  run "$image" disk.img
  says 'passed over: 1 files'
  [ -z "$(ls out)" ]
  never grep -F '/..' performed
  left_nothing
}

@test "names that no file can have are passed over and said, whatever libguestfs answers" {
  recorded bookworm-stock
  image_of_root
  keep_copy
  deep=$(printf 'd/%.0s' {1..70})
  printf '%s\0' ../../../../../outside //absolute a/../../../../outside .. . a/ a//b "$deep"x \
    "$(printf 'n%.0s' {1..300})" audit.log >names
  exits 7 "$image" disk.img
  says 'passed over: '
  find kept >list
  grep -x kept/var/log/audit/audit.log list
  never grep -E 'outside|absolute|nnnn|d/d' list
  [ -z "$(find . -name outside -o -name absolute)" ]
  left_nothing
}

@test "a read that gives more than was asked for makes no file longer" {
  recorded bookworm-stock
  image_of_root
  keep_copy
  printf 'made-up\0' >names
  touch overlong
  exits 7 "$image" disk.img
  [ "$(cat kept/var/log/audit/made-up)" = xxxxx ]
}

@test "sizes, files and lists without end are refused before they fill the disk" {
  recorded bookworm-stock
  image_of_root
  printf 'huge\0' >names
  for size in 9223372036854775807 4611686018427387904 $((65 << 30)); do
    echo "$size" >size
    exits 4 "$image" disk.img
    says 'takes more than half of what is free'
    left_nothing
  done
  echo -2 >size
  run "$image" disk.img
  says 'has no size'
  rm names size
  echo 70000 >many
  exits 4 "$image" disk.img
  says 'more than 65536 files and folders'
  left_nothing
  rm many
  touch endless
  exits 4 "$image" disk.img
  says 'lists more than 16 MiB of names'
  left_nothing
}

@test "an image in use is read, and that is said" {
  recorded bookworm-stock
  image_of_root
  exits 1 "$image" disk.img
  never grep 'in use' <<<"$output"
  # The lock of QEMU on what it may write to.
  python3 -c 'import fcntl, struct, subprocess, sys
disk = open("disk.img", "r+")
fcntl.fcntl(disk, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 101, 1, 0))
sys.exit(subprocess.call(sys.argv[1:]))' "$image" disk.img >said 2>&1 || [ $? = 1 ]
  grep -F "'$PWD/disk.img' is in use, by a running machine as it seems" said
  grep '^LOST: 4 audit records' said
}

@test "a format and keys go to libguestfs" {
  recorded bookworm-stock
  image_of_root
  printf secret >locked
  printf 'secret\nrest\n' >keyfile
  for key in /dev/sda1:file:keyfile /dev/sda1:key:secret /dev/vda1:key:secret 0f-1d:key:secret; do
    rm -f called
    exits 0 "$image" --image-format raw --key nobody:key:x:y --key "$key" disk.img boots
    diff called <(printf '%s\n' 'backend direct' "read-only raw $PWD/disk.img" 'open /dev/sda1 opened0 read-only')
  done
  exits 4 "$image" --key /dev/sda1:key:wrong disk.img
  says 'it is encrypted, and the key of /dev/sda1 is not the one given (--key)'
  exits 4 "$image" --key /dev/sda1:file:nowhere disk.img
  says "cannot open key 'nowhere'"
  exits 4 "$image" disk.img
  says 'it is encrypted (/dev/sda1), and no key for it is given (--key)'
  for key in /dev/sda1 :key:x key:x /dev/sda1:clevis; do
    exits 3 "$image" --key "$key" disk.img
  done
  left_nothing
}

@test "what cannot be read exits 4 and says why" {
  recorded bookworm-stock
  image_of_root
  exits 4 "$image" nowhere.img
  says "cannot open 'nowhere.img': No such file"
  exits 4 "$image" .
  says "it is a directory"
  mkfifo pipe
  exits 4 "$image" pipe
  says "it is neither a file nor a block device"
  echo 0 >systems
  exits 4 "$image" disk.img
  says "cannot read '$PWD/disk.img': no operating system was found in it"
  echo 2 >systems
  exits 4 "$image" disk.img
  says "it holds several operating systems"
  rm systems
  printf '/usr/bin/supermin exited with error status 1.' >fails
  exits 4 "$image" disk.img
  says "it needs a kernel in /boot"
  printf 'appliance closed the connection\e[2J unexpectedly' >fails
  exits 4 "$image" disk.img
  says "appliance closed the connection\\x1b[2J unexpectedly"
  exits 4 env AUBACKLOG="$PWD/none" "$image" disk.img
  says "cannot find aubacklog"
  left_nothing
  chmod 0777 scratch
  exits 4 "$image" disk.img
  says 'others may rename what is in it'
  exits 4 env TMPDIR="$PWD/none" "$image" disk.img
  says "cannot use '$PWD/none'"
}

@test "words that do not go with an image exit 3" {
  recorded bookworm-stock
  image_of_root
  exits 3 "$image"
  says "none is named"
  exits 3 "$image" --frobnicate disk.img
  exits 3 "$image" --image-format
  for word in --root --root=root --roo --r; do
    exits 3 "$image" disk.img report "$word" root
    says "the image is the root"
  done
  for word in --apply --app --undo; do
    exits 3 "$image" disk.img grub "$word"
    says "an image is only read"
  done
  exits 0 "$image" --help
  says 'Usage: aubacklog-image'
  never [ -e called ]
  left_nothing
}

@test "ended by a signal it leaves neither a file nor a process behind" {
  recorded bookworm-stock
  image_of_root
  touch waits
  for signal in TERM HUP INT QUIT; do
    rm -f begun sleeper
    env --default-signal="$signal" "$image" disk.img 3>&- & program=$!
    until [ -s begun ]; do sleep 0.05; done
    kill -"$signal" "$program"
    code=0
    wait "$program" || code=$?
    [ "$code" = 4 ]
    never kill -0 "$(cat begun)"
    never kill -0 "$(cat sleeper)"
    left_nothing
  done
}

@test "ended while aubacklog runs, it ends that and leaves nothing behind" {
  recorded bookworm-stock
  image_of_root
  # shellcheck disable=SC2016 # the script's own
  printf '#!/bin/sh\necho $$ >"$STAND_IN/begun"\nexec sleep 20\n' >keeper
  chmod +x keeper
  env --default-signal=TERM AUBACKLOG="$PWD/keeper" "$image" disk.img 3>&- & program=$!
  until [ -s begun ]; do sleep 0.05; done
  kill "$program"
  code=0
  wait "$program" || code=$?
  [ "$code" = 4 ]
  never kill -0 "$(cat begun)"
  left_nothing
}

@test "what a killed run has left is removed by the next, and nothing else" {
  recorded bookworm-stock
  image_of_root
  touch waits
  "$image" disk.img 3>&- & program=$!
  until [ -s begun ]; do sleep 0.05; done
  mkdir -p scratch/aubacklog-image.file12/x scratch/aubacklog-image.others scratch/other
  chmod 700 scratch/aubacklog-image.file12
  mkdir -m 700 scratch/aubacklog-image.{2026-march,march,20march,mar-26} # the user's own
  touch scratch/aubacklog-image.{2026-march,march,20march,mar-26}/kept
  chmod 755 scratch/aubacklog-image.others # none of its own
  mkdir elsewhere
  touch elsewhere/file
  ln -s ../elsewhere scratch/aubacklog-image.linked
  ln -s ../../elsewhere scratch/aubacklog-image.file12/x/link
  # The first run holds its folder: another run leaves that alone.
  rm waits
  exits 1 "$image" disk.img
  [ "$(find scratch -mindepth 1 -maxdepth 1 -type d | wc -l)" = 7 ]
  [ -e elsewhere/file ]
  kill -KILL "$program"
  wait "$program" || true
  until ! kill -0 "$(cat begun)" 2>/dev/null; do sleep 0.05; done
  exits 1 "$image" disk.img
  find scratch -mindepth 1 -printf '%P\n' | LC_ALL=C sort | diff - <(printf '%s\n' \
    aubacklog-image.{2026-march{,/kept},20march{,/kept},linked,mar-26{,/kept},march{,/kept},others} other)
  [ -e elsewhere/file ]
  kill "$(cat sleeper)" || true
}

@test "what is copied of an image or kept of an archive can be asked for" {
  exits 0 "$AUBACKLOG" --print-wanted
  grep -qFx 'var/log/audit/*' <<<"$output"
  grep -qFx 'var/log/kern.log*' <<<"$output"
}
