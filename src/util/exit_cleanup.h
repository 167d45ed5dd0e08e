/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removes temporary files and says why, when a signal or a lack of memory ends the program. */
#ifndef AUBACKLOG_EXIT_CLEANUP_H
#define AUBACKLOG_EXIT_CLEANUP_H

#include <stddef.h>

#define EXIT_CLEANUP_FILES 2

/*
 * From here on:
 * - SIGBUS, that is a mapped file that became shorter: names the file, removes what
 * exit_cleanup_add was given, and ends with the exit code;
 * - SIGINT, SIGTERM, SIGHUP, SIGQUIT and, of a library that crashes, SIGSEGV, SIGABRT, SIGFPE,
 *   SIGILL: remove them too, and end as they would have; nothing where somebody ignores them or
 *   handles them already (nohup, the sanitizers);
 * - SIGXFSZ: nothing, so that a write beyond the limit fails and is told as any other.
 * - exit(3) called by anybody before exit_cleanup_over (libarchive does so, with status 1, where it
 *   has no memory to begin; seen with 3.6.2): says so, removes the files, ends with the exit code.
 * Programs that are started have the usual handlers.
 */
void exit_cleanup_prepare(int exit_code);

/*
 * Ends the program with the exit code and one line on standard error; removes the files of
 * exit_cleanup_add. In a forked child: ends it, and nothing else.
 */
_Noreturn void exit_cleanup_end(const char *reason);

/* Has exit_cleanup_end call a function before its line, to tell what was done so far; NULL for
 * none. It may allocate nothing. */
void exit_cleanup_tell(void (*tell)(void *context), void *context);

/* Says that main is about to return. Gives: the exit code that it was given. */
int exit_cleanup_over(int exit_code);

/*
 * A file to remove should a signal end the program, by its folder's descriptor, which stays open
 * meanwhile; with CAP_DAC_OVERRIDE where it is permitted, effective or not. EXIT_CLEANUP_FILES at a
 * time. Gives: its number for exit_cleanup_forget; -1 for one too many, which would stay.
 */
int exit_cleanup_add(int folder, const char *name);

/* The file has its name for good, or is gone; -1 is none. */
void exit_cleanup_forget(int number);

/*
 * A folder to remove likewise, with the files in it but no folders; the program has one at the
 * most, a second one would stay. Takes: the folder that it is in and the folder itself, both open
 * until exit_cleanup_forget_folder.
 */
void exit_cleanup_add_folder(int above, const char *name, int folder);
void exit_cleanup_forget_folder(int folder);

/* So many columns of a line stand on the terminal (progress.h), which is standard error, to be
 * taken away before anything else is said there; 0 when none does any more. */
void exit_cleanup_line(size_t columns);

#endif
