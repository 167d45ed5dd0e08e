/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event is, by its records. */
#ifndef AUBACKLOG_TRAITS_H
#define AUBACKLOG_TRAITS_H

#include "boots/window.h"

/* Each is NULL where no record says it; owned. */
struct traits {
	char *event;	 /* the system call, or the type of its first record */
	char *key;	 /* of the rule that asked for it */
	char *program;	 /* exe= */
	char *unit;	 /* of systemd */
	char first[32];	 /* the type of its first record; or empty */
};

void traits_done(struct traits *traits);

/* Takes: an event of the window, zeroed traits. */
void traits_find(const struct window *window, const struct window_event *event,
		 struct traits *ret_traits);

#endif
