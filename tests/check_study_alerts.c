/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>

#include "check_study.h"
#include "study/alerts.h"

/* Two trials on two workers, whose epochs have taken 2 seconds and 3. */
static struct study_info info;
static struct study_trial trials[2];
static uint32_t on_worker[2];
static struct study s;
static struct alerts a;
static size_t count[ALERTS];

static void begin(void)
{
	info = (struct study_info){.name = "s"};
	trials[0] = (struct study_trial){.epoch = 5, .seconds = 10};
	trials[1] = (struct study_trial){.id = 1, .epoch = 4, .seconds = 12};
	on_worker[0] = 0;
	on_worker[1] = 1;
	s = (struct study){.info = &info,
		.phase = PHASE_RUNNING,
		.trials = trials,
		.n_trials = 2,
		.epochs = 9,
		.on_worker = on_worker,
		.n_on_worker = 2,
		.starts = {.epochs = 22, .n_epochs = 9}};
	alerts_init(&a, &s, 100);
	ck_assert(!alerts_look(&a, &s, 100, count));
}

/* Looks each second up to then; the first at which it stalls, or INFINITY. */
static double stalls_by(double from, double to)
{
	for (double now = from; now <= to; now++)
		if (alerts_look(&a, &s, now, count) && count[ALERT_STALL])
			return now;
	return INFINITY;
}

START_TEST(ten_epochs_of_silence_are_a_stall)
{
	struct strbuf text = STRBUF_INIT;

	begin();
	ck_assert_double_eq(alerts_wakes(&a, &s), 130); /* 10 of 3 seconds */
	ck_assert_double_eq(stalls_by(101, 200), 130);
	alerts_stall_text(&a, &text);
	ck_assert_str_eq(text.buf, "no report for 30 s; an epoch takes 3 s");
	strbuf_release(&text);
	ck_assert(isinf(alerts_wakes(&a, &s))); /* once */
	s.epochs++;
	ck_assert_double_eq(stalls_by(201, 400), 231); /* and once more */
}
END_TEST

START_TEST(what_takes_longest_counts)
{
	begin();
	trials[1].seconds = 400; /* 100 an epoch, but it is not at work */
	on_worker[1] = STUDY_NONE;
	ck_assert_double_eq(alerts_wakes(&a, &s), 100 + 10 * 22.0 / 9);
	ck_assert_double_eq(stalls_by(101, 2000), 1100);
	begin();
	s.starts.seconds = 50; /* of 2 starts */
	s.starts.reported = 2;
	ck_assert_double_eq(stalls_by(101, 2000), 350);
	begin();
	s.pace = 0.1;
	ck_assert_double_eq(stalls_by(101, 2000), 200);
	begin();
	trials[0].seconds = trials[1].seconds = s.starts.epochs = 1e-3;
	ck_assert_double_eq(alerts_wakes(&a, &s), 101); /* a second at least */
}
END_TEST

START_TEST(who_waits_does_not_stall)
{
	begin();
	s.phase = PHASE_PAUSED;
	ck_assert(isinf(stalls_by(101, 1000)));
	s.phase = PHASE_RUNNING; /* from then on */
	ck_assert_double_eq(stalls_by(1001, 2000), 1031);
	begin();
	trials[0].node = trials[1].node = ""; /* for a place */
	ck_assert(isinf(stalls_by(101, 1000)));
	trials[1].node = "n1";
	ck_assert_double_eq(stalls_by(1001, 2000), 1031);
	ck_assert_uint_eq(a.silent, 1);
	begin();
	on_worker[0] = on_worker[1] = STUDY_NONE;
	ck_assert(isinf(stalls_by(101, 1000)));
	begin();
	info.simulated = true;
	ck_assert(isinf(stalls_by(101, 1000)));
	begin();
	trials[0].epoch = trials[1].epoch = 0; /* no epoch is known */
	trials[0].seconds = trials[1].seconds = 0;
	s.starts = (struct study_starts){0};
	ck_assert(isinf(stalls_by(101, 1000)));
}
END_TEST

/* Who was stopped itself, as with ^Z, does not know what was in between. */
START_TEST(a_late_look_is_no_stall)
{
	begin();
	ck_assert(!alerts_look(&a, &s, 500, count));
	ck_assert_double_eq(stalls_by(501, 1000), 530);
}
END_TEST

START_TEST(what_is_new_is_counted)
{
	begin();
	s.n_incumbents = 3;
	ck_assert(alerts_look(&a, &s, 101, count));
	ck_assert_uint_eq(count[ALERT_INCUMBENT], 3);
	ck_assert_uint_eq(count[ALERT_FAILURE], 0);
	s.n_failures = 2;
	s.phase = PHASE_FINISHED;
	ck_assert(alerts_look(&a, &s, 102, count));
	ck_assert_uint_eq(count[ALERT_INCUMBENT], 0);
	ck_assert_uint_eq(count[ALERT_FAILURE], 2);
	ck_assert_uint_eq(count[ALERT_FINISH], 1);
	ck_assert(!alerts_look(&a, &s, 103, count));
	s.phase = PHASE_RUNNING; /* it is gone on with, while we watch */
	ck_assert(!alerts_look(&a, &s, 104, count));
	s.phase = PHASE_FINISHED;
	ck_assert(alerts_look(&a, &s, 105, count));
	ck_assert_uint_eq(count[ALERT_FINISH], 1);
}
END_TEST

TCase *alerts_case(void)
{
	TCase *t = tcase_create("alerts");

	tcase_add_test(t, ten_epochs_of_silence_are_a_stall);
	tcase_add_test(t, what_takes_longest_counts);
	tcase_add_test(t, who_waits_does_not_stall);
	tcase_add_test(t, a_late_look_is_no_stall);
	tcase_add_test(t, what_is_new_is_counted);
	return t;
}
