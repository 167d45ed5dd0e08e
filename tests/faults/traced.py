# SPDX-License-Identifier: GPL-2.0-or-later
# System calls of a program, listed and failed with strace.
import itertools, os, re, subprocess

# These end or begin the process, or cannot fail; glibc ends the program when a futex does.
SPARED = {"exit_group", "execve", "brk", "munmap", "rt_sigreturn", "+++", "rt_sigaction", "sigaltstack", "futex"}
# Counts of a coverage build that a fault cuts off would spoil those of all other runs: these keep none.
UNCOUNTED = {"GCOV_PREFIX": "/dev/null/counts", "GCOV_ERROR_FILE": "/dev/null"}
ENVIRONMENT = dict(os.environ, **UNCOUNTED, LC_ALL="C.UTF-8", NO_COLOR="1", ASAN_OPTIONS="detect_leaks=0")


def sanitizer(program):
    """The library of the sanitizers that the program is built for, or nothing."""
    linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    found = re.search(r"libasan\S* => (\S+)", linked)
    return found.group(1) if found else ""


def run(command, folder, *strace):
    """The exit code, what came out, what was said; negative for a signal."""
    done = subprocess.run([*strace, *command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          env=ENVIRONMENT)
    return done.returncode, done.stdout, done.stderr


def inject(command, folder, name, count, fault, *strace, log="/dev/null"):
    return run(command, folder, "strace", *strace, "-o", log, "-e", f"inject={name}:{fault}:when={count}")


def goes_on(log):
    """Whether behind the write that was made to take one byte comes one of the rest."""
    with open(log, errors="replace") as file:
        writes = re.findall(r"^(?:\d+ +)?(p?write(?:64)?)\((\d+), .*?, (\d+)(?:, (\d+))?\) += .*?(INJECTED)?\)?$", file.read(), re.M)
    at = next((i for i, write in enumerate(writes) if write[4]), None)
    if at is None:
        return False
    name, fd, length, offset, _ = writes[at]
    rest = (name, fd, str(int(length) - 1), str(int(offset) + 1) if offset else "")
    return length == "1" or any(write[:4] == rest for write in writes[at + 1:])


def calls(command, folder, begins, writes, spared=lambda line: False):
    """Each call to fail from the line on that begins tells, as (name, how many of that name so far, whether it comes
    after the last line that writes tells); none of the lines that spared tells."""
    log = os.path.join(folder, ".log")
    run(command, folder, "strace", "-o", log)
    with open(log, errors="replace") as file:
        counted = itertools.takewhile(lambda line: UNCOUNTED["GCOV_PREFIX"] not in line, file)
        lines = [line for line in counted if re.match(r"\w+\(", line)]
    os.unlink(log)
    # Most of them are the sanitizers' own, which cannot do without: the process ends or hangs.
    spares = SPARED | {"mmap"} if sanitizer(command[0]) else SPARED
    first = next(i for i, line in enumerate(lines) if begins(line))
    last = max([i for i, line in enumerate(lines) if writes(line)], default=len(lines))
    seen, found = {}, []
    for i, line in enumerate(lines):
        name = line.split("(")[0]
        seen[name] = seen.get(name, 0) + 1
        if i >= first and name not in spares and not spared(line):
            found.append((name, seen[name], i >= last))
    return found


def tree(path):
    """Each file below with its bytes."""
    files = {}
    for folder, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                files[os.path.relpath(os.path.join(folder, name), path)] = file.read()
    return files
