/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials of earlier studies as events. */
#include "config.h"

#include "check_study.h"

#include "study/event_read.h"
#include "study/explain.h"

#include <math.h>
#include <stdio.h>

static int read_earlier(
	struct event_reader *r, const char *fields, struct event *e, struct error *err)
{
	struct strbuf line = STRBUF_INIT;
	int rc;

	event_reader_init(r);
	r->info.name = "s";
	strbuf_addf(&line, "{\"seq\":1,\"t\":0,\"event\":\"earlier\",%s}", fields);
	rc = event_read_json(r, line.buf, line.len, e, err);
	strbuf_release(&line);
	return rc;
}

#define O "\"source\":\"o\",\"config\":{},"
#define T "\"trial\":3,"
#define S "\"state\":\"completed\","

static const char *const no_earlier[][2] = {
	{"\"config\":{}," T S "\"results\":[]", "source"},
	{"\"source\":3,\"config\":{}," T S "\"results\":[]", "source"},
	{O S "\"results\":[]", "trial"},
	{O "\"trial\":-1," S "\"results\":[]", "trial"},
	{O "\"trial\":4294967295," S "\"results\":[]", "trial"},
	{O T "\"results\":[]", "state"},
	{O T "\"state\":\"done\",\"results\":[]", "state"},
	{O T S "\"enqueue\":true", "results"},
	{O T S "\"results\":[[0,1]]", "results"},
	{O T S "\"results\":[[3,1],[3,1]]", "results"},
	{O T S "\"results\":[[1,\"x\"]]", "results"},
	{O T S "\"results\":[7]", "results"},
};

START_TEST(what_an_earlier_trial_must_say)
{
	struct event_reader r;
	struct error err;
	struct event e;
	char wanted[64];

	ck_assert_int_eq(read_earlier(&r, no_earlier[_i][0], &e, &err), -1);
	snprintf(wanted, sizeof(wanted), "'%s' is missing or wrong", no_earlier[_i][1]);
	ck_assert_str_eq(err.text, wanted);
	event_reader_release(&r);
}
END_TEST

START_TEST(an_earlier_trial_is_read)
{
	struct event_reader r;
	struct error err;
	struct event e;

	ck_assert_int_eq(
		read_earlier(&r, O T S "\"results\":[[1,0.5],[9,null]]", &e, &err), 0);
	ck_assert_str_eq(e.earlier->source, "o");
	ck_assert(e.earlier->trial == 3 && e.earlier->state == TRIAL_COMPLETED);
	ck_assert(e.earlier->n_results == 2 && !e.earlier->enqueue);
	ck_assert(e.earlier->epochs[0] == 1 && e.earlier->values[0] == 0.5);
	ck_assert(e.earlier->epochs[1] == 9 && isnan(e.earlier->values[1]));
	event_reader_release(&r);
}
END_TEST

START_TEST(a_neighbour_of_an_earlier_study_has_its_name)
{
	static const int epochs[] = {1, 9};
	static const double values[] = {0.5, 0.25};
	const struct earlier_event x = {.source = "old.db",
		.trial = 7,
		.epochs = epochs,
		.values = values,
		.n_results = 2};
	const struct earlier_event *earlier[] = {&x};
	struct proposal why = {.origin = ORIGIN_INCUMBENT,
		.searcher = "prior",
		.nearest = {0, 0},
		.earlier = {true, false}};
	struct study_trial trials[] = {{.value = 0.5, .epoch = 1},
		{.id = 1, .origin = &why, .value = (double)NAN}};
	struct study s = {
		.trials = trials, .n_trials = 2, .earlier = earlier, .n_earlier = 1};
	struct strbuf out = STRBUF_INIT;

	explain_origin(&s, &trials[1], false, &out);
	ck_assert_str_eq(out.buf,
		"prior made T1 of the incumbent, some of whose values moved. Nearest to "
		"it "
		"are T7 of old.db (0.25 at 9 epochs) and T0 (0.5 at 1 epoch).");
	strbuf_release(&out);
}
END_TEST

TCase *earlier_case(void)
{
	TCase *t = tcase_create("earlier");

	tcase_add_loop_test(t, what_an_earlier_trial_must_say, 0,
		sizeof(no_earlier) / sizeof(no_earlier[0]));
	tcase_add_test(t, an_earlier_trial_is_read);
	tcase_add_test(t, a_neighbour_of_an_earlier_study_has_its_name);
	return t;
}
