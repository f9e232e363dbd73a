/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/store_place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

static const char *const part_ends[] = {"-wal", "-shm"};

/* Free names */

/* What a recording at STEM.db would meet with, to be freed; NULL: nothing. */
static char *in_the_way(const char *stem)
{
	static const char *const ends[] = {".db", ".logs", ".checkpoints"};
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	char *part;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "%s%s", stem, ends[i]);
		if (lstat(path.buf, &st) == 0)
			return strbuf_detach(&path);
	}
	strbuf_reset(&path);
	strbuf_addf(&path, "%s.db", stem);
	part = filename_part_beside(path.buf);
	strbuf_release(&path);
	return part;
}

char *store_free_name(const char *stem, char **other)
{
	struct strbuf path = STRBUF_INIT;
	char *there;

	*other = NULL;
	strbuf_adds(&path, stem);
	for (int i = 2; (there = in_the_way(path.buf)); i++) {
		if (!*other && !filename_ends(there, ".db"))
			*other = there;
		else
			free(there);
		strbuf_reset(&path);
		strbuf_addf(&path, "%s-%d", stem, i);
	}
	strbuf_adds(&path, ".db");
	return strbuf_detach(&path);
}

char *place_other(const char *path, int i)
{
	const char *slash = strrchr(path, '/'), *tmp = getenv("TMPDIR");
	const char *name = slash ? slash + 1 : path;
	size_t n = strlen(name) - (filename_ends(name, ".db") ? 3 : 0);
	struct strbuf stem = STRBUF_INIT;
	char *other, *ignored;

	if (i == 0)
		strbuf_add(&stem, path, (size_t)(name - path));
	else if (i > 1)
		strbuf_addf(&stem, "%s/", tmp && *tmp == '/' ? tmp : "/tmp");
	strbuf_add(&stem, name, n);
	other = store_free_name(stem.buf, &ignored);
	free(ignored);
	strbuf_release(&stem);
	return other;
}

/* What has become of it */

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool place_is(int fd, const char *path)
{
	struct stat own, there;

	return fstat(fd, &own) == 0 && stat(path, &there) == 0 && same(&own, &there);
}

/* The path without the working directory before it, where the old one had none. */
static char *as_short_as(const char *old, const char *path)
{
	char *here = *old == '/' ? NULL : getcwd(NULL, 0);
	size_t n = here ? strlen(here) : 0;
	bool in_here = n > 1 && !strncmp(path, here, n) && path[n] == '/';

	free(here);
	return xstrdup(in_here ? path + n + 1 : path);
}

enum whereabouts place_of(int fd, const char *path, char **now)
{
	char link[64], target[PATH_MAX];
	struct stat own, there;
	ssize_t n;

	*now = NULL;
	if (fstat(fd, &own) < 0)
		return PLACE_HERE;
	if (stat(path, &there) < 0 ? errno != ENOENT && errno != ENOTDIR
				   : same(&own, &there))
		return PLACE_HERE;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = own.st_nlink ? readlink(link, target, sizeof(target) - 1) : -1;
	if (n <= 0)
		return PLACE_GONE;
	target[n] = '\0';
	if (!place_is(fd, target))
		return PLACE_GONE;
	*now = as_short_as(path, target);
	return PLACE_MOVED;
}

/* What lies beside it */

static char *part_of(const char *path, int i)
{
	struct strbuf part = STRBUF_INIT;

	strbuf_addf(&part, "%s%s", path, part_ends[i]);
	return strbuf_detach(&part);
}

void place_see_parts(struct place_parts *p, const char *path)
{
	for (int i = 0; i < 2; i++) {
		char *part = p->part[i].st_nlink ? NULL : part_of(path, i);

		if (part && stat(part, &p->part[i]) < 0)
			p->part[i].st_nlink = 0;
		free(part);
	}
}

bool place_parts_fit(const struct place_parts *p, const char *path)
{
	bool fit = true;

	for (int i = 0; i < 2; i++) {
		char *part = part_of(path, i);
		struct stat there;

		if (stat(part, &there) == 0)
			fit &= p->part[i].st_nlink && same(&there, &p->part[i]);
		free(part);
	}
	return fit;
}

void place_remove_parts(const struct place_parts *p, const char *path)
{
	struct stat there;

	if (lstat(path, &there) == 0)
		return;
	for (int i = 0; i < 2; i++) {
		char *part = part_of(path, i);

		if (p->part[i].st_nlink && stat(part, &there) == 0 &&
			same(&there, &p->part[i]))
			unlink(part);
		free(part);
	}
}
