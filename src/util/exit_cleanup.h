/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removes temporary files, and says why, when a signal or lack of memory ends the program. */
#ifndef AUBACKLOG_EXIT_CLEANUP_H
#define AUBACKLOG_EXIT_CLEANUP_H

#include <stddef.h>

#define EXIT_CLEANUP_FILES 2

/*
 * Installs the handlers. From here on:
 * - SIGBUS (a mapped file became shorter): names the file, removes the files of exit_cleanup_add,
 *   and ends with the exit code;
 * - SIGINT, SIGTERM, SIGHUP, SIGQUIT, and SIGSEGV, SIGABRT, SIGFPE, SIGILL of a library that
 *   crashes: removes the files, and ends by the signal. A signal that is ignored or handled already
 *   (nohup, the sanitizers) is left as it is;
 * - SIGXFSZ: does nothing, so that a write beyond the limit fails with an error like any other;
 * - exit(3) before exit_cleanup_over: says so, removes the files, and ends with the exit code.
 *   libarchive calls exit(1) when it cannot allocate at its start (seen with 3.6.2).
 * Programs that are started have the default handlers.
 */
void exit_cleanup_prepare(int exit_code);

/*
 * Removes the files of exit_cleanup_add, prints one line on standard error, and ends the program
 * with the exit code. A forked child only ends.
 */
_Noreturn void exit_cleanup_end(const char *reason);

/* Sets a function that exit_cleanup_end calls before it prints its line, to tell what was done so
 * far; NULL for none. It must not allocate. */
void exit_cleanup_tell(void (*tell)(void *context), void *context);

/* Called when main is about to return. Gives: the exit code that it was given. */
int exit_cleanup_over(int exit_code);

/*
 * Registers a file to be removed when a signal ends the program.
 * Takes: the descriptor of its folder, which stays open meanwhile, and its name. At most
 * EXIT_CLEANUP_FILES at a time. The file is removed with CAP_DAC_OVERRIDE where that is permitted,
 * effective or not.
 * Gives: a number for exit_cleanup_forget; -1 for one file too many, which would stay.
 */
int exit_cleanup_add(int folder, const char *name);

/* Unregisters a file that has its final name or was removed; -1 does nothing. */
void exit_cleanup_forget(int number);

/*
 * Registers a folder to be removed likewise, with the files but no folders in it. The program has
 * one at the most; a second one would stay.
 * Takes: the folder that it is in and the folder itself, both open until
 * exit_cleanup_forget_folder.
 */
void exit_cleanup_add_folder(int above, const char *name, int folder);
void exit_cleanup_forget_folder(int folder);

/* Tells how many columns a progress line (progress.h) takes on standard error, so that it is
 * blanked before another message; 0 when there is no line. */
void exit_cleanup_line(size_t columns);

#endif
