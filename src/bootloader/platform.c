/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a system keeps its kernel command line. */
#include "bootloader/platform.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define KIND(kind) (1u << BOOTENTRY_##kind)
#define KERNEL_CMDLINES (KIND(KERNEL_CMDLINE) | KIND(VENDOR_CMDLINE))

enum {
	DEBIAN,
	GRUBBY,
	GRUB2,
	GRUB,
	SUSE_BLS,
	MICROOS,
	SYSTEMD_BOOT,
	UKI,
	OSTREE,
	BOOTC,
	EXTLINUX,
	NIXOS,
};

static const struct platform platforms[] = {
	[DEBIAN] = {
		.name = "debian-grub",
		.about = "update-grub makes grub.cfg of etc/default/grub and its drop-ins",
		.commands = { "update-grub" },
		.sources = KIND(GRUB_DEFAULTS),
		.always = KIND(GRUB_DEFAULTS),
		.sourced = true,
		.drop_in = "etc/default/grub.d/zz-aubacklog.cfg",
		.applies = true,
	},
	[GRUBBY] = {
		.name = "grubby",
		.about = "grubby changes all boot entries (boot/loader/entries, or kernelopts of grubenv)",
		.commands = { "grubby --update-kernel=ALL --remove-args=! --args=@" },
		.sources = KIND(KERNEL_CMDLINE) | KIND(GRUB_DEFAULTS),
		.applies = true,
		.by_entry = true,
	},
	[GRUB2] = {
		.name = "grub2-mkconfig",
		.about = "grub2-mkconfig makes grub.cfg of etc/default/grub",
		.commands = { "grub2-mkconfig -o /boot/grub2/grub.cfg" },
		.sources = KIND(GRUB_DEFAULTS),
		.always = KIND(GRUB_DEFAULTS),
		.applies = true,
	},
	[GRUB] = {
		.name = "grub-mkconfig",
		.about = "grub-mkconfig makes grub.cfg of etc/default/grub",
		.commands = { "grub-mkconfig -o /boot/grub/grub.cfg" },
		.sources = KIND(GRUB_DEFAULTS),
		.always = KIND(GRUB_DEFAULTS),
		.applies = true,
	},
	[SUSE_BLS] = {
		.name = "suse-bls",
		.about = "sdbootutil makes the entries of etc/kernel/cmdline",
		.commands = { "sdbootutil update-all-entries" },
		.sources = KERNEL_CMDLINES,
		.always = KIND(KERNEL_CMDLINE),
	},
	[MICROOS] = {
		.name = "microos",
		.about = "transactional-update makes grub.cfg of etc/default/grub in a new snapshot",
		.commands = { "transactional-update grub.cfg" },
		.sources = KIND(GRUB_DEFAULTS),
		.always = KIND(GRUB_DEFAULTS),
	},
	[SYSTEMD_BOOT] = {
		.name = "systemd-boot",
		.about = "kernel-install makes each entry of etc/kernel/cmdline",
		.commands = { "kernel-install add <VERSION> /lib/modules/<VERSION>/vmlinuz" },
		.sources = KERNEL_CMDLINES,
		.always = KIND(KERNEL_CMDLINE),
		.else_words = "once for each kernel installed; where /lib/modules holds no image, as on Debian, it is /boot/vmlinuz-<VERSION>",
	},
	[UKI] = {
		.name = "uki",
		.about = "the command line is inside the signed image, which is made of etc/kernel/cmdline",
		.commands = { "kernel-install add <VERSION> /lib/modules/<VERSION>/vmlinuz",
			      "ukify build --cmdline=@ --secureboot-private-key=<KEY> --secureboot-certificate=<CERTIFICATE> --output=<IMAGE>.efi.extra.d/audit.addon.efi" },
		.sources = KERNEL_CMDLINES,
		.always = KIND(KERNEL_CMDLINE),
		.else_words = "the first, for each kernel, where images are built on this machine; otherwise the second: an addon, signed with a key that the firmware trusts, adds to the line of a vendor's image",
	},
	[OSTREE] = {
		.name = "ostree",
		.about = "rpm-ostree keeps the arguments with the deployment",
		.commands = { "rpm-ostree kargs --delete-if-present=& --append-if-missing=audit=1 --append-if-missing=audit_backlog_limit=%" },
	},
	[BOOTC] = {
		.name = "bootc",
		.about = "the arguments are files of the image, in usr/lib/bootc/kargs.d",
		.commands = { "bootc upgrade" },
		.sources = KIND(BOOTC),
		.always = KIND(BOOTC),
		.drop_in = "usr/lib/bootc/kargs.d/50-aubacklog.toml",
		.else_words = "the file goes into the image: COPY it in the Containerfile, build, push; the command, on the machine, takes the new image",
	},
	[EXTLINUX] = {
		.name = "extlinux",
		.about = "u-boot-update makes extlinux.conf of etc/default/u-boot",
		.commands = { "u-boot-update" },
		.sources = KIND(U_BOOT),
		.always = KIND(U_BOOT),
	},
	[NIXOS] = {
		.name = "nixos",
		.about = "nixos-rebuild makes the entries of the configuration",
		.commands = { "nixos-rebuild boot" },
		.else_words = "before it, in configuration.nix: security.audit.enable = true; security.audit.backlogLimit = %;",
	},
};

