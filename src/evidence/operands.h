/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that somebody gives, opened and told by their content. */
#ifndef AUBACKLOG_OPERANDS_H
#define AUBACKLOG_OPERANDS_H

#include "evidence/kind.h"
#include "input/budget.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

struct operand {
	char *name; /* as it was given; "-" is standard input */
	int fd;	    /* at its beginning; -1 once taken */
	struct kind kind;
	bool is_folder;
	bool decoded; /* it was compressed, or a pipe: fd is a temporary file with its content */
};

struct operands {
	struct operand *list;
	size_t count, capacity;
};

void operands_done(struct operands *operands);

/*
 * Opens files. A pipe that does not begin with a record is kept in a temporary file, and so is a
 * compressed file that begins with neither a record nor a member of a tar: to tell what they are
 * all of them may be needed. Of a folder with an audit.log in it the logs are opened; another one
 * is a tree. Takes: names; the budget for what is unpacked. Gives: 0; -EBADMSG for a file that is
 * no evidence, with what it is; otherwise -errno.
 */
int operands_open(char *const *names, size_t count, struct budget *budget,
		  struct operands *ret_operands, struct error *err);

/* The tree among them, a folder or an archive; NULL without one. -EINVAL for a second one. */
int operands_find_tree(struct operands *operands, struct operand **ret_tree, struct error *err);

/* Allows so many files to be open at once, beside those that the program needs: all logs are, so
 * that none is missed that auditd renames at the same time. */
int operands_allow_open(size_t count, struct error *err);

#endif
