/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boot loader files are read as their boot loaders read them, and every part keeps its place. */
#define _GNU_SOURCE
#include "bootloader/bootreaders.h"
#include "bootloader/shellvars.h"
#include "evidence/cmdline.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void line_is(const struct bootline *line, const char *text)
{
	assert_non_null(line);
	assert_string_equal(bootline_text(line), text);
}

static void variable_is(const char *text, const char *value)
{
	struct bootvars vars = { 0 };

	shellvars_parse(text, "f", &vars);
	line_is(bootvars_find(&vars, "A"), value);
	assert_null(bootvars_find(&vars, "A")->uncertain);
	assert_null(vars.uncertain);
	bootvars_done(&vars);
}

static void reads_shell_assignments(void **state)
{
	(void)state;
	variable_is("A=quiet\n", "quiet");
	variable_is("A=\"audit=1 quiet\" # A=no\n", "audit=1 quiet");
	variable_is("A='audit=1 $B'", "audit=1 $B");
	variable_is("A=a\\ b\\\nc", "a bc");
	variable_is("A=\"a \\\n  b\"", "a   b");
	variable_is("A=\"a\"'b'c", "abc");
	variable_is("A=\"\\\"x\\\" \\n\"", "\"x\" \\n");
	variable_is("A=1\nA+=\" 2\"\n", "1 2");
	variable_is("A=1; A=\"$A 2\"; A=\"${A} 3\"", "1 2 3");
	variable_is("export A=1 B=2\n", "1");
	variable_is("#A=1\nA=\n", "");
	variable_is("A=1 # quiet\n\n# A=2\n", "1");
	variable_is("A=$UNSET\"x\"", "x");
	variable_is("B=$(uname -r)\nA=1\nC=`lsb_release -i -s 2> /dev/null || echo Debian`\n", "1");
	variable_is("A=1\nif [ -f x ]; then\n B=2\nfi\necho A=3\n", "1");
	variable_is("A=1 # x; A=2\n# A=3; A=4\n", "1");
	variable_is("B=\"$(echo \")\" ')')\"\nA=1", "1");
	variable_is("\v\n\f B\nA=1\v\r\n", "1\v\r");
	variable_is("B=1\xa0\n\xa0\nA=1\n", "1");
	variable_is("unset B\nA=\"#1\"", "#1");
	variable_is("A=${B:-1}", "1");
	variable_is("B=\nA=\"${B:-audit=1 x} y\"", "audit=1 x y");
	variable_is("B=\nA=\"${B-audit=1 x} y\"", " y");
	variable_is("A=\"${A:+$A }\\$tuned_params\"", "$tuned_params");
	variable_is("A=x\nA=\"${A:+$A }\\$tuned_params\"", "x $tuned_params");
	variable_is("B=quiet\nA=\"${B%et} audit=1\"", "quiet audit=1");
}

static void variable_is_unclear(const char *text)
{
	struct bootvars vars = { 0 };

	shellvars_parse(text, "f", &vars);
	assert_true(vars.uncertain ||
		    (bootvars_find(&vars, "A") && bootvars_find(&vars, "A")->uncertain));
	bootvars_done(&vars);
}

static void says_what_only_a_shell_knows(void **state)
{
	(void)state;
	variable_is_unclear("A=$(cat /x)");
	variable_is_unclear("A=\"a `cat /x` b\"");
	variable_is_unclear("B='audit=1 x'\nA=${B%x}");
	variable_is_unclear("A=${B:=1}");
	variable_is_unclear("A=${B:-");
	variable_is_unclear("B=$(x)\nA=audit=$B");
	variable_is_unclear("A=$((1 + 2))");
	variable_is_unclear("if true; then A=audit=1; fi");
	variable_is_unclear("if true; then\nA=audit=1\nfi");
	variable_is_unclear("A=audit=1\nif true; then\nA=x\nfi");
	variable_is_unclear("[ -f x ] && A=audit=1");
	variable_is_unclear("case x in\nx) A=audit=1 ;;\nesac");
	variable_is_unclear("f() {\nA=audit=1\n}\nf");
	variable_is_unclear("if true; then B=1; else B=0; fi\nA=\"audit=$B\"");
	variable_is_unclear("if true; then A=audit=1; else A=x; fi");
	variable_is_unclear("if true; then A=audit=1; elif true; then A='x audit=1'; fi");
	variable_is_unclear("A=audit=1\nif true; then A=\"$A --\"; fi\nA=\"$A x\"");
	variable_is_unclear("if a; then if b; then A=audit=1; fi; else A=audit=1; fi");
	variable_is_unclear(". /etc/other\nA=1");
	variable_is_unclear("eval B=1\nA=1");
	variable_is_unclear("A=\"no end");
	variable_is_unclear("A=1\nB=\"no end\n");
	variable_is_unclear("A=1\nB=$(no end\n");
	variable_is_unclear("B=$(x)\nA=\"$B 1\"");
}

