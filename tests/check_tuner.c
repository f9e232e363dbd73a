/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner with a real pool of threads and an objective that costs nothing: its curves
 * are a known function of trial and epoch, so what the tuner must do is known as well.
 */
#include "config.h"

#include <check.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_tuner.h"
#include "check_tuner_studies.h"
#include "fixture.h"
#include "study/study.h"
#include "tuner/checkpoints.h"
#include "searcher/searcher.h"
#include "tuner/tuner.h"

extern const struct scheduler_ops scheduler_random;
extern const struct scheduler_ops scheduler_halving;
extern const struct scheduler_ops scheduler_hyperband;
extern const struct scheduler_ops scheduler_asha;
extern const struct searcher_ops searcher_random;

static const struct place here = {.file = "test"};

/* The objective: value = hash(trial) + 1/epoch; some trials diverge or fail. */

struct fake_trial {
	uint32_t id;
	int epoch;
	double drift; /* grows with every epoch trained: shows a wrong checkpoint */
};

static uint32_t diverge_at_3; /* every n-th trial; 0: none */
static uint32_t fail_new;

static double fake_value(uint32_t trial, int epoch)
{
	return (double)(stream_mix(trial) % 1000) / 1000 + 1.0 / epoch;
}

static struct objective *fake_open(const struct objective_setup *s, struct error *err)
{
	(void)s;
	(void)err;
	return NULL;
}

static void fake_close(struct objective *o)
{
	(void)o;
}

static size_t fake_metrics(const struct objective *o, const char *const **names)
{
	static const char *const list[] = {"loss", "drift"};

	(void)o;
	*names = list;
	return 2;
}

static const char *fake_summary(const struct objective *o)
{
	(void)o;
	return "";
}

static void *fake_workspace(const struct objective *o)
{
	(void)o;
	return NULL;
}

static void nothing(void *p)
{
	(void)p;
}

static void *fake_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err)
{
	struct fake_trial *t;

	(void)o;
	if (fail_new && setup->trial % fail_new == 1) {
		error_set(err, "no room");
		return NULL;
	}
	t = xcalloc(1, sizeof(*t));
	t->id = setup->trial;
	return t;
}

static int fake_epoch(void *trial, const struct objective *o, void *ws, double *metrics,
	struct error *err)
{
	struct fake_trial *t = trial;

	(void)o;
	(void)ws;
	(void)err;
	t->epoch++;
	t->drift += t->epoch;
	metrics[0] = fake_value(t->id, t->epoch);
	metrics[1] = t->drift;
	if (diverge_at_3 && t->id % diverge_at_3 == 0 && t->epoch == 3) {
		metrics[0] = NAN;
		return 1;
	}
	return 0;
}

static size_t fake_bytes(const void *trial)
{
	(void)trial;
	return 100;
}

static const struct knob no_knobs[] = {{0}};

static const struct objective_ops fake_ops = {
	.kind = {.name = "fake", .help = "", .knobs = no_knobs},
	.open = fake_open,
	.close = fake_close,
	.metrics = fake_metrics,
	.summary = fake_summary,
	.workspace_new = fake_workspace,
	.workspace_free = nothing,
	.trial_new = fake_new,
	.trial_epoch = fake_epoch,
	.trial_free = free,
	.trial_bytes = fake_bytes,
};

/* A study in a struct, ready to run. */
struct bench {
	struct objective objective;
	struct studyfile file;
	struct study_info info;
	struct journal *journal;
	struct tuner *tuner;
	struct study study;
	int bell;
	struct parameter param;
	struct value zero;
};

static void bench_init(
	struct bench *b, const struct scheduler_ops *ops, const char *knobs)
{
	char *copy = xstrdup(knobs), *save = NULL;
	struct error err;

	memset(b, 0, sizeof(*b));
	b->objective.ops = &fake_ops;
	b->file.searcher.kind = &searcher_random.kind;
	knobs_init(&b->file.searcher.knobs, searcher_random.kind.knobs, here);
	b->file.scheduler.kind = &ops->kind;
	knobs_init(&b->file.scheduler.knobs, ops->kind.knobs, here);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		char *eq = strchr(w, '=');

		*eq = '\0';
		ck_assert_int_eq(
			knobs_set(&b->file.scheduler.knobs, "", w, eq + 1, here, &err),
			0);
	}
	free(copy);
	b->file.seed = 5;
	b->file.memory = 1 << 20;
	b->info = (struct study_info){.name = "t",
		.metric = "loss",
		.objective = "fake",
		.summary = "",
		.space = &b->file.space,
		.stop = {.value = NAN}};
	b->info.n_metrics = fake_metrics(NULL, &b->info.metrics);
	study_init(&b->study);
}

