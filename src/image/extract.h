/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies the evidence out of a guest. */
#ifndef AUBACKLOG_EXTRACT_H
#define AUBACKLOG_EXTRACT_H

#include "image/guest.h"
#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

/* The bounds of a copy: as much as may be kept of an archive, and at most half of the free space.
 * Each file and folder counts 4 KiB more. */
#define EXTRACT_BYTES_MAX (UINT64_C(64) << 30)
#define EXTRACT_ENTRIES_MAX 65536

struct extract_result {
	size_t n_odd;	      /* names that are not valid on this machine, or too deep */
	struct error trouble; /* the first failure to look at something */
};

/*
 * Copies each regular file that the table (evidence_paths.h) or log_file of the guest's auditd.conf
 * names into a folder, under its path in the guest. Nothing outside that folder is written: a path
 * of the guest is split here, and each part is made inside the one before, by descriptor, as a new
 * file.
 * Takes: an empty folder that only the caller uses.
 * Gives: 0; -E2BIG or -EFBIG beyond the bounds; -errno of a file that could not be written; each
 * with its reason.
 */
int extract_evidence(struct guest *guest, int folder, struct extract_result *ret_result,
		     struct error *err);

#endif
