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
	uint16_t type;	 /* its number; of a system call AUDIT_SYSCALL */
	char *user;	 /* the number of who logged in; of nobody's session, of who ran it */
	char *user_name; /* his name, where auditd wrote it */
};

void traits_done(struct traits *traits);

/* Takes: an event of the window, zeroed traits. */
void traits_find(const struct window *window, const struct window_event *event,
		 struct traits *ret_traits);

#endif
