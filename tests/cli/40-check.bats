#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# check: its formats, as the programs that take them see them; its options; bad input.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

schema=/usr/share/openscap/schemas/xccdf/1.2/xccdf_1.2.xsd

@test "the JSON of every case and profile is as the schema says" {
  for case in "$tests"/check-cases/*/; do
    of_case "$(basename "$case")"
    for profile in stig cis measured; do
      "$AUBACKLOG" check --root root --profile $profile --format json -o "$(basename "$case")-$profile.json" || true
    done
  done
  /usr/bin/python3 - "$tests/../docs/check-v1.schema.json" ./*.json <<'END'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
assert len(sys.argv) > 200
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
END
}

@test "the default profile follows the system" {
  for pair in rhel9-meets:stig:true debian12-meets:cis:true ubuntu2404-meets:cis:true fedora-no-rule:measured:true; do
    IFS=: read -r case profile chosen <<<"$pair"
    of_case "$case"
    run "$AUBACKLOG" check --root root --format json
    [ "$(jq -r '"\(.profile):\(.profile_chosen)"' <<<"$output")" = "$profile:$chosen" ]
  done
  run "$AUBACKLOG" check --root root --profile stig --format json
  [ "$(jq .profile_chosen <<<"$output")" = false ]
}

@test "every finding names the file and line of the argument that decides" {
  of_case debian12-drop-in
  run "$AUBACKLOG" check --root root --format json
  [ "$(jq -c '.configured.persistent[0].limit_argument' <<<"$output")" = '{"count":1,"argument":"audit_backlog_limit=8192","path":"etc/default/grub.d/50-audit.cfg","line":1}' ]
  number=$(grep -n 'audit_backlog_limit=8192 quiet' root/boot/grub/grub.cfg | head -n 1 | cut -d: -f1)
  [ "$(jq -r '.configured.entries[0].limit_argument | "\(.path):\(.line)"' <<<"$output")" = "boot/grub/grub.cfg:$number" ]
  of_case rhel8-kernelopts
  run "$AUBACKLOG" check --root root --format json
  [ "$(jq -r '.configured.entries[0].limit_argument | "\(.path):\(.line)"' <<<"$output")" = boot/grub2/grubenv:3 ]
}

@test "assignments are read as a shell reads them" {
  of_case debian12-meets
  rm -r root/boot
  # The values are the shell's.
  # shellcheck disable=SC2016
  for text in 'A="audit=1 a"' "A='audit=1 \$b'" 'A=audit=1' 'A=a\ b\ audit=1' "A=\"a\"'b'c\"d e\"" $'A="a \\\n  audit=1"' \
    'A="say \"hi\" \$x \n"' $'X=one Y="$X two"\nA="$Y ${X}"' 'A=a; A="$A b" # c' $'A=a\nA+=" b"' $'export A="a b"\nunset X' \
    $'#A=no\n  A=yes' 'A="a # b"' 'A=a#b' 'A="\\"' $'A=a\\\nb' $'X=`( . /etc/os-release; echo ${NAME:-x} ) 2>/dev/null || echo y`\nA=a' \
    $'X=$(uname -r)\nif [ -n "$X" ]; then\n  Y=2\nfi\nA=a' 'A="$UNSET"b' "A='a'\"'\"'b'" $'A=a\nA=$A$A'; do
    echo "${text//A/GRUB_CMDLINE_LINUX}" >root/etc/default/grub
    wanted=$(bash -c '. root/etc/default/grub && printf %s "$GRUB_CMDLINE_LINUX"')
    run "$AUBACKLOG" check --root root --format json
    [ "$(jq -r '.configured.persistent[0].cmdline' <<<"$output")" = "$wanted" ] ||
      { echo "$text: $(jq '.configured.persistent[0].cmdline' <<<"$output") instead of '$wanted'"; return 1; }
    [ "$(jq '.configured.persistent[0].unclear' <<<"$output")" = null ]
  done
}

@test "JUnit: a test case a rule, each name once, and every case is valid by the strict schema" {
  of_case alma9-no-audit
  exits 1 "$AUBACKLOG" check --root root --format junit -o out.xml
  [ "$(xmllint --xpath 'concat(/testsuite/@tests, " ", /testsuite/@failures, " ", /testsuite/@errors, " ", /testsuite/@skipped)' out.xml)" = "2 1 0 0" ]
  of_case rhel9-missing
  exits 1 "$AUBACKLOG" check --root root --format junit -o out.xml
  [ "$(xmllint --xpath 'count(//failure)' out.xml)" = 1 ]
  xmllint --xpath 'string(//failure/@message)' out.xml | grep -q 'no audit_backlog_limit='
  [ "$(xmllint --xpath '//testcase/@name' out.xml | sort | uniq -d | wc -l)" = 0 ]
  of_case debian12-no-boot-loader
  exits 2 "$AUBACKLOG" check --root root --format junit -o out.xml
  [ "$(xmllint --xpath 'count(//error)' out.xml)" = 2 ]
  for case in "$tests"/check-cases/*/; do
    of_case "$(basename "$case")"
    "$AUBACKLOG" check --root root --format junit -o "junit-$(basename "$case").xml" || true
  done
  xmllint --noout --nonet --schema "$tests/cli/junit-strict.xsd" ./junit-*.xml 2>invalid || { cat invalid; return 1; }
}

