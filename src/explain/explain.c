/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of claims. */
#include "explain/explain.h"

#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * In a sentence %c, %o, %r, %x and %t are the claim's count, of, records, extra and text; %a is
 * audit= of the command line, %w why a record was lost, %u the cure, %+ the remark.
 * "[record was|records were]" is for one and for more by the count, "[r:…|…]" by that number.
 * "{o …}" stands only where that number is not zero, "{& …}" where count and of are both not.
 */
/* clang-format off */
static const struct {
	const char *source; /* which says it; NULL: a reason, or a cause of a later loss */
	const char *sentence;
} kinds[CLAIMS] = {
	[CLAIM_LOG] = { "audit-log",
			"%r record[r: was|s were] held until auditd took over;{c %c event[ is|s are] missing whole}{& and}{o %o [o:is|are] there in part}%+" },
	[CLAIM_LOG_COMPLETE] = { "audit-log",
				 "%r record[r: was|s were] held until auditd took over, and no serial number is missing%+" },
	[CLAIM_JOURNAL] = { "journal",
			    "it has %r record[r:|s] that auditd never got{o  (%c of %o missing event[o:|s])}" },
	[CLAIM_JOURNAL_CLOSED] = { "journal",
				   "it knows the boot, but no audit record of it: journald's audit socket was not open" },
	[CLAIM_JOURNAL_NOTHING] = { "journal",
				    "it has nothing from before auditd took over that the log does not have" },
	[CLAIM_JOURNAL_WITHOUT_LOG] = { "journal",
					"it has records of %c event[|s], from serial %o on; no audit log is there to hold them against" },
	[CLAIM_KERNEL_LOG] = { "kernel-log",
			       "its last count from before auditd took over is audit_lost=%c: so many were lost by then%+" },
	[CLAIM_KERNEL_LOG_ALONE] = { "kernel-log",
				     "its last count is audit_lost=%c: so many were lost by then%+" },
	[CLAIM_KERNEL_LOG_FULL] = { "kernel-log",
				    "it says that the hold queue was full, so at least one record was lost; it gives no count%+" },
	[CLAIM_KERNEL_LOG_UNREAD] = { "kernel-log",
				      "its last count near the boot is audit_lost=%c%+; whether auditd was restarted by then is in the part of the log that was not read" },
	[CLAIM_KERNEL_LOG_UNPLACED] = { "kernel-log",
					"by its last message of a loss at least %c record[|s] of this boot [was|were] lost; whether before auditd took over or later is not known" },
	[CLAIM_KERNEL_LOG_OLD] = { "kernel-log",
				   "its last count from before auditd took over is audit_lost=%c, which bounds nothing: kernels up to 4.10 also count records there that they held and did not print" },
	[CLAIM_COUNTER_OLD] = { "status",
				"the kernel's counter stands at %c, which bounds nothing: kernels up to 4.10 also count records there that they held and did not print, and up to 4.9 do not count what the hold queue drops" },
	[CLAIM_COUNTER] = { "status", "the kernel counted %c lost record[|s] since it booted%+" },
	[CLAIM_COUNTER_UNREAD] = { "status",
				   "the kernel's counter stands at %c; later losses and resets are in the part of the log that was not read, so it was not used" },
	[CLAIM_CMDLINE_LIMIT] = { "cmdline", "%a, audit_backlog_limit=%c%+" },
	[CLAIM_CMDLINE_UNLIMITED] = { "cmdline", "%a, audit_backlog_limit=0 (unlimited)%+" },
	[CLAIM_CMDLINE_UNPARSABLE] = { "cmdline",
				       "%a; audit_backlog_limit=%t cannot be read by the kernel, which keeps %c%+" },
	[CLAIM_CMDLINE_DEFAULT] = { "cmdline",
				    "%a, no audit_backlog_limit=: the kernel's default of %c%+" },
	[CLAIM_RULES_LIMIT] = { "rules", "-b %c, which counts only once the rules are loaded" },
	[CLAIM_RULES_WITHOUT] = { "rules", "no -b: the limit stays as it was at boot" },
	[CLAIM_OFF] = { .sentence =
				"The kernel command line has %a: what happened before auditd started was not audited, and nothing counted it." },
	[CLAIM_BLIND] = { .sentence =
				  "Auditing was off for a while before the boot was through%+: what happened then left no record and no count." },
	[CLAIM_MID_LIFE] = { .sentence =
				     "The log begins in the middle of a boot (its first serial is %c): what came before auditd took over is not in it." },
	[CLAIM_NOTHING_OLDER] = { .sentence =
					  "Nothing in the log is older than auditd's start. With audit=1 the first records of the boot would be: so it had none, and what happened before auditd started was not audited, and nothing counted it." },
	[CLAIM_NOTHING_HELD] = { .sentence =
					 "The log has no record from before auditd took over (its first serial is %c): the boot had no audit=1, or the log does not reach back to it." },
	[CLAIM_HEAD_MISSING] = { .sentence =
					 "The log does not have the first records of the boot (it begins with serial %c), so how full the queue was is not known." },
	[CLAIM_FOR_ROOT] = { .sentence =
				     "You are an ordinary user here, who may read neither the audit log nor the kernel's counters." },
	[CLAIM_OFF_NOW] = { .sentence =
				    "Auditing is off (enabled 0 in auditctl -s): nothing is audited until somebody turns it on, as auditd does when it starts." },
	[CLAIM_NO_AUDITD] = { .sentence =
				      "No audit daemon has registered with the kernel: no limit is large enough until one does." },
	[CLAIM_JOURNALD_ALONE] = { .sentence =
					   "No audit daemon has registered, as far as the journal tells: no limit is large enough until one does." },
	[CLAIM_OTHER_READER] = { .sentence =
					 "%t (pid %c) reads the audit records here, not auditd, so auditd has no log of them.%+" },
	[CLAIM_LOG_TURNED_OFF] = { .sentence =
					   "auditd writes no log here (write_logs = no in auditd.conf)%+: what was kept cannot be counted." },
	[CLAIM_OTHER_INSTALLED] = { .sentence =
					    "There is no audit log of this boot; %t is installed here, which takes auditd's place." },
	[CLAIM_UNKNOWN_PID] = { .sentence =
					"There is no audit log of this boot, though a program (pid %c) is registered with the kernel: auditd's log is gone, or was not given, or another program reads the records." },
	[CLAIM_NO_LOG] = { .sentence =
				   "There is no audit log of this boot: auditd wrote none, or it is gone, or was not given. It would tell more, and so would the kernel's counter of that boot (auditctl -s)." },
	[CLAIM_NO_REGISTRATION] = { .sentence =
					    "The log does not say when auditd took over (it has no audit_pid= record), so where the queue of the boot ends is not known." },
	[CLAIM_REGISTRATION_LOST] = { .sentence =
					      "The record of auditd taking over (audit_pid=) is itself among what was lost: this kernel queues it first, and the queue was full. The log goes on with serial %c." },
	[CLAIM_ALTERED] = { .sentence =
				    "%c event[ has|s have] more than one SYSCALL record, which the kernel does not make: this is not what auditd wrote." },
	[CLAIM_TWINS] = { .sentence =
				  "Lines of this log came twice. %c more came twice in a row, as the kernel itself can write them, and [is|are] counted." },
	[CLAIM_CONFLICT] = { .sentence =
				     "The sources contradict each other: what each of them says is listed, and none was averaged away." },
	[CLAIM_LIMIT_UNKNOWN_CLOSE] = { .sentence =
						"The limit of this boot is not known, and so neither is whether the last record still fitted." },
	[CLAIM_LIMIT_UNKNOWN] = { .sentence =
					  "The limit of this boot is not known: the log has no change of it, and the command line of this boot is not there." },
	[CLAIM_SLOTS_FREE] = { .sentence =
				       "Serial numbers are missing although %c of %o places in the queue [was|were] free. Such a queue loses nothing: the log has not all of its lines, or the limit was smaller." },
	[CLAIM_ASTRAY] = { .sentence =
				   "%c serial number[ is|s are] missing where the queue cannot have dropped anything: before records that it held, or after ones that passed it. The log has not all of its lines." },
	[CLAIM_UNLIMITED] = { .sentence =
				      "Serial numbers are missing although the queue was unlimited. Such a queue loses nothing: the log has not all of its lines." },
	[CLAIM_SLOTS_EXCEEDED] = { .sentence =
					   "The log holds %c record[|s] more than a queue of %o can: some came past it just before auditd took over, or the limit was larger, or lines are missing from the log." },
	[CLAIM_LATE] = { .sentence =
				 "%c record[ was|s were] made while the queue was full and still kept, because the kernel was late in queueing [it|them]: the minimum has room for [it|them]." },
	[CLAIM_LATE_OPEN] = { .sentence =
				      "%c record[ was|s were] made while the queue was full and still kept, because the kernel was late in queueing [it|them]. Before [it|them] a part of an event can have been lost unseen, or a program refused. The counter of that boot (auditctl -s) can tell." },
	[CLAIM_RAISED_EARLY] = { .sentence =
					 "The limit was raised before auditd took over (from serial %x on): of %+%o records %+the first %c had to fit into the limit of the boot; the others met the new one." },
	[CLAIM_MAIN_QUEUE] = { .sentence =
				       "The kernel log says that the main queue was full as well before auditd took over. What it refused has no serial number, so no source can show it; a larger audit_backlog_limit= cures that too." },
	[CLAIM_DRAINED] = { .sentence =
				    "This kernel hands over to auditd only when its queue is empty: what was made just after auditd registered was still held, or lost, under the limit of the boot." },
	[CLAIM_BEHIND] = { .sentence =
				   "This kernel hands over to auditd only when its queue is empty. The queue was not full when auditd registered, but may have been with what follows that in the log, and then a part of an event can be missing unseen. The counter of that boot (auditctl -s) can tell." },
	[CLAIM_LOWERED] = { .sentence =
				    "The limit was lowered right after auditd registered, to less than the boot had made by then. What the kernel had not queued yet met the smaller limit, and a part of an event can be missing unseen. Put the larger limit into the rules as well." },
	[CLAIM_PERHAPS_BLIND] = { .sentence =
					  "No record is a second older than auditd's start, and the command line of the boot is not there: without audit=1 the kernel kept nothing from before." },
	[CLAIM_LAST_SLOT] = { .sentence =
				      "The queue was filled to its last place: whether the end of the last event still fitted is not in the audit log." },
	[CLAIM_OPEN] = { .sentence =
				 "How many records the [lost or cut event|%c lost or cut events] had is not known. %+" },
	[CLAIM_FLOOR] = { .sentence =
				  "A limit of %o would have held all of it if [it|they] had at most %r record[r:|s][| each on average]." },
	[CLAIM_CAUSE_NAMED] = { .sentence = "The kernel log says that %w: %u." },
	[CLAIM_CAUSE_RATE_LIMIT] = { .sentence =
					     "A rate limit of %c records a second is set (-r), which can be the cause: %u." },
	[CLAIM_CAUSE_WAITED] = { .sentence =
					 "Programs had to wait for room in the main queue: %u." },
	[CLAIM_CAUSE_UNKNOWN] = { .sentence = "What lost them is not known; lines that are missing from the log look the same." },
	[CLAIM_CURE_AUDIT_ON] = { .sentence =
					  EXPLAIN_CURE_AUDIT_ON ": it keeps what is made before auditd starts, a larger limit alone keeps none of it. Neither keeps anybody from turning auditing off later." },
	[CLAIM_CURE_JOURNALD] = { .sentence =
					  "journald turned auditing off (serial %c), as its Audit= says: set Audit=yes in a file of /etc/systemd/journald.conf.d (systemd 246 and later). audit=1 and a larger limit do not keep it from that, and what programs did meanwhile is in no source." },
	[CLAIM_CURE_RUN_AS_ROOT] = { .sentence =
					     "run this as root (sudo aubacklog): the audit log and the kernel's counters are for root alone." },
	[CLAIM_CURE_RUN_ON_HOST] = { .sentence =
					     "run this on the host: the audit system is the kernel's, one for all containers, and does not answer this one." },
	[CLAIM_CURE_START_AUDITD] = { .sentence =
					      "start an audit daemon%+: until one registers the kernel keeps what fits into its queue and drops the rest, whatever the limit." },
	[CLAIM_CURE_JOURNALD_ALONE] = { .sentence =
						"or leave it to journald, which has the records from serial %c on: the kernel keeps and drops records only for a daemon that never comes, and a larger limit changes nothing." },
	[CLAIM_CURE_RSYSLOG_ALONE] = { .sentence =
					       "rsyslog gets only what the kernel prints of the records, which is a part of them; journald can take them all (systemd-journald-audit.socket)." },
	[CLAIM_CURE_STALL] = { .sentence =
				       "programs stood still for %c jiffies in all, waiting for room in the full main queue (backlog_wait_time_actual), each up to %o at a time: that can stall a boot, and auditd's own start with it. A larger limit helps where it holds the whole burst; where nobody reads the queue it only fills later. --backlog_wait_time 0 in the rules has the kernel drop records instead of waiting." },
	[CLAIM_CURE_FULL_NOW] = { .sentence =
					  "the main queue is full (%c of %o): whoever makes a record waits, or it is lost. See what keeps auditd from reading (its disk, flush=, a slow plugin); a larger limit only puts it off." },
	[CLAIM_CURE_TURNED_OFF] = { .sentence =
					    "see why auditing was turned off (serial %c%+): audit=1 and a larger limit do not keep anybody from that, only -e 2 at the end of the rules does, and what programs did meanwhile is in no source." },
	[CLAIM_LOOK_KEY] = { .sentence =
				     "the rules with key \"%t\", which were loaded before auditd: without their events there would have been %c records instead of %o" },
	[CLAIM_LOOK_KEY_KNOWN] = { .sentence =
					   "the rules with key \"%t\", which were loaded before auditd and made {x at least }%c of the %o known records" },
	[CLAIM_LOOK_PROGRAM] = { .sentence =
					 "%t, which made {x at least }%c of %o%+ records without a rule that asked for them: no rule can keep that out, only a larger limit holds it" },
};
/* clang-format on */

