/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans against the studies that they are of: random schedulers with random knobs, limits
 * and workers on the virtual clock, where the tuner itself runs the study. And numbers of
 * the papers.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "fixture.h"
#include "study/plan.h"
#include "virtual_study.h"

/* The curves as the study's trials had them: by their configurations. */
static int curve(void *arg, uint32_t trial, int epoch, double *value, double *seconds)
{
	struct trying *t = arg;
	const struct objective_ops *ops = t->objective->ops;
	double metrics[METRICS_MAX];
	struct error err;
	int rc;

	if (trial >= t->study.n_trials)
		ck_abort_msg("T%u is not in the study", trial);
	while (t->n_states <= trial) {
		t->states = xreallocarray(t->states, t->n_states + 1, sizeof(*t->states));
		t->states[t->n_states++] = NULL;
	}
	if (epoch == 1) {
		struct trial_setup setup = {
			.config = t->study.trials[trial].config, .trial = trial};

		free(t->states[trial]);
		t->states[trial] = ops->trial_new(t->objective, &setup, &err);
	}
	rc = ops->trial_epoch(t->states[trial], t->objective, NULL, metrics, &err);
	*value = metrics[0];
	*seconds = ops->trial_seconds(t->states[trial]);
	return rc;
}

static void compare_rungs(const struct trying *t, const struct plan *p)
{
	for (int b = 0; b < p->run.n_brackets; b++)
		for (int k = 0; k < p->run.brackets[b].n_rungs && k < 40; k++) {
			uint64_t done = 0;

			for (size_t i = 0; i < t->study.n_rungs; i++) {
				const struct study_rung *r = &t->study.rungs[i];

				if (r->bracket == b && r->rung == k)
					done += r->done;
			}
			ck_assert_msg(p->rungs[b][k].results.mean == (double)done,
				"%s: bracket %d rung %d: %.0f results planned, %llu had",
				p->spec, b, k, p->rungs[b][k].results.mean,
				(unsigned long long)done);
			ck_assert_msg(
				p->rungs[b][k].epochs.mean == (double)t->epochs[b][k],
				"%s: bracket %d rung %d: %.0f epochs planned, %llu had",
				p->spec, b, k, p->rungs[b][k].epochs.mean,
				(unsigned long long)t->epochs[b][k]);
		}
}

static void compare(int number)
{
	struct dice d = {(uint64_t)number << 20};
	struct strbuf scheduler = STRBUF_INIT;
	struct virtual_curves curves = {.epoch = curve};
	struct virtual_setup setup;
	struct trying t;
	struct plan p;
	struct error err;

	roll_scheduler(&d, &scheduler);
	trying_init(&t, scheduler.buf, &d);
	roll_stop(&d, scheduler_ops_of(t.file.scheduler.kind)->synchronous, &t.info.stop);
	if (!roll(&d, 0, 2))
		t.info.patience = (struct plateau){roll(&d, 1, 8), roll(&d, 0, 3) / 100.};
	curves.arg = &t;
	setup = (struct virtual_setup){.scheduler = t.file.scheduler.kind,
		.knobs = &t.file.scheduler.knobs,
		.maximize = t.info.maximize,
		.seed = t.info.seed,
		.stop = t.info.stop,
		.patience = t.info.patience,
		.workers = roll(&d, 1, roll(&d, 0, 1) ? 4 : 40),
		.curves = &curves};
	trying_run(&t, setup.workers);
	ck_assert_msg(!plan_make(&p, &setup, 1, &err), "%s", err.text);
	ck_assert_msg(p.run.trials == t.study.n_trials && p.run.epochs == t.study.epochs,
		"study %d, %s, %d workers, rounds %d, trials %d, epochs %d, seconds %g: "
		"%d and %d planned, %d and %d had",
		number, p.spec, setup.workers, (int)setup.stop.rounds,
		(int)setup.stop.trials, (int)setup.stop.epochs, setup.stop.seconds,
		(int)p.run.trials, (int)p.run.epochs, (int)t.study.n_trials,
		(int)t.study.epochs);
	ck_assert_msg(fabs(p.run.seconds - t.study.t) <= 1e-6 * (1 + t.study.t),
		"%s: %.6f s planned, %.6f had", p.spec, p.run.seconds, t.study.t);
	ck_assert_int_eq(p.run.reason, t.study.reason);
	compare_rungs(&t, &p);
	plan_release(&p);
	trying_release(&t);
	strbuf_release(&scheduler);
}

/* RUNGTOP_PLANS: so many, instead of a few. */
START_TEST(a_plan_is_what_the_study_does)
{
	const char *text = getenv("RUNGTOP_PLANS");
	int n = text ? atoi(text) : 60;

	for (int i = 0; i < n; i++)
		compare(i);
}
END_TEST

static void plan_of(struct plan *p, const char *scheduler, struct virtual_setup setup)
{
	struct error err;
	struct knobs knobs;

	ck_assert(!scheduler_parse(scheduler, NULL, &setup.scheduler, &knobs, &err));
	setup.knobs = &knobs;
	setup.stop.value = NAN;
	ck_assert_msg(!plan_make(p, &setup, 20, &err), "%s", err.text);
	knobs_release(&knobs);
}

