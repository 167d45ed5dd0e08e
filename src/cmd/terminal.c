/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the reader's terminal can show. */
#include "cmd/terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_has_colour(const struct options *options, FILE *out)
{
	const char *term = getenv("TERM");

	return !options->no_color && isatty(fileno(out)) && (!term || strcmp(term, "dumb") != 0);
}

bool terminal_has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