static const char *const remarks[CLAIM_REMARKS] = {
	[CLAIM_PLAIN] = "",
	[CLAIM_REPEATED] = "; %x line[x: that came again was|s that came again were] not counted",
	[CLAIM_BY] = ", turned off by %t",
	[CLAIM_UNEXPLAINED] = ", more than log and journal explain",
	[CLAIM_PERHAPS_REFUSED] =
		", more than log and journal explain: the main queue may have been full as well, and have refused records before they had a serial number",
	[CLAIM_BEYOND] =
		", more than log and journal explain, though nothing speaks for a later loss, nor for a caller that the main queue refused",
	[CLAIM_REFUSED] =
		", more than log and journal explain, and none of them later: the main queue was full as well, and refused records before they had a serial number",
	[CLAIM_REFUSED_OR_LATER] =
		", more than log and journal explain: lost later, or refused before auditd registered because the main queue was full as well",
	[CLAIM_PARTED] =
		", one fewer than log and journal show: the EOE behind the last record that was lost came past the queue",
	[CLAIM_FEWER] =
		", fewer than the other sources show: these are damaged or were altered, or the counter was set back",
	[CLAIM_LATER] = ", more than this boot can have lost before auditd: they were lost later",
	[CLAIM_POSSIBLY_LATER] = "; some of them may have been lost later",
	[CLAIM_NONE_LATER] = ", none of them later",
	[CLAIM_OTHER_AUDITD] = "; no auditd of this boot has the pid it names, so it was not used",
	[CLAIM_NO_PID] =
		"; which auditd was registered then it does not say (its pid line), so it was not used",
	[CLAIM_WITHOUT_AUDITD] = ", and no auditd has registered",
	[CLAIM_MISFIT] =
		"; the records of the log do not fill a queue of that limit: this is of another boot, or the log has not all of its lines",
	[CLAIM_OTHER_BOOT] =
		"; the log has records from before auditd, so it is of another boot and was not used",
	[CLAIM_OTHER_LIMIT] =
		"; the log says that the boot began with another limit, and is believed",
	[CLAIM_COUNTER_OPEN_ALONE] =
		"The counter leaves a range, because it may hold a later loss. The kernel log of that boot (dmesg, or in its journal) tells whether it does.",
	[CLAIM_COUNTER_OPEN] = "The counter leaves a range, because it may hold a later loss.",
	[CLAIM_COUNTER_OF_PRINTS] =
		"The counter cannot tell: up to 4.10 it also counts records that were held and not printed.",
	[CLAIM_COUNTER_TELLS] = "The counter of that boot (auditctl -s) can tell.",
	[CLAIM_LIFE_TELLS] =
		"The counter of that boot (auditctl -s) can tell with what follows the window, which was not read.",
	[CLAIM_COUNTER_ALONE_TELLS] =
		" How many records were lost before it came only the kernel's counter can tell (auditctl -s).",
	[CLAIM_LAUREL_HAS_THEM] = ", laurel has the records",
	[CLAIM_AUDITD_INSTALLED] = " (auditd is installed: systemctl status auditd)",
	[CLAIM_AUDITD_NOT_INSTALLED] =
		" (none is installed here; auditd's package is auditd or audit)",
	[CLAIM_BY_NOBODY] = ", which does not say by whom",
	[CLAIM_AT_LEAST] = "at least ",
	[CLAIM_OF_KNOWN] = " known",
};

