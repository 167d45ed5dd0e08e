/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a tar archive, and keeps what can be evidence. */
#ifndef AUBACKLOG_ARCHIVE_TAR_H
#define AUBACKLOG_ARCHIVE_TAR_H

#include "input/archive_tree.h"
#include "input/budget.h"
#include "util/error.h"

#include <stdint.h>

/* The most bytes of a member's headers: libarchive takes up to twelve times as much memory for them
 * (the map of a sparse file). */
#define ARCHIVE_TAR_HEADER_BYTES (UINT64_C(4) << 20)

/*
 * Reads an archive to its end, in one pass, and keeps what a reader can want (evidence_paths.h):
 * small files in memory, others in temporary files without a name (tmpfile.h).
 * A tar, plain or compressed (decoder.h). Names count from the top: "/x", "./x" and "x" are one.
 * A folder in front of all (sosreport-HOST-…/) is left out, whatever it is called: it is a tree's
 * own (boot/) where evidence is found with it, and not without it. Small files are in memory while
 * less than a quarter of the budget's is spent. A member that comes later takes the place of an
 * earlier one of the same name. A hard link is the file that its target is by then. Names that
 * climb out ("..") are passed over, so are devices and pipes. Takes: a descriptor (the caller's),
 * the name that messages use, the budget for all of it, an empty tree. Gives: 0 and the tree
 * filled, the folder in front of all with its "/" (or ""), and in a sentence what was passed over
 * that can matter (or NULL), both the caller's; -ENODATA for an empty file; -EBADMSG for one that
 * is no tar, is damaged, or has no end mark; -EDQUOT beyond the budget; -EFBIG for a header beyond
 * its bound; otherwise -errno.
 */
int archive_tar_read(int fd, const char *name, struct budget *budget, struct archive_tree *tree,
		     char **ret_top, char **ret_note, struct error *err)
	__attribute__((warn_unused_result));

#endif
