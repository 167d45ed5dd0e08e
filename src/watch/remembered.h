/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What outlives a restart of aubacklog-watch, in a file. */
#ifndef AUBACKLOG_REMEMBERED_H
#define AUBACKLOG_REMEMBERED_H

#include "util/error.h"
#include "watch/alarms.h"
#include "watch/sinks.h"

#include <stdbool.h>
#include <stdint.h>

#define REMEMBERED_BOOT_BYTES 64

struct remembered {
	char boot[REMEMBERED_BOOT_BYTES]; /* the boot that the rest is of, but for the number */
	bool boot_judged; /* it was told what that boot lost, or that it lost nothing */
	bool has_status;  /* the next ones are known */
	uint64_t lost, enabled, limit, pid;
	int64_t reset_ms; /* when the counter was last seen set back */
	bool overflowed;  /* auditd's queue for plugins, as auditd of that pid said */
	uint64_t overflowed_pid;
	uint64_t number;	      /* of the newest alert */
	uint64_t dropped[SINK_COUNT]; /* alerts that were dropped, and not told yet */
};

/*
 * Reads them, and the alarms. A file that is not there, or that cannot be understood, leaves
 * everything zero: what is so is then told again.
 * Takes: the folder; the boot that runs. Of another boot only the number is kept, and the alerts
 * that were dropped; alarms that were raised stay raised, their episodes begin again.
 */
void remembered_read(int folder, const char *boot, struct remembered *ret_remembered,
		     struct alarms *alarms);

/* Writes them, whole or not at all. Gives: 0 or -errno. */
int remembered_write(int folder, const struct remembered *remembered, const struct alarms *alarms,
		     struct error *err);

#endif