@test "XCCDF: every case is valid by the schema of OpenSCAP, and oscap takes it" {
  for case in "$tests"/check-cases/*/; do
    of_case "$(basename "$case")"
    for profile in stig cis measured; do
      "$AUBACKLOG" check --root root --profile $profile --format xccdf -o "$(basename "$case")-$profile.xml" || true
    done
  done
  xmllint --noout --nonet --schema $schema ./*.xml 2>invalid || { cat invalid; return 1; }
  for file in rhel9-meets-stig.xml rhel9-one-entry-without-stig.xml debian12-memtest86plus-cis.xml ubi9-container-stig.xml fact-one-too-few-measured.xml; do
    exits 0 oscap xccdf validate $file
    never grep -q 'Error' <<<"$output"
    exits 0 oscap info $file
    says 'Test Results:'
    exits 0 oscap xccdf generate report --output report.html $file
    grep -q 'audit' report.html
  done
  exits 0 oscap xccdf generate report --output report.html rhel9-one-entry-without-stig.xml
  grep -q 'xccdf_mil.disa.stig_rule_SV-258173r1101933_rule' report.html
  sed -i 's,<result>pass,<result>passed,' rhel9-meets-stig.xml
  exits 2 oscap xccdf validate --skip-schematron rhel9-meets-stig.xml
}

# What STIG Manager reads: target_data.host_name, stigs[].{stig_id, version, release_info} (by /Release:\s*(.+?)\s/), of a
# rule rule_id_src, status, finding_details, comments, and of an XCCDF Benchmark its id and TestResult; it knows a rule by its
# whole id alone. Source: ReviewParser.js of @nuwcdivnpt/stig-manager-client-modules 1.6.7.
@test "CKLB and XCCDF: what STIG Manager reads, with the ids of the release that is named" {
  of_case rhel9-missing
  echo host1.example >root/etc/hostname
  exits 1 "$AUBACKLOG" check --root root --format cklb -o out.cklb
  [ "$(jq -c '[.target_data.host_name, (.stigs[0] | .stig_id, .version, (.release_info | match("Release:\\s*(.+?)\\s").captures[0].string), (.rules | map([.group_id, .rule_version, .rule_id_src, .status])))]' out.cklb)" = '["host1.example","RHEL_9_STIG","2","9",[["V-258173","RHEL-09-653120","SV-258173r1101933_rule","open"],["V-257796","RHEL-09-212055","SV-257796r1044847_rule","not_a_finding"]]]' ]
  jq -r '.stigs[0].rules[0].finding_details' out.cklb | grep -q "FAIL  entry 'Red Hat"
  jq -e '[.stigs[0].rules[] | .createdAt, .updatedAt] | all(test("^[-0-9]{10}T[:0-9]{8}Z$"))' out.cklb
  [ "$(jq -r '.. | .uuid? // empty' out.cklb | sort | uniq -d)" = "" ]
  exits 1 "$AUBACKLOG" check --root root --format xccdf -o out.xml
  [ "$(xmllint --xpath 'string(//*[local-name()="rule-result"][1]/@idref)' out.xml)" = xccdf_mil.disa.stig_rule_SV-258173r1101933_rule ]
  [ "$(xmllint --xpath 'string(/*/@id)' out.xml)" = xccdf_mil.disa.stig_benchmark_RHEL_9_STIG ]
  xmllint --xpath 'string(//*[local-name()="TestResult"]/@end-time)' out.xml | grep -q 'Z$'
  of_case rhel9-unified-image
  exits 2 "$AUBACKLOG" check --root root --format cklb -o out.cklb
  [ "$(jq -r '.stigs[0].rules[0].status' out.cklb)" = not_reviewed ]
}

