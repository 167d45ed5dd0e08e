/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as PNG or PDF. */
#include "render/render_chart.h"

#include "render/picture.h"
#include "util/library.h"
#include "util/xalloc.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <errno.h>
#include <math.h>
#include <string.h>

/* Loaded when a picture is drawn. */
#define LIBCAIRO_SYMBOLS(SYMBOL)                                                                   \
	SYMBOL(cairo_clip)                                                                         \
	SYMBOL(cairo_close_path)                                                                   \
	SYMBOL(cairo_create)                                                                       \
	SYMBOL(cairo_destroy)                                                                      \
	SYMBOL(cairo_fill)                                                                         \
	SYMBOL(cairo_font_extents)                                                                 \
	SYMBOL(cairo_image_surface_create)                                                         \
	SYMBOL(cairo_line_to)                                                                      \
	SYMBOL(cairo_move_to)                                                                      \
	SYMBOL(cairo_new_path)                                                                     \
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
	SYMBOL(cairo_text_extents)                                                                 \
	SYMBOL(cairo_translate)

LIBRARY_DECLARE(libcairo, LIBCAIRO_SYMBOLS);
LIBRARY_DEFINE(libcairo, LIBCAIRO_SYMBOLS, "libcairo.so.2", "libcairo2 (Debian), cairo (Fedora)",
	       "draw the graph", "graphs", "plot as PNG and PDF")

#define EM RENDER_CHART_EM
#define WIDTH (CHART_PAGE_WIDTH * EM)
#define HEIGHT (CHART_PAGE_HEIGHT * EM)

static void set_cairo_colour(cairo_t *cairo, uint32_t colour)
{
	libcairo()->cairo_set_source_rgb(cairo, (colour >> 16 & 0xff) / 255.0,
					 (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
}

static void trace_cairo_path(cairo_t *cairo, const struct picture_shape *shape)
{
	libcairo()->cairo_new_path(cairo);
	for (size_t i = 0; i < shape->n_points; i++)
		libcairo()->cairo_line_to(cairo, shape->points[i].x, shape->points[i].y);
	if (shape->closed)
		libcairo()->cairo_close_path(cairo);
}

static void hatch_cairo_path(cairo_t *cairo)
{
	libcairo()->cairo_save(cairo);
	libcairo()->cairo_clip(cairo);
	libcairo()->cairo_set_line_width(cairo, PICTURE_HATCH_WIDTH);
	for (double x = -CHART_PAGE_HEIGHT; x < CHART_PAGE_WIDTH; x += PICTURE_HATCH_APART) {
		libcairo()->cairo_move_to(cairo, x, CHART_PAGE_HEIGHT);
		libcairo()->cairo_rel_line_to(cairo, CHART_PAGE_HEIGHT, -CHART_PAGE_HEIGHT);
	}
	libcairo()->cairo_stroke(cairo);
	libcairo()->cairo_restore(cairo);
}

static void draw_cairo_shape(void *device, const struct picture_shape *shape)
{
	const double dashes[] = { shape->dash, shape->gap };
	cairo_t *cairo = device;

	trace_cairo_path(cairo, shape);
	set_cairo_colour(cairo, shape->colour);
	switch (shape->paint) {
	case PICTURE_FILL:
		libcairo()->cairo_fill(cairo);
		break;
	case PICTURE_HATCH:
		hatch_cairo_path(cairo);
		break;
	case PICTURE_STROKE:
		libcairo()->cairo_set_line_width(cairo, shape->width);
		libcairo()->cairo_set_dash(cairo, dashes, shape->dash > 0 ? 2 : 0, 0);
		libcairo()->cairo_stroke(cairo);
		break;
	}
}

static void show_cairo_text(void *device, const struct chart_text *text)
{
	cairo_t *cairo = device;
	cairo_text_extents_t extents;
	cairo_font_extents_t face;

	libcairo()->cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
					   text->bold ? CAIRO_FONT_WEIGHT_BOLD
						      : CAIRO_FONT_WEIGHT_NORMAL);
	libcairo()->cairo_set_font_size(cairo, text->size);
	libcairo()->cairo_text_extents(cairo, text->text, &extents);
	if (extents.x_advance > text->width) {
		libcairo()->cairo_set_font_size(cairo,
						text->size * text->width / extents.x_advance);
		libcairo()->cairo_text_extents(cairo, text->text, &extents);
	}
	libcairo()->cairo_font_extents(cairo, &face);
	set_cairo_colour(cairo, chart_palette(text->role)->ink);
	libcairo()->cairo_save(cairo);
	libcairo()->cairo_translate(cairo, text->x, text->y);
	if (text->upright)
		libcairo()->cairo_rotate(cairo, -M_PI / 2);
	libcairo()->cairo_move_to(cairo, -extents.x_advance * text->share,
				  (face.ascent - face.descent) / 2);
	libcairo()->cairo_show_text(cairo, text->text);
	libcairo()->cairo_restore(cairo);
}

static void paint_chart_page(const struct chart *chart, cairo_t *cairo)
{
	const struct picture_pen pen = { .device = cairo,
					 .shape = draw_cairo_shape,
					 .text = show_cairo_text };
	struct chart_page page;

	chart_page_init(chart, &page);
	libcairo()->cairo_scale(cairo, EM, EM);
	libcairo()->cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	picture_draw(&page, &pen);
}

static cairo_status_t write_cairo_bytes(void *closure, const unsigned char *bytes,
					unsigned int count)
{
	return fwrite(bytes, 1, count, closure) == count ? CAIRO_STATUS_SUCCESS
							 : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *open_cairo_surface(enum render_cairo_format format, FILE *out)
{
	if (format == RENDER_CAIRO_PDF)
		return libcairo()->cairo_pdf_surface_create_for_stream(write_cairo_bytes, out,
								       WIDTH, HEIGHT);
	return libcairo()->cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)WIDTH, (int)HEIGHT);
}

int render_cairo(const struct chart *chart, enum render_cairo_format format, FILE *out,
		 struct error *err)
{
	cairo_surface_t *surface;
	cairo_t *cairo;
	cairo_status_t status;
	int code = libcairo_load(err);

	if (code < 0)
		return code;
	errno = 0;
	surface = open_cairo_surface(format, out);
	if (format == RENDER_CAIRO_PDF)
		libcairo()->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
							   chart->title);
	cairo = libcairo()->cairo_create(surface);
	paint_chart_page(chart, cairo);
	status = libcairo()->cairo_status(cairo);
	libcairo()->cairo_destroy(cairo);
	if (status == CAIRO_STATUS_SUCCESS && format == RENDER_CAIRO_PNG)
		status = libcairo()->cairo_surface_write_to_png_stream(surface, write_cairo_bytes,
								       out);
	libcairo()->cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = libcairo()->cairo_surface_status(surface);
	libcairo()->cairo_surface_destroy(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return 0;
	if (status == CAIRO_STATUS_NO_MEMORY)
		xalloc_end();
	return error_set(err, -EIO, "cannot draw the graph: %s",
			 status == CAIRO_STATUS_WRITE_ERROR && errno
				 ? strerror(errno)
				 : libcairo()->cairo_status_to_string(status));
}
