/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels whose messages are in one log: one after another, or several machines' at once. */
#ifndef AUBACKLOG_KMSG_HOSTS_H
#define AUBACKLOG_KMSG_HOSTS_H

#include "evidence/record.h"
#include "util/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KMSG_HOST_BYTES 65

/* A boot of the log as far as it was read. */
struct kmsg_boot {
	uint64_t number; /* once it has facts */
	bool has_facts;
	bool has_version;
	bool timed;
	uint64_t last_us; /* when timed */
};

struct kmsg_host {
	char name[KMSG_HOST_BYTES];
	struct kmsg_boot boot; /* where hosts are kept apart */
	uint64_t seen;	       /* in which turn of all; 0: not yet */
};

/* A zeroed one stands in front of all. */
struct kmsg_hosts {
	bool apart; /* each host has boots of its own; set by the user */
	bool mixed; /* hosts that are not kept apart come by turns: not one machine that was renamed
		     */
	struct kmsg_host *list;
	size_t count, capacity;
	uint16_t *places; /* two hash tables: of the names, and of their first labels */
	struct bytes_key key;
	size_t current;
	uint64_t turn;	      /* of one boot after another */
	uint64_t next;	      /* number of a boot */
	struct kmsg_boot one; /* where they are not kept apart, or not named */
};

void kmsg_hosts_done(struct kmsg_hosts *hosts);

/* The boot that the messages of a host are of now; an empty name for a line without one. */
struct kmsg_boot *kmsg_hosts_boot(struct kmsg_hosts *hosts, struct slice name);

/* Another boot begins. */
void kmsg_hosts_end_boot(struct kmsg_hosts *hosts, struct kmsg_boot *boot);

/* The number of a boot, which has a fact: 0 for the first, and so on. */
uint64_t kmsg_hosts_number(struct kmsg_hosts *hosts, struct kmsg_boot *boot);

/*
 * Notes whose message was read, in its boot. A machine that gets its name on the way has two in one
 * boot, and the first no more; two machines come by turns.
 */
void kmsg_hosts_note(struct kmsg_hosts *hosts, struct slice name);

#endif
