/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in front of a message of the kernel on a line of text. */
#ifndef AUBACKLOG_KMSG_LINE_H
#define AUBACKLOG_KMSG_LINE_H

#include "evidence/kmsg_date.h"
#include "evidence/record.h"

#include <stdbool.h>
#include <stdint.h>

/* A line, taken apart. */
struct kmsg_line {
	struct slice message;
	struct slice host;     /* that the line names; empty for none */
	struct kmsg_date date; /* that it names */
	bool attributed;       /* it names its sender, as those of syslog and journalctl do */
	bool searched;	       /* its time was searched for in the line */
	bool timed;
	uint64_t monotonic_us; /* since the kernel's start, when timed */
	bool labelled;	       /* behind a word that ends with ":", as grep puts a file's name */
	size_t indent;	       /* blanks and marks of quotation in front of all else */
};

/*
 * Takes off what dmesg, the console, journalctl, syslog and those who collect, quote and paste them
 * put in front of a message: marks of quotation; "<6>", "kern  :info  :", "6,1,5789721,-;"; times
 * of any kind, in brackets or not, of any language; the caller "[T1]"; words before a time, and up
 * to three between the time and "kernel:". On a line that another program began on the same console
 * the message is searched for by its time.
 * Takes: a line without its newline, as kmsg_line_plain leaves it; any bytes.
 * Gives: false for a line that names another sender than the kernel, or comes from another
 * facility: of ret_line only attributed is set then.
 */
bool kmsg_line_scan(const char *text, size_t length, struct kmsg_line *ret_line);

/*
 * Takes out what a terminal, a relay or another encoding adds to a line: colours and other escape
 * sequences (also where "^[", "#033" or "\x1b" stands for ESC), NUL (so UTF-16 becomes readable),
 * byte order marks, carriage returns and blanks at the end; tabs and hard blanks become blanks,
 * "&gt;" and its kin the characters they stand for.
 * Takes: a line; a buffer of its length. Gives: the line itself where there is nothing of these in
 * it, otherwise the buffer's beginning.
 */
struct slice kmsg_line_plain(const char *text, size_t length, char *buffer);

#endif
