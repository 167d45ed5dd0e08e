/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the defaults that grub-mkconfig and u-boot-update make entries of. */
#include "bootloader/bootreaders.h"

#include "bootloader/shellvars.h"
#include "evidence/cmdline.h"
#include "input/dropins.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

#define GRUB_FILE "etc/default/grub"
#define U_BOOT_FILE "etc/default/u-boot"

static void append_variable(const struct bootvars *vars, const char *name, const char *path,
			    struct bootline *line)
{
	const struct bootline *value = bootvars_find(vars, name);

	if (!value)
		return;
	if (line->bytes && value->bytes)
		bootline_append(line, " ", 1, path, 1);
	bootline_join(line, value);
}

/* Puts a line together from variables, in order. */
static void join_variables(const struct bootvars *vars, const char *const *names, size_t count,
			   const char *path, struct bootline *line)
{
	for (size_t i = 0; i < count; i++)
		append_variable(vars, names[i], path, line);
	if (vars->uncertain)
		bootline_mark_uncertain(line, "%s", vars->uncertain);
}

/* Adds an entry of these variables. Takes: its kind, title, path and so on from another one. */
static int add_defaults_entry(const struct bootvars *vars, const char *const *names, size_t count,
			      const struct bootentry *like, struct bootentries *entries,
			      struct error *err)
{
	struct bootentry entry;

	bootentry_init(&entry, like->kind, like->title, like->path, 1);
	entry.rescue = like->rescue;
	entry.overridden = xstrdup_or_null(like->overridden);
	join_variables(vars, names, count, like->path, &entry.line);
	return bootentries_add(entries, &entry, err);
}

static const char *const grub_names[] = { "GRUB_CMDLINE_LINUX", "GRUB_CMDLINE_LINUX_DEFAULT" };

/* The line of an ordinary entry as the files read so far make it. */
struct grub_state {
	struct bootline line;
	struct cmdline cmdline;
};

static void make_grub_state(const struct bootvars *vars, struct grub_state *state)
{
	join_variables(vars, grub_names, 2, GRUB_FILE, &state->line);
	cmdline_parse(bootline_text(&state->line), &state->cmdline);
}

static void note_overridden(const struct grub_state *before, const struct cmdline_place *argument,
			    const char *path, char **overridden)
{
	const struct bootline_piece *place = bootline_place(&before->line, argument->offset);

	if (place && !*overridden)
		*overridden =
			xasprintf("%s takes back %.*s of %s:%u", path, (int)argument->length,
				  before->line.text + argument->offset, place->path, place->number);
}

/* Notes an argument that was set before a drop-in and is not any more. */
static void compare_grub_states(const struct grub_state *before, const struct grub_state *after,
				const char *path, char **overridden)
{
	if (before->cmdline.limit_given && before->cmdline.limit != after->cmdline.limit)
		note_overridden(before, &before->cmdline.limit_place, path, overridden);
	if (before->cmdline.audit == CMDLINE_AUDIT_ON && after->cmdline.audit != CMDLINE_AUDIT_ON)
		note_overridden(before, &before->cmdline.audit_place, path, overridden);
}

/* What the drop-ins are read over. */
struct grub_drop_ins {
	struct bootvars *vars;
	char **overridden;
	bool *found;
};

static int take_grub_drop_in(void *context, const char *path, const char *text, struct error *err)
{
	const struct grub_drop_ins *drop = context;
	struct grub_state before = { 0 }, after = { 0 };

	(void)err;
	if (!text)
		return 0;
	make_grub_state(drop->vars, &before);
	shellvars_parse(text, path, drop->vars);
	make_grub_state(drop->vars, &after);
	compare_grub_states(&before, &after, path, drop->overridden);
	bootline_done(&before.line);
	bootline_done(&after.line);
	*drop->found = true;
	return 0;
}

static int read_grub_drop_ins(const struct root *root, struct grub_drop_ins *drop,
			      struct error *err)
{
	static const struct dropins dropins = {
		.folder = "etc/default/grub.d",
		.suffix = ".cfg",
		.files_max = BOOTREADERS_DROPINS_MAX,
		.bytes_max = BOOTREADERS_DROPINS_BYTES_MAX,
	};
	int code = dropins_read(root, &dropins, take_grub_drop_in, drop, err);

	return code == -ENOENT ? 0 : code;
}

static int add_grub_entries(const struct bootvars *vars, char *overridden,
			    struct bootentries *entries, struct error *err)
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
	int code = add_defaults_entry(vars, grub_names, 2, &ordinary, entries, err);

	return code < 0 ? code : add_defaults_entry(vars, grub_names, 1, &recovery, entries, err);
}

int bootdefaults_read_grub(const struct root *root, bool drop_ins, struct bootentries *entries,
			   struct error *err)
{
	CLEANUP(bootvars_done) struct bootvars vars = { 0 };
	CLEANUP(cleanup_free) char *overridden = NULL;
	int code = shellvars_read(root, GRUB_FILE, &vars, err);
	bool found = code == 0;
	struct grub_drop_ins drop = { .vars = &vars, .overridden = &overridden, .found = &found };

	if (code == -ENOENT)
		code = 0;
	if (code == 0 && drop_ins)
		code = read_grub_drop_ins(root, &drop, err);
	return code == 0 && found ? add_grub_entries(&vars, overridden, entries, err) : code;
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
	return add_defaults_entry(&vars, names, 1, &like, entries, err);
}
