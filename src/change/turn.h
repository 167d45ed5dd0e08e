/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run at a time changes a tree. */
#ifndef AUBACKLOG_TURN_H
#define AUBACKLOG_TURN_H

#include "files/root.h"

#include <stdbool.h>

/* How long a run waits for another one. */
#define TURN_SECONDS 10

/*
 * Waits for the turn to change a tree, which is over when the descriptor is closed or the process
 * ends, however. What was read before may have been changed meanwhile. The lock (flock) of the
 * running system is run/aubacklog.lock, which its owner alone can open; that of another tree is its
 * top directory, so that nothing is added to it. Where the file system knows no locks there is
 * nothing to wait for. Takes: live: the tree is the running system. Gives: 0 and a descriptor that
 * the caller closes; -EBUSY with its text after TURN_SECONDS; otherwise -errno with its text.
 */
int turn_take(const struct root *root, bool live, int *ret_fd, struct error *err);

#endif
