/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph on a page. */
#include "render/chart_page.h"

#include "render/chart_axis.h"
#include "render/chart_palette.h"
#include "render/chart_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MARGIN 1.2
/* Right of the plot: a bar of the totals, then their names. */
#define GUTTER 19.5
#define BAR 0.9
#define NAMES 3.4
/* The average character of a sans-serif is not wider. */
#define CHARACTER 0.6
#define BOLDER 1.13
/* A text may be set smaller by this factor. */
#define SQUEEZE 1.3
#define TITLE 1.6
#define NORMAL 0.95
#define SMALL 0.85
#define LANE 1.5
#define FOOTER_LINE 1.3
#define FOOTER_LINES_MAX 4
#define NAME_HEIGHT 2.7
#define COLUMN_LINE 1.2
#define ARROWS 5

double chart_page_x(const struct chart_page *page, double x)
{
	return page->left + chart_axis_place(&page->chart->x, x) * (page->right - page->left);
}

double chart_page_y(const struct chart_page *page, double y)
{
	return page->bottom - chart_axis_place(&page->chart->y, y) * (page->bottom - page->top);
}

void chart_page_spread(double *y, size_t count, double height, double low, double high)
{
	for (size_t i = 0; i < count; i++)
		y[i] = fmax(y[i], i ? y[i - 1] + height : low + height / 2);
	for (size_t i = count; i-- > 0;)
		y[i] = fmin(y[i], i + 1 < count ? y[i + 1] - height : high - height / 2);
}

static struct chart_stroke_line *draw_page_line(struct chart_page *page, enum chart_role role,
						double x0, double y0, double x1, double y1)
{
	static const struct chart_stroke_line plain = { .width = 0.1 };
	struct chart_stroke_line *line =
		&page->lines[page->n_lines < CHART_PAGE_LINES_MAX - 1 ? page->n_lines++
								      : page->n_lines];

	*line = plain;
	line->role = role;
	line->x0 = x0;
	line->y0 = y0;
	line->x1 = x1;
	line->y1 = y1;
	return line;
}

