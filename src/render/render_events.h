/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot's window, serials ascending. */
#ifndef AUBACKLOG_RENDER_EVENTS_H
#define AUBACKLOG_RENDER_EVENTS_H

#include "analysis/report.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct auparse_client;

/* A longer run of missing events, which only a damaged log can hold, is written as one. */
#define RENDER_EVENTS_RUN_MAX 100000

struct render_events_options {
	unsigned fates;	   /* bits of enum fate; 0: every event */
	bool on_screen;	   /* raw: control characters would get to a terminal */
	bool only_missing; /* raw: of each event the records that auditd never got */
	int columns;	   /* text: of the screen; 0: a line each, however long */
	bool colour;	   /* text */
};

/* Whether an event is among those that are asked for. */
bool render_events_has(const struct render_events_options *options, const struct report_row *row);

/*
 * Each takes a boot whose rows have their texts.
 * An object a line: docs/event-v1.schema.json. Gives: 0, or -errno of a write that failed.
 */
int render_events_json(const struct report_boot *boot, const struct render_events_options *options,
		       struct auparse_client *client, FILE *out, struct error *err);

/* For a person: time, serial, fate, who did what to what, and by which rule; events in a row that
 * no source has are one line. The caller checks the stream. */
void render_events_text(const struct report_boot *boot, const struct render_events_options *options,
			struct auparse_client *client, FILE *out);

/* "boot -1 (web1), ID": a line that says of which boot the events are. */
void render_events_heading(const struct report_boot *boot, FILE *out);

/* Their records as auditd writes them, for ausearch and aureport; on a screen control characters
 * are neutralised. The caller checks the stream.
 * Gives: the number of events of which no source has a record. */
uint64_t render_events_raw(const struct report_boot *boot,
			   const struct render_events_options *options, FILE *out);

#endif
