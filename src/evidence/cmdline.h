/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel command line, read as the kernel reads it. */
#ifndef AUBACKLOG_CMDLINE_H
#define AUBACKLOG_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel's default (kernel/audit.c: audit_backlog_limit = 64). */
#define CMDLINE_DEFAULT_LIMIT 64

enum cmdline_audit {
	CMDLINE_AUDIT_ABSENT, /* no audit= : records before auditd are dropped without being counted
			       */
	CMDLINE_AUDIT_ON,
	CMDLINE_AUDIT_OFF,
};

/* Where the occurrence of an argument stands that takes effect. */
struct cmdline_place {
	size_t count;  /* occurrences; of none the rest means nothing */
	size_t offset; /* of the effective occurrence, in bytes from the start of the text */
	size_t length;
};

struct cmdline {
	bool known; /* false: there was none to read */
	enum cmdline_audit audit;
	bool limit_given;      /* one audit_backlog_limit= has a value that the kernel reads */
	bool limit_unparsable; /* the last has one that it does not: it keeps the limit it had */
	uint64_t limit;	       /* in force at boot; 0 = unlimited */
	char unparsable[32];   /* the value as written, when unparsable */
	bool audit_odd; /* audit= has a value that the kernel complains about and takes as on */
	struct cmdline_place audit_place;
	struct cmdline_place limit_place;
};

/*
 * Reads a command line: words split at white space outside double quotes; everything after "--"
 * is left to init;
 * '-' and '_' alike in names, the last occurrence wins. Numbers as kstrtouint(…, 0): decimal, 0x
 * hexadecimal, 0 octal, one trailing newline. Source: kernel/params.c next_arg() and parameq();
 * kernel/audit.c audit_enable(), audit_backlog_limit_set().
 */
void cmdline_parse(const char *text, struct cmdline *ret_cmdline);

#endif
