#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The Ansible role, run by ansible-core against this host, on the root of another machine.
load helpers

# [OPTION…]: plays the role on ./root
play() {
  cat >play.yml <<YAML
- hosts: localhost
  connection: local
  gather_facts: false
  roles:
    - role: aubacklog
      vars:
        aubacklog_program: "$(realpath "$AUBACKLOG")"
        aubacklog_root: "$PWD/root"
        aubacklog_facts_dir: "$PWD/facts.d"
        aubacklog_labels: { role: web, image: a7 }
  post_tasks:
    - ansible.builtin.copy:
        content: "{{ aubacklog_card | to_json }}"
        dest: "$PWD/card.json"
      check_mode: false
      changed_when: false
YAML
  mkdir -p facts.d
  ANSIBLE_ROLES_PATH=$tests/../contrib/ansible/roles ANSIBLE_LOCAL_TEMP=$PWD/tmp ANSIBLE_HOME=$PWD/home ANSIBLE_NOCOLOR=1 \
    ANSIBLE_DEPRECATION_WARNINGS=0 ANSIBLE_LOCALHOST_WARNING=0 run ansible-playbook -i localhost, play.yml "$@"
}

# NAME: a number of the play's recap
recap() { sed -nE "s/.*\b$1=([0-9]+).*/\1/p" <<<"$output" | tail -1; }

# A recorded boot, on a machine whose loader has to be changed.
machine() {
  of_case debian12-below
  tar -xJf "$tests/cases/bookworm-load40/evidence.tar.xz" -C root
}

@test "the role judges the last boot and changes nothing by itself" {
  machine
  find root -type f -exec sha256sum {} + | sort >before
  play
  [ "$status" = 0 ] || { echo "$output"; return 1; }
  [ "$(recap failed)" = 0 ]
  find root -type f -exec sha256sum {} + | sort | cmp - before
  [ "$(jq -r .verdict card.json)" = lost ]
  [ "$(jq -c .labels card.json)" = '{"image":"a7","role":"web"}' ]
  [ -x facts.d/aubacklog.fact ]
  play
  [ "$(recap changed)" = 0 ]
}

@test "check mode tells the change and does not make it; the play makes it; the second play has none" {
  machine
  find root -type f -exec sha256sum {} + | sort >before
  play --check -e aubacklog_apply=true
  [ "$status" = 0 ] || { echo "$output"; return 1; }
  [ "$(recap changed)" -ge 1 ]
  find root -type f -exec sha256sum {} + | sort | cmp - before
  play -e aubacklog_apply=true
  [ "$status" = 0 ] || { echo "$output"; return 1; }
  [ "$(recap changed)" -ge 1 ]
  ! find root -type f -exec sha256sum {} + | sort | cmp -s - before
  grep -rq audit_backlog_limit=8192 root/etc/default
  play -e aubacklog_apply=true
  [ "$status" = 0 ]
  [ "$(recap changed)" = 0 ]
}

@test "a loss fails the play where that is asked for" {
  machine
  play -e aubacklog_fail_on_loss=true
  [ "$status" != 0 ]
  [[ $output == *"the last boot lost at least 390 audit records; it needed a limit of 454"* ]]
}
