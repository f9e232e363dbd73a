/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/recorded.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "store/recorded_source.h"
#include "store/store_file.h"

struct recorded {
	char *path;
	struct stat file; /* as it was opened */
	struct event_reader reader;
	struct recorded_source *source;
	struct study study; /* so far */
	struct event first; /* the study event */
	bool first_given;
};

#define DATABASE "SQLite format 3" /* how such a file begins, with its NUL */
#define LINES "{\"seq\":1,"	   /* and what --events writes */

enum recorded_kind recorded_kind_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum recorded_kind kind = RECORDED_NONE;
	char head[sizeof(DATABASE)] = "";
	struct stat st;

	if (fd < 0)
		return kind;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		read(fd, head, sizeof(head)) == sizeof(head) &&
		(!memcmp(head, DATABASE, sizeof(DATABASE)) ||
			!memcmp(head, LINES, sizeof(LINES) - 1)))
		kind = RECORDED_STUDY;
	/* who writes it holds a lock */
	if (kind && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		kind = RECORDED_RUNNING;
	close(fd);
	return kind;
}

bool recorded_is_ours(const char *path)
{
	unsigned char head[STORE_HEADER] = {0};
	FILE *f = fopen(path, "re");
	bool any = f && fread(head, 1, sizeof(head), f) > 0;

	if (f)
		fclose(f);
	return !any || store_file_may_be_ours(head);
}

bool recorded_is_lines(const char *path)
{
	FILE *f = fopen(path, "re");
	int first = f ? getc(f) : EOF;

	if (f)
		fclose(f);
	return first == '{';
}

static const struct recorded_source_ops *choose(const char *path, struct error *err)
{
	char head[16] = {0};
	struct stat st;
	FILE *f;
	size_t n;

	/* a pipe cannot be read twice, and may have nobody who writes it */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		error_usage(err, "%s: not a file", path);
		return NULL;
	}
	f = fopen(path, "r");
	if (!f) {
		error_usage(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	n = fread(head, 1, sizeof(head), f);
	fclose(f);
	if (n == sizeof(head) && !memcmp(head, DATABASE, sizeof(head)))
		return &recorded_store;
	if (n && head[0] == '{')
		return &recorded_lines;
	error_usage(err, "%s: %s", path,
		n ? "not a study: neither what a run writes nor lines of --events"
		  : "is empty; not a study");
	return NULL;
}

static struct recorded *open_with(const struct recorded_source_ops *ops, const char *path,
	bool *empty, struct error *err)
{
	struct recorded *r = xcalloc(1, sizeof(*r));
	int got = -1;

	r->path = xstrdup(path);
	event_reader_init(&r->reader);
	study_init(&r->study);
	stat(path, &r->file);
	r->source = ops->open(r->path, &r->reader, err);
	if (r->source)
		got = ops->next(r->source, &r->first, err);
	if (got == 0 && empty)
		*empty = true;
	if (got == 0)
		error_usage(err, "%s: has no event yet", path);
	if (got <= 0) {
		recorded_close(r);
		return NULL;
	}
	return r;
}

struct recorded *recorded_open(const char *path, bool *empty, struct error *err)
{
	const struct recorded_source_ops *ops = choose(path, err);

	if (empty)
		*empty = false;
	return ops ? open_with(ops, path, empty, err) : NULL;
}

struct recorded *recorded_open_own(const char *path, bool *empty, struct error *err)
{
	if (empty)
		*empty = false;
	return open_with(&recorded_store, path, empty, err);
}

void recorded_leave(struct recorded *r)
{
	if (r->source)
		r->source->ops->close(r->source);
	r->source = NULL;
}

void recorded_close(struct recorded *r)
{
	if (!r)
		return;
	recorded_leave(r);
	study_release(&r->study);
	event_reader_release(&r->reader);
	free(r->path);
	free(r);
}

const char *recorded_path(const struct recorded *r)
{
	return r->path;
}

bool recorded_resumes(const struct recorded *r)
{
	return r->source && r->source->ops == &recorded_store;
}

const struct study_info *recorded_info(const struct recorded *r)
{
	return &r->reader.info;
}

const struct study *recorded_study(const struct recorded *r)
{
	return &r->study;
}

int recorded_next(struct recorded *r, struct event *e, struct error *err)
{
	struct error wrong;
	int got = 1;

	if (r->first_given && !r->source)
		return 0;
	if (r->first_given)
		got = r->source->ops->next(r->source, e, err);
	else
		*e = r->first;
	r->first_given = true;
	if (got <= 0)
		return got;
	if (study_check(&r->study, e, &wrong) < 0)
		return error_usage(err, "%s: damaged: event %llu: %s", r->path,
			(unsigned long long)e->seq, wrong.text);
	study_apply(&r->study, e);
	return 1;
}

int recorded_check(const struct recorded *r, struct error *err)
{
	struct stat now;

	if (r->study.phase == PHASE_FINISHED)
		return 0;
	if (stat(r->path, &now) < 0
			? errno != ENOENT && errno != ENOTDIR
			: now.st_dev == r->file.st_dev && now.st_ino == r->file.st_ino)
		return 0;
	return error_set(err,
		"%s was moved, removed or replaced; watch it where it is now", r->path);
}

int recorded_load(struct recorded *r, struct journal *j, struct error *err)
{
	struct event e;
	int got;

	while ((got = recorded_next(r, &e, err)) > 0)
		journal_append(j, &e);
	return got;
}

/* The folder that is called as the first n bytes of the file, and .logs; or NULL. */
static char *logs_of(const char *file, size_t n)
{
	struct strbuf path;
	struct stat st;
	char *logs = NULL;

	strbuf_init(&path);
	strbuf_addf(&path, "%.*s.logs", (int)n, file);
	if (stat(path.buf, &st) == 0 && S_ISDIR(st.st_mode))
		logs = strbuf_detach(&path);
	strbuf_release(&path);
	return logs;
}

char *recorded_logs(const char *file)
{
	const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
	char *logs = logs_of(file, strlen(file));

	if (!logs && dot && (!slash || dot > slash))
		logs = logs_of(file, (size_t)(dot - file));
	return logs;
}