/* Branches that say the same of auditing leave nothing open. */
static void reads_branches(void **state)
{
	(void)state;
	variable_is("A=audit=1\nif true; then\nA=\"$A efi=debug\"\nfi", "audit=1 efi=debug");
	variable_is("if true; then A='audit=1 x'; else A='audit=1 y'; fi", "audit=1 x");
	variable_is("if a; then A='audit=1 x'; elif b; then A='audit=1 z'; else A='audit=1 y'; fi",
		    "audit=1 x");
	variable_is("A=x\n[ -f y ] && A=\"$A y\"", "x y");
	variable_is("A='audit=1'\nfor i in 1 2; do A=\"$A x$i\"; done", "audit=1 x");
	variable_is("if a; then B=x; else B=y; fi\nA=\"$B audit=1\"", "x audit=1");
	variable_is("A=audit=1\nif a; then if b; then A=\"$A x\"; fi; A=\"$A y\"; fi",
		    "audit=1 x y");
}

static void shell_ends(const char *text, bool plain_sh)
{
	struct bootvars vars = { .ends_on_error = true, .plain_sh = plain_sh };

	shellvars_parse(text, "f", &vars);
	assert_non_null(vars.broken);
	bootvars_done(&vars);
}

static void shell_goes_on(const char *text, bool plain_sh)
{
	struct bootvars vars = { .ends_on_error = true, .plain_sh = plain_sh };

	shellvars_parse(text, "f", &vars);
	assert_null(vars.broken);
	bootvars_done(&vars);
}

static void tells_what_ends_the_shell(void **state)
{
	(void)state;
	shell_ends("A+=1", true);
	shell_ends("A=quiet splash nomodeset", true);
	shell_ends("A=quiet splash nomodeset", false);
	shell_ends("A = 1", false);
	shell_ends("A = \"audit=1\"", true);
	shell_ends("A= \"audit=1\"", true);
	shell_ends("A=(x y)", true);
	shell_ends("source /etc/other", true);
	shell_ends("A=${B//x/y}", true);
	shell_goes_on("A+=1", false);
	shell_goes_on("A=1 B=2 # x y", true);
	shell_goes_on("export A=1 B\nexport C", true);
	shell_goes_on("A='quiet splash'\nB=\"x\"", true);
	shell_goes_on("[ -f x ] && A=1 || true\n[ x = y ] || B=2", true);
	shell_goes_on("A=`lsb_release -i -s 2> /dev/null || echo Debian`", true);
	shell_goes_on("A=1\n\n\t# = x\n", true);
}

static void unset_takes_away(void **state)
{
	struct bootvars vars = { 0 };

	(void)state;
	shellvars_parse("A=1\nB=2\nunset A\n", "f", &vars);
	assert_null(bootvars_find(&vars, "A"));
	line_is(bootvars_find(&vars, "B"), "2");
	bootvars_done(&vars);
}

