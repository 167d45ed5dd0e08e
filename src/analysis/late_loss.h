/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was lost behind auditd's registration, for causes that a larger boot limit does not cure. */
#ifndef AUBACKLOG_LATE_LOSS_H
#define AUBACKLOG_LATE_LOSS_H

#include "analysis/account.h"

/*
 * Fills report->later, and claims what caused the loss.
 * Takes: an account whose counts are settled.
 */
void late_loss_find(struct account *account);

#endif
