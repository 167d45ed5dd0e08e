/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: GRUB's environment block. */
#define _GNU_SOURCE
#include "bootloader/grubenv.h"

#include "base/cleanup.h"
#include "bootloader/efidirs.h"

#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define SIGNATURE "# GRUB Environment Block\n"

void grubenv_done(struct grubenv *env)
{
	free(env->path);
	free(env->note);
	bootvars_done(&env->vars);
	*env = (struct grubenv){ 0 };
}

static int check(const char *text, size_t bytes, struct grubenv *env)
{
	if (strncmp(text, SIGNATURE, strlen(SIGNATURE)) != 0)
		env->note = strdup("it does not begin as a GRUB environment block does");
	else if (bytes != GRUBENV_BYTES)
		return asprintf(&env->note,
				"it has %zu bytes, and a block that GRUB can write has %d", bytes,
				GRUBENV_BYTES) < 0
			       ? -ENOMEM
			       : 0;
	else
		return 0;
	return env->note ? 0 : -ENOMEM;
}

/* Copies a value up to its newline, a backslash taken off what it protects. */
static const char *take_value(const char *at, const char *path, unsigned number,
			      struct bootline *value, int *ret_code)
{
	*ret_code = 0;
	while (*at && *at != '\n' && *ret_code == 0) {
		at += *at == '\\' && at[1];
		*ret_code = bootline_append(value, at++, 1, path, number);
	}
	return at;
}

/* Gives what stands behind the line. */
static const char *take_line(const char *text, unsigned number, struct grubenv *env, int *ret_code)
{
	size_t length = strcspn(text, "=\n");
	struct bootline value = { 0 };
	const char *at = text + strcspn(text, "\n");

	if (*text != '#' && text[length] == '=') {
		at = take_value(text + length + 1, env->path, number, &value, ret_code);
		if (*ret_code == 0)
			*ret_code = bootvars_set(&env->vars, text, length, &value);
	}
	bootline_done(&value);
	return at + (*at == '\n');
}

int grubenv_parse(const char *text, size_t bytes, const char *path, struct grubenv *ret_env)
{
	CLEANUP(grubenv_done) struct grubenv env = { .known = true, .path = strdup(path) };
	int code = env.path ? check(text, bytes, &env) : -ENOMEM;

	for (unsigned number = 1; *text && code == 0; number++)
		text = take_line(text, number, &env, &code);
	if (code < 0)
		return code;
	*ret_env = env;
	env = (struct grubenv){ 0 };
	return 0;
}

int grubenv_read(const struct root *root, struct grubenv *ret_env, struct error *err)
{
	CLEANUP(root_names_done) struct root_names paths = { 0 };
	int code = efidirs_list(root, "grubenv", &paths, err);

	for (size_t i = 0; i < paths.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		size_t bytes;

		code = root_read(root, paths.names[i], TEXT_BYTES_MAX, &text, &bytes, err);
		if (code == -ENOENT) {
			code = 0;
			continue;
		}
		if (code == 0 && grubenv_parse(text, bytes, paths.names[i], ret_env) < 0)
			code = error_memory(err, "read the GRUB environment");
		break;
	}
	return code;
}
