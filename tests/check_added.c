/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of families that are not the program's own. A searcher: what it is told by a run,
 * and by a resumption of what that recorded. A distribution: what a domain makes of it.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "added.h"
#include "base/xalloc.h"
#include "cli/session.h"
#include "study/study.h"
#include "tuner/tuner_resume.h"

#define CUTS 12 /* of a recording, for each of which it is resumed */

static const char *const courses[] = {
	"scheduler: {name: random, max: 9}\nstop: {trials: 20}\nworkers: 3\n",
	"scheduler: {name: successive_halving, max: 9}\nstop: {rounds: 2}\nworkers: 4\n",
	"scheduler: {name: hyperband, max: 9, resume: scratch}\nstop: {rounds: 2}\n"
	"workers: 3\n",
	"scheduler: {name: asha, max: 27}\nstop: {trials: 40}\nworkers: 5\n",
	"scheduler: {name: asha, max: 27, resume: scratch}\nstop: {trials: 40}\n"
	"workers: 2\n",
	"scheduler: {name: asha_stop, max: 27}\nstop: {trials: 40}\nworkers: 5\n",
	"scheduler: {name: pasha, max: 27}\nstop: {epochs: 200}\nworkers: 1\n",
	"scheduler: {name: median, max: 9}\nstop: {trials: 20}\nworkers: 3\n",
	"scheduler: {name: asha, max: 27}\nstop: {trials: 40}\nworkers: 4\n"
	"enqueue: [{a: 2}, {b: 1.5}]\n"
	"switch: [{at: {epochs: 40}, scheduler: {name: hyperband}},"
	" {at: {epochs: 90}, scheduler: {name: median}}]\n",
};

#define N_COURSES ((int)(sizeof(courses) / sizeof(*courses)))

static char dir[64], study_path[96], lines_path[96];

