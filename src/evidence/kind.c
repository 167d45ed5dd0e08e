/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file that somebody gives is. */
#define _GNU_SOURCE
#include "evidence/kind.h"

#include "evidence/envelope.h"
#include "evidence/kmsg.h"
#include "evidence/kmsg_line.h"
#include "evidence/status.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What somebody puts together by hand is no longer. */
#define PASTED_BYTES_MAX (INT64_C(16) << 20)

#define MAGIC(bytes) .magic = (bytes), .length = sizeof(bytes) - 1

static const struct {
	size_t at;
	const char *magic;
	size_t length;
	unsigned of;
	const char *what;
} magics[] = {
	{ MAGIC("LPKSHHRH"), .of = KIND_JOURNAL },
	{ MAGIC("ustar"), .at = 257, .of = KIND_ARCHIVE },
	{ MAGIC("\x89PNG"), .what = "a picture (PNG)" },
	{ MAGIC("\xff\xd8\xff"), .what = "a picture (JPEG)" },
	{ MAGIC("GIF8"), .what = "a picture (GIF)" },
	{ MAGIC("<svg"), .what = "a picture (SVG)" },
	{ MAGIC("<?xml"), .what = "an XML file" },
	{ MAGIC("<!DOCTYPE html"), .what = "a web page" },
	{ MAGIC("<html"), .what = "a web page" },
	{ MAGIC("%PDF-"), .what = "a PDF file" },
	{ MAGIC("%!PS"), .what = "a PostScript file" },
	{ MAGIC("\x7f"
		"ELF"),
	  .what = "a program (ELF)" },
	{ MAGIC("#!"), .what = "a script" },
	{ MAGIC("PK\x03\x04"), .what = "a zip archive; the files in it can be given" },
	{ MAGIC("7z\xbc\xaf\x27\x1c"), .what = "a 7z archive; the files in it can be given" },
	{ MAGIC("Rar!"), .what = "a RAR archive; the files in it can be given" },
	{ MAGIC("!<arch>"), .what = "a package or library (ar)" },
	{ MAGIC("\xed\xab\xee\xdb"), .what = "a package (RPM)" },
	{ MAGIC("SQLite format 3"), .what = "a database (SQLite)" },
	{ MAGIC("QFI\xfb"), .what = "a disk image, which aubacklog-image reads" },
	{ MAGIC("KDMV"), .what = "a disk image, which aubacklog-image reads" },
	{ MAGIC("vhdxfile"), .what = "a disk image, which aubacklog-image reads" },
	{ MAGIC("LUKS\xba\xbe"), .what = "an encrypted disk" },
	{ MAGIC("\xd4\xc3\xb2\xa1"), .what = "a capture of network packets" },
	{ MAGIC("\x0a\x0d\x0d\x0a"), .what = "a capture of network packets" },
	{ MAGIC("LOST: "), .what = "a report of aubacklog" },
	{ MAGIC("BLIND: "), .what = "a report of aubacklog" },
	{ MAGIC("CLEAN: "), .what = "a report of aubacklog" },
	{ MAGIC("UNKNOWN: "), .what = "a report of aubacklog" },
	{ MAGIC("BOOT  FIRST RECORD"), .what = "a list of aubacklog" },
	{ MAGIC("{\"boot\":"), .what = "a list of aubacklog" },
	{ MAGIC("# aubacklog"), .what = "an output of aubacklog" },
};

/* The sum of a tar's header, its own field taken for blanks. */
static bool has_tar_sum(const char *head)
{
	unsigned long sum = 0;

	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head[i];
	return *head && sum == strtoul(head + 148, NULL, 8);
}

/* Whether a JSON text is one of this program's, all of which name their schema. */
static bool is_own_json(const char *head, size_t length)
{
	const size_t near = length < 256 ? length : 256;

	return *head == '{' && memmem(head, near, "\"schema\"", 8) &&
	       memmem(head, near, "\"aubacklog/", 11);
}

bool kind_of_head(const char *head, size_t length, struct kind *ret_kind)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if (magics[i].at + magics[i].length > length ||
		    memcmp(head + magics[i].at, magics[i].magic, magics[i].length) != 0)
			continue;
		*ret_kind = (struct kind){ .of = magics[i].of, .what = magics[i].what };
		return true;
	}
	if (length >= 512 && has_tar_sum(head)) {
		*ret_kind = (struct kind){ .of = KIND_ARCHIVE };
		return true;
	}
	if (length && is_own_json(head, length)) {
		*ret_kind = (struct kind){ .what = "a report of aubacklog (JSON)" };
		return true;
	}
	return false;
}

