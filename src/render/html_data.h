/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a report, as the page's script reads them. */
#ifndef AUBACKLOG_HTML_DATA_H
#define AUBACKLOG_HTML_DATA_H

#include "analysis/report.h"

#include <stdio.h>

/* Above so many events, those alike that follow each other are told together. */
#define HTML_DATA_EVENTS_MAX 200000

/* How many rows in a row are searched for such; 1: none, each event is told. */
size_t html_data_stretch(const struct report *report);

/*
 * Writes the boots with their events: JSON of columns and dictionaries (docs/HTML.md), deflated
 * without a header, in base64.
 * Takes: boots with their patterns.
 */
void html_data_write(const struct report *report, FILE *out);

#endif
