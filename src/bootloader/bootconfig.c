/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All kernel command lines of a root. */
#include "bootloader/bootconfig.h"

#include "bootloader/bootreaders.h"
#include "bootloader/generations.h"
#include "bootloader/strangers.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void bootconfig_places_done(struct bootconfig_places *places)
{
	for (size_t i = 0; i < places->count; i++)
		bootentry_done(&places->list[i].entry);
	free(places->list);
	*places = (struct bootconfig_places){ 0 };
}

void bootconfig_done(struct bootconfig *config)
{
	osrelease_done(&config->os);
	bootconfig_places_done(&config->running);
	bootconfig_places_done(&config->entries);
	bootconfig_places_done(&config->aside);
	bootconfig_places_done(&config->persistent);
	for (size_t i = 0; i < config->n_notes; i++)
		free(config->notes[i]);
	free(config->notes);
	*config = (struct bootconfig){ 0 };
}

static void add_config_note(struct bootconfig *config, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add_config_note(struct bootconfig *config, const char *format, ...)
{
	va_list args;

	config->notes = xreallocarray(config->notes, config->n_notes + 1, sizeof(*config->notes));
	va_start(args, format);
	config->notes[config->n_notes++] = xvasprintf(format, args);
	va_end(args);
}

/* GRUB puts "BOOT_IMAGE=KERNEL " in front. */
static size_t prefix_bytes(const struct bootentry *entry)
{
	bool grub = entry->kind == BOOTENTRY_GRUB_CFG || entry->kind == BOOTENTRY_BLS;

	return grub && entry->kernel ? strlen("BOOT_IMAGE= ") + strlen(entry->kernel) : 0;
}

/* Reads a line as far as the kernel takes it. */
static void parse_place(struct bootconfig_place *place)
{
	const char *text = bootline_text(&place->entry.line);
	size_t prefix = prefix_bytes(&place->entry), bytes = strlen(text);
	size_t most = place->entry.kind == BOOTENTRY_ZIPL ? BOOTCONFIG_LINE_BYTES_S390
							  : BOOTCONFIG_LINE_BYTES;
	size_t room = most - 1 - (prefix < most - 1 ? prefix : most - 1);
	CLEANUP(cleanup_free) char *taken = xstrndup(text, bytes < room ? bytes : room);

	while (bytes && isspace((unsigned char)text[bytes - 1]))
		bytes--;
	place->bytes = prefix + bytes;
	place->cut = bytes > room;
	cmdline_parse(taken, &place->cmdline);
}

static void add_place(struct bootentry *entry, struct bootconfig_places *places)
{
	struct bootconfig_place place = { .entry = *entry };

	*entry = (struct bootentry){ 0 };
	parse_place(&place);
	places->list =
		xarray_grow(places->list, places->count, &places->capacity, sizeof(*places->list));
	places->list[places->count++] = place;
}

/* Makes places of entries, which are emptied. */
static void take_places(struct bootentries *entries, struct bootconfig_places *places)
{
	for (size_t i = 0; i < entries->count; i++)
		add_place(&entries->list[i], places);
	entries->count = 0;
}

/* The machine-id, or NULL. */
static int read_system_id(const struct root *root, char **ret_id, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, "etc/machine-id", 4096, &text, NULL, err);

	if (code == 0 && strspn(text, "0123456789abcdef") == 32)
		*ret_id = xstrndup(text, 32);
	return code == -ENOENT ? 0 : code;
}

/* Parts the entries of this system that its boot loader reads from all others. */
static int sort_entries(const struct root *root, struct bootconfig *config,
			struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *id = NULL;
	struct strangers_machine machine = {
		.os = &config->os,
		.running = config->settings->cmdline_text,
	};
	int code = read_system_id(root, &id, err);

	machine.machine_id = id;
	if (code == 0 && config->os.id && strcmp(config->os.id, "nixos") == 0)
		code = generations_set_aside(root, entries, err);
	for (size_t i = 0; i < entries->count; i++) {
		struct bootentry *entry = &entries->list[i];

		strangers_set_aside(&machine, entry);
		loader_set_aside(&config->signs, entry);
		config->signs.ostree |= !entry->aside && loader_is_deployment(entry);
		add_place(entry, entry->aside ? &config->aside : &config->entries);
	}
	entries->count = 0;
	return code;
}

/* Adds kernelopts of the environment block, before grub.cfg can change it. */
static int add_kernelopts(const struct grubenv *env, struct bootentries *entries, struct error *err)
{
	const struct bootline *value = bootvars_find(&env->vars, "kernelopts");
	struct bootentry entry;

	if (!value)
		return 0;
	bootentry_init(&entry, BOOTENTRY_KERNELOPTS, "kernelopts", env->path, 1);
	bootline_join(&entry.line, value);
	return bootentries_add(entries, &entry, err);
}

