/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded study is followed while another process writes it. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_store.h"
#include "cli/session.h"
#include "fixture.h"
#include "study/study.h"

static char dir[64], study_path[96], db_path[96];

static void set_up(void)
{
	FILE *f;

	make_dir(dir, sizeof(dir));
	snprintf(study_path, sizeof(study_path), "%s/s.yaml", dir);
	snprintf(db_path, sizeof(db_path), "%s/s.db", dir);
	f = fopen(study_path, "w");
	fputs("name: s\nobjective: {kind: simulated, diverge: 0.02, fail: 0.01}\n"
	      "scheduler: {name: asha, max: 27}\n"
	      "parameters: {a: {values: [1, 2, 3]}, b: {min: 0.5, max: 1.5}}\n"
	      "stop: {trials: 6500}\nworkers: 40\n",
		f);
	fclose(f);
}

static void tear_down(void)
{
	remove_dir(dir);
}

/* The other process: 0 when the study has run and is recorded. */
static int run_study(void)
{
	struct options o = {.output = db_path, .has_pace = true, .pace = 350};
	struct session s;
	struct error err;
	int rc = session_open(&s, study_path, &o, false, &err);

	if (!rc)
		rc = session_record(&s, &o, &err);
	if (!rc)
		rc = session_start(&s, &o, &err);
	if (!rc)
		tuner_join(s.tuner);
	if (!rc)
		rc = store_close(s.store, &err);
	s.store = NULL;
	session_release(&s);
	return rc ? 1 : 0;
}

static void add_events(struct recorded *r, struct strbuf *all, struct event *last)
{
	struct error err;
	struct event e;
	int got;

	while ((got = recorded_next(r, &e, &err)) > 0) {
		event_print_json(&e, recorded_info(r), all);
		*last = e;
	}
	ck_assert_msg(got == 0, "%s", err.text);
}

START_TEST(a_file_can_be_followed_while_it_is_written)
{
	struct recorded *r = NULL;
	struct strbuf followed, whole;
	struct event last = {0};
	struct error err;
	int status, looks = 0, grown = 0;
	pid_t pid = fork();

	if (!pid)
		_exit(run_study());
	strbuf_init(&followed);
	strbuf_init(&whole);
	while (last.kind != EVENT_FINISH) {
		size_t before = followed.len;

		if (!r && access(db_path, F_OK) == 0)
			r = recorded_open(db_path, NULL, &err);
		if (r)
			add_events(r, &followed, &last);
		looks++;
		grown += followed.len > before;
		poll(NULL, 0, 5);
	}
	ck_assert_uint_ge(recorded_study(r)->n_decisions, 10000);
	ck_assert_int_gt(grown, 5);
	ck_assert_int_gt(looks, grown);
	recorded_close(r);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	r = recorded_open(db_path, NULL, &err);
	ck_assert_msg(r != NULL, "%s", err.text);
	add_events(r, &whole, &last);
	recorded_close(r);
	ck_assert_str_eq(followed.buf, whole.buf);
	strbuf_release(&followed);
	strbuf_release(&whole);
}
END_TEST

TCase *recorded_case(void)
{
	TCase *tc = tcase_create("recorded");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_file_can_be_followed_while_it_is_written);
	return tc;
}
