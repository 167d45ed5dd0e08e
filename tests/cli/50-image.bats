#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# aubacklog-image, with a stand-in for guestfish that takes the folder IMAGE.tree for what is in an image; tests/vm/image
# reads real images.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# Makes a PATH with the stand-ins, and the image disk.img of what ./root holds.
image_of_root() {
  mkdir -p bin
  cat >bin/guestfish <<'SCRIPT'
#!/bin/bash
# Knows the commands that the script uses, pipes, "-" (may fail) and "<!" (do what this prints).
printf '%s\n' "$*" >>"$STAND_IN/called"
while [ "$1" != -a ]; do shift; done
tree=$2.tree
fail() { echo "*stdin*:1: libguestfs: error: $1: $2: No such file or directory" >&2; return 1; }
command_of() { # COMMAND ARGUMENT…
  case $1 in
    download) cp -- "$tree$2" "$3" 2>/dev/null || fail "$@" ;;
    realpath) [ -d "$tree$2" ] && real=$(realpath "$tree$2") && echo "/${real#"$(realpath "$tree")"/}" || fail "$@" ;;
    find0) (cd "$tree$2" && find . -mindepth 1 -print0 | sed -z 's,^\.,,') >"$3" ;;
    is-file) if [ -f "$tree$2" ] && { [ ! -L "$tree$2" ] || [ "$3" = followsymlinks:true ]; }; then echo true; else echo false; fi ;;
    *) echo "no such command: $1" >&2; return 1 ;;
  esac
}
perform() { # LINE
  local may_fail=false line=$1 pipe=cat
  printf '%s\n' "$line" >>"$STAND_IN/performed"
  case $line in
    '<! '*) while IFS= read -r line; do perform "$line"; done < <(eval "${line#<! }"); return ;;
    '- '*) may_fail=true line=${line#- } ;;
  esac
  case $line in *' | '*) pipe=${line#* | } line=${line%% | *} ;; esac
  # The line is words on purpose.
  # shellcheck disable=SC2086
  command_of $line > >(sh -c "$pipe") || $may_fail || exit 1
  wait $!
}
[ ! -f "$STAND_IN/fails" ] || { cat "$STAND_IN/fails" >&2; exit 1; }
while IFS= read -r line; do perform "$line"; done
SCRIPT
  cat >bin/qemu-img <<'SCRIPT'
#!/bin/sh
[ ! -f "$STAND_IN/locked" ] || { echo 'qemu-img: Could not open: Failed to get shared "write" lock' >&2; exit 1; }
SCRIPT
  chmod +x bin/guestfish bin/qemu-img
  export STAND_IN=$PWD PATH=$PWD/bin:$PATH AUBACKLOG TMPDIR=$PWD/scratch
  mkdir scratch
  image=$tests/../scripts/aubacklog-image
  touch disk.img
  mv root disk.img.tree
}

# Fails when the script left something in its folder for temporary files.
left_nothing() { [ -z "$(ls -A scratch)" ]; }

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
  [ "$(cat called)" = "--ro -i -a $PWD/disk.img" ]
  grep -q '^download /boot/efi/EFI/debian/grub.cfg ' performed
  never grep home performed
  exits 1 "$image" disk.img
  [[ $output == "LOST: 390 audit records"* ]]
  left_nothing
}

@test "every verb takes an image, and aubacklog's own options and exit codes" {
  recorded bookworm-stock
  image_of_root
  exits 1 "$image" disk.img plot -o queue.svg
  [ -s queue.svg ]
  exits 1 "$image" disk.img boots
  exits 1 "$image" disk.img check --profile measured
  exits 0 "$image" disk.img record -o evidence.tar
  tar -tf evidence.tar | grep -qx var/log/audit/audit.log
  exits 3 "$image" disk.img report --no-such-option
  exits 4 "$image" disk.img report --boot -7
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
  grep -q '^download /srv/journal/.*/system.journal evidence/var/log/journal/' performed
}

