#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Evidence in archives, and compressed logs.

# shellcheck disable=SC2030,SC2031,SC2154 # a test is a process of its own; helpers.bash and bats set tests, output, status
load helpers

log=var/log/audit/audit.log

# NAME: the report of ./root and that of the archive NAME, which must be the same but for the paths
same_report() {
  "$AUBACKLOG" report --root root --format json >directory.json || [ $? -le 2 ]
  "$AUBACKLOG" report --root "$1" --format json >archive.json || [ $? -le 2 ]
  sed 's,"root/,"'"$1"'/,' directory.json | diff - archive.json
}

@test "an archive gives the report of the directory, with each compression" {
  recorded bookworm-load40
  declare -A squeeze=([tar]=cat [tar.gz]='gzip -c' [tar.xz]='xz -1' [tar.zst]='zstd -q' [tar.bz2]=bzip2 [tar.lz4]='lz4 -q')
  for suffix in "${!squeeze[@]}"; do
    # The compressor and its option are two words.
    # shellcheck disable=SC2086
    tar -C root -cf - . | ${squeeze[$suffix]} >"boot.$suffix"
    same_report "boot.$suffix"
    exits 1 "$AUBACKLOG" report --root "boot.$suffix"
    [[ $output == "LOST: 390 audit records"* ]]
  done
}

