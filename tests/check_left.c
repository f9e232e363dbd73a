/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The time left against studies that the tuner itself runs on the virtual clock. With the
 * curves as they came the rest of a study is exactly what came; with those that are made of
 * what was there, the end lies in the range as often as it is said to.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "study/left.h"
#include "study/virtual_run.h"
#include "virtual_study.h"

/* RUNGTOP_LEFT_STUDIES: so many, instead of a few. */
static int so_many(int few)
{
	const char *text = getenv("RUNGTOP_LEFT_STUDIES");

	return text ? atoi(text) : few;
}

/* What came, of a study that has come to its end. */
struct oracle {
	const struct study *study;
	size_t left_out; /* trials of rounds that were over */
};

static int what_came(void *arg, uint32_t trial, int epoch, double *value, double *seconds)
{
	const struct oracle *o = arg;
	size_t id = trial + o->left_out;
	const struct study_trial *t = &o->study->trials[id];

	if (id >= o->study->n_trials || !t->starts.n_epochs)
		return EPOCH_FAILED;
	*seconds = t->starts.epochs / (double)t->starts.n_epochs;
	if (epoch > t->epoch)
		return t->state == TRIAL_FAILED ? EPOCH_FAILED : EPOCH_TRAINED;
	*value = t->values[epoch - 1];
	return t->state == TRIAL_DIVERGED && epoch == t->epoch ? EPOCH_DIVERGED
							      : EPOCH_TRAINED;
}

/* The study as it was after an event from which on nothing happens at the same time. */
static bool fold_to(struct study *s, const struct journal *j, uint64_t seq)
{
	uint64_t n = journal_length(j);

	study_init(s);
	while (s->seq < seq || (s->seq < n && journal_at(j, s->seq + 1)->t <= s->t))
		study_apply(s, journal_at(j, s->seq + 1));
	return s->seq < n && s->phase == PHASE_RUNNING && s->n_trials;
}

/*
 * Whether the rest is what came. A scheduler that takes over does not know in which order
 * results came, nor who was lost where: where that counts it may go another way.
 */
static bool compare_rest(const struct trying *t, const struct study *s)
{
	struct left_state l;
	struct oracle o = {.study = &t->study};
	const struct virtual_curves curves = {what_came, &o};
	struct virtual_rest rest;
	struct virtual_setup setup = {.scheduler = t->file.scheduler.kind,
		.knobs = &t->file.scheduler.knobs,
		.maximize = t->info.maximize,
		.seed = t->info.seed,
		.workers = s->workers,
		.curves = &curves,
		.rest = &rest};
	bool same = true;
	struct virtual_run r;
	struct error err;

	left_state_take(&l, s, s->t);
	o.left_out = s->n_trials - l.n;
	rest = (struct virtual_rest){l.trials, l.n, l.since, l.closed};
	setup.stop = l.stop;
	if (l.part == 1 && !l.over) {
		ck_assert_msg(!virtual_run(&r, &setup, &err), "%s", err.text);
		same = r.epochs == t->study.epochs - s->epochs &&
		       r.trials == t->study.n_trials - s->n_trials &&
		       fabs(r.seconds - (t->study.t - s->t)) < 1e-3;
		virtual_run_release(&r);
	}
	left_state_release(&l);
	return same;
}

START_TEST(the_rest_is_what_comes)
{
	int n = so_many(60), same = 0;

	for (int i = 0; i < n; i++) {
		struct dice d = {(uint64_t)i << 20};
		struct strbuf scheduler = STRBUF_INIT;
		struct trying t;
		struct study s;

		roll_scheduler(&d, &scheduler);
		trying_init(&t, scheduler.buf, &d);
		roll_stop(&d, scheduler_ops_of(t.file.scheduler.kind)->synchronous,
			&t.info.stop);
		t.info.stop.plateau.epochs = 0; /* which is no part of what is left */
		trying_run(&t, roll(&d, 1, roll(&d, 0, 1) ? 4 : 40));
		/* what trains from scratch again has lost its results meanwhile */
		same += t.study.scratch ||
			!fold_to(&s, t.journal,
				(uint64_t)roll(&d, 3, (int)journal_length(t.journal))) ||
			compare_rest(&t, &s);
		study_release(&s);
		trying_release(&t);
		strbuf_release(&scheduler);
	}
	ck_assert_msg(same >= 0.9 * n, "%d of %d", same, n);
}
END_TEST

