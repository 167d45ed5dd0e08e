/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check says of a machine besides the rules. Pure. */
#ifndef AUBACKLOG_CHECK_REMARKS_H
#define AUBACKLOG_CHECK_REMARKS_H

#include "policy/check.h"

/*
 * Looks for what explains a result or will change it: entries that are older than their source, a
 * drop-in that takes an argument back, rescue entries without it, a kernelopts that no entry refers
 * to, -b of the rules against the limit at boot, no audit=1 where no rule asks for it. Takes:
 * config and rules of the check. Sets remarks. Gives: 0 or -ENOMEM.
 */
int check_remarks(struct check *check);

#endif
