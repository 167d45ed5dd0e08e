/* SPDX-License-Identifier: GPL-2.0-or-later */
/* auditd.conf. */
#include "input/auditdconf.h"

#include "util/xalloc.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

char *auditdconf_log_file(char *text)
{
	char *line, *rest;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char name[16], value[PATH_MAX];

		if (sscanf(line, " %15[a-z_] = %4095s", name, value) == 2 &&
		    strcmp(name, "log_file") == 0 && value[0] == '/' && value[1])
			return xstrdup(value + 1);
	}
	return xstrdup("");
}
