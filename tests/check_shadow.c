/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shadows of random studies, against the schedulers' references (reference.h) that are told
 * the same by another, plainer program: all it keeps is where each trial is bound for.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "fixture.h"
#include "reference_pair.h"
#include "study/shadow.h"
#include "virtual_study.h"

#define TRIALS 2000
#define EPOCHS 100

/* A reference, and what it has been told. */
struct watcher {
	struct scheduler *s;
	double values[TRIALS][EPOCHS];
	int epochs[TRIALS], bound[TRIALS];
	bool over[TRIALS], done[TRIALS]; /* in the study; in the reference */
	uint32_t n;
	struct decisions ds;
	uint64_t *seqs; /* of each of its decisions */
	uint64_t seq;
};

static void note(struct watcher *w, size_t before)
{
	w->seqs = xreallocarray(w->seqs, w->ds.n + 1, sizeof(*w->seqs));
	for (size_t i = before; i < w->ds.n; i++) {
		enum verdict v = w->ds.items[i].verdict;

		w->seqs[i] = w->seq;
		if (v == VERDICT_STOP || v == VERDICT_COMPLETE)
			w->done[w->ds.items[i].trial] = true;
	}
}

static void bring(struct watcher *w, uint32_t t)
{
	size_t before = w->ds.n;
	int to = w->bound[t];

	if (to && w->epochs[t] >= to) {
		w->bound[t] = 0;
		w->s->ops->report(w->s, t, (struct curve){w->values[t], to}, &w->ds);
	} else if (to && w->over[t]) {
		w->bound[t] = 0;
		w->done[t] = true;
		w->s->ops->ended(
			w->s, t, (struct curve){w->values[t], w->epochs[t]}, &w->ds);
	}
	note(w, before);
}

static struct job work(struct watcher *w)
{
	struct job job;

	do {
		size_t before = w->ds.n;

		w->s->ops->next(w->s, &job, &w->ds);
		note(w, before);
		if (job.kind == JOB_CLIMB) {
			w->bound[job.trial] = job.to;
			bring(w, job.trial);
		}
	} while (job.kind == JOB_CLIMB);
	return job;
}

static void watch(struct watcher *w, const struct event *e)
{
	size_t before = w->ds.n;
	uint32_t t;

	w->seq = e->seq;
	if (e->kind == EVENT_TRIAL) {
		struct job job = work(w);

		ck_assert_int_eq(job.kind, JOB_START);
		ck_assert_uint_lt(w->n, TRIALS);
		w->bound[w->n] = job.to;
		w->s->ops->seat(w->s, &job, w->n++);
	} else if (e->kind == EVENT_REPORT) {
		t = e->report.trial;
		if (e->report.epoch > w->epochs[t]) {
			w->values[t][w->epochs[t]++] = e->report.metrics[0];
			bring(w, t);
		}
	} else if (e->kind == EVENT_END) {
		t = e->end.trial;
		w->over[t] = true;
		if (e->end.state == TRIAL_STOPPED || e->end.state == TRIAL_COMPLETED) {
			bring(w, t);
		} else if (!w->done[t]) {
			w->bound[t] = 0;
			w->s->ops->lost(w->s, t, &w->ds);
			note(w, before);
		}
	} else if (e->kind == EVENT_CONTROL && e->control.action == CONTROL_CLOSE) {
		w->s->ops->close(w->s, &w->ds);
		note(w, before);
	} else {
		return;
	}
	work(w);
}

static void compare_decisions(const struct shadow *sh, const struct watcher *w, int study)
{
	for (size_t i = 0; i < w->ds.n && i < sh->n_decisions; i++) {
		const struct decision *a = &sh->decisions[i].d, *b = &w->ds.items[i];
		bool same = a->trial == b->trial && a->bracket == b->bracket &&
			    a->round == b->round && a->rung == b->rung &&
			    a->level == b->level && a->results == b->results &&
			    a->places == b->places && a->rank == b->rank &&
			    a->verdict == b->verdict && a->by_hand == b->by_hand;

		same &= a->value == b->value || (isnan(a->value) && isnan(b->value));
		same &= a->cutoff == b->cutoff || (isnan(a->cutoff) && isnan(b->cutoff));
		ck_assert_msg(same && sh->decisions[i].seq == w->seqs[i],
			"study %d, shadow %s, decision %zu at event %llu: T%u %s rank %u "
			"of %u; the reference at %llu: T%u %s rank %u of %u",
			study, sh->spec, i, (unsigned long long)sh->decisions[i].seq,
			a->trial, verdict_name(a->verdict), a->rank, a->results,
			(unsigned long long)w->seqs[i], b->trial,
			verdict_name(b->verdict), b->rank, b->results);
	}
	ck_assert_msg(sh->n_decisions == w->ds.n,
		"study %d, shadow %s: %zu decisions, the reference has %zu", study,
		sh->spec, sh->n_decisions, w->ds.n);
}

