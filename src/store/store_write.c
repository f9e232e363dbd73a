/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/store_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "study/event_failure.h"
#include "study/event_origin.h"

enum {
	BEGIN,
	COMMIT,
	ROLLBACK,
	STUDY,
	EVENT,
	TRIAL,
	PARAM,
	END,
	TASK,
	REPORT,
	DECISION,
	BLOB,
	DROP_BLOB,
	KEEP_END,
	REVIVE,
	STATEMENTS
};

static const char *const sql[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[STUDY] = "UPDATE study SET name = ?1, seed = ?2, metric = ?3, goal = ?4,"
		  " objective = ?5",
	[EVENT] = "INSERT INTO event(seq, t, kind, data) VALUES(?1, ?2, ?3, ?4)",
	[TRIAL] = "INSERT INTO trial(id, seq, t, bracket, round, config, origin)"
		  " VALUES(?3, ?1, ?2, ?4, ?5, ?6, ?7)",
	[PARAM] = "INSERT INTO trial_param(trial, name, value) VALUES(?1, ?2, ?3)",
	[END] = "UPDATE trial SET end_seq = ?1, end_t = ?2, state = ?4, why = ?5,"
		" failure = ?6 WHERE id = ?3",
	[TASK] = "INSERT INTO task VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[DECISION] = "INSERT INTO decision VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
		     " ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
	[BLOB] = "INSERT OR REPLACE INTO checkpoint VALUES(?1, ?2, ?3)",
	[KEEP_END] = "INSERT INTO event(seq, t, kind, data) SELECT end_seq, end_t, 'end',"
		     " printf('{\"seq\":%d,\"t\":%.6f,\"event\":\"end\",\"trial\":%d,"
		     "\"state\":\"%s\",\"why\":\"%s\"}', end_seq, end_t, id, state, why)"
		     " FROM trial WHERE id = ?1",
	[REVIVE] = "UPDATE trial SET end_seq = NULL, end_t = NULL, state = NULL,"
		   " why = NULL, failure = NULL WHERE id = ?1",
	[DROP_BLOB] = "DELETE FROM checkpoint WHERE trial = ?1",
};

/* The checkpoints in the file, oldest first. */
struct kept {
	uint32_t trial;
	size_t size;
};

struct store_writer {
	sqlite3 *db;
	const struct study_info *info;
	sqlite3_stmt *st[STATEMENTS];
	struct strbuf text;
	size_t limit, bytes;
	struct kept *kept;
	size_t n_kept, cap_kept;
};

static int prepare(struct store_writer *w, int i, const char *text, struct error *err)
{
	if (sqlite3_prepare_v3(w->db, text, -1, SQLITE_PREPARE_PERSISTENT, &w->st[i],
		    NULL) == SQLITE_OK)
		return 0;
	return error_set(err, "%s", sqlite3_errmsg(w->db));
}

static int prepare_all(struct store_writer *w, struct error *err)
{
	struct strbuf report = STRBUF_INIT;
	int rc = 0;

	for (int i = 0; !rc && i < STATEMENTS; i++)
		if (sql[i])
			rc = prepare(w, i, sql[i], err);
	strbuf_adds(&report, "INSERT INTO report VALUES(?1, ?2, ?3, ?4, ?5");
	for (size_t m = 0; m < w->info->n_metrics; m++)
		strbuf_addf(&report, ", ?%zu", m + 6);
	strbuf_addch(&report, ')');
	if (!rc)
		rc = prepare(w, REPORT, report.buf, err);
	strbuf_release(&report);
	return rc;
}

/* Those in the file: of a resumed study, or after what was written has been undone. */
static int read_kept(struct store_writer *w, struct error *err)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(w->db,
		"SELECT trial, length(state) FROM checkpoint ORDER BY trial", -1, &st,
		NULL);

	w->n_kept = w->bytes = 0;
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc != SQLITE_ROW)
			break;
		ARRAY_ROOM(w->kept, w->n_kept, w->cap_kept);
		w->kept[w->n_kept++] = (struct kept){(uint32_t)sqlite3_column_int64(st, 0),
			(size_t)sqlite3_column_int64(st, 1)};
		w->bytes += w->kept[w->n_kept - 1].size;
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : error_set(err, "%s", sqlite3_errmsg(w->db));
}

