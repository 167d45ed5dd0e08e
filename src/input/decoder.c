/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a file or stream, decompressed, as UTF-8. */
#define _GNU_SOURCE
#include "input/decoder.h"

#include "input/libarchive.h"
#include "input/tmpfile.h"
#include "input/utf16.h"
#include "util/cleanup.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <zlib.h>

#define CHUNK_BYTES 65536
#define MAGIC_BYTES 6
#define ZLIB_GZIP (16 + MAX_WBITS)

enum decoder_format { PLAIN, GZIP, XZ, ZSTD, BZIP2, LZ4 };

static const struct {
	const char *name;
	const char *magic;
	size_t length;
	int filter; /* libarchive's, where this file does not read the format itself */
} formats[] = {
	[PLAIN] = { .name = "plain", .magic = "", .length = SIZE_MAX },
	[GZIP] = { .name = "gzip", .magic = "\x1f\x8b", .length = 2 },
	[XZ] = { .name = "xz",
		 .magic = "\xfd"
			  "7zXZ",
		 .length = 6,
		 .filter = ARCHIVE_FILTER_XZ },
	[ZSTD] = { .name = "zstd",
		   .magic = "\x28\xb5\x2f\xfd",
		   .length = 4,
		   .filter = ARCHIVE_FILTER_ZSTD },
	[BZIP2] = { .name = "bzip2", .magic = "BZh", .length = 3, .filter = ARCHIVE_FILTER_BZIP2 },
	[LZ4] = { .name = "lz4",
		  .magic = "\x04\x22\x4d\x18",
		  .length = 4,
		  .filter = ARCHIVE_FILTER_LZ4 },
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

/* How the text is encoded that is behind a compression, or plain. */
enum decoder_text {
	TEXT_AS_IT_IS,
	TEXT_MARKED, /* UTF-8 with a byte order mark, which is left out */
	TEXT_UTF16,
};

struct decoder {
	int fd;
	enum decoder_format format;
	char *name;
	struct budget *budget;	   /* the caller's */
	struct progress *progress; /* the caller's, or NULL */
	size_t held;		   /* bytes of the input that were read and not yet consumed */
	unsigned char *output;	   /* gzip: CHUNK_BYTES */
	z_stream gzip;
	struct archive *archive;
	bool unpacked, eof;
	bool gzip_begun, in_member, had_member;
	bool in_archive; /* its one entry is open */
	bool had_output;
	enum decoder_text text;
	struct utf16 utf16;
	char *converted; /* the bytes given last, of UTF-16 */
	unsigned char input[CHUNK_BYTES];
};

void decoder_free(struct decoder *decoder)
{
	if (!decoder)
		return;
	if (decoder->gzip_begun)
		(void)inflateEnd(&decoder->gzip);
	if (decoder->archive)
		(void)libarchive()->archive_read_free(decoder->archive);
	free(decoder->output);
	free(decoder->converted);
	free(decoder->name);
	free(decoder);
}

static enum decoder_format format_of_bytes(const unsigned char *head, size_t length)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (formats[i].length <= length &&
		    memcmp(head, formats[i].magic, formats[i].length) == 0)
			return (enum decoder_format)i;
	return PLAIN;
}

static enum decoder_text text_of_bytes(const unsigned char *head, size_t length,
				       struct utf16 *ret_utf16)
{
	static const char mark[] = UTF8_BYTE_ORDER_MARK;

	if (utf16_is_text(head, length, ret_utf16))
		return TEXT_UTF16;
	return length >= sizeof(mark) - 1 && memcmp(head, mark, sizeof(mark) - 1) == 0
		       ? TEXT_MARKED
		       : TEXT_AS_IT_IS;
}

