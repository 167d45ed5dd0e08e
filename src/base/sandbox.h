/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that can do nothing but compute and answer, for code that is not trusted with
 * what it reads. */
#ifndef AUBACKLOG_SANDBOX_H
#define AUBACKLOG_SANDBOX_H

#include <sys/types.h>

/* A zeroed one is none. */
struct sandbox {
	pid_t child;
	int fd; /* a stream socket to it */
};

/*
 * Forks a child that runs a function, which is given its end of the socket and ends by _exit; when
 * it returns, the child ends too. By then the child
 * - has no other descriptor, standard error included, and can open none (RLIMIT_NOFILE);
 * - has no capability, and can gain none (no_new_privs);
 * - can make no process, no core file, no file that has a byte, and has at most SANDBOX_MEMORY more
 *   of memory than the parent has;
 * - may, where libseccomp and the kernel can filter, call nothing but what the socket, memory, the
 *   clock and its own end need; every other call fails with EACCES;
 * - has none of the parent's signal handlers, and ends when the parent does.
 * What cannot be given up ends the child at once; libseccomp or a kernel without filters does not.
 * It may allocate, whatever other threads the parent has. Nothing of it runs at exit.
 * Gives: 0, or -errno when no process is to be had.
 */
int sandbox_begin(void (*run)(int fd), struct sandbox *ret_sandbox);

#define SANDBOX_MEMORY ((size_t)512 << 20)

/* Kills the child, waits until it is gone, and closes the socket. A zeroed one is valid. */
void sandbox_end(struct sandbox *sandbox);

#endif