struct store_writer *store_writer_new(sqlite3 *db, const struct study_info *info,
	size_t limit, struct error *err)
{
	struct store_writer *w = xcalloc(1, sizeof(*w));

	w->db = db;
	w->info = info;
	w->limit = limit;
	strbuf_init(&w->text);
	if (!prepare_all(w, err) && !read_kept(w, err))
		return w;
	store_writer_free(w);
	return NULL;
}

void store_writer_free(struct store_writer *w)
{
	if (!w)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(w->st[i]);
	strbuf_release(&w->text);
	free(w->kept);
	free(w);
}

static int run(struct store_writer *w, int i, struct error *err)
{
	int rc = sqlite3_step(w->st[i]);

	sqlite3_reset(w->st[i]);
	if (rc == SQLITE_DONE || rc == SQLITE_ROW)
		return 0;
	return error_set(err, "%s", sqlite3_errmsg(w->db));
}

int store_writer_begin(struct store_writer *w, struct error *err)
{
	return run(w, BEGIN, err);
}

int store_writer_end(struct store_writer *w, int failed, struct error *err)
{
	struct error ignored;

	if (!failed && !run(w, COMMIT, err))
		return 0;
	if (!sqlite3_get_autocommit(w->db))
		run(w, ROLLBACK, &ignored);
	if (read_kept(w, &ignored) < 0)
		w->n_kept = w->bytes = 0; /* unknown: they stay until the study ends */
	return -1;
}

/* Rows. Columns 1 and 2 are seq and t everywhere. */

static sqlite3_stmt *row(struct store_writer *w, int i, const struct event *e)
{
	sqlite3_bind_int64(w->st[i], 1, (sqlite3_int64)e->seq);
	sqlite3_bind_double(w->st[i], 2, e->t);
	return w->st[i];
}

static void bind_number(sqlite3_stmt *st, int i, double v)
{
	if (isfinite(v))
		sqlite3_bind_double(st, i, v);
	else
		sqlite3_bind_null(st, i);
}

static void bind_text(sqlite3_stmt *st, int i, const char *text)
{
	sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC);
}

static int write_json(struct store_writer *w, const struct event *e, struct error *err)
{
	sqlite3_stmt *st = row(w, EVENT, e);

	strbuf_reset(&w->text);
	event_print_json(e, w->info, &w->text);
	bind_text(st, 3, event_kind_name(e->kind));
	sqlite3_bind_text(st, 4, w->text.buf, (int)w->text.len - 1, SQLITE_STATIC);
	return run(w, EVENT, err);
}

static int write_study(struct store_writer *w, const struct event *e, struct error *err)
{
	sqlite3_stmt *st = w->st[STUDY];

	bind_text(st, 1, w->info->name);
	sqlite3_bind_int64(st, 2, (sqlite3_int64)w->info->seed);
	bind_text(st, 3, w->info->metric);
	bind_text(st, 4, w->info->maximize ? "maximize" : "minimize");
	bind_text(st, 5, w->info->objective);
	return run(w, STUDY, err) < 0 ? -1 : write_json(w, e, err);
}

static void bind_value(sqlite3_stmt *st, int i, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NULL:
	case VALUE_NONE: /* has no row */
		sqlite3_bind_null(st, i);
		break;
	case VALUE_INT:
	case VALUE_BOOL:
		sqlite3_bind_int64(st, i, (sqlite3_int64)v->number);
		break;
	case VALUE_REAL:
		sqlite3_bind_double(st, i, v->number);
		break;
	case VALUE_TEXT:
	case VALUE_JSON:
		bind_text(st, i, v->text);
		break;
	}
}

