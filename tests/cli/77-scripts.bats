#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What the small scripts are given is data: a value of a benchmark, an argument.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# NAME: a program of that name, first on PATH, that writes its words to "words", a line each.
stand_in() {
  mkdir -p bin
  # shellcheck disable=SC2016 # the script's own
  printf '#!/bin/sh\nfor word; do printf "<%%s>\\n" "$word"; done >"$HOME/words"\nexit "${CODE:-0}"\n' >"bin/$1"
  chmod +x "bin/$1"
  export HOME=$PWD PATH=$PWD/bin:$PATH
}

@test "ostree.sh takes a number and nothing else" {
  stand_in rpm-ostree
  exits 0 "$tests/../grub/ostree.sh" 4096
  diff words <(printf '<%s>\n' kargs --append-if-missing=audit=1 --append-if-missing=audit_backlog_limit=4096)
  exits 0 "$tests/../grub/ostree.sh"
  grep -q 'limit=8192>' words
  rm words
  # shellcheck disable=SC2016
  for limit in '8192 init=/bin/sh' '$(touch pwned)' '-1' 8192,1 $'8192\nquiet'; do
    exits 3 "$tests/../grub/ostree.sh" "$limit"
    says 'a number of records is needed'
  done
  never [ -e words ]
  never [ -e pwned ]
}

@test "the values of a benchmark reach aubacklog as single words" {
  stand_in aubacklog
  # shellcheck disable=SC2016
  root='-o /x; $(touch pwned) *'
  export XCCDF_VALUE_aubacklog=$PWD/bin/aubacklog XCCDF_VALUE_profile='stig --apply' XCCDF_VALUE_root=$root
  exits 101 "$tests/../scripts/aubacklog-sce"
  diff words <(printf '<%s>\n' check --verbose --no-color --profile 'stig --apply' --root "$root")
  never [ -e pwned ]
  CODE=2 exits 104 "$tests/../scripts/aubacklog-sce"
}

@test "install-packages ends with 3 where a part is unknown" {
  exits 3 "$tests/../scripts/install-packages" bogus
  says "'bogus' is none of"
}
