/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reason of a failure, with the object and the place it concerns. */
#ifndef AUBACKLOG_ERROR_H
#define AUBACKLOG_ERROR_H

/* The code for a wrong use of the command line; below every -errno. */
#define ERROR_USAGE (-5000)

/* The code for a privilege that could not be given up; never an error of the evidence. */
#define ERROR_PRIVILEGE (-5001)

struct error {
	int code; /* 0: nothing failed; otherwise -errno, or one of these */
	char text[512];
};

/*
 * Records a failure, unless one is recorded already: the first reason is the one that helps.
 * Takes: err, which may be NULL; code as -errno; a message in the form "cannot <do> '<object>':
 * <reason>", without a newline and without "aubacklog:" in front.
 * Gives: code, so that a caller can end with "return error_set(...)".
 */
int error_set(struct error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Records a note that is no failure: the code stays 0, and a later failure replaces the note. */
void error_note(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
