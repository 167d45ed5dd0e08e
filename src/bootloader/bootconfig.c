/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that a root says of kernel command lines. */
#define _GNU_SOURCE
#include "bootloader/bootconfig.h"

#include "base/cleanup.h"
#include "bootloader/bls.h"
#include "bootloader/bootckargs.h"
#include "bootloader/bootdefaults.h"
#include "bootloader/extlinux.h"
#include "bootloader/grubcfg.h"
#include "bootloader/grubenv.h"
#include "bootloader/kernelargs.h"
#include "bootloader/uki.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static void places_done(struct bootconfig_places *places)
{
	for (size_t i = 0; i < places->count; i++)
		bootentry_done(&places->list[i].entry);
	free(places->list);
	*places = (struct bootconfig_places){ 0 };
}

void bootconfig_done(struct bootconfig *config)
{
	osrelease_done(&config->os);
	free(config->host);
	places_done(&config->running);
	places_done(&config->entries);
	places_done(&config->persistent);
	for (size_t i = 0; i < config->n_notes; i++)
		free(config->notes[i]);
	free(config->notes);
	*config = (struct bootconfig){ 0 };
}

static int note(struct bootconfig *config, struct error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int note(struct bootconfig *config, struct error *err, const char *format, ...)
{
	char **grown = reallocarray(config->notes, config->n_notes + 1, sizeof(*grown));
	va_list args;
	int length;

	if (!grown)
		return error_memory(err, "note what was read");
	config->notes = grown;
	va_start(args, format);
	length = vasprintf(&grown[config->n_notes], format, args);
	va_end(args);
	if (length < 0)
		return error_memory(err, "note what was read");
	config->n_notes++;
	return 0;
}

/* Makes places of entries, which are emptied. */
static int take_places(struct bootentries *entries, struct bootconfig_places *places,
		       struct error *err)
{
	struct bootconfig_place *grown = reallocarray(
		places->list, places->count + entries->count + 1, sizeof(*places->list));

	if (!grown)
		return error_memory(err, "read boot entries");
	places->list = grown;
	for (size_t i = 0; i < entries->count; i++) {
		struct bootconfig_place place = { .entry = entries->list[i] };

		cmdline_parse(bootline_text(&place.entry.line), &place.cmdline);
		grown[places->count++] = place;
	}
	entries->count = 0;
	return 0;
}

/* kernelopts of the environment block, which grub.cfg has not yet had a say in. */
static int add_kernelopts(const struct grubenv *env, struct bootentries *entries)
{
	const struct bootline *value = bootvars_find(&env->vars, "kernelopts");
	struct bootentry entry;
	int code;

	if (!value)
		return 0;
	code = bootentry_init(&entry, BOOTENTRY_KERNELOPTS, "kernelopts", strlen("kernelopts"),
			      env->path, 1);
	if (code == 0)
		code = bootline_join(&entry.line, value);
	if (code < 0) {
		bootentry_done(&entry);
		return code;
	}
	return bootentries_add(entries, &entry);
}

static int read_entries(const struct root *root, struct grubenv *env, struct bootconfig *config,
			struct error *err)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code = grubcfg_read(root, &env->vars, &entries, err);

	if (code == 0)
		code = bls_read(root, &env->vars, &entries, err);
	if (code == 0)
		code = extlinux_read(root, &entries, err);
	if (code == 0)
		code = uki_read(root, &entries, err);
	return code == 0 ? take_places(&entries, &config->entries, err) : code;
}

/* Only Debian's grub-mkconfig sources drop-ins. */
static int read_defaults(const struct root *root, struct bootconfig *config,
			 struct bootentries *entries, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	bool debian = osrelease_is_like(&config->os, "debian") || !config->os.known;
	int code = bootdefaults_read_grub(root, debian, entries, err);

	if (code == 0 && !debian) {
		code = root_list(root, "etc/default/grub.d", &names, err);
		if (code == -ENOENT)
			return 0;
		for (size_t i = 0; i < names.count && code == 0; i++)
			if (strstr(names.names[i], ".cfg"))
				return note(
					config, err,
					"etc/default/grub.d has drop-ins, which the grub2-mkconfig of this system does not read");
	}
	return code;
}

static int read_persistent(const struct root *root, const struct grubenv *env,
			   struct bootconfig *config, struct error *err)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code = kernelargs_read(root, &entries, err);

	if (code == 0 && add_kernelopts(env, &entries) < 0)
		code = error_memory(err, "read kernelopts");
	if (code == 0)
		code = bootckargs_read(root, &entries, err);
	if (code == 0)
		code = read_defaults(root, config, &entries, err);
	if (code == 0)
		code = bootdefaults_read_u_boot(root, &entries, err);
	return code == 0 ? take_places(&entries, &config->persistent, err) : code;
}

static int read_boot(const struct root *root, struct bootconfig *config, struct error *err)
{
	CLEANUP(grubenv_done) struct grubenv env = { 0 };
	int code = grubenv_read(root, &env, err);

	if (code == 0 && env.note)
		code = note(config, err, "%s: %s", env.path, env.note);
	if (code == 0)
		code = read_persistent(root, &env, config, err);
	return code == 0 ? read_entries(root, &env, config, err) : code;
}

