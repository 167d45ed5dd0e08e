/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The readers of boot loader files, one .c file for each format.
 *
 * FORMAT_read reads the files of a root and appends their entries. A file that is not there adds
 * none. Gives: 0; -E2BIG for more than BOOTENTRIES_MAX; otherwise the -errno of a file that cannot
 * be read. FORMAT_parse does the same for one text; its path names it in the entries.
 */
#ifndef AUBACKLOG_BOOTREADERS_H
#define AUBACKLOG_BOOTREADERS_H

#include "bootloader/bootentry.h"
#include "bootloader/bootvars.h"
#include "bootloader/osrelease.h"
#include "input/root.h"

/* The bounds of a folder of drop-ins: files, and their bytes together. A system has some dozens of
 * files; more is -E2BIG. */
#define BOOTREADERS_DROPINS_MAX 512
#define BOOTREADERS_DROPINS_BYTES_MAX (1u << 20)

/*
 * Entries of the Boot Loader Specification, a file each: boot/loader/entries,
 * boot/efi/loader/entries, efi/loader/entries.
 * Takes: the variables that $NAME in options stands for, those of the environment block and of
 * grub.cfg. Several options lines are one line, in order. An entry without options takes
 * default_kernelopts, as GRUB's blscfg does. If the kernel is a unified image, the line is
 * uncertain.
 */
int bls_read(const struct root *root, const struct bootvars *vars, struct bootentries *entries,
	     struct error *err);
int bls_parse(const char *text, const char *path, const struct bootvars *vars,
	      struct bootentries *entries, struct error *err);

/* What the files of GRUB are, besides their entries. */
struct grubcfg_menu {
	bool found;  /* one has a menu, or takes one from files */
	bool blscfg; /* one takes entries in files into its menu */
};

/*
 * grub.cfg and custom.cfg (grubdirs.h): each linux, linux16, linuxefi (and, for Xen, module2)
 * command with the title of its menuentry.
 * Takes: the system, whose folder of an EFI partition is told from those of others: entries there
 * are set aside where this system has files of its own. The variables of the environment block,
 * which load_env makes GRUB's; those of the file are added. No condition is decided, except whether
 * a variable is empty: a variable set under another condition is uncertain when that changes an
 * audit argument. A quote without an end, and a command that a variable names which is not known,
 * add an uncertain entry. Gives also -ELOOP for more than 32 blocks within one another. Source:
 * grub-core/script, util/grub.d/10_linux.in.
 */
int grubcfg_read(const struct root *root, const struct osrelease *os, struct bootvars *vars,
		 struct bootentries *entries, struct grubcfg_menu *ret_menu, struct error *err);
int grubcfg_parse(const char *text, const char *path, struct bootvars *vars,
		  struct bootentries *entries, struct grubcfg_menu *menu, struct error *err);

/* A block has this size, whatever it holds: GRUB writes it in place (grub-core/lib/envblk.c). */
#define GRUBENV_BYTES 1024

/* GRUB's environment block. */
struct grubenv {
	bool known; /* false: there is none */
	char *path; /* in the root; owned */
	char *note; /* the block's fault, in words; or NULL; owned */
	struct bootvars vars;
};

/* Frees all that it owns, and empties it. */
void grubenv_done(struct grubenv *env);

/* Reads the first block of a root (grubdirs.h). Gives: 0, also when there is none; or -errno. */
int grubenv_read(const struct root *root, const struct osrelease *os, struct grubenv *ret_env,
		 struct error *err);

/*
 * Reads a block: name=value, a line each; in a value a backslash protects a backslash and a
 * newline. A block without its signature or of another size is read too, and noted.
 */
void grubenv_parse(const char *text, size_t bytes, const char *path, struct grubenv *ret_env);

/* The labels of extlinux.conf, as U-Boot and extlinux read it: boot/extlinux, extlinux, boot; and
 * of boot/syslinux/syslinux.cfg. */
int extlinux_read(const struct root *root, struct bootentries *entries, struct error *err);
int extlinux_parse(const char *text, const char *path, struct bootentries *entries,
		   struct error *err);

/*
 * Unified kernel images in EFI/Linux of boot/efi, efi and boot. Addons, which append to the line,
 * are not read: the line of an image that may have some is uncertain.
 */
int uki_read(const struct root *root, struct bootentries *entries, struct error *err);

/*
 * Reads the section .cmdline of an image into a line.
 * Takes: a descriptor of the image, its path. The line of an image without the section, of no PE
 * image, or of one cut short is uncertain. Source: the PE format; systemd-stub(7).
 */
void uki_parse(int fd, const char *path, struct bootline *line);

/*
 * etc/default/grub and, where drop_ins says that the platform sources them, the .cfg files of
 * etc/default/grub.d in the order of their names: these alone count only where a folder of GRUB is,
 * because kdump leaves one there on machines without it. Adds the line of an ordinary entry
 * (GRUB_CMDLINE_LINUX, then GRUB_CMDLINE_LINUX_DEFAULT) and that of a recovery entry
 * (GRUB_CMDLINE_LINUX alone); where GRUB_CMDLINE_LINUX_XEN_REPLACE or _XEN_REPLACE_DEFAULT take
 * their place in entries of Xen, the lines of these too. An assignment at which the shell ends
 * makes all of them broken. Source: util/grub-mkconfig.in, util/grub.d/10_linux.in,
 * 20_linux_xen.in; the drop-ins, and sh being dash, are Debian's.
 */
int bootdefaults_read_grub(const struct root *root, bool drop_ins, struct bootentries *entries,
			   struct error *err);

/*
 * U_BOOT_PARAMETERS of etc/default/u-boot and of the files in etc/u-boot-menu/conf.d; none where it
 * is not set, and etc/kernel/cmdline is taken in its place. Source: u-boot-update of u-boot-menu
 * 4.2.
 */
int bootdefaults_read_u_boot(const struct root *root, struct bootentries *entries,
			     struct error *err);

/* cmdline.txt of the firmware of a Raspberry Pi: boot/firmware, boot. */
int firmware_read(const struct root *root, struct bootentries *entries, struct error *err);

/* The sections of etc/zipl.conf that have an image and parameters. Source: zipl.conf(5). */
int zipl_read(const struct root *root, struct bootentries *entries, struct error *err);
int zipl_parse(const char *text, const char *path, struct bootentries *entries, struct error *err);

/*
 * etc/kernel/cmdline (or in its absence the files of etc/cmdline.d, as mkinitcpio takes them) and
 * usr/lib/kernel/cmdline, an entry each: all lines are one, without those
 * that begin with "#". In the line of the running kernel "#" begins no comment. Source:
 * kernel-install(8), ukify(1).
 */
int kernelargs_read(const struct root *root, struct bootentries *entries, struct error *err);

/* The options of etc/kernelstub/configuration, of which kernelstub makes its entries. */
int kernelargs_read_kernelstub(const struct root *root, struct bootentries *entries,
			       struct error *err);
int kernelargs_parse(const char *text, const char *path, enum bootentry_kind kind,
		     struct bootentries *entries, struct error *err);

/* The .toml files of usr/lib/bootc/kargs.d in the order of their names, as one entry; none where
 * the folder is empty. */
int kernelargs_read_bootc(const struct root *root, struct bootentries *entries, struct error *err);

/*
 * Reads the array "kargs" of a TOML file into a line. A file for some architectures only, and one
 * that is not such a TOML file, makes the line uncertain if it may hold an audit argument. Source:
 * bootc's "Kernel arguments".
 */
void kernelargs_parse_bootc(const char *text, const char *path, struct bootline *line);

#endif
