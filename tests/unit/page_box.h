/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where texts stand on a page, and that each can be read, for the tests of the graph. */
#ifndef AUBACKLOG_PAGE_BOX_H
#define AUBACKLOG_PAGE_BOX_H

#include "render/chart_page.h"
#include "unit.h"

struct box {
	double left, right, top, bottom;
};

static inline struct box box_of(const struct chart_text *text)
{
	const double half = text->size * 0.45;
	const double begin = text->x - text->width * text->share;

	if (text->upright)
		return (struct box){ text->x - half, text->x + half, text->y - text->width / 2,
				     text->y + text->width / 2 };
	return (struct box){ begin, begin + text->width, text->y - half, text->y + half };
}

static inline bool boxes_meet(const struct box *a, const struct box *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static inline bool line_meets(const struct chart_stroke_line *line, const struct box *box)
{
	for (int i = 0; i <= 400; i++) {
		double x = line->x0 + (line->x1 - line->x0) * i / 400;
		double y = line->y0 + (line->y1 - line->y0) * i / 400;

		if (x > box->left && x < box->right && y > box->top && y < box->bottom)
			return true;
	}
	return false;
}

/* No other text or line crosses it, and it is on the page and beside the plot. */
static inline void assert_readable(const struct chart_page *page, size_t text)
{
	const struct box plot = { page->left, page->right, page->top, page->bottom };
	struct box box = box_of(&page->texts[text]);

	assert_true(box.left >= 0.2 && box.right <= CHART_PAGE_WIDTH);
	assert_true(box.top >= 0.2 && box.bottom <= CHART_PAGE_HEIGHT - 0.2);
	assert_true(page->chart->steps.count == 1 || !boxes_meet(&box, &plot));
	for (size_t i = 0; i < text; i++) {
		struct box other = box_of(&page->texts[i]);

		assert_false(boxes_meet(&box, &other));
	}
	for (size_t i = 0; i < page->n_lines; i++)
		assert_false(line_meets(&page->lines[i], &box));
}

#endif
