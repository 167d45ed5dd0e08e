/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was packed of each kind of evidence. */
#include "cmd/recorded.h"

#include <fnmatch.h>
#include <inttypes.h>

#define PATTERNS_MAX 8

/* The first kind with a pattern that fits has the file. */
static const struct {
	const char *name;
	const char *patterns[PATTERNS_MAX];
	const char *cost; /* of its absence */
} kind_table[RECORDED_KINDS] = {
	{ .name = "audit log",
	  .patterns = { "var/log/audit/*", "*/audit.log*", "audit.log*" },
	  .cost = "what was lost is known by other sources alone, if at all" },
	{ .name = "journal",
	  .patterns = { "var/log/journal/*", "run/log/journal/*" },
	  .cost = "lost records have no names, and their number may be a range" },
	{ .name = "kernel log",
	  .patterns = { "sos_commands/kernel/dmesg*", "var/log/dmesg*", "var/log/kern.log*",
			"var/log/messages*", "var/log/syslog*", "sos_commands/logs/*",
			"var/crash/*" },
	  .cost = "a loss at boot may not be told from a later one" },
	{ .name = "counters",
	  .patterns = { "sos_commands/auditd/auditctl_-s*" },
	  .cost = "what the kernel counted cannot be held against the log" },
	{ .name = "command line",
	  .patterns = { "proc/cmdline" },
	  .cost = "the limit at boot is known only where the log names it" },
	{ .name = "audit rules",
	  .patterns = { "etc/audit/*.rules", "etc/audit/rules.d/*",
			"sos_commands/auditd/auditctl_-l*" },
	  .cost = "a limit that rules set is known only where the log has it" },
	{ .name = "boot loader",
	  .patterns = { "boot/*", "efi/*", "etc/default/*", "etc/kernel/*", "usr/lib/bootc/*",
			"usr/lib/kernel/*" },
	  .cost = "check and grub cannot say what the next boot has" },
};

static size_t find_recorded_kind(const char *path)
{
	for (size_t kind = 0; kind < RECORDED_KINDS; kind++)
		for (size_t i = 0; i < PATTERNS_MAX && kind_table[kind].patterns[i]; i++)
			if (fnmatch(kind_table[kind].patterns[i], path, 0) == 0)
				return kind;
	return RECORDED_KINDS;
}

void recorded_add(struct recorded *recorded, const char *path, uint64_t bytes)
{
	const size_t kind = find_recorded_kind(path);

	if (kind == RECORDED_KINDS)
		return;
	recorded->kinds[kind].files++;
	recorded->kinds[kind].bytes += bytes;
}

static void print_recorded_bytes(uint64_t bytes, FILE *out)
{
	if (bytes < 1024)
		fprintf(out, "%" PRIu64 " byte%s", bytes, bytes == 1 ? "" : "s");
	else if (bytes < 1024 * 1024)
		fprintf(out, "%.1f KiB", (double)bytes / 1024);
	else
		fprintf(out, "%.1f MiB", (double)bytes / (1024 * 1024));
}

void recorded_print(const struct recorded *recorded, FILE *out)
{
	for (size_t kind = 0; kind < RECORDED_KINDS; kind++) {
		const uint64_t files = recorded->kinds[kind].files;

		fprintf(out, "  %-13s ", kind_table[kind].name);
		if (files) {
			fprintf(out, "%" PRIu64 " file%s, ", files, files == 1 ? "" : "s");
			print_recorded_bytes(recorded->kinds[kind].bytes, out);
		} else {
			fprintf(out, "not there: %s", kind_table[kind].cost);
		}
		fputc('\n', out);
	}
}
