/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recorded studies that have been damaged: every one is refused by a line that says where,
 * or is a study. The damage is random, and the same in every run; THOROUGH=1 does more.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_store.h"
#include "cli/session.h"
#include "fixture.h"
#include "study/study.h"
#include "tuner/tuner_resume.h"

static const char *const studies[] = {
	"scheduler: {name: hyperband, max: 9}\nstop: {rounds: 1}\nworkers: 3\n",
	"scheduler: {name: successive_halving, max: 9, resume: scratch}\n"
	"stop: {rounds: 1}\nworkers: 2\n",
	"scheduler: {name: asha, max: 9}\nstop: {trials: 14}\nworkers: 3\n"
	"switch: [{at: {epochs: 12}, scheduler: {name: successive_halving}},"
	" {at: {epochs: 20}, scheduler: {name: pasha}},"
	" {at: {epochs: 26}, scheduler: {name: median}}]\n",
	"scheduler: {name: asha_stop, max: 27, brackets: 2}\nstop: {trials: 14}\n"
	"workers: 2\nswitch: [{at: {trials: 10}, scheduler: {name: hyperband}}]\n",
};

#define N_STUDIES ((int)(sizeof(studies) / sizeof(*studies)))

static char dir[64], study_path[96], lines_path[96], db_path[96];
static char *lines[4096]; /* of one of them */
static size_t n_lines;

static int rounds(int n)
{
	return getenv("THOROUGH") ? 50 * n : n;
}

static void open_session(struct session *s, const char *output)
{
	struct options o = {.output = output};
	struct error err;

	ck_assert_msg(session_open(s, study_path, &o, false, &err) == 0, "%s", err.text);
	ck_assert_int_eq(session_record(s, &o, &err), 0);
}

static void keep_lines(const struct session *s)
{
	struct strbuf line;

	n_lines = (size_t)journal_length(s->journal);
	ck_assert_uint_lt(n_lines, sizeof(lines) / sizeof(*lines));
	for (size_t i = 0; i < n_lines; i++) {
		strbuf_init(&line);
		event_print_json(journal_at(s->journal, i + 1), &s->info, &line);
		lines[i] = line.buf;
	}
}

static void run_study(int which)
{
	struct session s;
	struct options o = {0};
	struct error err;
	FILE *f = fopen(study_path, "w");

	fprintf(f,
		"name: s\nobjective: {kind: simulated, diverge: 0.1, fail: 0.1}\n"
		"parameters: {a: {values: [1, 2, 3]}, b: {min: 0.5, max: 1.5},"
		" c: {values: [x, y, null, true]}}\n%s",
		studies[which]);
	fclose(f);
	open_session(&s, db_path);
	ck_assert_int_eq(session_start(&s, &o, &err), 0);
	tuner_join(s.tuner);
	ck_assert_int_eq(store_close(s.store, &err), 0);
	s.store = NULL;
	keep_lines(&s);
	session_release(&s);
}

static void set_up(void)
{
	make_dir(dir, sizeof(dir));
	snprintf(study_path, sizeof(study_path), "%s/s.yaml", dir);
	snprintf(lines_path, sizeof(lines_path), "%s/s.jsonl", dir);
	snprintf(db_path, sizeof(db_path), "%s/s.db", dir);
}

static void tear_down(void)
{
	for (size_t i = 0; i < n_lines; i++)
		free(lines[i]);
	n_lines = 0;
	remove_dir(dir);
}

/* Random numbers */

static uint64_t seed, draws;

static size_t draw(size_t n)
{
	return (size_t)(stream_mix(seed * 100000 + draws++) % n);
}

/* What may stand where something else stood. */
static const char *const values[] = {"-1", "0", "1", "2", "3", "4", "9", "27", "81", "1000000",
	"2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
	"1e300", "-0.5", "0.3", "null", "true", "\"x\"", "\"\"", "[]", "{}", "[1]",
	"\"trial\"", "\"task\"", "\"promote\"", "\"stop\"", "\"complete\"", "\"completed\"",
	"\"running\"", "\"paused\"", "\"killed\"", "\"switch\"", "\"kill\"", "\"workers\"",
	"\"resume\"", "\"asha eta=2 min=1 max=1000000000\"",
	"\"hyperband eta=2 min=1 max=1073741824\"", "\"successive_halving n=2147483647\"",
	"\"random\"", "\"asha brackets=40\"", "\"\\u0000\""};

#define N_VALUES (sizeof(values) / sizeof(*values))

/* A copy of the line with what stands behind one of its colons or in a list replaced. */
static char *replace_value(const char *line)
{
	struct strbuf out;
	size_t n = 0, at, len;
	const char *p;

	for (p = line; *p; p++)
		n += *p == ':' || *p == '[';
	at = draw(n);
	for (p = line; *p; p++)
		if ((*p == ':' || *p == '[') && !at--)
			break;
	p++;
	len = *p == '"' ? 2 + strcspn(p + 1, "\"") : strcspn(p, ",}]\n");
	strbuf_init(&out);
	strbuf_add(&out, line, (size_t)(p - line));
	strbuf_adds(&out, values[draw(N_VALUES)]);
	strbuf_adds(&out, p + len);
	return out.buf;
}

