/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a system keeps its kernel command line. */
#include "bootloader/platform.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define KIND(kind) (1u << BOOTENTRY_##kind)
#define KERNEL_CMDLINES (KIND(KERNEL_CMDLINE) | KIND(VENDOR_CMDLINE))
#define GRUB_SOURCES (KIND(GRUB_DEFAULTS) | KIND(XEN_DEFAULTS))

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
	EXTLINUX_BY_HAND,
	NIXOS,
	PROXMOX,
	RHCOS,
	MKINITCPIO,
	KERNELSTUB,
	CMDLINE_TXT,
	ZIPL,
};

static const struct platform platforms[] = {
	[DEBIAN] = {
		.name = "debian-grub",
		.about = "update-grub makes grub.cfg of etc/default/grub and its drop-ins",
		.commands = { "update-grub" },
		.sources = GRUB_SOURCES,
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
		.commands = { "grub2-mkconfig -o *" },
		.menu = "boot/grub2/grub.cfg",
		.sources = GRUB_SOURCES,
		.always = KIND(GRUB_DEFAULTS),
		.applies = true,
	},
	[GRUB] = {
		.name = "grub-mkconfig",
		.about = "grub-mkconfig makes grub.cfg of etc/default/grub",
		.commands = { "grub-mkconfig -o *" },
		.menu = "boot/grub/grub.cfg",
		.sources = GRUB_SOURCES,
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
		.commands = { "kernel-install add <VERSION> #" },
		.sources = KERNEL_CMDLINES,
		.always = KIND(KERNEL_CMDLINE),
		.else_words = "once for each kernel installed",
	},
	[UKI] = {
		.name = "uki",
		.about = "the command line is inside the signed image, which is made of etc/kernel/cmdline",
		.commands = { "kernel-install add <VERSION> #",
			      "ukify build --cmdline=@ --secureboot-private-key=<KEY> --secureboot-certificate=<CERTIFICATE> --output=<IMAGE>.efi.extra.d/audit.addon.efi" },
		.sources = KERNEL_CMDLINES,
		.always = KIND(KERNEL_CMDLINE),
		.else_words = "the first, for each kernel, where images are built on this machine; otherwise the second: an addon, signed with a key that the firmware trusts, adds to the line of a vendor's image",
	},
	[OSTREE] = {
		.name = "ostree",
		.about = "rpm-ostree keeps the arguments with the deployment",
		.commands = { "rpm-ostree kargs --delete-if-present=& --append-if-missing=audit=1 --append-if-missing=audit_backlog_limit=%",
			      "rpm-ostree cleanup -r" },
		.deployments = true,
	},
	[BOOTC] = {
		.name = "bootc",
		.about = "the arguments are files of the image, in usr/lib/bootc/kargs.d",
		.commands = { "bootc upgrade" },
		.sources = KIND(BOOTC),
		.drop_in = "usr/lib/bootc/kargs.d/50-aubacklog.toml",
		.else_words = "the file goes into the image: COPY it in the Containerfile, build, push; the command, on the machine, takes the new image",
	},
	[EXTLINUX] = {
		.name = "extlinux",
		.about = "u-boot-update makes extlinux.conf of etc/default/u-boot, or of etc/kernel/cmdline where that sets nothing",
		.commands = { "u-boot-update" },
		.sources = KIND(U_BOOT) | KIND(KERNEL_CMDLINE),
	},
	[EXTLINUX_BY_HAND] = {
		.name = "extlinux-by-hand",
		.about = "extlinux.conf is written by hand: no command makes it",
		.else_words = "in extlinux.conf, at the end of the APPEND line of each label: audit=1 audit_backlog_limit=%",
	},
	[NIXOS] = {
		.name = "nixos",
		.about = "nixos-rebuild makes the entries of the configuration",
		.commands = { "nixos-rebuild boot" },
		.else_words = "before it, in configuration.nix: security.audit.enable = true; security.audit.backlogLimit = %;",
	},
	[PROXMOX] = {
		.name = "proxmox-boot",
		.about = "proxmox-boot-tool writes entries to partitions of its own: of etc/kernel/cmdline for systemd-boot, of etc/default/grub for GRUB",
		.commands = { "proxmox-boot-tool refresh" },
		.sources = KIND(KERNEL_CMDLINE) | KIND(GRUB_DEFAULTS),
		.sourced = true,
		.drop_in = "etc/default/grub.d/zz-aubacklog.cfg",
	},
	[RHCOS] = {
		.name = "rhcos",
		.about = "the Machine Config Operator gives all nodes of a role their arguments",
		.commands = { "oc apply -f 50-worker-audit-backlog.yaml", "rpm-ostree cleanup -r" },
		.deployments = true,
		.document = "apiVersion: machineconfiguration.openshift.io/v1\n"
			    "kind: MachineConfig\n"
			    "metadata:\n"
			    "  name: 50-worker-audit-backlog\n"
			    "  labels:\n"
			    "    machineconfiguration.openshift.io/role: worker\n"
			    "spec:\n"
			    "  kernelArguments:\n"
			    "    - audit=1\n"
			    "    - audit_backlog_limit=%\n",
		.else_words = "oc is for the cluster, and one such file for each role (worker, master); rpm-ostree is for the node",
	},
	[MKINITCPIO] = {
		.name = "mkinitcpio",
		.about = "mkinitcpio builds the images of etc/kernel/cmdline, or of etc/cmdline.d",
		.commands = { "mkinitcpio -P" },
		.sources = KIND(KERNEL_CMDLINE),
		.always = KIND(KERNEL_CMDLINE),
	},
	[KERNELSTUB] = {
		.name = "kernelstub",
		.about = "kernelstub makes the entries of etc/kernelstub/configuration",
		.commands = { "kernelstub --delete-options=!", "kernelstub --add-options=@" },
	},
	[CMDLINE_TXT] = {
		.name = "raspberry-pi",
		.about = "the firmware reads the command line from cmdline.txt, for all kernels",
		.else_words = "in cmdline.txt of the firmware, at the end of its only line: audit=1 audit_backlog_limit=%",
	},
	[ZIPL] = {
		.name = "zipl",
		.about = "zipl writes the boot record of etc/zipl.conf",
		.else_words = "before it, in etc/zipl.conf, within the parameters= of each section: audit=1 audit_backlog_limit=%",
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

/* The row of an image-based system; -1 for none. */
static int find_image_row(const struct bootconfig *config)
{
	if (has_os_id(&config->os, (const char *const[]){ "rhcos" }, 1))
		return RHCOS;
	if (config->signs.ostree)
		return bootconfig_has(&config->persistent, BOOTENTRY_BOOTC) ? BOOTC : OSTREE;
	if (has_os_id(&config->os, (const char *const[]){ "scos" }, 1))
		return OSTREE;
	return !config->entries.count && bootconfig_has(&config->persistent, BOOTENTRY_BOOTC)
		       ? BOOTC
		       : -1;
}

/* Unified images are built by different tools. */
static int find_uki_row(const struct bootconfig *config)
{
	for (size_t i = 0; i < config->persistent.count; i++)
		if (strcmp(config->persistent.list[i].entry.path, "etc/cmdline.d") == 0)
			return MKINITCPIO;
	return osrelease_is_like(&config->os, "arch") ? MKINITCPIO : UKI;
}

/* Those that are told by the entries alone. */
static int find_row_by_entries(unsigned entries, unsigned sources)
{
	if (entries & KIND(CMDLINE_TXT))
		return CMDLINE_TXT;
	if (entries & KIND(EXTLINUX))
		return sources & (KIND(U_BOOT) | KIND(KERNEL_CMDLINE)) ? EXTLINUX
								       : EXTLINUX_BY_HAND;
	if (sources & KIND(KERNELSTUB) && !(entries & KIND(GRUB_CFG)))
		return KERNELSTUB;
	return entries & KIND(ZIPL) && !(entries & KIND(BLS)) ? ZIPL : -1;
}

/* The row of a system with GRUB's own menu. */
static int find_grub_row(const struct bootconfig *config, int grub2)
{
	const struct osrelease *os = &config->os;
	bool suse = osrelease_is_like(os, "suse") || osrelease_is_like(os, "sles");

	for (size_t i = 0; i < config->entries.count; i++)
		grub2 |= strstr(config->entries.list[i].entry.path, "grub2/") != NULL;
	return osrelease_is_like(os, "debian")	 ? DEBIAN
	       : grub2 || suse || is_red_hat(os) ? GRUB2
						 : GRUB;
}

/* The row by the entries that are there, then by the sources of new ones; or -1. */
static int find_loader_row(const struct bootconfig *config, int grub2)
{
	const struct osrelease *os = &config->os;
	unsigned entries = kinds_of_places(&config->entries);
	unsigned sources = kinds_of_places(&config->persistent);
	bool suse = osrelease_is_like(os, "suse") || osrelease_is_like(os, "sles");
	int row;

	if (os->id && strcmp(os->id, "nixos") == 0)
		return NIXOS;
	if (config->signs.proxmox)
		return PROXMOX;
	if (entries & KIND(UKI))
		return find_uki_row(config);
	if (is_transactional(os))
		return sources & KERNEL_CMDLINES ? SUSE_BLS : MICROOS;
	if (suse && (entries & KIND(BLS) || (!entries && sources & KERNEL_CMDLINES)))
		return SUSE_BLS;
	row = find_row_by_entries(entries, sources);
	if (row >= 0)
		return row;
	if (is_red_hat(os) && (entries & KIND(BLS) || sources & KIND(KERNELOPTS)))
		return GRUBBY;
	if (entries & KIND(BLS) && !(entries & KIND(GRUB_CFG)))
		return SYSTEMD_BOOT;
	if (entries & KIND(GRUB_CFG) || sources & KIND(GRUB_DEFAULTS))
		return find_grub_row(config, grub2);
	if (sources & KIND(U_BOOT))
		return EXTLINUX;
	return sources & KERNEL_CMDLINES ? SYSTEMD_BOOT : -1;
}

/* Where nothing else tells, an empty folder of bootc does: of an image that is being made. */
static int find_row_of_empty_folder(const struct root *root, struct error *err)
{
	int code = has_directory(root, "usr/lib/bootc/kargs.d", err);

	return code < 0 ? code - 1 : code ? BOOTC : -1;
}

int platform_find(const struct root *root, const struct bootconfig *config,
		  const struct platform **ret_platform, struct error *err)
{
	int grub2, row = find_image_row(config);

	if (row < 0) {
		grub2 = has_directory(root, "boot/grub2", err);
		if (grub2 < 0)
			return grub2;
		row = find_loader_row(config, grub2);
	}
	if (row < 0)
		row = find_row_of_empty_folder(root, err);
	if (row < -1)
		return row + 1;
	*ret_platform = row < 0 ? NULL : &platforms[row];
	return 0;
}

int platform_needs_zipl(const struct root *root, struct error *err)
{
	return has_file(root, "etc/zipl.conf", err);
}
