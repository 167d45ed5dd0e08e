/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reason of a failure. */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>

int error_set(struct error *err, int code, const char *format, ...)
{
	va_list args;

	if (!err || err->code)
		return code;
	err->code = code;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return code;
}

void error_note(struct error *err, const char *format, ...)
{
	va_list args;

	if (!err || err->code)
		return;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
}