static void make_paths(void)
{
	snprintf(dir, sizeof(dir), "/tmp/check-added.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(study_path, sizeof(study_path), "%s/s.yaml", dir);
	snprintf(lines_path, sizeof(lines_path), "%s/s.jsonl", dir);
}

static void remove_paths(void)
{
	strbuf_release(&diary);
	unlink(study_path);
	unlink(lines_path);
	rmdir(dir);
}

static void write_study(const char *course)
{
	FILE *f = fopen(study_path, "w");

	fprintf(f,
		"name: s\nmethod: diary\nseed: 4\n"
		"objective: {kind: simulated, crossing: 0.6, noise: 0.05, diverge: 0.08,"
		" fail: 0.05}\n"
		"parameters: {a: {values: [1, 2, 3]}, b: {min: 0.5, max: 1.5},"
		" c: {distribution: log_uniform_values, min: 0.001, max: 1}}\n%s",
		course);
	fclose(f);
}

static void open_session(struct session *s)
{
	struct options o = {.output = "none"};
	struct error err;

	ck_assert_msg(session_open(s, study_path, &o, false, &err) == 0, "%s", err.text);
}

static void start(struct session *s)
{
	struct options o = {0};
	struct error err;

	ck_assert_msg(session_start(s, &o, &err) == 0, "%s", err.text);
}

/* The first n events of the study; the first of all as the run that began it has it. */
static void write_lines(const struct session *s, uint64_t n)
{
	FILE *f = fopen(lines_path, "w");
	struct strbuf line;

	strbuf_init(&line);
	for (uint64_t seq = 1; seq <= n; seq++) {
		strbuf_reset(&line);
		event_print_json(journal_at(s->journal, seq), &s->info, &line);
		fputs(line.buf, f);
	}
	strbuf_release(&line);
	fclose(f);
}

/* What is to be told of an event, as the study that it is folded into has it. */
static void expect_told(struct strbuf *out, const struct study *s, const struct event *e)
{
	static const enum progress_kind ends[TRIAL_STATES] = {
		[TRIAL_COMPLETED] = PROGRESS_COMPLETED,
		[TRIAL_STOPPED] = PROGRESS_STOPPED,
		[TRIAL_DIVERGED] = PROGRESS_DIVERGED,
		[TRIAL_FAILED] = PROGRESS_FAILED,
		[TRIAL_KILLED] = PROGRESS_KILLED,
	};
	struct trial_progress p = {.kind = PROGRESS_TASK};
	const struct study_trial *t;

	if (e->kind == EVENT_TASK) {
		p.trial = e->task.trial;
	} else if (e->kind == EVENT_REPORT) {
		p.trial = e->report.trial;
		t = &s->trials[p.trial];
		p.kind = t->epoch == t->target ? PROGRESS_LEVEL : PROGRESS_EPOCH;
	} else if (e->kind == EVENT_END) {
		p.trial = e->end.trial;
		p.kind = ends[e->end.state];
	} else {
		return;
	}
	t = &s->trials[p.trial];
	p.config = t->config;
	p.epoch = t->epoch;
	p.until = t->target;
	p.value = t->epoch ? t->values[t->epoch - 1] : (double)NAN;
	diary_add(out, &p);
}

/* What a searcher is to be asked and told in the course of the first n events. */
static char *expected(const struct session *s, uint64_t n)
{
	struct study study;
	struct strbuf out;

	study_init(&study);
	strbuf_init(&out);
	strbuf_adds(&out, "minimize\n");
	while (study.seq < n) {
		const struct event *e = journal_at(s->journal, study.seq + 1);

		study_apply(&study, e);
		if (e->kind == EVENT_TRIAL && e->trial.trial >= s->file.n_enqueue)
			strbuf_addf(&out, "T%u?\n", e->trial.trial);
		expect_told(&out, &study, e);
	}
	study_release(&study);
	return out.buf;
}

static void check_told(const struct session *s, uint64_t n)
{
	char *wanted = expected(s, n);
	const char *got = diary.buf;
	size_t at = 0, line = 0;

	for (; wanted[at] && wanted[at] == got[at]; at++)
		if (wanted[at] == '\n')
			line = at + 1;
	ck_assert_msg(!strcmp(wanted, got), "of %llu events: told '%.*s', not '%.*s'",
		(unsigned long long)n, (int)strcspn(got + line, "\n"), got + line,
		(int)strcspn(wanted + line, "\n"), wanted + line);
	free(wanted);
}

/* Whether what led to an event is recorded with it: no decision or end is still to come. */
static bool is_whole(const struct session *s, uint64_t n)
{
	const struct event *e = journal_at(s->journal, n + 1);

	return e->kind == EVENT_TASK || e->kind == EVENT_TRIAL;
}

/* From cuts of the recording; each told what the run was, up to there. */
static void check_resumptions(const struct session *ref)
{
	uint64_t n = journal_length(ref->journal);

	for (uint64_t cut = 1; cut <= CUTS; cut++) {
		uint64_t at = cut == CUTS ? n : n * cut / CUTS;
		struct session s;
		struct error err;

		while (at < n && !is_whole(ref, at))
			at++;
		write_lines(ref, at);
		open_session(&s);
		s.recorded = recorded_open(lines_path, NULL, &err);
		ck_assert_msg(s.recorded != NULL, "%s", err.text);
		ck_assert_msg(tuner_resume(s.tuner, s.recorded, &err) == 0,
			"after %llu events: %s", (unsigned long long)at, err.text);
		check_told(&s, at);
		s.resumed = at;
		start(&s);
		tuner_join(s.tuner);
		check_told(&s, journal_length(s.journal));
		session_release(&s);
	}
}

START_TEST(a_searcher_is_told_the_same_by_a_run_and_its_resumption)
{
	struct session s;

	write_study(courses[_i]);
	open_session(&s);
	start(&s);
	tuner_join(s.tuner);
	check_told(&s, journal_length(s.journal));
	check_resumptions(&s);
	session_release(&s);
}
END_TEST

static void send(struct session *s, enum control_action action, uint32_t trial)
{
	tuner_command(s->tuner, (struct command){.action = action, .trial = trial});
}

/* Waits for the study to be paused again, or over; how many events it has then. */
static uint64_t wait_for_pause(const struct session *s, int bell, uint64_t n)
{
	for (;;) {
		struct pollfd p = {.fd = bell, .events = POLLIN};
		eventfd_t rung;

		while (n < journal_length(s->journal)) {
			const struct event *e = journal_at(s->journal, ++n);

			if (e->kind == EVENT_FINISH ||
				(e->kind == EVENT_CONTROL &&
					e->control.action == CONTROL_PAUSE))
				return n;
		}
		poll(&p, 1, -1);
		eventfd_read(bell, &rung);
	}
}

/* The trial of the last decision among the first n events, if that let it go on. */
static bool has_promoted(const struct session *s, uint64_t n, uint32_t *trial)
{
	const struct event *e;

	while ((e = journal_at(s->journal, n--))->kind != EVENT_DECISION)
		continue;
	*trial = e->decision.trial;
	return e->decision.verdict == VERDICT_PROMOTE;
}

/* By steps; of the trials that a step lets go on every other is killed before it does. */
START_TEST(what_is_done_by_hand_is_told_too)
{
	struct session s;
	uint64_t n;
	uint32_t trial;
	int bell, promoted = 0;

	write_study(courses[_i]);
	open_session(&s);
	bell = journal_bell(s.journal);
	send(&s, CONTROL_PAUSE, 0);
	start(&s);
	n = wait_for_pause(&s, bell, 0);
	for (int i = 0; i < 20 && journal_at(s.journal, n)->kind != EVENT_FINISH; i++) {
		send(&s, CONTROL_STEP, 0);
		n = wait_for_pause(&s, bell, n);
		if (has_promoted(&s, n, &trial) && promoted++ % 2 == 0)
			send(&s, CONTROL_KILL, trial);
	}
	send(&s, CONTROL_RESUME, 0);
	tuner_join(s.tuner);
	check_told(&s, journal_length(s.journal));
	check_resumptions(&s);
	session_release(&s);
}
END_TEST

/* Of the steps 0, 0.5 … 3 as many draws as lie around each under the ramp. */
START_TEST(a_distribution_is_a_shape_and_a_row)
{
	struct domain d;
	struct knobs k;
	struct error err;
	struct place here = {"s.yaml", 1, 1};
	int seen[7] = {0};

	knobs_init(&k, q_ramp.kind.knobs, here);
	ck_assert_int_eq(knobs_set(&k, "q_ramp", "min", "0", here, &err), 0);
	ck_assert_int_eq(knobs_set(&k, "q_ramp", "max", "3", here, &err), 0);
	ck_assert_int_eq(domain_from_knobs(&d, &q_ramp.kind, &k, &err), 0);
	ck_assert_str_eq(domain_name(&d), "q_ramp");
	ck_assert_uint_eq(domain_count(&d), 7);
	for (int i = 0; i < 3600; i++) {
		struct value v = domain_quantile(&d, (i + 0.5) / 3600);

		seen[(int)(v.number * 2)]++;
	}
	for (int i = 0; i < 7; i++) {
		double lo = fmax(i / 2. - 0.25, 0), hi = fmin(i / 2. + 0.25, 3);
		double middle = domain_position(&d, domain_item(&d, (size_t)i));

		ck_assert_int_eq(seen[i], (int)lround((hi * hi - lo * lo) / 9 * 3600));
		ck_assert_double_ge(middle, lo * lo / 9 - 1e-12);
		ck_assert_double_le(middle, hi * hi / 9 + 1e-12);
	}
	domain_release(&d);
	knobs_release(&k);
}
END_TEST

static Suite *added_suite(void)
{
	Suite *s = suite_create("added");
	TCase *t = tcase_create("searcher");

	tcase_add_checked_fixture(t, make_paths, remove_paths);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, a_searcher_is_told_the_same_by_a_run_and_its_resumption, 0, N_COURSES);
	tcase_add_loop_test(t, what_is_done_by_hand_is_told_too, 0, N_COURSES);
	suite_add_tcase(s, t);
	t = tcase_create("distribution");
	tcase_add_test(t, a_distribution_is_a_shape_and_a_row);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(added_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