@test "names that guestfish or a shell would read otherwise are passed over and said" {
  recorded bookworm-stock
  touch "root/var/log/audit/audit.log.1 | touch pwned" root/var/log/audit/$'audit.log.2\n!touch pwned' \
    "root/var/log/audit/audit.log.3;touch\${IFS}pwned" "root/var/log/audit/\"audit.log.4"
  mkfifo root/var/log/audit/audit.log.5
  image_of_root
  exits 1 "$image" disk.img
  says "passed over: 4 files with unusual characters in their names"
  says "LOST: 4 audit records"
  never grep -E '^(-|find0|is-file|download) .*pwned' performed
  [ -z "$(find . -name pwned)" ]
  never grep -q '^download .*log.5' performed
}

@test "log_file cannot lead the copies out of their folder" {
  recorded bookworm-stock
  mkdir -p root/x out
  cp root/var/log/audit/audit.log root/x/
  sed -i "s,^log_file = .*,log_file = /x/../../../../../../../..$PWD/out/audit.log," root/etc/audit/auditd.conf
  image_of_root
  run "$image" disk.img
  [ -z "$(ls out)" ]
  never grep -F '/..' performed
  left_nothing
}

@test "an image in use is read, and that is said" {
  recorded bookworm-stock
  image_of_root
  touch locked
  exits 1 "$image" disk.img
  says "'$PWD/disk.img' is in use, by a running machine as it seems"
}

@test "a format and a key go to guestfish" {
  recorded bookworm-stock
  image_of_root
  exits 1 "$image" --image-format raw --key /dev/sda2:file:key disk.img boots
  [ "$(cat called)" = "--ro -i --format=raw --key /dev/sda2:file:key -a $PWD/disk.img" ]
}

@test "what cannot be read exits 4 and says why" {
  recorded bookworm-stock
  image_of_root
  exits 4 "$image" nowhere.img
  says "cannot open '$PWD/nowhere.img': no such file"
  exits 4 "$image" .
  says "it is a directory"
  echo 'guestfish: no operating system was found on this disk' >fails
  exits 4 "$image" disk.img
  says "cannot read '$PWD/disk.img': no operating system was found in it"
  echo 'libguestfs: error: /usr/bin/supermin exited with error status 1.' >fails
  exits 4 "$image" disk.img
  says "it needs a kernel in /boot"
  echo 'guestfish: multi-boot operating systems are not supported' >fails
  exits 4 "$image" disk.img
  says "it holds several operating systems"
  echo 'libguestfs: error: appliance closed the connection unexpectedly' >fails
  exits 4 "$image" disk.img
  says "appliance closed the connection unexpectedly"
  mkdir few
  for tool in sh dirname mktemp rm; do ln -s "$(command -v "$tool")" few/; done
  exits 4 env PATH="$PWD/few" "$image" disk.img
  says "there is no guestfish here"
  left_nothing
}

@test "words that do not go with an image exit 3" {
  recorded bookworm-stock
  image_of_root
  exits 3 "$image"
  says "none is named"
  exits 3 "$image" --frobnicate disk.img
  exits 3 "$image" disk.img report --root root
  says "the image is the root"
  exits 3 "$image" disk.img grub --apply
  says "an image is only read"
  left_nothing
}

@test "ended by a signal it leaves nothing behind" {
  recorded bookworm-stock
  image_of_root
  # shellcheck disable=SC2016 # the stand-in expands them
  sed -i '2i sleep 20 \& echo $! >"$STAND_IN/sleeper"; echo $$ >"$STAND_IN/pid"; touch "$STAND_IN/begun"; wait' bin/guestfish
  "$image" disk.img 3>&- & script=$!
  until [ -f begun ]; do sleep 0.05; done
  kill -TERM "$script"
  code=0
  wait "$script" || code=$?
  [ "$code" = 4 ]
  for _ in $(seq 50); do if kill -0 "$(cat pid)" 2>/dev/null; then sleep 0.1; fi; done
  kill "$(cat sleeper)"
  never kill -0 "$(cat pid)"
  left_nothing
}

@test "what is copied of an image or kept of an archive can be asked for" {
  exits 0 "$AUBACKLOG" --print-wanted
  grep -qFx 'var/log/audit/*' <<<"$output"
  grep -qFx 'var/log/kern.log*' <<<"$output"
}
