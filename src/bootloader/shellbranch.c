/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a shell may have set under a condition. */
#include "bootloader/shellbranch.h"

#include "evidence/cmdline.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

static struct shellbranch_condition *innermost_condition(struct shellbranches *branches)
{
	unsigned depth = branches->depth;

	if (depth > SHELLBRANCH_DEPTH_MAX)
		depth = SHELLBRANCH_DEPTH_MAX;
	return depth ? &branches->open[depth - 1] : NULL;
}

unsigned shellbranch_depth(const struct shellbranches *branches)
{
	return branches->depth;
}

void shellbranch_open(struct shellbranches *branches)
{
	if (branches->depth++ < SHELLBRANCH_DEPTH_MAX)
		branches->open[branches->depth - 1] =
			(struct shellbranch_condition){ .branches = 1 };
}

static struct shellbranch_var *find_branch_var(struct shellbranch_condition *condition,
					       const char *name, size_t bytes)
{
	unsigned sum = bootvars_sum(name, bytes);

	for (size_t i = 0; i < condition->count; i++)
		if (condition->list[i].name_sum == sum &&
		    strncmp(condition->list[i].name, name, bytes) == 0 &&
		    !condition->list[i].name[bytes])
			return &condition->list[i];
	return NULL;
}

void shellbranch_note(struct shellbranches *branches, const struct bootvars *vars, const char *name,
		      size_t bytes)
{
	struct shellbranch_condition *condition = innermost_condition(branches);
	const struct bootline *old = bootvars_get(vars, name, bytes);
	struct shellbranch_var *var;

	if (!condition || condition->count >= BOOTVARS_MAX)
		return;
	var = find_branch_var(condition, name, bytes);
	if (!var) {
		condition->list = xarray_grow(condition->list, condition->count,
					      &condition->capacity, sizeof(*condition->list));
		var = &condition->list[condition->count++];
		*var = (struct shellbranch_var){
			.name = xstrndup(name, bytes),
			.name_sum = bootvars_sum(name, bytes),
			.was_set = old,
		};
		if (old)
			bootline_join(&var->before, old);
	}
	var->now = true;
}

/* Words behind "--" and in quotes are read by what stands around them. */
static bool is_plain_text(const char *text)
{
	return !strchr(text, '"') && !strstr(text, "--");
}

static bool same_auditing(const char *left, const char *right)
{
	struct cmdline one, other;

	if (!is_plain_text(left) || !is_plain_text(right))
		return false;
	cmdline_parse(left, &one);
	cmdline_parse(right, &other);
	return one.audit == other.audit && one.audit_odd == other.audit_odd &&
	       one.limit_given == other.limit_given && one.limit == other.limit &&
	       one.limit_unparsable == other.limit_unparsable;
}

/* Takes one more value that the variable may have. */
static void weigh_branch_value(struct shellbranch_var *var, const struct bootline *value)
{
	const char *text = value ? bootline_text(value) : "";

	if (!var->has_after) {
		if (value)
			bootline_join(&var->after, value);
		var->has_after = true;
		return;
	}
	if (value && value->uncertain)
		(value->open_start ? bootline_mark_open
				   : bootline_mark_uncertain)(&var->after, "%s", value->uncertain);
	if (strcmp(bootline_text(&var->after), text) == 0)
		return;
	var->after.varies = true;
	var->differs |= !same_auditing(bootline_text(&var->after), text);
}

/* The branch ends: takes what it set, and puts back what was there before the condition. */
static void end_branch(struct shellbranch_condition *condition, struct bootvars *vars)
{
	for (size_t i = 0; i < condition->count; i++) {
		struct shellbranch_var *var = &condition->list[i];
		struct bootline before = { 0 };

		if (!var->now)
			continue;
		var->now = false;
		var->branches++;
		weigh_branch_value(var, bootvars_find(vars, var->name));
		bootline_join(&before, &var->before);
		if (var->was_set)
			bootvars_set(vars, var->name, strlen(var->name), &before);
		else
			bootvars_unset(vars, var->name);
		bootline_done(&before);
	}
}

void shellbranch_next(struct shellbranches *branches, struct bootvars *vars, bool last)
{
	struct shellbranch_condition *condition = innermost_condition(branches);

	if (!condition || branches->depth > SHELLBRANCH_DEPTH_MAX)
		return;
	end_branch(condition, vars);
	condition->branches++;
	condition->complete |= last;
}

static void settle_branch_var(struct shellbranches *branches, struct shellbranch_var *var,
			      bool always, struct bootvars *vars, const char *path, unsigned number)
{
	if (!always)
		weigh_branch_value(var, var->was_set ? &var->before : NULL);
	if (var->differs)
		bootline_mark_uncertain(&var->after, "%s line %u: assigned under a condition", path,
					number);
	shellbranch_note(branches, vars, var->name, strlen(var->name));
	bootvars_set(vars, var->name, strlen(var->name), &var->after);
	bootline_done(&var->before);
	bootline_done(&var->after);
	free(var->name);
}

void shellbranch_close(struct shellbranches *branches, struct bootvars *vars, const char *path,
		       unsigned number)
{
	struct shellbranch_condition condition;

	if (!branches->depth || branches->depth-- > SHELLBRANCH_DEPTH_MAX)
		return;
	condition = branches->open[branches->depth];
	end_branch(&condition, vars);
	for (size_t i = 0; i < condition.count; i++) {
		struct shellbranch_var *var = &condition.list[i];

		settle_branch_var(branches, var,
				  condition.complete && var->branches == condition.branches, vars,
				  path, number);
	}
	free(condition.list);
	branches->open[branches->depth] = (struct shellbranch_condition){ 0 };
}