/* Of a study of the i-th scheduler, half way through: whether the end lies in the range. */
static bool covers(int i, double *off)
{
	static const char *const ladders[] = {"random max=27", "successive_halving max=27",
		"hyperband max=27", "asha max=81", "asha_stop max=81", "median max=27",
		"pasha max=81"};
	struct dice d = {(uint64_t)(i + 1000) << 20};
	const char *scheduler = ladders[i % 7];
	struct trying t;
	struct study s;
	struct left l;
	double half, rest;

	trying_init(&t, scheduler, &d);
	t.info.stop.trials = roll(&d, 100, 300);
	trying_run(&t, roll(&d, 2, 8));
	half = t.study.t / 2;
	study_init(&s);
	while (journal_at(t.journal, s.seq + 1)->t <= half)
		study_apply(&s, journal_at(t.journal, s.seq + 1));
	left_of(&l, &s, half);
	rest = t.study.t - half;
	ck_assert_int_eq(l.kind, LEFT_TIME);
	*off = (l.seconds - rest) / rest;
	if (getenv("RUNGTOP_LEFT_STUDIES"))
		printf("%-28s %d workers: %7.1f s were left, %7.1f (%.1f to %.1f) foretold\n",
			scheduler, s.workers, rest, l.seconds, l.least, l.most);
	study_release(&s);
	trying_release(&t);
	return rest >= l.least && rest <= l.most;
}

/* No limit, a result as the only one, the last trials, the last second. */
START_TEST(it_says_what_there_is_to_say)
{
	struct study_info info = {.metric = "loss", .stop.value = (double)NAN};
	struct study s = {.info = &info, .stop = &info.stop, .phase = PHASE_RUNNING, .count = {2, 1}};
	struct left l = {.kind = LEFT_ENDLESS};
	const struct {
		struct left left;
		double now;
		bool brief;
		const char *words;
	} rows[] = {
		{{.kind = LEFT_UNKNOWN}, 0, false, ""},
		{{.kind = LEFT_ENDLESS}, 0, false, "no end: no stop is set"},
		{{.kind = LEFT_ENDLESS}, 0, true, "no end"},
		{{.kind = LEFT_GOAL}, 0, false, "until loss <= 0.5"},
		{{LEFT_TIME, 10, 720, 600, 900, 1, false, false}, 10, false,
			"12 min left (10 to 15 min)"},
		{{LEFT_TIME, 10, 720, 600, 900, 1, false, false}, 10, true, "12 min left"},
		{{LEFT_TIME, 10, 720, 600, 900, 1, false, true}, 310, false,
			"7.0 min left (5.0 to 10 min), or sooner"},
		{{LEFT_TIME, 10, 720, 715, 725, 1, false, false}, 700, false,
			"30 s left (25 to 35 s)"},
		{{LEFT_TIME, 10, 8, 5, 12, 1, true, false}, 10, false,
			"finishing: 3 trials, 8.0 s left"},
		{{LEFT_TIME, 10, 8, 5, 12, 1, false, false}, 100, false, "about 1 s left"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct strbuf words = STRBUF_INIT;

		info.stop.value = rows[i].left.kind == LEFT_GOAL ? 0.5 : (double)NAN;
		left_words(&rows[i].left, &s, rows[i].now, rows[i].brief, &words);
		ck_assert_str_eq(words.buf ? words.buf : "", rows[i].words);
		strbuf_release(&words);
	}
	left_of(&l, &s, 0);
	ck_assert_int_eq(l.kind, LEFT_UNKNOWN);
}
END_TEST

/* All trials have begun, all epochs are trained, the time is over: and it goes on. */
START_TEST(no_bar_is_full_before_the_end)
{
	struct study_info info = {.metric = "loss",
		.stop = {.trials = 20, .epochs = 100, .seconds = 60, .value = (double)NAN}};
	struct study s = {.info = &info, .stop = &info.stop, .phase = PHASE_RUNNING, .epochs = 101, .n_trials = 20};
	struct left l = {.kind = LEFT_TIME, .t = 50, .seconds = 10, .epochs = 101};

	ck_assert_double_lt(left_share(NULL, &s, 61), 1);
	info.stop.epochs = 0;
	info.stop.seconds = 0;
	ck_assert_double_lt(left_share(NULL, &s, 50), 1);
	/* as much is still to be trained; then half of that */
	ck_assert_double_eq_tol(left_share(&l, &s, 50), 0.5, 1e-12);
	ck_assert_double_eq_tol(left_share(&l, &s, 55), 2. / 3, 1e-12);
	s.phase = PHASE_FINISHED;
	ck_assert_double_eq(left_share(NULL, &s, 60), 1);
}
END_TEST

START_TEST(nine_in_ten_end_in_the_range)
{
	int n = so_many(21), in = 0;
	double off = 0, one;

	for (int i = 0; i < n; i++) {
		in += covers(i, &one);
		off += fabs(one) / n;
	}
	ck_assert_msg(in >= 0.85 * n && off < 0.25, "%d of %d; off by %.0f %%", in, n,
		100 * off);
	if (getenv("RUNGTOP_LEFT_STUDIES"))
		printf("%d of %d in the range; off by %.0f %% on average\n", in, n,
			100 * off);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("left");
	TCase *c = tcase_create("rest");

	tcase_set_timeout(c, 600);
	tcase_add_test(c, the_rest_is_what_comes);
	tcase_add_test(c, it_says_what_there_is_to_say);
	tcase_add_test(c, no_bar_is_full_before_the_end);
	tcase_add_test(c, nine_in_ten_end_in_the_range);
	suite_add_tcase(s, c);
	return s;
}

int main(void)
{
	return run_suite(suite());
}