@test "every recorded archive gives the report of its unpacked directory" {
  for archive in "$tests"/cases/*/evidence.tar.xz; do
    rm -rf root
    mkdir root
    tar -xJf "$archive" -C root
    cp "$archive" evidence.tar.xz
    same_report evidence.tar.xz
  done
}

@test "every verb reads an archive" {
  cp "$tests/cases/bookworm-stock/evidence.tar.xz" boot.tar.xz
  recorded bookworm-stock
  exits 0 "$AUBACKLOG" boots --root boot.tar.xz
  [ "$output" = "$("$AUBACKLOG" boots --root root)" ]
  exits 0 "$AUBACKLOG" plot --root boot.tar.xz --format txt
  [ "$output" = "$("$AUBACKLOG" plot --root root --format txt)" ]
}

@test "an archive comes on standard input, from a file and from a pipe" {
  cp "$tests/cases/bookworm-stock/evidence.tar.xz" boot.tar.xz
  "$AUBACKLOG" report --root boot.tar.xz >wanted || [ $? -le 2 ]
  for suffix in xz gz none; do
    case $suffix in
      xz) cp boot.tar.xz boot ;;
      gz) xz -dc boot.tar.xz | gzip >boot ;;
      none) xz -dc boot.tar.xz >boot ;;
    esac
    "$AUBACKLOG" report --root - <boot >file || [ $? -le 2 ]
    (head -c 3 boot; sleep 0.2; tail -c +4 boot) | "$AUBACKLOG" report --root - >pipe || [ $? -le 2 ]
    # The line of what is still there has a remark more, which the test of suggested commands reads.
    sed '/still there/,/--lost --raw/d; s,boot.tar.xz/,-/,' wanted | diff - <(sed '/still there/,/--lost --raw/d' file)
    diff file pipe
  done
}

@test "a sosreport is read as it comes" {
  recorded bookworm-load40
  mv root sosreport-web-2026-11-21-abcdefg
  (cd sosreport-web-2026-11-21-abcdefg && ln -s sos_commands/kernel/dmesg dmesg && echo 4.5 >version.txt && mkdir sos_logs)
  tar -cJf sosreport.tar.xz sosreport-web-2026-11-21-abcdefg
  mv sosreport-web-2026-11-21-abcdefg root
  exits 1 "$AUBACKLOG" report --root sosreport.tar.xz
  [[ $output == "LOST: 390 audit records"* ]]
  same_report sosreport.tar.xz
}

@test "an archive leaves the host unread, and nothing behind" {
  cp "$tests/cases/bookworm-stock/evidence.tar.xz" boot.tar.xz
  mkdir scratch
  TMPDIR=$PWD/scratch strace -f -e trace=openat,open -o trace "$AUBACKLOG" report --root boot.tar.xz >/dev/null || true
  # libauparse would look at auditd.conf, whatever it is given to parse, and is not let.
  never grep -E '"/?(proc/cmdline|proc/sys/kernel/random|(var/log|etc)/audit/.* = [0-9])' trace
  grep -q 'scratch.*O_TMPFILE' trace
  [ -z "$(ls -A scratch)" ]
}

@test "a missing archive is named and exits 4" {
  exits 4 "$AUBACKLOG" report --root nowhere.tar.xz
  [[ $output == "aubacklog: cannot open root 'nowhere.tar.xz': No such file or directory" ]]
}

@test "a log given as a root is refused with the way out" {
  recorded bookworm-stock
  exits 4 "$AUBACKLOG" report --root root/$log
  [[ $output == *"cannot read 'root/$log': it is neither a directory nor a tar archive (a log is given without --root)" ]]
}

@test "an archive that is cut off or damaged is refused, with its name" {
  xz -dc "$tests/cases/bookworm-stock/evidence.tar.xz" >boot.tar
  for tool in gzip xz bzip2 zstd lz4; do
    $tool -c boot.tar >boot.packed
    bytes=$(stat -c %s boot.packed)
    head -c $((bytes - 1)) boot.packed >cut.tar
    exits 4 "$AUBACKLOG" report --root cut.tar
    [[ $output == "aubacklog: cannot read 'cut.tar': it is damaged or cut off ("* ]]
    for at in $((bytes / 3)) $((bytes * 9 / 10)); do
      cp boot.packed wrong
      printf 'wrong' | dd of=wrong bs=1 seek="$at" conv=notrunc status=none
      exits 4 "$AUBACKLOG" report --root wrong
      [[ $output == "aubacklog: cannot read 'wrong': it is damaged or cut off ("* ]]
    done
  done
  head -c $((512 * 20)) boot.tar >cut.tar
  exits 4 "$AUBACKLOG" report --root cut.tar
  [[ $output == "aubacklog: cannot read 'cut.tar': it is "*"cut off"* ]]
}

@test "an archive without evidence says what is looked for" {
  mkdir root
  echo nothing >root/readme
  tar -C root -cf other.tar .
  exits 4 "$AUBACKLOG" report --root other.tar
  [[ $output == *"var/log/audit"* ]]
}

@test "a full disk is named" {
  recorded bookworm-load40
  tar -C root -cf boot.tar .
  exits 4 uncounted bash -c "ulimit -f 10; trap '' XFSZ; '$AUBACKLOG' report --root boot.tar"
  [[ $output == *"cannot keep 'boot.tar/"*"for a while: File too large"* ]]
}

@test "a note of what an archive held and was not taken is in the report" {
  recorded bookworm-stock
  tar -C root -cf boot.tar .
  tar -C root --transform 's,^,../,' -P -rf boot.tar etc/machine-id
  exits 1 "$AUBACKLOG" report --root boot.tar
  says "archive boot.tar: passed over: 1 name that climbs out ('../etc/machine-id')"
  [ "$("$AUBACKLOG" report --root boot.tar --format json | jq -r '.sources[] | select(.kind == "archive") | .path')" = boot.tar ]
}

# Splits the log of ./root into a rotated set of five, the last one audit.log
rotated() {
  (cd root/var/log/audit && split -n l/5 audit.log part. && rm audit.log &&
    mv part.aa audit.log.10 && mv part.ab audit.log.3 && mv part.ac audit.log.2 && mv part.ad audit.log.1 &&
    mv part.ae audit.log)
}

# The names of the logs that a report read, in its order
logs_read() {
  "$AUBACKLOG" report --format json "$@" | jq -r '.sources[] | select(.kind == "audit-log") | .path | split("/")[-1]' | xargs
}

# What a report says, without the lines of the logs that were read
counts() { "$AUBACKLOG" report --format json "$@" | jq 'del(.sources)'; }

@test "compressed logs of a rotated set are read in their place" {
  recorded bookworm-load40
  wanted=$(counts --root root)
  rotated
  (cd root/var/log/audit && gzip audit.log.10 && xz audit.log.3 && zstd -q --rm audit.log.2 && bzip2 audit.log.1)
  [ "$(counts --root root)" = "$wanted" ]
  [ "$(logs_read --root root)" = "audit.log.10.gz audit.log.3.xz audit.log.2.zst audit.log.1.bz2 audit.log" ]
  (cd root/var/log/audit && bunzip2 audit.log.1.bz2 && lz4 -q --rm audit.log.1 audit.log.1.lz4 && gzip audit.log)
  [ "$(counts --root root)" = "$wanted" ]
  tar -C root -cJf boot.tar.xz .
  [ "$(counts --root boot.tar.xz)" = "$wanted" ]
  same_report boot.tar.xz
  tar -C root -xJf boot.tar.xz ./var/log/audit
  (cd root/var/log/audit && mv audit.log.10.gz audit.log-20260101.gz && mv audit.log.3.xz audit.log-20260108.xz)
  [ "$(counts --root root)" = "$wanted" ]
}

@test "numbers order a rotated set, whatever its clock says" {
  recorded bookworm-load40
  rotated
  sed -i 's/audit(1795/audit(1895/' root/$log.3
  (cd root/var/log/audit && gzip audit.log.10 audit.log.3 audit.log.2)
  [ "$(logs_read --root root)" = "audit.log.10.gz audit.log.3.gz audit.log.2.gz audit.log.1 audit.log" ]
}

@test "compressed logs are read by name, in any order, and from standard input" {
  recorded bookworm-load40
  cp root/$log .
  wanted=$(counts audit.log)
  for tool in gzip xz bzip2 zstd lz4; do
    $tool -c audit.log >packed
    [ "$(counts packed)" = "$wanted" ]
    [ "$(counts - <packed)" = "$wanted" ]
    # shellcheck disable=SC2002 # a pipe and a file are two cases
    [ "$(cat packed | counts -)" = "$wanted" ]
  done
  cat <(head -n 100 audit.log | gzip) <(tail -n +101 audit.log | gzip) >two.gz
  [ "$(counts two.gz)" = "$wanted" ]
  cat <(head -n 100 audit.log | gzip) <(head -c 200000 /dev/zero) <(tail -n +101 audit.log | gzip) >padded.gz
  [ "$(counts padded.gz)" = "$wanted" ]
  rotated
  cp root/var/log/audit/* .
  gzip audit.log.10 audit.log.2
  [ "$(counts audit.log.1 audit.log.2.gz audit.log audit.log.10.gz audit.log.3)" = "$wanted" ]
}

@test "a damaged compressed log is an error with its name" {
  recorded bookworm-stock
  for tool in gzip:gz xz:xz bzip2:bz2 zstd:zst lz4:lz4; do
    name=audit.log.1.${tool#*:}
    "${tool%:*}" -c root/$log >whole
    bytes=$(stat -c %s whole)
    head -c $((bytes - 1)) whole >"root/$log.1.${tool#*:}"
    exits 4 "$AUBACKLOG" report --root root
    [[ $output == "aubacklog: cannot read 'root/var/log/audit/$name': it is damaged or cut off ("* ]]
    printf 'wrong' | dd of=whole bs=1 seek=$((bytes / 2)) conv=notrunc status=none
    cp whole "root/$log.1.${tool#*:}"
    exits 4 "$AUBACKLOG" report --root root
    [[ $output == "aubacklog: cannot read 'root/var/log/audit/$name': it is damaged or cut off ("* ]]
    rm "root/$log.1.${tool#*:}"
  done
  cp root/$log packed.log.gz
  exits 1 "$AUBACKLOG" report packed.log.gz
  for content in '' 'something else'; do
    printf '%s' "$content" >root/$log.1.gz
    exits 4 "$AUBACKLOG" report --root root
    [[ $output == *"cannot read 'root/$log.1.gz': it is not compressed, as its name says, and no audit log" ]]
  done
}

@test "a log that is there compressed as well is read once, and that is said" {
  recorded bookworm-load40
  wanted=$(counts --root root)
  gzip -c root/$log >root/$log.gz
  [ "$(counts --root root)" = "$wanted" ]
  exits 1 "$AUBACKLOG" report --root root
  says "audit-log root/$log.gz: all of it is in 'root/$log' as well: read once"
  rm root/$log.gz
  head -n 120 root/$log | xz >root/$log.7.xz
  [ "$(counts --root root)" = "$wanted" ]
  exits 1 "$AUBACKLOG" report --root root
  says "audit-log root/$log.7.xz: all of it is in 'root/$log' as well: read once"
  gzip -c root/$log >packed.gz
  for order in "packed.gz root/$log" "root/$log packed.gz"; do
    # The names are words.
    # shellcheck disable=SC2086
    run "$AUBACKLOG" report $order
    says "audit-log packed.gz: all of it is in 'root/$log' as well: read once"
  done
}

@test "two logs of one number that differ are both read" {
  recorded bookworm-load40
  wanted=$(counts --root root)
  split -n l/3 root/$log part.
  gzip -c part.aa >root/$log.1.gz
  mv part.ab root/$log.1
  mv part.ac root/$log
  [ "$(counts --root root)" = "$wanted" ]
  [ "$(logs_read --root root)" = "audit.log.1.gz audit.log.1 audit.log" ]
  head -n 2 part.aa >other.log
  sed -n 4p part.aa >>other.log
  run "$AUBACKLOG" report part.aa other.log
  never grep -q 'read once' <<<"$output"
}

@test "standard input is one file" {
  exits 3 "$AUBACKLOG" report --root - - </dev/null
  [[ $output == *"cannot use '-' twice"* ]]
}

@test "check and grub read an archive once: it may come on standard input" {
  recorded bookworm-stock
  tar -C root -cf boot.tar .
  for verb in check grub; do
    run "$AUBACKLOG" "$verb" --root boot.tar
    local wanted=$status text=${output//boot.tar/- <FILE}
    exits "$wanted" bash -c "cat boot.tar | '$AUBACKLOG' $verb --root -"
    [ "$output" = "$text" ]
    strace -f -o trace -e trace=open,openat,openat2 "$AUBACKLOG" "$verb" --root boot.tar >/dev/null || true
    [ "$(grep -c '"boot.tar"' trace)" -eq 1 ]
  done
  exits 3 bash -c "cat boot.tar | '$AUBACKLOG' grub --apply --root -"
}

# COUNT PATTERN [TEXT]: a tar of so many files, named by printf, that hold the text
many_members() {
  perl -e '
    my ($count, $pattern, $text) = (@ARGV, "");
    for my $i (1 .. $count) {
      my $header = pack("a100 a8 a8 a8 a12 a12 A8 a1 a100 a6 a2 x247", sprintf($pattern, $i), "0000644", "0000000",
        "0000000", sprintf("%011o", length $text), "00000000000", "", "0", "", "ustar", "00");
      substr($header, 148, 8) = sprintf("%06o\0 ", unpack("%32C*", $header));
      print $header, $text, "\0" x (-length($text) % 512);
    }
    print "\0" x 1024' "$@"
}

@test "412 bytes that hold 8 GiB of logs are refused, and take no more room than is said" {
  mkdir scratch
  bomb=$BATS_TEST_DIRNAME/bomb-412-bytes.tar.xz
  TMPDIR=$PWD/scratch exits 4 strace -f -e trace=pwrite64,write -o trace "$AUBACKLOG" report --root "$bomb"
  says "takes more than 537076912 bytes of temporary files"
  written=$(awk '/pwrite64/ { sum += $NF } END { printf "%.0f", sum }' trace)
  echo "$written bytes written"
  [ "$written" -gt 500000000 ] && [ "$written" -le 537076912 ]
  [ -z "$(ls -A scratch)" ]
}

@test "members that hold nothing take their names and little else" {
  if sanitized; then skip "the sanitizers need an address space of their own"; fi
  many_members 100000 'sos_commands/logs/%d' >boot.tar
  exits 4 bash -c "ulimit -v 400000; '$AUBACKLOG' report --root boot.tar"
  says "cannot find an audit log in the evidence"
}

@test "logs that begin alike are not compared as often as there are pairs" {
  recorded bookworm-stock
  mkdir logs
  for number in {1..60}; do
    { cat root/$log; head -c 300000 /dev/zero | tr '\0' '\n'; echo "$number"; } >"logs/$number"
  done
  exits 4 "$AUBACKLOG" report logs/*
  says "cannot compare the audit logs: many of them begin alike and go on differently"
  rm logs/{9..60}
  run "$AUBACKLOG" report logs/*
  [ "$status" -le 2 ]
}

@test "what a killed run left of journals is removed by the next one, and nothing else" {
  recorded bookworm-load40
  tar -C root -cf boot.tar .
  mkdir scratch scratch/.aubacklog-names-others scratch/.aubacklog-other
  chmod 0700 scratch/.aubacklog-other
  mkdir -m 0700 scratch/.aubacklog-names-2026-march
  touch scratch/.aubacklog-names-2026-march/kept
  chmod 0755 scratch/.aubacklog-names-others
  export TMPDIR=$PWD/scratch
  strace -f -o trace -e inject=linkat:signal=KILL "$AUBACKLOG" report --root boot.tar >/dev/null || true
  grep -q 'killed by SIGKILL' trace
  left=$(find scratch -name '.aubacklog-names-??????' ! -name '*-others')
  [ -d "$left" ]
  # The signal came before the name did.
  touch "$left/0.journal"
  mkdir -m 0700 scratch/.aubacklog-names-inuse1
  flock scratch/.aubacklog-names-inuse1 "$AUBACKLOG" report --root boot.tar >/dev/null || [ $? -le 2 ]
  [ "$(ls -A scratch)" = "$(printf '%s\n' .aubacklog-{names-2026-march,names-inuse1,names-others,other})" ]
  [ -e scratch/.aubacklog-names-2026-march/kept ]
}

@test "a run that a signal ends takes away the names of journals" {
  recorded bookworm-load40
  tar -C root -cf boot.tar .
  mkdir scratch
  export TMPDIR=$PWD/scratch
  strace -f -o trace -e inject=linkat:signal=TERM "$AUBACKLOG" report --root boot.tar >/dev/null || true
  grep -q 'linkat(.*"0.journal", AT_SYMLINK_FOLLOW) = 0' trace
  grep -q 'killed by SIGTERM' trace
  [ -z "$(ls -A scratch)" ]
}

@test "an archive of a tree below a folder that is called boot or var is read as the tree" {
  for folder in boot var etc; do
    recorded bookworm-load40
    rm -rf "$folder"
    mv root "$folder"
    tar -cf "$folder.tar" "$folder"
    mv "$folder" root
    same_report "$folder.tar"
  done
}

@test "15,000 folders of journals in an archive are no work of the square" {
  [ "$(ulimit -Hn)" = unlimited ] || [ "$(ulimit -Hn)" -ge 16000 ] || skip "each is an open file"
  ! sanitized || skip "its time is another"
  # Each was looked for among all members: 5 s in user mode, now a third of a second.
  python3 - <<'END'
import io, tarfile
with tarfile.open("many.tar", "w") as tar:
    def add(path, text):
        member = tarfile.TarInfo(path)
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
    add("var/log/audit/audit.log", b"type=DAEMON_START msg=audit(1700000000.001:7): op=start ver=3\n")
    for i in range(15000):
        add("var/log/journal/%032x/system.journal" % i, b"LPKSHHRH")
END
  TIMEFORMAT=%0U
  { time "$AUBACKLOG" report --root many.tar >/dev/null 2>&1 || true; } 2>user
  [ "$(cat user)" -lt 3 ]
}

@test "in a shared folder for temporary files nobody has a folder of another user's emptied" {
  [ "$(id -u)" = 0 ] || skip "two users are needed"
  recorded bookworm-load40
  tar -cf boot.tar -C root .
  mkdir -m 777 scratch
  mkdir -m 700 scratch/precious scratch/precious/folder
  : >scratch/precious/folder/file
  : >scratch/precious/file
  chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  setpriv --reuid 65534 --regid 65534 --clear-groups mv scratch/precious scratch/.aubacklog-names-123456
  TMPDIR=$PWD/scratch "$AUBACKLOG" report --root boot.tar >/dev/null || [ $? -le 4 ]
  [ -e scratch/.aubacklog-names-123456/folder/file ]
  [ -e scratch/.aubacklog-names-123456/file ]
}
