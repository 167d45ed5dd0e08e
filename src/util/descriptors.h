/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many files may be open at once. */
#ifndef AUBACKLOG_DESCRIPTORS_H
#define AUBACKLOG_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

/* Where the soft limit is in the way, the hard one counts. Gives false when it cannot be raised. */
bool descriptors_raise(void);

/* Raises the soft limit where it is below so many. Gives how many may be open then. */
uint64_t descriptors_allow(uint64_t wanted);

#endif