static char *flip_byte(const char *line)
{
	char *copy = xstrdup(line);

	copy[draw(strlen(copy) - 1)] = (char)(1 + draw(255));
	return copy;
}

/* The lines with one thing done to them; seq made right again, as a rule. */

struct damaged {
	char *lines[4100];
	size_t n;
};

static void renumber(struct damaged *d)
{
	for (size_t i = 0; i < d->n; i++) {
		char *old = d->lines[i], *comma = strchr(old, ',');
		struct strbuf line;

		if (strncmp(old, "{\"seq\":", 7) || !comma)
			continue;
		strbuf_init(&line);
		strbuf_addf(&line, "{\"seq\":%zu%s", i + 1, comma);
		free(old);
		d->lines[i] = line.buf;
	}
}

static void damage(struct damaged *d)
{
	size_t at = draw(n_lines), other = draw(n_lines);
	char *swap;

	for (d->n = 0; d->n < n_lines; d->n++)
		d->lines[d->n] = xstrdup(lines[d->n]);
	switch (draw(8)) {
	case 0:
		free(d->lines[at]);
		memmove(d->lines + at, d->lines + at + 1,
			(--d->n - at) * sizeof(*d->lines));
		break;
	case 1:
		memmove(d->lines + at + 1, d->lines + at,
			(d->n++ - at) * sizeof(*d->lines));
		d->lines[at] = xstrdup(d->lines[other]);
		break;
	case 2:
		other = at + 1 < d->n ? at + 1 : 0;
		/* fall through */
	case 3:
		swap = d->lines[at];
		d->lines[at] = d->lines[other];
		d->lines[other] = swap;
		break;
	case 4:
		swap = flip_byte(d->lines[at]);
		free(d->lines[at]);
		d->lines[at] = swap;
		return;
	default:
		swap = replace_value(d->lines[at]);
		free(d->lines[at]);
		d->lines[at] = swap;
	}
	if (draw(8))
		renumber(d);
}

static void write_damaged(const struct damaged *d)
{
	FILE *f = fopen(lines_path, "w");

	for (size_t i = 0; i < d->n; i++)
		fputs(d->lines[i], f);
	fclose(f);
}

/* Reads it all; a refusal is one line that names the file. True: it was read to its end. */
static bool read_it(const char *path)
{
	struct error err = {0};
	struct recorded *r = recorded_open(path, NULL, &err);
	struct journal *j;
	int rc = -1;

	if (r) {
		j = journal_new();
		rc = recorded_load(r, j, &err);
		journal_free(j);
	}
	recorded_close(r);
	if (!rc)
		return true;
	ck_assert_msg(err.usage, "seed %d: %s", (int)seed, err.text);
	ck_assert_msg(!strncmp(err.text, path, strlen(path)) && err.text[strlen(path)] == ':',
		"seed %d: %s", (int)seed, err.text);
	ck_assert_ptr_null(strchr(err.text, '\n'));
	return false;
}

/* Going on with it is refused by a line, or it can be gone on with. */
static bool go_on(const char *path)
{
	struct session s;
	struct error err = {0};
	struct recorded *r = recorded_open(path, NULL, &err);
	int rc = -1;

	open_session(&s, "none");
	if (r) {
		rc = tuner_resume(s.tuner, r, &err);
		if (rc < 0)
			ck_assert_msg(!strncmp(err.text, path, strlen(path)),
				"seed %d: %s", (int)seed, err.text);
	}
	ck_assert_msg(rc == 0 || err.usage, "seed %d: %s", (int)seed, err.text);
	session_release(&s);
	recorded_close(r);
	return rc == 0;
}

START_TEST(damaged_lines_are_refused)
{
	int whole = 0, resumable = 0, n = rounds(400);

	run_study(_i);
	for (int i = 0; i < n; i++) {
		struct damaged d;

		seed = (uint64_t)i;
		draws = 0;
		damage(&d);
		write_damaged(&d);
		whole += read_it(lines_path);
		resumable += go_on(lines_path);
		for (size_t k = 0; k < d.n; k++)
			free(d.lines[k]);
	}
	/* other metrics, other numbers of what is only told: still a study */
	ck_assert_int_gt(whole, n / 50);
	ck_assert_int_lt(whole, n / 2);
	ck_assert_int_le(resumable, whole);
}
END_TEST

/* The SQLite file */

static char *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *data;

	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	data = xmalloc(*size);
	ck_assert_uint_eq(fread(data, 1, *size, f), *size);
	fclose(f);
	return data;
}