/* NULL: nothing is said. */
static void bind_origin(struct store_writer *w, const struct proposal *why)
{
	struct strbuf text = STRBUF_INIT;

	sqlite3_bind_null(w->st[TRIAL], 7);
	if (!why)
		return;
	strbuf_addch(&text, '{');
	proposal_print_fields(why, &text);
	strbuf_addch(&text, '}');
	sqlite3_bind_text(w->st[TRIAL], 7, strbuf_detach(&text), -1, free);
}

static int write_trial(struct store_writer *w, const struct event *e, struct error *err)
{
	const struct space *space = w->info->space;
	sqlite3_stmt *st = row(w, TRIAL, e);
	int rc;

	strbuf_reset(&w->text);
	space_print_json(space, e->trial.config, &w->text);
	sqlite3_bind_int64(st, 3, e->trial.trial);
	sqlite3_bind_int(st, 4, e->trial.bracket);
	sqlite3_bind_int(st, 5, e->trial.round);
	sqlite3_bind_text(st, 6, w->text.buf, (int)w->text.len, SQLITE_STATIC);
	bind_origin(w, e->trial.why);
	rc = run(w, TRIAL, err);
	for (size_t i = 0; !rc && i < space->n; i++) {
		if (e->trial.config[i].kind == VALUE_NONE)
			continue;
		sqlite3_bind_int64(w->st[PARAM], 1, e->trial.trial);
		bind_text(w->st[PARAM], 2, space->params[i].name);
		bind_value(w->st[PARAM], 3, &e->trial.config[i]);
		rc = run(w, PARAM, err);
	}
	return rc;
}

static int write_task(struct store_writer *w, const struct event *e, struct error *err)
{
	sqlite3_stmt *st = row(w, TASK, e);

	sqlite3_bind_int64(st, 3, e->task.trial);
	sqlite3_bind_int(st, 4, e->task.worker);
	sqlite3_bind_int(st, 5, e->task.from);
	sqlite3_bind_int(st, 6, e->task.to);
	sqlite3_bind_int(st, 7, e->task.bracket);
	sqlite3_bind_int(st, 8, e->task.round);
	sqlite3_bind_int(st, 9, e->task.rung);
	return run(w, TASK, err);
}

static int write_report(struct store_writer *w, const struct event *e, struct error *err)
{
	sqlite3_stmt *st = row(w, REPORT, e);

	sqlite3_bind_int64(st, 3, e->report.trial);
	sqlite3_bind_int(st, 4, e->report.epoch);
	bind_number(st, 5, (double)e->report.seconds);
	for (size_t m = 0; m < w->info->n_metrics; m++)
		bind_number(st, (int)m + 6, e->report.metrics[m]);
	return run(w, REPORT, err);
}

static int write_decision(struct store_writer *w, const struct event *e, struct error *err)
{
	const struct decision *d = &e->decision;
	sqlite3_stmt *st = row(w, DECISION, e);

	sqlite3_bind_int64(st, 3, d->trial);
	sqlite3_bind_int(st, 4, d->bracket);
	sqlite3_bind_int(st, 5, d->round);
	sqlite3_bind_int(st, 6, d->rung);
	sqlite3_bind_int(st, 7, d->level);
	bind_number(st, 8, d->value);
	sqlite3_bind_int64(st, 9, d->results);
	sqlite3_bind_int64(st, 10, d->places);
	sqlite3_bind_int64(st, 11, d->rank);
	bind_number(st, 12, d->cutoff);
	bind_text(st, 13, verdict_name(d->verdict));
	sqlite3_bind_int(st, 14, d->by_hand);
	sqlite3_bind_double(st, 15, d->broken);
	sqlite3_bind_double(st, 16, d->cutoff_broken);
	return run(w, DECISION, err);
}

/* Checkpoints */

static void forget(struct store_writer *w, uint32_t trial)
{
	size_t i = 0;

	while (i < w->n_kept && w->kept[i].trial != trial)
		i++;
	if (i == w->n_kept)
		return;
	w->bytes -= w->kept[i].size;
	memmove(w->kept + i, w->kept + i + 1, (--w->n_kept - i) * sizeof(*w->kept));
}