static int read_boot_entries(const struct root *root, struct grubenv *env,
			     struct bootconfig *config, struct error *err)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code = grubcfg_read(root, &config->os, &env->vars, &entries, &config->signs.menu, err);

	if (code == 0)
		code = bls_read(root, &env->vars, &entries, err);
	if (code == 0)
		code = extlinux_read(root, &entries, err);
	if (code == 0)
		code = uki_read(root, &entries, err);
	if (code == 0)
		code = firmware_read(root, &entries, err);
	if (code == 0)
		code = zipl_read(root, &entries, err);
	return code == 0 ? sort_entries(root, config, &entries, err) : code;
}

/* Notes drop-ins on a system whose grub-mkconfig does not source them. */
static int note_drop_ins(const struct root *root, struct bootconfig *config, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, "etc/default/grub.d", &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		if (!strstr(names.names[i], ".cfg"))
			continue;
		add_config_note(
			config,
			"etc/default/grub.d has drop-ins, which the grub2-mkconfig of this system does not read");
		break;
	}
	return code == -ENOENT ? 0 : code;
}

/* Only Debian's grub-mkconfig sources drop-ins. */
static int read_grub_defaults(const struct root *root, struct bootconfig *config,
			      struct bootentries *entries, struct error *err)
{
	bool debian = osrelease_is_like(&config->os, "debian") || !config->os.known;
	int code = bootdefaults_read_grub(root, debian, entries, err);

	return code == 0 && !debian ? note_drop_ins(root, config, err) : code;
}

static int read_persistent_sources(const struct root *root, const struct grubenv *env,
				   struct bootconfig *config, struct error *err)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code = kernelargs_read(root, &entries, err);

	if (code == 0)
		code = add_kernelopts(env, &entries, err);
	if (code == 0)
		code = kernelargs_read_bootc(root, &entries, err);
	if (code == 0)
		code = read_grub_defaults(root, config, &entries, err);
	if (code == 0)
		code = bootdefaults_read_u_boot(root, &entries, err);
	if (code == 0)
		code = kernelargs_read_kernelstub(root, &entries, err);
	if (code == 0)
		take_places(&entries, &config->persistent);
	return code;
}

static int read_boot_files(const struct root *root, struct bootconfig *config, struct error *err)
{
	CLEANUP(grubenv_done) struct grubenv env = { 0 };
	int code = grubenv_read(root, &config->os, &env, err);

	if (code == 0 && env.note)
		add_config_note(config, "%s: %s", env.path, env.note);
	if (code == 0)
		code = read_persistent_sources(root, &env, config, err);
	return code == 0 ? read_boot_entries(root, &env, config, err) : code;
}

