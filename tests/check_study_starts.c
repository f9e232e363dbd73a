/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What starting takes of the workers' time, of studies that are written out here. */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check_study.h"
#include "study/event_read.h"
#include "study/study.h"

static struct event_reader reader;
static struct study study;

static void add(double t, const char *rest)
{
	struct event e;
	struct error err;
	char line[1024];
	int n = snprintf(line, sizeof(line), "{\"seq\":%llu,\"t\":%g,%s}",
		(unsigned long long)study.seq + 1, t, rest);

	ck_assert_msg(event_read_json(&reader, line, (size_t)n, &e, &err) == 0 &&
			      study_check(&study, &e, &err) == 0,
		"%s: %s", line, err.text);
	study_apply(&study, &e);
}

static void task(double t, int trial, int worker, int from, int to)
{
	char text[256];

	snprintf(text, sizeof(text),
		"\"event\":\"task\",\"trial\":%d,\"worker\":%d,\"from\":%d,\"to\":%d,"
		"\"bracket\":0,\"round\":0,\"rung\":%d",
		trial, worker, from, to, from > 0);
	add(t, text);
}

static void start(double t, int trial, int worker, double seconds, const char *reported)
{
	char text[256];

	snprintf(text, sizeof(text),
		"\"event\":\"start\",\"trial\":%d,\"worker\":%d,\"attempt\":1,"
		"\"seconds\":%g%s",
		trial, worker, seconds, reported);
	add(t, text);
}

static void report(double t, int trial, int epoch, double seconds)
{
	char text[256];

	snprintf(text, sizeof(text),
		"\"event\":\"report\",\"trial\":%d,\"epoch\":%d,\"metrics\":{\"loss\":1},"
		"\"seconds\":%g",
		trial, epoch, seconds);
	add(t, text);
}

#define RUNGS(MIN, LEVELS)                                                               \
	"\"eta\":3,\"r_min\":" MIN ",\"r_max\":3,\"levels\":[" LEVELS "],"               \
	"\"idle\":\"next_round\",\"resume\":\"warm\",\"brackets\":1,"                    \
	"\"spec\":\"asha eta=3 min=" MIN " max=3\""
#define TWO_RUNGS RUNGS("1", "1,3")
#define ONE_RUNG RUNGS("3", "3")

/* Two workers, two trials. */
static void begin(const char *ladder)
{
	char text[512];

	event_reader_init(&reader);
	study_init(&study);
	add(0, "\"event\":\"study\",\"name\":\"s\",\"seed\":1,\"metric\":\"loss\","
	       "\"goal\":\"minimize\",\"objective\":\"command\",\"version\":\"0\","
	       "\"summary\":\"\",\"start_hint\":\"a hint\",\"simulated\":false,"
	       "\"metrics\":[\"loss\"],\"stop\":{\"rounds\":0,\"trials\":0,\"epochs\":0,"
	       "\"seconds\":0,\"value\":null},\"parameters\":{}");
	snprintf(text, sizeof(text), "\"event\":\"scheduler\",\"name\":\"asha\",%s",
		ladder);
	add(0, text);
	add(0, "\"event\":\"control\",\"action\":\"workers\",\"workers\":2");
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text),
			"\"event\":\"trial\",\"trial\":%d,\"config\":{},\"bracket\":0,"
			"\"round\":0",
			i);
		add(0, text);
	}
}

static void finish(void)
{
	study_release(&study);
	event_reader_release(&reader);
}

static void expect(double training, double starting)
{
	struct utilisation part = study_utilisation(&study);

	ck_assert_double_eq_tol(part.training, training, 1e-9);
	ck_assert_double_eq_tol(part.starting, starting, 1e-9);
}

START_TEST(without_programs_all_work_is_training)
{
	begin(TWO_RUNGS);
	ck_assert(isnan(study_utilisation(&study).training));
	ck_assert(isnan(study_utilisation(&study).starting));
	task(0, 0, 0, 0, 1);
	report(5, 0, 1, 5);
	add(10, "\"event\":\"control\",\"action\":\"pause\"");
	expect(0.25, 0);
	ck_assert_ptr_null(study_start_hint(&study));
	finish();
}
END_TEST

/* Nothing says how long an epoch is, so the first ones are in there. */
START_TEST(a_task_of_one_epoch_is_all_start)
{
	begin(TWO_RUNGS);
	task(0, 0, 0, 0, 1);
	start(4, 0, 0, 3.5, "");
	report(4, 0, 1, 4);
	add(8, "\"event\":\"control\",\"action\":\"pause\"");
	expect(0.5 / 16, 3.5 / 16);
	ck_assert_ptr_null(study_start_hint(&study)); /* a quarter is not passed */
	finish();
}
END_TEST

