/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/labels.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/xalloc.h"

struct label {
	char *text; /* without blanks around it */
	double v;   /* NAN: a word */
	size_t number, times;
	int class;
};

struct labels {
	void *tree;	    /* of them all, for tfind() */
	struct label **all; /* in the order of their coming */
	size_t n, cap;
	bool as_they_are; /* the numbers are the classes */
};

struct labels *labels_new(void)
{
	return xcalloc(1, sizeof(struct labels));
}

static int compare(const void *a, const void *b)
{
	const struct label *x = a, *y = b;

	if (isnan(x->v) != isnan(y->v))
		return isnan(x->v) ? 1 : -1;
	if (isnan(x->v))
		return strcmp(x->text, y->text);
	return x->v < y->v ? -1 : x->v > y->v;
}

void labels_free(struct labels *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++) {
		tdelete(l->all[i], &l->tree, compare);
		free(l->all[i]->text);
		free(l->all[i]);
	}
	free(l->all);
	free(l);
}

bool labels_allow(const char *text)
{
	double v;

	switch (csv_cell(text, &v)) {
	case CSV_NUMBER:
		return v == floor(v);
	case CSV_TEXT:
		return text[strspn(text, " \t?")] != '\0';
	default:
		return false;
	}
}

/* Its text is to be freed. */
static struct label make_key(const char *text)
{
	struct label key = {.v = NAN};
	size_t len;

	if (csv_cell(text, &key.v) != CSV_NUMBER)
		key.v = NAN;
	text += strspn(text, " \t");
	len = strlen(text);
	while (len && strchr(" \t", text[len - 1]))
		len--;
	key.text = xstrndup(text, len);
	return key;
}

static long find(const struct labels *l, const char *text)
{
	struct label key = make_key(text);
	struct label *const *found = tfind(&key, &l->tree, compare);

	free(key.text);
	return found ? (long)(*found)->number : -1;
}

size_t labels_add(struct labels *l, const char *text)
{
	long known = find(l, text);
	struct label *new;

	if (known >= 0) {
		l->all[known]->times++;
		return (size_t)known;
	}
	new = xcalloc(1, sizeof(*new));
	*new = make_key(text);
	new->number = l->n;
	new->times = 1;
	if (!tsearch(new, &l->tree, compare))
		abort(); /* out of memory */
	ARRAY_ROOM(l->all, l->n, l->cap);
	l->all[l->n++] = new;
	return new->number;
}

size_t labels_count(const struct labels *l)
{
	return l->n;
}

size_t labels_times(const struct labels *l, size_t number)
{
	return l->all[number]->times;
}

/* Whether they are the numbers of classes as they are. */
static bool are_classes(const struct labels *l, int max)
{
	bool zero = false;

	for (size_t i = 0; i < l->n; i++) {
		double v = l->all[i]->v;

		if (!(v >= 0 && v < max))
			return false;
		zero |= v == 0;
	}
	return zero;
}

static int in_order(const void *a, const void *b)
{
	return compare(*(struct label *const *)a, *(struct label *const *)b);
}

int labels_number(struct labels *l, int max)
{
	struct label **sorted = xmalloc((l->n + 1) * sizeof(*sorted));
	int classes = 0;

	l->as_they_are = are_classes(l, max);
	memcpy(sorted, l->all, l->n * sizeof(*sorted));
	qsort(sorted, l->n, sizeof(*sorted), in_order);
	for (size_t i = 0; i < l->n; i++) {
		sorted[i]->class = l->as_they_are ? (int)sorted[i]->v : (int)i;
		classes = sorted[i]->class + 1;
	}
	free(sorted);
	return classes;
}

int labels_class(const struct labels *l, size_t number)
{
	return l->all[number]->class;
}

int labels_class_of(const struct labels *l, const char *text, int max)
{
	long number = find(l, text);
	double v;

	if (number >= 0)
		return l->all[number]->class;
	if (l->as_they_are && csv_cell(text, &v) == CSV_NUMBER && v >= 0 && v < max)
		return (int)v;
	return -1;
}
