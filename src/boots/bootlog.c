/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue of one boot by the kernel's messages. */
#include "boots/bootlog.h"

#include "util/cleanup.h"

#include <string.h>

static void read_printed_cmdline(struct bootlog *bootlog, struct slice text)
{
	CLEANUP(cleanup_free) char *copy = slice_copy(text);

	if (!bootlog->cmdline.known)
		cmdline_parse(copy, &bootlog->cmdline);
}

static void note_kernel(struct bootlog *bootlog, struct slice release)
{
	if (!*bootlog->kernel && release.length < sizeof(bootlog->kernel))
		memcpy(bootlog->kernel, release.start, release.length);
}

/* Of limits that the command line sets the last counts, printed before any record is made; of
 * limits in messages of a loss the first: a later one may be the rules'. */
static void note_limit(struct bootlog *bootlog, uint64_t limit, bool set)
{
	if (set ? bootlog->facts : bootlog->limit_known)
		return;
	bootlog->limit = limit;
	bootlog->limit_set = set;
	bootlog->limit_known = true;
}

static void note_early_loss(struct bootlog *bootlog, uint64_t lost)
{
	if (lost > bootlog->lost)
		bootlog->lost = lost;
}

/* Where no clock tells, a reason other than the hold queue is taken for one of a later time. */
static void note_reason(struct bootlog *bootlog, enum kmsg_reason reason)
{
	if (!bootlog->later && reason != KMSG_HOLD_QUEUE && !bootlog->early)
		bootlog->later = bootlog->guessed = true;
	/* kauditd may still be at what was made before: the hold queue's are of the boot. */
	bootlog->told_later |= bootlog->later && !bootlog->guessed &&
			       (reason != KMSG_HOLD_QUEUE || bootlog->handed_over);
	bootlog->names_queues |= reason == KMSG_HOLD_QUEUE || reason == KMSG_RETRY_QUEUE;
	if (!bootlog->later && bootlog->pending_complete)
		note_limit(bootlog, bootlog->pending_limit, false);
	if (bootlog->later)
		bootlog->later_reasons[reason]++;
	else
		note_early_loss(bootlog, bootlog->pending ? bootlog->pending : 1);
	bootlog->overflowed |= !bootlog->later && reason == KMSG_HOLD_QUEUE;
	bootlog->refused |= !bootlog->later && reason == KMSG_BACKLOG_LIMIT;
	bootlog->pending = 0;
	bootlog->pending_complete = false;
}

static void note_lost(struct bootlog *bootlog, const struct kmsg_fact *fact)
{
	bootlog->pending = fact->number;
	bootlog->pending_limit = fact->backlog_limit;
	bootlog->pending_complete = !fact->cut;
	if (fact->number > bootlog->printed)
		bootlog->printed = fact->number;
	if (bootlog->early && !bootlog->later)
		note_early_loss(bootlog, fact->number);
}

void bootlog_go_later(struct bootlog *bootlog)
{
	bootlog->later = true;
	bootlog->guessed = false;
}

void bootlog_add(struct bootlog *bootlog, const struct kmsg_fact *fact, uint64_t registration)
{
	bootlog->facts += fact->kind == KMSG_RECORD || fact->kind == KMSG_LOST;
	switch (fact->kind) {
	case KMSG_VERSION:
		note_kernel(bootlog, fact->text);
		break;
	case KMSG_CMDLINE:
		read_printed_cmdline(bootlog, fact->text);
		break;
	case KMSG_LIMIT:
	case KMSG_LIMIT_UNREAD:
		note_limit(bootlog, fact->number, true);
		break;
	case KMSG_RECORD:
		if (registration && fact->serial > registration)
			bootlog_go_later(bootlog);
		break;
	case KMSG_LOST:
		note_lost(bootlog, fact);
		break;
	case KMSG_REASON:
		note_reason(bootlog, fact->reason);
		break;
	default:
		break;
	}
}
