/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was lost behind auditd's registration, for causes that a larger boot limit does not cure. */
#ifndef AUBACKLOG_LATER_H
#define AUBACKLOG_LATER_H

#include "account/account.h"

/*
 * Fills report->later, and claims what caused the loss.
 * Takes: an account whose counts are settled.
 */
void later_find(struct account *account);

#endif
