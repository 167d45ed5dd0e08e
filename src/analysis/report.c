/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a diagnosis found: ownership and the words of the contract. */
#include "analysis/report.h"

#include <stdlib.h>

static void recommendation_done(struct recommendation *recommendation)
{
	free(recommendation->arguments);
}

static void filling_done(struct report_filling *filling)
{
	for (size_t i = 0; i < filling->n_shares; i++)
		free(filling->shares[i].name);
	free(filling->shares);
}

void report_boot_drop_rows(struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_rows; i++) {
		free(boot->rows[i].description);
		free(boot->rows[i].text);
	}
	free(boot->rows);
	boot->rows = NULL;
	boot->n_rows = 0;
}

void report_boot_done(struct report_boot *boot)
{
	claims_done(&boot->claims);
	free(boot->boot_id);
	free(boot->node);
	free(boot->kernel);
	free(boot->auditd);
	for (size_t i = 0; i < boot->n_reasons; i++)
		free(boot->reasons[i]);
	free(boot->reasons);
	free(boot->changes);
	for (size_t i = 0; i < boot->n_evidence; i++)
		free(boot->evidence[i].says);
	free(boot->evidence);
	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		filling_done(&boot->filling[i]);
	free(boot->look_at);
	for (size_t i = 0; i < boot->later.n_causes; i++)
		free(boot->later.causes[i]);
	free(boot->later.causes);
	for (size_t i = 0; i < boot->n_blind; i++)
		free(boot->blind[i].by);
	free(boot->blind);
	report_boot_drop_rows(boot);
	recommendation_done(&boot->recommendation);
}

void report_done(struct report *report)
{
	for (size_t i = 0; i < report->n_sources; i++)
		source_done(&report->sources[i]);
	free(report->sources);
	for (size_t i = 0; i < report->n_boots; i++)
		report_boot_done(&report->boots[i]);
	free(report->boots);
	free(report->recommendation_node);
	free(report->summary.order);
	recommendation_done(&report->recommendation);
	*report = (struct report){ 0 };
}

const char *report_verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_CLEAN] = "clean",
		[VERDICT_LOST] = "lost",
		[VERDICT_BLIND] = "blind",
		[VERDICT_UNKNOWN] = "unknown",
	};

	return names[verdict];
}

const char *report_limit_source_name(enum limit_source source)
{
	static const char *const names[] = {
		[LIMIT_FROM_RECORD] = "record",
		[LIMIT_FROM_CMDLINE] = "cmdline",
		[LIMIT_FROM_KERNEL_LOG] = "kernel-log",
		[LIMIT_FROM_DEFAULT] = "default",
		[LIMIT_UNKNOWN] = "unknown",
	};

	return names[source];
}

const char *report_fate_name(enum fate fate)
{
	static const char *const names[] = {
		[FATE_HELD] = "held",	  [FATE_TRUNCATED] = "truncated",
		[FATE_LOST] = "lost",	  [FATE_LOST_RECOVERED] = "lost-recovered",
		[FATE_DIRECT] = "passed",
	};

	return names[fate];
}
