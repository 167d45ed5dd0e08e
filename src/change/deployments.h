/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deployments of ostree: the newest, and those to go back to, whose arguments no command changes.
 */
#ifndef AUBACKLOG_DEPLOYMENTS_H
#define AUBACKLOG_DEPLOYMENTS_H

#include "bootloader/bootconfig.h"

/* Whether a deployment lacks the arguments. Takes: rollback: of those to go back to; otherwise the
 * newest, and entries that are none. */
bool deployments_lack(const struct bootconfig *config, uint64_t limit, bool rollback);

#endif
