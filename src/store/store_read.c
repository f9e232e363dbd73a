/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The events of a study's SQLite file, in their order again. Each table that holds
 * events is a cursor in the order of seq, and the next event is under one of them. A
 * pass over them is one read transaction, so all tables are seen at one moment; when it
 * is at its end it is over, and the next call begins another where it stopped.
 */
#include "config.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "store/database.h"
#include "store/recorded_source.h"
#include "store/store_file.h"
#include "study/event_read_parts.h"
#include "study/event_failure.h"

enum { EVENTS, TRIALS, ENDS, TASKS, REPORTS, DECISIONS, CURSORS };

static const char *const sql[CURSORS] = {
	[EVENTS] = "SELECT seq, t, data FROM event WHERE seq > ?1 ORDER BY seq",
	[TRIALS] = "SELECT seq, t, id, bracket, round, config, origin FROM trial"
		   " WHERE id >= ?2 ORDER BY id",
	[ENDS] = "SELECT end_seq, end_t, id, state, why, failure FROM trial"
		 " WHERE end_seq > ?1 ORDER BY end_seq",
	[TASKS] = "SELECT seq, t, trial, worker, \"from\", \"to\", bracket, round, rung"
		  " FROM task WHERE seq > ?1 ORDER BY seq",
	[REPORTS] = "SELECT * FROM report WHERE seq > ?1 ORDER BY seq",
	[DECISIONS] = "SELECT * FROM decision WHERE seq > ?1 ORDER BY seq",
};

/* Of files without what the table trial has since format 2, and 3. */
static const char old_ends[] = "SELECT end_seq, end_t, id, state, why, NULL FROM trial"
			       " WHERE end_seq > ?1 ORDER BY end_seq";
static const char old_trials[] =
	"SELECT seq, t, id, bracket, round, config, NULL FROM trial"
	" WHERE id >= ?2 ORDER BY id";

struct store_source {
	struct recorded_source base;
	const char *path;
	struct event_reader *reader;
	sqlite3 *db;
	sqlite3_stmt *st[CURSORS];
	int64_t at[CURSORS]; /* seq of the row under the cursor; 0: none */
	bool in_pass;
};

static void store_close_source(struct recorded_source *base)
{
	struct store_source *s = (struct store_source *)base;

	for (int c = 0; c < CURSORS; c++)
		sqlite3_finalize(s->st[c]);
	sqlite3_close(s->db);
	free(s);
}

static bool has_column(sqlite3 *db, const char *name)
{
	return sqlite3_table_column_metadata(db, NULL, "trial", name, NULL, NULL, NULL,
		       NULL, NULL) == SQLITE_OK;
}

static const char *sql_of(sqlite3 *db, int c)
{
	if (c == ENDS && !has_column(db, "failure"))
		return old_ends;
	if (c == TRIALS && !has_column(db, "origin"))
		return old_trials;
	return sql[c];
}

static struct recorded_source *store_open_source(
	const char *path, struct event_reader *reader, struct error *err)
{
	struct store_source *s = xcalloc(1, sizeof(*s));

	s->base.ops = &recorded_store;
	s->path = path;
	s->reader = reader;
	s->db = store_file_open(path, true, err);
	if (s->db)
		database_read_alone(s->db);
	for (int c = 0; s->db && c < CURSORS; c++) {
		if (sqlite3_prepare_v2(s->db, sql_of(s->db, c), -1, &s->st[c], NULL) == SQLITE_OK)
			continue;
		store_file_error(s->db, path, err);
		err->usage = true;
		store_close_source(&s->base);
		return NULL;
	}
	if (s->db)
		return &s->base;
	free(s);
	return NULL;
}

static int advance(struct store_source *s, int c)
{
	int rc = database_step(s->st[c]);

	s->at[c] = rc == SQLITE_ROW ? sqlite3_column_int64(s->st[c], 0) : 0;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

static int end_pass(struct store_source *s)
{
	for (int c = 0; c < CURSORS; c++)
		sqlite3_reset(s->st[c]);
	s->in_pass = false;
	return sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL) ? -1 : 0;
}

