/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: os-release. */
#include "bootloader/osrelease.h"

#include "base/cleanup.h"
#include "bootloader/shellvars.h"

#include <errno.h>
#include <string.h>

void osrelease_done(struct osrelease *os)
{
	free(os->id);
	free(os->id_like);
	free(os->version_id);
	free(os->pretty_name);
	*os = (struct osrelease){ 0 };
}

static int take(const struct bootvars *vars, const char *name, char **ret_value)
{
	const struct bootline *value = bootvars_find(vars, name);

	if (!value)
		return 0;
	*ret_value = strdup(bootline_text(value));
	return *ret_value ? 0 : -ENOMEM;
}

int osrelease_read(const struct root *root, struct osrelease *ret_os, struct error *err)
{
	CLEANUP(bootvars_done) struct bootvars vars = { 0 };
	struct osrelease os = { .known = true };
	int code = shellvars_read(root, "etc/os-release", &vars, err);

	if (code == -ENOENT)
		code = shellvars_read(root, "usr/lib/os-release", &vars, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (take(&vars, "ID", &os.id) < 0 || take(&vars, "ID_LIKE", &os.id_like) < 0 ||
	    take(&vars, "VERSION_ID", &os.version_id) < 0 ||
	    take(&vars, "PRETTY_NAME", &os.pretty_name) < 0) {
		osrelease_done(&os);
		return error_memory(err, "read os-release");
	}
	*ret_os = os;
	return 0;
}

bool osrelease_is_like(const struct osrelease *os, const char *family)
{
	size_t length = strlen(family);
	const char *at = os->id_like;

	if (os->id && strcmp(os->id, family) == 0)
		return true;
	while (at && *at) {
		size_t word = strcspn(at, " ");

		if (word == length && strncmp(at, family, length) == 0)
			return true;
		at += word;
		at += strspn(at, " ");
	}
	return false;
}

bool osrelease_has_version(const struct osrelease *os, const char *version)
{
	size_t length = strlen(version);

	return os->version_id && strncmp(os->version_id, version, length) == 0 &&
	       (!os->version_id[length] || os->version_id[length] == '.');
}