static void write_file(const char *path, const char *data, size_t size)
{
	FILE *f = fopen(path, "wb");

	ck_assert_uint_eq(fwrite(data, 1, size, f), size);
	fclose(f);
}

/* rungtop resume, as far as before the start. */
static bool resume_it(void)
{
	struct options o = {0};
	struct session s;
	struct error err = {0};
	int rc = session_resume(&s, db_path, &o, false, &err);

	session_release(&s);
	if (rc == 0)
		return true;
	ck_assert_msg(err.usage && strstr(err.text, db_path), "seed %d: %s", (int)seed,
		err.text);
	ck_assert_ptr_null(strchr(err.text, '\n'));
	return false;
}

START_TEST(a_file_that_was_cut_is_refused)
{
	size_t size;
	char *data;

	run_study(0);
	data = read_file(db_path, &size);
	for (size_t n = 0; n < size; n += 512) {
		write_file(db_path, data, n);
		/* the end of the last page may be of a table that no reader needs */
		ck_assert_msg(!read_it(db_path) || n + 4096 > size, "%zu of %zu", n, size);
		ck_assert_msg(!resume_it() || n + 4096 > size, "%zu of %zu", n, size);
	}
	free(data);
}
END_TEST

START_TEST(noise_in_a_file_is_refused_or_does_no_harm)
{
	size_t size;
	char *data;

	run_study(_i);
	data = read_file(db_path, &size);
	for (int i = 0; i < rounds(120); i++) {
		char *copy = memcpy(xmalloc(size), data, size);
		size_t n = 1 + draw(i % 2 ? 4 : 600), at = draw(size - n);

		seed = (uint64_t)i;
		draws = 0;
		at = draw(size - n);
		for (size_t k = 0; k < n; k++)
			copy[at + k] = (char)draw(256);
		write_file(db_path, copy, size);
		free(copy);
		read_it(db_path);
		resume_it();
	}
	free(data);
}
END_TEST

/* One value of one row is another. */
static void damage_row(sqlite3 *db)
{
	static const char *const columns[][12] = {
		{"event", "seq", "t", "kind", "data"},
		{"trial", "id", "seq", "t", "bracket", "round", "config", "state", "why",
			"end_seq", "end_t"},
		{"task", "seq", "t", "trial", "worker", "\"from\"", "\"to\"", "bracket",
			"round", "rung"},
		{"report", "seq", "t", "trial", "epoch", "seconds", "val_error"},
		{"decision", "seq", "t", "trial", "bracket", "round", "rung", "level",
			"value", "results", "places", "rank"},
		{"study", "path", "file", "overrides", "data_dir", "seed", "metric"},
	};
	static const char *const sql[] = {"-1", "0", "1", "2", "5", "30", "1e300", "NULL", "'x'",
		"''", "2147483648", "4294967295", "9223372036854775807", "x'00ff'",
		"'completed'", "'killed'", "'{}'", "'[1,2]'", "'{\"a\":7,\"b\":1,\"c\":null}'"};
	const char *const *table = columns[draw(6)];
	size_t n = 0;
	char text[256];

	while (n < 11 && table[n + 1])
		n++;
	if (draw(8) == 0)
		snprintf(text, sizeof(text),
			"DELETE FROM %s WHERE rowid = (SELECT rowid FROM %s LIMIT 1 OFFSET %zu)",
			table[0], table[0], draw(20));
	else
		snprintf(text, sizeof(text),
			"UPDATE OR IGNORE %s SET %s = %s WHERE rowid ="
			" (SELECT rowid FROM %s LIMIT 1 OFFSET %zu)",
			table[0], table[1 + draw(n)],
			sql[draw(sizeof(sql) / sizeof(*sql))], table[0],
			!strcmp(table[0], "study") ? 0 : draw(20));
	sqlite3_exec(db, text, NULL, NULL, NULL); /* what a constraint refuses, is refused */
}

START_TEST(damaged_rows_are_refused)
{
	size_t size;
	char *data;

	run_study(_i);
	data = read_file(db_path, &size);
	for (int i = 0; i < rounds(150); i++) {
		sqlite3 *db;

		seed = (uint64_t)i;
		draws = 0;
		write_file(db_path, data, size);
		ck_assert_int_eq(sqlite3_open(db_path, &db), SQLITE_OK);
		damage_row(db);
		sqlite3_close(db);
		read_it(db_path);
		resume_it();
	}
	free(data);
}
END_TEST

TCase *damage_case(void)
{
	TCase *tc = tcase_create("damage");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, getenv("THOROUGH") ? 3000 : 120);
	tcase_add_loop_test(tc, damaged_lines_are_refused, 0, N_STUDIES);
	tcase_add_test(tc, a_file_that_was_cut_is_refused);
	tcase_add_loop_test(tc, noise_in_a_file_is_refused_or_does_no_harm, 0, 2);
	tcase_add_loop_test(tc, damaged_rows_are_refused, 0, N_STUDIES);
	return tc;
}
