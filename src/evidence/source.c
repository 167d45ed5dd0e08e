/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of a source of evidence: ownership. */
#include "evidence/source.h"

#include "util/xalloc.h"

#include <stdlib.h>

void source_done(struct source *source)
{
	free(source->path);
	free(source->note);
	*source = (struct source){ 0 };
}

void source_list_cut(struct source_list *list, size_t count)
{
	while (list->count > count)
		source_done(&list->items[--list->count]);
}

void source_list_done(struct source_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		source_done(&list->items[i]);
	free(list->items);
	*list = (struct source_list){ 0 };
}

void source_list_add(struct source_list *list, const struct source *source)
{
	list->items = xarray_grow(list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = *source;
}
