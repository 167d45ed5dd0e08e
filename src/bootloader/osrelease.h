/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: os-release, which system a root holds. */
#ifndef AUBACKLOG_OSRELEASE_H
#define AUBACKLOG_OSRELEASE_H

#include "input/root.h"

#include <stdbool.h>

/* All owned; NULL where the file does not say it. */
struct osrelease {
	bool known; /* false: there is no os-release */
	char *id;
	char *id_like;
	char *version_id;
	char *name;
	char *pretty_name;
};

/* Frees all that it owns, and empties it. */
void osrelease_done(struct osrelease *os);

/* Reads etc/os-release, or usr/lib/os-release. RHCOS, which calls itself "rhel" since
 * OpenShift 4.19, is "rhcos" here, of OpenShift's version. Gives: 0, also without any; or -errno.
 */
int osrelease_read(const struct root *root, struct osrelease *ret_os, struct error *err);

/* Whether the system is of a family: its ID is that word, or ID_LIKE holds it. */
bool osrelease_is_like(const struct osrelease *os, const char *family);

/* Whether a version is the one given or one below it: "9.4" of "9"; "9" of "9". Not "90". */
bool osrelease_has_version(const struct osrelease *os, const char *version);

#endif
