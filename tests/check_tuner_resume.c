/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going on with a study from every point at which it may have been recorded last: where
 * journal_complete() was called, which the linker leads through here. The studies are
 * simulated, so that they take no time and have one course.
 *
 * With THOROUGH=1 in the environment it is every point, and many hands at work.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_tuner.h"
#include "cli/session.h"
#include "cli/text.h"
#include "fixture.h"
#include "study/study.h"
#include "tuner/tuner_resume.h"

#define POINTS_MAX 100000

static uint64_t points[POINTS_MAX]; /* lengths that the journal was complete at */
static size_t n_points;

void __real_journal_complete(struct journal *j);
void __wrap_journal_complete(struct journal *j);

void __wrap_journal_complete(struct journal *j)
{
	uint64_t n = journal_length(j);

	if (n_points < POINTS_MAX && (!n_points || points[n_points - 1] != n))
		points[n_points++] = n;
	__real_journal_complete(j);
}

/* What befalls the covariances of so many results. */
static enum spoiling { WHOLE, NEARLY_SINGULAR, NO_NUMBERS } spoiling;

#define SPOILED_FROM 12

int __real_cholesky_factor(double *a, size_t n, double *jitter);
int __wrap_cholesky_factor(double *a, size_t n, double *jitter);

/*
 * Two results are the same, and yet closer to each other than to themselves, by 5e-4: this
 * is the eigenvalue below 0, so 1e-3 is the first power of ten that helps.
 */
int __wrap_cholesky_factor(double *a, size_t n, double *jitter)
{
	if (spoiling == NEARLY_SINGULAR && n >= SPOILED_FROM) {
		for (size_t k = 2; k < n; k++)
			a[1 + k * n] = a[k + n] = a[k];
		a[1 + n] = a[0];
		a[1] = a[n] = a[0] * (1 + 5e-4);
	} else if (spoiling == NO_NUMBERS && n >= SPOILED_FROM) {
		a[0] = NAN;
	}
	return __real_cholesky_factor(a, n, jitter);
}

static bool is_thorough(void)
{
	return getenv("THOROUGH") != NULL;
}

struct course {
	const char *scheduler, *stop, *more;
	int workers;
	bool exact; /* the same from wherever it is gone on with */
};

static const struct course courses[] = {
	{"{name: random, max: 9}", "{trials: 30}", "", 3, false},
	{"{name: successive_halving, max: 9}", "{rounds: 3}", "", 3, true},
	{"{name: successive_halving, max: 9, idle: wait}", "{rounds: 3}", "", 3, true},
	{"{name: successive_halving, max: 9, resume: scratch}", "{rounds: 3}", "", 3, true},
	{"{name: hyperband, max: 9}", "{rounds: 2}", "", 3, true},
	{"{name: hyperband, max: 9}", "{trials: 31}", "", 4, true},
	{"{name: asha, max: 27}", "{trials: 60}", "", 1, true},
	{"{name: asha, max: 27, brackets: 3}", "{trials: 60}", "", 5, false},
	{"{name: asha, max: 27, resume: scratch}", "{trials: 60}", "", 5, false},
	{"{name: asha_stop, max: 27}", "{trials: 60}", "", 1, true},
	{"{name: asha_stop, max: 27, brackets: 2}", "{trials: 60}", "", 5, false},
	{"{name: pasha, max: 27}", "{trials: 60}", "", 1, true},
	{"{name: pasha, max: 27}", "{trials: 60}", "", 5, false},
	{"{name: median, max: 9}", "{trials: 30}", "", 1, true},
	{"{name: median, max: 9}", "{trials: 30}", "", 5, false},
	{"{name: asha, max: 9}", "{epochs: 150}", "", 2, false},
	{"{name: asha, max: 9}", "{trials: 1000}", "method: grid", 1, true},
	{"{name: hyperband, max: 9}", "{rounds: 9}", "method: grid", 3, true},
	{"{name: successive_halving, max: 9}", "{rounds: 9}", "method: grid", 3, true},
	{"{name: successive_halving, max: 27}", "{trials: 60}",
		"switch: [{at: {epochs: 40}, scheduler: {name: asha}},"
		" {at: {epochs: 80}, scheduler: {name: hyperband, eta: 2}},"
		" {at: {trials: 45}, scheduler: {name: asha_stop, eta: 3}},"
		" {at: {epochs: 160}, scheduler: {name: random}}]",
		1, true},
	{"{name: asha, max: 27}", "{trials: 60}",
		"switch: [{at: {epochs: 40}, scheduler: {name: successive_halving}},"
		" {at: {epochs: 90}, scheduler: {name: pasha}},"
		" {at: {trials: 50}, scheduler: {name: median}}]",
		4, false},
	{"{name: asha, max: 27}", "{trials: 60}",
		"switch: [{at: {trials: 60}, scheduler: {name: successive_halving}}]", 4,
		false},
};

