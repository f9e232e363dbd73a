/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a study on a disk that fails, and what is in it. */
#include "config.h"

#include <check.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "check_store.h"
#include "cli/session.h"
#include "faulty_vfs.h"
#include "fixture.h"
#include "store/store_file.h"
#include "study/study.h"

static char dir[64], study_path[96], db_path[96];
static struct session ref; /* a study that has been run */

static const struct store_origin origin = {.path = "/s.yaml", .text = "name: s\n"};

static void set_up(void)
{
	struct options o = {.output = "none"};
	struct error err;
	FILE *f;

	make_dir(dir, sizeof(dir));
	snprintf(study_path, sizeof(study_path), "%s/s.yaml", dir);
	snprintf(db_path, sizeof(db_path), "%s/s.db", dir);
	f = fopen(study_path, "w");
	fputs("name: s\n"
	      "objective: {kind: simulated, diverge: 0.1, fail: 0.1}\n"
	      "scheduler: {name: asha, max: 9}\n"
	      "parameters: {a: {values: [1, 2]}, b: {min: 0.5, max: 1.5},"
	      " c: {values: [x, \"a \\\"quoted\\\" one\", null, true]}}\n"
	      "stop: {trials: 12}\nworkers: 3\n",
		f);
	fclose(f);
	ck_assert_int_eq(session_open(&ref, study_path, &o, false, &err), 0);
	ck_assert_int_eq(session_start(&ref, &o, &err), 0);
	tuner_join(ref.tuner);
}

static void tear_down(void)
{
	faulty_vfs_heal();
	session_release(&ref);
	remove_dir(dir);
}

static void remove_db(void)
{
	char path[128];

	unlink(db_path);
	snprintf(path, sizeof(path), "%s-wal", db_path);
	unlink(path);
	snprintf(path, sizeof(path), "%s-shm", db_path);
	unlink(path);
}

/* The events of the study again, in a few goes, with checkpoints. */

#define GOES 5

struct feed {
	struct journal *journal;
	struct store *store;
	uint64_t ends[GOES + 1]; /* where each go ended */
	atomic_int warnings; /* of the store's thread */
	atomic_bool failing; /* the last of them said so */
};

static void warn(void *arg, enum warning w, const char *text)
{
	struct feed *f = arg;

	f->failing = w == WARNING_LASTS;
	f->warnings++;
	ck_assert_ptr_eq(
		strstr(text, f->failing ? "not recorded: " : "recorded again: "), text);
	ck_assert_ptr_nonnull(strstr(text, db_path));
}

static void feed_event(struct feed *f, uint64_t seq)
{
	struct event e = *journal_at(ref.journal, seq);

	journal_append(f->journal, &e);
	if (e.kind == EVENT_REPORT && seq % 2)
		store_checkpoint(f->store, e.report.trial, e.report.epoch,
			memset(xmalloc(3000), (int)seq, 3000), 3000);
}

static void feed_go(struct feed *f, int go)
{
	uint64_t n = journal_length(ref.journal);

	for (uint64_t seq = f->ends[go - 1] + 1; seq <= n * (uint64_t)go / GOES; seq++)
		feed_event(f, seq);
	f->ends[go] = journal_length(f->journal);
	journal_complete(f->journal);
	journal_ring(f->journal);
}

/* -1: could not begin; else as store_close(). */
static int record(struct feed *f, struct error *err)
{
	int rc;

	*f = (struct feed){.journal = journal_new()};
	remove_db();
	f->store = store_create(db_path, &origin, err);
	if (!f->store)
		return -1;
	if (store_start(f->store, f->journal, &ref.info, 0, 20000, warn, f, err) < 0) {
		struct error ignored;

		store_close(f->store, &ignored);
		return -1;
	}
	for (int go = 1; go <= GOES; go++) {
		feed_go(f, go);
		if (go == 1 || go == 3)
			usleep(1000); /* the store may write it now */
	}
	rc = store_close(f->store, err);
	return rc;
}

/* The events in the file are the first ones of the study; how many. */
static uint64_t check_prefix(void)
{
	struct recorded *r;
	struct strbuf got, wanted;
	struct event e;
	struct error err;
	uint64_t n = 0;
	bool empty;
	int rc;

	r = recorded_open(db_path, &empty, &err);
	if (!r) {
		ck_assert_msg(empty, "%s", err.text);
		return 0;
	}
	strbuf_init(&got);
	strbuf_init(&wanted);
	while ((rc = recorded_next(r, &e, &err)) > 0) {
		strbuf_reset(&got);
		strbuf_reset(&wanted);
		event_print_json(&e, recorded_info(r), &got);
		event_print_json(journal_at(ref.journal, ++n), &ref.info, &wanted);
		ck_assert_str_eq(got.buf, wanted.buf);
	}
	ck_assert_msg(rc == 0, "%s", err.text);
	strbuf_release(&got);
	strbuf_release(&wanted);
	recorded_close(r);
	return n;
}

