#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# grub on a machine: --apply runs the platform's own commands there. The machine is a case's root with this system's
# programs, as / of a mount namespace of its own; its /usr/sbin is /stand-in, where stand-ins note how they were called, with
# links to the others. PATH has what must not be run.

# shellcheck disable=SC2154,SC2016 # helpers.bash and bats set tests, output, status; the stand-ins' shell expands
load helpers

# CASE: makes ./root a machine: the case, this system's programs, /stand-in for commands
machine() {
  local folder user=()
  rm -rf root
  "$tests/unpack-check-case" "$tests/check-cases/$1" root
  rm -rf root/proc
  mkdir -p root/{usr,proc,dev,tmp,stand-in,var/log,var/lib,boot}
  for folder in bin sbin lib lib64; do
    if [ -L "/$folder" ]; then cp -P "/$folder" root; elif [ -d "/$folder" ]; then mkdir "root/$folder"; fi
  done
  cp -r /etc/grub.d root/etc
  cp -L /etc/ld.so.cache root/etc
  cp "$AUBACKLOG" root/aubacklog
  if [ "$(id -u)" != 0 ]; then user=(-r); fi
  # Where a coverage build keeps its counts.
  counts=
  if covered; then
    counts=$(dirname "$(realpath "$AUBACKLOG")")
    mkdir -p "root$counts"
  fi
  export counts
  enter=(unshare -m "${user[@]}" sh -c '
    for folder in usr proc dev bin sbin lib lib64; do
      if [ -d "/$folder" ] && [ ! -L "/$folder" ]; then mount --rbind "/$folder" "root/$folder"; fi
    done
    mkdir -p root/sbin-here
    mount --bind /usr/sbin root/sbin-here
    for file in /usr/sbin/*; do
      [ -e "root/stand-in/${file##*/}" ] || ln -sf "/sbin-here/${file##*/}" root/stand-in
    done
    mount --bind root/stand-in root/usr/sbin
    if [ "$counts" ]; then mount --bind "$counts" "root$counts"; fi
    exec chroot root "$@"' sh)
  "${enter[@]}" true 2>/dev/null || skip "no mount namespace can be made here"
}

grub() { "${enter[@]}" env PATH=/planted:: /aubacklog grub "$@"; }

# NAME: a command of the machine, as standard input says, that notes its words first
stand_in() {
  rm -f "root/stand-in/$1"
  { printf '#!/bin/sh\necho "%s $*" >>/stand-in/called\n' "$1"; cat; } >"root/stand-in/$1"
  chmod +x "root/stand-in/$1"
}

called() { cat root/stand-in/called 2>/dev/null; }

# What grubby does to entries and to kernelopts, as far as it matters here
grubby() {
  stand_in grubby <<'END'
exec /usr/bin/python3 - "$@" <<'PYTHON'
import glob, re, sys
given = dict(word[2:].split("=", 1) for word in sys.argv[1:])
def change(line):
    for word in given.get("remove-args", "").split():
        line = re.sub(r"(?<!\S)" + re.escape(word) + r"(?!\S)", "", line)
    for word in given.get("args", "").split():
        line = re.sub(r"(?<!\S)" + re.escape(word.split("=")[0]) + r"=\S*", "", line) + " " + word
    return " ".join(line.split())
for path in glob.glob("/boot/loader/entries/*.conf"):
    text = open(path).read()
    if given["update-kernel"] not in ("ALL", "/boot" + re.search(r"^linux (/\S+)", text, re.M)[1]):
        continue
    if "$kernelopts" in text:
        path, text = "/boot/grub2/grubenv", open("/boot/grub2/grubenv").read()
        text = re.sub(r"^kernelopts=(.*)$", lambda found: "kernelopts=" + change(found[1]), text.rstrip("#"), flags=re.M)
        open(path, "w").write(text + "#" * (1024 - len(text)))
    else:
        open(path, "w").write(re.sub(r"^options (.*)$", lambda found: "options " + change(found[1]), text, flags=re.M))
PYTHON
END
}

# The arguments of each ordinary entry, as check reads them
entries() {
  "$AUBACKLOG" check --root root --format json |
    jq -c '[.configured.entries[] | select(.rescue | not) | [.audit, if .limit_given then .limit else null end]] | unique'
}

# CASE: a machine with this system's real update-grub; grub-probe alone is stood in for, as there is no disk
machine_with_grub() {
  if ! [ -x /usr/sbin/grub-mkconfig ] || ! [ -d /etc/grub.d ]; then skip "no grub-mkconfig here"; fi
  machine "$1"
  rm -f root/stand-in/grub-probe
  printf '#!/bin/sh\ncase "$*" in *fs_uuid*) echo 1234-abcd ;; *target=device*) echo /dev/vda1 ;; *target=fs*) echo ext2 ;; *) echo ext2 ;; esac\n' >root/stand-in/grub-probe
  chmod +x root/stand-in/grub-probe
  if ! [ -x /usr/sbin/update-grub ]; then stand_in update-grub <<<'exec grub-mkconfig -o /boot/grub/grub.cfg'; fi
  rm -f root/etc/grub.d/{20,30,41}_*
  : >root/boot/vmlinuz-6.1.0-18-amd64
  : >root/boot/initrd.img-6.1.0-18-amd64
}

@test "Debian: the real update-grub makes grub.cfg of the drop-in, and of what was before" {
  machine_with_grub debian12-commented
  "${enter[@]}" update-grub 2>/dev/null
  cp root/boot/grub/grub.cfg first.cfg
  never grep -q 'linux.*audit_backlog_limit' first.cfg
  exits 0 grub --apply
  says 'ran update-grub'
  says 'checked 2 boot entries'
  [ "$(grep -c $'^\tlinux.*audit=1 audit_backlog_limit=8192\|^\t\tlinux.*audit=1 audit_backlog_limit=8192' root/boot/grub/grub.cfg)" -ge 2 ]
  [ "$(entries)" = '[["on",8192]]' ]
  exits 0 grub --apply
  says 'NOTHING TO CHANGE'
  exits 0 grub --undo
  says 'ran update-grub'
  diff first.cfg root/boot/grub/grub.cfg
  [ -z "$(ls root/etc/default/grub.d)" ]
  exits 0 grub --undo
  says 'NOTHING TO UNDO'
}

@test "Debian: with the real update-grub, memtest86+ is no reason to fail, and a Xen entry gets the arguments where it takes them from" {
  machine_with_grub debian12-commented
  printf '#!/bin/sh\nprintf "menuentry \\"Memory test\\" {\\n\\tlinux /boot/memtest86+x64.bin\\n}\\n"\n' >root/etc/grub.d/20_memtest86+
  cp /etc/grub.d/20_linux_xen root/etc/grub.d
  chmod +x root/etc/grub.d/20_*
  printf 'CONFIG_XEN=y\nCONFIG_XEN_DOM0=y\n' >root/boot/config-6.1.0-18-amd64
  : >root/boot/xen-4.17-amd64.gz
  for replaced in '' 'GRUB_CMDLINE_LINUX_XEN_REPLACE="net.ifnames=0"' 'GRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT="console=hvc0"'; do
    printf 'GRUB_CMDLINE_LINUX="quiet"\n%s\n' "$replaced" >root/etc/default/grub
    "${enter[@]}" update-grub 2>/dev/null
    cp root/boot/grub/grub.cfg first.cfg
    grep -q memtest86 first.cfg
    grep -q 'module2*\s.*vmlinuz' first.cfg
    exits 0 grub --apply
    says 'checked 4 boot entries'
    [ "$(grep -c 'module2*\s.*vmlinuz.*audit=1 audit_backlog_limit=8192' root/boot/grub/grub.cfg)" -ge 2 ]
    exits 0 grub --apply
    says 'NOTHING TO CHANGE'
    exits 0 grub --undo
    diff first.cfg root/boot/grub/grub.cfg
  done
}

@test "Debian: what ends the real update-grub is refused before anything is written, and what does not is none of our business" {
  machine_with_grub debian12-commented
  while IFS='|' read -r ends line; do
    printf 'GRUB_CMDLINE_LINUX="quiet"\n%b\nGRUB_TIMEOUT=5\n' "$line" >root/etc/default/grub
    rm -rf root/etc/default/grub.d
    if "${enter[@]}" update-grub 2>/dev/null; then really=no; else really=yes; fi
    if [ "$ends" = yes ] && ! [ /bin/sh -ef /bin/dash ]; then continue; fi
    [ "$really" = "$ends" ] || { echo "update-grub: $line: $really"; return 1; }
    cp -a root/etc before
    if [ "$ends" = yes ]; then
      exits 2 grub --apply
      says 'the command that makes boot entries of it ends there'
      diff -r before root/etc
    else
      exits 0 grub --apply
      exits 0 grub --apply
      says 'NOTHING TO CHANGE'
      exits 0 grub --undo
    fi
    rm -rf before
  done <<'END'
yes|GRUB_CMDLINE_LINUX+=" x"
yes|GRUB_CMDLINE_LINUX_DEFAULT=quiet splash nomodeset
yes|GRUB_CMDLINE_LINUX = "audit=1"
yes|GRUB_CMDLINE_LINUX= "audit=1"
yes|A=(x y)
yes|A="${PATH//a/b}"
yes|declare A=1
no|GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX console=$(echo tty0)"
no|if [ -e /proc ]; then GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX efi=debug"; fi
no|GRUB_CMDLINE_LINUX_DEFAULT="${GRUB_CMDLINE_LINUX_DEFAULT:+$GRUB_CMDLINE_LINUX_DEFAULT }\\$tuned_params"
no|GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
no|[ -e /nowhere ] || GRUB_X=1
no|case x in x) GRUB_X=1 ;; *) GRUB_X=2 ;; esac
no|export GRUB_X=1 GRUB_Y
no|GRUB_X=a\\ b # c d
END
}

