/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue of one boot by the kernel's messages. */
#include "boots/bootlog.h"

#include "base/cleanup.h"

static void read_printed_cmdline(struct bootlog *bootlog, struct slice text)
{
	CLEANUP(cleanup_free) char *copy = slice_copy(text);

	if (!bootlog->cmdline.known)
		cmdline_parse(copy, &bootlog->cmdline);
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

static void note_reason(struct bootlog *bootlog, enum kernellog_reason reason)
{
	bootlog->later |= reason != KERNELLOG_HOLD_QUEUE;
	if (!bootlog->later && bootlog->pending)
		note_limit(bootlog, bootlog->pending_limit, false);
	if (bootlog->later)
		bootlog->later_reasons[reason]++;
	else if (bootlog->pending > bootlog->lost)
		bootlog->lost = bootlog->pending;
	bootlog->pending = 0;
}

void bootlog_add(struct bootlog *bootlog, const struct kernellog_fact *fact, uint64_t registration)
{
	bootlog->facts += fact->kind == KERNELLOG_RECORD || fact->kind == KERNELLOG_LOST;
	switch (fact->kind) {
	case KERNELLOG_CMDLINE:
		read_printed_cmdline(bootlog, fact->text);
		break;
	case KERNELLOG_LIMIT:
	case KERNELLOG_LIMIT_UNREAD:
		note_limit(bootlog, fact->number, true);
		break;
	case KERNELLOG_RECORD:
		bootlog->later |= registration && fact->serial > registration;
		break;
	case KERNELLOG_LOST:
		bootlog->pending = fact->number;
		bootlog->pending_limit = fact->backlog_limit;
		break;
	case KERNELLOG_REASON:
		note_reason(bootlog, fact->reason);
		break;
	default:
		break;
	}
}
