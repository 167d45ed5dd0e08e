/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as PNG, SVG or PDF. */
#include "render/render_chart.h"

#include "render/chart_page.h"
#include "render/chart_palette.h"
#include "util/library.h"
#include "util/xalloc.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
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

LIBRARY_DECLARE(libcairo, LIBCAIRO_SYMBOLS);
LIBRARY_DEFINE(libcairo, LIBCAIRO_SYMBOLS, "libcairo.so.2", "libcairo2 (Debian), cairo (Fedora)",
	       "draw the graph", "graphs", "plot as PNG, SVG and PDF")

#define EM 20.0
#define WIDTH (CHART_PAGE_WIDTH * EM)
#define HEIGHT (CHART_PAGE_HEIGHT * EM)

struct canvas {
	const struct chart_page *page;
	cairo_t *cairo; /* its unit is the em of the page */
};

/* In whole percents: cairo writes them so into an SVG. */
static double colour_share(uint32_t colour, unsigned shift)
{
	return round((colour >> shift & 0xff) * 100 / 255.0) / 100;
}

static void set_cairo_colour(const struct canvas *canvas, uint32_t colour)
{
	libcairo()->cairo_set_source_rgb(canvas->cairo, colour_share(colour, 16),
					 colour_share(colour, 8), colour_share(colour, 0));
}

/* Traces one top of the stack; area -1 is the bottom. */
static void trace_area_top(const struct canvas *canvas, int area, bool backward)
{
	const struct chart_steps *steps = &canvas->page->chart->steps;

	for (size_t i = 0; i < steps->count; i++) {
		const struct chart_step *step = &steps->list[backward ? steps->count - 1 - i : i];

		libcairo()->cairo_line_to(
			canvas->cairo, chart_page_x(canvas->page, step->x),
			chart_page_y(canvas->page, area < 0 ? 0 : step->tops[area]));
	}
}

static void hatch_cairo_path(const struct canvas *canvas, uint32_t colour)
{
	const struct chart_page *page = canvas->page;
	double height = page->bottom - page->top;

	libcairo()->cairo_save(canvas->cairo);
	libcairo()->cairo_clip(canvas->cairo);
	set_cairo_colour(canvas, colour);
	libcairo()->cairo_set_line_width(canvas->cairo, 0.1);
	for (double x = page->left - height; x < page->right; x += 0.7) {
		libcairo()->cairo_move_to(canvas->cairo, x, page->bottom);
		libcairo()->cairo_rel_line_to(canvas->cairo, height, -height);
	}
	libcairo()->cairo_stroke(canvas->cairo);
	libcairo()->cairo_restore(canvas->cairo);
}

static void fill_chart_area(const struct canvas *canvas, enum chart_area area)
{
	libcairo()->cairo_new_path(canvas->cairo);
	trace_area_top(canvas, area, false);
	trace_area_top(canvas, (int)area - 1, true);
	libcairo()->cairo_close_path(canvas->cairo);
	set_cairo_colour(canvas, chart_palette((enum chart_role)area)->fill);
	libcairo()->cairo_fill_preserve(canvas->cairo);
	if (area == CHART_AREA_LOST || area == CHART_AREA_POSSIBLY_LOST)
		hatch_cairo_path(canvas, chart_palette((enum chart_role)area)->ink);
	libcairo()->cairo_new_path(canvas->cairo);
}

/* Strokes the upper edge of an area, dashed where it is not known. */
static void stroke_area_edge(const struct canvas *canvas, enum chart_area area, bool dashed)
{
	static const double dashes[] = { 0.4, 0.3 };

	trace_area_top(canvas, area, false);
	set_cairo_colour(canvas, chart_palette((enum chart_role)area)->ink);
	libcairo()->cairo_set_line_width(canvas->cairo, 0.1);
	libcairo()->cairo_set_dash(canvas->cairo, dashes, dashed ? 2 : 0, 0);
	libcairo()->cairo_stroke(canvas->cairo);
	libcairo()->cairo_set_dash(canvas->cairo, NULL, 0, 0);
}

static void draw_chart_areas(const struct canvas *canvas)
{
	const struct chart *chart = canvas->page->chart;

	for (int i = CHART_AREAS - 1; i >= 0; i--)
		if (chart->names[i][0])
			fill_chart_area(canvas, (enum chart_area)i);
	for (int i = CHART_AREAS - 1; i >= 0; i--)
		if (chart->names[i][0])
			stroke_area_edge(canvas, (enum chart_area)i,
					 i == CHART_AREA_DIRECT ||
						 (chart->open && i != CHART_AREA_HELD));
}

static void draw_arrow_head(const struct canvas *canvas, const struct chart_stroke_line *line)
{
	double turn = atan2(line->y1 - line->y0, line->x1 - line->x0);

	libcairo()->cairo_save(canvas->cairo);
	libcairo()->cairo_translate(canvas->cairo, line->x1, line->y1);
	libcairo()->cairo_rotate(canvas->cairo, turn);
	libcairo()->cairo_move_to(canvas->cairo, 0.2, 0);
	libcairo()->cairo_line_to(canvas->cairo, -0.6, -0.32);
	libcairo()->cairo_line_to(canvas->cairo, -0.6, 0.32);
	libcairo()->cairo_close_path(canvas->cairo);
	libcairo()->cairo_fill(canvas->cairo);
	libcairo()->cairo_restore(canvas->cairo);
}

