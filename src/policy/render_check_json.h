/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as JSON: by the contract aubacklog/check/v1, and as a fragment of a CKLB checklist. */
#ifndef AUBACKLOG_RENDER_CHECK_JSON_H
#define AUBACKLOG_RENDER_CHECK_JSON_H

#include "base/error.h"
#include "policy/check.h"

#include <stdio.h>

/* Gives: 0 or -errno. docs/check-v1.schema.json describes the object. */
int render_check_json(const struct check *check, FILE *out, struct error *err);

/*
 * A checklist of STIG Viewer 3 with the rules that were judged and nothing else. Its rule_id_src
 * has no revision, which changes with each release of a STIG: group_id and rule_version name the
 * rule. Gives: 0 or -errno.
 */
int render_check_cklb(const struct check *check, FILE *out, struct error *err);

#endif
