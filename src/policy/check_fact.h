/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is configured against what the boots in the evidence needed. Pure. */
#ifndef AUBACKLOG_CHECK_FACT_H
#define AUBACKLOG_CHECK_FACT_H

#include "policy/check.h"

/*
 * The limit that the next boot has at the least: the smallest of its ordinary entries; without
 * entries, of the sources that they are made of; without these, the running one. Gives: whether it
 * is known; 0 = unlimited.
 */
bool check_fact_limit(const struct bootconfig *config, uint64_t *ret_limit);

/* Whether the next boot has audit=1 in every place that check_fact_limit looks at. */
bool check_fact_audit(const struct bootconfig *config);

/*
 * Judges the limit by the boots.
 * Takes: config, limit and report of the check, the report made with that limit as "what if". Sets
 * measured and fact. Gives: 0 or -ENOMEM.
 */
int check_fact(struct check *check);

/* Says where the rules passed and records were lost, or the other way round. Gives: 0 or -ENOMEM.
 */
int check_fact_contrast(struct check *check);

#endif
