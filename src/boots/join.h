/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots that turn out to be one. */
#ifndef AUBACKLOG_JOIN_H
#define AUBACKLOG_JOIN_H

#include "boots/boot.h"

#include <stdbool.h>

/*
 * Whether two boots of a node, one behind the other in the log, are one: their serials go on, or
 * mesh without a clash. Where they begin again they are two.
 */
bool join_is_one_boot(const struct boot *boot, const struct boot *next);

/* Joins next, which is the same boot, into boot, and leaves it to be freed. Gives: 0, -EBADMSG or
 * -ENOMEM. */
int join_boots(struct boot *boot, struct boot *next);

#endif
