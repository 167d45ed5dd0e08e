/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a tar archive, and keeps what can be evidence. */
#ifndef AUBACKLOG_TARBALL_H
#define AUBACKLOG_TARBALL_H

#include "base/error.h"
#include "files/decoder.h"
#include "files/members.h"

#include <stdint.h>

/* What an archive may ask for: more is refused. */
struct tarball_bounds {
	struct decoder_bounds decoder;
	uint64_t members;      /* members of the archive, kept or not */
	uint64_t names_bytes;  /* names and link targets, in memory */
	uint64_t memory_bytes; /* small files, in memory; beyond that they go to files as well */
	uint64_t member_bytes; /* one kept file, holes counted */
	uint64_t kept_bytes;   /* all kept files, holes counted */
};

/* 4 Mi members, 256 MiB of names, 64 MiB in memory, 64 GiB kept, half of it in one file. */
extern const struct tarball_bounds tarball_usual;

/*
 * Reads an archive to its end, in one pass, and keeps what a reader can want (wanted.h): small
 * files in memory, others in temporary files without a name (spool.h).
 * A tar, plain or compressed (decoder.h). Names count from the top: "/x", "./x" and "x" are one.
 * A directory that is in front of all (sosreport-HOST-…/) is left out. A member that comes later
 * takes the place of an earlier one of the same name. A hard link is the file that its target is
 * by then. Names that climb out ("..") are passed over, so are devices and pipes.
 * Takes: a descriptor (the caller's), the name that messages use, the bounds.
 * Gives: 0, the members, the directory in front of all with its "/" (or ""), what was passed over
 * that can matter in a sentence (or NULL), all of them the caller's; -ENODATA for what is empty;
 * -EBADMSG for what is no tar, is damaged, or has no end
 * mark; -EFBIG beyond the bounds; otherwise -errno.
 */
int tarball_read(int fd, const char *name, const struct tarball_bounds *bounds,
		 struct members *ret_members, char **ret_top, char **ret_note, struct error *err)
	__attribute__((warn_unused_result));

#endif
