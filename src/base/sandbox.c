/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that can do nothing but compute and answer. */
#define _GNU_SOURCE
#include "base/sandbox.h"

#include "base/cleanup.h"
#include "base/libseccomp.h"
#include "base/privilege.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The sanitizers reserve terabytes of addresses. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED true
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

/* The first that is none of the standard streams: what a library says there must not get into what
 * is answered. */
#define KEPT_FD 3

/* What somebody ignores, nohup for one, stays ignored. */
static void forget_handlers(void)
{
	for (int number = 1; number < NSIG; number++) {
		struct sigaction old;

		if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN &&
		    old.sa_handler != SIG_DFL)
			(void)signal(number, SIG_DFL);
	}
}

/* Where the kernel (before 5.9) or its seccomp filter has no close_range. */
static int close_each_from(int first)
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;

	if (!folder)
		return -errno;
	while ((entry = readdir(folder))) {
		int fd = (int)strtol(entry->d_name, NULL, 10);

		if (fd >= first && fd != dirfd(folder))
			(void)close(fd);
	}
	(void)closedir(folder);
	return 0;
}

static int close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, UINT_MAX, 0) == 0)
		return 0;
#endif
	return close_each_from(first);
}

static int keep_one(int fd)
{
	if (fd != KEPT_FD && dup2(fd, KEPT_FD) < 0)
		return -errno;
	for (int i = 0; i < KEPT_FD; i++)
		(void)close(i);
	return close_from(KEPT_FD + 1);
}

/* What the process has already, its parent's logs and journals among it, is not what it may take.
 */
static rlim_t addresses_allowed(void)
{
	CLEANUP(cleanup_fclose) FILE *file = fopen("/proc/self/statm", "re");
	char line[128] = "";
	rlim_t pages;

	if (file && !fgets(line, sizeof(line), file))
		*line = '\0';
	pages = strtoull(line, NULL, 10);
	if (!pages || IS_SANITIZED)
		return RLIM_INFINITY;
	return pages * (rlim_t)sysconf(_SC_PAGESIZE) + SANDBOX_MEMORY;
}

static int limit(int resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(resource, &now) < 0)
		return -errno;
	if (most < now.rlim_max)
		now.rlim_max = most;
	if (most < now.rlim_cur)
		now.rlim_cur = most;
	return setrlimit(resource, &now) < 0 ? -errno : 0;
}

static int limit_all(void)
{
	const struct {
		int resource;
		rlim_t most;
	} limits[] = {
		{ .resource = RLIMIT_AS, .most = addresses_allowed() },
		{ .resource = RLIMIT_CORE },
		{ .resource = RLIMIT_FSIZE },
		{ .resource = RLIMIT_NPROC },
		{ .resource = RLIMIT_NOFILE },
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]) && code == 0; i++)
		code = limit(limits[i].resource, limits[i].most);
	return code;
}

/* The calls that have no argument to look at. */
static int allow_plain(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(send),
		SCMP_SYS(sendto),
		SCMP_SYS(recv),
		SCMP_SYS(recvfrom),
		SCMP_SYS(brk),
		SCMP_SYS(munmap),
		SCMP_SYS(mremap),
		SCMP_SYS(madvise),
		SCMP_SYS(futex),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(clock_gettime64),
		SCMP_SYS(gettimeofday),
		SCMP_SYS(time),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sigreturn),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && code == 0; i++)
		code = libseccomp()->seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i], 0,
							    NULL);
	return code;
}

/* Memory that is no code, and signals to itself: that is how abort(3) ends. */
static int allow_some(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp no_code = { .arg = 2,
					      .op = SCMP_CMP_MASKED_EQ,
					      .datum_a = PROT_EXEC };
	const struct scmp_arg_cmp itself = { .arg = 0,
					     .op = SCMP_CMP_EQ,
					     .datum_a = (scmp_datum_t)getpid() };
	const struct {
		int call;
		const struct scmp_arg_cmp *only;
	} calls[] = {
		{ .call = SCMP_SYS(mmap), .only = &no_code },
		{ .call = SCMP_SYS(mmap2), .only = &no_code },
		{ .call = SCMP_SYS(mprotect), .only = &no_code },
		{ .call = SCMP_SYS(kill), .only = &itself },
		{ .call = SCMP_SYS(tgkill), .only = &itself },
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && code == 0; i++)
		code = libseccomp()->seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i].call,
							    1, calls[i].only);
	return code;
}

/* A kernel that cannot filter, and a sandbox around that does not let it, is passed over. */
static int filter_calls(void)
{
	scmp_filter_ctx filter;
	int code;

	if (!libseccomp()->seccomp_init)
		return 0;
	filter = libseccomp()->seccomp_init(SCMP_ACT_ERRNO(EACCES));
	if (!filter)
		return -ENOMEM;
	code = allow_plain(filter);
	if (code == 0)
		code = allow_some(filter);
	if (code == 0 && libseccomp()->seccomp_load(filter) == -ENOMEM)
		code = -ENOMEM;
	libseccomp()->seccomp_release(filter);
	return code;
}

static int confine(int fd)
{
	int code = 0;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	forget_handlers();
	code = keep_one(fd);
	if (code == 0)
		code = privilege_keep(PRIVILEGE_NONE, NULL);
	if (code == 0)
		code = limit_all();
	return code < 0 ? code : filter_calls();
}

static void run_confined(void (*run)(int fd), int fd, const sigset_t *signals)
{
	int code = confine(fd);

	(void)sigprocmask(SIG_SETMASK, signals, NULL);
	if (code == 0)
		run(KEPT_FD);
	_exit(code == 0 ? 0 : 1);
}

int sandbox_begin(void (*run)(int fd), struct sandbox *ret_sandbox)
{
	sigset_t all, kept;
	int ends[2], code;
	pid_t child;

	/* In the parent, where the dynamic linker is sure to be free, and once. */
	(void)libseccomp_load(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	/* A signal must not run the parent's handlers in the child, which remove its files. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &kept);
	child = fork();
	code = child < 0 ? -errno : 0;
	if (child == 0)
		run_confined(run, ends[1], &kept);
	(void)sigprocmask(SIG_SETMASK, &kept, NULL);
	(void)close(ends[1]);
	if (code < 0) {
		(void)close(ends[0]);
		return code;
	}
	*ret_sandbox = (struct sandbox){ .child = child, .fd = ends[0] };
	return 0;
}

void sandbox_end(struct sandbox *sandbox)
{
	if (sandbox->child <= 0)
		return;
	/* Closed first: should it not be killed, it ends as soon as it reads. */
	(void)close(sandbox->fd);
	(void)kill(sandbox->child, SIGKILL);
	while (waitpid(sandbox->child, NULL, 0) < 0 && errno == EINTR)
		;
	*sandbox = (struct sandbox){ 0 };
}
