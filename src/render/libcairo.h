/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cairo, loaded when a picture is drawn. */
#ifndef AUBACKLOG_LIBCAIRO_H
#define AUBACKLOG_LIBCAIRO_H

#include "base/error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>

/* What is used of it. */
#define LIBCAIRO_SYMBOLS(SYMBOL)                                                                   \
	SYMBOL(cairo_clip)                                                                         \
	SYMBOL(cairo_close_path)                                                                   \
	SYMBOL(cairo_create)                                                                       \
	SYMBOL(cairo_destroy)                                                                      \
	SYMBOL(cairo_fill)                                                                         \
	SYMBOL(cairo_fill_preserve)                                                                \
	SYMBOL(cairo_font_extents)                                                                 \
	SYMBOL(cairo_image_surface_create)                                                         \
	SYMBOL(cairo_line_to)                                                                      \
	SYMBOL(cairo_move_to)                                                                      \
	SYMBOL(cairo_new_path)                                                                     \
	SYMBOL(cairo_paint)                                                                        \
	SYMBOL(cairo_pdf_surface_create_for_stream)                                                \
	SYMBOL(cairo_pdf_surface_set_metadata)                                                     \
	SYMBOL(cairo_rel_line_to)                                                                  \
	SYMBOL(cairo_restore)                                                                      \
	SYMBOL(cairo_rotate)                                                                       \
	SYMBOL(cairo_save)                                                                         \
	SYMBOL(cairo_scale)                                                                        \
	SYMBOL(cairo_select_font_face)                                                             \
	SYMBOL(cairo_set_dash)                                                                     \
	SYMBOL(cairo_set_font_size)                                                                \
	SYMBOL(cairo_set_line_join)                                                                \
	SYMBOL(cairo_set_line_width)                                                               \
	SYMBOL(cairo_set_source_rgb)                                                               \
	SYMBOL(cairo_show_text)                                                                    \
	SYMBOL(cairo_status)                                                                       \
	SYMBOL(cairo_status_to_string)                                                             \
	SYMBOL(cairo_stroke)                                                                       \
	SYMBOL(cairo_surface_destroy)                                                              \
	SYMBOL(cairo_surface_finish)                                                               \
	SYMBOL(cairo_surface_status)                                                               \
	SYMBOL(cairo_surface_write_to_png_stream)                                                  \
	SYMBOL(cairo_svg_surface_create_for_stream)                                                \
	SYMBOL(cairo_svg_surface_set_document_unit)                                                \
	SYMBOL(cairo_text_extents)                                                                 \
	SYMBOL(cairo_translate)

struct libcairo {
#define SYMBOL(name) __typeof__(name) *name;
	LIBCAIRO_SYMBOLS(SYMBOL)
#undef SYMBOL
};

/* Loads it where it is not loaded yet. Gives: 0 or -ELIBACC. */
int libcairo_load(struct error *err);

/* Its functions, once it is loaded: libcairo()->cairo_clip(…). */
const struct libcairo *libcairo(void) __attribute__((pure, returns_nonnull));

#endif
