/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a collector puts in front of a message. */
#define _GNU_SOURCE
#include "evidence/header.h"

#include "evidence/jsonline.h"

#include <ctype.h>
#include <string.h>

/* Structured data of RFC 5424 and labels can be long. */
#define HEADER_BYTES_MAX 2048

/* Host, application, process, message id. */
#define NAMES_MAX 4

/* Host and tag. */
#define NAMES_USUAL 2

/* A header as far as it was read. */
struct header {
	struct slice first; /* the first name: a word that is neither stamp nor sign */
	struct slice host;  /* the last name that followed a date */
	size_t n_names;	    /* since the last date */
	bool dated;
	bool by_weekday;  /* its first word is one: a time zone may follow the time */
	bool after_time;  /* the last word was a time of the day */
	bool tag_ended;	  /* the last name has a colon */
	bool has_version; /* "<13>1": RFC 5424 */
	bool is_nil;	  /* the last word is "-" or in brackets */
	bool is_barred;	  /* the last word is "|" */
	bool no_host;	  /* RFC 5424 has "-" in its place */
	size_t n_words;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_one_of(struct slice word, const char *names)
{
	const size_t width = 4;

	for (; *names; names += width)
		if (word.length == 3 && strncmp(word.start, names, 3) == 0)
			return true;
	return false;
}

static bool is_weekday(struct slice word)
{
	return is_one_of(word, "Mon Tue Wed Thu Fri Sat Sun ");
}

static bool is_month(struct slice word)
{
	return is_one_of(word, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ");
}

/* Digits and what stands between those of a date, a time or a number; no address. */
static bool is_stamp(struct slice word)
{
	if (!isdigit((unsigned char)*word.start) && *word.start != '+')
		return false;
	for (size_t i = 0; i < word.length; i++)
		if (!isdigit((unsigned char)word.start[i]) && !strchr("TZ:.,-+/", word.start[i]))
			return false;
	return slice_count(word, '.') < 3 && !memmem(word.start, word.length, "::", 2);
}

/* A date, a time, seconds since 1970; not a day of the month or the number of a line. */
static bool is_date(struct slice word)
{
	return word.length >= 8;
}

static bool is_name(struct slice word)
{
	for (size_t i = 0; i < word.length; i++)
		if (!isalnum((unsigned char)word.start[i]) &&
		    !strchr("._-/@:[]()#%+~*\\", word.start[i]))
			return false;
	return true;
}

/* The length of what stands in brackets, quotes in it considered; 0 when they are not closed. */
static size_t bracket_length(struct slice text)
{
	const char close = *text.start == '[' ? ']' : '}';
	bool quoted = false;

	for (size_t i = 1; i < text.length; i++) {
		if (quoted && text.start[i] == '\\')
			i++;
		else if (text.start[i] == '"')
			quoted = !quoted;
		else if (!quoted && text.start[i] == close)
			return i + 1;
	}
	return 0;
}

/* "<13>", "<13>1" */
static bool header_take_level(struct header *header, struct slice *rest)
{
	uint64_t number;

	if (!slice_take(rest, "<") || !slice_take_number(rest, 191, &number) ||
	    !slice_take(rest, ">"))
		return false;
	header->dated = true;
	header->has_version = slice_take(rest, "1 ");
	return true;
}

static bool header_take_name(struct header *header, struct slice word)
{
	if (header->tag_ended || header->n_names == NAMES_MAX || !is_name(word))
		return false;
	header->tag_ended = word.start[word.length - 1] == ':';
	if (!header->first.length)
		header->first = word;
	if (header->dated && !header->n_names)
		header->host = word;
	header->n_names++;
	return true;
}

static bool header_take_word(struct header *header, struct slice word)
{
	const bool first = header->n_words++ == 0;
	const bool zone = header->after_time && header->by_weekday;

	header->is_barred = slice_is(word, "|");
	header->is_nil = slice_is(word, "-");
	header->no_host |= header->is_nil && header->has_version && header->n_words == 2;
	header->after_time = false;
	header->by_weekday |= first && is_weekday(word);
	if (header->is_barred || header->is_nil || slice_is(word, ">") || is_month(word) ||
	    (first && header->by_weekday))
		return true;
	if (zone && word.length <= 5 && isupper((unsigned char)*word.start) && is_name(word))
		return true;
	if (!is_stamp(word))
		return header_take_name(header, word);
	if (is_date(word)) {
		/* A relay's header may be in front of another's. */
		if (header->n_names > NAMES_USUAL)
			return false;
		header->n_names = 0;
		header->dated = true;
	}
	header->after_time = memchr(word.start, ':', word.length) != NULL;
	return true;
}

/* Takes a word, or what is in brackets. Gives: false when it is of no header. */
static bool header_take(struct header *header, struct slice *rest)
{
	size_t length = 0;

	if (*rest->start == '[' || *rest->start == '{') {
		length = bracket_length(*rest);
		header->n_words++;
		header->is_nil = true;
		header->is_barred = false;
	} else {
		while (length < rest->length && !is_blank(rest->start[length]))
			length++;
		if (!header_take_word(header, (struct slice){ rest->start, length }))
			return false;
	}
	rest->start += length;
	rest->length -= length;
	return length;
}

/* Whether so many names are no words of a message. */
static bool has_few_names(const struct header *header, bool blank_behind)
{
	if (header->dated)
		return header->n_names <=
		       (header->is_nil || header->has_version ? NAMES_MAX : NAMES_USUAL);
	if (!header->n_names)
		return true;
	return header->n_names == 1 &&
	       ((header->tag_ended && !header->is_nil) || (header->is_barred && blank_behind));
}

/* The name of a program, of a file, of a process, of a container's stream, and not of a host. */
static bool is_tag(struct slice name)
{
	static const char *const tags[] = { "audi",   "kernel", "journal", "rsyslog",
					    "logger", "stdout", "stderr" };

	if (memchr(name.start, '[', name.length) || memchr(name.start, '/', name.length))
		return true;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (slice_take(&name, tags[i]))
			return true;
	return false;
}

/* Whether the first name stands where only a host does: a machine may be called "kernel-build". */
static bool has_place_of_host(const struct header *header)
{
	return header->has_version ||
	       (header->dated && header->tag_ended && header->n_names == NAMES_USUAL);
}

/* With a date the first of two names is the host, or the only one when it has no colon. */
static struct slice header_host(const struct header *header, bool blank_behind)
{
	const struct slice none = { 0 };
	struct slice name = header->host.length ? header->host : header->first;

	if (!name.length || header->no_host || (!has_place_of_host(header) && is_tag(name)))
		return none;
	if (header->tag_ended && header->n_names == 1 && (header->dated || !blank_behind))
		return none;
	name.length -= name.start[name.length - 1] == ':';
	/* "- message: " is a key of YAML. */
	return header->tag_ended && jsonline_is_message(name) ? none : name;
}

bool header_read(struct slice text, struct header_names *ret_names)
{
	struct header header = { 0 };
	const bool blank_behind = text.length && is_blank(text.start[text.length - 1]);

	if (text.length > HEADER_BYTES_MAX)
		return false;
	if (text.length && *text.start == '<' && !header_take_level(&header, &text))
		return false;
	for (;;) {
		while (text.length && is_blank(*text.start)) {
			text.start++;
			text.length--;
		}
		if (!text.length)
			break;
		if (!header_take(&header, &text))
			return false;
	}
	/* A word that the message goes on with: only grep puts no blank behind its colon. */
	if (header.n_words && !blank_behind && !header.tag_ended && !header.is_nil &&
	    !header.after_time)
		return false;
	if (!has_few_names(&header, blank_behind))
		return false;
	*ret_names = (struct header_names){
		.host = header_host(&header, blank_behind),
		.collected = header.dated || (header.n_names && blank_behind),
	};
	return true;
}
