/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that can only compute and answer. */
#define _GNU_SOURCE
#include "util/sandbox.h"

#include "util/cleanup.h"
#include "util/library.h"
#include "util/privilege.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* The functions used of libseccomp, which is loaded before a child is confined. */
#define LIBSECCOMP_SYMBOLS(SYMBOL)                                                                 \
	SYMBOL(seccomp_init)                                                                       \
	SYMBOL(seccomp_load)                                                                       \
	SYMBOL(seccomp_release)                                                                    \
	SYMBOL(seccomp_rule_add_array)

LIBRARY_DECLARE(libseccomp, LIBSECCOMP_SYMBOLS);
LIBRARY_DEFINE(libseccomp, LIBSECCOMP_SYMBOLS, "libseccomp.so.2",
	       "libseccomp2 (Debian), libseccomp (Fedora)", "filter system calls", "filter",
	       "libauparse without system calls")

/* The sanitizers reserve terabytes of address space. */
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

/* The first number after the standard streams: a library that prints there must not write into the
 * answer. */
#define KEPT_FD 3

/* Of processor time, which a filter takes some milliseconds of. */
#define FILTER_SECONDS_MAX 1

/* An ignored signal (nohup) stays ignored. */
static void forget_handlers(void)
{
	for (int number = 1; number < NSIG; number++) {
		struct sigaction old;

		if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN &&
		    old.sa_handler != SIG_DFL)
			(void)signal(number, SIG_DFL);
	}
}

/* For a kernel before 5.9, or a seccomp filter, without close_range. */
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

/*
 * Moves the job's files above KEPT_FD, which is the socket's. Gives the highest number, or -errno.
 */
static int move_files(const struct sandbox_job *job)
{
	int last = KEPT_FD;

	for (size_t i = 0; i < job->n_fds; i++) {
		if (job->fds[i] <= KEPT_FD)
			job->fds[i] = fcntl(job->fds[i], F_DUPFD, KEPT_FD + 1);
		if (job->fds[i] < 0)
			return -errno;
		if (job->fds[i] > last)
			last = job->fds[i];
	}
	return last;
}

static bool is_kept(const struct sandbox_job *job, int fd)
{
	for (size_t i = 0; i < job->n_fds; i++)
		if (job->fds[i] == fd)
			return true;
	return fd == KEPT_FD;
}

static int keep_only(int fd, const struct sandbox_job *job)
{
	int last = move_files(job);

	if (last < 0)
		return last;
	if (fd != KEPT_FD && dup2(fd, KEPT_FD) < 0)
		return -errno;
	for (int i = 0; i < last; i++)
		if (!is_kept(job, i))
			(void)close(i);
	return close_from(last + 1);
}

/* The limits count from what the process has at the fork, which includes its parent's logs. */
struct footprint {
	rlim_t addresses, data; /* bytes */
};

static struct footprint footprint_now(void)
{
	CLEANUP(cleanup_fclose) FILE *file = fopen("/proc/self/statm", "re");
	enum { SIZE, RESIDENT, SHARED, TEXT, LIB, DATA, N_COLUMNS };
	const rlim_t page = (rlim_t)sysconf(_SC_PAGESIZE);
	rlim_t pages[N_COLUMNS];
	char line[256], *at = line;

	if (!file || !fgets(line, sizeof(line), file) || IS_SANITIZED)
		return (struct footprint){ RLIM_INFINITY, RLIM_INFINITY };
	for (int i = 0; i < N_COLUMNS; i++)
		pages[i] = strtoull(at, &at, 10);
	return (struct footprint){
		.addresses = pages[SIZE] * page + SANDBOX_MEMORY,
		.data = pages[DATA] * page + SANDBOX_MEMORY,
	};
}

static int set_limit(int resource, rlim_t most)
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

/* The soft limit sends SIGXCPU, the hard one SIGKILL. */
static int limit_cpu(unsigned seconds)
{
	const struct rlimit cpu = { .rlim_cur = seconds, .rlim_max = (rlim_t)seconds + 1 };
	struct rlimit now;

	if (!seconds || (getrlimit(RLIMIT_CPU, &now) == 0 && now.rlim_cur <= seconds))
		return 0;
	return setrlimit(RLIMIT_CPU, &cpu) < 0 ? -errno : 0;
}

static int limit_all(const struct sandbox_job *job)
{
	const struct footprint most = footprint_now();
	const bool bounded = most.addresses != RLIM_INFINITY;
	const struct {
		int resource;
		rlim_t most;
	} limits[] = {
		{ .resource = RLIMIT_AS, .most = most.addresses + (bounded ? job->mapped : 0) },
		{ .resource = RLIMIT_DATA, .most = most.data },
		{ .resource = RLIMIT_CORE },
		{ .resource = RLIMIT_FSIZE },
		{ .resource = RLIMIT_NPROC },
		{ .resource = RLIMIT_NOFILE },
	};
	int code = limit_cpu(job->cpu_seconds);

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]) && code == 0; i++)
		code = set_limit(limits[i].resource, limits[i].most);
	return code;
}

/* Calls that are allowed with any arguments. */
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

/* Memory without PROT_EXEC, and signals to itself, as abort(3) sends them. */
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

/* Calls on open files. The filter cannot see the path of newfstatat, which is empty when the C
 * library asks by descriptor; with a path, it reveals no more than stat(2) does. */
