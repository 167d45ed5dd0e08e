/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a report: the sentences of its claims, the names of its events. */
#ifndef AUBACKLOG_EXPLAIN_H
#define AUBACKLOG_EXPLAIN_H

#include "analysis/claims.h"
#include "analysis/report.h"
#include "boots/boots.h"

/* How the cure begins that a next boot with audit=1 has taken. */
#define EXPLAIN_CURE_AUDIT_ON "put audit=1 on the kernel command line"

struct auparse_client;

/* What an exact count rests on, as a sentence, and as a clause behind "provided that": static. */
const char *explain_assumption(enum report_assumption assumption);
const char *explain_proviso(enum report_assumption assumption);

/* The sentence of one claim; the caller frees it. */
char *explain_claim(const struct claim *claim);

/* Makes sentences of the report's claims, each in its place: evidence, reasons, or causes of a
 * later loss. The claims end. */
void explain_boot(struct report_boot *report);

/*
 * Fills report->filling and report->look_at from the rows up to the registration: the records that
 * were held, and the lost ones that another source has. Lost records that no source knows have a
 * share without a name.
 * Takes: the boot that the report was made of.
 */
void queue_usage_find(const struct boot *boot, struct report_boot *report);

/* Fills report->losses. Takes: the boot that the report was made of. */
void losses_find(const struct boot *boot, struct report_boot *report);

/* Fills report->cause, while the claims are there. */
void cause_find(struct report_boot *report);

/* "31 program starts (execve)": so many events of a sort, in words. The caller frees it. */
char *event_words(const char *event, uint64_t count);

/*
 * Fills report->patterns and the pattern of each row.
 * Takes: the boot that the report was made of.
 */
void patterns_find(const struct boot *boot, struct report_boot *report);

/*
 * Names the events that lost records: "root executed /bin/true by /usr/bin/true", or the types of
 * its records where libauparse makes nothing of them.
 * Takes: the boot that the report was made of. Gives: rows[].description and uninterpreted.
 */
void naming_describe(struct auparse_client *client, const struct boot *boot,
		     struct report_boot *report);

/* Copies the raw lines of each event into rows[].text: those on the disk, then those that only
 * another source has. */
void naming_add_texts(const struct boot *boot, struct report_boot *report);

/* "2 earlier boots lost 559 and 255 records": those of the report that lost records and are not
 * shown, newest first; NULL where there are none. The caller frees it. */
char *earlier_loss_sentence(const struct report *report);

/* The losses in sources that are of no boot of the report and may be of a newer one, as a sentence
 * without its full stop. Gives: a text that the caller frees; NULL where there are none. */
char *unplaced_loss_sentence(const struct report *report);

#endif
