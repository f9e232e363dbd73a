/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `from:`, the files of earlier studies that tell the searcher, and `enqueue: best 5 of
 * FILE`, or `best 5 of study NAME of FILE`.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

#define URL "sqlite:///" /* Optuna's way to name a file */
#define BEST_MAX 1000000

static void add_source(struct studyfile *sf, const char *file, const char *study,
	int best, struct place at)
{
	size_t skip = strncmp(file, URL, strlen(URL)) ? 0 : strlen(URL);

	sf->from = xreallocarray(sf->from, sf->n_from + 1, sizeof(*sf->from));
	sf->from[sf->n_from++] = (struct earlier_source){.file = xstrdup(file + skip),
		.study = study ? xstrdup(study) : NULL,
		.best = best,
		.at = at};
}

/* {file: old.db, study: b} */
static int read_map(struct studyfile *sf, const struct yaml *y, struct error *err)
{
	static const struct knob rows[] = {{.name = "file", .type = KNOB_TEXT},
		{.name = "study", .type = KNOB_TEXT}, {.name = NULL}};
	struct knobs k;
	int rc = section_knobs(&k, rows, "from", y, err);

	if (!rc && !knobs_get(&k, "file")->set)
		rc = error_at(err, y->at, "file is missing in from");
	if (!rc)
		add_source(sf, knobs_text(&k, "file"), knobs_text(&k, "study"), 0,
			knobs_get(&k, "file")->at);
	knobs_release(&k);
	return rc;
}

static int read_source(struct studyfile *sf, const struct yaml *y, struct error *err)
{
	if (y->type == YAML_MAP)
		return read_map(sf, y, err);
	if (y->type != YAML_SCALAR || yaml_is_null(y) || !*y->text)
		return error_at(err, y->at,
			"from cannot be %s; it must be the file of an earlier study, or "
			"a list of them",
			yaml_describe(y));
	add_source(sf, y->text, NULL, 0, y->at);
	return 0;
}

int studyfile_from(struct studyfile *sf, const struct yaml *root, struct error *err)
{
	const struct yaml *y = yaml_find(root, "from");

	if (!y || yaml_is_null(y))
		return 0;
	if (y->type != YAML_LIST)
		return read_source(sf, y, err);
	for (size_t i = 0; i < y->n; i++)
		if (read_source(sf, y->items[i].node, err))
			return -1;
	return 0;
}

/* Skips the word and the blanks after it; NULL: it is another. */
static const char *skip_word(const char *s, const char *word)
{
	size_t n = strlen(word);

	if (!s || strncmp(s, word, n) || !isblank((unsigned char)s[n]))
		return NULL;
	return s + n + strspn(s + n, " \t");
}

/* "study NAME of FILE", of which the name is put into *study, to be freed; or "FILE". */
static const char *skip_study(const char *s, char **study)
{
	const char *name = skip_word(s, "study"), *file = NULL;

	for (const char *at = name; at && (at = strstr(at, " of ")); at++)
		file = at + strlen(" of ");
	*study = file ? xstrndup(name, (size_t)(file - name) - strlen(" of ")) : NULL;
	return file ? file : s;
}

int studyfile_best_of(struct studyfile *sf, const struct yaml *y, struct error *err)
{
	const char *s = skip_word(y->text, "best");
	char *end = NULL;
	long n = s && isdigit((unsigned char)*s) ? strtol(s, &end, 10) : 0;
	const char *file = end ? skip_word(end + strspn(end, " \t"), "of") : NULL;
	char *study;

	if (!file || !*file || n < 1 || n > BEST_MAX)
		return error_at(err, y->at,
			"enqueue cannot be '%.60s'; it must be a list of configurations, "
			"or best N of FILE, as in best 5 of old.db",
			y->text);
	file = skip_study(file, &study);
	add_source(sf, file, study, (int)n, y->at);
	free(study);
	return 0;
}

void studyfile_from_release(struct studyfile *sf)
{
	for (size_t i = 0; i < sf->n_from; i++) {
		free(sf->from[i].file);
		free(sf->from[i].study);
	}
	free(sf->from);
}