static void bench_start(struct bench *b, int workers, double pace)
{
	struct error err = {0};
	struct tuner_setup setup = {.info = &b->info,
		.file = &b->file,
		.objective = &b->objective,
		.workers = workers,
		.pace = pace};

	b->file.stop.rounds = b->info.stop.rounds;
	b->journal = setup.journal = journal_new();
	b->bell = journal_bell(b->journal);
	b->tuner = tuner_new(&setup, &err);
	ck_assert_msg(b->tuner != NULL, "%s", err.text);
	ck_assert_int_eq(tuner_start(b->tuner, &err), 0);
}

static void fold(struct bench *b)
{
	while (b->study.seq < journal_length(b->journal))
		study_apply(&b->study, journal_at(b->journal, b->study.seq + 1));
}

/* Folds until cond holds. Check's own timeout is the limit. */
static void wait_for(struct bench *b, bool (*cond)(const struct study *))
{
	for (fold(b); !cond(&b->study); fold(b)) {
		struct pollfd p = {.fd = b->bell, .events = POLLIN};
		eventfd_t n;

		poll(&p, 1, -1);
		eventfd_read(b->bell, &n);
	}
}

static void bench_end(struct bench *b)
{
	tuner_join(b->tuner);
	fold(b);
	ck_assert_int_eq(b->study.phase, PHASE_FINISHED);
}

static void bench_release(struct bench *b)
{
	tuner_free(b->tuner);
	study_release(&b->study);
	journal_free(b->journal);
	knobs_release(&b->file.scheduler.knobs);
	knobs_release(&b->file.searcher.knobs);
}

static void run_to_end(struct bench *b, int workers)
{
	bench_start(b, workers, 0);
	bench_end(b);
}

/* Every event must be one that the state before it allows. */
static void check_invariants(const struct bench *b)
{
	uint64_t n = journal_length(b->journal), reports = 0;
	int *epoch = xcalloc(b->study.n_trials + 1, sizeof(int));
	bool *ended = xcalloc(b->study.n_trials + 1, sizeof(bool));
	double t = 0;

	for (uint64_t i = 1; i <= n; i++) {
		const struct event *e = journal_at(b->journal, i);

		ck_assert_uint_eq(e->seq, i);
		ck_assert(e->t >= t);
		t = e->t;
		if (e->kind == EVENT_REPORT) {
			ck_assert(!ended[e->report.trial]);
			ck_assert_int_eq(e->report.epoch, ++epoch[e->report.trial]);
			ck_assert_int_le(e->report.epoch, b->study.r_max);
			/* 1 + 2 + … + e: the checkpoint is the right one */
			ck_assert_double_eq(e->report.metrics[1],
				e->report.epoch * (e->report.epoch + 1) / 2.);
			reports++;
		} else if (e->kind == EVENT_TASK) {
			ck_assert_int_eq(e->task.from, epoch[e->task.trial]);
			ck_assert_int_gt(e->task.to, e->task.from);
		} else if (e->kind == EVENT_END) {
			ck_assert(!ended[e->end.trial]);
			ended[e->end.trial] = true;
		} else if (e->kind == EVENT_DECISION && e->decision.places) {
			const struct decision *d = &e->decision;

			if (d->verdict == VERDICT_PROMOTE)
				ck_assert_uint_le(d->rank, d->places);
		}
	}
	ck_assert_uint_eq(b->study.epochs, reports);
	ck_assert_int_eq(journal_at(b->journal, n)->kind, EVENT_FINISH);
	for (size_t i = 0; i < b->study.n_rungs; i++) {
		const struct study_rung *r = &b->study.rungs[i];

		ck_assert_uint_eq(r->running, 0);
		ck_assert_uint_eq(r->done, r->climbed + r->paused + r->stopped + r->lost);
	}
	free(epoch);
	free(ended);
}