@test "the benchmarks have the ids of their issuers" {
  while read -r case id rule; do
    of_case "$case"
    "$AUBACKLOG" check --root root --profile stig --format cklb -o out.cklb || true
    [ "$(jq -r '.stigs[0].stig_id' out.cklb)" = "$id" ]
    jq -e --arg rule "$rule" '.stigs[0].rules | any(.rule_id_src == $rule)' out.cklb
  done <<'END'
ubuntu2204-recovery-without CAN_Ubuntu_22-04_LTS_STIG SV-260471r1155214_rule
ubuntu2404-meets CAN_Ubuntu_24-04_LTS_STIG SV-270676r1155245_rule
rhcos-one-rule RH_OpenShift_Container_Platform_4-x_STIG SV-257519r960888_rule
rhcos419 RH_OpenShift_Container_Platform_4-x_STIG SV-257519r960888_rule
ol8-meets Oracle_Linux_8_STIG SV-248803r958412_rule
ol9-missing Oracle_Linux_9_STIG SV-271592r1091488_rule
al2023-meets Amazon_Linux_2023_STIG SV-274168r1120492_rule
END
}

# The lines of a Debian system whose menu has this besides its own entry; \n in it is a newline
with_entry() {
  of_case debian12-meets
  printf '%b\n' "$1" >>root/boot/grub/grub.cfg
}

@test "entries that start something else are not judged, and those that may be this system's are" {
  while IFS='|' read -r result text; do
    with_entry "$text"
    code=0
    "$AUBACKLOG" check --root root --profile cis --format json >out.json || code=$?
    [ "$(jq -r .result out.json)" = "$result" ] || { echo "$text: $(jq -r .result out.json)"; return 1; }
    [ "$result" != pass ] || jq -e '.configured.aside | length > 0' out.json || [[ $text == *chainloader* || $text == *fwsetup* ]]
  done <<'END'
pass|menuentry "m" {\n linux16 /boot/memtest86+.bin\n}
pass|menuentry "m" {\n linux /boot/mt86plus\n}
pass|menuentry "i" {\n linux16 /ipxe.lkrn dhcp\n}
pass|menuentry "d" {\n linux16 /boot/memdisk iso raw\n initrd16 /x.iso\n}
pass|menuentry "iso" {\n loopback loop /a.iso\n linux (loop)/casper/vmlinuz boot=casper iso-scan/filename=/a.iso\n}
pass|menuentry "grml" {\n linux /boot/grml/linux26 boot=live findiso=/g.iso\n}
pass|menuentry "Windows" {\n chainloader /EFI/Microsoft/Boot/bootmgfw.efi\n}
pass|menuentry "UEFI Firmware Settings" {\n fwsetup\n}
pass|### BEGIN /etc/grub.d/30_os-prober ###\nmenuentry "Fedora" {\n linux /boot/vmlinuz-6 root=/dev/sdb1\n}\n### END /etc/grub.d/30_os-prober ###
pass|menuentry "Fedora 40 (on /dev/sdb1)" {\n linux /boot/vmlinuz-6 root=/dev/sdb1\n}
fail|menuentry "mine" {\n linux /boot/vmlinuz-6 root=/dev/sda1\n}
fail|menuentry "mine" {\n linux ($root)/boot/vmlinuz-6 root=/dev/sda1\n}
fail|set l=linux\nmenuentry "mine" {\n $l /boot/vmlinuz-6 root=/dev/sda1\n}
fail|menuentry "xen" {\n multiboot /boot/xen.gz\n module /boot/vmlinuz-6 root=/dev/sda1\n module /boot/initrd.img\n}
unknown|menuentry "mine" {\n $unset /boot/vmlinuz-6 root=/dev/sda1\n}
unknown|menuentry "mine" {\n load_env -f /boot/x\n linux /boot/vmlinuz-6 $more audit=1 audit_backlog_limit=8192\n}
fail|probe -u $root --set=u\nmenuentry "mine" {\n linux /boot/vmlinuz-6 root=UUID=$u audit=1\n}
pass|probe -u $root --set=u\nmenuentry "memtest" {\n linux /memtest\n}\nmenuentry "mine" {\n linux /boot/vmlinuz-6 root=UUID=$u audit=1 audit_backlog_limit=8192\n}
END
}

