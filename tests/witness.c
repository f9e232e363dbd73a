/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the scripts: reads recorded studies, and whatever trained their trials, asserts of
 * every event what is asserted of studies that are made up in memory.
 */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_study_witness.h"
#include "store/recorded.h"

static char **files;

static void watch(struct recorded *r, struct journal *j)
{
	struct witness w;
	struct study s;

	study_init(&s);
	witness_init(&w, recorded_info(r), 0);
	w.clients = !strcmp(recorded_info(r)->objective, "clients");
	w.programs = !strcmp(recorded_info(r)->objective, "command") || w.clients;
	for (uint64_t seq = 1; seq <= journal_length(j); seq++) {
		const struct event *e = journal_at(j, seq);

		witness_event(&w, &s, e);
		study_apply(&s, e);
		witness_states(&w, &s);
		witness_recount(&w, &s);
	}
	ck_assert(w.finished);
	printf("%zu trials, %llu epochs, %zu decisions, %llu events\n", s.n_trials,
		(unsigned long long)s.epochs, s.n_decisions, (unsigned long long)s.seq);
	witness_release(&w);
	study_release(&s);
}

START_TEST(every_event_may_have_happened)
{
	struct error err;
	struct recorded *r = recorded_open(files[_i], NULL, &err);
	struct journal *j;

	ck_assert_msg(r != NULL, "%s", err.text);
	j = journal_new();
	ck_assert_msg(!recorded_load(r, j, &err), "%s", err.text);
	watch(r, j);
	journal_free(j);
	recorded_close(r);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *s = suite_create("witness");
	TCase *t = tcase_create("recorded");
	SRunner *r = srunner_create(s);
	int failed;

	files = argv + 1;
	tcase_set_timeout(t, 0);
	tcase_add_loop_test(t, every_event_may_have_happened, 0, argc - 1);
	suite_add_tcase(s, t);
	srunner_set_fork_status(r, CK_NOFORK);
	srunner_run_all(r, CK_SILENT);
	failed = srunner_ntests_failed(r);
	if (failed)
		srunner_print(r, CK_NORMAL);
	srunner_free(r);
	return failed || argc < 2 ? EXIT_FAILURE : EXIT_SUCCESS;
}