static const char *const audit_words[] = {
	[CMDLINE_AUDIT_ABSENT] = "no audit=1",
	[CMDLINE_AUDIT_ON] = "audit=1",
	[CMDLINE_AUDIT_OFF] = "audit=0",
};

static const struct {
	const char *why;
	const char *cure;
} losses[BOOTLOG_REASONS] = {
	[KMSG_HOLD_QUEUE] = { .why = "the hold queue was full while auditd was away",
			      .cure = "see why auditd stopped or was restarted" },
	[KMSG_RETRY_QUEUE] = { .why = "the retry queue was full while auditd did not take what it was sent",
			       .cure = "see auditd's disk, its flush= and its plugins" },
	[KMSG_RATE_LIMIT] = { .why = "more records came in a second than the rate limit allows",
			      .cure = "raise or remove -r in the audit rules; a larger queue does not help" },
	[KMSG_BACKLOG_LIMIT] = { .why = "the main queue was full and the program could not wait",
				 .cure = "raise -b in the audit rules, or quiet the rule that fills it" },
	[KMSG_PRINTK_LIMIT] = { .why = "a record that no auditd took was not printed in the kernel log",
				.cure = "it may be held all the same: see why auditd was away" },
	[KMSG_AUDITD_GONE] = { .why = "auditd had gone away and the record could not be sent",
			       .cure = "see why auditd stopped or was restarted" },
	[KMSG_OUT_OF_MEMORY] = { .why = "the kernel had no memory for the record",
				 .cure = "a larger queue makes it worse: give the machine more memory" },
};

