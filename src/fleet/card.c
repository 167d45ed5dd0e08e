/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A card: what is known of one boot. */
#define _GNU_SOURCE
#include "fleet/card.h"

#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void card_done(struct card *card)
{
	free(card->node);
	free(card->boot_id);
	free(card->kernel);
	free(card->auditd);
	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		free(card->filled[i].name);
	free(card->evidence);
	for (size_t i = 0; i < card->n_labels; i++) {
		free(card->labels[i].key);
		free(card->labels[i].value);
	}
	free(card->version);
	*card = (struct card){ 0 };
}

/* A safe copy of at most so many bytes, which ends between two characters; NULL for NULL. */
static char *copy_card_name(const char *name, size_t most)
{
	char *safe = text_safe(name);
	size_t length = safe ? strlen(safe) : 0;

	if (length <= most)
		return safe;
	length = most;
	while (length && ((unsigned char)safe[length] & 0xc0) == 0x80)
		length--;
	safe[length] = '\0';
	return safe;
}

int card_compare_labels(const void *left, const void *right)
{
	return strcmp(((const struct card_label *)left)->key,
		      ((const struct card_label *)right)->key);
}

bool card_is_label_key(const char *key, size_t length)
{
	if (!length || length > CARD_LABEL_BYTES || isdigit((unsigned char)*key))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)key[i]) && key[i] != '_')
			return false;
	return true;
}

int card_read_label(const char *text, struct card_label *ret_label)
{
	const char *equals = strchr(text, '=');
	size_t length = equals ? (size_t)(equals - text) : 0;

	if (!card_is_label_key(text, length))
		return -EINVAL;
	*ret_label = (struct card_label){
		.key = xstrndup(text, length),
		.value = copy_card_name(equals + 1, CARD_LABEL_BYTES),
	};
	return 0;
}

static int compare_kinds(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The kinds of source that say something of the loss, each once. */
static char *list_evidence_kinds(const struct report_boot *boot)
{
	CLEANUP(cleanup_free) const char **kinds = xcalloc(boot->n_evidence + 1, sizeof(*kinds));
	size_t count = 0;
	FILE *out;
	struct textstream *text = textstream_open(&out);

	for (size_t i = 0; i < boot->n_evidence; i++)
		if (boot->evidence[i].counts)
			kinds[count++] = boot->evidence[i].kind;
	if (count)
		qsort(kinds, count, sizeof(*kinds), compare_kinds);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(kinds[i - 1], kinds[i]) != 0)
			fprintf(out, "%s%s", i ? " " : "", kinds[i]);
	return textstream_close(text);
}

/* The largest share that has a name, where the shares are half of the demand or more: of what is
 * not known another one may have most. */
static struct card_filler find_filler(const struct report_filling *filling, uint64_t demand)
{
	uint64_t known = 0;

	for (size_t i = 0; i < filling->n_shares; i++)
		known += filling->shares[i].held + filling->shares[i].lost;
	if (known < demand / 2)
		return (struct card_filler){ 0 };
	for (size_t i = 0; i < filling->n_shares; i++)
		if (filling->shares[i].name)
			return (struct card_filler){
				.name = copy_card_name(filling->shares[i].name, CARD_NAME_BYTES),
				.records = filling->shares[i].held + filling->shares[i].lost,
			};
	return (struct card_filler){ 0 };
}

static void put_labels(const struct card_label *labels, size_t n_labels, struct card *card)
{
	for (size_t i = 0; i < n_labels && i < CARD_LABELS_MAX; i++)
		card->labels[card->n_labels++] = (struct card_label){
			.key = xstrdup(labels[i].key),
			.value = xstrdup(labels[i].value),
		};
}

void card_of_boot(const struct report_boot *boot, const struct card_label *labels, size_t n_labels,
		  struct card *ret_card)
{
	const struct recommendation *needs = &boot->recommendation;
	struct card card = {
		.node = copy_card_name(boot->node ? boot->node : boot->host, CARD_NAME_BYTES),
		.boot_id = copy_card_name(boot->boot_id, CARD_NAME_BYTES),
		.kernel = copy_card_name(boot->kernel, CARD_NAME_BYTES),
		.auditd = copy_card_name(boot->auditd, CARD_NAME_BYTES),
		.first_ms = boot->first_ms,
		.partial = !boot->auditd_start.known && !boot->registration.known &&
			   !boot->records_held,
		.verdict = boot->verdict,
		.exact = boot->exact,
		.conflict = report_boot_has_conflict(boot),
		.lost = boot->records_lost,
		.later = boot->later.lost,
		.demand = boot->demand,
		.limit_known = boot->boot_limit_source != LIMIT_UNKNOWN,
		.minimum_known = needs->minimum_known && needs->fixable,
		.minimum = needs->minimum,
		.evidence = list_evidence_kinds(boot),
		.version = xstrdup(AUBACKLOG_VERSION),
	};

	card.limit = card.limit_known ? boot->boot_limit : 0;
	card.suggested = card.minimum_known ? needs->suggested : 0;
	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		card.filled[i] = find_filler(&boot->filling[i], boot->demand.min);
	put_labels(labels, n_labels, &card);
	*ret_card = card;
}

/* NULL is before all texts. */
static int compare_names(const char *left, const char *right)
{
	if (!left || !right)
		return (left != NULL) - (right != NULL);
	return strcmp(left, right);
}

int card_compare_boots(const struct card *left, const struct card *right)
{
	int order = compare_names(left->node, right->node);

	if (!order)
		order = compare_names(left->boot_id, right->boot_id);
	if (!order && !left->boot_id)
		order = (left->first_ms > right->first_ms) - (left->first_ms < right->first_ms);
	return order;
}

static uint64_t count_kinds(const struct card *card)
{
	uint64_t blanks = 0;

	for (const char *at = card->evidence; *at; at++)
		blanks += *at == ' ';
	return *card->evidence ? blanks + 1 : 0;
}

static char *print_card(const struct card *card)
{
	struct error err = { 0 };
	FILE *out;
	struct textstream *text = textstream_open(&out);

	(void)card_write(card, out, &err);
	return textstream_close(text);
}

int card_compare_worth(const struct card *left, const struct card *right)
{
	CLEANUP(cleanup_free) char *left_text = NULL;
	CLEANUP(cleanup_free) char *right_text = NULL;
	int order = right->partial - left->partial;

	if (!order)
		order = left->exact - right->exact;
	if (!order)
		order = range_compare_counts(right->lost.max - right->lost.min,
					     left->lost.max - left->lost.min);
	if (!order)
		order = range_compare_counts(count_kinds(left), count_kinds(right));
	if (order)
		return order;
	left_text = print_card(left);
	right_text = print_card(right);
	return strcmp(left_text, right_text);
}
