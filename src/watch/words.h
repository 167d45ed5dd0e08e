/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of alerts. */
#ifndef AUBACKLOG_WORDS_H
#define AUBACKLOG_WORDS_H

#include "watch/alarms.h"

/* What the machine is known to be like when something is told. */
struct words_facts {
	uint64_t lost; /* the kernel's counter */
	uint64_t backlog, limit;
	uint64_t old_value, new_value; /* of the setting that changed */
	uint64_t queue_depth, queue_size;
	uint64_t quiet_minutes;
	const char *boot; /* the sentence on the boot */
};

/* The sentence of a change, without a full stop. The caller frees it. */
char *words_sentence(enum alarm_kind kind, enum alarm_change change, const struct alarm *alarm,
		     const struct words_facts *facts);

/* A few words for a heading, static: nothing in them is of a record. */
const char *words_heading(const char *kind_name, const char *change_name);

#endif