#define N_COURSES ((int)(sizeof(courses) / sizeof(*courses)))

/* As a file has it, the first line is that of the process that began the study. */
static struct strbuf first_line;

static char dir[64], study_path[96], lines_path[96];

static void write_study(const struct course *c)
{
	FILE *f = fopen(study_path, "w");

	fprintf(f,
		"name: s\n"
		"objective: {kind: simulated, crossing: 0.6, noise: 0.05, unevenness: 0.6,"
		" diverge: 0.08, fail: 0.05}\n"
		"scheduler: %s\n"
		"parameters: {a: {values: [1, 2, 3, 4, 5, 6]}, b: {values: [x, y, z]},"
		" c: {values: [0.5, null]}%s}\n"
		"stop: %s\nworkers: %d\nseed: 4\n%s\n",
		c->scheduler,
		strstr(c->more, "grid") ? "" : ", d: {distribution: q_uniform, min: 1, max: 3,"
					       " q: 0.5}, e: {min: 1.0, max: 2.5},"
					       " f: {values: [1.0, 2, true, \"x y\"]}",
		c->stop, c->workers, c->more);
	fclose(f);
}

static void make_paths(void)
{
	make_dir(dir, sizeof(dir));
	snprintf(study_path, sizeof(study_path), "%s/s.yaml", dir);
	snprintf(lines_path, sizeof(lines_path), "%s/s.jsonl", dir);
	strbuf_init(&first_line);
}

static void remove_paths(void)
{
	strbuf_release(&first_line);
	remove_dir(dir);
}

static void open_session(struct session *s)
{
	struct options o = {.output = "none"};
	struct error err;

	ck_assert_msg(session_open(s, study_path, &o, false, &err) == 0, "%s", err.text);
}

static void run_to_end(struct session *s)
{
	struct options o = {0};
	struct error err;

	ck_assert_msg(session_start(s, &o, &err) == 0, "%s", err.text);
	tuner_join(s->tuner);
}

static void write_lines(const struct session *s, uint64_t n)
{
	FILE *f = fopen(lines_path, "w");
	struct strbuf line;

	if (!s->resumed) {
		strbuf_reset(&first_line);
		event_print_json(journal_at(s->journal, 1), &s->info, &first_line);
	}
	fputs(first_line.buf, f);
	strbuf_init(&line);
	for (uint64_t seq = 2; seq <= n; seq++) {
		strbuf_reset(&line);
		event_print_json(journal_at(s->journal, seq), &s->info, &line);
		fputs(line.buf, f);
	}
	strbuf_release(&line);
	fclose(f);
}

static void go_on(struct session *s, uint64_t n)
{
	struct error err;

	open_session(s);
	s->recorded = recorded_open(lines_path, NULL, &err);
	ck_assert_msg(s->recorded != NULL, "%s", err.text);
	ck_assert_msg(tuner_resume(s->tuner, s->recorded, &err) == 0,
		"after %llu events: %s", (unsigned long long)n, err.text);
	s->resumed = n;
}

/* What must not depend on where the study was gone on with, sorted. */
static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *essence(const struct session *s)
{
	size_t n = (size_t)journal_length(s->journal);
	char **lines = xcalloc(n, sizeof(*lines));
	size_t used = 0;
	struct strbuf all;

	for (uint64_t seq = 1; seq <= n; seq++) {
		struct event e = *journal_at(s->journal, seq);
		struct strbuf line;

		if (e.kind != EVENT_TRIAL && e.kind != EVENT_REPORT &&
			e.kind != EVENT_DECISION && e.kind != EVENT_END)
			continue;
		e.seq = 0;
		e.t = 0;
		strbuf_init(&line);
		event_print_json(&e, &s->info, &line);
		lines[used++] = line.buf;
	}
	qsort(lines, used, sizeof(*lines), by_text);
	strbuf_init(&all);
	for (size_t i = 0; i < used; i++) {
		strbuf_adds(&all, lines[i]);
		free(lines[i]);
	}
	free(lines);
	return all.buf;
}