static void write_sentence(FILE *out, const char *sentence, const struct claim *claim);

static uint64_t number_of_claim(char field, const struct claim *claim)
{
	switch (field) {
	case 'o':
		return claim->of;
	case 'r':
		return claim->records;
	case 'x':
		return claim->extra;
	case '&':
		return claim->count && claim->of;
	default:
		return claim->count;
	}
}

static void write_field(FILE *out, char field, const struct claim *claim)
{
	const char *const texts['x' + 1] = {
		['t'] = claim->text,
		['a'] = audit_words[claim->audit],
		['w'] = losses[claim->reason].why,
		['u'] = losses[claim->reason].cure,
	};

	if (field == '+')
		write_sentence(out, remarks[claim->remark], claim);
	else if (texts[(size_t)field])
		fputs(texts[(size_t)field], out);
	else
		fprintf(out, "%" PRIu64, number_of_claim(field, claim));
}

/* Steps over the number that "[" or "{" names, and to what stands for it: the first form, the one
 * behind "|", or the end of what is left out. */
static const char *enter_bracket(const char *at, const struct claim *claim)
{
	const bool named = at[1] && at[2] == ':';
	const uint64_t number = number_of_claim(*at == '{' || named ? at[1] : 'c', claim);

	if (*at == '{')
		return number ? at + 1 : strchr(at, '}');
	if (number != 1)
		return strchr(at, '|');
	return named ? at + 2 : at;
}

