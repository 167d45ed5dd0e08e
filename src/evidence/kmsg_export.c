/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of a journal as "journalctl -o export" and "-o verbose" write them. */
#include "evidence/kmsg_export.h"

#include <ctype.h>
#include <string.h>

/* The bytes that tell how long a value is, in front of it. */
#define LENGTH_BYTES 8

#define VERBOSE_INDENT "    "

void kmsg_export_done(struct kmsg_export *export)
{
	kmsg_entry_done(&export->entry);
}

int kmsg_export_end(struct kmsg_export *export, kmsg_entry_sink sink, void *context)
{
	int taken = export->entry.length ? sink(context, &export->entry) : 0;

	kmsg_entry_clear(&export->entry);
	return taken;
}

/* Takes "_BOOT_ID", the name of a field. */
static bool take_field_name(struct slice *rest, struct slice *ret_name)
{
	size_t length = 0;

	while (length < rest->length &&
	       (isupper((unsigned char)rest->start[length]) || rest->start[length] == '_' ||
		(length && isdigit((unsigned char)rest->start[length]))))
		length++;
	*ret_name = (struct slice){ .start = rest->start, .length = length };
	slice_skip(rest, length);
	return length > 0;
}

/* Takes the next byte of a line and the newline behind it. */
static bool take_byte(struct slice *rest, bool *newline, unsigned char *ret_byte)
{
	if (!rest->length && !*newline)
		return false;
	*ret_byte = rest->length ? (unsigned char)*rest->start : '\n';
	*newline &= rest->length > 0;
	slice_skip(rest, rest->length > 0);
	return true;
}

/* A line of a value that is no text: its length in eight bytes, its bytes, a newline. Of the lines
 * in it only the first can be the kernel's. */
static void take_value_line(struct kmsg_export *export, struct slice line)
{
	bool newline = true, first = export->length_bytes < LENGTH_BYTES;
	unsigned char byte;

	while (export->length_bytes < LENGTH_BYTES) {
		if (!take_byte(&line, &newline, &byte))
			return;
		export->value_left |= (uint64_t)byte << (8 * export->length_bytes++);
	}
	if (line.length > export->value_left) {
		export->lost = true;
		return;
	}
	if (first && line.length)
		kmsg_entry_set(&export->entry, export->of, line);
	export->value_left -= line.length;
	if (!export->value_left && newline)
		export->in_value = false;
	else if (newline)
		export->value_left--;
}

static void take_field_line(struct kmsg_export *export, struct slice line)
{
	struct slice name;

	if (export->verbose && !slice_take(&line, VERBOSE_INDENT))
		return;
	if (!take_field_name(&line, &name))
		return;
	if (slice_take(&line, "=")) {
		if (line.length)
			kmsg_entry_set(&export->entry, kmsg_entry_field(name), line);
	} else if (!line.length && !export->verbose) {
		export->of = kmsg_entry_field(name);
		export->in_value = true;
		export->value_left = export->length_bytes = 0;
	}
}

/* Whether a line begins an entry; and the form that it is in. */
static bool begins_entry(struct slice line, bool *ret_verbose)
{
	struct kmsg_date date;

	*ret_verbose = false;
	if (slice_take(&line, "__CURSOR=") || slice_take(&line, "__REALTIME_TIMESTAMP="))
		return true;
	*ret_verbose = true;
	return line.length && *line.start != ' ' && kmsg_date_take(&line, &date) &&
	       slice_take(&line, "[s=");
}

int kmsg_export_take(struct kmsg_export *export, struct slice line, bool is_long,
		     kmsg_entry_sink sink, void *context)
{
	bool verbose, begins;
	int taken = 0;

	if (export->lost)
		return 1;
	if (export->in_value) {
		export->lost = is_long;
		take_value_line(export, line);
		return 1;
	}
	begins = (!export->active || export->verbose) && begins_entry(line, &verbose);
	if (!export->active && !begins)
		return 0;
	if (!export->active)
		export->verbose = verbose;
	export->active = true;
	if (export->verbose ? begins : !line.length)
		taken = kmsg_export_end(export, sink, context);
	if (export->verbose ? !begins : line.length > 0)
		take_field_line(export, line);
	return taken < 0 ? taken : taken > 0 ? 2 : 1;
}
