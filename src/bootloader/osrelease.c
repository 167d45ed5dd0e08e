/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: os-release. */
#include "bootloader/osrelease.h"

#include "bootloader/shellvars.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

void osrelease_done(struct osrelease *os)
{
	free(os->id);
	free(os->id_like);
	free(os->version_id);
	free(os->name);
	free(os->pretty_name);
	*os = (struct osrelease){ 0 };
}

static char *copy_variable(const struct bootvars *vars, const char *name)
{
	const struct bootline *value = bootvars_find(vars, name);

	return value ? xstrdup(bootline_text(value)) : NULL;
}

/* Source: os-release of RHCOS 4.19; ID was rhcos, and VERSION_ID OpenShift's, before it. */
static void name_rhcos(const struct bootvars *vars, struct osrelease *os)
{
	const struct bootline *variant = bootvars_find(vars, "VARIANT_ID");
	char *version = copy_variable(vars, "OPENSHIFT_VERSION");

	if (!version || !variant || strcmp(bootline_text(variant), "coreos") != 0 || !os->id ||
	    strcmp(os->id, "scos") == 0) {
		free(version);
		return;
	}
	free(os->id);
	free(os->version_id);
	os->id = xstrdup("rhcos");
	os->version_id = version;
}

int osrelease_read(const struct root *root, struct osrelease *ret_os, struct error *err)
{
	CLEANUP(bootvars_done) struct bootvars vars = { 0 };
	int code = shellvars_read(root, "etc/os-release", &vars, err);

	if (code == -ENOENT)
		code = shellvars_read(root, "usr/lib/os-release", &vars, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	*ret_os = (struct osrelease){
		.known = true,
		.id = copy_variable(&vars, "ID"),
		.id_like = copy_variable(&vars, "ID_LIKE"),
		.version_id = copy_variable(&vars, "VERSION_ID"),
		.name = copy_variable(&vars, "NAME"),
		.pretty_name = copy_variable(&vars, "PRETTY_NAME"),
	};
	name_rhcos(&vars, ret_os);
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