/* Reads more input after the bytes that are held. Gives 0 or -errno. */
static int decoder_refill(struct decoder *decoder)
{
	ssize_t got;

	do {
		got = read(decoder->fd, decoder->input + decoder->held,
			   CHUNK_BYTES - decoder->held);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	decoder->eof = got == 0;
	decoder->held += (size_t)got;
	if (!decoder->unpacked)
		budget_give(decoder->budget, (uint64_t)got);
	if (decoder->progress)
		progress_add(decoder->progress, (size_t)got);
	return 0;
}

static int decoder_fail(const struct decoder *decoder, int code, const char *reason,
			struct error *err)
{
	return error_set(err, code, "cannot read '%s': %s", decoder->name, reason);
}

static int decoder_damaged(const struct decoder *decoder, const char *detail, struct error *err)
{
	return error_set(err, -EBADMSG, "cannot read '%s': it is damaged or cut off (%s%s%s)",
			 decoder->name, formats[decoder->format].name, detail ? ": " : "",
			 detail ? detail : "");
}

/* A callback: gives libarchive the next bytes of the compressed file. */
static la_ssize_t decoder_hand_on(struct archive *archive, void *context, const void **ret_bytes)
{
	struct decoder *decoder = context;
	size_t length;
	int code = decoder->held || decoder->eof ? 0 : decoder_refill(decoder);

	if (code < 0) {
		libarchive()->archive_set_error(archive, -code, "%s", strerror(-code));
		return -1;
	}
	length = decoder->held;
	decoder->held = 0;
	*ret_bytes = decoder->input;
	return (la_ssize_t)length;
}

/*
 * The filter is appended, not only allowed: of those that are allowed libarchive puts one over the
 * other, up to 25, as long as what comes out looks packed, and all but the last would run without a
 * bound. It also runs no program for the appended one.
 */
static int decoder_begin_archive(struct decoder *decoder, struct error *err)
{
	struct archive *archive;
	char reason[80];
	int code = libarchive_load(err);

	if (code < 0)
		return code;
	archive = decoder->archive = libarchive()->archive_read_new();
	if (!archive)
		xalloc_end();
	errno = 0;
	if (libarchive()->archive_read_append_filter(archive, formats[decoder->format].filter) !=
	    ARCHIVE_OK) {
		if (errno == ENOMEM || libarchive()->archive_errno(archive) == ENOMEM)
			xalloc_end();
		(void)snprintf(reason, sizeof(reason), "the libarchive here knows no %s",
			       formats[decoder->format].name);
		return decoder_fail(decoder, -EOPNOTSUPP, reason, err);
	}
	if (libarchive()->archive_read_support_format_raw(archive) != ARCHIVE_OK ||
	    libarchive()->archive_read_support_format_empty(archive) != ARCHIVE_OK)
		xalloc_end();
	return 0;
}

static int decoder_begin(struct decoder *decoder, struct error *err)
{
	if (decoder->format == PLAIN)
		return 0;
	if (decoder->format != GZIP)
		return decoder_begin_archive(decoder, err);
	decoder->output = xmalloc(CHUNK_BYTES);
	if (inflateInit2(&decoder->gzip, ZLIB_GZIP) != Z_OK)
		xalloc_end();
	decoder->gzip_begun = true;
	return 0;
}

int decoder_new(const struct decoder_input *input, struct budget *budget, struct progress *progress,
		struct decoder **ret_decoder, struct error *err)
{
	struct decoder *decoder = xcalloc(1, sizeof(*decoder));
	int code = 0;

	decoder->name = xstrdup(input->name);
	decoder->fd = input->fd;
	decoder->unpacked = input->unpacked;
	decoder->budget = budget;
	decoder->progress = progress;
	while (code == 0 && !decoder->eof && decoder->held < MAGIC_BYTES)
		code = decoder_refill(decoder);
	if (code < 0) {
		(void)decoder_fail(decoder, code, strerror(-code), err);
	} else {
		decoder->format = format_of_bytes(decoder->input, decoder->held);
		code = decoder_begin(decoder, err);
	}
	if (code < 0) {
		decoder_free(decoder);
		return code;
	}
	*ret_decoder = decoder;
	return 0;
}

static ssize_t decoder_read_plain(struct decoder *decoder, const void **ret_bytes,
				  struct error *err)
{
	size_t length;
	int code = decoder->held || decoder->eof ? 0 : decoder_refill(decoder);

	if (code < 0)
		return decoder_fail(decoder, code, strerror(-code), err);
	length = decoder->held;
	decoder->held = 0;
	*ret_bytes = decoder->input;
	return (ssize_t)length;
}

/* Reports libarchive's error. */
static int decoder_archive_failed(struct decoder *decoder, struct error *err)
{
	int code = errno == ENOMEM ? ENOMEM : libarchive()->archive_errno(decoder->archive);

	/* libarchive reports most lacks of memory as damaged data. */
	if (code == EIO || code == EACCES || code == EISDIR || code == ENOMEM)
		return decoder_fail(decoder, -code, strerror(code), err);
	return decoder_damaged(decoder, libarchive()->archive_error_string(decoder->archive), err);
}

/* Without a header behind the magic number bzip2's filter takes nothing, and reports an end. */
static int decoder_check_empty(const struct decoder *decoder, struct error *err)
{
	return libarchive()->archive_filter_bytes(decoder->archive, -1) > 0
		       ? 0
		       : decoder_damaged(decoder, "its header", err);
}

static int decoder_open_archive(struct decoder *decoder, struct error *err)
{
	struct archive_entry *entry;
	int code;

	errno = 0;
	code = libarchive_open(decoder->archive, decoder, decoder_hand_on);
	decoder->in_archive = true;
	/* Looking for the format, libarchive takes a first block that is damaged for an empty file,
	 * and the next call clears the error. */
	if (code == ARCHIVE_OK && libarchive()->archive_errno(decoder->archive) != 0)
		code = ARCHIVE_FATAL;
	if (code == ARCHIVE_OK)
		code = libarchive()->archive_read_next_header(decoder->archive, &entry);
	/* libarchive also reports an empty file when the first block is damaged. */
	if (code == ARCHIVE_EOF && libarchive()->archive_errno(decoder->archive) == 0 &&
	    errno != ENOMEM)
		return decoder_check_empty(decoder, err);
	if (code != ARCHIVE_OK)
		return decoder_archive_failed(decoder, err);
	return 1;
}

static ssize_t decoder_read_archive(struct decoder *decoder, const void **ret_bytes,
				    struct error *err)
{
	la_int64_t offset;
	size_t length = 0;
	int code = decoder->in_archive ? 1 : decoder_open_archive(decoder, err);

	while (code > 0 && length == 0) {
		errno = 0;
		code = libarchive()->archive_read_data_block(decoder->archive, ret_bytes, &length,
							     &offset);
		if (code == ARCHIVE_EOF && errno != ENOMEM)
			return 0;
		if (code != ARCHIVE_OK || errno == ENOMEM)
			return decoder_archive_failed(decoder, err);
		code = 1;
	}
	return code > 0 ? (ssize_t)length : code;
}

/* Moves the held bytes to the front, to make room for more. */
static int decoder_feed_gzip(struct decoder *decoder)
{
	memmove(decoder->input, decoder->gzip.next_in, decoder->held);
	decoder->gzip.next_in = decoder->input;
	return decoder->held || decoder->eof ? 0 : decoder_refill(decoder);
}

/* Finds the next gzip member: a file may have several, with NUL bytes as padding. Gives 1 at a
 * member, 0 at the end, or -errno. */
static int decoder_next_member(struct decoder *decoder)
{
	int code = 0;

	if (decoder->in_member)
		return 1;
	while (code == 0) {
		while (decoder->had_member && decoder->held && !*decoder->gzip.next_in) {
			decoder->gzip.next_in++;
			decoder->held--;
		}
		if (decoder->held || decoder->eof)
			break;
		code = decoder_feed_gzip(decoder);
	}
	if (code < 0 || !decoder->held)
		return code;
	(void)inflateReset(&decoder->gzip);
	decoder->in_member = decoder->had_member = true;
	return 1;
}

/* zlib checks length and CRC at the end of each member; libarchive's own filter does not. */
static ssize_t decoder_read_gzip(struct decoder *decoder, const void **ret_bytes, struct error *err)
{
	z_stream *gzip = &decoder->gzip;
	size_t length = 0;
	int code;

	if (!decoder->had_member)
		gzip->next_in = decoder->input;
	while (length == 0 && (code = decoder_next_member(decoder)) > 0) {
		code = decoder_feed_gzip(decoder);
		if (code < 0)
			break;
		gzip->avail_in = (uInt)decoder->held;
		gzip->next_out = decoder->output;
		gzip->avail_out = CHUNK_BYTES;
		code = inflate(gzip, Z_NO_FLUSH);
		decoder->held = gzip->avail_in;
		length = CHUNK_BYTES - gzip->avail_out;
		if (code == Z_MEM_ERROR)
			xalloc_end();
		if (code == Z_STREAM_END)
			decoder->in_member = false;
		else if (code == Z_BUF_ERROR && length == 0 && decoder->eof)
			return decoder_damaged(decoder, "it ends too early", err);
		else if (code != Z_OK && code != Z_BUF_ERROR)
			return decoder_damaged(decoder, gzip->msg, err);
	}
	if (length == 0 && code < 0)
		return decoder_fail(decoder, code, strerror(-code), err);
	*ret_bytes = decoder->output;
	return (ssize_t)length;
}

static ssize_t decoder_read_bytes(struct decoder *decoder, const void **ret_bytes,
				  struct error *err)
{
	if (decoder->format == PLAIN)
		return decoder_read_plain(decoder, ret_bytes, err);
	return decoder->format == GZIP ? decoder_read_gzip(decoder, ret_bytes, err)
				       : decoder_read_archive(decoder, ret_bytes, err);
}

/* Looks at the first bytes. */
static int decoder_begin_text(struct decoder *decoder, const unsigned char *head, size_t length,
			      struct error *err)
{
	decoder->had_output = true;
	if (decoder->format != PLAIN && format_of_bytes(head, length) != PLAIN)
		return decoder_fail(decoder, -EBADMSG, "it is compressed twice", err);
	decoder->text = text_of_bytes(head, length, &decoder->utf16);
	return 0;
}

/* Makes the bytes UTF-8. Gives: their number, which can be 0. */
static size_t decoder_convert(struct decoder *decoder, const void **bytes, size_t length,
			      bool first)
{
	const size_t mark = first && decoder->text == TEXT_MARKED ? 3 : 0;

	if (decoder->text != TEXT_UTF16) {
		*bytes = (const char *)*bytes + mark;
		return length - mark;
	}
	free(decoder->converted);
	decoder->converted = xmalloc(UTF16_ROOM(length));
	length = utf16_to_utf8(&decoder->utf16, *bytes, length, decoder->converted);
	*bytes = decoder->converted;
	return length;
}

ssize_t decoder_read(struct decoder *decoder, const void **ret_bytes, struct error *err)
{
	ssize_t got;
	size_t length;

	do {
		const bool first = !decoder->had_output;

		got = decoder_read_bytes(decoder, ret_bytes, err);
		if (got <= 0)
			return got;
		if (decoder->format != PLAIN &&
		    budget_spend(decoder->budget, BUDGET_CONTENT, (uint64_t)got) < 0)
			return budget_fail(decoder->budget, decoder->name, err);
		if (first && decoder_begin_text(decoder, *ret_bytes, (size_t)got, err) < 0)
			return -EBADMSG;
		length = decoder_convert(decoder, ret_bytes, (size_t)got, first);
	} while (!length);
	return (ssize_t)length;
}

bool decoder_is_compressed(const struct decoder *decoder)
{
	return decoder->format != PLAIN;
}

/* Copies bytes from a pipe with tee(2), which leaves them in it. */
static ssize_t look_into_pipe(int fd, unsigned char head[static MAGIC_BYTES])
{
	ssize_t length;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	length = tee(fd, ends[1], MAGIC_BYTES, 0);
	if (length > 0)
		length = read(ends[0], head, (size_t)length);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return length;
}

bool decoder_would_decode(int fd)
{
	unsigned char head[MAGIC_BYTES];
	struct utf16 utf16;
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t length = at >= 0 ? pread(fd, head, MAGIC_BYTES, at) : look_into_pipe(fd, head);

	return length > 0 && (format_of_bytes(head, (size_t)length) != PLAIN ||
			      text_of_bytes(head, (size_t)length, &utf16) != TEXT_AS_IT_IS);
}

static int decoder_cannot_keep(const struct budget *budget, const char *name, int code,
			       struct error *err)
{
	if (code == -EDQUOT)
		return budget_fail(budget, name, err);
	return error_set(err, code, "cannot keep '%s' in '%s' for a while: %s", name,
			 tmpfile_directory(), strerror(-code));
}

static int decoder_fill(struct decoder *decoder, const char *name, const struct budget *budget,
			struct tmpfile *tmp, struct error *err)
{
	const void *bytes = "";
	ssize_t length;

	while ((length = decoder_read(decoder, &bytes, err)) > 0) {
		int code = tmpfile_write(tmp, tmpfile_bytes(tmp), bytes, (size_t)length);

		if (code < 0)
			return decoder_cannot_keep(budget, name, code, err);
	}
	return (int)length;
}

int decoder_append(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, struct tmpfile *tmp, struct error *err)
{
	struct decoder *decoder = NULL;
	int code = decoder_new(input, budget, progress, &decoder, err);

	if (code == 0)
		code = decoder_fill(decoder, input->name, budget, tmp, err);
	decoder_free(decoder);
	return code;
}

int decoder_finish(struct tmpfile *tmp, const struct budget *budget, const char *name, int *ret_fd,
		   struct error *err)
{
	/* The file may end in a hole. */
	int code = tmpfile_resize(tmp, tmpfile_bytes(tmp));
	int fd = code < 0 ? code : tmpfile_open(tmp);

	if (fd < 0)
		return decoder_cannot_keep(budget, name, fd, err);
	*ret_fd = fd;
	return 0;
}

int decoder_unpack(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, int *ret_fd, struct error *err)
{
	struct tmpfile *tmp = tmpfile_new(budget, true);
	int code = decoder_append(input, budget, progress, tmp, err);

	if (code == 0)
		code = decoder_finish(tmp, budget, input->name, ret_fd, err);
	tmpfile_free(tmp);
	return code;
}