/* Folds it all, and looks at how it ended. */
static void check_end(const struct session *s, const struct session *ref)
{
	struct study study, wanted;

	study_init(&study);
	study_init(&wanted);
	while (study.seq < journal_length(s->journal))
		study_apply(&study, journal_at(s->journal, study.seq + 1));
	while (wanted.seq < journal_length(ref->journal))
		study_apply(&wanted, journal_at(ref->journal, wanted.seq + 1));
	ck_assert_int_eq(study.phase, PHASE_FINISHED);
	ck_assert_ptr_null(study.error);
	ck_assert_int_eq(study.reason, wanted.reason);
	ck_assert_uint_eq(study.count[TRIAL_RUNNING], 0);
	for (size_t i = 0; i < study.n_rungs; i++)
		ck_assert_uint_eq(study.rungs[i].running, 0);
	study_release(&study);
	study_release(&wanted);
}

static char *first_difference(const char *a, const char *b)
{
	const char *line = a;

	for (; *a && *a == *b; a++, b++)
		if (*a == '\n')
			line = a + 1;
	return xstrndup(line, strcspn(line, "\n"));
}

static void check_from(const struct course *c, const struct session *ref,
	const char *wanted, uint64_t n)
{
	struct session s;
	char *got, *line;

	write_lines(ref, n);
	go_on(&s, n);
	run_to_end(&s);
	check_end(&s, ref);
	if (c->exact) {
		got = essence(&s);
		line = first_difference(got, wanted);
		ck_assert_msg(!strcmp(got, wanted), "%s from event %llu: %s",
			c->scheduler, (unsigned long long)n, line);
		free(line);
		free(got);
	}
	session_release(&s);
}

START_TEST(it_goes_on_from_wherever_it_stopped)
{
	const struct course *c = &courses[_i];
	struct session ref;
	char *wanted;
	size_t n, step = is_thorough() ? 1 : 8;

	write_study(c);
	n_points = 0;
	open_session(&ref);
	run_to_end(&ref);
	wanted = essence(&ref);
	n = n_points;
	ck_assert_uint_gt(n, 50);
	ck_assert_uint_lt(n, POINTS_MAX / 2);
	/* each study that goes on adds its own points behind */
	for (size_t i = is_thorough() ? 0 : (size_t)_i % 8; i < n; i += step) {
		check_from(c, &ref, wanted, points[i]);
		n_points = n;
	}
	free(wanted);
	session_release(&ref);
}
END_TEST

/* The only warning of its searcher, among the first n events; NULL: there is none. */
static const struct event *find_warning(const struct session *s, uint64_t n)
{
	const struct event *found = NULL;

	for (uint64_t seq = 1; seq <= n; seq++) {
		const struct event *e = journal_at(s->journal, seq);

		if (e->kind != EVENT_CONTROL || e->control.action != CONTROL_WARN)
			continue;
		ck_assert_int_eq(e->control.warning, WARNING_SEARCHER);
		ck_assert_ptr_null(found);
		found = e;
	}
	return found;
}

/* It is the same one, and told in the result; n: where it was gone on with. */
static void check_warning(const struct session *s, const char *wanted, uint64_t n)
{
	const struct event *e = find_warning(s, journal_length(s->journal));
	struct strbuf result = STRBUF_INIT, line = STRBUF_INIT;
	struct study study;

	study_init(&study);
	while (study.seq < journal_length(s->journal))
		study_apply(&study, journal_at(s->journal, study.seq + 1));
	text_result(&study, NULL, &result);
	strbuf_addf(&line, "\nwarning: %s\n", wanted ? wanted : "");
	ck_assert_msg(!e == !wanted && (!e || !strcmp(e->control.text, wanted)),
		"from event %llu: %s", (unsigned long long)n, e ? e->control.text : "");
	ck_assert(!strstr(result.buf, "\nwarning: gp") == !wanted);
	ck_assert(!wanted || strstr(result.buf, line.buf));
	strbuf_release(&result);
	strbuf_release(&line);
	study_release(&study);
}

