/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of alerts. */
#include "watch/words.h"

#include "explain/sentence.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

static const struct {
	const char *raised, *reminded, *cleared;
} headings[ALARM_COUNT] = {
	[ALARM_BOOT] = { .raised = "audit records lost at boot" },
	[ALARM_LOSING] = { "losing audit records", "still losing audit records",
			   "no longer losing audit records" },
	[ALARM_QUEUE] = { "audit queue nearly full", "audit queue still nearly full",
			  "audit queue no longer nearly full" },
	[ALARM_PLUGINS] = { "auditd lags behind", "auditd still lags behind",
			    "auditd no longer lags behind" },
	[ALARM_OFF] = { "auditing is off", "auditing is still off", "auditing is on again" },
	[ALARM_LIMIT] = { .raised = "audit backlog limit lowered" },
	[ALARM_RESET] = { .raised = "counter of lost audit records set back" },
	[ALARM_ENDED] = { "auditd has ended", "auditd still does not run", "auditd runs again" },
	[ALARM_SPOOL] = { .raised = "alerts were dropped" },
	[ALARM_TEST] = { .raised = "test of the receivers" },
};

static const char *heading_of(enum alarm_kind kind, enum alarm_change change)
{
	switch (change) {
	case ALARM_REMINDED:
		return headings[kind].reminded;
	case ALARM_CLEARED:
		return headings[kind].cleared;
	case ALARM_RAISED:
		break;
	}
	return headings[kind].raised;
}

const char *words_heading(const char *kind_name, const char *change_name)
{
	for (enum alarm_kind kind = 0; kind < ALARM_COUNT; kind++)
		for (enum alarm_change change = ALARM_RAISED; change <= ALARM_CLEARED; change++)
			if (strcmp(kind_name, alarm_kind_name(kind)) == 0 &&
			    strcmp(change_name, alarm_change_name(change)) == 0 &&
			    heading_of(kind, change))
				return heading_of(kind, change);
	return "alert";
}

static char *print_limit(uint64_t limit)
{
	return limit ? xasprintf("%" PRIu64, limit) : xstrdup("no limit");
}

static char *say_losing(enum alarm_change change, const struct alarm *alarm, const char *since,
			const struct words_facts *facts)
{
	if (change == ALARM_CLEARED)
		return xasprintf("no audit record was lost for %" PRIu64 " minute%s; %" PRIu64
				 " had been lost since %s",
				 facts->quiet_minutes, sentence_s(facts->quiet_minutes),
				 alarm->total, since);
	return xasprintf("the kernel %s audit records: %" PRIu64 " since %s, %" PRIu64
			 " since boot or since its counter was set back",
			 change == ALARM_REMINDED ? "was still losing" : "is losing", alarm->total,
			 since, facts->lost);
}

static char *say_queue(enum alarm_change change, const char *since, const struct words_facts *facts)
{
	if (change == ALARM_CLEARED)
		return xasprintf("the kernel's audit queue, nearly full since %s, has room again: "
				 "%" PRIu64 " of %" PRIu64 " records",
				 since, facts->backlog, facts->limit);
	return xasprintf("the kernel's audit queue is nearly full: %" PRIu64 " of %" PRIu64
			 " records wait for auditd; beyond that they are lost or programs stand "
			 "still",
			 facts->backlog, facts->limit);
}

static char *say_plugins(enum alarm_change change, const struct alarm *alarm, const char *since,
			 const struct words_facts *facts)
{
	if (change == ALARM_CLEARED)
		return xasprintf("auditd passes events on again, after lagging since %s", since);
	if (alarm->total)
		return xasprintf("auditd did not pass on %" PRIu64 " event%s to its plugins since "
				 "%s (the log on disk has them); %" PRIu64 " of %" PRIu64
				 " places of its queue are taken",
				 alarm->total, sentence_s(alarm->total), since, facts->queue_depth,
				 facts->queue_size);
	return xasprintf("auditd lags behind with its plugins: %" PRIu64 " of %" PRIu64
			 " places of its queue are taken, or it was full",
			 facts->queue_depth, facts->queue_size);
}

static char *say_off(enum alarm_change change, const char *since)
{
	if (change == ALARM_CLEARED)
		return xasprintf("auditing is on again; what happened since %s was not recorded",
				 since);
	return xasprintf("auditing is off since %s: nothing is recorded, and no counter tells how "
			 "much is missing",
			 since);
}

static char *say_lowered(const struct words_facts *facts)
{
	char *old_limit = print_limit(facts->old_value), *new_limit = print_limit(facts->new_value);
	char *sentence = xasprintf("the audit backlog limit was lowered from %s to %s", old_limit,
				   new_limit);

	free(old_limit);
	free(new_limit);
	return sentence;
}

static char *say_ended(enum alarm_change change, const char *since)
{
	if (change == ALARM_CLEARED)
		return xasprintf("auditd runs again; it had ended by %s", since);
	return xasprintf("auditd has ended by %s: records wait in the kernel's queue, and are lost "
			 "when it is full",
			 since);
}

char *words_sentence(enum alarm_kind kind, enum alarm_change change, const struct alarm *alarm,
		     const struct words_facts *facts)
{
	char since[TEXT_TIME_BYTES];

	text_time(alarm->since_ms, since);
	switch (kind) {
	case ALARM_BOOT:
		return xstrdup(facts->boot ? facts->boot : "this boot lost records");
	case ALARM_LOSING:
		return say_losing(change, alarm, since, facts);
	case ALARM_QUEUE:
		return say_queue(change, since, facts);
	case ALARM_PLUGINS:
		return say_plugins(change, alarm, since, facts);
	case ALARM_OFF:
		return say_off(change, since);
	case ALARM_LIMIT:
		return say_lowered(facts);
	case ALARM_RESET:
		return xasprintf("the counter of lost audit records was set back from %" PRIu64,
				 facts->old_value);
	case ALARM_ENDED:
		return say_ended(change, since);
	case ALARM_SPOOL:
		return xasprintf("%" PRIu64 " alert%s dropped, the oldest first: the spool or the "
				 "disk was full, or a receiver refused %s",
				 alarm->total, alarm->total == 1 ? " was" : "s were",
				 alarm->total == 1 ? "it" : "them");
	case ALARM_TEST:
	case ALARM_COUNT:
		break;
	}
	return xstrdup("a test: this receiver is reached");
}
