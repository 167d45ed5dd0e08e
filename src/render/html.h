/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the page of a report. */
#ifndef AUBACKLOG_HTML_H
#define AUBACKLOG_HTML_H

#include "analysis/report.h"
#include "render/page.h"

#include <stdio.h>

/* So many boots have a section of their own, of which so many have a graph. */
#define HTML_SECTIONS_MAX 40
#define HTML_GRAPHS_MAX 12

/* Writes a text of any origin as text; nothing for NULL. */
void html_text(const char *text, FILE *out);

/* The graph of the boot at an index of boots[]. */
void html_boot_write_graph(const struct report *report, size_t at, FILE *out);

/* What it lost, what filled its queue, and how that was found. */
void html_boot_write(struct page *page, const struct report *report, size_t at);

/* All boots in a table, with what each needed beside its limit. */
void html_boots_write(const struct report *report, FILE *out);

/* The trend over the boots of one machine, where there are enough to show one. */
void html_boots_write_trend(const struct report *report, FILE *out);

/* The index in boots[] of the one to show as the nth: of several nodes the worst first. */
size_t html_boots_order(const struct report *report, size_t nth);

/* A horizontal bar of two parts, and a mark where a limit is (0: none), all of "most". */
void html_bar(const char *kind, uint64_t held, uint64_t lost, uint64_t limit, uint64_t most,
	      FILE *out);

#endif
