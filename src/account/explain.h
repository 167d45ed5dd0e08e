/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of claims: the one place where numbers become words. */
#ifndef AUBACKLOG_EXPLAIN_H
#define AUBACKLOG_EXPLAIN_H

#include "account/claims.h"
#include "account/report.h"

/* The sentence of one claim; the caller frees it. */
char *explain_claim(const struct claim *claim);

/* Writes the claims into the report, each in its place: evidence, reasons, or what was lost later.
 */
void explain_boot(const struct claims *claims, struct report_boot *report);

#endif
