/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Linked into the program in front of the functions of root.h (-Wl,--wrap): ends it where a reader
 * asks for a path that the table of evidence does not have. */
#include "input/evidence_paths.h"
#include "input/root.h"

#include <stdio.h>
#include <stdlib.h>

int __real_root_open(const struct root *root, const char *path, int *ret_fd, struct error *err);
int __real_root_read(const struct root *root, const char *path, size_t max_bytes, char **ret_text,
		     size_t *ret_bytes, struct error *err);
int __real_root_list(const struct root *root, const char *path, struct root_names *ret_names,
		     struct error *err);
int __wrap_root_open(const struct root *root, const char *path, int *ret_fd, struct error *err);
int __wrap_root_read(const struct root *root, const char *path, size_t max_bytes, char **ret_text,
		     size_t *ret_bytes, struct error *err);
int __wrap_root_list(const struct root *root, const char *path, struct root_names *ret_names,
		     struct error *err);

static void hold_to_table(bool is_there, const char *path)
{
	if (is_there)
		return;
	fprintf(stderr, "evidence_paths does not have '%s', which a reader asks for\n", path);
	abort();
}

int __wrap_root_open(const struct root *root, const char *path, int *ret_fd, struct error *err)
{
	hold_to_table(evidence_paths_has(path) || evidence_paths_is_log_name(path), path);
	return __real_root_open(root, path, ret_fd, err);
}

int __wrap_root_read(const struct root *root, const char *path, size_t max_bytes, char **ret_text,
		     size_t *ret_bytes, struct error *err)
{
	hold_to_table(evidence_paths_has(path), path);
	return __real_root_read(root, path, max_bytes, ret_text, ret_bytes, err);
}

/* A folder above a row's is listed to find the row's. */
int __wrap_root_list(const struct root *root, const char *path, struct root_names *ret_names,
		     struct error *err)
{
	hold_to_table(evidence_paths_has_folder(path), path);
	return __real_root_list(root, path, ret_names, err);
}