static void write_sentence(FILE *out, const char *sentence, const struct claim *claim)
{
	for (const char *at = sentence; *at; at++) {
		if (*at == '%')
			write_field(out, *++at, claim);
		else if (*at == '[' || *at == '{')
			at = enter_bracket(at, claim);
		else if (*at == '|')
			at = strchr(at, ']');
		else if (*at != ']' && *at != '}')
			fputc(*at, out);
	}
}

static const struct {
	const char *sentence;
	const char *proviso;
} assumptions[REPORT_ASSUMPTIONS] = {
	[ASSUMED_EOE] = { "No end-of-event record (EOE) came past the queue alone: auditd's registration did not part the last record that was lost from the EOE behind it. The counter would tell.",
			  "no end-of-event record came past the queue alone" },
	[ASSUMED_JOURNAL] = { "journald's socket dropped no record of an event that the journal has. The counter would tell.",
			      "journald missed no record" },
	[ASSUMED_MAIN_QUEUE] = { "The main queue refused no record before auditd registered, which would have no serial. The counter or the kernel log would tell.",
				 "the main queue refused none" },
	[ASSUMED_KERNEL_LOG] = { "The kernel log names the losses after auditd registered, if there were any: a caller that must not sleep leaves no other trace.",
				 "the kernel log names every later loss" },
	[ASSUMED_LOG] = { "No line of auditd's log is gone: one that is missing in the middle of an event leaves no gap in the serials, and looks like a record that the kernel dropped, or like room in a queue that was full. The counter would tell.",
			  "no line is missing from the log" },
	[ASSUMED_COLLECTOR] = { "The collector passed on every record of the log, and no program wrote any into it: one that it dropped looks like one that the kernel lost, and whoever may log there can imitate auditd. The counter, or auditd's own log, would tell.",
				"the collector passed on every record" },
};

