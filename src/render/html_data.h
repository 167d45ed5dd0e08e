/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a report, as the page's script reads them. */
#ifndef AUBACKLOG_HTML_DATA_H
#define AUBACKLOG_HTML_DATA_H

#include "analysis/report.h"

#include <stddef.h>

/* Above so many events, those alike that follow each other are told together. */
#define HTML_DATA_EVENTS_MAX 200000

/* How many rows in a row are searched for such; 1: none, each event is told. */
size_t html_data_stretch(const struct report *report);

/*
 * The boots with their events: JSON of columns and dictionaries (docs/HTML.md).
 * Takes: boots with their patterns. Gives: a text that the caller frees.
 */
char *html_data_make(const struct report *report);

#endif
