/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files and answers that SUSE's supportconfig keeps as sections of a few texts. */
#ifndef AUBACKLOG_SECTIONS_H
#define AUBACKLOG_SECTIONS_H

#include "input/tmpfile.h"

#include <stdbool.h>
#include <stddef.h>

/* A section that is evidence. */
struct section {
	char *path; /* of the file, or of the answer as in a sosreport; relative to the top */
	struct tmpfile *tmp;
};

/* A zeroed one is empty. */
struct sections {
	struct section *list;
	size_t count, capacity;
};

void sections_done(struct sections *sections);

/* The names of the texts, at the top of the tree; NULL after the last. */
const char *sections_text_name(size_t index);

/*
 * Reads a text and keeps what is evidence. A section has a line "#==[ Log File ]===#" in front,
 * then "# " and the path of a file, or the command whose answer follows.
 * Takes: a descriptor (the caller's), the budget, which outlives the sections. Of a path that is
 * there already the first counts.
 * Gives: 0, also for another kind of text; -EDQUOT or -ENOSPC beyond the budget; -errno.
 */
int sections_read(struct sections *sections, int fd, struct budget *budget);

/* Gives a section, or NULL. */
const struct section *sections_find(const struct sections *sections, const char *path);

#endif