static void what_is_made_of_itself_stays_small(void **state)
{
	struct bootvars vars = { 0 };
	struct bootentries entries = { 0 };
	struct grubcfg_menu seen = { 0 };
	static char menu[BOOTENTRIES_MAX * 32];
	char text[4096] = "A=0123456789\n";
	size_t used = strlen(text);

	(void)state;
	for (int i = 0; i < 100; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "A=\"$A$A\"\n");
	shellvars_parse(text, "f", &vars);
	assert_true(bootvars_find(&vars, "A")->bytes <= BOOTLINE_BYTES_MAX);
	assert_non_null(strstr(bootvars_find(&vars, "A")->uncertain, "longer than"));
	used = 0;
	for (int i = 0; i <= BOOTENTRIES_MAX; i++)
		used += (size_t)snprintf(menu + used, sizeof(menu) - used, "linux /vmlinuz $A\n");
	assert_int_equal(grubcfg_parse(menu, "g", &vars, &entries, &seen, NULL), -E2BIG);
	assert_int_equal(entries.count, BOOTENTRIES_MAX);
	bootentries_done(&entries);
	bootvars_done(&vars);
}

static void parts_keep_their_place(void **state)
{
	struct bootvars vars = { 0 };
	const struct bootline *line;

	(void)state;
	shellvars_parse("\nA=\"quiet\"\n", "grub", &vars);
	shellvars_parse("#\n\nA=\"$A \\\naudit=1\"\n", "drop", &vars);
	line = bootvars_find(&vars, "A");
	line_is(line, "quiet audit=1");
	assert_string_equal(bootline_place(line, 0)->path, "grub");
	assert_int_equal(bootline_place(line, 0)->number, 2);
	assert_string_equal(bootline_place(line, 6)->path, "drop");
	assert_int_equal(bootline_place(line, 6)->number, 4);
	bootvars_done(&vars);
}

static void entry_is(const struct bootentries *entries, size_t at, const char *title,
		     const char *text, bool rescue)
{
	assert_true(at < entries->count);
	assert_string_equal(entries->list[at].title, title);
	line_is(&entries->list[at].line, text);
	assert_int_equal(entries->list[at].rescue, rescue);
}

static void reads_grub_cfg(void **state)
{
	static const char text[] =
		"### BEGIN /etc/grub.d/00_header ###\n"
		"if [ -s $prefix/grubenv ]; then\n  set have_grubenv=true\n  load_env\nfi\n"
		"if [ \"${next_entry}\" ] ; then\n   set default=\"${next_entry}\"\nfi\n"
		"function gfxmode {\n\tset gfxpayload=\"${1}\"\n}\n"
		"menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-1' {\n"
		"\tload_video\n\tif [ x$grub_platform = xxen ]; then insmod xzio; fi\n"
		"\tlinux\t/boot/vmlinuz-6.1 root=UUID=1 ro audit=1 \"dyndbg=file a +p\" quiet\n"
		"\tinitrd\t/boot/initrd.img-6.1\n}\n"
		"submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced-1' {\n"
		"\tmenuentry 'Debian, with Linux 6.1 (recovery mode)' {\n"
		"\t\tlinux\t/boot/vmlinuz-6.1 root=UUID=1 ro single \\\n\t\t\tnomodeset\n\t}\n"
		"\tmenuentry 'Debian, Wiederherstellung' $menuentry_id_option 'gnulinux-6.1-recovery-1' {\n"
		"\t\tlinuxefi /vmlinuz single\n\t}\n}\n"
		"# linux /boot/vmlinuz comment\n"
		"menuentry 'Xen' {\n multiboot2 /xen.gz placeholder\n module2 /vmlinuz placeholder audit=1\n"
		" module2 --nounzip /initrd\n}\nlinux16 /vmlinuz plain\n";
	struct bootvars vars = { 0 };
	struct bootentries entries = { 0 };
	struct grubcfg_menu seen = { 0 };

	(void)state;
	assert_int_equal(grubcfg_parse(text, "grub.cfg", &vars, &entries, &seen, NULL), 0);
	assert_int_equal(entries.count, 5);
	entry_is(&entries, 0, "Debian GNU/Linux",
		 "root=UUID=1 ro audit=1 \"dyndbg=file a +p\" quiet", false);
	assert_int_equal(entries.list[0].number, 15);
	entry_is(&entries, 1, "Debian, with Linux 6.1 (recovery mode)",
		 "root=UUID=1 ro single nomodeset", true);
	entry_is(&entries, 2, "Debian, Wiederherstellung", "single", true);
	entry_is(&entries, 3, "Xen", "placeholder audit=1", false);
	entry_is(&entries, 4, "/vmlinuz", "plain", false);
	bootentries_done(&entries);
	bootvars_done(&vars);
}

