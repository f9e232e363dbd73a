/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/failures.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/xalloc.h"

#define GROUPS_MOST 64
#define OTHERS "" /* the key of what comes after so many */
#define SHOWN 3	  /* causes that are listed */

/*
 * Numbers: of base 16 with 0x, or as long as an address, a hash or a part of a UUID; of
 * base 10 with all that may be in one; or none at all. Then lists of them.
 */
#define NUMBER                                                                           \
	"(?:0[xX][0-9a-fA-F]+"                                                           \
	"|(?<![A-Za-z0-9])(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*"        \
	"(?![A-Za-z0-9])"                                                                \
	"|(?:(?<![\\w.-])[-+])?[0-9]+(?:[.,:][0-9]+)*(?:[eE][-+]?[0-9]+)?"               \
	"|(?<!\\w)[-+]?(?i:nan|inf(?:inity)?)(?!\\w))"
static const char numbers[] = "(?<=/)tmp[._]?[A-Za-z0-9_]{6,}"
			      "|" NUMBER "(?:(?:, *|[x*] ?)" NUMBER ")*,?";

void failures_release(struct failures *f)
{
	for (size_t i = 0; i < f->n_groups; i++)
		free(f->groups[i].key);
	free(f->groups);
	pcre2_code_free(f->numbers);
	*f = (struct failures){0};
}

/* Appends the text with # for its numbers. */
static void add_without_numbers(struct failures *f, const char *text, struct strbuf *out)
{
	PCRE2_SIZE size = 2 * strlen(text) + 1; /* no match is empty */
	PCRE2_UCHAR *plain = xmalloc(size);
	int error, rc = -1;
	PCRE2_SIZE at;

	if (!f->numbers)
		f->numbers = pcre2_compile((PCRE2_SPTR)numbers, PCRE2_ZERO_TERMINATED, 0,
			&error, &at, NULL);
	if (f->numbers)
		rc = pcre2_substitute(f->numbers, (PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
			0, PCRE2_SUBSTITUTE_GLOBAL, NULL, NULL, (PCRE2_SPTR) "#",
			PCRE2_ZERO_TERMINATED, plain, &size);
	strbuf_adds(out, rc < 0 ? text : (const char *)plain);
	free(plain);
}

static char *key_of(struct failures *f, const char *why, const struct failure *failure)
{
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%d ", (int)failure->cause);
	if (failure->ended)
		strbuf_addf(&key, "%d ", failure->status);
	add_without_numbers(f, failure->line ? failure->line : why, &key);
	return strbuf_detach(&key);
}

static struct failure_group *find(struct failures *f, const char *key)
{
	for (size_t i = 0; i < f->n_groups; i++)
		if (!strcmp(f->groups[i].key, key))
			return &f->groups[i];
	return NULL;
}

bool failures_add(struct failures *f, uint32_t trial, const char *why,
	const struct failure *failure)
{
	char *key = key_of(f, why, failure);
	struct failure_group *g = find(f, key);

	f->count++;
	if (!g && f->n_groups >= GROUPS_MOST) {
		free(key);
		key = xstrdup(OTHERS);
		g = find(f, key);
	}
	if (g) {
		free(key);
		g->count++;
		return false;
	}
	ARRAY_ROOM(f->groups, f->n_groups, f->cap_groups);
	f->groups[f->n_groups++] = (struct failure_group){
		.key = key, .failure = *failure, .why = why, .first = trial, .count = 1};
	return true;
}

size_t failures_largest(
	const struct failures *f, const struct failure_group **list, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < f->n_groups; i++) {
		const struct failure_group *g = &f->groups[i];
		size_t at = found;

		while (at && g->count > list[at - 1]->count)
			at--;
		if (at == n)
			continue;
		found += found < n;
		memmove(list + at + 1, list + at, (found - 1 - at) * sizeof(*list));
		list[at] = g;
	}
	return found;
}

/* The same without what the cause is called. */
static void add_words(const struct failure *f, const char *why, struct strbuf *out)
{
	const char *words = cause_words(f->cause);
	size_t skip = strncmp(why, words, strlen(words)) ? 0 : strlen(words);

	if (!f->line)
		strbuf_adds(out, why + skip);
	else if (f->status < 0)
		strbuf_addf(out, "killed by signal %d (%s): %s", -f->status,
			strsignal(-f->status), f->line);
	else if (f->status > 1)
		strbuf_addf(out, "exited with status %d: %s", f->status, f->line);
	else
		strbuf_adds(out, f->line);
}

void failure_text(const struct failure *failure, const char *why, struct strbuf *out)
{
	strbuf_adds(out, cause_words(failure->cause));
	add_words(failure, why, out);
}

static void add_group(const struct failure_group *g, size_t n_trials, const char *logs,
	struct strbuf *out)
{
	bool others = !strcmp(g->key, OTHERS);

	strbuf_addf(out, "%zu of %zu %s", g->count, n_trials,
		others ? "failed of more causes" : cause_verb(g->failure.cause));
	if (others)
		return;
	add_words(&g->failure, g->why, out);
	strbuf_adds(out, " (");
	if (logs)
		folder_file(logs, g->first, ".log", out);
	else
		strbuf_addf(out, "T%u", g->first);
	strbuf_addch(out, ')');
}

void failures_tell(const struct failures *f, size_t n_trials, const char *logs,
	void (*tell)(void *arg, const char *line), void *arg)
{
	const struct failure_group *shown[SHOWN];
	size_t n = failures_largest(f, shown, SHOWN), rest = f->count;
	struct strbuf line = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		strbuf_reset(&line);
		add_group(shown[i], n_trials, logs, &line);
		tell(arg, line.buf);
		rest -= shown[i]->count;
	}
	if (rest) {
		strbuf_reset(&line);
		strbuf_addf(&line, "%zu of %zu failed of %zu other cause%s", rest, n_trials,
			f->n_groups - n, f->n_groups - n == 1 ? "" : "s");
		tell(arg, line.buf);
	}
	strbuf_release(&line);
}
