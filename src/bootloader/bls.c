/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: boot entries as the Boot Loader Specification has them. */
#define _GNU_SOURCE
#include "bootloader/bls.h"

#include "base/cleanup.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)

/* A line of an entry: a key and, behind blanks, its value. */
struct field {
	const char *key, *value;
	size_t key_bytes, value_bytes;
	unsigned number;
};

/* Gives what is behind the line. */
static const char *next_field(const char *text, struct field *field)
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

static bool has_key(const struct field *field, const char *key)
{
	return strlen(key) == field->key_bytes && strncmp(field->key, key, field->key_bytes) == 0;
}

/* The name behind a dollar sign, as bytes; steps behind it. */
static size_t take_name(const char **at, const char *end, const char **ret_name)
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

static int take_variable(const char **at, const char *end, const struct bootvars *vars,
			 struct bootentry *entry)
{
	const char *name;
	size_t bytes = take_name(at, end, &name);
	const struct bootline *value = bootvars_get(vars, name, bytes);
	bool kernelopts = bytes == strlen("kernelopts") && strncmp(name, "kernelopts", bytes) == 0;

	entry->uses_kernelopts |= kernelopts;
	if (!value && kernelopts)
		value = bootvars_find(vars, "default_kernelopts");
	return value ? bootline_join(&entry->line, value) : 0;
}

static int take_options(const struct field *field, const struct bootvars *vars,
			struct bootentry *entry)
{
	const char *at = field->value, *end = at + field->value_bytes;
	int code = 0;

	if (entry->line.bytes)
		code = bootline_append(&entry->line, " ", 1, entry->path, field->number);
	while (at < end && code == 0) {
		size_t plain = strcspn(at, "$");

		if (plain > (size_t)(end - at))
			plain = (size_t)(end - at);
		code = bootline_append(&entry->line, at, plain, entry->path, field->number);
		at += plain;
		if (code == 0 && at < end)
			code = take_variable(&at, end, vars, entry);
	}
	return code;
}

static int take_title(const struct field *field, struct bootentry *entry)
{
	char *title = strndup(field->value, field->value_bytes);

	if (!title)
		return -ENOMEM;
	free(entry->title);
	entry->title = title;
	return 0;
}

static int take_field(const struct field *field, const struct bootvars *vars,
		      struct bootentry *entry)
{
	if (has_key(field, "title"))
		return take_title(field, entry);
	if (has_key(field, "options"))
		return take_options(field, vars, entry);
	if (has_key(field, "efi") || has_key(field, "uki") || has_key(field, "uki-url"))
		return bootline_doubt(
			&entry->line, "%s line %u: the command line is inside the image %.*s",
			entry->path, field->number, (int)field->value_bytes, field->value);
	return 0;
}

static int take_defaults(const struct bootvars *vars, struct bootentry *entry)
{
	const struct bootline *value = bootvars_find(vars, "default_kernelopts");

	if (entry->line.bytes || entry->line.unclear || !value)
		return 0;
	entry->uses_kernelopts = true;
	return bootline_join(&entry->line, value);
}

int bls_parse(const char *text, const char *path, const struct bootvars *vars,
	      struct bootentries *entries)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct bootentry entry;
	struct field field = { 0 };
	int code = bootentry_init(&entry, BOOTENTRY_BLS, name, strlen(name), path, 1);

	if (code < 0)
		return code;
	while (*text && code == 0) {
		text = next_field(text, &field);
		code = take_field(&field, vars, &entry);
	}
	if (code == 0)
		code = take_defaults(vars, &entry);
	if (code < 0) {
		bootentry_done(&entry);
		return code;
	}
	entry.rescue = bootentry_names_rescue(name) || bootentry_names_rescue(entry.title);
	return bootentries_add(entries, &entry);
}

static bool is_entry(const char *name)
{
	size_t length = strlen(name);

	return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".conf") == 0;
}

static int read_directory(const struct root *root, const char *directory,
			  const struct bootvars *vars, struct bootentries *entries,
			  struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, directory, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *path = NULL;
		CLEANUP(cleanup_free) char *text = NULL;

		if (!is_entry(names.names[i]))
			continue;
		if (asprintf(&path, "%s/%s", directory, names.names[i]) < 0)
			return error_memory(err, "read boot entries");
		code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);
		if (code == 0) {
			code = bls_parse(text, path, vars, entries);
			if (code < 0)
				return bootentries_fail(code, path, err);
		}
		code = code == -ENOENT ? 0 : code;
	}
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
		code = read_directory(root, directories[i], vars, entries, err);
	return code;
}
