/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots that are made up line by line. */
#ifndef AUBACKLOG_MADE_LOG_H
#define AUBACKLOG_MADE_LOG_H

#include "boots/boots.h"
#include "unit.h"

#include <stdio.h>

/* Adds a record, as a log has it. */
static inline void log_add(struct boots *boots, const char *type, int seconds, unsigned serial,
			   const char *body)
{
	char line[256];
	struct record record;
	int length = snprintf(line, sizeof(line), "type=%s msg=audit(%d.000:%u): %s", type, seconds,
			      serial, body);

	assert_in_range(length, 1, (int)sizeof(line) - 1);
	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	assert_int_equal(boots_add(boots, &record, false), 0);
}

#endif
