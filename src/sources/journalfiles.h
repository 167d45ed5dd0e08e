/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a root's journal, without those of other machines. */
#ifndef AUBACKLOG_JOURNALFILES_H
#define AUBACKLOG_JOURNALFILES_H

#include "files/root.h"
#include "sources/journal.h"

struct journalfiles {
	struct root_names paths; /* in the root */
	size_t capacity;
	const char *folder; /* static: the folder that outlives the boot where it has files, or the
			       other one */
	char machine[JOURNAL_ID_BYTES]; /* the id of this machine; empty: not known */
	char *foreign;			/* the first folder of another machine, as shown; or NULL */
	uint64_t n_foreign;		/* files of other machines */
};

void journalfiles_done(struct journalfiles *files);

/*
 * Finds them, where journal_new says.
 * Takes: a zeroed struct, which is to be freed also after a failure. Gives: 0; -ENOENT without an
 * error text when there is no file, not even of another machine; -errno.
 */
int journalfiles_find(const struct root *root, struct journalfiles *files, struct error *err);

#endif
