/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the defaults that grub-mkconfig and u-boot-update make entries of. */
#define _GNU_SOURCE
#include "bootloader/bootdefaults.h"

#include "base/cleanup.h"
#include "bootloader/shellvars.h"
#include "sources/cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define GRUB_FILE "etc/default/grub"
#define GRUB_DIRECTORY "etc/default/grub.d"
#define U_BOOT_FILE "etc/default/u-boot"

static int add_variable(const struct bootvars *vars, const char *name, const char *path,
			struct bootline *line)
{
	const struct bootline *value = bootvars_find(vars, name);
	int code = 0;

	if (value && line->bytes && value->bytes)
		code = bootline_append(line, " ", 1, path, 1);
	return code == 0 && value ? bootline_join(line, value) : code;
}

/* Puts a line together of variables, in order. */
static int make_line(const struct bootvars *vars, const char *const *names, size_t count,
		     const char *path, struct bootline *line)
{
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++)
		code = add_variable(vars, names[i], path, line);
	if (code == 0 && vars->unclear)
		code = bootline_doubt(line, "%s", vars->unclear);
	return code;
}

static int add_entry(const struct bootvars *vars, const char *const *names, size_t count,
		     const struct bootentry *like, struct bootentries *entries)
{
	struct bootentry entry;
	int code =
		bootentry_init(&entry, like->kind, like->title, strlen(like->title), like->path, 1);

	if (code < 0)
		return code;
	entry.rescue = like->rescue;
	code = make_line(vars, names, count, like->path, &entry.line);
	if (code == 0 && like->overridden) {
		entry.overridden = strdup(like->overridden);
		code = entry.overridden ? 0 : -ENOMEM;
	}
	if (code < 0) {
		bootentry_done(&entry);
		return code;
	}
	return bootentries_add(entries, &entry);
}

static const char *const grub_names[] = { "GRUB_CMDLINE_LINUX", "GRUB_CMDLINE_LINUX_DEFAULT" };

/* What the files read so far make, to see what the next one takes back. */
struct state {
	struct bootline line;
	struct cmdline cmdline;
};

static int take_state(const struct bootvars *vars, struct state *state)
{
	int code = make_line(vars, grub_names, 2, GRUB_FILE, &state->line);

	cmdline_parse(bootline_text(&state->line), &state->cmdline);
	return code;
}

static int note_one(const struct state *before, const struct cmdline_place *argument,
		    const char *path, char **overridden)
{
	const struct bootline_piece *place = bootline_place(&before->line, argument->offset);

	if (!place || *overridden)
		return 0;
	return asprintf(overridden, "%s takes back %.*s of %s:%u", path, (int)argument->length,
			before->line.text + argument->offset, place->path, place->number) < 0
		       ? -ENOMEM
		       : 0;
}

/* Notes what a drop-in takes back of what was set before it. */
static int compare(const struct state *before, const struct state *after, const char *path,
		   char **overridden)
{
	int code = 0;

	if (before->cmdline.limit_given && before->cmdline.limit != after->cmdline.limit)
		code = note_one(before, &before->cmdline.limit_place, path, overridden);
	if (code == 0 && before->cmdline.audit == CMDLINE_AUDIT_ON &&
	    after->cmdline.audit != CMDLINE_AUDIT_ON)
		code = note_one(before, &before->cmdline.audit_place, path, overridden);
	return code;
}

static int read_drop_in(const struct root *root, const char *path, struct bootvars *vars,
			char **overridden, struct error *err)
{
	struct state before = { 0 }, after = { 0 };
	int memory = take_state(vars, &before);
	int code = memory < 0 ? memory : shellvars_read(root, path, vars, err);

	if (code == 0)
		memory = take_state(vars, &after);
	if (code == 0 && memory == 0)
		memory = compare(&before, &after, path, overridden);
	bootline_done(&before.line);
	bootline_done(&after.line);
	return memory < 0 ? error_memory(err, "read drop-ins") : code;
}

static int read_drop_ins(const struct root *root, struct bootvars *vars, char **overridden,
			 bool *found, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, GRUB_DIRECTORY, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *path = NULL;
		size_t length = strlen(names.names[i]);

		if (names.names[i][0] == '.' || length < 5 ||
		    strcmp(names.names[i] + length - 4, ".cfg") != 0)
			continue;
		if (asprintf(&path, GRUB_DIRECTORY "/%s", names.names[i]) < 0)
			return error_memory(err, "read drop-ins");
		code = read_drop_in(root, path, vars, overridden, err);
		*found |= code == 0;
		code = code == -ENOENT ? 0 : code;
	}
	return code == -ENOENT ? 0 : code;
}

static int add_grub(const struct bootvars *vars, char *overridden, struct bootentries *entries)
{
	const struct bootentry ordinary = {
		.kind = BOOTENTRY_GRUB_DEFAULTS,
		.title = (char *)"GRUB_CMDLINE_LINUX with GRUB_CMDLINE_LINUX_DEFAULT",
		.path = (char *)GRUB_FILE,
		.overridden = overridden,
	};
	const struct bootentry recovery = {
		.kind = BOOTENTRY_GRUB_DEFAULTS,
		.title = (char *)"GRUB_CMDLINE_LINUX alone, for recovery entries",
		.path = (char *)GRUB_FILE,
		.rescue = true,
	};
	int code = add_entry(vars, grub_names, 2, &ordinary, entries);

	return code < 0 ? code : add_entry(vars, grub_names, 1, &recovery, entries);
}

int bootdefaults_read_grub(const struct root *root, bool drop_ins, struct bootentries *entries,
			   struct error *err)
{
	CLEANUP(bootvars_done) struct bootvars vars = { 0 };
	CLEANUP(cleanup_free) char *overridden = NULL;
	int code = shellvars_read(root, GRUB_FILE, &vars, err);
	bool found = code == 0;

	if (code == -ENOENT)
		code = 0;
	if (code == 0 && drop_ins)
		code = read_drop_ins(root, &vars, &overridden, &found, err);
	if (code < 0 || !found)
		return code;
	return add_grub(&vars, overridden, entries) < 0 ? error_memory(err, "read GRUB defaults")
							: 0;
}

int bootdefaults_read_u_boot(const struct root *root, struct bootentries *entries,
			     struct error *err)
{
	static const char *const names[] = { "U_BOOT_PARAMETERS" };
	CLEANUP(bootvars_done) struct bootvars vars = { 0 };
	const struct bootentry like = {
		.kind = BOOTENTRY_U_BOOT,
		.title = (char *)"U_BOOT_PARAMETERS",
		.path = (char *)U_BOOT_FILE,
	};
	int code = shellvars_read(root, U_BOOT_FILE, &vars, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	return add_entry(&vars, names, 1, &like, entries) < 0
		       ? error_memory(err, "read U-Boot defaults")
		       : 0;
}
