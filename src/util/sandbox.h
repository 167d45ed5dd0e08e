/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that can only compute and answer, for code that is not trusted with its input. */
#ifndef AUBACKLOG_SANDBOX_H
#define AUBACKLOG_SANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The child's job, and what it may use beyond the defaults. */
struct sandbox_job {
	/* gets the child's end of the socket; the child ends when it returns */
	void (*run)(int fd, void *context);
	void *context; /* the child's copy of it */
	int *fds; /* files opened for reading that the child keeps; holds their numbers in the child
		     when run is called */
	size_t n_fds;
	size_t mapped;	      /* bytes of address space for mapped files, beyond SANDBOX_MEMORY */
	unsigned cpu_seconds; /* of processor time, after which SIGXCPU ends it; 0: no limit */
};

/* A zeroed one has no child. */
struct sandbox {
	pid_t child;
	int fd; /* a stream socket to the child */
};

/* How a child ended. */
struct sandbox_end {
	int status; /* as of waitpid(2) */
	uint64_t cpu_ms;
};

/*
 * Forks a child for a job. When the job's function is called, the child
 * - has only the socket and the job's files open, no standard error either, and can open no others
 *   (RLIMIT_NOFILE);
 * - has no capability, and can gain none (no_new_privs);
 * - cannot make a process, a core file or a file with contents, and can use at most SANDBOX_MEMORY
 *   more than the parent has;
 * - may, where libseccomp and the kernel can filter, only make the calls needed for the socket,
 *   memory, the clock, its own end, and the size, kind and bytes of its files; any other call fails
 *   with EACCES;
 * - has none of the parent's signal handlers, and ends when the parent does.
 * If any of this fails, the child ends at once, except that it runs without the filter where
 * libseccomp or the kernel has none. A filter that is not made within a second of processor time
 * ends it by SIGPROF. It may allocate, whatever other threads the parent has. It runs no exit
 * handlers.
 * Gives: 0, or -errno when no process could be made.
 */
int sandbox_begin(const struct sandbox_job *job, struct sandbox *ret_sandbox);

#define SANDBOX_MEMORY ((size_t)512 << 20)

/* Kills the child, waits for it, and closes the socket. A zeroed one is valid. Gives, unless
 * ret_end is NULL: how the child ended, including by itself before. */
void sandbox_end(struct sandbox *sandbox, struct sandbox_end *ret_end);

#endif
