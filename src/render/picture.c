/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as a picture. */
#include "render/picture.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <math.h>

struct picture {
	const struct chart_page *page;
	const struct picture_pen *pen;
	struct picture_point *points; /* of the shape that is drawn, as many as it may need */
	size_t n_points;
};

static void add_picture_point(struct picture *picture, double x, double y)
{
	picture->points[picture->n_points++] = (struct picture_point){ .x = x, .y = y };
}

/* Gives the points to the pen with the rest of the shape, and keeps them for another one. */
static void draw_picture_shape(const struct picture *picture, const struct picture_shape *shape)
{
	struct picture_shape drawn = *shape;

	drawn.points = picture->points;
	drawn.n_points = picture->n_points;
	picture->pen->shape(picture->pen->device, &drawn);
}

/* Traces one top of the stack; area -1 is the bottom. */
static void trace_area_top(struct picture *picture, int area, bool backward)
{
	const struct chart_steps *steps = &picture->page->chart->steps;

	for (size_t i = 0; i < steps->count; i++) {
		const struct chart_step *step = &steps->list[backward ? steps->count - 1 - i : i];

		add_picture_point(picture, chart_page_x(picture->page, step->x),
				  chart_page_y(picture->page, area < 0 ? 0 : step->tops[area]));
	}
}

static void fill_chart_area(struct picture *picture, enum chart_area area)
{
	const enum chart_role role = (enum chart_role)area;

	picture->n_points = 0;
	trace_area_top(picture, (int)area, false);
	trace_area_top(picture, (int)area - 1, true);
	draw_picture_shape(picture, &(struct picture_shape){ .part = "area",
							     .role = role,
							     .paint = PICTURE_FILL,
							     .colour = chart_palette(role)->fill,
							     .closed = true });
	if (area == CHART_AREA_LOST || area == CHART_AREA_POSSIBLY_LOST)
		draw_picture_shape(picture,
				   &(struct picture_shape){ .part = "hatch",
							    .role = role,
							    .paint = PICTURE_HATCH,
							    .colour = chart_palette(role)->ink,
							    .closed = true });
}

/* The upper edge of an area, dashed where it is not known. */
static void stroke_area_edge(struct picture *picture, enum chart_area area)
{
	const enum chart_role role = (enum chart_role)area;
	const bool dashed = area == CHART_AREA_DIRECT ||
			    (picture->page->chart->open && !picture->page->chart->n_columns &&
			     area != CHART_AREA_HELD);

	picture->n_points = 0;
	trace_area_top(picture, (int)area, false);
	draw_picture_shape(picture, &(struct picture_shape){ .part = "edge",
							     .role = role,
							     .paint = PICTURE_STROKE,
							     .colour = chart_palette(role)->ink,
							     .width = 0.1,
							     .dash = dashed ? 0.4 : 0,
							     .gap = 0.3 });
}

static void draw_chart_areas(struct picture *picture)
{
	const struct chart *chart = picture->page->chart;

	for (int i = CHART_AREAS - 1; i >= 0; i--)
		if (chart->names[i][0])
			fill_chart_area(picture, (enum chart_area)i);
	for (int i = CHART_AREAS - 1; i >= 0; i--)
		if (chart->names[i][0])
			stroke_area_edge(picture, (enum chart_area)i);
}

/* A point of a line that is turned: "along" it from its beginning, and "aside" of it. */
static void add_turned_point(struct picture *picture, const struct chart_stroke_line *line,
			     double along, double aside)
{
	const double length = hypot(line->x1 - line->x0, line->y1 - line->y0);
	const double dx = (line->x1 - line->x0) / length, dy = (line->y1 - line->y0) / length;

	add_picture_point(picture, line->x0 + dx * along - dy * aside,
			  line->y0 + dy * along + dx * aside);
}

static void draw_arrow_head(struct picture *picture, const struct chart_stroke_line *line)
{
	const double length = hypot(line->x1 - line->x0, line->y1 - line->y0);

	picture->n_points = 0;
	add_turned_point(picture, line, length + 0.2, 0);
	add_turned_point(picture, line, length - 0.6, -0.32);
	add_turned_point(picture, line, length - 0.6, 0.32);
	draw_picture_shape(picture,
			   &(struct picture_shape){ .part = "head",
						    .role = line->role,
						    .paint = PICTURE_FILL,
						    .colour = chart_palette(line->role)->ink,
						    .closed = true });
}

