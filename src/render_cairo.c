/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as PNG, SVG or PDF. */
#include "render_cairo.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <errno.h>
#include <string.h>

#define WIDTH 1600.0
#define HEIGHT 900.0
#define EM 20.0
#define MARGIN_LEFT (5.5 * EM)
#define MARGIN_RIGHT (2.5 * EM)
#define MARGIN_TOP (5.2 * EM)
#define MARGIN_BOTTOM (6.4 * EM)
#define LANE (1.5 * EM)

struct colour {
	double red, green, blue;
};

/* Light to dark in the order held, lost, so that a grey print keeps them apart; the lost are
 * hatched besides. */
static const struct colour ink = { 0.10, 0.10, 0.10 };
static const struct colour quiet = { 0.38, 0.38, 0.38 };
static const struct colour held_fill = { 0.62, 0.79, 0.88 };
static const struct colour held_edge = { 0.13, 0.37, 0.54 };
static const struct colour lost_fill = { 0.76, 0.15, 0.18 };
static const struct colour lost_hatch = { 0.55, 0.05, 0.10 };
static const struct colour perhaps_fill = { 0.96, 0.65, 0.51 };
static const struct colour passed_fill = { 0.925, 0.925, 0.925 };
static const struct colour passed_edge = { 0.60, 0.60, 0.60 };
static const struct colour minimum_line = { 0.0, 0.40, 0.29 };
static const struct colour paper = { 1, 1, 1 };

/* The device and the rectangle of the plot on it. */
struct canvas {
	const struct chart *chart;
	cairo_t *cairo;
	double left, top, width, height;
};

static void use(const struct canvas *canvas, const struct colour *colour)
{
	cairo_set_source_rgb(canvas->cairo, colour->red, colour->green, colour->blue);
}

static double x_of(const struct canvas *canvas, double x)
{
	return canvas->left + chart_axis_place(&canvas->chart->x, x) * canvas->width;
}

static double y_of(const struct canvas *canvas, double y)
{
	return canvas->top + (1 - chart_axis_place(&canvas->chart->y, y)) * canvas->height;
}

