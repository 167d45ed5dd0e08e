#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The recorder: what it packs is what a report needs.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

@test "a recorded machine gives the report of the machine itself" {
  recorded bookworm-load40
  for suffix in tar tar.gz tar.xz tar.zst; do
    exits 0 "$AUBACKLOG" record --root root -o "evidence.$suffix"
    [ "$(stat -c %a "evidence.$suffix")" = 600 ]
    exits 1 "$AUBACKLOG" --verbose --root root
    echo "$output" >wanted
    rm -rf again && mkdir -p again/root && tar -xf "evidence.$suffix" -C again/root
    exits 1 env -C again "$AUBACKLOG" --verbose --root root
    diff wanted - <<<"$output"
  done
}

@test "the script alone does the same, without aubacklog" {
  recorded bookworm-stock
  exits 0 "$tests/../scripts/aubacklog-record" --root root -o script.tar
  tar -tf script.tar | grep -qx var/log/audit/audit.log
}

@test "with --root nothing of this machine is asked or followed" {
  mkdir -p root/etc root/var/log/audit secret
  echo secret >secret/audit.log
  ln -s "$PWD/secret" root/etc/audit
  echo "type=X" >root/var/log/audit/audit.log
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar
  never grep -q secret$ <(tar -xOf evidence.tar)
  never grep -q proc/ <(tar -tf evidence.tar)
}

@test "a log that grows while it is packed is no failure" {
  mkdir -p root/var/log/audit
  truncate -s 200M root/var/log/audit/audit.log
  (for _ in $(seq 5000); do sleep 0.001; echo more >>root/var/log/audit/audit.log; done) 3>&- &
  until [ "$(stat -c %s root/var/log/audit/audit.log)" -gt 209715200 ]; do sleep 0.01; done
  exits 0 "$AUBACKLOG" record --root root -o evidence.tar.zst
  kill $!
}

@test "words that cannot be used exit 3 and write nothing" {
  exits 3 "$AUBACKLOG" record
  says "-o FILE is needed"
  exits 3 "$AUBACKLOG" record -o evidence.zip
  says "cannot write 'evidence.zip'"
  exits 3 "$AUBACKLOG" record -o evidence.tar audit.log
  says "cannot record 'audit.log'"
  [ -z "$(ls)" ]
}

@test "what cannot be written exits 4 and leaves nothing behind" {
  recorded bookworm-stock
  exits 4 "$AUBACKLOG" record --root root -o nowhere/evidence.tar
  exits 4 "$AUBACKLOG" record --root missing -o evidence.tar
  exits 4 uncounted bash -c "ulimit -f 100; trap '' XFSZ; '$AUBACKLOG' record --root root -o evidence.tar"
  says "cannot pack 'evidence.tar'"
  [ "$(ls)" = root ]
}

@test "an installed aubacklog finds its recorder, and says where it looked without one" {
  installs PREFIX="$PWD/usr"
  recorded bookworm-stock
  exits 0 usr/bin/aubacklog record --root root -o evidence.tar
  rm usr/libexec/aubacklog/aubacklog-record
  exits 4 usr/bin/aubacklog record --root root -o evidence.tar
  says "cannot find the recorder"
}
