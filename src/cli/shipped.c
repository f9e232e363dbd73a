/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/shipped.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/knob.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

static const char *const folders[] = {"studies", "examples"};

#define N_FOLDERS (sizeof(folders) / sizeof(*folders))
#define SUFFIX ".yaml"

static char *joined(const char *dir, const char *rest)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, rest);
	return strbuf_detach(&path);
}

/* A folder beside the program's own, when it has studies. */
static void add_beside(struct shipped *s, const char *program, const char *folder)
{
	char *path = joined(program, folder), *dir = realpath(path, NULL);
	char *studies = dir ? joined(dir, folders[0]) : NULL;

	if (studies && access(studies, F_OK) == 0)
		s->dirs[s->n++] = dir;
	else
		free(dir);
	free(studies);
	free(path);
}

void shipped_init(struct shipped *s, const char *given)
{
	char *program = realpath("/proc/self/exe", NULL);

	*s = (struct shipped){0};
	if (given)
		s->dirs[s->n++] = xstrdup(given);
	if (program) {
		*strrchr(program, '/') = '\0';
		add_beside(s, program, "../share/" PACKAGE);
		add_beside(s, program, "../data");
	}
	s->dirs[s->n++] = xstrdup(PKGDATADIR);
	free(program);
}

void shipped_release(struct shipped *s)
{
	while (s->n)
		free(s->dirs[--s->n]);
}

char *shipped_study(const struct shipped *s, const char *name)
{
	for (size_t i = 0; i < s->n * N_FOLDERS; i++) {
		struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "%s/%s/%s" SUFFIX, s->dirs[i / N_FOLDERS],
			folders[i % N_FOLDERS], name);
		if (access(path.buf, F_OK) == 0)
			return strbuf_detach(&path);
		strbuf_release(&path);
	}
	return NULL;
}

bool shipped_is_path(const char *word)
{
	struct stat st;

	return strpbrk(word, "./") || (stat(word, &st) == 0 && !S_ISDIR(st.st_mode));
}

struct names {
	char **items;
	size_t n, cap;
};

static void add_name(struct names *names, const char *name, size_t length)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strncmp(names->items[i], name, length) && !names->items[i][length])
			return;
	ARRAY_ROOM(names->items, names->n, names->cap);
	names->items[names->n++] = xstrndup(name, length);
}

static void add_studies(struct names *names, const char *dir, const char *folder)
{
	char *path = joined(dir, folder);
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		size_t n = strlen(e->d_name), suffix = strlen(SUFFIX);

		if (n > suffix && !strcmp(e->d_name + n - suffix, SUFFIX))
			add_name(names, e->d_name, n - suffix);
	}
	if (d)
		closedir(d);
	free(path);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int shipped_unknown(const struct shipped *s, const char *what, const char *name,
	const char *const *others, size_t n, struct error *err)
{
	struct names names = {0};

	for (size_t i = 0; i < s->n * N_FOLDERS; i++)
		add_studies(&names, s->dirs[i / N_FOLDERS], folders[i % N_FOLDERS]);
	for (size_t i = 0; i < n; i++)
		add_name(&names, others[i], strlen(others[i]));
	if (names.n)
		qsort(names.items, names.n, sizeof(*names.items), by_name);
	if (names.n > n)
		unknown_name(err, (struct place){0}, what, name, NULL,
			(const char *const *)names.items, names.n);
	else
		error_usage(err,
			"unknown %s '%.60s'; " PKGDATADIR " has no studies, "
			"--data-dir says where they are",
			what, name);
	for (size_t i = 0; i < names.n; i++)
		free(names.items[i]);
	free(names.items);
	return -1;
}
