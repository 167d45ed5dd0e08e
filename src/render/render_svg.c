/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as SVG, in its own words: cairo would draw each text as outlines. */
#include "render/render_chart.h"

#include "render/picture.h"
#include "util/text.h"

#include <math.h>

#define EM RENDER_CHART_EM
/* Half of the height of a capital, which stands on its line: most sans-serif faces have it so. */
#define HALF_CAPITAL 0.36

struct svg {
	const struct render_svg_options *options;
	FILE *out;
};

/* In pixels, to a hundredth, and never "-0". */
static void print_svg_number(FILE *out, double em)
{
	fprintf(out, "%.10g", round(em * EM * 100) / 100 + 0.0);
}

static void print_svg_length(const struct svg *svg, const char *name, double em)
{
	fprintf(svg->out, " %s=\"", name);
	print_svg_number(svg->out, em);
	fputc('"', svg->out);
}

static void print_svg_path(const struct svg *svg, const struct picture_shape *shape)
{
	for (size_t i = 0; i < shape->n_points; i++) {
		fputc(i ? 'L' : 'M', svg->out);
		print_svg_number(svg->out, shape->points[i].x);
		fputc(' ', svg->out);
		print_svg_number(svg->out, shape->points[i].y);
	}
	fputs(shape->closed ? "Z" : "", svg->out);
}

static void print_svg_stroke(const struct svg *svg, const struct picture_shape *shape)
{
	fprintf(svg->out, " fill=\"none\" stroke=\"#%06x\"", shape->colour);
	print_svg_length(svg, "stroke-width", shape->width);
	if (shape->dash <= 0)
		return;
	fputs(" stroke-dasharray=\"", svg->out);
	print_svg_number(svg->out, shape->dash);
	fputc(' ', svg->out);
	print_svg_number(svg->out, shape->gap);
	fputc('"', svg->out);
}

static void draw_svg_shape(void *device, const struct picture_shape *shape)
{
	const struct svg *svg = device;
	const char *role = chart_palette(shape->role)->word;

	fprintf(svg->out, "<path class=\"%s %s\"", shape->part, role);
	if (shape->paint == PICTURE_STROKE)
		print_svg_stroke(svg, shape);
	else if (shape->paint == PICTURE_HATCH)
		fprintf(svg->out, " fill=\"url(#%s-hatch-%s)\"", svg->options->id, role);
	else
		fprintf(svg->out, " fill=\"#%06x\"", shape->colour);
	fputs(" d=\"", svg->out);
	print_svg_path(svg, shape);
	fputs("\"/>\n", svg->out);
}

static void print_text_place(const struct svg *svg, const struct chart_text *text)
{
	const double down = text->size * HALF_CAPITAL;

	if (text->upright) {
		fputs(" transform=\"translate(", svg->out);
		print_svg_number(svg->out, text->x + down);
		fputc(' ', svg->out);
		print_svg_number(svg->out, text->y);
		fputs(") rotate(-90)\"", svg->out);
	} else {
		print_svg_length(svg, "x", text->x);
		print_svg_length(svg, "y", text->y + down);
	}
	if (text->share > 0)
		fprintf(svg->out, " text-anchor=\"%s\"", text->share > 0.9 ? "end" : "middle");
}

static void draw_svg_text(void *device, const struct chart_text *text)
{
	const struct svg *svg = device;
	const struct chart_colours *colours = chart_palette(text->role);

	fprintf(svg->out, "<text class=\"text %s%s\" fill=\"#%06x\"", colours->word,
		text->bold ? " bold" : "", colours->ink);
	print_svg_length(svg, "font-size", text->size);
	fputs(text->bold ? " font-weight=\"bold\"" : "", svg->out);
	print_text_place(svg, text);
	fputc('>', svg->out);
	text_write_markup(svg->out, text->text);
	fputs("</text>\n", svg->out);
}

static void print_svg_hatch(const struct svg *svg, enum chart_role role)
{
	const struct chart_colours *colours = chart_palette(role);
	const double apart = PICTURE_HATCH_APART * M_SQRT1_2;

	fprintf(svg->out, "<pattern id=\"%s-hatch-%s\" patternUnits=\"userSpaceOnUse\"",
		svg->options->id, colours->word);
	print_svg_length(svg, "width", apart);
	print_svg_length(svg, "height", apart);
	fprintf(svg->out,
		" patternTransform=\"rotate(45)\"><path class=\"line hatch %s\" stroke=\"#%06x\"",
		colours->word, colours->ink);
	print_svg_length(svg, "stroke-width", PICTURE_HATCH_WIDTH);
	fputs(" d=\"M", svg->out);
	print_svg_number(svg->out, apart / 2);
	fputs(" 0V", svg->out);
	print_svg_number(svg->out, apart);
	fputs("\"/></pattern>\n", svg->out);
}

/* What a screen reader says, and what a browser shows under the pointer. */
static void print_svg_words(const struct svg *svg, const char *element, const char *words)
{
	fprintf(svg->out, "<%s id=\"%s-%s\">", element, svg->options->id, element);
	text_write_markup(svg->out, words);
	fprintf(svg->out, "</%s>\n", element);
}

static void print_svg_head(const struct svg *svg, const struct chart *chart)
{
	const char *id = svg->options->id;
	const int width = (int)(CHART_PAGE_WIDTH * EM), height = (int)(CHART_PAGE_HEIGHT * EM);

	if (!svg->options->within_page)
		fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", svg->out);
	fputs("<svg", svg->out);
	if (!svg->options->within_page)
		fprintf(svg->out,
			" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\"", width,
			height);
	fprintf(svg->out,
		" viewBox=\"0 0 %d %d\" class=\"queue-graph\" role=\"img\" lang=\"en\""
		" aria-labelledby=\"%s-title\" aria-describedby=\"%s-desc\""
		" font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\""
		" stroke-linejoin=\"round\">\n",
		width, height, id, id);
	print_svg_words(svg, "title", chart->title);
	print_svg_words(svg, "desc", chart->description);
	fputs("<defs>\n", svg->out);
	for (int i = CHART_AREA_LOST; i <= CHART_AREA_POSSIBLY_LOST; i++)
		if (chart->names[i][0])
			print_svg_hatch(svg, (enum chart_role)i);
	fputs("</defs>\n", svg->out);
}

/* The frame of the data, for scripts that have to know which event is under the pointer. */
static void print_svg_frame(const struct svg *svg, const struct chart_page *page)
{
	const struct chart_axis *axis = &page->chart->x;

	fputs("<rect class=\"plot\" fill=\"none\" pointer-events=\"all\"", svg->out);
	print_svg_length(svg, "x", page->left);
	print_svg_length(svg, "y", page->top);
	print_svg_length(svg, "width", page->right - page->left);
	print_svg_length(svg, "height", page->bottom - page->top);
	fputs(" data-x=\"", svg->out);
	for (size_t i = 0; i < axis->n_knots; i++)
		fprintf(svg->out, "%s%.10g:%.10g", i ? " " : "", axis->knots[i].value,
			axis->knots[i].place);
	fputs("\"/>\n", svg->out);
}

void render_svg(const struct chart *chart, const struct render_svg_options *options, FILE *out)
{
	struct svg svg = { .options = options, .out = out };
	const struct picture_pen pen = { .device = &svg,
					 .shape = draw_svg_shape,
					 .text = draw_svg_text };
	struct chart_page page;

	chart_page_init(chart, &page);
	print_svg_head(&svg, chart);
	picture_draw(&page, &pen);
	print_svg_frame(&svg, &page);
	fputs("</svg>\n", out);
}
