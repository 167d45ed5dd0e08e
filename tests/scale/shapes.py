# SPDX-License-Identifier: GPL-2.0-or-later
"""Evidence of a chosen shape and size: what somebody would write who wants the program to take long.

A shape is a function of a folder and a number. It writes evidence there and gives the arguments of aubacklog that
read it. Twice the number is about twice the bytes. The names below are those of docs/TRUST.md.
"""

import io
import os
import subprocess
import tarfile

T0 = 1700000000


def stamp(serial, second=0.0):
    return f"audit({T0 + second:.3f}:{serial})"


def daemon_start(serial, second=0.0, pid=100):
    return (f"type=DAEMON_START msg={stamp(serial, second)}: op=start ver=3.0.9 format=raw "
            f"kernel=6.1.0-50-amd64 auid=4294967295 pid={pid} uid=0 ses=4294967295 subj=unconfined res=success\n")


def registers(serial, second=0.0, pid=100):
    return (f"type=CONFIG_CHANGE msg={stamp(serial, second)}: op=set audit_pid={pid} old=0 auid=4294967295 "
            f"ses=4294967295 subj=unconfined res=1\n")


def sets(serial, what, new, old, second=0.0):
    return (f"type=CONFIG_CHANGE msg={stamp(serial, second)}: op=set {what}={new} old={old} auid=4294967295 "
            f"ses=4294967295 subj=unconfined res=1\n")


def user(serial, second=0.0, node=""):
    return (f"{node}type=USER_ACCT msg={stamp(serial, second)}: pid=7 uid=0 auid=4294967295 ses=4294967295 "
            f"msg='op=PAM:accounting acct=\"root\" exe=\"/usr/sbin/cron\" res=success'\n")


def resized(serial, second=1.0, old=64, pid=100):
    """The registration, and the rules' -b 8192."""
    return registers(serial, second, pid) + sets(serial + 1, "audit_backlog_limit", 8192, old, second)


def one_boot(second=0.0, records=80, pid=100, node=""):
    """A boot whose queue of 64 was full, with twenty events lost, and life behind it."""
    lines = [daemon_start(5000, second, pid)]
    lines += [user(serial, second + serial / 1000) for serial in range(2, 2 + min(records, 64))]
    lines.append(resized(22 + records, second + 1, 64, pid))
    lines += [user(serial, second + 2) for serial in range(24 + records, 30 + records)]
    return "".join(node + line for line in "".join(lines).splitlines(True))