/* Trial 0 starts twice, its later epochs take 1 s; trial 1 has none of its own. */
START_TEST(the_first_epochs_are_taken_off)
{
	begin(TWO_RUNGS);
	task(0, 0, 0, 0, 1);
	task(0, 1, 1, 0, 1);
	start(4, 0, 0, 4, "");
	report(4, 0, 1, 4);
	start(5, 1, 1, 5, "");
	report(5, 1, 1, 5);
	add(5, "\"event\":\"decision\",\"trial\":0,\"bracket\":0,\"round\":0,\"rung\":0,"
	       "\"level\":1,\"value\":1,\"results\":2,\"places\":0,\"rank\":1,"
	       "\"cutoff\":null,\"verdict\":\"promote\"");
	task(5, 0, 0, 1, 3);
	start(8, 0, 0, 3, "");
	report(8, 0, 2, 3);
	report(9, 0, 3, 1);
	/* 13 of 18 worker seconds were work; 4 - 1, 5 - 1 and 3 - 1 starting */
	expect(4.0 / 18, 9.0 / 18);
	ck_assert_str_eq(study_start_hint(&study), "a hint");
	finish();
}
END_TEST

/* Later epochs that take longer than a start: it took nothing, and not less. */
START_TEST(no_start_takes_less_than_nothing)
{
	begin(ONE_RUNG);
	task(0, 0, 0, 0, 3);
	start(1, 0, 0, 1, "");
	report(1, 0, 1, 1);
	report(5, 0, 2, 4);
	report(9, 0, 3, 4);
	expect(0.5, 0);
	finish();
}
END_TEST

/* From the task on, and again in the next attempt; nothing is taken off. */
START_TEST(who_never_reports_was_starting)
{
	const struct span *span;

	begin(TWO_RUNGS);
	task(0, 0, 0, 0, 1);
	start(3, 0, 0, 3, ",\"reported\":false");
	start(8, 0, 0, 4, ",\"reported\":false");
	add(8, "\"event\":\"end\",\"trial\":0,\"state\":\"failed\",\"why\":\"it broke\"");
	expect(1.0 / 16, 7.0 / 16);
	ck_assert_ptr_null(study_start_hint(&study)); /* it helps nobody */
	span = timeline_last(&study.timeline, 0);
	ck_assert(span->from == 0 && span->start_from == 4 && span->start_to == 8);
	finish();
}
END_TEST

/* What the last report says of the epoch: it was the program's first. */
START_TEST(the_epoch_after_a_start_is_no_measure)
{
	begin(ONE_RUNG);
	task(0, 0, 0, 0, 3);
	start(2, 0, 0, 2, ""); /* it catches up, and is held before its first report */
	report(6, 0, 1, 6);
	report(7, 0, 2, 1);
	ck_assert_double_eq(study.trials[0].starts.epochs, 1);
	ck_assert_uint_eq(study.trials[0].starts.n_epochs, 1);
	expect(6.0 / 14, 1.0 / 14);
	finish();
}
END_TEST

START_TEST(a_start_that_cannot_be_is_refused)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{"\"trial\":1,\"worker\":0,\"attempt\":1,\"seconds\":1",
			"T1 is not on worker 0"},
		{"\"trial\":0,\"worker\":1,\"attempt\":1,\"seconds\":1",
			"T0 is not on worker 1"},
		{"\"trial\":0,\"worker\":0,\"attempt\":1,\"seconds\":-1",
			"T0 started for -1 seconds"},
		{"\"trial\":0,\"worker\":0,\"attempt\":1,\"seconds\":null",
			"T0 started for nan seconds"},
		{"\"trial\":0,\"worker\":0,\"attempt\":1",
			"'seconds' is missing or wrong"},
		{"\"trial\":2,\"worker\":0,\"attempt\":1,\"seconds\":1",
			"'trial' is missing or wrong"},
	};
	struct error err;
	struct event e;
	char line[256];
	int n;

	begin(TWO_RUNGS);
	task(0, 0, 0, 0, 1);
	n = snprintf(line, sizeof(line), "{\"seq\":%d,\"t\":1,\"event\":\"start\",%s}",
		(int)study.seq + 1, bad[_i].text);
	ck_assert(event_read_json(&reader, line, (size_t)n, &e, &err) < 0 ||
		  study_check(&study, &e, &err) < 0);
	ck_assert_str_eq(err.text, bad[_i].why);
	finish();
}
END_TEST

TCase *starts_case(void)
{
	TCase *t = tcase_create("starts");

	tcase_add_test(t, without_programs_all_work_is_training);
	tcase_add_test(t, a_task_of_one_epoch_is_all_start);
	tcase_add_test(t, the_first_epochs_are_taken_off);
	tcase_add_test(t, no_start_takes_less_than_nothing);
	tcase_add_test(t, who_never_reports_was_starting);
	tcase_add_test(t, the_epoch_after_a_start_is_no_measure);
	tcase_add_loop_test(t, a_start_that_cannot_be_is_refused, 0, 6);
	return t;
}
