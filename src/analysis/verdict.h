/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on one boot: its ledger against everything else that is known. Pure. */
#ifndef AUBACKLOG_VERDICT_H
#define AUBACKLOG_VERDICT_H

#include "analysis/account.h"
#include "analysis/report.h"

/* Gives: a boot that report_done frees as part of its report; explain_boot makes sentences of its
 * claims as long as the input is there. */
struct report_boot verdict_boot(const struct account_input *input);

#endif