/* Li et al. 2017, table 1: R = 81, eta = 3. */
START_TEST(hyperband_is_the_table_of_its_paper)
{
	static const int n[5][5] = {
		{81, 27, 9, 3, 1}, {34, 11, 3, 1}, {15, 5, 1}, {8, 2}, {5}};
	struct plan p;

	plan_of(&p, "hyperband",
		(struct virtual_setup){
			.workers = 8, .stop.rounds = 1, .unevenness = 0.3});
	ck_assert_int_eq(p.run.n_brackets, 5);
	ck_assert(p.exact && !p.exact_time && p.n_seeds == 20);
	for (int b = 0; b < 5; b++)
		for (int k = 0; k < 5 - b; k++)
			ck_assert_double_eq(p.rungs[b][k].results.mean, n[b][k]);
	ck_assert_double_eq(p.trials.mean, 143);
	plan_release(&p);
}
END_TEST

/* Nine trials of one second an epoch on three workers: what waits is counted by hand. */
START_TEST(time_is_that_of_the_workers)
{
	struct plan p;

	plan_of(&p, "successive_halving min=1 max=9 n=9",
		(struct virtual_setup){.workers = 3, .stop.rounds = 1, .seconds = 2});
	ck_assert(p.exact_time);
	ck_assert_double_eq(p.epochs.mean, 9 + 3 * 2 + 6);
	ck_assert_double_eq(p.seconds.mean, 2 * (3 + 2 + 6));
	ck_assert_double_eq_tol(p.busy.mean, 21. / 33, 1e-12);
	ck_assert_double_eq(p.wait.mean, 2 * 2); /* the first three for the last three */
	ck_assert_double_eq(p.held.mean, 9);
	plan_release(&p);
	/* a program of 10 s to start, for each of 13 tasks, or for each of 9 trials */
	for (int once = 0; once < 2; once++) {
		plan_of(&p, "successive_halving min=1 max=9 n=9",
			(struct virtual_setup){.workers = 1,
				.stop.rounds = 1,
				.seconds = 2,
				.start = 10,
				.starts = once ? STARTS_ONCE : STARTS_EACH_TASK});
		ck_assert_double_eq(p.seconds.mean, 42 + 10 * (once ? 9 : 13));
		plan_release(&p);
	}
}
END_TEST

START_TEST(what_is_too_large_is_counted_all_the_same)
{
	struct plan p;

	plan_of(&p, "hyperband eta=2 max=1048576",
		(struct virtual_setup){
			.workers = 2, .stop.rounds = 2, .most = 1000, .unevenness = 1});
	ck_assert(p.cut && p.exact && isnan(p.seconds.mean));
	ck_assert_double_eq(p.rungs[0][0].results.mean, 2 * 1048576.);
	ck_assert_double_eq(p.rungs[0][20].results.mean, 2);
	plan_release(&p);
	plan_of(&p, "asha eta=2 max=1048576",
		(struct virtual_setup){
			.workers = 2, .stop.trials = 1 << 20, .most = 1000});
	ck_assert(p.cut && !p.exact);
	plan_release(&p);
	plan_of(&p, "random max=1000",
		(struct virtual_setup){
			.workers = 2, .stop.trials = 100000, .most = 1000});
	ck_assert(p.cut && p.exact && plan_share(&p) == 1);
	ck_assert_double_eq(p.epochs.mean, 1e8);
	plan_release(&p);
}
END_TEST

START_TEST(an_open_top_cannot_be_planned)
{
	struct virtual_setup setup = {.workers = 1, .stop.trials = 3};
	struct knobs knobs;
	struct plan p;
	struct error err;

	ck_assert(
		!scheduler_parse("asha max=none", NULL, &setup.scheduler, &knobs, &err));
	setup.knobs = &knobs;
	ck_assert_int_eq(plan_make(&p, &setup, 1, &err), -1);
	ck_assert(strstr(err.text, "give a max") != NULL);
	plan_release(&p);
	knobs_release(&knobs);
}
END_TEST

START_TEST(numbers_in_words)
{
	static const struct {
		double v;
		const char *text;
	} times[] = {{0, "0 s"}, {0.0123, "0.012 s"}, {5, "5.00 s"}, {119, "119 s"},
		{125, "2.08 min"}, {7300, "2.03 h"}, {86400. * 40, "40.0 days"},
		{NAN, "-"}};
	static const struct {
		struct plan_span s;
		const char *text;
	} counts[] = {{{1581, 1581, 1581}, "1581"}, {{11583, 11583, 11583}, "11 583"},
		{{5, 1234567, 9}, "5 to 1 234 567"}, {{NAN, NAN, NAN}, "-"}};
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		strbuf_reset(&out);
		plan_time(times[i].v, &out);
		ck_assert_str_eq(out.buf, times[i].text);
	}
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		strbuf_reset(&out);
		plan_count(&counts[i].s, &out);
		ck_assert_str_eq(out.buf, counts[i].text);
	}
	strbuf_reset(&out);
	plan_bytes(4.2e6, &out);
	ck_assert_str_eq(out.buf, "4.20 MB");
	strbuf_release(&out);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("plan");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, a_plan_is_what_the_study_does);
	tcase_add_test(tc, hyperband_is_the_table_of_its_paper);
	tcase_add_test(tc, time_is_that_of_the_workers);
	tcase_add_test(tc, what_is_too_large_is_counted_all_the_same);
	tcase_add_test(tc, an_open_top_cannot_be_planned);
	tcase_add_test(tc, numbers_in_words);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