/* Whether a directory is there. Gives 1, 0, or -errno. */
static int has_directory(const struct root *root, const char *path, struct error *err)
{
	struct root_names names = { 0 };
	int code = root_list(root, path, &names, err);

	root_names_done(&names);
	return code < 0 ? (code == -ENOENT ? 0 : code) : 1;
}

/* Whether a file is there. Gives 1, 0, or -errno. */
static int has_file(const struct root *root, const char *path, struct error *err)
{
	int fd = -1, code = root_open(root, path, &fd, err);

	if (code == 0)
		(void)close(fd);
	return code < 0 ? (code == -ENOENT ? 0 : code) : 1;
}

static unsigned kinds_of_places(const struct bootconfig_places *places)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < places->count; i++)
		kinds |= 1u << places->list[i].entry.kind;
	return kinds;
}

static bool has_os_id(const struct osrelease *os, const char *const *ids, size_t count)
{
	for (size_t i = 0; os->id && i < count; i++)
		if (strcmp(os->id, ids[i]) == 0)
			return true;
	return false;
}

static bool is_transactional(const struct osrelease *os)
{
	static const char *const ids[] = { "opensuse-microos", "sl-micro", "sle-micro",
					   "suse-microos", "opensuse-leap-micro" };

	return has_os_id(os, ids, sizeof(ids) / sizeof(ids[0]));
}

static bool is_red_hat(const struct osrelease *os)
{
	static const char *const ids[] = { "amzn", "ol", "almalinux", "rocky", "centos" };

	return osrelease_is_like(os, "rhel") || osrelease_is_like(os, "fedora") ||
	       has_os_id(os, ids, sizeof(ids) / sizeof(ids[0]));
}

/* The row of an image-based system, told by files that only these have; -1 for none, or an -errno
 * below that. */
static int find_image_row(const struct root *root, const struct bootconfig *config,
			  struct error *err)
{
	static const char *const coreos[] = { "rhcos", "scos" };
	int code = has_directory(root, "usr/lib/bootc/kargs.d", err);

	if (code)
		return code < 0 ? code : BOOTC;
	if (has_os_id(&config->os, coreos, 2))
		return OSTREE;
	code = has_directory(root, "ostree/repo", err);
	if (code == 0)
		code = has_directory(root, "sysroot/ostree/repo", err);
	if (code == 0)
		code = has_file(root, "run/ostree-booted", err);
	return code < 0 ? code : code ? OSTREE : -1;
}

/* The row by the entries that are there, then by the sources of new ones; or -1. */
static int find_loader_row(const struct bootconfig *config, int grub2)
{
	const struct osrelease *os = &config->os;
	unsigned entries = kinds_of_places(&config->entries);
	unsigned sources = kinds_of_places(&config->persistent);
	bool suse = osrelease_is_like(os, "suse") || osrelease_is_like(os, "sles");

	if (os->id && strcmp(os->id, "nixos") == 0)
		return NIXOS;
	if (entries & KIND(UKI))
		return UKI;
	if (is_transactional(os))
		return sources & KERNEL_CMDLINES ? SUSE_BLS : MICROOS;
	if (suse && (entries & KIND(BLS) || (!entries && sources & KERNEL_CMDLINES)))
		return SUSE_BLS;
	if (entries & KIND(EXTLINUX))
		return EXTLINUX;
	if (is_red_hat(os) && (entries & KIND(BLS) || sources & KIND(KERNELOPTS)))
		return GRUBBY;
	if (entries & KIND(BLS) && !(entries & KIND(GRUB_CFG)))
		return SYSTEMD_BOOT;
	if (entries & KIND(GRUB_CFG) || sources & KIND(GRUB_DEFAULTS))
		return osrelease_is_like(os, "debian")	 ? DEBIAN
		       : grub2 || suse || is_red_hat(os) ? GRUB2
							 : GRUB;
	if (sources & KIND(U_BOOT))
		return EXTLINUX;
	return sources & KERNEL_CMDLINES ? SYSTEMD_BOOT : -1;
}

int platform_find(const struct root *root, const struct bootconfig *config,
		  const struct platform **ret_platform, struct error *err)
{
	int grub2, row = find_image_row(root, config, err);

	if (row < -1)
		return row;
	if (row < 0) {
		grub2 = has_directory(root, "boot/grub2", err);
		if (grub2 < 0)
			return grub2;
		row = find_loader_row(config, grub2);
	}
	*ret_platform = row < 0 ? NULL : &platforms[row];
	return 0;
}

int platform_needs_zipl(const struct root *root, struct error *err)
{
	return has_file(root, "etc/zipl.conf", err);
}
