/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet, for people and programs. */
#ifndef AUBACKLOG_RENDER_FLEET_H
#define AUBACKLOG_RENDER_FLEET_H

#include "fleet/fleet.h"

#include <stdio.h>

struct render_fleet_options {
	int columns; /* of the screen */
	bool colour;
	bool all;	   /* every machine that lost records or cannot tell, however many */
	bool all_boots;	   /* the fleet is of boots, not of machines */
	uint64_t floor;	   /* of the policy: no lower limit is recommended */
	size_t cards_read; /* before they were merged */
};

/* The page of text: the verdict, the limit for all, the worst machines, what they have in common.
 */
void render_fleet_text(const struct fleet *fleet, const struct render_fleet_options *options,
		       FILE *out);

/* One object, schema "aubacklog/fleet/v1", docs/fleet-v1.schema.json. Gives: 0 or -errno. */
int render_fleet_json(const struct fleet *fleet, const struct render_fleet_options *options,
		      FILE *out, struct error *err);

/* Metrics for Prometheus. */
void render_fleet_prometheus(const struct fleet *fleet, const struct render_fleet_options *options,
			     FILE *out);

/* A document of HTML that asks for nothing outside of itself, and can be read without its script.
 * The same fleet gives the same bytes. */
void render_fleet_html(const struct fleet *fleet, const struct render_fleet_options *options,
		       FILE *out);

/* The limit for all of which the need is known: with headroom, and not below the floor. */
uint64_t render_fleet_limit(const struct fleet *fleet, uint64_t floor);

#endif
