/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of options. */
#include "cmd/option_values.h"

#include "analysis/report.h"
#include "cmd/option_table.h"
#include "cmd/option_words.h"
#include "fleet/card.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int refuse_value(const char *option, const char *value, const char *wanted,
			struct error *err)
{
	return error_set(err, ERROR_USAGE, "cannot use '%s' for %s: %s", value, option, wanted);
}

static int read_count(const char *option, const char *text, uint64_t *ret_count, struct error *err)
{
	char *end;
	unsigned long long count;

	errno = 0;
	count = strtoull(text, &end, 0);
	if (*text < '0' || *text > '9' || *end || errno || count > UINT32_MAX)
		return refuse_value(option, text,
				    "a number of records from 0 to 4294967295 is needed", err);
	*ret_count = count;
	return 0;
}

/* Adds a value to those of an option that may be repeated. */
static int append_value(const char *text, const char **values, size_t *count, size_t most,
			const char *what, struct error *err)
{
	if (*count == most)
		return error_set(err, ERROR_USAGE, "cannot use '%s': %zu %s are the most", text,
				 most, what);
	values[(*count)++] = text;
	return 0;
}

int option_read_root(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->root = text;
	return 0;
}

int option_read_output(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->output = text;
	return 0;
}

int option_read_kernel_log(const char *text, struct options *options, struct error *err)
{
	return append_value(text, options->kernel_logs, &options->n_kernel_logs,
			    OPTIONS_KERNEL_LOGS, "kernel logs", err);
}

int option_read_boot(const char *text, struct options *options, struct error *err)
{
	char *end;
	long index;

	if (strcmp(text, "all") == 0) {
		options->boot = BOOT_ALL;
		return 0;
	}
	index = strtol(text, &end, 10);
	if (end == text || *end || index > 0 || index < -1000000000)
		return refuse_value("--boot", text,
				    "0 is the newest boot, -1 the one before, 'all' each", err);
	options->boot = BOOT_INDEX;
	options->boot_index = (int)index;
	return 0;
}

int option_read_node(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->node = text;
	return 0;
}

int option_read_label(const char *text, struct options *options, struct error *err)
{
	struct card_label label;

	if (card_read_label(text, &label) < 0)
		return refuse_value("--label", text,
				    "KEY=VALUE is needed, with a key of letters, digits and _",
				    err);
	free(label.key);
	free(label.value);
	return append_value(text, options->labels, &options->n_labels, OPTIONS_LABELS, "labels",
			    err);
}

int option_read_by(const char *text, struct options *options, struct error *err)
{
	return append_value(text, options->by, &options->n_by, OPTIONS_LABELS, "words", err);
}

int option_read_limit(const char *text, struct options *options, struct error *err)
{
	options->limit_given = true;
	return read_count("--limit", text, &options->limit, err);
}

int option_read_floor(const char *text, struct options *options, struct error *err)
{
	options->floor_given = true;
	return read_count("--floor", text, &options->floor, err);
}

int option_read_as(const char *text, struct options *options, struct error *err)
{
	struct osrelease os = { 0 };

	if (!policy_system_named(text, &os))
		return refuse_value("--as", text,
				    "ID and version of a system that a document is for is needed, "
				    "such as rhel9 or ubuntu22.04",
				    err);
	osrelease_done(&os);
	options->judged_as = text;
	return 0;
}

int option_read_profile(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->profile = policy_profile_named(text);
	return 0;
}

int option_read_format(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->format = option_format_named(text);
	return 0;
}

int option_read_config(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->config = text;
	return 0;
}

static bool find_fate_named(const char *name, unsigned *ret_fate)
{
	for (unsigned fate = 0; fate < FATES; fate++)
		if (strcmp(name, report_fate_name(fate)) == 0) {
			*ret_fate = fate;
			return true;
		}
	return false;
}

int option_read_fate(const char *text, struct options *options, struct error *err)
{
	CLEANUP(cleanup_free) char *names = xstrdup(text);

	for (char *rest = names, *name; (name = strsep(&rest, ","));) {
		CLEANUP(cleanup_free) char *like = NULL;
		unsigned fate;

		if (find_fate_named(name, &fate)) {
			options->fates |= 1u << fate;
			continue;
		}
		like = option_words_like_choice(name, "held|truncated|lost|lost-recovered|passed");
		return error_set(err, ERROR_USAGE,
				 "cannot use '%s' for --fate: held, truncated, lost, "
				 "lost-recovered, passed are needed, with commas between%s",
				 name, like);
	}
	return 0;
}

int option_read_raw(const char *text, struct options *options, struct error *err)
{
	(void)text;
	(void)err;
	options->format = FORMAT_RAW;
	return 0;
}

int option_read_x(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->x_time = strcmp(text, "time") == 0;
	return 0;
}

int option_read_unit(const char *text, struct options *options, struct error *err)
{
	(void)err;
	options->unit_events = strcmp(text, "events") == 0;
	return 0;
}
