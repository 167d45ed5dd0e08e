#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# aubacklog-prove with a stand-in for the machine (tests/image/prove), which sends what real boots left; tests/vm/prove boots
# real images.

# shellcheck disable=SC2154,SC2030,SC2031 # helpers.bash and bats set tests, output, status; each test has its own machine
load helpers

# An image, and the machine that is to boot it: LIMIT at first, and how its guest behaves.
machine() {
  export STAND_IN=$PWD KVM=hang GUEST=${2:-well}
  echo "$1" >limit
  head -c 100000 /dev/urandom >disk.img
  evidence newcomer-first lost
  evidence newcomer-later clean
  mkdir -p bin
  # shellcheck disable=SC2016 # the scripts' own
  printf '#!/bin/sh\n: >"$STAND_IN/injected"\necho true\n' >bin/guestfish
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nfor last; do :; done\n: >"$last"\n' >bin/qemu-img
  cp "$tests/image/prove/qemu-system-x86_64" bin/
  chmod +x bin/*
  PATH=$PWD/bin:$PATH
}

evidence() { # CASE NAME: its evidence as the guest sends it
  recorded "$1"
  tar -cf "$2.tar" -C root .
  rm -r root
}

prove() { # CODE OPTION…
  local code=$1
  shift
  exits "$code" "$tests/../scripts/aubacklog-prove" --accel tcg --results proof "$@" disk.img
}

# FILTER WORDS: what the result has
has() { [ "$(jq -c "$1" proof/result.json)" = "$2" ] || { jq . proof/result.json; return 1; }; }

# The files of the results are valid by their schemas, and nothing else is there.
whole() {
  /usr/bin/python3 - "$tests/../docs/prove-v1.schema.json" proof/result.json <<'END'
import json, sys, jsonschema
jsonschema.validate(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])))
END
  xmllint --noout --schema "$tests/cli/junit-strict.xsd" proof/junit.xml
  [ ! -e proof/.work ]
}

@test "an image that the change cures is proven, and loses with the minimum less one" {
  machine 64
  digest=$(sha256sum disk.img)
  prove 0 --times 2
  says 'PROVEN: 2 boots with the limit 8192 lost nothing'
  whole
  has .verdict '"proven"'
  has '[.boots[].purpose]' '["settle","settle","account","check","check","minimum less one"]'
  has '[.boots[3].lost, .boots[4].lost, .minimum_less_one.shown, .image.unchanged]' '[0,0,true,true]'
  [ "$(jq .minimum_less_one.lost proof/result.json)" -gt 0 ]
  [ "$(cat limit)" -eq $(($(jq .needed.min proof/result.json) - 1)) ]
  [ "$digest" = "$(sha256sum disk.img)" ]
  never grep -v -- '-nic none' machines
  [ "$(ls proof/boot-4)" = "$(printf '%s\n' console.txt evidence.tar.xz qemu.txt report.json | grep -v console)" ]
}

@test "a limit that is too small is not proven, and the figure that would do is told" {
  machine 64
  prove 1 --times 2 --limit 200
  says 'NOT PROVEN: with the limit'
  whole
  has '[.verdict, .boots[-1].purpose]' '["not-proven","check"]'
  xmllint --xpath 'string(/testsuite/@failures)' proof/junit.xml | grep -qx 3
}

@test "without auditd, in a panic, without a change, without evidence it cannot tell, and says why" {
  machine 64 panic
  prove 2
  says 'boot 1: its kernel panicked; the last lines of its console: Loading [ 1.0] Kernel panic - not syncing: VFS'
  whole
  has '.boots[0].fault' '"panic"'
  export GUEST=silent
  prove 2
  says 'it left no evidence'
  export GUEST=hang
  prove 2 --boot-seconds 1
  says 'it was not over within 1 s'
  whole
  export GUEST=refuses
  prove 2
  says 'aubacklog grub --apply in the guest: exit 2: CANNOT TELL: no boot loader is known'
  recorded newcomer-first
  sed -i 's/^pid .*/pid 0/' root/sos_commands/auditd/auditctl_-s
  tar -cf no-auditd.tar -C root .
  export GUEST=no-auditd
  prove 2
  says 'auditd is not running in the guest'
  whole
}