/* From right before the warning, from right after it, and from elsewhere. */
START_TEST(what_its_searcher_warns_of_is_told_once)
{
	static const struct course c = {"{name: asha, max: 9}", "{trials: 30}",
		"method: {name: gp, startup: 6, random_fraction: 0.2}", 1, true};
	static const char *const texts[] = {NULL,
		"gp: its predictions are less exact, by added noise of 0.001; without it "
		"on "
		"the diagonal its matrix of covariances could not be factorised",
		"gp: a trial was drawn at random instead; its matrix of covariances "
		"could "
		"not be factorised"};
	struct session ref;
	uint64_t at[8], n = 0;
	char *wanted;

	spoiling = (enum spoiling)_i;
	write_study(&c);
	n_points = 0;
	open_session(&ref);
	run_to_end(&ref);
	check_warning(&ref, texts[_i], 0);
	wanted = essence(&ref);
	if (texts[_i]) {
		at[n++] = find_warning(&ref, journal_length(ref.journal))->seq - 1;
		at[n++] = at[0] + 1;
		ck_assert_int_eq(journal_at(ref.journal, at[0])->kind, EVENT_TRIAL);
	}
	for (uint64_t k = 1; k <= 6; k++)
		at[n++] = points[n_points * k / 6 - 1];
	for (uint64_t i = 0; i < n; i++) {
		struct session s;
		char *got;

		write_lines(&ref, at[i]);
		go_on(&s, at[i]);
		run_to_end(&s);
		check_warning(&s, texts[_i], at[i]);
		got = essence(&s);
		ck_assert_str_eq(got, wanted);
		free(got);
		session_release(&s);
	}
	free(wanted);
	session_release(&ref);
	spoiling = WHOLE;
}
END_TEST

/* Going on with what has been gone on with, over and over. */
START_TEST(it_goes_on_again_and_again)
{
	const struct course *c = &courses[_i];
	struct session ref, turns[2], *s = turns;
	char *wanted, *got;
	uint64_t at = 0;

	write_study(c);
	open_session(&ref);
	run_to_end(&ref);
	wanted = essence(&ref);
	open_session(s);
	n_points = 0;
	run_to_end(s);
	for (uint64_t k = 0; k < (is_thorough() ? 40 : 10); k++) {
		struct session *next = s == turns ? turns + 1 : turns;
		uint64_t n;
		size_t first = 0;

		while (first < n_points && points[first] <= at)
			first++;
		if (first >= n_points)
			break;
		n = n_points - first;
		at = points[first + stream_mix(k) % (n < 8 ? n : 8)];
		write_lines(s, at);
		go_on(next, at);
		n_points = 0;
		run_to_end(next);
		check_end(next, &ref);
		session_release(s);
		s = next;
	}
	got = essence(s);
	if (c->exact)
		ck_assert_str_eq(got, wanted);
	free(got);
	free(wanted);
	session_release(s);
	session_release(&ref);
}
END_TEST

/* A hand that cannot be kept still. */

struct meddler {
	struct tuner *tuner;
	struct journal *journal;
	uint64_t seed, n;
};

static uint32_t draw(struct meddler *m, uint32_t n)
{
	return (uint32_t)(stream_mix(m->seed * 1000 + m->n++) % n);
}

/* Other limits than it began with, in one process after the other. */
START_TEST(its_limits_may_change_on_the_way)
{
	static const char *const stops[] = {"{trials: 40, epochs: 400}",
		"{trials: 20, epochs: 300}", "{rounds: 3, epochs: 200}",
		"{rounds: 1, epochs: 500}", "{epochs: 60}",
		"{trials: 60, rounds: 5, epochs: 400}", "{epochs: 90}",
		"{trials: 50, epochs: 800}"};
	struct course with = courses[_i % N_COURSES];
	struct meddler m = {.seed = 77 + (uint64_t)_i};
	struct session turns[2], *s = turns;
	uint64_t at = 0;

	n_points = 0;
	for (int k = 0; k < 8; k++) {
		struct session *next = s == turns ? turns + 1 : turns;

		with.stop = stops[draw(&m, 8)];
		write_study(&with);
		if (k)
			go_on(next, at);
		else
			open_session(next);
		n_points = 0;
		run_to_end(next);
		if (k)
			session_release(s);
		s = next;
		at = points[draw(&m, (uint32_t)n_points)];
		if (draw(&m, 3) == 0)
			at = points[n_points - 1]; /* it had come to its end */
		write_lines(s, at);
	}
	session_release(s);
}
END_TEST


static void send(struct meddler *m, enum control_action action, double number,
	uint32_t trial, const char *text)
{
	tuner_command(m->tuner, (struct command){.action = action,
					.number = number,
					.trial = trial,
					.text = text ? xstrdup(text) : NULL});
}