static void check_sound(void)
{
	struct error err;
	sqlite3 *db = store_file_open(db_path, true, &err);
	sqlite3_stmt *st;

	ck_assert_msg(db != NULL, "%s", err.text);
	ck_assert_int_eq(
		sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &st, NULL), 0);
	ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
	ck_assert_str_eq((const char *)sqlite3_column_text(st, 0), "ok");
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static int64_t count(const char *what)
{
	struct error err;
	sqlite3 *db = store_file_open(db_path, true, &err);
	sqlite3_stmt *st;
	int64_t n;

	ck_assert_msg(db != NULL, "%s", err.text);
	ck_assert_int_eq(sqlite3_prepare_v2(db, what, -1, &st, NULL), 0);
	ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static void check_faults(enum fault fault, bool once)
{
	uint64_t all = journal_length(ref.journal);
	int n = 1, failures = 1, recorded = 0, cut = 0;

	for (; failures; n++) {
		struct feed f;
		struct error err = {0};
		uint64_t stored, i = 0;
		int rc;

		faulty_vfs_fail(fault, n, once);
		rc = record(&f, &err);
		failures = faulty_vfs_heal();
		if (rc < 0)
			ck_assert_msg(strstr(err.text, db_path) != NULL, "%s", err.text);
		if (!f.store) { /* nothing had begun, and nothing is left */
			ck_assert_int_ne(access(db_path, F_OK), 0);
			journal_free(f.journal);
			continue;
		}
		if (journal_length(f.journal) == 0) {
			journal_free(f.journal);
			continue;
		}
		check_sound();
		stored = check_prefix();
		while (i <= GOES && f.ends[i] != stored)
			i++;
		ck_assert_msg(i <= GOES, "fault %d: %llu events", n,
			(unsigned long long)stored);
		if (!rc)
			ck_assert_uint_eq(stored, all);
		if (once)
			ck_assert_msg(!rc, "fault %d: %s", n, err.text);
		ck_assert_int_eq(f.warnings % 2, f.failing);
		recorded += !rc;
		cut += rc < 0;
		journal_free(f.journal);
	}
	ck_assert_int_gt(n, 40);
	ck_assert_int_gt(recorded, 0);
	if (!once)
		ck_assert_int_gt(cut, 10);
}

START_TEST(whatever_fails_once_all_is_recorded)
{
	check_faults((enum fault)_i, true);
}
END_TEST

START_TEST(what_is_recorded_before_a_disk_fails_stays)
{
	check_faults((enum fault)_i, false);
}
END_TEST

/* The disk is full for a while, and the store says so once, and when it goes on. */
START_TEST(it_is_recorded_when_there_is_room_again)
{
	struct feed f = {.journal = journal_new()};
	struct error err;

	f.store = store_create(db_path, &origin, &err);
	ck_assert_ptr_nonnull(f.store);
	ck_assert_int_eq(store_start(f.store, f.journal, &ref.info, 0, 20000, warn, &f,
				 &err),
		0);
	feed_go(&f, 1);
	while (check_prefix() != f.ends[1])
		poll(NULL, 0, 5);
	faulty_vfs_fail(FAULT_FULL, 1, false);
	feed_go(&f, 2);
	feed_go(&f, 3);
	while (f.warnings == 0)
		poll(NULL, 0, 5);
	ck_assert(f.failing);
	faulty_vfs_heal();
	while (f.warnings == 1)
		poll(NULL, 0, 5);
	ck_assert_int_eq(f.warnings, 2);
	ck_assert(!f.failing);
	ck_assert_uint_eq(check_prefix(), f.ends[3]);
	feed_go(&f, 4);
	feed_go(&f, 5);
	ck_assert_int_eq(store_close(f.store, &err), 0);
	ck_assert_uint_eq(check_prefix(), f.ends[5]);
	journal_free(f.journal);
}
END_TEST

/* But for one that has completed: the top may be raised. */
START_TEST(an_ended_trial_has_no_checkpoint)
{
	struct feed f;
	struct error err;

	ck_assert_int_eq(record(&f, &err), 0);
	ck_assert_int_eq(count("SELECT count(*) FROM checkpoint JOIN trial"
			       " ON trial.id = checkpoint.trial"
			       " WHERE trial.state <> 'completed'"),
		0);
	journal_free(f.journal);
}
END_TEST

static TCase *store_case(void)
{
	TCase *tc = tcase_create("store");

	tcase_add_unchecked_fixture(tc, faulty_vfs_install, NULL);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, an_ended_trial_has_no_checkpoint);
	tcase_add_loop_test(tc, whatever_fails_once_all_is_recorded, 0, FAULTS);
	tcase_add_loop_test(tc, what_is_recorded_before_a_disk_fails_stays, 0, FAULTS);
	tcase_add_test(tc, it_is_recorded_when_there_is_room_again);
	return tc;
}

int main(void)
{
	Suite *s = suite_create("store");

	suite_add_tcase(s, damage_case());
	suite_add_tcase(s, store_case());
	suite_add_tcase(s, names_case());
	suite_add_tcase(s, recorded_case());
	suite_add_tcase(s, follow_case());
	return run_suite(s);
}