@test "a KVM that opens and hangs is found within 6 seconds, and the result says so" {
  [ -e /dev/kvm ] || skip 'no /dev/kvm is here'
  machine 64 silent
  SECONDS=0
  exits 2 "$tests/../scripts/aubacklog-prove" --results proof disk.img
  [ "$SECONDS" -le 8 ]
  says 'TCG, not KVM: /dev/kvm opens, but a boot sector of 512 bytes did not run within 5 s'
  has '[.machine.accel, (.machine.why_not_kvm | length > 0)]' '["tcg",true]'
  export KVM=works
  exits 2 "$tests/../scripts/aubacklog-prove" --results proof disk.img
  has '[.machine.accel, .machine.why_not_kvm]' '["kvm",null]'
  grep -q -- '-accel kvm -cpu host' machines
}

@test "after SIGKILL no machine runs, and the next run takes away what was left" {
  machine 64 hang
  "$tests/../scripts/aubacklog-prove" --accel tcg --results proof disk.img 3>&- &
  for _ in $(seq 100); do
    [ ! -e machines ] || break
    sleep 0.1
  done
  sleep 0.3
  child=$(pgrep -P $!)
  kill -KILL $!
  wait $! || true
  for _ in $(seq 30); do
    kill -0 "$child" 2>/dev/null || break
    sleep 0.1
  done
  never kill -0 "$child"
  [ "$(ls -A proof)" = "$(printf '%s\n' .work boot-1)" ]
  export GUEST=silent
  prove 2
  whole
}

@test "what cannot be used is said, and no file of others is touched" {
  machine 64
  exits 3 "$tests/../scripts/aubacklog-prove" disk.img
  prove 3 --times 0
  prove 3 --append "init=/bin/sh; \$(touch pwned)"
  mkdir proof
  touch proof/mine
  prove 3
  says "there is 'mine' in it"
  [ "$(ls -A proof)" = mine ]
  rm -r proof disk.img
  prove 4
  says "cannot read 'disk.img'"
  xmllint --noout --schema "$tests/cli/junit-strict.xsd" proof/junit.xml
}

@test "a unit by SMBIOS touches no image" {
  machine 64
  export NEEDED=543
  prove 0 --times 1 --inject smbios
  never [ -e injected ]
  grep -q 'io.systemd.credential.binary:systemd.extra-unit.aubacklog-prove.service=' machines
}

# gitlab|github: prints the script of the proof's job in docs/CI.md
ci_script() {
  /usr/bin/python3 - "$tests/../docs/CI.md" "$1" <<'END'
import re, sys, yaml
blocks = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)\n```\n", open(sys.argv[1]).read(), re.S)]
gitlab = next(block["audit-queue-proof"] for block in blocks if "audit-queue-proof" in block)
github = next(block["jobs"]["prove"]["steps"] for block in blocks if block.get("name") == "audit-queue-proof")
assert gitlab["artifacts"]["reports"]["junit"] == "proof/junit.xml"
assert github[-1]["with"]["path"] == "proof/" and github[-1]["if"] == "always()"
print("\n".join(gitlab["script"]) if sys.argv[2] == "gitlab" else
      next(step["run"] for step in github if step.get("name") == "Boot the image"))
END
}

@test "the jobs of docs/CI.md prove, do not, and cannot tell" {
  machine 64
  export KVM=works GITHUB_STEP_SUMMARY=$PWD/summary TIMES=1
  mv disk.img disk.qcow2
  ln -s "$(realpath "$tests/..")" aubacklog
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec "$@"\n' >bin/sudo
  chmod +x bin/sudo
  for run in gitlab:543:well:0 gitlab:543:panic:2 github:9000:well:1 github:543:panic:2; do
    IFS=: read -r system NEEDED GUEST code <<<"$run"
    export NEEDED GUEST
    ci_script "$system" >script.sh
    [ -s script.sh ]
    echo 64 >limit
    exits "$code" bash -e script.sh
    whole
    [ "$system" = gitlab ] || grep -q -e PROVEN: -e 'CANNOT TELL:' summary
  done
}
