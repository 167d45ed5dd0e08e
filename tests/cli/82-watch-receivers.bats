#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2034,SC2153,SC2154 # helpers.bash and watch.bash set tests, WATCH, serial
# Alerts arrive: over HTTPS, at Alertmanager, by a command; whatever is down, killed or full meanwhile.
load helpers
load watch

@test 'over HTTPS comes a CloudEvent, with the numbers of the report' {
  recorded bookworm-load40
  certificate good localhost
  collects good
  settings 'boot_seconds = 0' 'syslog = no' "url = https://localhost:$(cat port)/alerts" "url_ca_file = $PWD/good.pem"
  watches root/var/log/audit/audit.log
  until_true test -s posts
  ends_watch
  read -r path type body <posts
  [ "$path" = /alerts ]
  [ "$type" = 'application/cloudevents+json;' ]
  body=${body#charset=utf-8 }
  jq -e '.specversion == "1.0" and .type == "io.github.aubacklog.watch.boot-lost.raised" and (.source | startswith("urn:aubacklog:host:"))
    and .datacontenttype == "application/json" and .data.facts.lost == {"min": 390, "max": 390} and .data.facts.exact
    and .data.facts.minimum == 454' <<<"$body"
}

@test 'a certificate of another name, one that is over, and one that nobody signed are refused' {
  machine_runs
  certificate good localhost
  certificate other other.example
  certificate old localhost -not_before 20200101000000Z -not_after 20200201000000Z
  certificate self localhost
  for name in other old self; do
    rm -rf state errors posts port
    collects "$name"
    trusted=$name
    [ "$name" != self ] || trusted=good
    settings 'syslog = no' "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/$trusted.pem"
    exits 4 "$WATCH" --test --config conf --root root
    says "'https' takes no alert, which waits in the spool: cannot send to"
    echo "# $name: $(sed -n 's/.*cannot send to [^:]*:[^:]*:[^:]*: //p' <<<"$output" | head -n 1)" >&3
    [ ! -e posts ]
  done
  # The same server with what it should have.
  rm -rf state port
  collects good
  settings 'syslog = no' "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  exits 0 "$WATCH" --test --config conf --root root
  [ "$(wc -l <posts)" -eq 1 ]
}

@test 'TLS before 1.2 is not spoken, and http only to this machine' {
  certificate good localhost
  machine_runs
  openssl s_server -accept 0 -cert good.pem -key good.key -tls1_1 -cipher 'ALL:@SECLEVEL=0' -www >server 2>&1 3>&- &
  server=$!
  until_true grep -q ACCEPT server
  port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' server)
  settings 'syslog = no' "url = https://localhost:$port/" "url_ca_file = $PWD/good.pem"
  exits 4 "$WATCH" --test --config conf --root root
  kill "$server"
  says 'cannot send to'
  settings 'url = http://collector.example/'
  exits 4 "$WATCH" --test --config conf --root root
  says 'https:// is needed'
}

@test 'what goes to this machine over http goes through no proxy' {
  machine_runs
  settings 'syslog = no' 'url = http://127.0.0.1:2/'
  http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 exits 4 "$WATCH" --test --config conf --root root
  says '127.0.0.1 port 2'
}

@test 'settings that another user can write are refused' {
  [ "$(id -u)" = 0 ] || skip 'only root runs what others would have it run'
  machine_runs
  settings
  for mode in 620 602; do
    chmod "$mode" conf
    exits 4 "$WATCH" --test --config conf --root root
    says "cannot use 'conf': another user may write to it"
  done
  chmod 600 conf
  chown 65534 conf
  exits 4 "$WATCH" --test --config conf --root root
  says "cannot use 'conf': another user may write to it"
}

@test 'an alert that a collector refuses for ever is dropped and told, one that it cannot take now waits' {
  machine_runs
  certificate good localhost
  collects good 503
  settings "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  hears_log
  watches
  until_true remembers '"has_status": true'
  status_is 9 8192 1 700
  until_true grep -q 'HTTP 503' errors
  kill "$collector"
  rm port
  collects good 400
  settings "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  kill -HUP "$watch"
  until_true grep -q 'is dropped: .*HTTP 400' errors
  kill "$collector"
  rm port posts
  collects good
  settings "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  kill -HUP "$watch"
  status_is 0 8192 1 700
  until_told 'alerts-dropped raised'
  until_true grep -q counter-reset posts
  ends_watch
  grep -q '1 alert was dropped' heard
}

@test 'Alertmanager has what was raised, and has it resolved' {
  command -v prometheus-alertmanager || { echo 'prometheus-alertmanager is needed'; false; }
  machine_runs
  printf 'route: {receiver: none}\nreceivers: [{name: none}]\n' >am.yml
  prometheus-alertmanager --config.file=am.yml --storage.path=am --web.listen-address=127.0.0.1:0 --cluster.listen-address= \
    2>am.log 3>&- &
  manager=$!
  until_true grep -q 'Listening on\|Listening' am.log
  port=$(sed -n 's/.*[lL]istening.*127.0.0.1:\([0-9]*\).*/\1/p' am.log | head -n 1)
  settings 'format = alertmanager' "url = http://127.0.0.1:$port/api/v2/alerts"
  hears_log
  watches
  until_true remembers '"has_status": true'
  status_is 4 8192 0 700
  until_true shown_by_amtool auditing-off
  amtool --alertmanager.url="http://127.0.0.1:$port" alert query alert=auditing-off -o extended
  amtool --alertmanager.url="http://127.0.0.1:$port" alert query alert=auditing-off -o json |
    jq -e '.[0].labels.severity == "critical" and (.[0].annotations.description | contains("auditing is off"))'
  status_is 4 8192 1 700
  until_told 'auditing-off cleared'
  until_true never_shown_by_amtool auditing-off
  ends_watch
  kill "$manager"
}

@test 'a command is given the alert, as another user' {
  [ "$(id -u)" = 0 ] || skip 'only root has another user to become'
  machine_runs
  place=$(mktemp -d)
  chmod 777 "$place"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec >%s/got\nid -un\ngrep -E "^Cap(Eff|Prm|Bnd)" /proc/self/status\necho "$AUBACKLOG_ALERT $AUBACKLOG_CHANGE"; cat\n' "$place" >"$place/command"
  chmod 755 "$place/command"
  settings 'syslog = no' "command = $place/command"
  sed -i 's/^sender_user.*/sender_user = nobody/' conf
  exits 0 "$WATCH" --test --config conf --root root
  cat "$place/got"
  [ "$(head -n 1 "$place/got")" = nobody ]
  [ "$(grep -c '^Cap.*0000000000000000$' "$place/got")" -eq 3 ]
  grep -qx 'test raised' "$place/got"
  tail -n 1 "$place/got" | jq -e '.data.alert == "test"'
  rm -r "$place"
}

# FROM: in a folder of its own, ten kills, each a little later behind the change that is to be told, then a collector;
# what it got is in the folder's "posts"
killed_ten_times() {
  local i limit=8192
  mkdir "chain-$1"
  cd "chain-$1" || return
  cp ../good.* .
  machine_runs
  settings 'syslog = no' 'url = https://localhost:1/' "url_ca_file = $PWD/good.pem"
  for ((i = $1; i < 50; i += 5)); do
    status_is 4 "$limit" 1 700
    watches # without a file
    until_true remembers "\"limit\": $limit"
    limit=$((limit - 1))
    status_is 4 "$limit" 1 700 # one alert
    # Before it is written, in the midst of it, and behind it.
    python3 -c "import time; time.sleep($i * 0.025)"
    kill -KILL "$watch"
    ends_watch 2>/dev/null || true
  done
  collects good
  settings 'syslog = no' "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  watches # without a file
  until_true all_arrived 10
  ends_watch
  kill "$collector"
}

@test 'killed at 50 moments while the collector is down: every alert arrives, an id once an alert' {
  certificate good localhost
  for from in 0 1 2 3 4; do
    (killed_ten_times "$from" >"said-$from" 2>&1) 3>&- &
  done
  wait
  for from in 0 1 2 3 4; do
    # Each has an id of its own; what was sent twice has the same.
    sed 's/^[^{]*//' "chain-$from/posts" | jq -r '"\(.id) \(.data.summary)"' | sort -u >arrived
    [ "$(cut -d' ' -f1 arrived | sort -u | wc -l)" -eq 10 ] || { cat "said-$from" arrived; false; }
    [ "$(cut -d' ' -f2- arrived | sort -u | wc -l)" -eq 10 ]
  done
  echo "# $(cat chain-*/posts | wc -l) posts, 50 alerts" >&3
}

@test 'beyond the bound of the spool the oldest go, and one alert says how many' {
  machine_runs
  certificate good localhost
  settings "url = https://localhost:1/" "url_ca_file = $PWD/good.pem" 'spool_alerts = 5'
  hears_log
  watches
  until_true remembers '"has_status": true'
  for limit in $(seq 8191 -1 8180); do
    status_is 4 "$limit" 1 700
    until_true remembers "\"limit\": $limit"
  done
  has_files state/https 5
  ends_watch
  collects good
  settings "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem" 'spool_alerts = 5'
  watches
  until_told 'alerts-dropped raised'
  until_true grep -q alerts-dropped posts
  ends_watch
  grep -q '7 alerts were dropped' heard
  [ "$(grep -c alerts-dropped heard)" -eq 1 ]
  sed 's/^[^{]*//' posts | jq -r .data.summary | grep -o 'to [0-9]*$' | sort -u | diff - <(printf 'to %s\n' 8180 8181 8182 8183 8184)
}

@test 'on a full disk the oldest go, what has no room waits in memory, and one alert says how many' {
  machine_runs
  unshare -m true || skip 'no mount namespace can be made'
  certificate good localhost
  settings "url = https://localhost:1/" "url_ca_file = $PWD/good.pem"
  mkdir state
  export WATCH
  # shellcheck disable=SC2016
  unshare -m bash -c '
    mount -t tmpfs -o size=256k,mode=700 tmpfs state
    exec "$WATCH" --poll --config conf --root root 2>>errors 3>&-' &
  watch=$!
  hears_log
  there=/proc/$watch/root/$PWD/state
  until_true test -s "$there/state.json"
  for limit in 8191 8190 8189; do
    status_is 4 "$limit" 1 700
    until_true grep -q "\"limit\": $limit" "$there/state.json"
  done
  head -c 1M /dev/zero >"$there/filler" || true
  for limit in 8188 8187; do
    status_is 4 "$limit" 1 700
    until_told "to $limit"
  done
  rm "$there/filler"
  collects good
  settings "url = https://localhost:$(cat port)/" "url_ca_file = $PWD/good.pem"
  kill -HUP "$watch"
  until_told 'alerts-dropped raised'
  until_true grep -q alerts-dropped posts
  kill -TERM "$watch"
  wait "$watch"
  [ "$(grep -c alerts-dropped heard)" -eq 1 ]
  dropped=$(grep -o '[0-9]* alerts\? w' heard | tail -n 1)
  arrived=$(sed 's/^[^{]*//' posts | jq -r .id | grep -c limit-lowered)
  echo "# $arrived of 5 arrived, $dropped" >&3
  [ $((arrived + ${dropped%% *})) -eq 5 ]
  grep -q 'to 8187' posts
}
