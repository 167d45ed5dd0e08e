/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was read of one source of evidence: ownership. */
#include "sources/source.h"

#include <stdlib.h>

void source_done(struct source *source)
{
	free(source->path);
	free(source->note);
	*source = (struct source){ 0 };
}
