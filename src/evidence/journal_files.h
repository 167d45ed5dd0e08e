/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a root's journal, without those of other machines. */
#ifndef AUBACKLOG_JOURNAL_FILES_H
#define AUBACKLOG_JOURNAL_FILES_H

#include "evidence/journal.h"
#include "input/root.h"

struct journal_files {
	struct root_names paths; /* in the root */
	size_t capacity;
	const char *folder; /* static: the folder that outlives the boot where it has files, or the
			       other one */
	char machine[JOURNAL_ID_BYTES]; /* the id of this machine; empty: not known */
	char *foreign;			/* the first folder of another machine, as shown; or NULL */
	uint64_t n_foreign;		/* files of other machines */
};

void journal_files_done(struct journal_files *files);

/*
 * Finds them, where journal_new says.
 * Takes: a zeroed struct, which is to be freed also after a failure. Gives: 0; -ENOENT without an
 * error text when there is no file, not even of another machine; -errno.
 */
int journal_files_find(const struct root *root, struct journal_files *files, struct error *err);

#endif