@test "PATH has no say in what is run" {
  machine debian12-stale-grub-cfg
  stand_in update-grub <<<"sed -i 's|^\(\s*linux\s.*\)|\1 audit=1 audit_backlog_limit=8192|' /boot/grub/grub.cfg"
  mkdir root/planted
  printf '#!/bin/sh\ntouch /planted/was-run\n' | tee root/planted/update-grub >root/update-grub
  chmod +x root/planted/update-grub root/update-grub
  exits 0 grub --apply
  [ "$(called)" = 'update-grub ' ]
  [ ! -e root/planted/was-run ]
}

@test "a stale grub.cfg is made again, without a change of the files" {
  machine debian12-stale-grub-cfg
  cp -r root/etc before
  stand_in update-grub <<<"sed -i 's|^\(\s*linux\s.*\)|\1 audit=1 audit_backlog_limit=8192|' /boot/grub/grub.cfg"
  exits 0 grub --apply
  [ "$(called)" = 'update-grub ' ]
  diff -r before root/etc
}

@test "a command that fails, is killed, or does nothing is told, and --undo goes back" {
  machine debian12-below
  cp root/etc/default/grub before
  for pair in 'exit 3:ended with status 3' 'kill -9 $$:ended by signal 9' 'true:is without'; do
    stand_in update-grub <<<"${pair%%:*}"
    exits 4 grub --apply
    says "${pair#*:}"
    grep -q 8192 root/etc/default/grub
    # What is there now is done again, and told again.
    exits 4 grub --apply
    # As long as the entries cannot be made anew, the way back stays open.
    code=0
    grub --undo >undone 2>&1 || code=$?
    cmp before root/etc/default/grub
    if [ "${pair%%:*}" = true ]; then [ "$code" -eq 0 ]; else [ "$code" -eq 4 ]; fi
    stand_in update-grub <<<true
    exits 0 grub --undo
    [ "$(ls root/etc/default)" = grub ]
  done
}