START_TEST(hyperband_is_the_same_for_any_number_of_workers)
{
	struct bench one, many;

	bench_init(&one, &scheduler_hyperband, "eta=3 min=1 max=27");
	one.info.stop.rounds = 2;
	run_to_end(&one, 1);
	check_invariants(&one);
	bench_init(&many, &scheduler_hyperband, "eta=3 min=1 max=27");
	many.info.stop.rounds = 2;
	run_to_end(&many, 7);
	check_invariants(&many);

	ck_assert_int_eq(one.study.reason, FINISH_ROUNDS);
	ck_assert_uint_eq(one.study.n_trials, 2 * (27 + 12 + 6 + 4));
	ck_assert_uint_eq(many.study.n_trials, one.study.n_trials);
	ck_assert_uint_eq(many.study.epochs, one.study.epochs);
	for (size_t i = 0; i < one.study.n_trials; i++) {
		ck_assert_int_eq(many.study.trials[i].epoch, one.study.trials[i].epoch);
		ck_assert_int_eq(many.study.trials[i].state, one.study.trials[i].state);
	}
	ck_assert_uint_eq(
		study_incumbent(&many.study)->trial, study_incumbent(&one.study)->trial);
	bench_release(&one);
	bench_release(&many);
}
END_TEST

static const struct scheduler_ops *const all[] = {
	&scheduler_random, &scheduler_halving, &scheduler_hyperband, &scheduler_asha};

START_TEST(trials_end_a_study_that_diverges_and_fails_on_the_way)
{
	struct bench b;
	double best = INFINITY;

	diverge_at_3 = 4;
	fail_new = 7;
	bench_init(&b, all[_i], "eta=3 min=1 max=27");
	b.info.stop.trials = 100;
	run_to_end(&b, 3);
	check_invariants(&b);
	ck_assert_int_eq(b.study.reason, FINISH_TRIALS);
	ck_assert_uint_eq(b.study.n_trials, 100);
	for (size_t i = 0; i < 100; i++) {
		const struct study_trial *t = &b.study.trials[i];

		if (i % 7 == 1) {
			ck_assert_int_eq(t->state, TRIAL_FAILED);
			ck_assert_str_eq(t->why, "no room");
		} else if (i % 4 == 0 && t->epoch == 3) {
			ck_assert_int_eq(t->state, TRIAL_DIVERGED);
		}
		for (int e = 1; e <= t->epoch; e++) {
			if (i % 4 || e < 3)
				best = fmin(best, fake_value((uint32_t)i, e));
		}
	}
	ck_assert_double_eq(study_incumbent(&b.study)->value, best);
	bench_release(&b);
}
END_TEST

START_TEST(a_lost_checkpoint_is_only_lost_time)
{
	struct bench b;

	bench_init(&b, all[_i], "eta=3 min=1 max=27");
	b.info.stop.trials = 60;
	b.file.memory = 250; /* room for two of them */
	run_to_end(&b, 4);
	check_invariants(&b);
	bench_release(&b);
}
END_TEST

START_TEST(scratch_trains_again_and_counts_it)
{
	struct bench b;

	bench_init(&b, &scheduler_halving, "eta=3 min=1 max=9 resume=scratch");
	b.info.stop.rounds = 1;
	run_to_end(&b, 2);
	ck_assert_uint_eq(b.study.epochs, 9 * 1 + 3 * 3 + 1 * 9);
	bench_release(&b);
}
END_TEST

START_TEST(limits_stop_it)
{
	struct bench b;

	bench_init(&b, &scheduler_asha, "eta=3 min=1 max=27");
	b.info.stop.epochs = 500;
	run_to_end(&b, 3);
	check_invariants(&b);
	ck_assert_int_eq(b.study.reason, FINISH_EPOCHS);
	ck_assert_uint_ge(b.study.epochs, 500);
	bench_release(&b);

	bench_init(&b, &scheduler_asha, "eta=3 min=1 max=27");
	b.info.stop.value = 0.2;
	run_to_end(&b, 3);
	ck_assert_int_eq(b.study.reason, FINISH_VALUE);
	ck_assert(study_incumbent(&b.study)->value <= 0.2);
	bench_release(&b);

	bench_init(&b, &scheduler_random, "max=1000000");
	b.info.stop.seconds = 0.05;
	run_to_end(&b, 2);
	ck_assert_int_eq(b.study.reason, FINISH_SECONDS);
	ck_assert(b.study.t >= 0.05);
	bench_release(&b);
}
END_TEST

static bool is_paused(const struct study *s)
{
	return s->phase == PHASE_PAUSED;
}

static bool has_decided(const struct study *s)
{
	return s->n_decisions > 0;
}

/* Decisions that belong together: the verdicts of one rung in one round. */
static size_t batches(const struct study *s, size_t from)
{
	size_t n = 0;

	for (size_t i = from; i < s->n_decisions; i++) {
		const struct decision *d = &s->decisions[i].d, *p = d - 1;

		p = i > from ? &s->decisions[i - 1].d : NULL;
		n += !p || !s->synchronous || p->rung != d->rung ||
		     p->bracket != d->bracket || p->round != d->round;
	}
	return n;
}

