/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boot entries that start something other than this system. */
#ifndef AUBACKLOG_STRANGERS_H
#define AUBACKLOG_STRANGERS_H

#include "bootloader/bootentry.h"
#include "bootloader/osrelease.h"

/* What is known of the machine that the entries are of. */
struct strangers_machine {
	const struct osrelease *os;
	const char *machine_id; /* of etc/machine-id, or NULL */
	const char *running;	/* the command line of the running kernel, or NULL */
};

/*
 * Sets an entry aside that is not this system's: no Linux kernel (memory tests, iPXE, EFI programs,
 * a label without a kernel), what os-prober has found on another partition, a live or installer
 * image, an entry in a file that names another machine-id and another system. An entry of which
 * this cannot be told stays.
 */
void strangers_set_aside(const struct strangers_machine *machine, struct bootentry *entry);

#endif