/* 32 blocks within one another are read, one more is refused. */
static void refuses_blocks_without_end(void **state)
{
	struct bootvars vars = { 0 };
	struct bootentries entries = { 0 };
	struct grubcfg_menu seen = { 0 };
	char text[1024] = "";

	(void)state;
	for (int i = 0; i < 33; i++)
		strcat(text, "submenu a {\n");
	strcat(text, "linux /vmlinuz audit=1\n");
	assert_int_equal(grubcfg_parse(text, "g", &vars, &entries, &seen, NULL), -ELOOP);
	assert_int_equal(entries.count, 0);
	assert_int_equal(grubcfg_parse(strchr(text, '\n') + 1, "g", &vars, &entries, &seen, NULL),
			 0);
	assert_int_equal(entries.count, 1);
	bootentries_done(&entries);
	bootvars_done(&vars);
}

static void grub_is(const char *text, const char *wanted, bool unclear)
{
	struct bootvars vars = { 0 };
	struct bootentries entries = { 0 };
	struct grubcfg_menu seen = { 0 };
	struct bootline value = { 0 };

	bootline_append(&value, "ro audit=1", 10, "grubenv", 2);
	bootvars_set(&vars, "kernelopts", 10, &value);
	assert_int_equal(grubcfg_parse(text, "grub.cfg", &vars, &entries, &seen, NULL), 0);
	assert_int_equal(entries.count, 1);
	line_is(&entries.list[0].line, wanted);
	assert_int_equal(entries.list[0].line.uncertain != NULL, unclear);
	bootentries_done(&entries);
	bootvars_done(&vars);
}

static void reads_variables_of_grub(void **state)
{
	(void)state;
	grub_is("linux /vmlinuz $kernelopts x\n", "ro audit=1 x", false);
	grub_is("linux /vmlinuz \"${kernelopts}\"\n", "\"ro audit=1\"", false);
	grub_is("set kernelopts=\"quiet\"\nlinux /vmlinuz ${kernelopts}\n", "quiet", false);
	grub_is("if [ -z \"${kernelopts}\" ]; then\n  set kernelopts=\"quiet\"\nfi\n"
		"linux /vmlinuz ${kernelopts}\n",
		"ro audit=1", false);
	grub_is("if [ -z \"${tuned}\" ]; then\n  set tuned=\"audit=1\"\nfi\n"
		"linux /vmlinuz ${tuned}\n",
		"audit=1", false);
	grub_is("if [ \"${x}\" = y ]; then\n  set kernelopts=\"quiet\"\nfi\n"
		"linux /vmlinuz ${kernelopts}\n",
		"quiet", true);
	grub_is("if [ \"${recordfail}\" != 1 ]; then\n  set vt_handoff=vt.handoff=7\nfi\n"
		"linux /vmlinuz ro $vt_handoff\n",
		"ro vt.handoff=7", false);
}

static void reads_an_environment_block(void **state)
{
	static const char head[] = "# GRUB Environment Block\n# written by hand\n"
				   "kernelopts=ro audit=1 dir=a\\\\b \nsaved_entry=0\n";
	char block[GRUBENV_BYTES + 1];
	struct grubenv env = { 0 };

	(void)state;
	memset(block, '#', GRUBENV_BYTES);
	memcpy(block, head, strlen(head));
	block[GRUBENV_BYTES] = '\0';
	grubenv_parse(block, GRUBENV_BYTES, "grubenv", &env);
	assert_null(env.note);
	line_is(bootvars_find(&env.vars, "kernelopts"), "ro audit=1 dir=a\\b ");
	assert_int_equal(bootline_place(bootvars_find(&env.vars, "kernelopts"), 3)->number, 3);
	assert_int_equal(env.vars.count, 2);
	grubenv_done(&env);
	grubenv_parse(head, strlen(head), "grubenv", &env);
	assert_non_null(strstr(env.note, "bytes"));
	line_is(bootvars_find(&env.vars, "saved_entry"), "0");
	grubenv_done(&env);
	grubenv_parse("a=1\n", 4, "grubenv", &env);
	assert_non_null(strstr(env.note, "begin"));
	grubenv_done(&env);
}

