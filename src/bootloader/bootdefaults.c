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

/* What 20_linux_xen puts in the place of the two others. */
#define XEN "GRUB_CMDLINE_LINUX_XEN_REPLACE"
#define XEN_DEFAULT "GRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT"

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
	entry.broken = xstrdup_or_null(vars->broken);
	join_variables(vars, names, count, like->path, &entry.line);
	if (entry.line.n_pieces)
		entry.number = entry.line.pieces[0].number;
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

static bool is_set(const struct bootvars *vars, const char *name)
{
	const struct bootline *value = bootvars_find(vars, name);

	return value && (value->bytes || value->uncertain);
}

/* Adds the line of an ordinary entry and that of a recovery entry, of two variables. */
static int add_grub_pair(const struct bootvars *vars, enum bootentry_kind kind,
			 const char *const names[2], char *overridden, struct bootentries *entries,
			 struct error *err)
{
	CLEANUP(cleanup_free) char *both = xasprintf("%s with %s", names[0], names[1]);
	CLEANUP(cleanup_free)
	char *alone = xasprintf("%s alone, for recovery entries", names[0]);
	const struct bootentry ordinary = {
		.kind = kind,
		.title = both,
		.path = (char *)GRUB_FILE,
		.overridden = overridden,
	};
	const struct bootentry recovery = {
		.kind = kind,
		.title = alone,
		.path = (char *)GRUB_FILE,
		.rescue = true,
	};
	int code = add_defaults_entry(vars, names, 2, &ordinary, entries, err);

	return code < 0 ? code : add_defaults_entry(vars, names, 1, &recovery, entries, err);
}

static int add_grub_entries(const struct bootvars *vars, char *overridden,
			    struct bootentries *entries, struct error *err)
{
	const char *const xen_names[] = { is_set(vars, XEN) ? XEN : grub_names[0],
					  is_set(vars, XEN_DEFAULT) ? XEN_DEFAULT : grub_names[1] };
	int code =
		add_grub_pair(vars, BOOTENTRY_GRUB_DEFAULTS, grub_names, overridden, entries, err);

	return code == 0 && (is_set(vars, XEN) || is_set(vars, XEN_DEFAULT))
		       ? add_grub_pair(vars, BOOTENTRY_XEN_DEFAULTS, xen_names, NULL, entries, err)
		       : code;
}

/* Whether GRUB has a folder: it has none where a drop-in alone is left by kdump. */
static int has_grub_folder(const struct root *root, struct error *err)
{
	static const char *const folders[] = { "boot/grub", "boot/grub2" };
	int code = -ENOENT;

	for (size_t i = 0; i < 2 && code == -ENOENT; i++) {
		CLEANUP(root_names_done) struct root_names names = { 0 };

		code = root_list(root, folders[i], &names, err);
	}
	return code == 0 ? 1 : code == -ENOENT ? 0 : code;
}

int bootdefaults_read_grub(const struct root *root, bool drop_ins, struct bootentries *entries,
			   struct error *err)
{
	CLEANUP(bootvars_done)
	struct bootvars vars = { .ends_on_error = true, .plain_sh = drop_ins };
	CLEANUP(cleanup_free) char *overridden = NULL;
	int folder = 1, code = shellvars_read(root, GRUB_FILE, &vars, err);
	bool found = code == 0;
	struct grub_drop_ins drop = { .vars = &vars, .overridden = &overridden, .found = &found };

	if (code == -ENOENT)
		folder = has_grub_folder(root, err);
	if (folder <= 0)
		return folder;
	if (code == -ENOENT)
		code = 0;
	if (code == 0 && drop_ins)
		code = read_grub_drop_ins(root, &drop, err);
	return code == 0 && found ? add_grub_entries(&vars, overridden, entries, err) : code;
}

/* What the fragments are read over. */
struct u_boot_fragments {
	struct bootvars *vars;
	bool found;
};

static int take_u_boot_fragment(void *context, const char *path, const char *text,
				struct error *err)
{
	struct u_boot_fragments *fragments = context;

	(void)err;
	if (text)
		shellvars_parse(text, path, fragments->vars);
	fragments->found |= text != NULL;
	return 0;
}

static int read_u_boot_fragments(const struct root *root, struct u_boot_fragments *fragments,
				 struct error *err)
{
	static const char *const folders[] = { "usr/share/u-boot-menu/conf.d",
					       "etc/u-boot-menu/conf.d" };
	int code = 0;

	for (size_t i = 0; i < 2 && code == 0; i++) {
		const struct dropins dropins = {
			.folder = folders[i],
			.suffix = ".conf",
			.files_max = BOOTREADERS_DROPINS_MAX,
			.bytes_max = BOOTREADERS_DROPINS_BYTES_MAX,
		};

		code = dropins_read(root, &dropins, take_u_boot_fragment, fragments, err);
		code = code == -ENOENT ? 0 : code;
	}
	return code;
}

static int takes_kernel_cmdline(const struct root *root, const struct bootvars *vars,
				struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = is_set(vars, "U_BOOT_PARAMETERS")
			   ? -ENOENT
			   : root_read(root, "etc/kernel/cmdline", 1u << 20, &text, NULL, err);

	return code == -ENOENT ? 0 : code < 0 ? code : 1;
}

int bootdefaults_read_u_boot(const struct root *root, struct bootentries *entries,
			     struct error *err)
{
	static const char *const names[] = { "U_BOOT_PARAMETERS" };
	CLEANUP(bootvars_done)
	struct bootvars vars = { .ends_on_error = true, .plain_sh = true };
	struct u_boot_fragments fragments = { .vars = &vars };
	const struct bootentry like = {
		.kind = BOOTENTRY_U_BOOT,
		.title = (char *)"U_BOOT_PARAMETERS",
		.path = (char *)U_BOOT_FILE,
	};
	int code = shellvars_read(root, U_BOOT_FILE, &vars, err);

	fragments.found = code == 0;
	if (code == 0 || code == -ENOENT)
		code = read_u_boot_fragments(root, &fragments, err);
	if (code == 0 && fragments.found)
		code = takes_kernel_cmdline(root, &vars, err);
	if (code < 0 || code > 0 || !fragments.found)
		return code < 0 ? code : 0;
	return add_defaults_entry(&vars, names, 1, &like, entries, err);
}
