/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window as JSON lines. */
#ifndef AUBACKLOG_RENDER_EVENTS_H
#define AUBACKLOG_RENDER_EVENTS_H

#include "account/meaning.h"
#include "account/report.h"
#include "base/error.h"

#include <stdio.h>

/*
 * Writes an object a line for each event of the boot's window, serials ascending, with its fate,
 * its slots and its records, raw and interpreted (docs/event-v1.schema.json). Takes: a boot whose
 * rows have their texts. Gives: 0 or -errno with its text.
 */
int render_events(const struct report_boot *boot, struct meaning *meaning, FILE *out,
		  struct error *err);

#endif