static void reads_entries_in_files(void **state)
{
	struct bootvars vars = { 0 };
	struct bootentries entries = { 0 };

	(void)state;
	shellvars_parse("kernelopts='ro quiet'", "grubenv", &vars);
	assert_int_equal(bls_parse("title RHEL 8\noptions $kernelopts $tuned_params audit=1\n",
				   "e/1.conf", &vars, &entries, NULL),
			 0);
	assert_int_equal(bls_parse("# options audit=1\nversion 0-rescue-1\noptions\troot=x \n"
				   "options quiet\r\n",
				   "e/m-0-rescue.conf", &vars, &entries, NULL),
			 0);
	assert_int_equal(
		bls_parse("title UKI\nuki /EFI/Linux/a.efi\n", "e/3.conf", &vars, &entries, NULL),
		0);
	entry_is(&entries, 0, "RHEL 8", "ro quiet  audit=1", false);
	assert_true(entries.list[0].uses_kernelopts);
	assert_string_equal(bootline_place(&entries.list[0].line, 4)->path, "grubenv");
	assert_string_equal(bootline_place(&entries.list[0].line, 12)->path, "e/1.conf");
	entry_is(&entries, 1, "m-0-rescue.conf", "root=x quiet", true);
	assert_false(entries.list[1].uses_kernelopts);
	assert_non_null(entries.list[2].line.uncertain);
	bootentries_done(&entries);
	bootvars_done(&vars);
}

static void entries_fall_back_on_the_default_options(void **state)
{
	struct bootvars vars = { 0 };
	struct bootentries entries = { 0 };

	(void)state;
	shellvars_parse("default_kernelopts='ro audit=1'", "grub.cfg", &vars);
	assert_int_equal(bls_parse("options $kernelopts x\n", "e/1.conf", &vars, &entries, NULL),
			 0);
	assert_int_equal(bls_parse("title x\n", "e/2.conf", &vars, &entries, NULL), 0);
	line_is(&entries.list[0].line, "ro audit=1 x");
	line_is(&entries.list[1].line, "ro audit=1");
	bootentries_done(&entries);
	bootvars_done(&vars);
}

static void reads_extlinux(void **state)
{
	struct bootentries entries = { 0 };

	(void)state;
	assert_int_equal(
		extlinux_parse("default l0\nmenu title U-Boot menu\nappend lost\n"
			       "label l0\n\tmenu label Debian\n\tlinux /vmlinuz\n"
			       "\tAPPEND root=x audit=1\n\nlabel l0r\n"
			       "\tmenu label Debian (rescue target)\n\tappend root=x single\n",
			       "extlinux.conf", &entries, NULL),
		0);
	assert_int_equal(entries.count, 2);
	entry_is(&entries, 0, "Debian", "root=x audit=1", false);
	assert_int_equal(bootline_place(&entries.list[0].line, 0)->number, 7);
	entry_is(&entries, 1, "Debian (rescue target)", "root=x single", true);
	bootentries_done(&entries);
}

static void reads_kernel_cmdline(void **state)
{
	struct bootentries entries = { 0 };

	(void)state;
	assert_int_equal(kernelargs_parse("root=x\n# audit=1\nquiet\n", "cmdline",
					  BOOTENTRY_KERNEL_CMDLINE, &entries, NULL),
			 0);
	line_is(&entries.list[0].line, "root=x quiet");
	assert_int_equal(bootline_place(&entries.list[0].line, 8)->number, 3);
	bootentries_done(&entries);
}

/* A PE image of two sections, the second named as asked, cut to so many bytes. */
static void image_is(const char *section, size_t bytes, const char *wanted, bool unclear)
{
	static const char cmdline[] = "ro audit=1";
	unsigned char image[0x100] = "MZ";
	struct bootline line = { 0 };
	int fd = memfd_create("image", 0);

	image[0x3c] = 0x40;
	memcpy(image + 0x40, "PE\0\0", 4);
	image[0x40 + 6] = 2;
	image[0x40 + 20] = 8;
	memcpy(image + 0x60, ".text", 5);
	memcpy(image + 0x88, section, strlen(section));
	image[0x88 + 8] = sizeof(cmdline);
	image[0x88 + 16] = 0x20;
	image[0x88 + 20] = 0xc0;
	memcpy(image + 0xc0, cmdline, sizeof(cmdline));
	assert_true(fd >= 0);
	assert_int_equal(write(fd, image, bytes), bytes);
	uki_parse(fd, "a.efi", &line);
	line_is(&line, wanted);
	assert_int_equal(line.uncertain != NULL, unclear);
	bootline_done(&line);
	assert_int_equal(close(fd), 0);
}

