/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is still to be done and said when a signal ends the program. */
#ifndef AUBACKLOG_LASTWORDS_H
#define AUBACKLOG_LASTWORDS_H

#include <stddef.h>

#define LASTWORDS_FILES 2

/*
 * From here on:
 * - SIGBUS, that is a mapped file that became shorter: names the file, removes what
 * lastwords_remove was given, and ends with the exit code;
 * - SIGINT, SIGTERM, SIGHUP, SIGQUIT and, of a library that crashes, SIGSEGV, SIGABRT, SIGFPE,
 *   SIGILL: remove it too, and end as they would have; nothing where somebody ignores them or
 *   handles them already (nohup, the sanitizers);
 * - SIGXFSZ: nothing, so that a write beyond the limit fails and is told as any other.
 * - exit(3) called by anybody before lastwords_over (libarchive does so, with status 1, where it
 *   has no memory to begin; seen with 3.6.2): says so, removes the file, ends with the exit code.
 * Programs that are started get what they would have got.
 */
void lastwords_prepare(int exit_code);

/*
 * Ends the program with the exit code and one line on standard error, as a signal would: what
 * lastwords_remove was given is removed. In a forked child: ends it, and nothing else.
 */
_Noreturn void lastwords_end(const char *reason);

/* Has a function called by lastwords_end before its line, to tell what was done so far; NULL for
 * none. It may allocate nothing. */
void lastwords_tell(void (*tell)(void *context), void *context);

/* Says that main is about to return. Gives: the exit code that it was given. */
int lastwords_over(int exit_code);

/*
 * A file to remove should a signal end the program, by its folder's descriptor, which stays open
 * meanwhile; with CAP_DAC_OVERRIDE where it is permitted, effective or not. LASTWORDS_FILES at a
 * time. Gives: its number for lastwords_forget; -1 for one too many, which would stay.
 */
int lastwords_remove(int folder, const char *name);

/* The file has its name for good, or is gone; -1 is none. */
void lastwords_forget(int number);

/* So many columns of a line stand on the terminal (progress.h), which is standard error, to be
 * taken away before anything else is said there; 0 when none does any more. */
void lastwords_line(size_t columns);

#endif