/* A study under one scheduler, and a shadow under another. Returns how many decisions. */
static size_t compare(int study)
{
	struct dice d = {(uint64_t)study << 24};
	struct strbuf scheduler = STRBUF_INIT, other = STRBUF_INIT;
	struct watcher *w = xcalloc(1, sizeof(*w));
	struct scheduler_setup setup;
	struct shadow *sh;
	struct trying t;
	struct error err;
	size_t n;

	roll_scheduler(&d, &scheduler);
	roll_scheduler(&d, &other);
	trying_init(&t, scheduler.buf, &d);
	roll_stop(&d, scheduler_ops_of(t.file.scheduler.kind)->synchronous, &t.info.stop);
	trying_run(&t, roll(&d, 1, roll(&d, 0, 1) ? 4 : 40));
	sh = shadow_new(other.buf, NULL, &t.info, &err);
	ck_assert_msg(sh != NULL, "%s: %s", other.buf, err.text);
	setup = (struct scheduler_setup){
		.maximize = t.info.maximize, .seed = t.info.seed};
	w->s = scheduler_from_text(sh->spec, true, &setup);
	for (uint64_t seq = 1; seq <= journal_length(t.journal); seq++) {
		shadow_tell(sh, journal_at(t.journal, seq));
		watch(w, journal_at(t.journal, seq));
	}
	compare_decisions(sh, w, study);
	ck_assert_uint_eq(sh->n_views, t.study.n_decisions);
	n = sh->n_decisions;
	shadow_free(sh);
	w->s->ops->free(w->s);
	decisions_release(&w->ds);
	free(w->seqs);
	free(w);
	trying_release(&t);
	strbuf_release(&scheduler);
	strbuf_release(&other);
	return n;
}

/* RUNGTOP_SHADOWS: so many studies, instead of a few. */
START_TEST(a_shadow_decides_as_its_reference)
{
	const char *text = getenv("RUNGTOP_SHADOWS");
	int n = text ? atoi(text) : 60;
	size_t decisions = 0;

	for (int i = 0; i < n; i++)
		decisions += compare(i);
	ck_assert_uint_gt(decisions, (size_t)n * 10);
	if (text)
		printf("%zu decisions of %d studies\n", decisions, n);
}
END_TEST

/* Under the scheduler that decides it is of the same mind, but where trials are lost. */
START_TEST(a_shadow_of_the_same_agrees)
{
	static const char *const lines[] = {"hyperband eta=3 min=1 max=27",
		"successive_halving eta=2 min=2 max=16 n=20", "median max=20",
		"asha_stop eta=3 max=27 brackets=2", "random max=9"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct dice d = {0};
		struct trying t;
		struct shadow *sh;
		struct error err;

		do { /* one whose objective loses none */
			d.state += 1000;
			trying_init(&t, lines[i], &d);
			if (knobs_is(&t.file.objective.knobs, "diverge", "0") &&
				knobs_is(&t.file.objective.knobs, "fail", "0"))
				break;
			trying_release(&t);
		} while (true);
		t.info.stop.trials = 60;
		trying_run(&t, 5);
		sh = shadow_new(lines[i], NULL, &t.info, &err);
		for (uint64_t seq = 1; seq <= journal_length(t.journal); seq++)
			shadow_tell(sh, journal_at(t.journal, seq));
		ck_assert_uint_ge(sh->n_views, 60);
		ck_assert_msg(!shadow_differs(sh, UINT64_MAX),
			"%s: it differs at %llu of %zu", lines[i],
			(unsigned long long)shadow_differs(sh, UINT64_MAX), sh->n_views);
		shadow_free(sh);
		trying_release(&t);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("shadow");
	TCase *tc = tcase_create("shadow");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, a_shadow_decides_as_its_reference);
	tcase_add_test(tc, a_shadow_of_the_same_agrees);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