START_TEST(a_step_is_one_decision)
{
	struct bench b;

	bench_init(&b, all[_i], "eta=3 min=1 max=9");
	bench_start(&b, 3, 0);
	wait_for(&b, has_decided);
	tuner_command(b.tuner, (struct command){.action = CONTROL_PAUSE});
	wait_for(&b, is_paused);
	for (int step = 0; step < 20; step++) {
		size_t before = b.study.n_decisions;
		uint64_t seq = b.study.seq;

		tuner_command(b.tuner, (struct command){.action = CONTROL_STEP});
		while (b.study.seq == seq || b.study.phase != PHASE_PAUSED ||
			b.study.n_decisions == before) {
			struct pollfd p = {.fd = b.bell, .events = POLLIN};
			eventfd_t n;

			poll(&p, 1, -1);
			eventfd_read(b.bell, &n);
			fold(&b);
		}
		ck_assert_uint_eq(batches(&b.study, before), 1);
	}
	tuner_command(b.tuner, (struct command){.action = CONTROL_WORKERS, .number = 5});
	tuner_command(b.tuner, (struct command){.action = CONTROL_WORKERS, .number = 1});
	tuner_command(b.tuner, (struct command){.action = CONTROL_RESUME});
	tuner_command(b.tuner, (struct command){.action = CONTROL_QUIT});
	bench_end(&b);
	ck_assert_int_eq(b.study.reason, FINISH_USER);
	check_invariants(&b);
	bench_release(&b);
}
END_TEST

START_TEST(quitting_while_paused_or_paced_is_prompt)
{
	struct bench b;

	bench_init(&b, &scheduler_asha, "eta=3 min=1 max=9");
	bench_start(&b, 2, 0.001); /* an epoch in a quarter of an hour */
	tuner_command(b.tuner, (struct command){.action = CONTROL_PAUSE});
	wait_for(&b, is_paused);
	tuner_command(b.tuner, (struct command){.action = CONTROL_QUIT});
	bench_end(&b);
	bench_release(&b);
}
END_TEST

START_TEST(checkpoints_keep_the_youngest)
{
	int epoch;
	struct checkpoints c;
	struct error err;
	void *p[5];

	checkpoints_init(&c, &fake_ops, 300);
	for (uint32_t i = 0; i < 5; i++) {
		struct trial_setup setup = {.trial = i};

		p[i] = fake_new(NULL, &setup, &err);
		checkpoints_put(&c, i, 1, p[i]);
	}
	ck_assert_ptr_null(checkpoints_take(&c, 0, &epoch));
	ck_assert_ptr_null(checkpoints_take(&c, 1, &epoch));
	ck_assert_ptr_eq(checkpoints_take(&c, 3, &epoch), p[3]);
	ck_assert_ptr_null(checkpoints_take(&c, 3, &epoch));
	ck_assert_uint_eq(c.bytes, 200);
	checkpoints_put(&c, 3, 1, p[3]);
	checkpoints_drop(&c, 2);
	ck_assert_ptr_eq(checkpoints_take(&c, 4, &epoch), p[4]);
	free(p[4]);
	ck_assert_uint_eq(c.bytes, 100);
	checkpoints_release(&c);
}
END_TEST

static void reset(void)
{
	diverge_at_3 = fail_new = 0;
}

static Suite *tuner_suite(void)
{
	Suite *s = suite_create("tuner");
	TCase *tc = tcase_create("tuner");

	tcase_add_checked_fixture(tc, reset, NULL);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, hyperband_is_the_same_for_any_number_of_workers);
	tcase_add_loop_test(
		tc, trials_end_a_study_that_diverges_and_fails_on_the_way, 0, 4);
	tcase_add_loop_test(tc, a_lost_checkpoint_is_only_lost_time, 0, 4);
	tcase_add_test(tc, scratch_trains_again_and_counts_it);
	tcase_add_test(tc, limits_stop_it);
	tcase_add_loop_test(tc, a_step_is_one_decision, 0, 4);
	tcase_add_test(tc, quitting_while_paused_or_paced_is_prompt);
	tcase_add_test(tc, checkpoints_keep_the_youngest);
	suite_add_tcase(s, tc);
	suite_add_tcase(s, studies_case());
	suite_add_tcase(s, resume_case());
	suite_add_tcase(s, resume_by_hand_case());
	return s;
}

int main(void)
{
	gsl_set_error_handler_off(); /* as the program does */
	return run_suite(tuner_suite());
}