/* Takes the first line off a text; the rest of it is one where no newline is in it. */
static struct slice take_line(struct slice *text)
{
	const char *newline = memchr(text->start, '\n', text->length);
	const size_t length = newline ? (size_t)(newline - text->start) : text->length;
	const struct slice line = { text->start, length };

	slice_skip(text, newline ? length + 1 : length);
	return line;
}

static bool is_kernel_message(struct slice line)
{
	struct kmsg_line message;
	struct kmsg_fact fact;

	return kmsg_line_scan(line.start, line.length, &message) &&
	       kmsg_fact(message.message, &fact);
}

bool kind_is_plain_log(const char *head, size_t length)
{
	struct slice rest = { head, length };
	struct slice line;
	struct record record;

	while (rest.length && *rest.start == '\0')
		slice_skip(&rest, 1);
	line = take_line(&rest);
	if (record_scan(line.start, line.length, &record) == 0)
		return true;
	/* The log that is the first file of an archive begins behind its header too. */
	if (!rest.length || is_kernel_message(line) || (length >= 512 && has_tar_sum(head)))
		return false;
	line = take_line(&rest);
	return record_scan(line.start, line.length, &record) == 0;
}

/* The line in front of a place, which is moved to its beginning. */
static struct slice line_before(const char *head, size_t *at)
{
	size_t start = *at;

	while (start && head[start - 1] != '\n')
		start--;
	return (struct slice){ head + start, *at - start };
}

bool kind_ends_plain(int fd)
{
	char tail[KIND_HEAD_BYTES];
	struct stat file;
	struct record record;
	off_t at;
	ssize_t length;
	size_t end;

	if (fstat(fd, &file) < 0 || !S_ISREG(file.st_mode))
		return true;
	at = file.st_size > (off_t)sizeof(tail) ? file.st_size - (off_t)sizeof(tail) : 0;
	length = contents_at(fd, tail, sizeof(tail), at);
	end = length < 0 ? 0 : (size_t)length;
	while (end && strchr("\r\n", tail[end - 1]))
		end--;
	/* The last line may be cut. */
	for (int i = 0; i < 2 && end; i++) {
		struct slice line = line_before(tail, &end);

		if (line.start == tail && at)
			return true;
		if (record_scan(line.start, line.length, &record) == 0)
			return true;
		end = (size_t)(line.start - tail);
		end -= end > 0;
	}
	return false;
}

/* JSON of programs that take records from the kernel themselves and keep them taken apart. */
static const char *find_other_reader(struct slice line)
{
	static const struct {
		const char *mark;
		const char *what;
	} readers[] = {
		{ "\"auditd\":{\"", "events of auditbeat, which keeps no raw records" },
		{ "\"auditd\": {\"", "events of auditbeat, which keeps no raw records" },
		{ "\"messages\":[{\"type\":1", "events of go-audit, which keeps no raw records" },
		{ "{\"ID\":\"", "events of laurel, which keeps no raw records" },
	};

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (line.length && *line.start == '{' &&
		    memmem(line.start, line.length, readers[i].mark, strlen(readers[i].mark)))
			return readers[i].what;
	return NULL;
}

/* "… web audit[1]: SERVICE_START pid=1 …" */
static bool is_journal_text(struct slice line)
{
	static const char sender[] = " audit[";
	const char *at = memmem(line.start, line.length, sender, sizeof(sender) - 1);
	const char *message =
		at ? memmem(at, (size_t)(line.start + line.length - at), "]: ", 3) : NULL;

	return message && message + 3 < line.start + line.length &&
	       isupper((unsigned char)message[3]);
}

/* What the lines so far tell. */
struct telling {
	struct envelopes envelopes;
	bool has_record;
	bool has_others; /* lines that name another sender than the kernel */
	bool has_nul;
	bool has_stamp; /* of a record, though none can be read: damage puts NULs among them */
	const char *reader;
};

static int stop_at_record(void *context, const struct record *record)
{
	(void)context;
	(void)record;
	return 1;
}