static void font(const struct canvas *canvas, double size, bool bold)
{
	cairo_select_font_face(canvas->cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
			       bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(canvas->cairo, size);
}

/* Draws a text that begins (share 0), is centred (0.5) or ends (1) at x, with its middle on y. */
static void write_at(const struct canvas *canvas, const char *text, double x, double y,
		     double share)
{
	cairo_text_extents_t extents;
	cairo_font_extents_t face;

	cairo_text_extents(canvas->cairo, text, &extents);
	cairo_font_extents(canvas->cairo, &face);
	cairo_move_to(canvas->cairo, x - extents.x_advance * share,
		      y + (face.ascent - face.descent) / 2);
	cairo_show_text(canvas->cairo, text);
}

typedef double (*top_of)(const struct chart_step *step);

static double zero(const struct chart_step *step)
{
	(void)step;
	return 0;
}

static double held(const struct chart_step *step)
{
	return step->held;
}

static double lost(const struct chart_step *step)
{
	return step->lost;
}

static double perhaps(const struct chart_step *step)
{
	return step->perhaps;
}

static double passed(const struct chart_step *step)
{
	return step->passed;
}

/* The outline between two tops. A broken axis bends lines, so each is followed in small parts. */
static void trace(const struct canvas *canvas, top_of top, bool backward)
{
	const struct chart *chart = canvas->chart;

	for (size_t i = 0; i < chart->n_steps; i++) {
		const struct chart_step *step =
			&chart->steps[backward ? chart->n_steps - 1 - i : i];

		cairo_line_to(canvas->cairo, x_of(canvas, step->x), y_of(canvas, top(step)));
	}
}

static void trace_area(const struct canvas *canvas, top_of bottom, top_of top)
{
	cairo_new_path(canvas->cairo);
	trace(canvas, top, false);
	trace(canvas, bottom, true);
	cairo_close_path(canvas->cairo);
}

static void fill_area(const struct canvas *canvas, top_of bottom, top_of top,
		      const struct colour *colour)
{
	trace_area(canvas, bottom, top);
	use(canvas, colour);
	cairo_fill(canvas->cairo);
}

static void hatch_area(const struct canvas *canvas, top_of bottom, top_of top,
		       const struct colour *colour)
{
	cairo_save(canvas->cairo);
	trace_area(canvas, bottom, top);
	cairo_clip(canvas->cairo);
	use(canvas, colour);
	cairo_set_line_width(canvas->cairo, 2);
	for (double x = -canvas->height; x < canvas->width; x += 14) {
		cairo_move_to(canvas->cairo, canvas->left + x, canvas->top + canvas->height);
		cairo_rel_line_to(canvas->cairo, canvas->height, -canvas->height);
	}
	cairo_stroke(canvas->cairo);
	cairo_restore(canvas->cairo);
}

static void draw_edge(const struct canvas *canvas, top_of top, const struct colour *colour)
{
	cairo_new_path(canvas->cairo);
	trace(canvas, top, false);
	use(canvas, colour);
	cairo_set_line_width(canvas->cairo, 2);
	cairo_stroke(canvas->cairo);
}

static void draw_areas(const struct canvas *canvas)
{
	fill_area(canvas, perhaps, passed, &passed_fill);
	draw_edge(canvas, passed, &passed_edge);
	fill_area(canvas, lost, perhaps, &perhaps_fill);
	fill_area(canvas, held, lost, &lost_fill);
	hatch_area(canvas, held, perhaps, &lost_hatch);
	fill_area(canvas, zero, held, &held_fill);
	draw_edge(canvas, held, &held_edge);
}

static void draw_line(const struct canvas *canvas, double x0, double y0, double x1, double y1)
{
	cairo_move_to(canvas->cairo, x0, y0);
	cairo_line_to(canvas->cairo, x1, y1);
	cairo_stroke(canvas->cairo);
}

static void draw_x_ticks(const struct canvas *canvas)
{
	double bottom = canvas->top + canvas->height;
	char number[32];

	for (size_t i = 0; i < canvas->chart->x.n_ticks; i++) {
		double x = x_of(canvas, canvas->chart->x.ticks[i]);

		(void)snprintf(number, sizeof(number), "%.10g", canvas->chart->x.ticks[i]);
		draw_line(canvas, x, bottom, x, bottom + 8);
		write_at(canvas, number, x, bottom + 1.3 * EM, 0.5);
	}
}

static void draw_y_ticks(const struct canvas *canvas)
{
	char number[32];

	for (size_t i = 0; i < canvas->chart->y.n_ticks; i++) {
		double y = y_of(canvas, canvas->chart->y.ticks[i]);

		(void)snprintf(number, sizeof(number), "%.10g", canvas->chart->y.ticks[i]);
		draw_line(canvas, canvas->left - 8, y, canvas->left, y);
		write_at(canvas, number, canvas->left - 14, y, 1);
	}
}

/* Where a scale changes: a white zigzag over the plot, and two slanted strokes over the axis. */
static void draw_zigzag(const struct canvas *canvas, double length)
{
	use(canvas, &paper);
	cairo_set_line_width(canvas->cairo, 6);
	for (double at = 0; at < length; at += 24) {
		cairo_move_to(canvas->cairo, at, 4);
		cairo_rel_line_to(canvas->cairo, 12, -8);
		cairo_rel_line_to(canvas->cairo, 12, 8);
	}
	cairo_stroke(canvas->cairo);
	use(canvas, &ink);
	cairo_set_line_width(canvas->cairo, 2);
	draw_line(canvas, -12, 10, 12, -2);
	draw_line(canvas, -12, 2, 12, -10);
}

static void draw_breaks(const struct canvas *canvas)
{
	const struct chart_axis *x = &canvas->chart->x, *y = &canvas->chart->y;

	cairo_save(canvas->cairo);
	cairo_translate(canvas->cairo, canvas->left,
			canvas->top + (1 - y->break_place) * canvas->height);
	if (y->broken)
		draw_zigzag(canvas, canvas->width);
	cairo_restore(canvas->cairo);
	cairo_save(canvas->cairo);
	cairo_translate(canvas->cairo, canvas->left + x->break_place * canvas->width,
			canvas->top + canvas->height);
	cairo_rotate(canvas->cairo, -1.5707963267948966);
	if (x->broken)
		draw_zigzag(canvas, canvas->height);
	cairo_restore(canvas->cairo);
}

static void draw_axes(const struct canvas *canvas)
{
	double bottom = canvas->top + canvas->height;

	use(canvas, &ink);
	cairo_set_line_width(canvas->cairo, 2);
	draw_line(canvas, canvas->left, canvas->top, canvas->left, bottom);
	draw_line(canvas, canvas->left, bottom, canvas->left + canvas->width, bottom);
	font(canvas, EM * 0.9, false);
	draw_x_ticks(canvas);
	draw_y_ticks(canvas);
	font(canvas, EM, false);
	write_at(canvas, canvas->chart->x_title, canvas->left + canvas->width / 2,
		 bottom + 2.9 * EM, 0.5);
	cairo_save(canvas->cairo);
	cairo_translate(canvas->cairo, 1.4 * EM, canvas->top + canvas->height / 2);
	cairo_rotate(canvas->cairo, -1.5707963267948966);
	write_at(canvas, canvas->chart->y_title, 0, 0, 0.5);
	cairo_restore(canvas->cairo);
}

/* A limit above the frame leaves it at the top, with an arrow head. */
static void draw_arrow_head(const struct canvas *canvas, double x)
{
	cairo_move_to(canvas->cairo, x, canvas->top - 4);
	cairo_rel_line_to(canvas->cairo, -7, 14);
	cairo_rel_line_to(canvas->cairo, 14, 0);
	cairo_close_path(canvas->cairo);
	cairo_fill(canvas->cairo);
}

static bool is_above(const struct chart *chart, double limit)
{
	return limit <= 0 || limit > chart->y.max;
}

static void draw_capacity(const struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;

	use(canvas, &ink);
	cairo_set_line_width(canvas->cairo, 3.5);
	for (size_t i = 0; i < chart->n_capacities; i++) {
		const struct chart_capacity *now = &chart->capacities[i];
		double x = x_of(canvas, now->x), y = y_of(canvas, now->limit);
		double end = x_of(canvas, i + 1 < chart->n_capacities ? now[1].x : chart->x.max);
		bool above = is_above(chart, now->limit);

		if (!above)
			draw_line(canvas, x, y, end, y);
		if (i == 0 || is_above(chart, now[-1].limit))
			continue;
		draw_line(canvas, x, y_of(canvas, now[-1].limit), x, above ? canvas->top : y);
		if (above)
			draw_arrow_head(canvas, x);
	}
}

static void draw_minimum(const struct canvas *canvas)
{
	static const double dashes[] = { 12, 8 };
	double y = y_of(canvas, canvas->chart->minimum);

	if (!canvas->chart->has_minimum || canvas->chart->minimum > canvas->chart->y.max)
		return;
	use(canvas, &minimum_line);
	cairo_set_line_width(canvas->cairo, 2.5);
	cairo_set_dash(canvas->cairo, dashes, 2, 0);
	draw_line(canvas, canvas->left, y, canvas->left + canvas->width, y);
	cairo_set_dash(canvas->cairo, NULL, 0, 0);
}

static void draw_marks(const struct canvas *canvas)
{
	font(canvas, EM, false);
	for (size_t i = 0; i < canvas->chart->n_marks; i++) {
		const struct chart_mark *mark = &canvas->chart->marks[i];
		double x = x_of(canvas, mark->x);
		double y = canvas->top - (mark->lane + 0.8) * LANE;

		use(canvas, &quiet);
		cairo_set_line_width(canvas->cairo, 1.5);
		draw_line(canvas, x, y, x, canvas->top + canvas->height);
		use(canvas, &ink);
		write_at(canvas, mark->label, x + (mark->leftward ? -8 : 8), y, mark->leftward);
	}
}

/* A ground behind words, in the colour that is set. */
static void fill_behind(const struct canvas *canvas, const struct chart_label *label, double x,
			double y)
{
	cairo_text_extents_t extents;

	cairo_text_extents(canvas->cairo, label->text, &extents);
	cairo_rectangle(canvas->cairo, (label->rightward ? x : x - extents.x_advance) - 6,
			y - 0.7 * EM, extents.x_advance + 12, 1.4 * EM);
	cairo_fill(canvas->cairo);
}

static void draw_label(const struct canvas *canvas, const struct chart_label *label, bool on_dark)
{
	double x = canvas->left + label->x * canvas->width;
	double y = canvas->top + (1 - label->y) * canvas->height;

	if (!label->text[0])
		return;
	if (label->leader) {
		use(canvas, &ink);
		cairo_set_line_width(canvas->cairo, 1.5);
		draw_line(canvas, x + (label->rightward ? -4 : 6), y,
			  canvas->left + label->to_x * canvas->width,
			  canvas->top + (1 - label->to_y) * canvas->height);
	}
	if (on_dark && label->on_area) {
		use(canvas, &lost_fill);
		fill_behind(canvas, label, x, y);
	}
	use(canvas, on_dark && label->on_area ? &paper : &ink);
	write_at(canvas, label->text, x, y, label->rightward ? 0 : 1);
}

static void draw_labels(const struct canvas *canvas)
{
	for (size_t i = 0; i < CHART_LABELS; i++) {
		font(canvas, EM, i == CHART_LABEL_LOST || i == CHART_LABEL_CAPACITY);
		draw_label(canvas, &canvas->chart->labels[i], i == CHART_LABEL_LOST);
	}
}

/* A title that is too long for the picture is set smaller. */
static void draw_fitting(const struct canvas *canvas, const char *text, double size, bool bold,
			 double y)
{
	cairo_text_extents_t extents;
	double room = WIDTH - 3 * EM;

	font(canvas, size, bold);
	cairo_text_extents(canvas->cairo, text, &extents);
	if (extents.x_advance > room)
		cairo_set_font_size(canvas->cairo, size * room / extents.x_advance);
	write_at(canvas, text, 1.5 * EM, y, 0);
}

static void draw_titles(const struct canvas *canvas)
{
	use(canvas, &ink);
	draw_fitting(canvas, canvas->chart->title, EM * 1.5, true, 1.7 * EM);
	draw_fitting(canvas, canvas->chart->footer, EM, false, HEIGHT - 1.6 * EM);
	use(canvas, &quiet);
	draw_fitting(canvas, canvas->chart->subtitle, EM, false, 3.5 * EM);
}

static void draw(const struct chart *chart, cairo_t *cairo)
{
	double lanes = chart->lanes * LANE;
	struct canvas canvas = {
		.chart = chart,
		.cairo = cairo,
		.left = MARGIN_LEFT,
		.top = MARGIN_TOP + lanes,
		.width = WIDTH - MARGIN_LEFT - MARGIN_RIGHT,
		.height = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM - lanes,
	};

	use(&canvas, &paper);
	cairo_paint(cairo);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	draw_areas(&canvas);
	draw_axes(&canvas);
	draw_breaks(&canvas);
	draw_minimum(&canvas);
	draw_capacity(&canvas);
	draw_marks(&canvas);
	draw_labels(&canvas);
	draw_titles(&canvas);
}

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned int count)
{
	return fwrite(bytes, 1, count, closure) == count ? CAIRO_STATUS_SUCCESS
							 : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *open_surface(enum render_cairo_format format, FILE *out)
{
	if (format == RENDER_CAIRO_SVG)
		return cairo_svg_surface_create_for_stream(write_bytes, out, WIDTH, HEIGHT);
	if (format == RENDER_CAIRO_PDF)
		return cairo_pdf_surface_create_for_stream(write_bytes, out, WIDTH, HEIGHT);
	return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)WIDTH, (int)HEIGHT);
}

int render_cairo(const struct chart *chart, enum render_cairo_format format, FILE *out,
		 struct error *err)
{
	cairo_surface_t *surface;
	cairo_t *cairo;
	cairo_status_t status;

	errno = 0;
	surface = open_surface(format, out);
	if (format == RENDER_CAIRO_SVG)
		cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
	if (format == RENDER_CAIRO_PDF)
		cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, chart->title);
	cairo = cairo_create(surface);
	draw(chart, cairo);
	status = cairo_status(cairo);
	cairo_destroy(cairo);
	if (status == CAIRO_STATUS_SUCCESS && format == RENDER_CAIRO_PNG)
		status = cairo_surface_write_to_png_stream(surface, write_bytes, out);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return 0;
	return error_set(
		err, status == CAIRO_STATUS_NO_MEMORY ? -ENOMEM : -EIO, "cannot draw the graph: %s",
		status == CAIRO_STATUS_WRITE_ERROR && errno ? strerror(errno)
							    : cairo_status_to_string(status));
}
