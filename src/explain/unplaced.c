/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The losses that may be of a boot newer than those of the report, in a sentence. */
#include "explain/explain.h"

#include "explain/sentence.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

char *unplaced_loss_sentence(const struct report *report)
{
	for (size_t i = 0; i < report->n_sources; i++) {
		const struct source *source = &report->sources[i];

		if (source->unplaced)
			return xasprintf(
				"%s '%s' shows that %" PRIu64
				" record%s lost in another boot, which may be newer than these",
				strcmp(source->kind, "status") == 0 ? "the counter in"
								    : "the kernel log",
				source->path, source->unplaced,
				source->unplaced == 1 ? " was" : "s were");
	}
	return NULL;
}
