/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How logrotate, auditd and savelog call the older files of a log. */
#ifndef AUBACKLOG_ROTATION_H
#define AUBACKLOG_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of ".gz" and the like at the end of a name; 0 without one. */
size_t rotation_suffix(const char *name);

/*
 * Parts a name: "audit.log.3" is stem "audit.log", rotation 3, and so is "audit.log.3.gz"; without
 * a number the rotation is 0. Gives: a stem that the caller frees.
 */
char *rotation_split(const char *name, uint64_t *ret_rotation);

/* Whether a name is one of a set: "audit.log" itself, "audit.log.1", "audit.log-20260101", each of
 * them compressed or not, when the base is "audit.log". */
bool rotation_is_of_set(const char *name, const char *base);

#endif
