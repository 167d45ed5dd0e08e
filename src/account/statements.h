/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each source says, in a sentence of the report. */
#ifndef AUBACKLOG_STATEMENTS_H
#define AUBACKLOG_STATEMENTS_H

#include "account/account.h"

/* Each adds what its source says, or nothing where there is no such source. Gives 0 or -ENOMEM. */
int statements_log(struct account *account);
int statements_journal(struct account *account); /* before the counter narrows the account */
int statements_cmdline(struct account *account);
int statements_rules(struct account *account);

#endif