static bool begins_character(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

static double estimate_text_width(const char *text, double size)
{
	size_t characters = 0;

	for (; *text; text++)
		characters += begins_character(*text);
	return (double)characters * CHARACTER * size;
}

/* Copies as many whole characters as fit when they are set as small as they may be. */
static void copy_fitting_text(const char *words, double room, double size,
			      char ret_text[static CHART_TEXT_BYTES])
{
	static const char more[] = "\u2026";
	size_t fit = (size_t)(SQUEEZE * room / (CHARACTER * size)), bytes = 0, characters = 0;

	for (size_t i = 0; words[i] && i + sizeof(more) < CHART_TEXT_BYTES && characters < fit; i++)
		if (begins_character(words[i + 1])) {
			characters++;
			bytes = i + 1;
		}
	(void)snprintf(ret_text, CHART_TEXT_BYTES, "%.*s%s", (int)bytes, words,
		       words[bytes] ? more : "");
}

static struct chart_text *write_page_text(struct chart_page *page, const char *words, double x,
					  double y, double size)
{
	const double room = CHART_PAGE_WIDTH - MARGIN / 2 - x;
	struct chart_text *text =
		&page->texts[page->n_texts < CHART_PAGE_TEXTS_MAX - 1 ? page->n_texts++
								      : page->n_texts];

	*text = (struct chart_text){ .x = x, .y = y, .role = CHART_ROLE_INK };
	copy_fitting_text(words, room, size, text->text);
	text->width = fmin(estimate_text_width(text->text, size), room);
	text->size = fmin(size, size * room / estimate_text_width(text->text, size));
	return text;
}

/* A bold face is wider: a text that has no room for it gets smaller. */
static void embolden_text(struct chart_text *text)
{
	const double room = text->share > 0 ? INFINITY : CHART_PAGE_WIDTH - MARGIN / 2 - text->x;
	const double wanted = text->width * BOLDER;

	text->bold = true;
	text->width = fmin(wanted, room);
	text->size *= text->width / wanted;
}

/* The bytes of a line of so many characters: up to the last space, or whole characters. */
static size_t measure_line_bytes(const char *words, size_t room)
{
	size_t space = 0, end = 0, characters = 0;

	for (end = 0; words[end] && end < CHART_TEXT_BYTES - 1; end++) {
		if (!begins_character(words[end]))
			continue;
		if (words[end] == ' ')
			space = end;
		if (characters++ == room)
			break;
	}
	while (!begins_character(words[end]))
		end--;
	return words[end] && space ? space : end;
}

/* Writes the footer from y on; gives the number of its lines. Without "write" it only counts. */
static int write_page_footer(struct chart_page *page, double y, bool write)
{
	const size_t room = (size_t)((CHART_PAGE_WIDTH - 2 * MARGIN) / (CHARACTER * SMALL));
	const char *words = page->chart->footer;
	int lines = 0;

	for (; *words && lines < FOOTER_LINES_MAX; lines++) {
		size_t bytes = measure_line_bytes(words, room);
		char line[CHART_TEXT_BYTES];

		(void)snprintf(line, sizeof(line), "%.*s", (int)bytes, words);
		if (write)
			(void)write_page_text(page, lines + 1 < FOOTER_LINES_MAX ? line : words,
					      MARGIN, y + lines * FOOTER_LINE, SMALL);
		words += bytes;
		words += strspn(words, " ");
	}
	return lines;
}

static void format_tick_number(double tick, char text[static 32])
{
	(void)snprintf(text, 32, "%.10g", tick);
}

static double measure_widest_tick(const struct chart_axis *axis)
{
	double width = 0;
	char text[32];

	for (size_t i = 0; i < axis->n_ticks; i++) {
		format_tick_number(axis->ticks[i], text);
		width = fmax(width, estimate_text_width(text, SMALL));
	}
	return width;
}

/* A label stands to the right of its line, above the labels of the lines that it would cross. */
static int find_mark_lane(const struct chart_page *page, size_t mark)
{
	const struct chart_mark *marks = page->chart->marks;
	double end = chart_page_x(page, marks[mark].x) +
		     estimate_text_width(marks[mark].name, SMALL) + 1;
	int lane = 0;

	for (size_t i = mark + 1; i < page->chart->n_marks; i++)
		if (chart_page_x(page, marks[i].x) < end && find_mark_lane(page, i) >= lane)
			lane = find_mark_lane(page, i) + 1;
	return lane;
}

/* How much more room than ticks the lines under the columns need. */
static double find_columns_height(const struct chart_page *page)
{
	return page->chart->n_columns ? (CHART_COLUMN_LINES - 1) * COLUMN_LINE : 0;
}

static void place_plot(struct chart_page *page)
{
	int lanes = 0;

	page->left = 3.4 + measure_widest_tick(&page->chart->y);
	page->right = CHART_PAGE_WIDTH - GUTTER;
	for (size_t i = 0; i < page->chart->n_marks; i++)
		lanes = find_mark_lane(page, i) >= lanes ? find_mark_lane(page, i) + 1 : lanes;
	page->top = 5.2 + lanes * LANE;
	page->bottom = CHART_PAGE_HEIGHT - 5 - find_columns_height(page) -
		       write_page_footer(page, 0, false) * FOOTER_LINE;
}

static void write_page_frame(struct chart_page *page)
{
	const struct chart *chart = page->chart;
	struct chart_text *text;

	embolden_text(write_page_text(page, chart->title, MARGIN, 1.7, TITLE));
	write_page_text(page, chart->subtitle, MARGIN, 3.6, NORMAL)->role = CHART_ROLE_QUIET;
	text = write_page_text(page, chart->x_title, (page->left + page->right) / 2,
			       page->bottom + find_columns_height(page) + 2.8, NORMAL);
	text->share = 0.5;
	text = write_page_text(page, chart->y_title, MARGIN + 0.2, (page->top + page->bottom) / 2,
			       NORMAL);
	text->share = 0.5;
	text->upright = true;
	(void)write_page_footer(page, page->bottom + find_columns_height(page) + 4.9, true);
	if (chart->steps.count > 1)
		return;
	text = write_page_text(page, chart_words_label(CHART_LABEL_EMPTY),
			       (page->left + page->right) / 2, (page->top + page->bottom) / 2,
			       NORMAL);
	text->share = 0.5;
	text->role = CHART_ROLE_QUIET;
}

static void draw_y_ticks(struct chart_page *page)
{
	const struct chart_axis *axis = &page->chart->y;
	char number[32];

	for (size_t i = 0; i < axis->n_ticks; i++) {
		double y = chart_page_y(page, axis->ticks[i]);

		format_tick_number(axis->ticks[i], number);
		draw_page_line(page, CHART_ROLE_INK, page->left - 0.4, y, page->left, y);
		write_page_text(page, number, page->left - 0.7, y, SMALL)->share = 1;
	}
}

static void draw_page_axes(struct chart_page *page)
{
	const struct chart_axis *axis = &page->chart->x;
	char number[32];

	draw_page_line(page, CHART_ROLE_INK, page->left, page->top, page->left, page->bottom);
	draw_page_line(page, CHART_ROLE_INK, page->left, page->bottom, page->right, page->bottom);
	for (size_t i = 0; i < axis->n_ticks; i++) {
		double x = chart_page_x(page, axis->ticks[i]);

		format_tick_number(axis->ticks[i], number);
		draw_page_line(page, CHART_ROLE_INK, x, page->bottom, x, page->bottom + 0.4);
		write_page_text(page, number, x, page->bottom + 1.2, SMALL)->share = 0.5;
	}
}

/* Every so many columns have room for their lines. */
static size_t find_column_stride(const struct chart_page *page)
{
	const struct chart *chart = page->chart;
	double widest = 0, pitch;

	for (size_t i = 0; i < chart->n_columns; i++)
		for (int k = 0; k < CHART_COLUMN_LINES; k++)
			widest = fmax(widest,
				      estimate_text_width(chart->columns[i].lines[k], SMALL) + 1);
	pitch = (page->right - page->left) / (double)chart->n_columns;
	return (size_t)ceil(widest / pitch);
}

/* The lines under the newest boot are there in any case: it is the last. */
static void write_page_columns(struct chart_page *page)
{
	const struct chart *chart = page->chart;
	const size_t stride = chart->n_columns ? find_column_stride(page) : 1;

	for (size_t i = 0; i < chart->n_columns; i++) {
		const struct chart_column *column = &chart->columns[i];
		const double x = chart_page_x(page, (column->from_x + column->to_x) / 2);

		for (int k = 0; k < CHART_COLUMN_LINES; k++) {
			struct chart_text *text;

			if ((chart->n_columns - 1 - i) % stride)
				break;
			text = write_page_text(page, column->lines[k], x,
					       page->bottom + 1.2 + k * COLUMN_LINE, SMALL);
			text->share = 0.5;
			if (k == 0)
				embolden_text(text);
		}
	}
}

/* An arrow up from each bar whose height is a lower bound. */
static void draw_column_arrows(struct chart_page *page)
{
	for (size_t i = 0; i < page->chart->n_columns; i++) {
		const struct chart_column *column = &page->chart->columns[i];
		const double middle = (column->from_x + column->to_x) / 2;
		const struct chart_step step = chart_steps_at(&page->chart->steps, middle);
		const double x = chart_page_x(page, middle);
		const double y = chart_page_y(page, step.tops[CHART_AREA_DIRECT]);

		if (column->open)
			draw_page_line(page, CHART_ROLE_LOST, x, y, x, y - 1.5)->stroke =
				CHART_STROKE_ARROW;
	}
}

static void draw_page_breaks(struct chart_page *page)
{
	const struct chart_axis *x = &page->chart->x, *y = &page->chart->y;

	for (size_t i = 1; i + 1 < y->n_knots; i++) {
		double at = chart_page_y(page, y->knots[i].value);

		draw_page_line(page, CHART_ROLE_QUIET, page->left - 0.6, at,
			       page->right + 0.4 + BAR, at)
			->stroke = CHART_STROKE_ZIGZAG;
	}
	for (size_t i = 1; i + 1 < x->n_knots; i++) {
		double at = chart_page_x(page, x->knots[i].value);

		draw_page_line(page, CHART_ROLE_QUIET, at, page->bottom + 0.6, at, page->top)
			->stroke = CHART_STROKE_ZIGZAG;
	}
}

static void draw_page_marks(struct chart_page *page)
{
	for (size_t i = 0; i < page->chart->n_marks; i++) {
		const struct chart_mark *mark = &page->chart->marks[i];
		double x = chart_page_x(page, mark->x);
		double y = page->top - 0.8 - find_mark_lane(page, i) * LANE;

		draw_page_line(page, CHART_ROLE_QUIET, x, page->bottom, x, y - 0.6)->width = 0.08;
		(void)write_page_text(page, mark->name, x + 0.4, y, SMALL);
	}
}

/* In the colour of what was not audited, with its name, over all that is under it. */
static void draw_page_blinds(struct chart_page *page)
{
	for (size_t i = 0; i < page->chart->n_blinds; i++) {
		const struct chart_span places =
			chart_blind_places(page->chart, &page->chart->blinds[i]);
		const double width = page->right - page->left;
		const double x = page->left + (places.from + places.to) / 2 * width;
		struct chart_stroke_line *band =
			draw_page_line(page, CHART_ROLE_BLIND, x, page->top, x,
				       chart_page_y(page, page->chart->blinds[i].from_y));
		struct chart_text *text;

		band->width = (places.to - places.from) * width;
		band->stroke = CHART_STROKE_BAR;
		if (band->width < SMALL * 1.2)
			continue;
		text = write_page_text(page, chart_words_label(CHART_LABEL_NOT_AUDITED), x,
				       (band->y0 + band->y1) / 2, SMALL);
		text->role = CHART_ROLE_BLIND;
		text->share = 0.5;
		text->upright = true;
	}
}

static bool is_above_plot(const struct chart_page *page, double limit)
{
	return limit <= 0 || limit > chart_axis_max(&page->chart->y);
}

/* The limit of a column is above the plot. */
static void draw_above_arrow(struct chart_page *page, const struct chart_capacity *capacity)
{
	const double x = chart_page_x(page, (capacity->from_x + capacity->to_x) / 2);

	draw_page_line(page, CHART_ROLE_LIMIT, x, page->top + 1.2, x, page->top + 0.2)->stroke =
		CHART_STROKE_ARROW;
}

static void draw_page_capacities(struct chart_page *page)
{
	const struct chart *chart = page->chart;

	for (size_t i = 0; i < chart->n_capacities; i++) {
		const struct chart_capacity *now = &chart->capacities[i];
		double x = chart_page_x(page, now->from_x), y = chart_page_y(page, now->limit);
		bool above = is_above_plot(page, now->limit);
		struct chart_stroke_line *step;

		if (!above)
			draw_page_line(page, CHART_ROLE_LIMIT, x, y, chart_page_x(page, now->to_x),
				       y)
				->width = 0.18;
		else if (chart->n_columns)
			draw_above_arrow(page, now);
		if (i == 0 || now[-1].to_x < now->from_x || is_above_plot(page, now[-1].limit))
			continue;
		step = draw_page_line(page, CHART_ROLE_LIMIT, x, chart_page_y(page, now[-1].limit),
				      x, above ? page->top + 0.2 : y);
		step->width = 0.18;
		step->stroke = above ? CHART_STROKE_ARROW : CHART_STROKE_SOLID;
	}
}

static enum chart_role find_line_role(enum chart_line_kind kind)
{
	return kind == CHART_LINE_LIMIT	    ? CHART_ROLE_LIMIT
	       : kind == CHART_LINE_MINIMUM ? CHART_ROLE_MINIMUM
					    : CHART_ROLE_WHAT_IF;
}

static void draw_limit_lines(struct chart_page *page)
{
	for (size_t i = 0; i < page->chart->n_lines; i++) {
		const struct chart_line *line = &page->chart->lines[i];
		double y = chart_page_y(page, line->value);
		bool limit = line->kind == CHART_LINE_LIMIT;
		double to;
		struct chart_stroke_line *stroke;

		if (is_above_plot(page, line->value))
			continue;
		to = chart_page_x(page, line->to_x);
		if (!limit)
			draw_page_line(page, find_line_role(line->kind), chart_page_x(page, 0), y,
				       to, y)
				->stroke = CHART_STROKE_DASHED;
		stroke = draw_page_line(page, find_line_role(line->kind),
					limit ? chart_page_x(page, 0) : to, y, page->right, y);
		stroke->stroke = CHART_STROKE_DOTTED;
		stroke->width = 0.06;
	}
}

/* Arrows point up from the edge of a loss without an upper bound. */
static void draw_open_arrows(struct chart_page *page)
{
	const struct chart *chart = page->chart;
	double from = chart_page_x(page, chart->open_from_x);

	for (int i = 1; chart->open && !chart->n_columns && i <= ARROWS; i++) {
		double x = from + (page->right - from) * i / (ARROWS + 1);
		double place = (x - page->left) / (page->right - page->left);
		struct chart_step step =
			chart_steps_at(&chart->steps, chart_axis_value(&chart->x, place));
		double y = chart_page_y(page, step.tops[CHART_AREA_POSSIBLY_LOST]);

		draw_page_line(page, CHART_ROLE_LOST, x, y, x, y - 1.5)->stroke =
			CHART_STROKE_ARROW;
		if (page->right - from < 3 * ARROWS)
			break;
	}
}

/* A name in the gutter, and the place from y "from" down to "to" that it names. */
struct gutter_entry {
	enum chart_role role;
	const char *name, *detail;
	double from, to;
	bool area;
	bool above; /* it goes on above the plot */
};

struct gutter_entries {
	struct gutter_entry list[CHART_AREAS + CHART_LINES_MAX];
	size_t count;
};

static void insert_gutter_entry(struct gutter_entries *entries, const struct gutter_entry *entry)
{
	double middle = entry->from + entry->to - (entry->above && !entry->area ? 1000 : 0);
	size_t at = entries->count++;

	for (; at > 0; at--) {
		const struct gutter_entry *other = &entries->list[at - 1];

		if (other->from + other->to - (other->above && !other->area ? 1000 : 0) <= middle)
			break;
		entries->list[at] = *other;
	}
	entries->list[at] = *entry;
}

static void collect_gutter_entries(const struct chart_page *page, struct gutter_entries *entries)
{
	const struct chart *chart = page->chart;
	const double *tops = chart->steps.list[chart->steps.count - 1].tops;

	for (size_t i = 0; i < chart->n_lines; i++) {
		const struct chart_line *line = &chart->lines[i];
		double y = chart_page_y(page, line->value);

		insert_gutter_entry(entries, &(struct gutter_entry){
						     .role = find_line_role(line->kind),
						     .name = line->name,
						     .detail = line->detail,
						     .from = y,
						     .to = y,
						     .above = is_above_plot(page, line->value) });
	}
	for (int i = CHART_AREAS - 1; i >= 0; i--)
		if (chart->names[i][0])
			insert_gutter_entry(entries,
					    &(struct gutter_entry){
						    .role = (enum chart_role)i,
						    .name = chart->names[i],
						    .detail = chart->details[i],
						    .from = chart_page_y(page, tops[i]),
						    .to = chart_page_y(page, i ? tops[i - 1] : 0),
						    .area = true,
						    .above = is_above_plot(page, tops[i]) });
}

/* A bar as high as an area is at its end. */
static void draw_area_bar(struct chart_page *page, const struct gutter_entry *entry)
{
	double x = page->right + 0.4 + BAR / 2;
	struct chart_stroke_line *bar =
		draw_page_line(page, entry->role, x, entry->from, x, entry->to);

	bar->width = BAR;
	bar->stroke = CHART_STROKE_BAR;
	if (entry->above)
		draw_page_line(page, entry->role, x, page->top + 1.4, x, page->top - 0.4)->stroke =
			CHART_STROKE_ARROW;
}

static void draw_entry_leader(struct chart_page *page, const struct gutter_entry *entry, double y)
{
	double bend = page->right + 0.4 + BAR + 0.3, middle = (entry->from + entry->to) / 2;

	draw_page_line(page, entry->role, entry->area ? bend - 0.3 : page->right, middle, bend,
		       middle);
	draw_page_line(page, entry->role, bend, middle, page->right + NAMES - 0.3, y);
}

static void write_gutter_entry(struct chart_page *page, const struct gutter_entry *entry, double y)
{
	double x = page->right + NAMES;
	struct chart_text *text = write_page_text(page, entry->name, x, y - 0.55, NORMAL);

	text->role = entry->role;
	embolden_text(text);
	write_page_text(page, entry->detail, x, y + 0.6, SMALL)->role = CHART_ROLE_QUIET;
	if (entry->area)
		draw_area_bar(page, entry);
	if (entry->above && !entry->area)
		draw_page_line(page, entry->role, x - 0.7, y + 0.9, x - 0.7, y - 0.9)->stroke =
			CHART_STROKE_ARROW;
	else
		draw_entry_leader(page, entry, y);
}

/* A name with its colour: of several boots there is no place that it could be led to. */
static void write_legend_entry(struct chart_page *page, enum chart_role role,
			       enum chart_stroke stroke, const char *name, const char *detail,
			       double *y)
{
	const double x = page->right + 1, rise = stroke == CHART_STROKE_ARROW ? 0.75 : 0;
	struct chart_stroke_line *sample =
		draw_page_line(page, role, rise > 0 ? x + 0.9 : x, *y + rise,
			       rise > 0 ? x + 0.9 : x + 1.8, *y - rise);
	struct chart_text *text;

	sample->stroke = stroke;
	sample->width = stroke == CHART_STROKE_BAR     ? 1.2
			: stroke == CHART_STROKE_SOLID ? 0.18
						       : 0.1;
	text = write_page_text(page, name, page->right + NAMES, *y - (*detail ? 0.55 : 0), NORMAL);
	text->role = role == CHART_ROLE_BLIND ? CHART_ROLE_INK : role;
	embolden_text(text);
	if (*detail)
		write_page_text(page, detail, page->right + NAMES, *y + 0.6, SMALL)->role =
			CHART_ROLE_QUIET;
	*y += NAME_HEIGHT;
}

static size_t count_capacities_above(const struct chart_page *page)
{
	size_t count = 0;

	for (size_t i = 0; i < page->chart->n_capacities; i++)
		count += is_above_plot(page, page->chart->capacities[i].limit);
	return count;
}

static void write_page_legend(struct chart_page *page)
{
	const struct chart *chart = page->chart;
	double y = page->top + NAME_HEIGHT / 2;

	if (count_capacities_above(page) < chart->n_capacities)
		write_legend_entry(page, CHART_ROLE_LIMIT, CHART_STROKE_SOLID,
				   chart_words_label(CHART_LABEL_TREND_LIMIT), "", &y);
	if (count_capacities_above(page))
		write_legend_entry(page, CHART_ROLE_LIMIT, CHART_STROKE_ARROW,
				   chart_words_label(CHART_LABEL_TREND_ABOVE), "", &y);
	for (size_t i = 0; i < chart->n_lines; i++)
		write_legend_entry(page, find_line_role(chart->lines[i].kind), CHART_STROKE_DASHED,
				   chart->lines[i].name, chart->lines[i].detail, &y);
	if (chart->n_blinds)
		write_legend_entry(page, CHART_ROLE_BLIND, CHART_STROKE_BAR,
				   chart_words_label(CHART_LABEL_NOT_AUDITED), "", &y);
	if (chart->open)
		write_legend_entry(page, CHART_ROLE_LOST, CHART_STROKE_ARROW,
				   chart_words_label(CHART_LABEL_LOSS_OPEN),
				   chart_words_label(CHART_LABEL_TREND_OPEN), &y);
	for (int i = CHART_AREAS - 1; i >= 0; i--)
		if (chart->names[i][0])
			write_legend_entry(page, (enum chart_role)i, CHART_STROKE_BAR,
					   chart->names[i], chart->details[i], &y);
}

static void write_gutter_entries(struct chart_page *page)
{
	struct gutter_entries entries = { 0 };
	double y[CHART_AREAS + CHART_LINES_MAX];

	collect_gutter_entries(page, &entries);
	for (size_t i = 0; i < entries.count; i++)
		y[i] = entries.list[i].above && !entries.list[i].area
			       ? page->top
			       : (entries.list[i].from + entries.list[i].to) / 2;
	chart_page_spread(y, entries.count, NAME_HEIGHT, page->top, page->bottom + 1.2);
	for (size_t i = 0; i < entries.count; i++)
		write_gutter_entry(page, &entries.list[i], y[i]);
}

void chart_page_init(const struct chart *chart, struct chart_page *ret_page)
{
	ret_page->chart = chart;
	ret_page->n_lines = 0;
	ret_page->n_texts = 0;
	place_plot(ret_page);
	draw_page_blinds(ret_page);
	write_page_frame(ret_page);
	draw_y_ticks(ret_page);
	draw_page_axes(ret_page);
	draw_limit_lines(ret_page);
	draw_page_capacities(ret_page);
	if (chart->n_columns)
		write_page_legend(ret_page);
	else
		write_gutter_entries(ret_page);
	write_page_columns(ret_page);
	draw_column_arrows(ret_page);
	draw_page_breaks(ret_page);
	draw_page_marks(ret_page);
	draw_open_arrows(ret_page);
}
