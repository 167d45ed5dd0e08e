/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that can do nothing but compute and answer, for code that is not trusted with
 * what it reads. */
#ifndef AUBACKLOG_SANDBOX_H
#define AUBACKLOG_SANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the child does, and what it may have for it beyond what every child has. */
struct sandbox_job {
	/* Is given its end of the socket; the child ends when it returns. */
	void (*run)(int fd, void *context);
	void *context; /* the child's copy of it */
	int *fds; /* files, opened for reading, that it keeps; what they are called in the child
		     stands here when run is called */
	size_t n_fds;
	size_t mapped;	      /* bytes of addresses more, to map files */
	unsigned cpu_seconds; /* of processor time, then SIGXCPU ends it; 0: no limit */
};

/* A zeroed one is none. */
struct sandbox {
	pid_t child;
	int fd; /* a stream socket to it */
};

/* How a child ended. */
struct sandbox_end {
	int status; /* as of waitpid(2) */
	uint64_t cpu_ms;
};

/*
 * Forks a child for a job. By the time that its function is called, the child
 * - has no other descriptor than the socket and the job's, standard error included, and can open
 *   none (RLIMIT_NOFILE);
 * - has no capability, and can gain none (no_new_privs);
 * - can make no process, no core file, no file that has a byte, and has at most SANDBOX_MEMORY more
 *   of memory than the parent has;
 * - may, where libseccomp and the kernel can filter, call nothing but what the socket, memory, the
 *   clock, its own end, and with files the size, kind and bytes of these need; every other call
 *   fails with EACCES;
 * - has none of the parent's signal handlers, and ends when the parent does.
 * What cannot be given up ends the child at once; libseccomp or a kernel without filters does not.
 * It may allocate, whatever other threads the parent has. Nothing of it runs at exit.
 * Gives: 0, or -errno when no process is to be had.
 */
int sandbox_begin(const struct sandbox_job *job, struct sandbox *ret_sandbox);

#define SANDBOX_MEMORY ((size_t)512 << 20)

/* Kills the child, waits until it is gone, and closes the socket. A zeroed one is valid. Gives, to
 * who asks (NULL: nobody): how the child ended, by itself where it had before. */
void sandbox_end(struct sandbox *sandbox, struct sandbox_end *ret_end);

#endif