def put(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as out:
        if isinstance(text, str):
            out.write(text)
        else:
            out.writelines(text)
    return path


# The audit log.

def settings_without_registration(folder, n):
    lines = (sets(i + 2, "audit_enabled", i & 1, 1 - (i & 1), i / 1000) for i in range(n))
    return ["report", put(folder, "a.log", lines)]


def restarts(folder, n):
    lines = [one_boot()]
    for i in range(n):
        lines.append(daemon_start(6000 + i, 10 + i / 100, 200 + i))
        lines.append(registers(200 + 2 * i, 10 + i / 100, 200 + i))
    return put(folder, "a.log", lines)


def restarts_newest_only(folder, n):
    return ["report", "--newest-only", restarts(folder, n)]


def restarts_whole(folder, n):
    return ["report", restarts(folder, n)]


def boots(folder, n):
    return ["boots", put(folder, "a.log", (one_boot(i * 100, 20, 100 + i) for i in range(n)))]


def boots_all_report(folder, n):
    return ["report", "--boot", "all", put(folder, "a.log", (one_boot(i * 100, 20, 100 + i) for i in range(n)))]


def one_event(folder, n):
    """One event of n records that differ, cut at the queue's edge."""
    start = daemon_start(5000)
    lines = (f"type=PATH msg={stamp(3)}: item={i} name=\"/etc/{i}\" inode={i} dev=08:01 mode=0100644 ouid=0 ogid=0 "
             f"rdev=00:00 nametype=NORMAL\n" for i in range(n))
    limit = sets(2, "audit_backlog_limit", n, 64)
    return ["report", put(folder, "a.log", [start, limit, *lines, resized(9, 1, n)])]


def one_event_same(folder, n):
    """One event of n equal records."""
    return ["report", put(folder, "a.log", [daemon_start(5000), *[user(2)] * n, resized(9)])]


def nodes(folder, n):
    return ["boots", put(folder, "a.log", (one_boot(i / 10, 4, 100, f"node=host{i} ") for i in range(n)))]


def nodes_without_boot(folder, n):
    return ["boots", put(folder, "a.log", (user(i + 2, i / 10, f"node=host{i} ") for i in range(n)))]


def limits(folder, n):
    """The limit changed n times before the registration."""
    lines = [daemon_start(5000)]
    lines += [sets(i + 2, "audit_backlog_limit", 64 + (i & 1), 64 + 1 - (i & 1), i / 1000) for i in range(n)]
    return ["report", put(folder, "a.log", [*lines, resized(n + 2, n / 1000)])]


def gaps(folder, n):
    """Every other event is missing, in a queue that is long enough."""
    lines = [daemon_start(5000), sets(2, "audit_backlog_limit", 10 * n, 64)]
    lines += [user(2 * i + 3, i / 1000) for i in range(n)]
    return ["report", put(folder, "a.log", [*lines, resized(2 * n + 3, n / 1000, 10 * n)])]


def gap(folder, n):
    """Half of the events are missing at the end, of a queue that was full."""
    lines = [daemon_start(5000), sets(2, "audit_backlog_limit", n, 64)]
    lines += [user(i + 3, i / 1000) for i in range(n)]
    return ["report", put(folder, "a.log", [*lines, resized(2 * n + 3, n / 1000, n)])]


def gap_filled(folder, n, verb=("report",)):
    """As gap; the journal has what is missing."""
    root = journal_of(folder, (entry(i + 3, i / 1000, 1) for i in range(2 * n)))
    gap(folder, n)
    return [*verb, "--root", with_log(folder, root, open(os.path.join(folder, "a.log"), encoding="ascii").read())]


def gap_filled_events(folder, n):
    return gap_filled(folder, n, ("events",))


def gap_filled_json(folder, n):
    return gap_filled(folder, n, ("report", "--format", "json"))


def gap_filled_plot(folder, n):
    return gap_filled(folder, n, ("plot", "--format", "svg", "-o", os.path.join(folder, "out")))


def journal_settings(folder, n):
    """Settings of the limit that only the journal has."""
    root = journal_of(folder, (entry(i + 100, i / 10000, 1, f"CONFIG_CHANGE op=set audit_backlog_limit={i} old=64 auid=1 "
                                     "res=1", 1305) for i in range(n, 0, -1)))
    log = daemon_start(5000) + user(2) + resized(n + 200, n / 1000)
    return ["report", "--root", with_log(folder, root, log)]


def kernel_gap(folder, n):
    """As gap; the kernel log has what is missing."""
    kernel = put(folder, "k.log", [HEAD, *(printed(i + 3, i / 1000) for i in range(2 * n))])
    return gap(folder, n) + [kernel]


def window(folder, n):
    """A window of n events, all held."""
    lines = [daemon_start(5000)]
    lines += [user(i + 2, i / 1000) for i in range(n)]
    return ["report", put(folder, "a.log", [*lines, resized(n + 2, n / 1000)])]


def window_events(folder, n):
    return ["events"] + window(folder, n)[1:]


def window_plot(folder, n):
    return ["plot", "--format", "txt"] + window(folder, n)[1:]


def decoys(folder, n):
    """One line in which a record begins again and again."""
    line = "<13>Nov 1 host x: " + "msg=audit(1700000000.1" * n + "\n"
    return ["report", put(folder, "a.log", [one_boot(), line])]


def decoys_type(folder, n):
    line = "<13>Nov 1 host x: " + "type=USER_ACCT msg=audit(1700000000.100: " * n + "\n"
    return ["report", put(folder, "a.log", [one_boot(), line])]


def json_deep(folder, n):
    return ["report", put(folder, "a.log", ["{\"a\":[" * n, "\n", one_boot()])]


def json_wide(folder, n):
    inner = ",".join("{\"message\":\"type=BPF msg=audit(1700000000.100:%d): prog-id=1\"}" % i for i in range(2, n))
    return ["report", put(folder, "a.log", ["[", inner, "]\n", one_boot()])]


def json_bytes(folder, n):
    return ["report", put(folder, "a.log", ["{\"MESSAGE\":[", "1," * n, "1]}\n", one_boot()])]


def csv_quotes(folder, n):
    return ["report", put(folder, "a.log", ["\"a\",\"" + "\"\"" * n + "\n", one_boot()])]


# The kernel log.

def printed(serial, second, type_number=1300):
    return f"[{second:12.6f}] audit: type={type_number} audit({T0 + second:.3f}:{serial}): arch=c000003e syscall=59 pid=1\n"


HEAD = "[    0.000000] Linux version 6.1.0-50-amd64 (x@y) #1 SMP\n"


def kernel_records(folder, n):
    log = put(folder, "a.log", (one_boot(i * 1000, 20, 100 + i) for i in range(64)))
    kernel = put(folder, "k.log", [HEAD, *(printed(100000 + i, 1 + i / 1000) for i in range(n))])
    return ["report", log, kernel]


def boots_and_kernel_records(folder, n):
    log = put(folder, "a.log", (one_boot(i * 1000, 20, 100 + i) for i in range(n)))
    kernel = put(folder, "k.log", [HEAD, *(printed(100000 + i, 1 + i / 1000) for i in range(n))])
    return ["boots", log, kernel]


def boots_and_kernel_boots(folder, n):
    log = put(folder, "a.log", (one_boot(i * 1000, 20, 100 + i) for i in range(n)))
    kernel = put(folder, "k.log", (HEAD + printed(2, 1) + printed(3, 2) for i in range(n)))
    return ["boots", log, kernel]


def kernel_one_event(folder, n):
    log = put(folder, "a.log", one_boot())
    kernel = put(folder, "k.log", [HEAD, *(f"[    1.000000] audit: type=1302 {stamp(2)}: item={i}\n" for i in range(n))])
    return ["report", log, kernel]


def kernel_brackets(folder, n):
    kernel = put(folder, "k.log", [HEAD, *["[:" * 20 + "\n"] * n])
    return ["report", put(folder, "a.log", one_boot()), "--kernel-log", kernel]


def kernel_hosts(folder, n):
    lines = (f"Nov  1 10:00:00 host{i} kernel: [    1.000000] audit: backlog limit exceeded\n" for i in range(n))
    return ["report", put(folder, "a.log", one_boot()), "--kernel-log", put(folder, "k.log", lines)]


def kernel_lost_lines(folder, n):
    lines = (f"[{i / 100:12.6f}] audit: audit_lost={i} audit_rate_limit=0 audit_backlog_limit=64\n" for i in range(n))
    return ["report", put(folder, "a.log", one_boot()), put(folder, "k.log", [HEAD, *lines])]


# Statuses and operands.

def statuses(folder, n):
    text = "enabled 1\nfailure 1\npid 100\nrate_limit 0\nbacklog_limit 64\nlost 3\nbacklog 0\n\n"
    return ["report", put(folder, "a.log", one_boot()), put(folder, "status", [text] * n)]


def logs_alike(folder, n):
    """n files of a log's rotation that begin with the same line, and are of different length."""
    head = one_boot()
    for i in range(n):
        put(folder, f"root/var/log/audit/audit.log.{i + 1}", head + user(200, 20 + i))
    put(folder, "root/var/log/audit/audit.log", head)
    return ["boots", "--root", os.path.join(folder, "root")]


def tar_of(folder, members):
    path = os.path.join(folder, "root.tar")
    with tarfile.open(path, "w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def archived_logs(folder, n):
    log = one_boot().encode()
    members = [("var/log/audit/audit.log", log)]
    members += [(f"var/log/audit/audit.log.{i + 1}", log + user(300 + i, 30).encode()) for i in range(n)]
    return ["boots", "--root", tar_of(folder, members)]


def archived_journals(folder, n):
    members = [("var/log/audit/audit.log", one_boot().encode())]
    members += [(f"var/log/journal/{i:032x}/system.journal", b"LPKSHHRH") for i in range(n)]
    return ["boots", "--root", tar_of(folder, members)]


def archived_empty(folder, n):
    members = [("var/log/audit/audit.log", one_boot().encode())]
    members += [(f"usr/share/d{i % 1000}/f{i}", b"") for i in range(n)]
    return ["boots", "--root", tar_of(folder, members)]


def archived_links(folder, n):
    path = os.path.join(folder, "root.tar")
    with tarfile.open(path, "w") as archive:
        for i in range(n):
            info = tarfile.TarInfo(f"var/log/audit/audit.log.{i + 1}")
            info.type = tarfile.SYMTYPE
            info.linkname = f"audit.log.{i + 2}"
            archive.addfile(info)
        data = one_boot().encode()
        info = tarfile.TarInfo("var/log/audit/audit.log")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return ["boots", "--root", path]


# Settings of boot loaders.

def grub_root(folder, default, cfg="set root=x\nmenuentry 'a' {\n\tlinux /vmlinuz-6.1 root=/dev/sda1 ro\n}\n"):
    put(folder, "root/etc/default/grub", default)
    put(folder, "root/boot/grub/grub.cfg", cfg)
    put(folder, "root/etc/os-release", "ID=debian\nVERSION_ID=12\n")
    return os.path.join(folder, "root")


def grub_variables(folder, n):
    root = grub_root(folder, "".join(f"V{i}=x\n" for i in range(n)) + "GRUB_CMDLINE_LINUX=\"audit=1\"\n")
    return ["grub", "--root", root]


def grub_variables_check(folder, n):
    return ["check"] + grub_variables(folder, n)[1:]


def grub_value_copied(folder, n):
    root = grub_root(folder, "A=\"" + "audit=1\n" * n + "\"\nB=$A\nGRUB_CMDLINE_LINUX=\"$B\"\n")
    return ["grub", "--root", root]


def grub_value_doubled(folder, n):
    lines = "A=x\n" + "A=$A\n" * n + "GRUB_CMDLINE_LINUX=\"$A audit=1\"\n"
    return ["grub", "--root", grub_root(folder, lines)]


def grub_value_appended(folder, n):
    return ["grub", "--root", grub_root(folder, "GRUB_CMDLINE_LINUX+=\" w\"\n" * n)]


def grub_ifs(folder, n):
    return ["grub", "--root", grub_root(folder, "if true; then\nGRUB_CMDLINE_LINUX=audit=1\nfi\n" * n)]


def grub_words(folder, n):
    return ["grub", "--root", grub_root(folder, "GRUB_CMDLINE_LINUX=\"" + "audit=1 " * n + "\"\n")]


def grub_entries(folder, n):
    cfg = "".join(f"menuentry 'a{i}' {{\n\tlinux /vmlinuz-6.1.{i} root=/dev/sda1 ro\n}}\n" for i in range(n))
    return ["grub", "--root", grub_root(folder, "GRUB_CMDLINE_LINUX=\"quiet\"\n", cfg)]


def grub_dropins(folder, n):
    root = grub_root(folder, "GRUB_CMDLINE_LINUX=\"quiet\"\n")
    for i in range(n):
        put(folder, f"root/etc/default/grub.d/{i}.cfg", "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX w\"\n")
    return ["grub", "--root", root]


def bls_entries(folder, n):
    root = grub_root(folder, "GRUB_CMDLINE_LINUX=\"quiet\"\nGRUB_ENABLE_BLSCFG=true\n", "blscfg\n")
    put(folder, "root/etc/os-release", "ID=rhel\nVERSION_ID=9.4\n")
    for i in range(n):
        put(folder, f"root/boot/loader/entries/m-{i}.conf",
            f"title x\nversion {i}\nlinux /vmlinuz-{i}\noptions root=/dev/sda1 ro $kernelopts\n")
    return ["grub", "--root", root]


def command_line(folder, n):
    put(folder, "root/proc/cmdline", "audit=1 " + "audit_backlog_limit=64 " * n + "\n")
    put(folder, "root/var/log/audit/audit.log", one_boot())
    return ["report", "--root", os.path.join(folder, "root")]


def rules(folder, n):
    root = grub_root(folder, "GRUB_CMDLINE_LINUX=\"audit=1\"\n")
    put(folder, "root/etc/audit/audit.rules", "".join(f"-w /etc/f{i} -p wa -k key{i}\n" for i in range(n)))
    put(folder, "root/var/log/audit/audit.log", one_boot())
    return ["report", "--root", root]


# The journal.

REMOTE = "/lib/systemd/systemd-journal-remote"


def journal_of(folder, entries):
    """A journal of entries in the export format, written by systemd itself."""
    export = put(folder, "journal.export", entries)
    target = os.path.join(folder, "root/var/log/journal/00112233445566778899aabbccddeeff")
    os.makedirs(target, exist_ok=True)
    subprocess.run([REMOTE, "-o", os.path.join(target, "system.journal"), export], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.remove(export)
    return os.path.join(folder, "root")


def entry(serial, second, boot, text=None, number=1101):
    usec = int((T0 + second) * 1000000)
    message = text or f"USER_ACCT pid=7 uid=0 msg='op=PAM:accounting {serial}'"
    return (f"__REALTIME_TIMESTAMP={usec}\n__MONOTONIC_TIMESTAMP={int(second * 1000000) + 1}\n_BOOT_ID={boot:032x}\n"
            f"_TRANSPORT=audit\n_AUDIT_TYPE={number}\n_AUDIT_ID={serial}\n_SOURCE_REALTIME_TIMESTAMP={usec}\n"
            f"_MACHINE_ID=00112233445566778899aabbccddeeff\n_HOSTNAME=host\nMESSAGE={message}\n\n")


def with_log(folder, root, log):
    put(folder, "root/var/log/audit/audit.log", log)
    return root


def journal_one_event(folder, n):
    root = journal_of(folder, (entry(2, 0.002, 1, f"USER_ACCT item={i}") for i in range(n)))
    return ["report", "--root", with_log(folder, root, one_boot())]


def journal_events(folder, n):
    root = journal_of(folder, (entry(i + 2, i / 10000, 1) for i in range(n)))
    return ["report", "--root", with_log(folder, root, one_boot())]


def journal_boots(folder, n):
    root = journal_of(folder, (entry(2, i * 10 + 0.002, i + 1) for i in range(n)))
    return ["boots", "--root", with_log(folder, root, one_boot())]


def boots_and_journal_boots(folder, n):
    root = journal_of(folder, (entry(2, i * 100 + 0.002, i + 1) for i in range(n)))
    return ["boots", "--root", with_log(folder, root, "".join(one_boot(i * 100, 20, 100 + i) for i in range(n)))]


# name: (function, first size). Three sizes are tried, each twice the one before.
SHAPES = {
    "audit_enabled settings without a registration": (settings_without_registration, 20000),
    "restarts of auditd, newest only": (restarts_newest_only, 2500),
    "restarts of auditd, read whole": (restarts_whole, 2500),
    "boots": (boots, 1000),
    "boots, reported": (boots_all_report, 250),
    "one event": (one_event, 40000),
    "one event of equal records": (one_event_same, 40000),
    "nodes": (nodes, 2000),
    "nodes without a boot": (nodes_without_boot, 10000),
    "changes of the limit": (limits, 5000),
    "gaps": (gaps, 10000),
    "a gap": (gap, 20000),
    "a gap, in the kernel log": (kernel_gap, 10000),
    "a gap, in the journal": (gap_filled, 2000),
    "a gap, in the journal, as JSON": (gap_filled_json, 2000),
    "a gap, in the journal, its events": (gap_filled_events, 1000),
    "a gap, in the journal, its graph": (gap_filled_plot, 2000),
    "settings in the journal": (journal_settings, 5000),
    "a window": (window, 20000),
    "a window, its events": (window_events, 5000),
    "a window, its graph": (window_plot, 10000),
    "decoys in one line": (decoys, 10000),
    "types in one line": (decoys_type, 10000),
    "deep JSON": (json_deep, 50000),
    "wide JSON": (json_wide, 20000),
    "bytes of JSON": (json_bytes, 500000),
    "quotes of CSV": (csv_quotes, 500000),
    "records of a kernel log, 64 boots": (kernel_records, 10000),
    "boots and records of a kernel log": (boots_and_kernel_records, 1000),
    "boots and boots of a kernel log": (boots_and_kernel_boots, 500),
    "one event in the kernel log": (kernel_one_event, 10000),
    "brackets in a kernel log": (kernel_brackets, 10000),
    "hosts of a kernel log": (kernel_hosts, 10000),
    "lost lines of a kernel log": (kernel_lost_lines, 10000),
    "statuses": (statuses, 5000),
    "logs that begin alike": (logs_alike, 250),
    "near-equal logs in an archive": (archived_logs, 250),
    "journal folders in an archive": (archived_journals, 1000),
    "members of an archive": (archived_empty, 10000),
    "links in an archive": (archived_links, 1000),
    "variables of GRUB": (grub_variables, 5000),
    "variables of GRUB, checked": (grub_variables_check, 5000),
    "a value of GRUB, copied": (grub_value_copied, 2000),
    "a value of GRUB, of itself": (grub_value_doubled, 5000),
    "a value of GRUB, added to": (grub_value_appended, 2000),
    "conditions of GRUB": (grub_ifs, 2000),
    "words of GRUB": (grub_words, 5000),
    "entries of GRUB": (grub_entries, 2000),
    "drop-ins of GRUB": (grub_dropins, 250),
    "entries of BLS": (bls_entries, 250),
    "words of the command line": (command_line, 20000),
    "rules": (rules, 10000),
    "one event in the journal": (journal_one_event, 2000),
    "events in the journal": (journal_events, 2000),
    "boots in the journal": (journal_boots, 1000),
    "boots and boots of a journal": (boots_and_journal_boots, 250),
}