static void stroke_zigzag(struct picture *picture, const struct chart_stroke_line *line,
			  double aside, const struct picture_shape *shape)
{
	const double length = hypot(line->x1 - line->x0, line->y1 - line->y0);
	int side = 1;

	picture->n_points = 0;
	add_turned_point(picture, line, 0, aside);
	for (double at = 0.4; at < length; at += 0.4, side = -side)
		add_turned_point(picture, line, at, aside + 0.15 * side);
	draw_picture_shape(picture, shape);
}

/* White between two thin lines, to be seen on the areas and on the paper. */
static void draw_page_tear(struct picture *picture, const struct chart_stroke_line *line)
{
	const struct picture_shape gap = { .part = "gap",
					   .role = CHART_ROLE_PAPER,
					   .paint = PICTURE_STROKE,
					   .colour = chart_palette(CHART_ROLE_PAPER)->ink,
					   .width = 0.35 };
	const struct picture_shape tear = { .part = "line",
					    .role = line->role,
					    .paint = PICTURE_STROKE,
					    .colour = chart_palette(line->role)->ink,
					    .width = 0.06 };

	stroke_zigzag(picture, line, 0, &gap);
	stroke_zigzag(picture, line, -0.17, &tear);
	stroke_zigzag(picture, line, 0.17, &tear);
}

static void draw_plain_line(struct picture *picture, const struct chart_stroke_line *line)
{
	const struct chart_colours *colours = chart_palette(line->role);
	const bool bar = line->stroke == CHART_STROKE_BAR;
	struct picture_shape shape = { .part = bar ? "bar" : "line",
				       .role = line->role,
				       .paint = PICTURE_STROKE,
				       .colour = bar ? colours->fill : colours->ink,
				       .width = line->width };

	if (line->stroke == CHART_STROKE_DASHED)
		shape.dash = 0.6, shape.gap = 0.4;
	if (line->stroke == CHART_STROKE_DOTTED)
		shape.dash = 0.1, shape.gap = 0.3;
	picture->n_points = 0;
	add_picture_point(picture, line->x0, line->y0);
	add_picture_point(picture, line->x1, line->y1);
	draw_picture_shape(picture, &shape);
}

static void draw_page_stroke(struct picture *picture, const struct chart_stroke_line *line)
{
	if (line->stroke == CHART_STROKE_ZIGZAG) {
		draw_page_tear(picture, line);
		return;
	}
	draw_plain_line(picture, line);
	if (line->stroke == CHART_STROKE_ARROW)
		draw_arrow_head(picture, line);
}

static void fill_paper(struct picture *picture)
{
	picture->n_points = 0;
	add_picture_point(picture, 0, 0);
	add_picture_point(picture, CHART_PAGE_WIDTH, 0);
	add_picture_point(picture, CHART_PAGE_WIDTH, CHART_PAGE_HEIGHT);
	add_picture_point(picture, 0, CHART_PAGE_HEIGHT);
	draw_picture_shape(picture,
			   &(struct picture_shape){ .part = "sheet",
						    .role = CHART_ROLE_PAPER,
						    .paint = PICTURE_FILL,
						    .colour = chart_palette(CHART_ROLE_PAPER)->ink,
						    .closed = true });
}

/* A zigzag through all of the page, and an area between two tops, have no more points. */
static size_t count_points_needed(const struct chart *chart)
{
	return 2 * chart->steps.count + (size_t)(CHART_PAGE_WIDTH / 0.4) + 2;
}

void picture_draw(const struct chart_page *page, const struct picture_pen *pen)
{
	CLEANUP(cleanup_free)
	struct picture_point *points = xcalloc(count_points_needed(page->chart), sizeof(*points));
	struct picture picture = { .page = page, .pen = pen, .points = points };

	fill_paper(&picture);
	draw_chart_areas(&picture);
	for (size_t i = 0; i < page->n_lines; i++)
		draw_page_stroke(&picture, &page->lines[i]);
	for (size_t i = 0; i < page->n_texts; i++)
		pen->text(pen->device, &page->texts[i]);
}
