/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files and answers that SUSE's supportconfig keeps as sections of a few texts. */
#define _GNU_SOURCE
#include "input/sections.h"

#include "input/evidence_paths.h"
#include "util/cleanup.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define MARK "#==["

/* A machine has some dozen of them; each is compared with all others. */
#define SECTIONS_MAX 1024

static const char *const text_names[] = {
	"security-audit.txt",	 "boot.txt", "messages.txt", "systemd.txt",
	"basic-environment.txt", "env.txt",  "proc.txt",
};

/* Where a sosreport has the answer to a command. */
static const struct {
	const char *command;
	const char *folder;
} answers[] = {
	{ .command = "auditctl", .folder = "sos_commands/auditd" },
	{ .command = "dmesg", .folder = "sos_commands/kernel" },
	{ .command = "uname", .folder = "sos_commands/kernel" },
	{ .command = "journalctl", .folder = "sos_commands/logs" },
};

void sections_done(struct sections *sections)
{
	for (size_t i = 0; i < sections->count; i++) {
		free(sections->list[i].path);
		tmpfile_free(sections->list[i].tmp);
	}
	free(sections->list);
	*sections = (struct sections){ 0 };
}

const char *sections_text_name(size_t index)
{
	return index < sizeof(text_names) / sizeof(text_names[0]) ? text_names[index] : NULL;
}

const struct section *sections_find(const struct sections *sections, const char *path)
{
	for (size_t i = 0; i < sections->count; i++)
		if (strcmp(sections->list[i].path, path) == 0)
			return &sections->list[i];
	return NULL;
}

/* The path of the answer to "/bin/dmesg -T": a sosreport puts underscores for blanks. */
static bool name_answer(const char *command, char path[static PATH_MAX])
{
	const char *slash, *end = command + strcspn(command, " ");

	while ((slash = memchr(command, '/', (size_t)(end - command))))
		command = slash + 1;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strlen(answers[i].command) != (size_t)(end - command) ||
		    strncmp(answers[i].command, command, (size_t)(end - command)) != 0 ||
		    snprintf(path, PATH_MAX, "%s/%s", answers[i].folder, command) >= PATH_MAX)
			continue;
		for (char *at = path + strlen(answers[i].folder) + 1; *at; at++)
			if (*at == ' ' || *at == '/')
				*at = *at == ' ' ? '_' : '.';
		return true;
	}
	return false;
}

/* The path of what "/var/log/messages - Last 500 Lines" or "/bin/cat /proc/cmdline" names: the last
 * word that is a path. */
static bool name_file(const char *what, char path[static PATH_MAX])
{
	const char *found = NULL;
	size_t length;

	for (const char *at = what; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (*at == '/' && at[1])
			found = at + 1;
	length = found ? strcspn(found, " ") : 0;
	if (!found || length >= PATH_MAX)
		return false;
	memcpy(path, found, length);
	path[length] = '\0';
	return true;
}

/* A text while it is read. */
struct section_reading {
	struct sections *sections;
	struct budget *budget;
	bool named;	     /* the next line names the section */
	bool sectioned;	     /* a section has begun */
	struct tmpfile *tmp; /* of the section that is kept, or NULL; the list's */
};

/* Begins to keep the section, if it is evidence and the first of its path. */
static void begin_section(struct section_reading *reading, const struct line *line)
{
	struct sections *sections = reading->sections;
	CLEANUP(cleanup_free) char *what = NULL;
	char path[PATH_MAX];

	reading->named = false;
	if (line->length < 3 || memcmp(line->text, "# ", 2) != 0)
		return;
	what = xstrndup(line->text + 2, line->length - 2);
	what[strcspn(what, "\r")] = '\0';
	if ((!name_answer(what, path) && !name_file(what, path)) || !evidence_paths_has(path) ||
	    sections->count == SECTIONS_MAX || sections_find(sections, path))
		return;
	sections->list = xarray_grow(sections->list, sections->count, &sections->capacity,
				     sizeof(*sections->list));
	reading->tmp = tmpfile_new(reading->budget, true);
	sections->list[sections->count++] =
		(struct section){ .path = xstrdup(path), .tmp = reading->tmp };
}

static int keep_section_line(struct section_reading *reading, const struct line *line)
{
	struct tmpfile *tmp = reading->tmp;
	int code;

	if (!tmp)
		return 0;
	code = tmpfile_write(tmp, tmpfile_bytes(tmp), line->text, line->length);
	if (code == 0)
		code = tmpfile_write(tmp, tmpfile_bytes(tmp), "\n", 1);
	return code;
}

static int take_section_line(struct section_reading *reading, const struct line *line)
{
	if (line->length > sizeof(MARK) && memcmp(line->text, MARK, sizeof(MARK) - 1) == 0) {
		reading->named = reading->sectioned = true;
		reading->tmp = NULL;
		return 0;
	}
	if (!reading->named)
		return keep_section_line(reading, line);
	begin_section(reading, line);
	return 0;
}

/* A line that begins a section comes early; what has none is another text of the same name. */
#define LINES_BEFORE 100

int sections_read(struct sections *sections, int fd, struct budget *budget)
{
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct section_reading reading = { .sections = sections, .budget = budget };
	struct line line;
	int code;

	lines_init(&lines, fd);
	while ((code = lines_next(&lines, &line)) > 0) {
		code = take_section_line(&reading, &line);
		if (code < 0 || (!reading.sectioned && lines.number == LINES_BEFORE))
			return code;
	}
	return code;
}
