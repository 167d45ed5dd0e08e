/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machines of a fleet by what they have in common. */
#ifndef AUBACKLOG_GROUPS_H
#define AUBACKLOG_GROUPS_H

#include "fleet/fleet.h"

/* Groups the machines that were judged, each way that the question asks for. Gives: 0, or -EINVAL
 * for a word that no card has. */
int groups_make(struct fleet *fleet, const struct fleet_question *question, struct error *err);

#endif
