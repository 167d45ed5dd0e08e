# SPDX-License-Identifier: GPL-2.0-or-later
"""A made-up log of a boot whose queue held a great many events."""

PROGRAMS = [f"/usr/bin/program{i}" for i in range(40)]


def write(path, count, unlike=False):
    """So many events of a dozen shapes, or each with a unit of its own; all held under a limit that is large enough, then
    auditd's registration."""
    start = 1795225150.0

    def stamp(serial):
        return f"audit({start + serial / 500:.3f}:{serial})"

    with open(path, "w", encoding="ascii") as log:
        log.write(f"type=DAEMON_START msg=audit({start:.3f}:77): op=start ver=3.0.9 format=enriched kernel=6.1.0 "
                  "auid=4294967295 pid=137 uid=0 ses=4294967295 subj=unconfined  res=success\n")
        for serial in range(2, count + 1):
            turn, program = serial * 7919 % 1000, PROGRAMS[serial * 31 % 40]
            if turn < 400 or unlike:
                unit = f"{serial * 2654435761 % (1 << 32):08x}" if unlike else turn
                log.write(f"type=SERVICE_START msg={stamp(serial)}: pid=1 uid=0 auid=4294967295 ses=4294967295 msg='unit=unit{unit} "
                          'comm="systemd" exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success\'\n')
                continue
            call = (59, 257, 42, 2)[turn % 4]
            log.write(f"type=SYSCALL msg={stamp(serial)}: arch=c000003e syscall={call} success=yes exit=0 a0=0 items=1 ppid=1 pid={turn} "
                      f"auid=4294967295 uid={turn % 3 * 500} comm=\"p\" exe=\"{program}\" key=\"key{turn % 7}\"\n"
                      f"type=PATH msg={stamp(serial)}: item=0 name=\"/etc/passwd\" inode=1 nametype=NORMAL\n"
                      f"type=PROCTITLE msg={stamp(serial)}: proctitle=\"p\"\n")
        log.write(f"type=CONFIG_CHANGE msg={stamp(count + 1)}: op=set audit_enabled=1 old=1 auid=4294967295 ses=4294967295 res=1\n"
                  f"type=CONFIG_CHANGE msg={stamp(count + 2)}: op=set audit_pid=137 old=0 auid=4294967295 ses=4294967295 res=1\n"
                  f"type=CONFIG_CHANGE msg={stamp(count + 3)}: op=set audit_backlog_limit=8192 old={count * 5} auid=4294967295 res=1\n")
