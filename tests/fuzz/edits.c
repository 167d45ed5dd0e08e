/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the changing of settings files: whatever is in them, the line that is read afterwards has
 * what was wanted and is otherwise what it was, or the change is refused. Parts: a digit that
 * chooses the source, the file, what is behind it. */
#define _GNU_SOURCE
#include "change/edits.h"
#include "bootloader/arguments.h"
#include "bootloader/bootreaders.h"
#include "fuzz.h"

#include <ctype.h>

#define LIMIT 8192

static const struct kind {
	struct edits_source source;
	const char *path, *behind;
} kinds[] = {
	{ .source = { .kind = BOOTENTRY_GRUB_DEFAULTS }, .path = "etc/default/grub" },
	{ .source = { .kind = BOOTENTRY_GRUB_DEFAULTS, .sourced = true },
	  .path = "etc/default/grub",
	  .behind = "etc/default/grub.d/50-cloud.cfg" },
	{ .source = { .kind = BOOTENTRY_GRUB_DEFAULTS,
		      .sourced = true,
		      .drop_in = EDITS_GRUB_DROP_IN },
	  .path = "etc/default/grub",
	  .behind = EDITS_GRUB_DROP_IN },
	{ .source = { .kind = BOOTENTRY_U_BOOT }, .path = "etc/default/u-boot" },
	{ .source = { .kind = BOOTENTRY_KERNEL_CMDLINE },
	  .path = "etc/kernel/cmdline",
	  .behind = "usr/lib/kernel/cmdline" },
	{ .source = { .kind = BOOTENTRY_BOOTC, .drop_in = EDITS_BOOTC_DROP_IN },
	  .path = "usr/lib/bootc/kargs.d/10-a.toml",
	  .behind = EDITS_BOOTC_DROP_IN },
};

static int read_entries(const struct root *root, const struct kind *kind,
			struct bootentries *entries)
{
	switch (kind->source.kind) {
	case BOOTENTRY_GRUB_DEFAULTS:
		return bootdefaults_read_grub(root, kind->source.sourced, entries, NULL);
	case BOOTENTRY_U_BOOT:
		return bootdefaults_read_u_boot(root, entries, NULL);
	case BOOTENTRY_BOOTC:
		return kernelargs_read_bootc(root, entries, NULL);
	default:
		return kernelargs_read(root, entries, NULL);
	}
}

/* The line that is booted by itself; NULL without one. */
static const struct bootline *ordinary(const struct bootentries *entries, const struct kind *kind)
{
	for (size_t i = 0; i < entries->count; i++)
		if (entries->list[i].kind == kind->source.kind && !entries->list[i].rescue)
			return &entries->list[i].line;
	return NULL;
}

/* The end of a word as the kernel parts them: at a blank outside quotes. */
static const char *word_end(const char *at)
{
	bool quoted = false;

	for (; *at && (quoted || !isspace((unsigned char)*at)); at++)
		quoted ^= *at == '"';
	return at;
}

/* Whether a word is one of the two that are changed, with a value or without. */
static bool is_ours(const char *at, const char *end)
{
	char name[32] = "";
	size_t length = 0;

	for (; at < end && *at != '=' && length + 1 < sizeof(name); at++)
		if (*at != '"')
			name[length++] = *at == '-' ? '_' : *at;
	return strcmp(name, "audit") == 0 || strcmp(name, "audit_backlog_limit") == 0;
}

/* The words of a line but for those that are changed, each with a newline; the caller frees it.
 * What is behind "--" is init's. */
static char *others(const char *line)
{
	char *words = calloc(strlen(line) + 2, 1), *to = words;
	bool for_init = false;

	REQUIRE(words);
	while (*(line += strspn(line, " \t\n\v\f\r"))) {
		const char *end = word_end(line);

		for_init |= end == line + 2 && strncmp(line, "--", 2) == 0;
		if (for_init || !is_ours(line, end)) {
			memcpy(to, line, (size_t)(end - line));
			to += end - line;
			*to++ = '\n';
		}
		line = end;
	}
	return words;
}

static void check(const char *before, const struct root *root, const struct kind *kind,
		  const struct edits *edits)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	CLEANUP(cleanup_free) char *old = NULL;
	CLEANUP(cleanup_free) char *new = NULL;
	const struct bootline *line;
	struct cmdline cmdline;

	REQUIRE(read_entries(root, kind, &entries) == 0);
	line = ordinary(&entries, kind);
	/* The very first line of kernel-install is a new file, which is not laid over. */
	if (!line)
		REQUIRE(edits->count == 1 && !edits->list[0].before);
	if (!line)
		return;
	REQUIRE(!line->uncertain);
	cmdline_parse(bootline_text(line), &cmdline);
	REQUIRE(arguments_met(&cmdline, LIMIT));
	old = others(before);
	new = others(bootline_text(line));
	if (strcmp(old, new) != 0)
		(void)fprintf(stderr, "before: %s\nafter: %s\n", before, bootline_text(line));
	REQUIRE(strcmp(old, new) == 0);
}

static void lay_edits_over(struct root *root, const struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++)
		root_lay_over(root, edits->list[i].path, edits->list[i].after);
}

static void lay_over(struct root *root, const char *path, const void *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = fuzz_text(data, size);

	root_lay_over(root, path, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice choice = fuzz_part(&data, &size), file = fuzz_part(&data, &size);
	const size_t count = sizeof(kinds) / sizeof(kinds[0]);
	const struct kind *kind = &kinds[choice.length ? (unsigned char)*choice.start % count : 0];
	CLEANUP(root_done) struct root *root = fuzz_root();
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	CLEANUP(edits_done) struct edits edits = { 0 };
	const struct bootline *line;

	lay_over(root, kind->path, file.start, file.length);
	if (kind->behind && size)
		lay_over(root, kind->behind, data, size);
	REQUIRE(read_entries(root, kind, &entries) == 0);
	REQUIRE(edits_make(root, &kind->source, LIMIT, &edits, NULL) == 0);
	if (edits.refusal)
		return 0;
	lay_edits_over(root, &edits);
	line = ordinary(&entries, kind);
	check(line ? bootline_text(line) : "", root, kind, &edits);
	return 0;
}
