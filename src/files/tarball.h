/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a tar archive, and keeps what can be evidence. */
#ifndef AUBACKLOG_TARBALL_H
#define AUBACKLOG_TARBALL_H

#include "base/error.h"
#include "files/budget.h"
#include "files/members.h"

#include <stdint.h>

/* The most that the headers of one member may take, of which libarchive makes up to twelve times as
 * much in memory: the map of a sparse file. */
#define TARBALL_HEADER_BYTES (UINT64_C(4) << 20)

/*
 * Reads an archive to its end, in one pass, and keeps what a reader can want (evidence_paths.h): small
 * files in memory, others in temporary files without a name (spool.h).
 * A tar, plain or compressed (decoder.h). Names count from the top: "/x", "./x" and "x" are one.
 * A directory that is in front of all (sosreport-HOST-…/) is left out, whatever it is called: it is
 * a tree's own (boot/) where what is looked for is found with it, and not without it. Small files
 * are in memory while less than a quarter of the budget's is spent. A member that comes later takes
 * the place of an earlier one of the same name. A hard link is the file that its target is by then.
 * Names that climb out ("..") are passed over, so are devices and pipes. Takes: a descriptor (the
 * caller's), the name that messages use, the budget for all of it, which outlives the members.
 * Gives: 0, the members, the directory in front of all with its "/" (or ""), what was passed over
 * that can matter in a sentence (or NULL), all of them the caller's; -ENODATA for what is empty;
 * -EBADMSG for what is no tar, is damaged, or has no end
 * mark; -EDQUOT beyond the budget; -EFBIG for a header beyond its bound; otherwise -errno.
 */
int tarball_read(int fd, const char *name, struct budget *budget, struct members *ret_members,
		 char **ret_top, char **ret_note, struct error *err)
	__attribute__((warn_unused_result));

#endif
