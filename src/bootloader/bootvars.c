/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of boot loader files. */
#include "bootloader/bootvars.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void bootvar_done(struct bootvar *var)
{
	free(var->name);
	bootline_done(&var->value);
}

void bootvars_done(struct bootvars *vars)
{
	for (size_t i = 0; i < vars->count; i++)
		bootvar_done(&vars->list[i]);
	free(vars->list);
	free(vars->uncertain);
	free(vars->broken);
	*vars = (struct bootvars){ 0 };
}

unsigned bootvars_sum(const char *name, size_t bytes)
{
	unsigned sum = 2166136261u;

	for (size_t i = 0; i < bytes; i++)
		sum = (sum ^ (unsigned char)name[i]) * 16777619u;
	return sum;
}

static struct bootvar *find_bootvar(const struct bootvars *vars, const char *name, size_t bytes)
{
	unsigned sum = bootvars_sum(name, bytes);

	for (size_t i = 0; i < vars->count; i++)
		if (vars->list[i].name_sum == sum &&
		    strncmp(vars->list[i].name, name, bytes) == 0 && !vars->list[i].name[bytes])
			return &vars->list[i];
	return NULL;
}

const struct bootline *bootvars_get(const struct bootvars *vars, const char *name, size_t bytes)
{
	const struct bootvar *var = find_bootvar(vars, name, bytes);

	return var ? &var->value : NULL;
}

const struct bootline *bootvars_find(const struct bootvars *vars, const char *name)
{
	return bootvars_get(vars, name, strlen(name));
}

static struct bootvar *add_bootvar(struct bootvars *vars, const char *name, size_t bytes)
{
	vars->list = xarray_grow(vars->list, vars->count, &vars->capacity, sizeof(*vars->list));
	vars->list[vars->count] = (struct bootvar){
		.name = xstrndup(name, bytes),
		.name_sum = bootvars_sum(name, bytes),
	};
	return &vars->list[vars->count++];
}

void bootvars_set(struct bootvars *vars, const char *name, size_t bytes, struct bootline *value)
{
	struct bootvar *var = find_bootvar(vars, name, bytes);

	if (!var && vars->count == BOOTVARS_MAX) {
		bootvars_mark_uncertain(vars, "more than %d variables are set", BOOTVARS_MAX);
		bootline_done(value);
		return;
	}
	if (!var)
		var = add_bootvar(vars, name, bytes);
	bootline_done(&var->value);
	var->value = *value;
	*value = (struct bootline){ 0 };
}

void bootvars_unset(struct bootvars *vars, const char *name)
{
	struct bootvar *var = find_bootvar(vars, name, strlen(name));

	if (!var)
		return;
	bootvar_done(var);
	*var = vars->list[--vars->count];
}

void bootvars_mark_uncertain(struct bootvars *vars, const char *format, ...)
{
	va_list args;

	if (vars->uncertain)
		return;
	va_start(args, format);
	vars->uncertain = xvasprintf(format, args);
	va_end(args);
}

void bootvars_mark_broken(struct bootvars *vars, const char *format, ...)
{
	va_list args;

	if (vars->broken)
		return;
	va_start(args, format);
	vars->broken = xvasprintf(format, args);
	va_end(args);
}
