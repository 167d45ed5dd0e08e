/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: which programs of a machine can read the kernel's audit records. */
#include "evidence/readers.h"

#include "input/evidence_paths.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The units of each are in one of these; a plugin has none. */
static const char *const unit_folders[] = {
	"usr/lib/systemd/system",
	"lib/systemd/system",
	"etc/systemd/system",
};

static const struct {
	const char *name;
	const char *unit;
	const char *files[3]; /* that install it as well */
} table[READERS] = {
	[READER_AUDITD] = { .name = "auditd",
			    .unit = "auditd.service",
			    .files = { "etc/audit/auditd.conf" } },
	[READER_AUDITBEAT] = { .name = "auditbeat", .unit = "auditbeat.service" },
	[READER_GO_AUDIT] = { .name = "go-audit", .unit = "go-audit.service" },
	[READER_OSQUERY] = { .name = "osquery", .unit = "osqueryd.service" },
	[READER_LAUREL] = { .name = "laurel",
			    .files = { "etc/audit/plugins.d/laurel.conf",
				       "etc/audisp/plugins.d/laurel.conf" } },
	[READER_RSYSLOG] = { .name = "rsyslog", .unit = "rsyslog.service" },
};

const char *readers_name(enum reader reader)
{
	return table[reader].name;
}

static int look_for_file(const struct root *root, const char *path, bool *found, struct error *err)
{
	CLEANUP(cleanup_close) int fd = -1;
	int code = *found ? 0 : root_open(root, path, &fd, err);

	*found |= code == 0 || code == -EACCES || code == -EPERM;
	return code == -EIO ? code : 0;
}

static int look_for_unit(const struct root *root, const char *unit, bool *found, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < sizeof(unit_folders) / sizeof(unit_folders[0]) && code == 0; i++) {
		CLEANUP(cleanup_free) char *path = xasprintf("%s/%s", unit_folders[i], unit);

		code = look_for_file(root, path, found, err);
	}
	return code;
}

/* "write_logs = no" (auditd.conf(5)). */
static bool is_log_turned_off(const char *text)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		char value[8];

		line += *line == '\n';
		if (sscanf(line, " write_logs = %7s", value) == 1)
			return strcasecmp(value, "no") == 0;
	}
	return false;
}

static void read_auditd_conf(const struct root *root, struct readers *readers)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct error reason = { 0 };
	int code = root_read(root, "etc/audit/auditd.conf", EVIDENCE_PATHS_CONF_MAX, &text, NULL,
			     &reason);

	if (code == 0)
		readers->writes_no_log = is_log_turned_off(text);
}

/* A collector's root may have no units at all, and then tells nothing by lacking one. */
static bool has_units(const struct root *root)
{
	bool found = false;

	for (size_t i = 0; i < sizeof(unit_folders) / sizeof(unit_folders[0]) && !found; i++) {
		CLEANUP(root_names_done) struct root_names names = { 0 };
		struct error reason = { 0 };

		found = root_list(root, unit_folders[i], &names, &reason) == 0 && names.count;
	}
	return found;
}

int readers_find(const struct root *root, struct readers *ret_readers, struct error *err)
{
	struct readers readers = { .known = has_units(root) };
	struct error reason = { 0 };
	int code = 0;

	read_auditd_conf(root, &readers);
	for (size_t i = 0; i < READERS && code == 0; i++) {
		for (size_t j = 0; table[i].files[j] && code == 0; j++)
			code = look_for_file(root, table[i].files[j], &readers.installed[i],
					     &reason);
		if (table[i].unit && code == 0)
			code = look_for_unit(root, table[i].unit, &readers.installed[i], &reason);
	}
	if (code < 0)
		return error_set(err, code, "%s", reason.text);
	*ret_readers = readers;
	return 0;
}