@test "RHEL 9: grubby changes all entries, kernel/cmdline is edited, and both go back" {
  machine rhel9-below
  grubby
  cp -r root/boot boot-before
  cp -r root/etc etc-before
  exits 0 grub --apply
  says "ran grubby --update-kernel=ALL --remove-args=audit_backlog_limit=4096 --args='audit=1 audit_backlog_limit=8192'"
  [ "$(entries)" = '[["on",8192]]' ]
  [ "$(called)" = 'grubby --update-kernel=ALL --remove-args=audit_backlog_limit=4096 --args=audit=1 audit_backlog_limit=8192' ]
  exits 0 grub --apply
  [ "$(called | wc -l)" -eq 1 ]
  exits 0 grub --apply --limit 16384
  [ "$(entries)" = '[["on",16384]]' ]
  exits 0 grub --undo
  diff -r boot-before root/boot
  diff -r etc-before root/etc
  [ -z "$(ls root/var/lib/aubacklog)" ]
  exits 0 grub --undo
  says 'NOTHING TO UNDO'
}

@test "RHEL 9: entries that differ go back each to its own" {
  machine rhel9-one-entry-without
  grubby
  before=$(entries)
  exits 0 grub --apply
  [ "$(entries)" = '[["on",8192]]' ]
  exits 0 grub --undo
  [ "$(entries)" = "$before" ]
}

