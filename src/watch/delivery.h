/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts on their way: from the spool to each receiver, in order, until it has them. */
#ifndef AUBACKLOG_DELIVERY_H
#define AUBACKLOG_DELIVERY_H

#include "util/error.h"
#include "watch/sender.h"
#include "watch/spool.h"
#include "watch/watchconf.h"

#include <stdint.h>

/* Alerts that wait in memory while the disk is full. */
#define DELIVERY_HELD 32

struct delivery_line {
	struct spool spool;
	bool wanted;
	uint64_t number; /* of the alert on its way; 0: none is */
	int64_t next_ms; /* not before */
	bool idle;	 /* there was nothing to send */
	unsigned failures;
	uint64_t dropped; /* alerts, not told yet */
	uint64_t delivered;
};

struct delivery_held {
	enum sink_kind kind;
	uint64_t number;
	char *text;
};

struct delivery {
	struct delivery_line lines[SINK_COUNT];
	struct delivery_held held[DELIVERY_HELD];
	size_t n_held;
	struct sender sender;
	const struct watchconf *conf;
	json_t *settings;	       /* of the sinks */
	void (*say)(const char *text); /* for the administrator, once a change */
};

void delivery_done(struct delivery *delivery);

/*
 * Opens the spools of the receivers that the settings ask for, and takes the settings, which stay
 * the caller's. May be called again with others.
 * Takes: the folder of the program; what sink_settings made.
 * Gives: 0 or -errno; the highest number in the spools.
 */
int delivery_configure(struct delivery *delivery, const struct watchconf *conf, json_t *settings,
		       uint64_t *ret_number, struct error *err);

/* Spools an alert for all receivers. */
void delivery_add(struct delivery *delivery, uint64_t number, const json_t *alert);

/* Takes answers, and sends what is due; never waits. */
void delivery_step(struct delivery *delivery, int64_t now_ms);

/* Whether nothing is on its way and nothing is due. */
bool delivery_is_idle(const struct delivery *delivery, int64_t now_ms);

/* The alerts that were dropped of receivers that have taken one since; they are forgotten. */
uint64_t delivery_take_dropped(struct delivery *delivery);

#endif
