#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a run loads: a library only where it is needed, and a clear word where it is not there.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# COMMAND…: the libraries that are loaded on demand and that it opens, by name, in a line
loads() {
  strace -f -o trace -e trace=openat,open "$@" >/dev/null 2>error || [ $? -lt 3 ] || { cat error; return 1; }
  grep -v ENOENT trace | grep -oE '/lib(cairo|xml2|icuuc|archive|systemd|gcrypt|X11)\.so' | tr -d / | sort -u | xargs
}

@test "reading a log loads no library that it does not need" {
  recorded bookworm-load40
  log=root/var/log/audit/audit.log
  for words in "boots $log" "report $log" "report --format json $log" "events $log" "plot $log" "plot -o x.txt $log" \
    "plot -o x.gp $log" --help --version; do
    # shellcheck disable=SC2086 # words on purpose
    loaded=$(loads "$AUBACKLOG" $words)
    [ -z "$loaded" ] || { echo "$words loads $loaded"; return 1; }
  done
  rm -r root/var/log/journal
  for words in "report --root root" "check --root root" "grub --root root" "report $log --kernel-log root/sos_commands/kernel/dmesg"; do
    # shellcheck disable=SC2086
    loaded=$(loads "$AUBACKLOG" $words)
    [ -z "$loaded" ] || { echo "$words loads $loaded"; return 1; }
  done
}

@test "what needs a library loads it, and no other" {
  recorded bookworm-load40
  log=root/var/log/audit/audit.log
  [[ $(loads "$AUBACKLOG" plot -o x.png $log) == "libX11.so libcairo.so" ]]
  [ -z "$(loads "$AUBACKLOG" plot -o x.svg $log)" ]
  [[ $(loads "$AUBACKLOG" report --root root) == "libgcrypt.so libsystemd.so" ]]
  gzip -k $log
  [ -z "$(loads "$AUBACKLOG" report $log.gz)" ]
  xz -k $log
  [[ $(loads "$AUBACKLOG" report $log.xz) == *libarchive.so* ]]
  rm -r root/var/log/journal
  [[ $(loads "$AUBACKLOG" check --root root --format junit) == *libxml2.so ]]
  tar -cf root.tar -C root .
  [[ $(loads "$AUBACKLOG" report --root root.tar) == *libarchive.so* ]]
  # Only what every run needs is linked.
  [ "$(readelf -d "$AUBACKLOG" | grep NEEDED | grep -cE 'cairo|xml2|archive|systemd')" -eq 0 ]
}

@test "libseccomp is loaded with the first event that is read" {
  recorded bookworm-load40
  log=root/var/log/audit/audit.log
  for words in "report $log" "events $log"; do
    # shellcheck disable=SC2086 # words on purpose
    loads "$AUBACKLOG" $words
    grep -q 'libseccomp.so.* = [0-9]' trace
  done
  for words in "boots $log" --version "report $tests/cases/clock-jumps-back/audit.log"; do
    # shellcheck disable=SC2086
    loads "$AUBACKLOG" $words
    never grep 'libseccomp.*\.so' trace
  done
}

# NAME: from now on the dynamic linker finds this in the library's place: nothing that it can load
break_library() {
  mkdir -p broken
  rm -f broken/*
  : >"broken/$1"
}

@test "a library that is not there is named, with its package" {
  recorded bookworm-load40
  log=root/var/log/audit/audit.log
  xz -k $log
  tar -cf root.tar -C root .
  break_library libcairo.so.2
  exits 4 env LD_LIBRARY_PATH=broken "$AUBACKLOG" plot -o x.png $log
  says "aubacklog: cannot draw the graph: broken/libcairo.so.2: file too short (the library is in libcairo2 (Debian), cairo (Fedora))"
  [ ! -e x.png ]
  env LD_LIBRARY_PATH=broken "$AUBACKLOG" plot -o x.txt $log || [ $? -eq 1 ]
  break_library libxml2.so.2
  exits 4 env LD_LIBRARY_PATH=broken "$AUBACKLOG" check --root root --format junit
  says "cannot write XML: broken/libxml2.so.2: file too short (the library is in libxml2 (Debian and Fedora))"
  break_library libarchive.so.13
  for words in "--root root.tar" $log.xz; do
    # shellcheck disable=SC2086 # words on purpose
    exits 4 env LD_LIBRARY_PATH=broken "$AUBACKLOG" report $words
    says "cannot read or write what is packed: broken/libarchive.so.13: file too short (the library is in libarchive13 (Debian), libarchive (Fedora))"
  done
}

@test "without libsystemd the report says why it has no journal" {
  recorded bookworm-load40
  break_library libsystemd.so.0
  exits 1 env LD_LIBRARY_PATH=broken "$AUBACKLOG" report --root root
  says "journal var/log/journal: not read: cannot read the journal: broken/libsystemd.so.0: file too short (the library is in libsystemd0 (Debian), systemd-libs (Fedora))"
}

@test "what has no place for it in its output says so beside it" {
  recorded bookworm-load40
  break_library libsystemd.so.0
  for words in events "plot -o x.svg" boots; do
    # shellcheck disable=SC2086 # words on purpose
    exits 0 env LD_LIBRARY_PATH=broken bash -c '"$@" 2>&1 >/dev/null' - "$AUBACKLOG" $words --root root
    says "aubacklog: 'var/log/journal' is left out: cannot read the journal: broken/libsystemd.so.0: file too short"
  done
}

@test "a library without what is used of it is not used" {
  recorded bookworm-load40
  mkdir broken
  cp "$(ldd "$AUBACKLOG" | awk '$1 ~ /^libz/ { print $3 }')" broken/libcairo.so.2
  exits 4 env LD_LIBRARY_PATH=broken "$AUBACKLOG" plot -o x.png root/var/log/audit/audit.log
  says "undefined symbol: cairo_translate (the library is in libcairo2"
}

# The notes of the program file (uapi-group.org/specifications/specs/elf_dlopen_metadata), one JSON array a line; anything
# else in their section is an error.
notes() {
  objcopy --dump-section .note.dlopen=notes "$AUBACKLOG" copy
  python3 -c '
import struct
data, at = open("notes", "rb").read(), 0
while at < len(data):
    name, text, kind = struct.unpack_from("=III", data, at)
    at += 12
    assert data[at:at + name] == b"FDO\0" and kind == 0x407C0C0A, (data[at:at + name], kind)
    at += (name + 3) // 4 * 4
    assert data[at + text - 1] == 0, "the text is terminated"
    print(data[at:at + text - 1].decode())
    at += (text + 3) // 4 * 4'
}

@test "the program file says what it may load, and loads no more" {
  recorded bookworm-load40
  notes >said
  jq -es 'length == 5 and all(.[]; length == 1 and (.[0] | keys == ["description", "feature", "priority", "soname"] and
    .priority == "recommended" and .description != "" and (.soname | length == 1))) and
    (map(.[0].feature) | unique | length == 5)' said
  tar -cf root.tar -C root .
  for words in "report --root root" "report --root root.tar" "plot -o x.png root/var/log/audit/audit.log" \
    "check --root root --format junit"; do
    # shellcheck disable=SC2086 # words on purpose
    LD_DEBUG=files LD_DEBUG_OUTPUT=loads "$AUBACKLOG" $words >/dev/null 2>&1 || [ $? -lt 3 ]
  done
  diff <(jq -r '.[].soname[]' said | sort) \
    <(grep -hoP 'file=\K\S+(?=.*dynamically loaded by \S*aubacklog )' loads.* | sort -u)
}
