/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schedulers against their references (reference.h) in thousands of random studies,
 * and the traps that such rules are known to fall into. With a study's number as its only
 * argument it runs that study alone, and prints every step.
 */
#include "config.h"

#include <check.h>
#include <stdlib.h>

#include "reference_study.h"
#include "reference_traps.h"

#define BATCH 25 /* studies in a test */

static void run_batch(int first, int i)
{
	for (int k = 0; k < BATCH; k++)
		study_run(first + i * BATCH + k, false);
}

START_TEST(one_scheduler_agrees)
{
	run_batch(STUDIES_ALONE, _i);
}
END_TEST

START_TEST(switched_schedulers_agree)
{
	run_batch(STUDIES_SWITCHED, _i);
}
END_TEST

START_TEST(schedulers_that_adopt_anything_agree)
{
	run_batch(STUDIES_MADE_UP, _i);
}
END_TEST

START_TEST(the_study_agrees)
{
	study_run(_i, true);
}
END_TEST

static Suite *reference_suite(void)
{
	Suite *s = suite_create("scheduler_reference");
	TCase *studies = tcase_create("studies");
	/* To be brief, as with sanitizers: 1,500 studies of 15,000. */
	int batches = getenv("BRIEF") ? 20 : 200;

	suite_add_tcase(s, tables_case());
	suite_add_tcase(s, traps_case());
	tcase_set_timeout(studies, 60);
	tcase_add_loop_test(studies, one_scheduler_agrees, 0, 200);
	tcase_add_loop_test(studies, switched_schedulers_agree, 0, batches);
	tcase_add_loop_test(
		studies, schedulers_that_adopt_anything_agree, 0, batches);
	suite_add_tcase(s, studies);
	return s;
}

static Suite *one_study(int number)
{
	Suite *s = suite_create("one study");
	TCase *tc = tcase_create("study");

	tcase_add_loop_test(tc, the_study_agrees, number, number + 1);
	suite_add_tcase(s, tc);
	return s;
}

int main(int argc, char **argv)
{
	SRunner *sr =
		srunner_create(argc > 1 ? one_study(atoi(argv[1])) : reference_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