static const char *const switches[] = {"asha", "asha_stop", "hyperband", "random",
	"median", "pasha", "successive_halving", "asha eta=2",
	"successive_halving idle=wait", "asha brackets=2", "nonsense", "max=81",
	"max=243", "max=5"};

static const char *const limits[] = {"trials=70", "trials=30 epochs=1500", "rounds=2",
	"rounds=none trials=90", "nonsense=3", "seconds=none"};

static void meddle_once(struct meddler *m)
{
	switch (draw(m, 10)) {
	case 0:
	case 1:
		send(m, CONTROL_KILL, 0, draw(m, 60), NULL);
		break;
	case 2:
	case 3:
		send(m, CONTROL_PROMOTE, 0, draw(m, 60), NULL);
		break;
	case 4:
		send(m, CONTROL_WORKERS, 1 + draw(m, 5), 0, NULL);
		break;
	case 5:
		send(m, CONTROL_ENQUEUE, 0, 0, "a=3 b=y");
		break;
	case 8:
		send(m, CONTROL_STOP, 0, 0, limits[draw(m, 6)]);
		break;
	case 7:
		send(m, CONTROL_TRAIN_ON, 0, draw(m, 60), NULL);
		break;
	case 6:
		send(m, CONTROL_SWITCH, 0, 0, switches[draw(m, 14)]);
		break;
	default:
		send(m, CONTROL_PAUSE, 0, 0, NULL);
		for (uint32_t i = draw(m, 4); i > 0; i--) {
			usleep(100);
			send(m, draw(m, 4) ? CONTROL_STEP : CONTROL_KILL, 0, draw(m, 60),
				NULL);
		}
		usleep(100);
		send(m, CONTROL_RESUME, 0, 0, NULL);
	}
}

static void *meddle(void *arg)
{
	struct meddler *m = arg;

	for (int i = 0; i < 25; i++) {
		uint64_t before = journal_length(m->journal);

		meddle_once(m);
		for (int wait = 0; wait < 20 && journal_length(m->journal) < before + 15;
			wait++)
			usleep(50);
	}
	return NULL;
}

START_TEST(what_was_done_by_hand_is_gone_through_again)
{
	struct course with = courses[(7 * _i + 1) % N_COURSES];
	struct meddler m = {.seed = (uint64_t)_i};
	struct options o = {0};
	struct error err;
	struct session ref;
	pthread_t thread;
	size_t n;

	with.stop = "{trials: 60, epochs: 1000}"; /* whatever it is switched to */
	write_study(&with);
	open_session(&ref);
	tuner_command(ref.tuner, (struct command){.action = CONTROL_PACE, .number = 2000});
	n_points = 0;
	m.tuner = ref.tuner;
	m.journal = ref.journal;
	ck_assert_int_eq(session_start(&ref, &o, &err), 0);
	pthread_create(&thread, NULL, meddle, &m);
	pthread_join(thread, NULL);
	tuner_command(ref.tuner, (struct command){.action = CONTROL_RESUME});
	tuner_command(ref.tuner, (struct command){.action = CONTROL_PACE, .number = 0});
	tuner_join(ref.tuner);
	n = n_points;
	for (size_t i = 0; i < n; i += 1 + n / 40) {
		struct session s, again;
		uint64_t at;

		write_lines(&ref, points[i]);
		go_on(&s, points[i]);
		n_points = n;
		run_to_end(&s);
		/* and once more, from a point that the second process came to */
		at = points[n + draw(&m, (uint32_t)(n_points - n))];
		write_lines(&s, at);
		go_on(&again, at);
		run_to_end(&again);
		session_release(&again);
		session_release(&s);
	}
	session_release(&ref);
}
END_TEST

TCase *resume_case(void)
{
	TCase *tc = tcase_create("resume");

	tcase_add_checked_fixture(tc, make_paths, remove_paths);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, it_goes_on_from_wherever_it_stopped, 0, N_COURSES);
	tcase_add_loop_test(tc, it_goes_on_again_and_again, 0, N_COURSES);
	tcase_add_loop_test(tc, what_its_searcher_warns_of_is_told_once, 0, 3);
	return tc;
}

TCase *resume_by_hand_case(void)
{
	TCase *tc = tcase_create("by hand");

	tcase_add_checked_fixture(tc, make_paths, remove_paths);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(
		tc, its_limits_may_change_on_the_way, 0, is_thorough() ? 200 : 22);
	tcase_add_loop_test(
		tc, what_was_done_by_hand_is_gone_through_again, 0, is_thorough() ? 250 : 8);
	return tc;
}