@test "RHEL 8: kernelopts of grubenv, which stays 1024 bytes" {
  machine rhel8-kernelopts-missing
  grubby
  cp root/boot/grub2/grubenv before
  exits 0 grub --apply
  [ "$(entries)" = '[["on",8192]]' ]
  [ "$(stat -c %s root/boot/grub2/grubenv)" -eq 1024 ]
  exits 0 grub --undo
  # The stand-in appends what it changes, and grubby may.
  diff <(tr -s ' #\n' '\n' <before | sort) <(tr -s ' #\n' '\n' <root/boot/grub2/grubenv | sort)
}

@test "SLES: grub2-mkconfig, which has to be there; s390x: zipl behind it" {
  machine sles15-below
  if ! command -v grub2-mkconfig >/dev/null; then
    cp root/etc/default/grub before
    exits 4 grub --apply
    says "cannot run 'grub2-mkconfig': it is not there"
    cmp before root/etc/default/grub
  fi
  stand_in grub2-mkconfig <<<"sed -i s/=1024/=8192/ /boot/grub2/grub.cfg"
  stand_in zipl <<<true
  : >root/etc/zipl.conf
  exits 0 grub --apply
  [ "$(called)" = $'grub2-mkconfig -o /boot/grub2/grub.cfg\nzipl ' ]
}

@test "killed between the file and the commands: the next run goes on, forwards and back" {
  machine debian12-below
  stand_in update-grub <<<'kill -9 $PPID'
  exits 137 grub --apply
  grep -q 8192 root/etc/default/grub
  stand_in update-grub <<<'. /etc/default/grub; sed -i "s/audit_backlog_limit=[0-9]*/${GRUB_CMDLINE_LINUX#* }/" /boot/grub/grub.cfg'
  exits 0 grub --apply
  [ "$(entries)" = '[["on",8192]]' ]
  cp root/stand-in/update-grub good
  stand_in update-grub <<<'kill -9 $PPID'
  exits 137 grub --undo
  cp good root/stand-in/update-grub
  exits 0 grub --undo
  [ "$(entries)" = '[["on",64]]' ]
}

@test "killed while the drop-in is taken back: the next --undo makes the entries anew" {
  machine debian12-commented
  make_entries='cat /etc/default/grub.d/zz-aubacklog.cfg >/wanted 2>/dev/null || : >/wanted; sed -i "s/ audit=1 audit_backlog_limit=8192//" /boot/grub/grub.cfg; if [ -s /wanted ]; then sed -i "s|^\\(\\s*linux\\s.*\\)|\\1 audit=1 audit_backlog_limit=8192|" /boot/grub/grub.cfg; fi'
  stand_in update-grub <<<"$make_entries"
  cp root/boot/grub/grub.cfg before
  exits 0 grub --apply
  [ "$(entries)" = '[["on",8192]]' ]
  stand_in update-grub <<<'kill -9 $PPID'
  exits 137 grub --undo
  stand_in update-grub <<<"$make_entries"
  exits 0 grub --undo
  cmp before root/boot/grub/grub.cfg
  [ -z "$(ls root/etc/default/grub.d)" ]
  exits 0 grub --undo
  says 'NOTHING TO UNDO'
}

@test "a command that ends with 127 was there" {
  machine debian12-below
  stand_in update-grub <<<'exit 127'
  exits 4 grub --apply
  says "cannot go on: 'update-grub' ended with status 127"
}

@test "no entry that can be verified is no success" {
  machine debian12-below
  stand_in update-grub <<<'rm /boot/grub/grub.cfg'
  exits 4 grub --apply
  says 'cannot rely on the change: no boot entry was found afterwards'
}

@test "/boot that is not mounted: nothing is written" {
  machine debian12-below
  echo 'UUID=1 /boot ext4 defaults 0 2' >root/etc/fstab
  stand_in update-grub <<<'true'
  cp -a root/etc etc-before
  exits 2 grub --apply
  says 'etc/fstab has /boot of its own, which is not mounted here'
  diff -r etc-before root/etc
  [ -z "$(called)" ]
  # Mounted, it is as any other.
  enter_with_boot=("${enter[@]}")
  enter=(unshare -m sh -c 'mount --bind root/boot root/boot; mount -t tmpfs boot root/tmp; cp -a root/boot/. root/tmp; mount --move root/tmp root/boot; exec "$@"' sh "${enter_with_boot[@]}")
  [ "$(id -u)" != 0 ] || {
    stand_in update-grub <<<'sed -i s/audit_backlog_limit=64/audit_backlog_limit=8192/ /boot/grub/grub.cfg'
    exits 0 grub --apply
  }
}
