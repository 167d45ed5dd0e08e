/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of small settings files. */
#include "input/dropins.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>

static int dropins_refuse(const struct root *root, const struct dropins *dropins, size_t most,
			  const char *what, struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, dropins->folder);

	return error_set(err, -E2BIG, "cannot read '%s': it has more than %zu %s of '*%s'", shown,
			 most, what, dropins->suffix);
}

/* Leaves the names of drop-ins alone in the list, in order. */
static void dropins_keep_names(const struct dropins *dropins, struct root_names *names)
{
	size_t kept = 0;

	for (size_t i = 0; i < names->count; i++) {
		char *name = names->names[i];

		if (text_ends_in(name, dropins->suffix) && (dropins->hidden || *name != '.'))
			names->names[kept++] = name;
		else
			free(name);
	}
	names->count = kept;
}

static int dropins_read_file(const struct root *root, const struct dropins *dropins,
			     const char *name, size_t *sum, char **ret_path, char **ret_text,
			     struct error *err)
{
	size_t bytes = 0;
	int code;

	*ret_path = xasprintf("%s/%s", dropins->folder, name);
	code = root_read(root, *ret_path, DROPINS_FILE_BYTES_MAX, ret_text, &bytes, err);
	*sum += bytes;
	if (*sum > dropins->bytes_max)
		return dropins_refuse(root, dropins, dropins->bytes_max, "bytes", err);
	return code == -ENOENT ? 0 : code;
}

int dropins_read(const struct root *root, const struct dropins *dropins, dropins_take take,
		 void *context, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	size_t sum = 0;
	int code = root_list(root, dropins->folder, &names, err);

	dropins_keep_names(dropins, &names);
	if (code == 0 && names.count > dropins->files_max)
		return dropins_refuse(root, dropins, dropins->files_max, "files", err);
	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *path = NULL;
		CLEANUP(cleanup_free) char *text = NULL;

		code = dropins_read_file(root, dropins, names.names[i], &sum, &path, &text, err);
		if (code == 0)
			code = take(context, path, text, err);
	}
	return code;
}
