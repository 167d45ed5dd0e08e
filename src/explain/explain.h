/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of claims: the one place where numbers become words. */
#ifndef AUBACKLOG_EXPLAIN_H
#define AUBACKLOG_EXPLAIN_H

#include "analysis/claims.h"
#include "analysis/report.h"

/* The sentence of one claim; the caller frees it. */
char *explain_claim(const struct claim *claim);

/* Makes sentences of the report's claims, each in its place: evidence, reasons, or causes of a
 * later loss. The claims end. */
void explain_boot(struct report_boot *report);

#endif
