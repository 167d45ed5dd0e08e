/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: boot entries of the Boot Loader Specification. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"

#include "bootloader/shellwords.h"
#include "input/dropins.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Entries have some 500 bytes. */
#define ENTRIES_BYTES_MAX (16u << 20)

/* A line of an entry: a key, blanks, its value. */
struct bls_field {
	const char *key, *value;
	size_t key_bytes, value_bytes;
	unsigned number;
};

/* Gives the start of the next line. */
static const char *next_bls_field(const char *text, struct bls_field *field)
{
	const char *end = text + strcspn(text, "\n");
	const char *key = text + strspn(text, " \t");

	field->number++;
	field->key = key;
	field->key_bytes = strcspn(key, " \t\r\n");
	field->value = key + field->key_bytes;
	field->value += strspn(field->value, " \t");
	field->value_bytes = (size_t)(end - field->value);
	while (field->value_bytes && isspace((unsigned char)field->value[field->value_bytes - 1]))
		field->value_bytes--;
	return *end ? end + 1 : end;
}

static bool has_bls_key(const struct bls_field *field, const char *key)
{
	return strlen(key) == field->key_bytes && strncmp(field->key, key, field->key_bytes) == 0;
}

/* Steps over $NAME or ${NAME}. Gives the name as bytes. */
static size_t skip_bls_variable(const char **at, const char *end, const char **ret_name)
{
	const char *name = *at + 1;
	bool braced = name < end && *name == '{';
	size_t bytes = 0;

	name += braced;
	while (name + bytes < end && (isalnum((unsigned char)name[bytes]) || name[bytes] == '_'))
		bytes++;
	*ret_name = name;
	*at = name + bytes + (braced && name + bytes < end);
	return bytes;
}

static void append_bls_variable(const char **at, const char *end, unsigned number,
				const struct bootvars *vars, struct bootentry *entry)
{
	const char *name;
	size_t bytes = skip_bls_variable(at, end, &name);
	const struct bootline *value = bootvars_get(vars, name, bytes);
	bool kernelopts = bytes == strlen("kernelopts") && strncmp(name, "kernelopts", bytes) == 0;

	entry->uses_kernelopts |= kernelopts;
	if (!value && kernelopts)
		value = bootvars_find(vars, "default_kernelopts");
	if (!value && !kernelopts && shellwords_leaves_open(vars, name, bytes, &entry->line))
		bootline_mark_uncertain(&entry->line, "%s line %u: $%.*s is set nowhere here",
					entry->path, number, (int)bytes, name);
	if (value)
		bootline_join(&entry->line, value);
}

static void append_bls_options(const struct bls_field *field, const struct bootvars *vars,
			       struct bootentry *entry)
{
	const char *at = field->value, *end = at + field->value_bytes;

	if (entry->line.bytes)
		bootline_append(&entry->line, " ", 1, entry->path, field->number);
	while (at < end) {
		size_t plain = strcspn(at, "$");

		if (plain > (size_t)(end - at))
			plain = (size_t)(end - at);
		bootline_append(&entry->line, at, plain, entry->path, field->number);
		at += plain;
		if (at < end)
			append_bls_variable(&at, end, field->number, vars, entry);
	}
}

/* An EFI program: a unified image, whose line is inside; or a kernel, which takes the options; or
 * none of Linux. */
static void take_bls_program(const struct bls_field *field, struct bootentry *entry)
{
	free(entry->kernel);
	entry->kernel = xstrndup(field->value, field->value_bytes);
	entry->program = true;
	if (!has_bls_key(field, "efi") || strcasestr(entry->kernel, "/EFI/Linux/"))
		bootline_mark_uncertain(&entry->line,
					"%s line %u: the command line is inside the image %s",
					entry->path, field->number, entry->kernel);
}

static void take_bls_field(const struct bls_field *field, const struct bootvars *vars,
			   struct bootentry *entry)
{
	const struct {
		const char *key;
		char **text;
	} texts[] = {
		{ .key = "title", .text = &entry->title },
		{ .key = "linux", .text = &entry->kernel },
		{ .key = "machine-id", .text = &entry->machine_id },
		{ .key = "sort-key", .text = &entry->sort_key },
		{ .key = "version", .text = &entry->version },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (has_bls_key(field, texts[i].key)) {
			free(*texts[i].text);
			*texts[i].text = xstrndup(field->value, field->value_bytes);
		}
	if (has_bls_key(field, "options")) {
		append_bls_options(field, vars, entry);
		entry->number = field->number;
	} else if (has_bls_key(field, "efi") || has_bls_key(field, "uki") ||
		   has_bls_key(field, "uki-url")) {
		take_bls_program(field, entry);
	}
}

static void append_default_options(const struct bootvars *vars, struct bootentry *entry)
{
	const struct bootline *value = bootvars_find(vars, "default_kernelopts");

	if (entry->line.bytes || entry->line.uncertain || !value)
		return;
	entry->uses_kernelopts = true;
	bootline_join(&entry->line, value);
}

int bls_parse(const char *text, const char *path, const struct bootvars *vars,
	      struct bootentries *entries, struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct bootentry entry;
	struct bls_field field = { 0 };

	bootentry_init(&entry, BOOTENTRY_BLS, name, path, 1);
	while (*text) {
		text = next_bls_field(text, &field);
		take_bls_field(&field, vars, &entry);
	}
	append_default_options(vars, &entry);
	entry.rescue = bootentry_names_rescue(name) || bootentry_names_rescue(entry.title);
	return bootentries_add(entries, &entry, err);
}

struct bls_entries {
	const struct bootvars *vars;
	struct bootentries *entries;
};

static int take_bls_entry(void *context, const char *path, const char *text, struct error *err)
{
	const struct bls_entries *taking = context;

	return text ? bls_parse(text, path, taking->vars, taking->entries, err) : 0;
}

static int read_bls_directory(const struct root *root, const char *directory,
			      const struct bootvars *vars, struct bootentries *entries,
			      struct error *err)
{
	const struct dropins dropins = {
		.folder = directory,
		.suffix = ".conf",
		.files_max = BOOTENTRIES_MAX,
		.bytes_max = ENTRIES_BYTES_MAX,
	};
	struct bls_entries taking = { .vars = vars, .entries = entries };
	int code = dropins_read(root, &dropins, take_bls_entry, &taking, err);

	return code == -ENOENT ? 0 : code;
}

int bls_read(const struct root *root, const struct bootvars *vars, struct bootentries *entries,
	     struct error *err)
{
	static const char *const directories[] = {
		"boot/loader/entries",
		"boot/efi/loader/entries",
		"efi/loader/entries",
	};
	int code = 0;

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]) && code == 0; i++)
		code = read_bls_directory(root, directories[i], vars, entries, err);
	return code;
}
