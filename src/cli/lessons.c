/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/lessons.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/knob.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "ui/lesson.h"
#include "ui/progress.h"

#define SUFFIX ".yaml"

static bool is_there(const struct lessons *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->items[i].name, name))
			return true;
	return false;
}

/* The first folder with a lesson of that name counts. */
static void add(struct lessons *l, const char *dir, const char *file)
{
	size_t n = strlen(file), suffix = strlen(SUFFIX);
	struct strbuf path = STRBUF_INIT;
	struct lesson_file *f;
	char *name;
	int number;

	if (n <= suffix || strcmp(file + n - suffix, SUFFIX) != 0)
		return;
	number = lesson_number(file, &name);
	if (is_there(l, name)) {
		free(name);
		return;
	}
	strbuf_addf(&path, "%s/%s", dir, file);
	ARRAY_ROOM(l->items, l->n, l->cap);
	f = &l->items[l->n++];
	*f = (struct lesson_file){strbuf_detach(&path), name, number, NULL};
}

static int in_order(const void *a, const void *b)
{
	const struct lesson_file *x = a, *y = b;
	int nx = x->number ? x->number : INT_MAX, ny = y->number ? y->number : INT_MAX;

	return nx != ny ? (nx > ny) - (nx < ny) : strcmp(x->name, y->name);
}

void lessons_find(struct lessons *l, const struct shipped *shipped)
{
	*l = (struct lessons){0};
	for (size_t i = 0; i < shipped->n; i++) {
		struct strbuf dir = STRBUF_INIT;
		struct dirent *e;
		DIR *d;

		strbuf_addf(&dir, "%s/lessons", shipped->dirs[i]);
		d = opendir(dir.buf);
		while (d && (e = readdir(d)))
			add(l, dir.buf, e->d_name);
		if (d)
			closedir(d);
		strbuf_release(&dir);
	}
	if (l->n)
		qsort(l->items, l->n, sizeof(*l->items), in_order);
}

void lessons_release(struct lessons *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->items[i].path);
		free(l->items[i].name);
		free(l->items[i].title);
	}
	free(l->items);
	*l = (struct lessons){0};
}

int lessons_index(const struct lessons *l, const char *word, size_t *i, struct error *err)
{
	const char **names;
	char number[16];

	if (!l->n)
		return error_usage(err,
			"there are no lessons in " PKGDATADIR "/lessons; --data-dir says "
			"where they are");
	for (*i = 0; *i < l->n; ++*i) {
		snprintf(number, sizeof(number), "%d", l->items[*i].number);
		if (!strcmp(l->items[*i].name, word) ||
			(l->items[*i].number && !strcmp(number, word)))
			return 0;
	}
	names = xcalloc(l->n, sizeof(*names));
	for (size_t k = 0; k < l->n; k++)
		names[k] = l->items[k].name;
	unknown_name(err, (struct place){0}, "lesson", word, NULL, names, l->n);
	free(names);
	return -1;
}

size_t lessons_first_new(const struct lessons *l)
{
	for (size_t i = 0; i < l->n; i++) {
		char *what = progress_of(l->items[i].name);
		bool seen = what != NULL;

		free(what);
		if (!seen)
			return i;
	}
	return 0;
}

const char *lessons_title(struct lessons *l, size_t i)
{
	struct lesson_file *f = &l->items[i];
	struct lesson lesson;
	struct error ignored;

	if (!f->title) {
		f->title = xstrdup(!lesson_read(&lesson, f->path, &ignored)
					   ? lesson.title
					   : f->name);
		lesson_release(&lesson);
	}
	return f->title;
}
