/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal to which a verb writes. */
#include "cmd/screen.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The descriptor of the stream's terminal: a pager's stream has none of its own, and is on standard
 * output. */
static int screen_descriptor(FILE *out)
{
	int fd = fileno(out);

	return fd < 0 ? STDOUT_FILENO : fd;
}

bool screen_has(FILE *out)
{
	return isatty(screen_descriptor(out));
}

static struct winsize read_screen_size(FILE *out)
{
	struct winsize size = { 0 };

	if (ioctl(screen_descriptor(out), TIOCGWINSZ, &size) < 0)
		return (struct winsize){ 0 };
	return size;
}

int screen_columns(FILE *out)
{
	const int columns = read_screen_size(out).ws_col;

	if (!columns)
		return SCREEN_COLUMNS;
	if (columns < SCREEN_COLUMNS_MIN)
		return SCREEN_COLUMNS_MIN;
	return columns < SCREEN_COLUMNS_MAX ? columns : SCREEN_COLUMNS_MAX;
}

int screen_rows(FILE *out)
{
	return read_screen_size(out).ws_row;
}

bool screen_has_colour(FILE *out, bool no_color)
{
	const char *term = getenv("TERM");

	return !no_color && screen_has(out) && (!term || strcmp(term, "dumb") != 0);
}

bool screen_has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
