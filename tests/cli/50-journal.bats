#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which boot of the journal belongs to which of the audit log.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

log=var/log/audit/audit.log

# VALUE…: what jq makes of the report of ./root
report_says() {
  "$AUBACKLOG" report --boot all --root root --format json >report.json || true
  [ "$(jq -c "$1" report.json)" = "$2" ] || { echo "$(jq -c "$1" report.json) instead of $2"; return 1; }
}

@test "a journal whose events have other stamps is of another boot" {
  recorded bookworm-load40
  rm -r root/sos_commands
  report_says '.boots[0] | [.exact, .records.lost.min, .boot_id]' '[true,390,"a5d30c25c0d542768746364d4168cdec"]'
  # Half a second later, all of it.
  perl -pi -e 's/audit\((\d+)\.(\d+):/sprintf "audit(%.3f:", "$1.$2" + 0.5/e' root/$log
  rm -r root/proc
  report_says '[.boots_found, (.boots | map(.exact) | any), (.boots | map(select(.auditd)) | .[0].records.lost.min)]' '[2,false,57]'
}

@test "a journal of another machine's node is not this one's" {
  recorded bookworm-load40
  rm -r root/sos_commands
  sed -i 's/^/node=elsewhere /' root/$log
  report_says '.boots | map(select(.node == "elsewhere")) | .[0] | [.exact, .records.lost.min]' '[false,57]'
  sed -i 's/^node=elsewhere /node=lab /' root/$log
  report_says '.boots | map(select(.node == "lab")) | .[0] | [.exact, .records.lost.min]' '[true,390]'
}

@test "three boots in one log find their three in one journal" {
  recorded bookworm-three-boots
  rm root/sos_commands/auditd/auditctl_-s
  report_says '.boots | map([.exact, .records.lost.min])' '[[true,264],[true,272],[true,264]]'
  report_says '.boots | map(.boot_id) | unique | length' 3
}

@test "a boot whose audit log is gone is told from the journal" {
  recorded bookworm-no-audit
  rm -r root/var/log/audit root/sos_commands
  exits 2 "$AUBACKLOG" report --root root
  says "BLIND: a part of this boot was not audited"
  recorded bookworm-load40
  rm -r root/var/log/audit root/sos_commands
  exits 1 "$AUBACKLOG" report --root root
  says "There is no audit log of this boot"
  says "LOST: at least 255 audit records"
}

@test "what the journal took in a minute behind the registration is of a later time" {
  recorded bookworm-load40
  rm -r root/sos_commands
  local folder=root/var/log/journal/c496098214164232a6b7e466010aed8a at lost later
  report_says '.boots[0].records.lost.min' 390
  journalctl --quiet --file $folder/system.journal -o export >exported
  # auditd registered at 1795225176.459; the clock of the kernel stood at 10.3 seconds then.
  for pair in 59:400:0 61:390:10; do
    IFS=: read -r at lost later <<<"$pair"
    { cat exported
      for message in 'audit_lost=400 audit_rate_limit=0 audit_backlog_limit=64' 'kauditd hold queue overflow'; do
        printf '%s\n' "__REALTIME_TIMESTAMP=$((1795225176 + at))459000" "__MONOTONIC_TIMESTAMP=$((10 + at))300000" \
          _BOOT_ID=a5d30c25c0d542768746364d4168cdec _TRANSPORT=kernel SYSLOG_FACILITY=0 "MESSAGE=audit: $message" ''
      done; } >made
    rm -f $folder/*
    /usr/lib/systemd/systemd-journal-remote -o $folder/system.journal made 2>/dev/null
    report_says '.boots[0].records.lost.min' "$lost"
    report_says '.boots[0].later.lost.min' "$later"
  done
}

@test "of a boot a process reads records and messages, another one compared the boot, and one found it" {
  recorded bookworm-load40
  strace -f -o trace -e trace=clone,clone3,fork,vfork "$AUBACKLOG" boots --root root >/dev/null || true
  [ "$(grep -cE '(clone|fork).*= [0-9]+$' trace)" = 3 ]
}

@test "libraries that decompress are there before the process that reads can open none" {
  recorded bookworm-load40
  LD_DEBUG=files "$AUBACKLOG" boots --root root >/dev/null 2>loads || true
  for name in zstd lz4 lzma; do
    ldconfig -p | grep -q "lib$name\.so" || continue
    grep -q "opening file=.*/lib$name\.so.*direct_opencount" loads || { echo "not loaded: $name"; return 1; }
  done
}

@test "a journal that another machine sent belongs to the node of its name" {
  recorded bookworm-load40
  rm -r root/sos_commands root/proc
  mkdir -p root/etc
  echo 0123456789abcdef0123456789abcdef >root/etc/machine-id
  mv root/var/log/journal/c496098214164232a6b7e466010aed8a root/var/log/journal/remote
  mv root/var/log/journal/remote/{system,remote-lab}.journal
  sent='[.boots_found, .boots[0].exact, .boots[0].records.lost.min, (.sources[] | select(.kind == "journal") | .note | tostring | contains("other machines: 1 file"))]'
  # Without a node, or of another one, it is nobody's.
  report_says "$sent" '[1,false,57,true]'
  sed -i 's/^/node=elsewhere /' root/$log
  report_says "$sent" '[1,false,57,true]'
  sed -i 's/^node=elsewhere /node=lab /' root/$log
  report_says "$sent" '[1,true,390,false]'
  sed -i 's/^node=lab /node=lab.example.com /' root/$log
  report_says "$sent" '[1,true,390,false]'
  # A sender cannot say what happened in a boot without knowing an event of it.
  perl -pi -e 's/audit\((\d+)\.(\d+):/sprintf "audit(%.3f:", "$1.$2" + 0.5/e' root/$log
  report_says "$sent" '[1,false,57,false]'
}

@test "a journal that was taken in minutes late, all of it, is of its boot" {
  recorded bookworm-load40
  rm -r root/sos_commands
  local folder=root/var/log/journal/c496098214164232a6b7e466010aed8a
  journalctl --quiet --file $folder/system.journal -o export >exported
  for late in 50 300 590; do
    perl -pe "s/^(__(?:REALTIME|MONOTONIC)_TIMESTAMP)=(\\d+)/\"\$1=\" . (\$2 + $late * 1e6)/e" exported >made
    rm -f $folder/*
    /usr/lib/systemd/systemd-journal-remote -o $folder/system.journal made 2>/dev/null
    report_says '[.boots_found, .boots[0].exact, .boots[0].records.lost.min, .boots[0].boot_id]' \
      '[1,true,390,"a5d30c25c0d542768746364d4168cdec"]'
  done
}