const char *explain_assumption(enum report_assumption assumption)
{
	return assumptions[assumption].sentence;
}

const char *explain_proviso(enum report_assumption assumption)
{
	return assumptions[assumption].proviso;
}

char *explain_claim(const struct claim *claim)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	write_sentence(out, kinds[claim->kind].sentence, claim);
	return textstream_close(stream);
}

static void add_evidence(const struct claim *claim, struct report_boot *report)
{
	report->evidence =
		xreallocarray(report->evidence, report->n_evidence + 1, sizeof(*report->evidence));
	report->evidence[report->n_evidence++] = (struct report_evidence){
		.kind = kinds[claim->kind].source,
		.says = explain_claim(claim),
		.lost = claim->lost,
		.counts = claim->counts,
		.agrees = claim->agrees,
	};
}

static void add_sentence(const struct claim *claim, char ***list, size_t *count)
{
	*list = xreallocarray(*list, *count + 1, sizeof(**list));
	(*list)[(*count)++] = explain_claim(claim);
}

void explain_boot(struct report_boot *report)
{
	const struct claims *claims = &report->claims;

	for (enum claim_kind kind = 0; kind < CLAIMS; kind++)
		for (size_t i = 0; kinds[kind].source && i < claims->count; i++)
			if (claims->list[i].kind == kind)
				add_evidence(&claims->list[i], report);
	for (size_t i = 0; i < claims->count; i++) {
		const struct claim *claim = &claims->list[i];

		if (kinds[claim->kind].source)
			continue;
		if (claim->kind >= CLAIM_CURE_AUDIT_ON)
			add_sentence(claim, &report->cures, &report->n_cures);
		else if (claim->kind >= CLAIM_CAUSE_NAMED)
			add_sentence(claim, &report->later.causes, &report->later.n_causes);
		else
			add_sentence(claim, &report->reasons, &report->n_reasons);
	}
	cause_find(report);
	claims_done(&report->claims);
}
