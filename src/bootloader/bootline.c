/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel command line as files of a boot loader give it. */
#include "bootloader/bootline.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void bootline_done(struct bootline *line)
{
	for (size_t i = 0; i < line->n_pieces; i++)
		free(line->pieces[i].path);
	free(line->pieces);
	free(line->text);
	free(line->uncertain);
	*line = (struct bootline){ 0 };
}

/* Begins a piece at the end of the text, unless the last one is of the same line. */
static void begin_piece(struct bootline *line, const char *path, unsigned number)
{
	struct bootline_piece *last = line->n_pieces ? &line->pieces[line->n_pieces - 1] : NULL;

	if (last && last->number == number && strcmp(last->path, path) == 0)
		return;
	line->pieces = xreallocarray(line->pieces, line->n_pieces + 1, sizeof(*line->pieces));
	line->pieces[line->n_pieces++] = (struct bootline_piece){
		.offset = line->bytes,
		.path = xstrdup(path),
		.number = number,
	};
}

void bootline_append(struct bootline *line, const char *text, size_t bytes, const char *path,
		     unsigned number)
{
	if (!bytes)
		return;
	if (bytes > BOOTLINE_BYTES_MAX - line->bytes) {
		bootline_mark_uncertain(line, "%s line %u: longer than %d bytes", path, number,
					BOOTLINE_BYTES_MAX);
		return;
	}
	if (line->n_pieces == BOOTLINE_PIECES_MAX) {
		bootline_mark_uncertain(line, "%s line %u: put together of more than %d pieces",
					path, number, BOOTLINE_PIECES_MAX);
		return;
	}
	begin_piece(line, path, number);
	line->text = xreallocarray(line->text, line->bytes + bytes + 1, 1);
	memcpy(line->text + line->bytes, text, bytes);
	line->bytes += bytes;
	line->text[line->bytes] = '\0';
}

void bootline_join(struct bootline *line, const struct bootline *other)
{
	for (size_t i = 0; i < other->n_pieces; i++) {
		const struct bootline_piece *piece = &other->pieces[i];
		size_t end = i + 1 < other->n_pieces ? piece[1].offset : other->bytes;

		bootline_append(line, other->text + piece->offset, end - piece->offset, piece->path,
				piece->number);
	}
	if (other->uncertain)
		(other->open_start ? bootline_mark_open
				   : bootline_mark_uncertain)(line, "%s", other->uncertain);
	line->varies |= other->varies;
}

void bootline_mark_uncertain(struct bootline *line, const char *format, ...)
{
	va_list args;

	line->open_start = false;
	if (line->uncertain)
		return;
	va_start(args, format);
	line->uncertain = xvasprintf(format, args);
	va_end(args);
}

void bootline_mark_open(struct bootline *line, const char *format, ...)
{
	va_list args;

	if (line->uncertain)
		return;
	line->open_start = true;
	va_start(args, format);
	line->uncertain = xvasprintf(format, args);
	va_end(args);
}

const struct bootline_piece *bootline_place(const struct bootline *line, size_t offset)
{
	const struct bootline_piece *place = line->n_pieces ? line->pieces : NULL;

	for (size_t i = 1; i < line->n_pieces && line->pieces[i].offset <= offset; i++)
		place = &line->pieces[i];
	return place;
}

const char *bootline_text(const struct bootline *line)
{
	return line->text ? line->text : "";
}
