/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many files may be open at once. */
#ifndef AUBACKLOG_DESCRIPTORS_H
#define AUBACKLOG_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Raises the soft limit to the hard one. Gives false when it is there already or cannot be raised.
 */
bool descriptors_raise(void);

/* Raises the soft limit if it is below the wanted number. Gives how many files may be open then. */
uint64_t descriptors_allow(uint64_t wanted);

#endif