static int allow_files(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp by_fd = { .arg = 3, .op = SCMP_CMP_EQ, .datum_a = AT_EMPTY_PATH };
	const struct scmp_arg_cmp also_by_fd = { .arg = 2,
						 .op = SCMP_CMP_MASKED_EQ,
						 .datum_a = AT_EMPTY_PATH,
						 .datum_b = AT_EMPTY_PATH };
	const struct scmp_arg_cmp flags = { .arg = 1, .op = SCMP_CMP_EQ, .datum_a = F_GETFL };
	const struct {
		int call;
		unsigned n_only;
		const struct scmp_arg_cmp *only;
	} calls[] = {
		{ .call = SCMP_SYS(newfstatat), .n_only = 1, .only = &by_fd },
		{ .call = SCMP_SYS(fstatat64), .n_only = 1, .only = &by_fd },
		{ .call = SCMP_SYS(statx), .n_only = 1, .only = &also_by_fd },
		{ .call = SCMP_SYS(fcntl), .n_only = 1, .only = &flags },
		{ .call = SCMP_SYS(fcntl64), .n_only = 1, .only = &flags },
		{ .call = SCMP_SYS(fstat) },
		{ .call = SCMP_SYS(fstat64) },
		{ .call = SCMP_SYS(fstatfs) },
		{ .call = SCMP_SYS(fstatfs64) },
		{ .call = SCMP_SYS(pread64) },
		{ .call = SCMP_SYS(lseek) },
		{ .call = SCMP_SYS(close) },
		{ .call = SCMP_SYS(getrandom) },
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && code == 0; i++)
		code = libseccomp()->seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i].call,
							    calls[i].n_only, calls[i].only);
	return code;
}

/* Goes on without a filter when the kernel, or a sandbox around this one, does not allow it. */
static int load_filter(bool with_files)
{
	scmp_filter_ctx filter = libseccomp()->seccomp_init(SCMP_ACT_ERRNO(EACCES));
	int code;

	if (!filter)
		return -ENOMEM;
	code = allow_plain(filter);
	if (code == 0)
		code = allow_some(filter);
	if (code == 0 && with_files)
		code = allow_files(filter);
	if (code == 0 && libseccomp()->seccomp_load(filter) == -ENOMEM)
		code = -ENOMEM;
	libseccomp()->seccomp_release(filter);
	return code;
}

/*
 * Libseccomp 2.5.4 spins for ever where it has no memory for a rule: a timer ends the child then.
 * The filter leaves no call to stop a timer, so its signal is ignored afterwards.
 */
static int filter_calls(bool with_files)
{
	const struct itimerval most = { .it_value = { .tv_sec = FILTER_SECONDS_MAX } };
	sigset_t expiry;
	int code;

	if (!libseccomp()->seccomp_init)
		return 0;
	(void)signal(SIGPROF, SIG_DFL);
	(void)sigemptyset(&expiry);
	(void)sigaddset(&expiry, SIGPROF);
	(void)sigprocmask(SIG_UNBLOCK, &expiry, NULL);
	if (setitimer(ITIMER_PROF, &most, NULL) < 0)
		return -errno;
	code = load_filter(with_files);
	(void)signal(SIGPROF, SIG_IGN);
	return code;
}

static int confine_child(int fd, const struct sandbox_job *job)
{
	int code = 0;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	forget_handlers();
	code = keep_only(fd, job);
	if (code == 0)
		code = privilege_keep(PRIVILEGE_NONE, NULL);
	if (code == 0)
		code = limit_all(job);
	return code < 0 ? code : filter_calls(job->n_fds > 0);
}

static void run_confined(const struct sandbox_job *job, int fd, const sigset_t *signals)
{
	int code = confine_child(fd, job);

	(void)sigprocmask(SIG_SETMASK, signals, NULL);
	if (code == 0)
		job->run(KEPT_FD, job->context);
	_exit(code == 0 ? 0 : 1);
}

int sandbox_begin(const struct sandbox_job *job, struct sandbox *ret_sandbox)
{
	sigset_t all, kept;
	int ends[2], code;
	pid_t child;

	/* Loaded in the parent, once: after fork the dynamic linker's lock may be held by another
	 * thread. */
	(void)libseccomp_load(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	/* The parent's handlers remove its files: no signal may run them in the child. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &kept);
	child = fork();
	code = child < 0 ? -errno : 0;
	if (child == 0)
		run_confined(job, ends[1], &kept);
	(void)sigprocmask(SIG_SETMASK, &kept, NULL);
	(void)close(ends[1]);
	if (code < 0) {
		(void)close(ends[0]);
		return code;
	}
	*ret_sandbox = (struct sandbox){ .child = child, .fd = ends[0] };
	return 0;
}

static uint64_t timeval_ms(const struct timeval *time)
{
	return (uint64_t)time->tv_sec * 1000 + (uint64_t)time->tv_usec / 1000;
}

void sandbox_end(struct sandbox *sandbox, struct sandbox_end *ret_end)
{
	struct rusage usage = { 0 };
	int status = 0;

	if (sandbox->child <= 0)
		return;
	/* Closed first: if the kill fails, the child ends as soon as it reads. */
	(void)close(sandbox->fd);
	(void)kill(sandbox->child, SIGKILL);
	while (wait4(sandbox->child, &status, 0, &usage) < 0 && errno == EINTR)
		;
	*sandbox = (struct sandbox){ 0 };
	if (ret_end)
		*ret_end = (struct sandbox_end){
			.status = status,
			.cpu_ms = timeval_ms(&usage.ru_utime) + timeval_ms(&usage.ru_stime),
		};
}