/* Gives: whether more lines are needed. */
static bool telling_take(struct telling *telling, struct slice line)
{
	struct kmsg_line message;
	size_t count;

	(void)envelopes_open(&telling->envelopes, line, stop_at_record, NULL, &count);
	telling->has_record = count;
	if (count)
		return false;
	if (!kmsg_line_scan(line.start, line.length, &message))
		telling->has_others |= message.attributed;
	if (!telling->reader)
		telling->reader = find_other_reader(line);
	if (!telling->reader && is_journal_text(line))
		telling->reader = "text of journalctl, whose audit records have no serials (the "
				  "journal's files, or auditd's log, have)";
	telling->has_nul |= memchr(line.start, '\0', line.length) != NULL;
	telling->has_stamp |= memmem(line.start, line.length, "msg=audit(", 10) != NULL;
	return true;
}

static int tell_by_lines(int fd, struct telling *telling)
{
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct line line;
	int code;

	lines_init(&lines, fd);
	while ((code = lines_next(&lines, &line)) > 0 &&
	       telling_take(telling, (struct slice){ line.text, line.length }))
		;
	if (code >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return code < 0 ? code : 0;
}

static int stop_at_fact(void *context, const struct kmsg_fact *fact)
{
	bool *found = context;

	(void)fact;
	*found = true;
	return 1;
}

static int find_kernel_facts(int fd, bool *ret_found)
{
	struct source source = { 0 };
	bool found = false, apart = false;
	int code = kmsg_read(fd, "", &apart, stop_at_fact, &found, &source, NULL);

	source_done(&source);
	if (code >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	*ret_found = found;
	return code;
}

/* The lines of auditctl's answers among others, as a text. */
static int read_status_lines(int fd, struct kind_text *ret_text)
{
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct kind_text text = { 0 };
	struct line line;
	int code;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	lines_init(&lines, fd);
	while ((code = lines_next(&lines, &line)) > 0) {
		if (text.length + line.length + 1 >= sizeof(text.bytes) ||
		    !status_is_line((struct slice){ line.text, line.length }))
			continue;
		memcpy(text.bytes + text.length, line.text, line.length);
		text.length += line.length;
		text.bytes[text.length++] = '\n';
	}
	if (code == 0 && lseek(fd, 0, SEEK_SET) < 0)
		code = -errno;
	if (code == 0)
		*ret_text = text;
	return code;
}

int kind_read_status(int fd, bool among_others, struct kind_text *ret_text)
{
	struct kind_text text = { 0 };
	ssize_t length;

	if (among_others)
		return read_status_lines(fd, ret_text);
	length = contents_at(fd, text.bytes, sizeof(text.bytes) - 1, 0);
	if (length < 0)
		return (int)length;
	if (length == (ssize_t)sizeof(text.bytes) - 1)
		return -EFBIG;
	text.length = (size_t)length;
	*ret_text = text;
	return 0;
}

/* Whether auditctl's answer is in a file: a small one that is nothing else, or one of any kind that
 * somebody has put together. */
static bool has_status(int fd, bool among_others)
{
	CLEANUP(cleanup_free) struct kind_text *text = xcalloc(1, sizeof(*text));
	struct stat file;
	struct status status;

	if (among_others && (fstat(fd, &file) < 0 || file.st_size > PASTED_BYTES_MAX))
		return false;
	return kind_read_status(fd, among_others, text) == 0 &&
	       status_parse(text->bytes, &status) == 0;
}

int kind_of_lines(int fd, struct kind *ret_kind)
{
	struct telling telling = { 0 };
	struct kind kind = { 0 };
	bool has_facts = false;
	int code = tell_by_lines(fd, &telling);

	if (code == 0)
		code = find_kernel_facts(fd, &has_facts);
	if (code < 0)
		return code;
	kind.of = (telling.has_record ? (unsigned)KIND_AUDIT_LOG : 0) |
		  (has_facts ? (unsigned)KIND_KERNEL_LOG : 0);
	kind.anyones = has_facts && (telling.has_others || telling.has_record);
	if (!kind.of && telling.reader)
		kind.what = telling.reader;
	else if (has_status(fd, kind.of))
		kind.of |= KIND_STATUS;
	else if (!kind.of && telling.has_nul && !telling.has_stamp)
		kind.what = "a binary file";
	else if (!kind.of)
		kind.of = KIND_AUDIT_LOG;
	*ret_kind = kind;
	return 0;
}