static void reads_unified_images(void **state)
{
	(void)state;
	image_is(".cmdline", 0x100, "ro audit=1", false);
	image_is(".cmdlin", 0x100, "", true);
	for (size_t bytes = 0; bytes < 0xc0 + sizeof("ro audit=1"); bytes++)
		image_is(".cmdline", bytes, "", true);
}

static void toml_is(const char *text, const char *wanted, bool unclear)
{
	struct bootline line = { 0 };

	kernelargs_parse_bootc(text, "a.toml", &line);
	line_is(&line, wanted);
	assert_int_equal(line.uncertain != NULL, unclear);
	bootline_done(&line);
}

static void reads_bootc_kargs(void **state)
{
	(void)state;
	toml_is("kargs = [\"audit=1\", 'audit_backlog_limit=8192']\n",
		"audit=1 audit_backlog_limit=8192", false);
	toml_is("# why\nkargs = [\n  \"audit=1\", # on\n  \"a=\\\"b c\\\"\",\n]\n",
		"audit=1 a=\"b c\"", false);
	toml_is("kargs = [\"console=ttyS0\"]\nmatch-architectures = [\"x86_64\"]\n",
		"console=ttyS0", false);
	toml_is("kargs = [\"audit=1\"]\nmatch-architectures = [\"x86_64\"]\n", "audit=1", true);
	toml_is("kargs = \"audit=1\"\n", "", true);
	toml_is("kargs = [audit]\n", "", true);
	toml_is("kargs = [\"audit=1\n", "audit=1", true);
}

static void deciding_is(const char *text, size_t audit_at, size_t limit_at)
{
	struct cmdline cmdline;

	cmdline_parse(text, &cmdline);
	assert_int_equal(cmdline.audit_place.offset, audit_at);
	assert_int_equal(cmdline.limit_place.offset, limit_at);
}

static void names_the_argument_that_decides(void **state)
{
	struct cmdline cmdline;

	(void)state;
	deciding_is("audit=1 audit_backlog_limit=8192", 0, 8);
	deciding_is("audit=1 audit=0 audit=1", 8, 0);
	deciding_is("x audit_backlog_limit=1 audit_backlog_limit=2 audit_backlog_limit=z", 0, 24);
	deciding_is("audit_backlog_limit=y audit_backlog_limit=z", 0, 22);
	cmdline_parse("audit=11 audit=1 audit_backlog_limit=1", &cmdline);
	assert_int_equal(cmdline.audit_place.count, 2);
	assert_int_equal(cmdline.limit_place.length, strlen("audit_backlog_limit=1"));
	assert_false(cmdline.audit_odd);
	cmdline_parse("audit=1 audit=11", &cmdline);
	assert_true(cmdline.audit_odd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_shell_assignments),
		cmocka_unit_test(says_what_only_a_shell_knows),
		cmocka_unit_test(reads_branches),
		cmocka_unit_test(tells_what_ends_the_shell),
		cmocka_unit_test(unset_takes_away),
		cmocka_unit_test(what_is_made_of_itself_stays_small),
		cmocka_unit_test(parts_keep_their_place),
		cmocka_unit_test(reads_grub_cfg),
		cmocka_unit_test(refuses_blocks_without_end),
		cmocka_unit_test(reads_variables_of_grub),
		cmocka_unit_test(reads_an_environment_block),
		cmocka_unit_test(reads_entries_in_files),
		cmocka_unit_test(entries_fall_back_on_the_default_options),
		cmocka_unit_test(reads_extlinux),
		cmocka_unit_test(reads_kernel_cmdline),
		cmocka_unit_test(reads_unified_images),
		cmocka_unit_test(reads_bootc_kargs),
		cmocka_unit_test(names_the_argument_that_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
