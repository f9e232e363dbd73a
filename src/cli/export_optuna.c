/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For Optuna a study is read twice: for the range of values that occur, which a
 * distribution without ends is given from the first trial on, and then for everything.
 * Times were not recorded, but the last event is about as old as the file.
 */
#include "config.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/xalloc.h"
#include "cli/export.h"
#include "optuna/optuna_journal.h"
#include "optuna/optuna_storage.h"
#include "store/recorded.h"

/* Tells sink of the study, and once in a while, with `out`, passes on what it has said. */
struct telling {
	const char *path;
	struct optuna_sink *sink;
	struct strbuf *text; /* the sink's, or NULL */
	struct output *out;
};

/* What the first reading finds. */
struct first_look {
	double last_t;
	uint64_t *ends; /* the event of each trial's last end; 0: it has none */
	size_t n, cap;
};

static int look(struct recorded *r, struct optuna_space *space, struct first_look *l,
	struct error *err)
{
	struct event e;
	int got;

	while ((got = recorded_next(r, &e, err)) > 0) {
		l->last_t = e.t;
		if (e.kind == EVENT_END)
			l->ends[e.end.trial] = e.seq;
		if (e.kind != EVENT_TRIAL)
			continue;
		optuna_space_see(space, e.trial.config);
		ARRAY_ROOM(l->ends, l->n, l->cap);
		l->ends[l->n++] = 0;
	}
	return got;
}

static int tell_events(const struct telling *t, const struct optuna_space *space,
	const struct first_look *l, double began, struct error *err)
{
	struct recorded *r = recorded_open(t->path, NULL, err);
	struct optuna *optuna;
	struct event e;
	int got;

	if (!r)
		return -1;
	optuna = optuna_new(recorded_info(r), space, began, t->sink);
	optuna_wait_for(optuna, l->ends, l->n);
	while ((got = recorded_next(r, &e, err)) > 0) {
		optuna_event(optuna, &e);
		if (t->text)
			output_take(t->out, t->text);
	}
	optuna_finish(optuna);
	optuna_free(optuna);
	recorded_close(r);
	return got;
}

static int tell(const struct telling *t, struct error *err)
{
	struct recorded *r = recorded_open(t->path, NULL, err);
	struct optuna_space *space;
	struct stat st = {0};
	struct first_look l = {.n = 0};
	int rc;

	if (!r)
		return -1;
	stat(t->path, &st);
	space = optuna_space_new(recorded_info(r)->space);
	rc = look(r, space, &l, err);
	if (rc == 0)
		rc = tell_events(t, space, &l, (double)st.st_mtime - l.last_t, err);
	free(l.ends);
	optuna_space_free(space);
	recorded_close(r);
	return rc;
}

int export_optuna_journal(const char *path, struct output *out, struct error *err)
{
	struct strbuf text;
	struct telling t = {.path = path, .text = &text, .out = out};
	int rc;

	strbuf_init(&text);
	t.sink = optuna_journal_new(&text);
	rc = tell(&t, err);
	output_write(out, &text);
	optuna_journal_free(t.sink);
	strbuf_release(&text);
	return rc;
}

int export_optuna(
	const char *path, const char *to, const char *version, struct error *err)
{
	struct telling t = {.path = path};
	int fd = output_create("export", to, err), rc = -1;
	char *part;

	if (fd < 0)
		return -1;
	close(fd);
	part = filename_part_beside(to);
	if (part)
		error_usage(err,
			"export: '%s' exists, and SQLite would take it for a part of "
			"'%s'",
			part, to);
	else
		t.sink = optuna_storage_new(to, version, err);
	free(part);
	if (t.sink) {
		rc = tell(&t, err);
		if (rc == 0)
			rc = optuna_storage_close(t.sink, err);
		else
			optuna_storage_discard(t.sink);
	}
	if (rc < 0)
		unlink(to);
	return rc;
}
