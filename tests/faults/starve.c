/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into aubacklog by tests/faults/allocations: makes the Nth allocation fail, whoever asks
 * for it, the program or a library (glibc's own strdup, asprintf, fopen and the like come here
 * too).
 *
 * With FAULTS_DIR and FAULTS_FDS ("ORDERS ANSWERS") set, the process stops before main and serves:
 * for each line "MODE N" on the descriptor ORDERS a fork of it goes on into main, with its output
 * in the files "out" and "err" of that folder; then "STATUS COUNT CHILD" goes to ANSWERS, the wait
 * status, the allocations made, and whether one that failed was a child's of the process. So the
 * dynamic linker runs once, not once a fault. MODE is "once" or "on" (that one and all that follow
 * fail); "once?" and "on?" also leave in the file "where" who asked for it, and who died.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_RUN_S 15 /* libauparse has ten seconds (src/explain/auparse_client.h) */

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void *(*next_reallocarray)(void *, size_t, size_t);
static void *(*next_memalign)(size_t, size_t);
static void *(*next_aligned_alloc)(size_t, size_t);
static int (*next_posix_memalign)(void **, size_t, size_t);

/* Shared with the server and with the children of the process. */
static struct shared {
	uint64_t count;
	pid_t process;
	bool child_failed;
} * shared;
static uint64_t nth; /* 0: none fails */
static bool and_on, explain;
static int orders = -1, answers = -1, where_fd = -1;

static void tell(const char *what)
{
	void *frames[64];
	int n;

	if (where_fd < 0)
		return;
	dprintf(where_fd, "%s\n", what);
	n = backtrace(frames, 64);
	backtrace_symbols_fd(frames, n, where_fd);
}

static bool fails(void)
{
	uint64_t number = shared ? __atomic_add_fetch(&shared->count, 1, __ATOMIC_RELAXED) : 0;

	if (!nth || number < nth || (number > nth && !and_on))
		return false;
	if (explain && number == nth) {
		explain = false;
		tell("asked");
	}
	shared->child_failed |= getpid() != shared->process;
	errno = ENOMEM;
	return true;
}

static void find_next(void)
{
	next_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
	next_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
	next_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
	next_reallocarray = (void *(*)(void *, size_t, size_t))dlsym(RTLD_NEXT, "reallocarray");
	next_memalign = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "memalign");
	next_aligned_alloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
	next_posix_memalign = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
}

void *malloc(size_t size)
{
	if (!next_malloc)
		find_next();
	return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	if (!next_calloc)
		find_next();
	return fails() ? NULL : next_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	if (!next_realloc)
		find_next();
	return size && fails() ? NULL : next_realloc(old, size);
}

void *reallocarray(void *old, size_t n, size_t size)
{
	if (!next_reallocarray)
		find_next();
	return n && size && fails() ? NULL : next_realloc(old, n * size);
}

void *memalign(size_t alignment, size_t size)
{
	if (!next_memalign)
		find_next();
	return fails() ? NULL : next_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	if (!next_aligned_alloc)
		find_next();
	return fails() ? NULL : next_aligned_alloc(alignment, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
	if (!next_posix_memalign)
		find_next();
	return fails() ? ENOMEM : next_posix_memalign(ret, alignment, size);
}

static void die(int signal_number)
{
	tell("died");
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

static int open_in(const char *folder, const char *name)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
}

/* In the fork: what main is to find. */
static void prepare(const char *folder, const char *mode, uint64_t number)
{
	static char stack[1 << 16];
	const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	const struct sigaction action = { .sa_handler = die, .sa_flags = SA_ONSTACK };

	(void)dup2(open_in(folder, "out"), 1);
	(void)dup2(open_in(folder, "err"), 2);
	(void)close(orders);
	(void)close(answers);
	(void)alarm(LONGEST_RUN_S);
	if (mode[strlen(mode) - 1] == '?') {
		where_fd = open_in(folder, "where");
		explain = true;
		(void)sigaltstack(&alternate, NULL);
		(void)sigaction(SIGSEGV, &action, NULL);
		(void)sigaction(SIGABRT, &action, NULL);
		(void)sigaction(SIGALRM, &action, NULL);
	}
	and_on = strncmp(mode, "once", 4) != 0;
	*shared = (struct shared){ .process = getpid() };
	nth = number;
}

static void serve(const char *folder)
{
	char line[64], mode[8];
	unsigned long long number;
	void *frame;
	ssize_t got;

	(void)backtrace(&frame, 1); /* loads what it needs */
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	while ((got = read(orders, line, sizeof(line) - 1)) > 0) {
		int status = 0;
		pid_t child;

		line[got] = '\0';
		if (sscanf(line, "%7s %llu", mode, &number) != 2)
			_exit(3);
		child = fork();
		if (child == 0) {
			prepare(folder, mode, number);
			return;
		}
		if (child < 0 || waitpid(child, &status, 0) != child)
			_exit(3);
		dprintf(answers, "%d %llu %d\n", status, (unsigned long long)shared->count,
			shared->child_failed);
	}
	_exit(0);
}

__attribute__((constructor)) static void start(void)
{
	const char *folder = getenv("FAULTS_DIR"), *fds = getenv("FAULTS_FDS");

	if (!folder || !fds || sscanf(fds, "%d %d", &orders, &answers) != 2)
		return;
	(void)unsetenv("LD_PRELOAD");
	(void)unsetenv("FAULTS_DIR");
	serve(folder);
}
