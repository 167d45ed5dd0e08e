/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a report's page, in the order in which they are read. */
#ifndef AUBACKLOG_PAGE_PARTS_H
#define AUBACKLOG_PAGE_PARTS_H

#include "analysis/report.h"
#include "render/page.h"

/* The result of a boot in a line: "LOST: 390 audit records of 454 at boot, exactly". */
#define PAGE_RESULT_BYTES 256
void page_format_result(const struct report_boot *boot, char ret_text[static PAGE_RESULT_BYTES]);

/* The verdict on a boot: whose and which boot, how many records, how sure, and why. "alone": it is
 * the page's only one, and what other boots lost stands beside it. */
void page_verdict(struct page *page, const struct report *report, const struct report_boot *boot,
		  bool alone);

/* What other boots lost that are not shown. */
void page_other_losses(struct page *page, const struct report *report);

/* Whether the next boot is better already, what to type, and why this limit. */
void page_advice(struct page *page, const struct report *report);

/* What was lost, by sort, and who still has it. */
void page_loss(struct page *page, const struct report *report, const struct report_boot *boot);

/* What filled the queue: the graph, and the largest shares. */
void page_queue(struct page *page, const struct report_boot *boot);

/* How the numbers were found: the limit, the count, what each source says. */
void page_proof(struct page *page, const struct report_boot *boot);

/* What was read: each source on a verbose page, otherwise those with something to say. */
void page_sources(struct page *page, const struct report *report);

#endif
