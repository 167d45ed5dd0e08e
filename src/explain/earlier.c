/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The earlier boots that lost records, in a sentence. */
#include "explain/explain.h"

#include "explain/sentence.h"
#include "util/textstream.h"

#include <stdio.h>

/* The counts that are told; of more boots only how many there are. */
#define COUNTS_MAX 4

char *earlier_loss_sentence(const struct report *report)
{
	const size_t count = report->n_earlier;
	const size_t told = count > COUNTS_MAX ? COUNTS_MAX - 1 : count;
	FILE *out;
	struct textstream *stream;

	if (!count)
		return NULL;
	stream = textstream_open(&out);
	fprintf(out, "%zu earlier boot%s lost ", count, sentence_s(count));
	for (size_t i = 0; i < told; i++) {
		const struct range *lost = &report->earlier[i].lost;
		char text[SENTENCE_RANGE_BYTES];

		sentence_count(lost, text);
		fprintf(out, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", text);
	}
	fprintf(out, "%s record%s", told < count ? " and more" : "",
		count == 1 ? sentence_s(report->earlier[0].lost.min) : "s");
	return textstream_close(stream);
}
