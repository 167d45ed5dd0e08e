/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of boot loader files. */
#include "bootloader/bootvars.h"

#include "base/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void var_done(struct bootvar *var)
{
	free(var->name);
	bootline_done(&var->value);
}

void bootvars_done(struct bootvars *vars)
{
	for (size_t i = 0; i < vars->count; i++)
		var_done(&vars->list[i]);
	free(vars->list);
	free(vars->unclear);
	*vars = (struct bootvars){ 0 };
}

static struct bootvar *look_up(const struct bootvars *vars, const char *name, size_t bytes)
{
	for (size_t i = 0; i < vars->count; i++)
		if (strncmp(vars->list[i].name, name, bytes) == 0 && !vars->list[i].name[bytes])
			return &vars->list[i];
	return NULL;
}

const struct bootline *bootvars_get(const struct bootvars *vars, const char *name, size_t bytes)
{
	const struct bootvar *var = look_up(vars, name, bytes);

	return var ? &var->value : NULL;
}

const struct bootline *bootvars_find(const struct bootvars *vars, const char *name)
{
	return bootvars_get(vars, name, strlen(name));
}

static struct bootvar *add(struct bootvars *vars, const char *name, size_t bytes)
{
	struct bootvar *grown =
		array_grow(vars->list, vars->count, &vars->capacity, sizeof(*grown));

	if (!grown)
		return NULL;
	vars->list = grown;
	grown[vars->count] = (struct bootvar){ .name = strndup(name, bytes) };
	return grown[vars->count].name ? &grown[vars->count++] : NULL;
}

int bootvars_set(struct bootvars *vars, const char *name, size_t bytes, struct bootline *value)
{
	struct bootvar *var = look_up(vars, name, bytes);

	if (!var)
		var = add(vars, name, bytes);
	if (!var) {
		bootline_done(value);
		return -ENOMEM;
	}
	bootline_done(&var->value);
	var->value = *value;
	*value = (struct bootline){ 0 };
	return 0;
}

void bootvars_unset(struct bootvars *vars, const char *name)
{
	struct bootvar *var = look_up(vars, name, strlen(name));

	if (!var)
		return;
	var_done(var);
	*var = vars->list[--vars->count];
}