static int begin_pass(struct store_source *s)
{
	if (sqlite3_exec(s->db, "BEGIN", NULL, NULL, NULL))
		return -1;
	s->in_pass = true;
	for (int c = 0; c < CURSORS; c++) {
		sqlite3_bind_int64(s->st[c], 1, (sqlite3_int64)s->reader->seq);
		if (c == TRIALS)
			sqlite3_bind_int64(s->st[c], 2, s->reader->trials);
		if (advance(s, c) < 0)
			return -1;
	}
	return 0;
}

/* Rows. A column that cannot be what it should be makes the file a damaged one. */

struct columns {
	sqlite3_stmt *st;
	bool bad;
};

static int64_t whole(struct columns *c, int i, int64_t min, int64_t max)
{
	int64_t n = sqlite3_column_int64(c->st, i);

	if (sqlite3_column_type(c->st, i) != SQLITE_INTEGER || n < min || n > max)
		c->bad = true;
	return n;
}

static int small(struct columns *c, int i)
{
	return (int)whole(c, i, 0, INT_MAX);
}

static double number(struct columns *c, int i)
{
	int type = sqlite3_column_type(c->st, i);

	if (type != SQLITE_FLOAT && type != SQLITE_INTEGER && type != SQLITE_NULL)
		c->bad = true;
	return type == SQLITE_NULL ? NO_NUMBER : sqlite3_column_double(c->st, i);
}

static const char *text(struct columns *c, int i)
{
	const char *s = (const char *)sqlite3_column_text(c->st, i);

	if (!s)
		c->bad = true;
	return s ? s : "";
}

static uint32_t known_trial(struct store_source *s, struct columns *c)
{
	return (uint32_t)whole(c, 2, 0, (int64_t)s->reader->trials - 1);
}

/* False: it is no object, or a field is wrong. */
static bool read_origin(
	struct store_source *s, const char *text, const struct proposal **why)
{
	json_t *object = json_loads(text, 0, NULL);
	bool good =
		json_is_object(object) && !event_read_proposal(s->reader, object, why);

	json_decref(object);
	return good;
}

static int read_trial(struct store_source *s, struct columns *c, struct event *e,
	struct error *err)
{
	const char *config = text(c, 5);

	e->kind = EVENT_TRIAL;
	e->trial.trial = (uint32_t)whole(c, 2, s->reader->trials, s->reader->trials);
	e->trial.bracket = small(c, 3);
	e->trial.round = small(c, 4);
	e->trial.why = NULL;
	if (sqlite3_column_type(c->st, 6) != SQLITE_NULL)
		c->bad |= !read_origin(s, text(c, 6), &e->trial.why);
	e->trial.config = event_read_config(s->reader, config, strlen(config), err);
	return e->trial.config ? 0 : -1;
}

/* False: it is no object, or a field is wrong. */
static bool read_failure(
	struct store_source *s, const char *text, struct failure *f, bool *patience)
{
	json_t *object = json_loads(text, 0, NULL);
	bool good = json_is_object(object) && !failure_read_fields(object, f);

	*patience = good && event_read_is(object, "reason", "patience");
	f->line = good && f->line ? event_keep_text(s->reader, f->line) : NULL;
	json_decref(object);
	return good;
}

static void read_end(struct store_source *s, struct columns *c, struct event *e)
{
	int state = trial_state_of(text(c, 3));

	e->kind = EVENT_END;
	e->end.trial = known_trial(s, c);
	e->end.why = event_keep_text(s->reader, text(c, 4));
	e->end.state = (enum trial_state)state;
	c->bad |= state < TRIAL_COMPLETED;
	if (sqlite3_column_type(c->st, 5) != SQLITE_NULL)
		c->bad |= !read_failure(
			s, text(c, 5), &e->end.failure, &e->end.patience);
}

