/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all pages of HTML have. */
#include "render/html_document.h"

#include "render/html.h"
#include "util/cleanup.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

void html_document_begin(const char *title, const struct html_assets *assets, FILE *out)
{
	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"generator\" content=\"aubacklog %s\">\n<title>",
		assets->policy, AUBACKLOG_VERSION);
	html_text(title, out);
	fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", assets->style);
}

static void write_base64(const unsigned char *bytes, size_t length, FILE *out)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t at = 0; at < length; at += 3) {
		uint32_t bits = (uint32_t)bytes[at] << 16;

		bits |= at + 1 < length ? (uint32_t)bytes[at + 1] << 8 : 0;
		bits |= at + 2 < length ? bytes[at + 2] : 0;
		fputc(letters[bits >> 18], out);
		fputc(letters[bits >> 12 & 63], out);
		fputc(at + 1 < length ? letters[bits >> 6 & 63] : '=', out);
		fputc(at + 2 < length ? letters[bits & 63] : '=', out);
		if (at % 96 == 93)
			fputc('\n', out);
	}
}

/* Windows of 32 KiB, the best compression, no header. */
#define DEFLATE_RAW (-15)
#define DEFLATE_MEMORY 9

static void write_packed(const char *text, FILE *out)
{
	CLEANUP(cleanup_free) unsigned char *packed = NULL;
	z_stream stream = { .next_in = (unsigned char *)text, .avail_in = (unsigned)strlen(text) };

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, DEFLATE_RAW, DEFLATE_MEMORY,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		xalloc_end();
	stream.avail_out = (unsigned)deflateBound(&stream, stream.avail_in);
	stream.next_out = packed = xmalloc(stream.avail_out);
	(void)deflate(&stream, Z_FINISH);
	write_base64(packed, stream.total_out, out);
	(void)deflateEnd(&stream);
}

void html_document_end(const char *data, const struct html_assets *assets, FILE *out)
{
	fputs("<script type=\"application/octet-stream\" id=\"events-data\">\n", out);
	write_packed(data, out);
	fprintf(out, "</script>\n<script>%s</script>\n</body>\n</html>\n", assets->script);
}