@test "the boot loader of the machine is told by evidence: BOOT_IMAGE=, initrd=, what both say, what neither says" {
  while read -r line result; do
    of_case debian12-systemd-boot-grub-left
    [ "$line" = - ] || printf '%s root=UUID=1 audit=1 audit_backlog_limit=8192\n' "$line" >root/proc/cmdline
    [ "$line" != - ] || printf 'root=UUID=1 audit=1 audit_backlog_limit=8192\n' >root/proc/cmdline
    "$AUBACKLOG" check --root root --profile cis --format json >out.json || true
    [ "$(jq -r .result out.json)" = "$result" ] || { echo "$line: $(jq -r .result out.json)"; return 1; }
  done <<'END'
initrd=\8f6b\6.1\initrd.img pass
BOOT_IMAGE=/boot/vmlinuz fail
BOOT_IMAGE=/boot/vmlinuz_initrd=\x fail
- fail
END
}

@test "--as: a clone by the documents of the system that it is built as" {
  of_case rocky9
  exits 2 "$AUBACKLOG" check --root root --profile stig
  exits 0 "$AUBACKLOG" check --root root --profile stig --as rhel9
  says 'PASS: profile stig (RHEL 9 STIG V2R9, judged as rhel9), rocky 9.4'
  says 'RHEL-09-653120'
  exits 0 "$AUBACKLOG" check --root root --as rhel9 --format json
  [ "$(jq -r .judged_as <<<"$output")" = rhel9 ]
  exits 3 "$AUBACKLOG" check --root root --as rocky7
  exits 3 "$AUBACKLOG" check --root root --as ''
  exits 3 "$AUBACKLOG" report --root root --as rhel9
}

@test "--floor: the organisation's own value is a rule of its own; --strict: what is lost in fact fails" {
  of_case rhel9-meets
  exits 1 "$AUBACKLOG" check --root root --floor 32768
  says 'audit_backlog_limit=8192, below 32768'
  exits 0 "$AUBACKLOG" check --root root --floor 8192
  of_case fact-lost-before-booted
  exits 0 "$AUBACKLOG" check --root root
  says 'AND YET'
  exits 1 "$AUBACKLOG" check --root root --strict
  says 'no boot in the evidence has lost records, or would lose any (--strict)'
  of_case rhel9-meets
  exits 0 "$AUBACKLOG" check --root root --strict
}

# CASE RESULT: what a real oscap makes of the script
sce() {
  of_case "$1"
  cp "$tests/../scripts/aubacklog-sce" aubacklog.sh
  cat >benchmark.xml <<END
<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_org.example_benchmark_b" xml:lang="en">
  <status date="2026-01-01">draft</status><title>t</title><version>1</version>
  <Value id="xccdf_org.example_value_root" type="string" operator="equals"><title>root</title><value>$PWD/root</value></Value>
  <Value id="xccdf_org.example_value_profile" type="string" operator="equals"><title>profile</title><value>$3</value></Value>
  <Value id="xccdf_org.example_value_aubacklog" type="string" operator="equals"><title>program</title><value>$AUBACKLOG</value></Value>
  <Rule id="xccdf_org.example_rule_r" selected="true"><title>r</title>
    <check system="http://open-scap.org/page/SCE">
      <check-import import-name="stdout"/>
      <check-export export-name="root" value-id="xccdf_org.example_value_root"/>
      <check-export export-name="profile" value-id="xccdf_org.example_value_profile"/>
      <check-export export-name="aubacklog" value-id="xccdf_org.example_value_aubacklog"/>
      <check-content-ref href="aubacklog.sh"/>
    </check>
  </Rule>
</Benchmark>
END
  oscap xccdf eval --results results.xml benchmark.xml >log 2>&1 || true
  [ "$(xmllint --xpath 'string(//*[local-name()="rule-result"]/*[local-name()="result"])' results.xml)" = "$2" ] ||
    { cat log; xmllint --xpath '//*[local-name()="rule-result"]' results.xml; return 1; }
}

