/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernels, by what kernel/audit.c and kernel/auditsc.c of their trees do. */
#include "model.h"

/* audit_printk_skb() and audit_hold_skb(): up to 4.9. */
#define CALLER(...)                                                                                \
	.family = FAMILY_CALLER, .prints_count = true, .dummy_may_exit = true, __VA_ARGS__
/* kauditd_hold_skb(), without the tail of kauditd_send_queue(). */
#define DRAIN(...)                                                                                 \
	.family = FAMILY_DRAIN, .overflow_counts = true, .multicasts = true,                       \
	.registers_first = true, .owner_never_waits = true, __VA_ARGS__
/* audit_log_config_change() with audit_context(), AUDIT_EVENT_LISTENER, AUDIT_BPF. */
#define RECENT .op_set = true, .settings_in_syscall = true, .has_bpf = true
#define LATEST                                                                                     \
	RECENT, .has_listener = true, .counts_waits = true, .dummy_is_cancelled = true,            \
		.has_uring = true
/* skb_peek_tail() in kauditd_send_queue(). */
#define BOUNDED(...)                                                                               \
	.family = FAMILY_BOUNDED, .overflow_counts = true, .multicasts = true,                     \
	.registers_first = true, .owner_never_waits = true, __VA_ARGS__

const struct release releases[] = {
	{ "3.10.0-1160.119.1.el7.x86_64", "2.8.5", CALLER(.print_prefix = "") },
	{ "3.10.0-229.el7.x86_64", "2.4.1",
	  CALLER(.print_prefix = "", .zero_holds_nothing = true) },
	{ "4.4.0-210-generic", "2.4.5", CALLER(.print_prefix = "audit: ", .multicasts = true) },
	{ "4.9.0-19-amd64", "2.6.7", CALLER(.print_prefix = "audit: ", .multicasts = true) },
	{ "4.10.17-200.fc25.x86_64", "2.7.7", .family = FAMILY_EMPTY, .overflow_counts = true,
	  .prints_count = true, .multicasts = true, .dummy_may_exit = true,
	  .print_prefix = "audit: " },
	{ "4.15.0-213-generic", "2.8.2", DRAIN(.dummy_may_exit = true, .print_prefix = "audit: ") },
	{ "4.18.0-553.el8_10.x86_64", "3.1.2",
	  DRAIN(.dummy_may_exit = true, .op_set = true, .settings_in_syscall = true,
		.print_prefix = "audit: ") },
	{ "5.4.0-42-generic", "2.8.5", DRAIN(RECENT, .print_prefix = "audit: ") },
	{ "5.14.0-70.13.1.el9_0.x86_64", "3.0.7",
	  DRAIN(RECENT, .has_listener = true, .counts_waits = true, .print_prefix = "audit: ") },
	{ "5.10.0-32-cloud-amd64", "3.0",
	  BOUNDED(RECENT, .has_listener = true, .counts_waits = true, .print_prefix = "audit: ") },
	{ "6.1.0-56-cloud-amd64", "3.0.9", BOUNDED(LATEST, .print_prefix = "audit: ") },
	{ "6.12.43+deb13-amd64", "4.0.2", BOUNDED(LATEST, .print_prefix = "audit: ") },
	{ "7.2.13+deb14-cloud-amd64", "4.2.1",
	  BOUNDED(LATEST, .two_lsms = true, .print_prefix = "audit: ") },
	{ "6.18.2-200.fc43.x86_64", "4.1.2",
	  BOUNDED(LATEST, .two_lsms = true, .print_prefix = "audit: ") },
};

const size_t n_releases = sizeof(releases) / sizeof(releases[0]);