static int drop(struct store_writer *w, uint32_t trial, struct error *err)
{
	forget(w, trial);
	sqlite3_bind_int64(w->st[DROP_BLOB], 1, trial);
	return run(w, DROP_BLOB, err);
}

int store_writer_blob(struct store_writer *w, const struct store_blob *b, struct error *err)
{
	sqlite3_stmt *st = w->st[BLOB];

	if (b->size > w->limit)
		return 0;
	forget(w, b->trial);
	while (w->n_kept && w->bytes + b->size > w->limit)
		if (drop(w, w->kept[0].trial, err) < 0)
			return -1;
	ARRAY_ROOM(w->kept, w->n_kept, w->cap_kept);
	w->kept[w->n_kept++] = (struct kept){b->trial, b->size};
	w->bytes += b->size;
	sqlite3_bind_int64(st, 1, b->trial);
	sqlite3_bind_int(st, 2, b->epoch);
	sqlite3_bind_blob64(st, 3, b->data, b->size, SQLITE_STATIC);
	return run(w, BLOB, err);
}

/* NULL: there is no more to it. */
static void bind_failure(struct store_writer *w, const struct failure *f)
{
	sqlite3_bind_null(w->st[END], 6);
	if (!failure_has_fields(f))
		return;
	strbuf_reset(&w->text);
	strbuf_addch(&w->text, '{');
	failure_print_fields(f, &w->text);
	strbuf_addch(&w->text, '}');
	bind_text(w->st[END], 6, w->text.buf);
}

static int write_end(struct store_writer *w, const struct event *e, struct error *err)
{
	sqlite3_stmt *st = row(w, END, e);

	sqlite3_bind_int64(st, 3, e->end.trial);
	bind_text(st, 4, trial_state_name(e->end.state));
	bind_text(st, 5, e->end.why);
	bind_failure(w, &e->end.failure);
	if (e->end.patience) /* which is no failure, and so has nothing else to say */
		bind_text(st, 6, "{\"reason\":\"patience\"}");
	if (run(w, END, err) < 0)
		return -1;
	for (size_t i = 0; i < w->n_kept; i++) {
		struct kept k = w->kept[i];

		if (k.trial != e->end.trial)
			continue;
		if (e->end.state != TRIAL_COMPLETED)
			return drop(w, e->end.trial, err);
		/* it goes on when the top is raised; until then it is the first to go */
		memmove(w->kept + 1, w->kept, i * sizeof(*w->kept));
		w->kept[0] = k;
		return 0;
	}
	return 0;
}

/* Of trials that are alive again the end that they had stays as an event. */
static int write_scheduler(
	struct store_writer *w, const struct event *e, struct error *err)
{
	for (size_t i = 0; i < e->scheduler.n_adopted; i++) {
		if (!e->scheduler.adopted[i].revived)
			continue;
		sqlite3_bind_int64(w->st[KEEP_END], 1, (sqlite3_int64)i);
		sqlite3_bind_int64(w->st[REVIVE], 1, (sqlite3_int64)i);
		if (run(w, KEEP_END, err) < 0 || run(w, REVIVE, err) < 0)
			return -1;
	}
	return write_json(w, e, err);
}

int store_writer_event(struct store_writer *w, const struct event *e, struct error *err)
{
	static int (*const write[])(
		struct store_writer *, const struct event *, struct error *) = {
		[EVENT_STUDY] = write_study,
		[EVENT_SCHEDULER] = write_scheduler,
		[EVENT_TRIAL] = write_trial,
		[EVENT_TASK] = write_task,
		[EVENT_REPORT] = write_report,
		[EVENT_DECISION] = write_decision,
		[EVENT_INCUMBENT] = write_json,
		[EVENT_END] = write_end,
		[EVENT_CONTROL] = write_json,
		[EVENT_PLACE] = write_json,
		[EVENT_START] = write_json,
		[EVENT_HOLD] = write_json,
		[EVENT_EARLIER] = write_json,
		[EVENT_FINISH] = write_json,
	};

	return write[e->kind](w, e, err);
}
