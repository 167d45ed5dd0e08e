/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's messages say of the queue of one boot. */
#include "boots/bootlog.h"

#include "base/cleanup.h"

static void take_cmdline(struct bootlog *bootlog, struct slice text)
{
	CLEANUP(cleanup_free) char *copy = slice_copy(text);

	if (copy && !bootlog->cmdline.known)
		cmdline_parse(copy, &bootlog->cmdline);
}

/* The last that the command line sets counts, and the kernel reads it before any record is made. In
 * messages of a loss the first is the boot's: a later one may be of the rules. */
static void take_limit(struct bootlog *bootlog, uint64_t limit, bool set)
{
	if (set ? bootlog->facts : bootlog->limit_known)
		return;
	bootlog->limit = limit;
	bootlog->limit_set = set;
	bootlog->limit_known = true;
}

static void take_reason(struct bootlog *bootlog, enum kernellog_reason reason)
{
	bootlog->later |= reason != KERNELLOG_HOLD_QUEUE;
	if (!bootlog->later && bootlog->pending)
		take_limit(bootlog, bootlog->pending_limit, false);
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
		take_cmdline(bootlog, fact->text);
		break;
	case KERNELLOG_LIMIT:
	case KERNELLOG_LIMIT_UNREAD:
		take_limit(bootlog, fact->number, true);
		break;
	case KERNELLOG_RECORD:
		bootlog->later |= registration && fact->serial > registration;
		break;
	case KERNELLOG_LOST:
		bootlog->pending = fact->number;
		bootlog->pending_limit = fact->backlog_limit;
		break;
	case KERNELLOG_REASON:
		take_reason(bootlog, fact->reason);
		break;
	default:
		break;
	}
}