static void note_bad_rules(struct bootconfig *config)
{
	for (size_t i = 0; i < config->settings->n_files; i++) {
		const struct settings_rules_file *file = &config->settings->files[i];

		if (file->bad_line)
			add_config_note(config, "%s line %u: a setting whose value is not a number",
					file->path, file->bad_line);
	}
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

/* Whether new entries in files and unified images are made of etc/kernel/cmdline, or of the
 * vendor's in its absence. */
static bool is_made_of_cmdline(const struct bootconfig *config)
{
	bool bls = bootconfig_has(&config->entries, BOOTENTRY_BLS) ||
		   bootconfig_has(&config->entries, BOOTENTRY_UKI);

	if (config->signs.proxmox)
		return !config->signs.boot_image;
	return !config->entries.count || (bls && !uses_kernelopts(config)) ||
	       (bootconfig_has(&config->entries, BOOTENTRY_EXTLINUX) &&
		!bootconfig_has(&config->persistent, BOOTENTRY_U_BOOT));
}

static bool is_made_of_grub_defaults(const struct bootconfig *config)
{
	const struct bootconfig_places *sources = &config->persistent;
	bool bls = bootconfig_has(&config->entries, BOOTENTRY_BLS) ||
		   bootconfig_has(&config->entries, BOOTENTRY_UKI);
	bool cmdline = bootconfig_has(sources, BOOTENTRY_KERNEL_CMDLINE) ||
		       bootconfig_has(sources, BOOTENTRY_VENDOR_CMDLINE) ||
		       bootconfig_has(sources, BOOTENTRY_KERNELSTUB);

	if (config->signs.proxmox)
		return !config->signs.stub;
	return (!config->entries.count && !config->signs.stub) ||
	       bootconfig_has(&config->entries, BOOTENTRY_GRUB_CFG) || uses_kernelopts(config) ||
	       (bls && !cmdline && !config->signs.stub);
}

static bool has_xen_entry(const struct bootconfig *config)
{
	for (size_t i = 0; i < config->entries.count; i++)
		if (config->entries.list[i].entry.xen)
			return true;
	return false;
}

/*
 * Whether entries of this machine are made of a persistent source. Entries in files and unified
 * images are made by kernel-install: of kernelopts where they refer to it, and then of the defaults
 * that grub2-mkconfig writes kernelopts from; otherwise of etc/kernel/cmdline, or of
 * usr/lib/kernel/cmdline where that is not there. A single file of entries is made by grub-mkconfig
 * or u-boot-update. Deployments of ostree keep their own arguments, and bootc's files are only for
 * those that are yet to be made. On a machine without an entry each source may be the one.
 */
static bool is_effective_source(const struct bootconfig *config, enum bootentry_kind kind)
{
	bool none = !config->entries.count;

	if (config->signs.ostree)
		return kind == BOOTENTRY_BOOTC && none;
	switch (kind) {
	case BOOTENTRY_KERNELOPTS:
		return uses_kernelopts(config);
	case BOOTENTRY_KERNEL_CMDLINE:
		return is_made_of_cmdline(config);
	case BOOTENTRY_VENDOR_CMDLINE:
		return is_made_of_cmdline(config) &&
		       !bootconfig_has(&config->persistent, BOOTENTRY_KERNEL_CMDLINE);
	case BOOTENTRY_GRUB_DEFAULTS:
		return is_made_of_grub_defaults(config);
	case BOOTENTRY_XEN_DEFAULTS:
		return has_xen_entry(config);
	case BOOTENTRY_U_BOOT:
		return none || bootconfig_has(&config->entries, BOOTENTRY_EXTLINUX);
	case BOOTENTRY_BOOTC:
		return none;
	default:
		return true;
	}
}

static void find_effective_sources(struct bootconfig *config)
{
	for (size_t i = 0; i < config->persistent.count; i++)
		config->persistent.list[i].effective =
			is_effective_source(config, config->persistent.list[i].entry.kind);
}

static int take_running_line(struct bootconfig *config, struct error *err)
{
	CLEANUP(bootentries_done) struct bootentries entries = { 0 };
	int code;

	if (!config->settings->cmdline_text)
		return 0;
	code = kernelargs_parse(config->settings->cmdline_text, "proc/cmdline", BOOTENTRY_RUNNING,
				&entries, err);
	if (code == 0)
		take_places(&entries, &config->running);
	return code;
}

int bootconfig_read(const struct root *root, const struct settings *settings, bool live,
		    struct bootconfig *ret_config, struct error *err)
{
	CLEANUP(bootconfig_done) struct bootconfig config = { .live = live, .settings = settings };
	int code = osrelease_read(root, &config.os, err);

	if (root_has_mounted_proc(root))
		add_config_note(&config, "%s", ROOT_MOUNTED_PROC);
	if (code == 0)
		code = take_running_line(&config, err);
	if (code == 0)
		code = loader_find_signs(root, settings->cmdline_text, live, &config.signs, err);
	if (code == 0)
		code = read_boot_files(root, &config, err);
	if (code < 0)
		return code;
	note_bad_rules(&config);
	find_effective_sources(&config);
	*ret_config = config;
	config = (struct bootconfig){ 0 };
	return 0;
}

const struct bootline_piece *bootconfig_place_of(const struct bootconfig_place *place,
						 const struct cmdline_place *argument)
{
	return argument->count ? bootline_place(&place->entry.line, argument->offset) : NULL;
}

size_t bootconfig_ordinary(const struct bootconfig *config)
{
	size_t count = 0;

	for (size_t i = 0; i < config->entries.count; i++)
		count += !config->entries.list[i].entry.rescue;
	return count;
}

bool bootconfig_is_image(const struct bootconfig *config)
{
	return !config->entries.count && !config->running.count &&
	       bootconfig_has(&config->persistent, BOOTENTRY_BOOTC);
}

char *bootconfig_no_entry(const struct bootconfig *config)
{
	const struct loader_signs *signs = &config->signs;

	if (bootconfig_ordinary(config) || bootconfig_is_image(config))
		return NULL;
	if (signs->proxmox)
		return xstrdup("no boot entry was read: proxmox-boot-tool writes them to the "
			       "partitions of " LOADER_PROXMOX_FILE ", which are not mounted");
	if (signs->boot_in_fstab)
		return xstrdup("no boot entry was read: etc/fstab has /boot of its own, which is "
			       "not mounted here");
	if (config->aside.count)
		return xasprintf("no boot entry was read: none of the %zu that are there is one "
				 "that this machine boots by itself",
				 config->aside.count);
	return xstrdup("no boot entry was read: there is none of a boot loader that is known here");
}

bool bootconfig_is_container(const struct bootconfig *config)
{
	/* An image of bootc is built in a container. */
	return config->signs.container && !config->entries.count &&
	       !bootconfig_has(&config->persistent, BOOTENTRY_BOOTC);
}

static void add_configured_limits(const struct bootconfig_places *places, bool persistent,
				  struct limit_configured *configured)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];

		if (place->cmdline.limit_given && !place->entry.rescue &&
		    (!persistent || place->effective))
			limit_configure(configured, place->cmdline.limit, place->entry.path);
	}
}

struct limit_configured bootconfig_limit(const struct bootconfig *config, bool with_rules)
{
	struct limit_configured configured = { 0 };

	add_configured_limits(&config->running, false, &configured);
	add_configured_limits(&config->entries, false, &configured);
	add_configured_limits(&config->persistent, true, &configured);
	if (with_rules)
		limit_configure_rules(&configured, &config->settings->in_force.rules,
				      config->settings->in_force.limit_path);
	return configured;
}