@test "SCE: oscap xccdf eval gives pass, fail, unknown, notapplicable and error" {
  sce rhel9-meets pass stig
  xmllint --xpath 'string(//*[local-name()="rule-result"]//*[local-name()="check-import"])' results.xml | grep -q 'PASS: profile stig'
  sce rhel9-missing fail stig
  sce debian12-from-a-command unknown cis
  sce fedora-no-rule notapplicable stig
  sce fact-just-enough pass measured
  sce rhel9-meets error nonsense
}

@test "a boot loader file that cannot be read is an error, not a pass" {
  of_case debian12-meets
  chmod 000 root/boot/grub/grub.cfg
  chmod 755 . root
  chmod o+rX "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR"
  install -m 755 "$AUBACKLOG" program
  if [ "$(id -u)" = 0 ]; then
    exits 4 setpriv --reuid 65534 --regid 65534 --clear-groups ./program check --root root
  else
    exits 4 ./program check --root root
  fi
  [[ $output == *"cannot open 'root/boot/grub/grub.cfg': Permission denied"* ]]
}

@test "a grub.cfg that is a link out of the root is not followed" {
  of_case debian12-meets
  mv root/boot/grub/grub.cfg outside
  ln -s "$PWD/outside" root/boot/grub/grub.cfg
  exits 2 "$AUBACKLOG" check --root root
  [[ $output == *"boot entry  none found"* ]]
}

@test "the host is not read when a root is given" {
  of_case rhel9-missing
  strace -f -e trace=openat,openat2,open,readlink,readlinkat -o trace "$AUBACKLOG" check --root root >/dev/null || true
  grep -qE '"(proc/)?cmdline"' trace
  never grep -E '"/(proc/cmdline|etc/(default|kernel|audit|os-release|hostname)|boot|usr/lib/(os-release|kernel|bootc)|var/log)' trace
}

@test "the advice is never less than what is configured" {
  of_case rhel9-exceeds
  sed -i 's/audit_backlog_limit=32768//' root/etc/kernel/cmdline
  exits 1 "$AUBACKLOG" check --root root
  says "boot with audit=1 audit_backlog_limit=32768"
  of_case rhel9-unlimited
  sed -i 's/audit=1//' root/etc/kernel/cmdline
  exits 1 "$AUBACKLOG" check --root root
  says "boot with audit=1 audit_backlog_limit=0"
}

@test "a full device is an error, and an output that fails leaves nothing behind" {
  of_case rhel9-meets
  for format in text json junit xccdf cklb; do
    exits 4 "$AUBACKLOG" check --root root --format $format -o /dev/full
    [[ $output == *"cannot write "*": No space left on device" ]]
    exits 4 bash -c "'$AUBACKLOG' check --root root --format $format >/dev/full"
    exits 4 "$AUBACKLOG" check --root root --format $format -o nowhere/out
  done
  exits 0 "$AUBACKLOG" check --root root --format junit -o out.xml
  [ "$(find . -maxdepth 1 -name 'out.xml*')" = ./out.xml ]
}

@test "no control character of a boot loader file reaches an output, and XML stays XML" {
  of_case rhel9-missing
  printf 'PRETTY_NAME="\033[31mRHEL \xef\xbf\xbe\xff"\n' >>root/etc/os-release
  printf 'title \033]0;x\007 <&"> \xe2\x80\xae\xef\xbf\xbf\nlinux /vmlinuz\noptions root=x\n' >root/boot/loader/entries/x.conf
  for format in text json junit xccdf cklb; do
    exits 1 "$AUBACKLOG" check --root root --format $format -o out
    never env LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' out
    never grep -q $'\u202e' out
    case $format in
      junit | xccdf) xmllint --noout out ;;
      json | cklb) jq . out >/dev/null ;;
    esac
  done
}