static int note_bad_rules(struct bootconfig *config, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < config->settings->n_files && code == 0; i++) {
		const struct settings_rules_file *file = &config->settings->files[i];

		if (file->bad_line)
			code = note(config, err,
				    "%s line %u: a setting whose value is not a number", file->path,
				    file->bad_line);
	}
	return code;
}

bool bootconfig_has(const struct bootconfig_places *places, enum bootentry_kind kind)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->list[i].entry.kind == kind)
			return true;
	return false;
}

static bool uses_kernelopts(const struct bootconfig *config)
{
	for (size_t i = 0; i < config->entries.count; i++)
		if (config->entries.list[i].entry.uses_kernelopts)
			return true;
	return false;
}

/*
 * Which persistent source the entries of this machine are made of: by kernel-install where there
 * are entries in files or unified images (etc/kernel/cmdline before usr/lib/kernel/cmdline;
 * kernelopts where the entries refer to it, and then the defaults that grub2-mkconfig writes
 * kernelopts from), by grub-mkconfig or u-boot-update where there is one file of entries. Without
 * an entry each source may be the one.
 */
static bool is_made_of(const struct bootconfig *config, enum bootentry_kind kind)
{
	const struct bootconfig_places *sources = &config->persistent;
	bool bls = bootconfig_has(&config->entries, BOOTENTRY_BLS) ||
		   bootconfig_has(&config->entries, BOOTENTRY_UKI);
	bool grub = bootconfig_has(&config->entries, BOOTENTRY_GRUB_CFG);
	bool cmdline = bootconfig_has(sources, BOOTENTRY_KERNEL_CMDLINE);

	switch (kind) {
	case BOOTENTRY_KERNELOPTS:
		return uses_kernelopts(config);
	case BOOTENTRY_KERNEL_CMDLINE:
		return !config->entries.count || (bls && !uses_kernelopts(config));
	case BOOTENTRY_VENDOR_CMDLINE:
		return !cmdline && (!config->entries.count || (bls && !uses_kernelopts(config)));
	case BOOTENTRY_GRUB_DEFAULTS:
		return !config->entries.count || grub || uses_kernelopts(config) ||
		       (bls && !cmdline && !bootconfig_has(sources, BOOTENTRY_VENDOR_CMDLINE));
	case BOOTENTRY_U_BOOT:
		return !config->entries.count ||
		       bootconfig_has(&config->entries, BOOTENTRY_EXTLINUX);
	default:
		return true;
	}
}

static void decide(struct bootconfig *config)
{
	for (size_t i = 0; i < config->persistent.count; i++)
		config->persistent.list[i].decides =
			is_made_of(config, config->persistent.list[i].entry.kind);
}

static int take_running(struct bootconfig *config, struct error *err)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };

	if (!config->settings->cmdline_text)
		return 0;
	if (kernelargs_parse(config->settings->cmdline_text, "proc/cmdline", BOOTENTRY_RUNNING,
			     &entries) < 0)
		return error_memory(err, "read kernel arguments");
	return take_places(&entries, &config->running, err);
}

/* The name that the machine is given, or that it runs under. */
static int read_host(const struct root *root, struct bootconfig *config, struct error *err)
{
	static const char *const paths[] = { "etc/hostname", "proc/sys/kernel/hostname" };
	int code = 0;

	for (size_t i = 0; i < 2 && code == 0 && !config->host; i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		size_t bytes;

		code = root_read(root, paths[i], 4096, &text, NULL, err);
		bytes = code == 0 ? strcspn(text, " \t\r\n") : 0;
		code = code == -ENOENT ? 0 : code;
		if (!bytes)
			continue;
		config->host = strndup(text, bytes);
		code = config->host ? code : error_memory(err, "read the host name");
	}
	return code;
}

int bootconfig_read(const struct root *root, const struct settings *settings, bool live,
		    struct bootconfig *ret_config, struct error *err)
{
	CLEANUP(bootconfig_done) struct bootconfig config = { .live = live, .settings = settings };
	int code = osrelease_read(root, &config.os, err);

	if (code == 0)
		code = read_host(root, &config, err);
	if (code == 0)
		code = take_running(&config, err);
	if (code == 0)
		code = read_boot(root, &config, err);
	if (code == 0)
		code = note_bad_rules(&config, err);
	if (code < 0)
		return code;
	decide(&config);
	*ret_config = config;
	config = (struct bootconfig){ 0 };
	return 0;
}

const struct bootline_piece *bootconfig_place_of(const struct bootconfig_place *place,
						 const struct cmdline_place *argument)
{
	return argument->count ? bootline_place(&place->entry.line, argument->offset) : NULL;
}

static void add_limits(const struct bootconfig_places *places, bool persistent,
		       struct limit_configured *configured)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];

		if (place->cmdline.limit_given && !place->entry.rescue &&
		    (!persistent || place->decides))
			limit_configure(configured, place->cmdline.limit, place->entry.path);
	}
}

struct limit_configured bootconfig_limit(const struct bootconfig *config, bool with_rules)
{
	struct limit_configured configured = { 0 };

	add_limits(&config->running, false, &configured);
	add_limits(&config->entries, false, &configured);
	add_limits(&config->persistent, true, &configured);
	if (with_rules)
		limit_configure_rules(&configured, &config->settings->in_force.rules,
				      config->settings->in_force.limit_path);
	return configured;
}
