/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies the evidence out of a guest. */
#ifndef AUBACKLOG_EXTRACT_H
#define AUBACKLOG_EXTRACT_H

#include "image/guest.h"
#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

/* What a copy may take: as much as all that is kept of an archive, and never more than half of what
 * is free where it is made. Each file and folder counts with 4 KiB as well. */
#define EXTRACT_BYTES_MAX (UINT64_C(64) << 30)
#define EXTRACT_ENTRIES_MAX 65536

struct extract_result {
	size_t n_odd;	      /* names that no file of this machine can have, or too deep */
	struct error trouble; /* the first thing that could not be looked at */
};

/*
 * Copies each regular file that the table (evidence_paths.h) or log_file of the guest's auditd.conf
 * names into a folder, under its path in the guest. The folder is the only one that is written to:
 * a path of the guest is taken apart here, and each part is made below the one before, by
 * descriptor, where nothing is yet.
 * Takes: an empty folder that is the caller's alone.
 * Gives: 0; -E2BIG or -EFBIG for more than the bounds; -errno of a file that could not be written;
 * each with its reason.
 */
int extract_evidence(struct guest *guest, int folder, struct extract_result *ret_result,
		     struct error *err);

#endif