@test "no line of the text but the finding details is longer than 80 columns" {
  for case in rhel9-missing fact-lost-before debian12-drop-in-overrides; do
    of_case $case
    run "$AUBACKLOG" check --root root
    while IFS= read -r line; do
      [[ $line == "Finding details, to paste" ]] && break
      # A path that is longer than that cannot be broken.
      [ "${#line}" -le 80 ] || [[ $line != *[^\ ]\ * ]] || { echo "$line"; return 1; }
    done <<<"$output"
  done
}

@test "docs/COMPLIANCE.md is what the cases and the published commands give" {
  "$tests/compliance-table" | diff "$tests/../docs/COMPLIANCE.md" -
}

# gitlab|github: prints the script of the job in docs/CI.md
ci_script() {
  /usr/bin/python3 - "$tests/../docs/CI.md" "$1" <<'END'
import re, sys, yaml
blocks = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)\n```\n", open(sys.argv[1]).read(), re.S)]
gitlab, github = [block for block in blocks if "audit-queue" in (*block, block.get("name"))]
if sys.argv[2] == "gitlab":
    assert gitlab["audit-queue"]["artifacts"]["reports"]["junit"] == "aubacklog.xml"
    print("\n".join(gitlab["audit-queue"]["script"]))
else:
    steps = github["jobs"]["check"]["steps"]
    assert steps[-1]["with"]["path"] == "aubacklog.xml" and steps[-1]["if"] == "always()"
    print(next(step["run"] for step in steps if step.get("name") == "Check the image"))
END
}

@test "the jobs of docs/CI.md pass, fail and cannot tell, and leave their report" {
  mkdir -p aubacklog/build
  ln -s "$AUBACKLOG" aubacklog/build/aubacklog
  for system in gitlab github; do
    ci_script $system >script.sh
    [ -s script.sh ]
    for pair in debian12-meets:0 debian12-stale-grub-cfg:1 debian12-no-boot-loader:2; do
      of_case "${pair%:*}"
      rm -f aubacklog.xml summary
      exits "${pair#*:}" env PROFILE=cis GITHUB_STEP_SUMMARY="$PWD/summary" bash -e script.sh
      xmllint --noout aubacklog.xml
      [ $system = gitlab ] || grep -q 'profile cis (CIS Debian 12)' summary
    done
  done
}

@test "SOURCE_DATE_EPOCH is a number of seconds up to the year 9999, or an error" {
  of_case debian12-below
  for format in junit xccdf; do
    for time in 0:1970-01-01T00:00:00 1700000000:2023-11-14T22:13:20 253402300799:9999-12-31T23:59:59; do
      SOURCE_DATE_EPOCH=${time%%:*} run "$AUBACKLOG" check --root root --format $format
      [ "$status" -le 2 ]
      says "${time#*:}"
    done
    for time in -1 253402300800 99999999999999999999 9223372036854775807 '' ' 1' +1 1x x 1.5; do
      exits 3 env SOURCE_DATE_EPOCH="$time" "$AUBACKLOG" check --root root --format $format
      says "cannot use SOURCE_DATE_EPOCH='$time': seconds since 1970 are needed, 253402300799 at the most"
    done
  done
  # Nothing else has a time.
  SOURCE_DATE_EPOCH=x run "$AUBACKLOG" check --root root
  [ "$status" -le 2 ]
}

@test "a grub.cfg of thousands of entries is read, and one of too many is said to be that" {
  of_case debian12-below
  cfg=root/boot/grub/grub.cfg
  for count in 1025 5000 8192; do
    for ((i = 0; i < count; i++)); do echo "menuentry 'Linux $i' { linux /vmlinuz-$i root=/dev/sda audit=1 audit_backlog_limit=8192; }"; done >$cfg
    run "$AUBACKLOG" check --root root --format json
    [ "$status" -le 2 ]
    [ "$(jq '.configured.entries | length' <<<"$output")" -eq "$count" ]
  done
  echo "menuentry 'One more' { linux /vmlinuz root=/dev/sda; }" >>$cfg
  exits 4 "$AUBACKLOG" check --root root
  says "cannot read 'boot/grub/grub.cfg': it is one boot entry too many, after 8192"
  { for ((i = 0; i < 40; i++)); do echo "submenu 's' {"; done; echo 'linux /vmlinuz'; } >$cfg
  exits 4 "$AUBACKLOG" check --root root
  says 'more than 32 blocks within one another'
}