static void trace_zigzag_line(const struct canvas *canvas, double length, double offset)
{
	int side = 1;

	libcairo()->cairo_move_to(canvas->cairo, 0, offset);
	for (double at = 0.4; at < length; at += 0.4, side = -side)
		libcairo()->cairo_line_to(canvas->cairo, at, offset + 0.15 * side);
}

/* White between two thin lines, to be seen on the areas and on the paper. */
static void stroke_zigzag(const struct canvas *canvas, const struct chart_stroke_line *line)
{
	double length = hypot(line->x1 - line->x0, line->y1 - line->y0);

	libcairo()->cairo_save(canvas->cairo);
	libcairo()->cairo_translate(canvas->cairo, line->x0, line->y0);
	libcairo()->cairo_rotate(canvas->cairo, atan2(line->y1 - line->y0, line->x1 - line->x0));
	trace_zigzag_line(canvas, length, 0);
	set_cairo_colour(canvas, CHART_PAPER);
	libcairo()->cairo_set_line_width(canvas->cairo, 0.35);
	libcairo()->cairo_stroke(canvas->cairo);
	trace_zigzag_line(canvas, length, -0.17);
	trace_zigzag_line(canvas, length, 0.17);
	set_cairo_colour(canvas, chart_palette(line->role)->ink);
	libcairo()->cairo_set_line_width(canvas->cairo, 0.06);
	libcairo()->cairo_stroke(canvas->cairo);
	libcairo()->cairo_restore(canvas->cairo);
}

static void stroke_page_line(const struct canvas *canvas, const struct chart_stroke_line *line)
{
	static const double dashes[] = { 0.6, 0.4 }, dots[] = { 0.1, 0.3 };
	const struct chart_colours *colours = chart_palette(line->role);
	bool dashed = line->stroke == CHART_STROKE_DASHED,
	     dotted = line->stroke == CHART_STROKE_DOTTED;

	if (line->stroke == CHART_STROKE_ZIGZAG) {
		stroke_zigzag(canvas, line);
		return;
	}
	set_cairo_colour(canvas, line->stroke == CHART_STROKE_BAR ? colours->fill : colours->ink);
	libcairo()->cairo_set_line_width(canvas->cairo, line->width);
	libcairo()->cairo_set_dash(canvas->cairo, dotted ? dots : dashes, dashed || dotted ? 2 : 0,
				   0);
	libcairo()->cairo_move_to(canvas->cairo, line->x0, line->y0);
	libcairo()->cairo_line_to(canvas->cairo, line->x1, line->y1);
	libcairo()->cairo_stroke(canvas->cairo);
	libcairo()->cairo_set_dash(canvas->cairo, NULL, 0, 0);
	if (line->stroke == CHART_STROKE_ARROW)
		draw_arrow_head(canvas, line);
}

static void show_page_text(const struct canvas *canvas, const struct chart_text *text)
{
	cairo_text_extents_t extents;
	cairo_font_extents_t face;

	libcairo()->cairo_select_font_face(canvas->cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
					   text->bold ? CAIRO_FONT_WEIGHT_BOLD
						      : CAIRO_FONT_WEIGHT_NORMAL);
	libcairo()->cairo_set_font_size(canvas->cairo, text->size);
	libcairo()->cairo_text_extents(canvas->cairo, text->text, &extents);
	if (extents.x_advance > text->width) {
		libcairo()->cairo_set_font_size(canvas->cairo,
						text->size * text->width / extents.x_advance);
		libcairo()->cairo_text_extents(canvas->cairo, text->text, &extents);
	}
	libcairo()->cairo_font_extents(canvas->cairo, &face);
	set_cairo_colour(canvas, chart_palette(text->role)->ink);
	libcairo()->cairo_save(canvas->cairo);
	libcairo()->cairo_translate(canvas->cairo, text->x, text->y);
	if (text->upright)
		libcairo()->cairo_rotate(canvas->cairo, -M_PI / 2);
	libcairo()->cairo_move_to(canvas->cairo, -extents.x_advance * text->share,
				  (face.ascent - face.descent) / 2);
	libcairo()->cairo_show_text(canvas->cairo, text->text);
	libcairo()->cairo_restore(canvas->cairo);
}

static void paint_chart_page(const struct chart *chart, cairo_t *cairo)
{
	struct chart_page page;
	const struct canvas canvas = { .page = &page, .cairo = cairo };

	chart_page_init(chart, &page);
	libcairo()->cairo_scale(cairo, EM, EM);
	set_cairo_colour(&canvas, CHART_PAPER);
	libcairo()->cairo_paint(cairo);
	libcairo()->cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	draw_chart_areas(&canvas);
	for (size_t i = 0; i < page.n_lines; i++)
		stroke_page_line(&canvas, &page.lines[i]);
	for (size_t i = 0; i < page.n_texts; i++)
		show_page_text(&canvas, &page.texts[i]);
}

static cairo_status_t write_cairo_bytes(void *closure, const unsigned char *bytes,
					unsigned int count)
{
	return fwrite(bytes, 1, count, closure) == count ? CAIRO_STATUS_SUCCESS
							 : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *open_cairo_surface(enum render_cairo_format format, FILE *out)
{
	if (format == RENDER_CAIRO_SVG)
		return libcairo()->cairo_svg_surface_create_for_stream(write_cairo_bytes, out,
								       WIDTH, HEIGHT);
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
	if (format == RENDER_CAIRO_SVG)
		libcairo()->cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
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