static void read_task(struct store_source *s, struct columns *c, struct event *e)
{
	e->kind = EVENT_TASK;
	e->task.trial = known_trial(s, c);
	e->task.worker = (int)whole(c, 3, 0, 10000000);
	e->task.from = small(c, 4);
	e->task.to = small(c, 5);
	e->task.bracket = small(c, 6);
	e->task.round = small(c, 7);
	e->task.rung = small(c, 8);
}

static void read_report(struct store_source *s, struct columns *c, struct event *e)
{
	e->kind = EVENT_REPORT;
	e->report.trial = known_trial(s, c);
	e->report.epoch = (int)whole(c, 3, 1, INT_MAX);
	e->report.seconds = (float)number(c, 4);
	for (size_t m = 0; m < s->reader->info.n_metrics; m++)
		e->report.metrics[m] = number(c, (int)m + 5);
}

/* 0 for a column that an older file does not have. */
static double newer_number(struct columns *c, int i)
{
	return i < sqlite3_column_count(c->st) ? number(c, i) : 0;
}

static void read_decision(struct store_source *s, struct columns *c, struct event *e)
{
	int verdict = verdict_of(text(c, 12));

	e->kind = EVENT_DECISION;
	e->decision = (struct decision){
		.trial = known_trial(s, c),
		.bracket = small(c, 3),
		.round = small(c, 4),
		.rung = small(c, 5),
		.level = small(c, 6),
		.value = number(c, 7),
		.results = (uint32_t)whole(c, 8, 0, UINT32_MAX),
		.places = (uint32_t)whole(c, 9, 0, UINT32_MAX),
		.rank = (uint32_t)whole(c, 10, 0, UINT32_MAX),
		.cutoff = number(c, 11),
		.verdict = (enum verdict)verdict,
		.by_hand = sqlite3_column_int(c->st, 13) != 0,
		.broken = newer_number(c, 14),
		.cutoff_broken = newer_number(c, 15),
	};
	c->bad |= verdict < 0;
}

static int read_row(struct store_source *s, int cursor, struct event *e, struct error *err)
{
	struct columns c = {.st = s->st[cursor]};
	uint64_t seq = s->reader->seq + 1;

	if (cursor == EVENTS) {
		const char *json = text(&c, 2);

		return event_read_json(s->reader, json, strlen(json), e, err);
	}
	*e = (struct event){.seq = seq, .t = number(&c, 1)};
	switch (cursor) {
	case TRIALS:
		if (read_trial(s, &c, e, err) < 0)
			return -1;
		break;
	case ENDS:
		read_end(s, &c, e);
		break;
	case TASKS:
		read_task(s, &c, e);
		break;
	case REPORTS:
		read_report(s, &c, e);
		break;
	default:
		read_decision(s, &c, e);
	}
	if (c.bad)
		return error_usage(err, "a column is missing or wrong");
	s->reader->seq = seq;
	s->reader->trials += cursor == TRIALS;
	return 0;
}

static int damaged(const struct store_source *s, const char *what, struct error *err)
{
	return error_usage(err, "%s: damaged: event %llu: %s", s->path,
		(unsigned long long)s->reader->seq + 1, what);
}

static int store_next(struct recorded_source *base, struct event *e, struct error *err)
{
	struct store_source *s = (struct store_source *)base;
	struct error wrong;
	bool any = false;

	if (!s->in_pass && begin_pass(s) < 0) {
		store_file_error(s->db, s->path, err);
		err->usage = true;
		return -1;
	}
	for (int c = 0; c < CURSORS; c++) {
		any |= s->at[c] != 0;
		if (s->at[c] != (int64_t)s->reader->seq + 1)
			continue;
		if (read_row(s, c, e, &wrong) < 0)
			return damaged(s, wrong.text, err);
		if (advance(s, c) < 0)
			return damaged(s, store_file_says(s->db), err);
		return 1;
	}
	if (any)
		return damaged(s, "is missing", err);
	return end_pass(s) < 0 ? damaged(s, store_file_says(s->db), err) : 0;
}

const struct recorded_source_ops recorded_store = {
	.open = store_open_source,
	.next = store_next,
	.close = store_close_source,
};
