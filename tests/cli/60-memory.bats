#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Memory does not grow with a log that is read, however it comes.

# shellcheck disable=SC2002,SC2034,SC2154 # cat makes a pipe; helpers.bash uses tests
load helpers

# MEGABYTES: a log of a recorded boot and its last event, again and again, with a serial of its own each
boot_and_life() {
  perl -e '
    my ($bytes, $serial) = ($ARGV[1] * 1000000, 100000);
    open(my $log, "<", $ARGV[0]) or die; my @lines = <$log>;
    my ($last) = $lines[-1] =~ /(audit\([^)]*\))/; my @life = grep { index($_, $last) >= 0 } @lines;
    my $written = 0; for (@lines) { print; $written += length }
    while ($written < $bytes) { $serial++;
      for (@life) { (my $line = $_) =~ s/:\d+\):/:$serial):/; print $line; $written += length $line } }' \
    root/var/log/audit/audit.log "$1"
}

# COMMAND…: kibibytes at its peak; its output is left in ./out
peak() {
  python3 -c '
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=open("out", "w")).returncode
assert code < 3, code
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

# SMALL LARGE: the second is no more than 3 MiB above the first
stays() {
  echo "$1 KiB, then $2 KiB"
  [ "$2" -le $(($1 + 3072)) ]
}

needs_own_memory() {
  if sanitized; then skip "the sanitizers keep what is freed, and need memory of their own"; fi
}

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  tests=$BATS_TEST_DIRNAME/..
  if sanitized; then return; fi
  recorded bookworm-load40
  boot_and_life 20 >20.log
  boot_and_life 200 >200.log
}

@test "standard input of ten times the size takes the same memory" {
  needs_own_memory
  stays "$(cat "$BATS_FILE_TMPDIR/20.log" | peak "$AUBACKLOG" report -)" "$(cat "$BATS_FILE_TMPDIR/200.log" | peak "$AUBACKLOG" report -)"
  grep -q LOST out
}

@test "a file of ten times the size takes the same memory, but for the blocks of its threads" {
  needs_own_memory
  stays "$(peak "$AUBACKLOG" report "$BATS_FILE_TMPDIR/20.log")" "$(peak "$AUBACKLOG" report "$BATS_FILE_TMPDIR/200.log")"
}

@test "a compressed archive of ten times the size takes the same memory, from a pipe as well" {
  needs_own_memory
  for size in 20 200; do
    mkdir -p host/var/log/audit
    ln -f "$BATS_FILE_TMPDIR/$size.log" host/var/log/audit/audit.log
    tar -C host -cf - var | gzip -1 >$size.tar.gz
  done
  stays "$(peak "$AUBACKLOG" report --root 20.tar.gz)" "$(peak "$AUBACKLOG" report --root 200.tar.gz)"
  stays "$(peak "$AUBACKLOG" report --root - <20.tar.gz)" "$(cat 200.tar.gz | peak "$AUBACKLOG" report --root -)"
}

@test "a compressed log of ten times the size takes the same memory" {
  needs_own_memory
  for size in 20 200; do
    gzip -1 <"$BATS_FILE_TMPDIR/$size.log" >$size.gz
  done
  stays "$(peak "$AUBACKLOG" report 20.gz)" "$(peak "$AUBACKLOG" report 200.gz)"
}
