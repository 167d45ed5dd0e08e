/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot the machine ran when its evidence was taken. */
#define _GNU_SOURCE
#include "boots/match.h"

#include "boots/identity.h"
#include "util/cleanup.h"
#include "util/range.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/* Whether the machine runs another kernel than the newest boot of the log had, and no auditd: what
 * auditd wrote is older than what the machine says. */
static bool runs_without_auditd(const struct match_running *running, const struct boot *newest)
{
	CLEANUP(cleanup_free) char *kernel = identity_image_kernel(running->cmdline);

	return kernel && newest->auditd.kernel && strcmp(kernel, newest->auditd.kernel) != 0 &&
	       status_shows_nobody(running->status);
}

void match_running_find(struct match_running *running, const struct boots *boots, bool log_apart)
{
	const struct identity pieces[] = {
		{ .id = running->boot_id, .began_ms = TIME_UNKNOWN },
		{ .began_ms = running->began_ms, .last_ms = INT64_MAX },
		{ .status = running->status, .began_ms = TIME_UNKNOWN },
	};
	/* A machine that collects the logs of others is not the one whose boot is the newest. */
	const bool apart = log_apart || !boots_share_node(boots);
	bool other_id = false;

	if (!boots->count)
		return;
	boots_link(boots);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		const struct identity_match match =
			identity_compare(&pieces[i], boots, boots->count - 1);

		if (match.answer == IDENTITY_SAME)
			running->is = MATCH_RUNNING_NEWEST;
		else if (match.later && !apart)
			running->is = MATCH_RUNNING_NEWER;
		if (running->is != MATCH_RUNNING_OPEN)
			return;
		other_id |= match.ground == IDENTITY_BY_ID;
	}
	if (!apart && (other_id || runs_without_auditd(running, boots->list[boots->count - 1])))
		running->is = MATCH_RUNNING_NEWER;
}

void match_running_add(struct match_running *running, struct boots *boots)
{
	struct boot *boot;

	if (running->is != MATCH_RUNNING_NEWER)
		return;
	boot = boots_insert(boots, NULL, running->began_ms, running->began_ms);
	boot->started_ms = running->began_ms;
	running->is = MATCH_RUNNING_NEWEST;
}

/* Notes that a piece is not of the newest boot. */
static void note_left_out(struct source *source, const struct identity *piece,
			  const struct identity_match *match, const struct boots *boots)
{
	CLEANUP(cleanup_free) char *note = source->note;
	CLEANUP(cleanup_free)
	char *reason = identity_reason(piece, match, boots->list[boots->count - 1]);

	source->note = xasprintf("%s%sleft out, it is of another boot than the newest: %s",
				 note ? note : "", note ? "; " : "", reason);
}

bool match_running_has_status(const struct match_running *running, const struct boots *boots,
			      struct source *source)
{
	const struct status *status = running->status;
	const struct identity piece = { .status = status, .began_ms = TIME_UNKNOWN };
	const struct boot *newest = boots->count ? boots->list[boots->count - 1] : NULL;
	struct identity_match match;

	if (!newest || !status->known)
		return true;
	match = identity_compare(&piece, boots, boots->count - 1);
	if (match.answer == IDENTITY_SAME ||
	    (match.answer == IDENTITY_OPEN &&
	     (running->is == MATCH_RUNNING_NEWEST || !newest->records)))
		return true;
	note_left_out(source, &piece, &match, boots);
	if (running->is != MATCH_RUNNING_NEWEST)
		source->unplaced = status->lost;
	return false;
}

bool match_running_has_cmdline(const struct match_running *running, const struct boots *boots,
			       struct source *source)
{
	CLEANUP(cleanup_free) char *kernel = identity_image_kernel(running->cmdline);
	const struct identity piece = { .kernel = kernel, .began_ms = TIME_UNKNOWN };
	struct identity_match match;

	if (!boots->count || !kernel)
		return true;
	match = identity_compare(&piece, boots, boots->count - 1);
	if (match.answer != IDENTITY_OTHER)
		return true;
	note_left_out(source, &piece, &match, boots);
	return false;
}
