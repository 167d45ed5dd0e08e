/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts that wait for a receiver: a file each, so that none is lost when it is down. */
#ifndef AUBACKLOG_SPOOL_H
#define AUBACKLOG_SPOOL_H

#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

/* An alert is shorter than this; a longer file is none of ours. */
#define SPOOL_ALERT_BYTES (64u << 10)

/* One receiver's folder; a zeroed one is not open. */
struct spool {
	int folder;
	char *path; /* for messages; owned */
	size_t most;
};

void spool_done(struct spool *spool);

/*
 * Opens a folder, which is made (mode 0700) where it is not there.
 * Takes: the folder that it is in and its name; the most alerts that it holds.
 * Gives: 0, or -errno; -EPERM for one that another user may write to.
 */
int spool_open(const char *place, const char *name, size_t most, struct spool *ret_spool,
	       struct error *err);

/* The highest number in the folder; 0 when it is empty. */
uint64_t spool_last(const struct spool *spool);

/*
 * Writes an alert, whole and on the disk before it has its name; one of that number is replaced.
 * Where the spool is full, and where the disk is, the oldest alerts are removed to make room.
 * Takes: its number, from 1: the oldest has the lowest.
 * Gives: 0, or -errno when it cannot be written even so; in *ret_dropped how many were removed.
 */
int spool_put(const struct spool *spool, uint64_t number, const char *text, size_t length,
	      size_t *ret_dropped, struct error *err);

/*
 * Reads the oldest alert. What cannot be one (empty, too long, no plain file) is removed.
 * Gives: 0, its number, and a terminated text that the caller frees; -ENOENT when there is none;
 * another -errno.
 */
int spool_oldest(const struct spool *spool, uint64_t *ret_number, char **ret_text,
		 size_t *ret_length);

/* Removes an alert that has arrived. Gives: 0 or -errno. */
int spool_remove(const struct spool *spool, uint64_t number);

#endif
