/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a command and prints what it cost: microseconds of processor, of wall, kibibytes at its
 * peak. Its output goes through a pipe to nowhere: grep ends at its first match when it sees that
 * its output is /dev/null, and a disk would be measured with it. */
#define _GNU_SOURCE
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Seconds of processor time after which a command is given up. */
#define CPU_SECONDS 60

static long long wall_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long cpu_us(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000LL +
	       usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static void drain(int fd)
{
	static char buffer[1 << 20];

	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
}

int main(int argc, char **argv)
{
	long long start = wall_us();
	struct rusage usage;
	int ends[2], status;
	pid_t child;

	if (argc < 2 || pipe(ends) < 0 || (child = fork()) < 0)
		err(4, "cannot start the command");
	if (child == 0) {
		const struct rlimit limit = { .rlim_cur = CPU_SECONDS,
					      .rlim_max = CPU_SECONDS + 1 };

		(void)setrlimit(RLIMIT_CPU, &limit);
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)close(ends[0]);
		(void)close(ends[1]);
		(void)execvp(argv[1], argv + 1);
		err(127, "cannot run '%s'", argv[1]);
	}
	(void)close(ends[1]);
	drain(ends[0]);
	if (wait4(child, &status, 0, &usage) < 0)
		err(4, "cannot wait for '%s'", argv[1]);
	/* A script reports the signal that ended one of its commands as an exit above 128. */
	if ((WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) ||
	    (WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGXCPU))
		return 5;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
		errx(4, "'%s' did not end by itself", argv[1]);
	(void)printf("%lld %lld %ld\n", cpu_us(&usage), wall_us() - start, usage.ru_maxrss);
	return 0;
}
