/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: GRUB's environment block. */
#include "bootloader/bootreaders.h"

#include "bootloader/grubdirs.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

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

/* The fault of a block, in words; NULL without one. */
static char *find_block_fault(const char *text, size_t bytes)
{
	if (strncmp(text, SIGNATURE, strlen(SIGNATURE)) != 0)
		return xstrdup("it does not begin as a GRUB environment block does");
	if (bytes != GRUBENV_BYTES)
		return xasprintf("it has %zu bytes, and a block that GRUB can write has %d", bytes,
				 GRUBENV_BYTES);
	return NULL;
}

/* Copies a value up to its newline without the backslashes that protect a character. */
static const char *take_env_value(const char *at, const char *path, unsigned number,
				  struct bootline *value)
{
	while (*at && *at != '\n') {
		at += *at == '\\' && at[1];
		bootline_append(value, at++, 1, path, number);
	}
	return at;
}

/* Gives the start of the next line. */
static const char *take_env_line(const char *text, unsigned number, struct grubenv *env)
{
	size_t length = strcspn(text, "=\n");
	struct bootline value = { 0 };
	const char *at = text + strcspn(text, "\n");

	if (*text != '#' && text[length] == '=') {
		at = take_env_value(text + length + 1, env->path, number, &value);
		bootvars_set(&env->vars, text, length, &value);
	}
	return at + (*at == '\n');
}

void grubenv_parse(const char *text, size_t bytes, const char *path, struct grubenv *ret_env)
{
	*ret_env = (struct grubenv){
		.known = true,
		.path = xstrdup(path),
		.note = find_block_fault(text, bytes),
	};
	for (unsigned number = 1; *text; number++)
		text = take_env_line(text, number, ret_env);
}

int grubenv_read(const struct root *root, const struct osrelease *os, struct grubenv *ret_env,
		 struct error *err)
{
	CLEANUP(grubdirs_paths_done) struct grubdirs_paths paths = { 0 };
	int code = grubdirs_list(root, os, "grubenv", &paths, err);

	for (size_t i = 0; i < paths.names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		const char *path = paths.names.names[i];
		size_t bytes;

		if (paths.foreign[i] && paths.own_folder)
			continue;
		code = root_read(root, path, TEXT_BYTES_MAX, &text, &bytes, err);
		if (code == -ENOENT) {
			code = 0;
			continue;
		}
		if (code == 0)
			grubenv_parse(text, bytes, path, ret_env);
		break;
	}
	return code;
}
