/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recordings whose meaning was changed: valid ones of every scheduler, with fields swapped
 * between events, copied, set to what is extreme, and events dropped, doubled, moved and
 * made up. Each is refused by one line, or is a study that every reader takes: the
 * summary, all exports, the report, the explanation of every decision, frames of all panes
 * at any size, back and forth in time, and resume. What is refused is read again as far as
 * it was taken.
 *
 * A case is its number. RUNGTOP_MEANING: how many; RUNGTOP_MEANING_FROM: the first, so one
 * alone can be looked at; RUNGTOP_MEANING_KEEP: a file that its recording is written to.
 */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_tuner_studies.h"
#include "check_meaning.h"
#include "cli/export.h"
#include "cli/summary.h"
#include "report/folder.h"
#include "study/explain.h"
#include "study/folds.h"
#include "ui/render.h"

#define RECORDINGS 60
#define CASES 500
#define BATCH 250   /* cases of one process */
#define PATIENCE 60 /* seconds that a case may take, on a slow machine with sanitizers */

static struct recording valid[RECORDINGS];
static char dir[] = "/dev/shm/rungtop-meaning-XXXXXX", path[64], side[64];
static uint64_t number, draws; /* of the case */

uint32_t draw(uint32_t n)
{
	return (uint32_t)(stream_mix(number * 1000003 + draws++) % n);
}

/* Valid recordings */

static bool split(struct recording *r, const char *text)
{
	r->n = 0;
	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		if (r->n == EVENTS_MOST)
			return false;
		r->lines[r->n++] = xstrndup(text, (size_t)(end - text));
	}
	return true;
}

static void release(struct recording *r)
{
	while (r->n)
		free(r->lines[--r->n]);
}

static void record_all(void)
{
	uint64_t seed = 0;

	for (size_t i = 0; i < RECORDINGS; seed++) {
		struct strbuf lines;

		strbuf_init(&lines);
		studies_lines(seed, &lines);
		valid[i].seed = seed;
		if (split(&valid[i], lines.buf) && valid[i].n > 12)
			i++;
		else
			release(&valid[i]);
		strbuf_release(&lines);
	}
}

/* The number of a line is that of its place: a gap alone is not worth a case. */
static void write_to(const char *file, const struct recording *r)
{
	FILE *f = fopen(file, "w");

	for (size_t i = 0; i < r->n; i++) {
		const char *comma = strchr(r->lines[i], ',');

		fprintf(f, "{\"seq\":%zu%s\n", i + 1, comma ? comma : "}");
	}
	fclose(f);
}

/* Readers */

static void expect(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "case %llu: %s\n", (unsigned long long)number, what);
	abort();
}

static void expect_line(const struct error *err)
{
	expect(err->text[0] && !strchr(err->text, '\n'), "not one line");
	expect(strstr(err->text, path) != NULL, "a message that does not name the file");
}

/* What is counted is counted again from the trials. */
static void count_again(const struct study *s)
{
	size_t states[TRIAL_STATES] = {0}, busy = 0;

	for (size_t i = 0; i < s->n_trials; i++) {
		states[s->trials[i].state]++;
		busy += s->trials[i].worker >= 0;
	}
	for (int i = 0; i < TRIAL_STATES; i++)
		expect(states[i] == s->count[i], "trials in a state are miscounted");
	expect((int)busy == s->n_busy, "busy workers are miscounted");
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];

		expect(r->done <= s->n_trials, "a trial has two results at a rung");
		expect(r->climbed <= r->done && r->paused <= r->done &&
				r->stopped <= r->done && r->lost <= r->done &&
				r->running <= s->n_trials,
			"a rung is miscounted");
		expect(r->climbed + r->paused + r->stopped + r->lost == r->done,
			"a rung does not add up");
	}
}

/* The events that are taken, and whether that is all of them. */
static size_t load(struct journal *j, struct recorded **keep, bool *whole)
{
	struct error err = {0};
	struct recorded *r = recorded_open(path, NULL, &err);
	size_t taken = 0;
	struct event e;
	int got = -1;

	while (r && (got = recorded_next(r, &e, &err)) > 0) {
		taken++;
		if (j)
			journal_append(j, &e);
	}
	if (got < 0)
		expect_line(&err);
	else
		count_again(recorded_study(r));
	*whole = got == 0;
	if (keep)
		*keep = r; /* what the events point to */
	else
		recorded_close(r);
	return taken;
}

static void summarize(void)
{
	struct error err;
	struct history h;
	struct strbuf out;

	if (history_read(&h, path, HISTORY_BEGUN, &err) == 0) {
		strbuf_init(&out);
		summary_print(&h, &out);
		strbuf_release(&out);
	} else {
		expect_line(&err);
	}
	history_release(&h);
}

static void export_all(void)
{
	static int (*const formats[])(const char *, struct output *, struct error *) = {
		export_lines, export_csv, export_json, export_optuna_journal};
	struct error err;

	for (size_t i = 0; i < 4; i++) {
		struct output *out = output_open("export", NULL, &err);

		if (formats[i](path, out, &err) < 0)
			expect_line(&err);
		output_close(out, &err);
	}
	if (draw(10))
		return;
	export_optuna(path, side, "3.2", &err);
	unlink(side);
}

static void report(void)
{
	char command[96];
	struct error err;
	struct history h;

	if (history_read(&h, path, HISTORY_WORK, &err) < 0)
		expect_line(&err);
	else
		expect(folder_write(side, &h, &err) == 0, err.text);
	history_release(&h);
	snprintf(command, sizeof(command), "rm -rf %s", side);
	expect(system(command) == 0, "rm");
}

static void explain_all(const struct study *s)
{
	struct strbuf out;

	strbuf_init(&out);
	for (size_t i = 0; i < s->n_decisions; i++) {
		size_t n;

		explain_rule(s, &s->decisions[i], true, &out);
		explain_sibling(s, &s->decisions[i], &out);
		free(explain_results(s, &s->decisions[i], &n));
	}
	strbuf_release(&out);
}

static void press(struct view *v, const struct study *s, const struct layout *l)
{
	static const char keys[] = "1234567zzeG[],.jkjkyxmMvuSICF";
	uint32_t key = (unsigned char)keys[draw(sizeof(keys) - 1)];
	bool taken;

	if (draw(4) == 0)
		key = draw(2) ? UI_ENTER : 27;
	free(view_key(v, s, l, key, &taken).text);
}

static void draw_frame(struct folds *folds, struct view *v)
{
	const struct study *s = folds_shown(folds);
	int rows = 1 + (int)draw(draw(4) ? 60 : 120),
	    cols = 1 + (int)draw(draw(4) ? 160 : 300);
	struct layout_prefs prefs = view_prefs(v, s);
	struct layout l = layout_make(rows, cols, &prefs);
	struct picture p;
	struct grid g;

	picture_init(&p);
	grid_init(&g);
	v->clock = s->t;
	v->present = folds_present(folds);
	for (uint32_t n = draw(5); n > 0; n--)
		press(v, s, &l);
	prefs = view_prefs(v, s);
	l = layout_make(rows, cols, &prefs);
	view_follow(v, s, &l);
	overlay_follow(v, s, &l);
	picture_draw(&p, s, v, &l);
	picture_compose(&p, rows, cols, &g);
	grid_release(&g);
	picture_release(&p);
}

/* Back and forth, and looked at wherever it stops. */
static void watch(const struct journal *j)
{
	struct folds folds;
	struct view v;

	folds_init(&folds, j);
	moments_read(&folds.moments, UINT64_MAX);
	view_init(&v, glyphs_of(draw(2) ? TIER_BRAILLE : TIER_ASCII));
	v.moments = &folds.moments;
	for (int i = 0; i < 8; i++) {
		if (draw(2))
			playhead_goto(&v.head, &folds.moments,
				1 + draw((uint32_t)journal_length(j)), 0);
		v.wall += 1;
		while (folds_step(&folds, &v.head, UINT64_MAX) & FOLDS_MORE)
			;
		if (folds_shown(&folds)->seq)
			draw_frame(&folds, &v);
	}
	explain_all(folds_shown(&folds));
	view_release(&v);
	folds_release(&folds);
}

static void resume(const struct recording *r)
{
	struct error err = {0};
	struct recorded *from = recorded_open(path, NULL, &err);

	if (!from || studies_resume(r->seed, from, &err) < 0)
		expect_line(&err);
	recorded_close(from);
}

/* Drawing costs more than reading: not everybody looks at each case. */
static void read_all(const struct recording *r)
{
	struct recorded *from;
	struct journal *j;
	bool whole;

	summarize();
	if (draw(3) == 0)
		export_all();
	if (draw(4) == 0)
		resume(r);
	if (draw(500) == 0)
		report();
	if (draw(5))
		return;
	j = journal_new();
	if (load(j, &from, &whole) && whole)
		watch(j);
	journal_free(j);
	recorded_close(from);
}

/* True: all of it was taken. */
static bool run_case(void)
{
	const struct recording *of = &valid[number % RECORDINGS];
	const char *keep = getenv("RUNGTOP_MEANING_KEEP");
	struct recording r = {.seed = of->seed, .n = of->n};
	size_t taken;
	bool whole;

	draws = 0;
	for (size_t i = 0; i < r.n; i++)
		r.lines[i] = xstrdup(of->lines[i]);
	mutate(&r);
	write_to(path, &r);
	if (keep)
		write_to(keep, &r);
	taken = load(NULL, NULL, &whole);
	if (!whole && taken > 2) {
		while (r.n > taken)
			free(r.lines[--r.n]);
		write_to(path, &r);
		load(NULL, NULL, &whole);
		expect(whole, "the events before the one that is refused are refused");
		whole = false;
	}
	if (taken > 2)
		read_all(&r);
	release(&r);
	return whole;
}

/* Processes: one that dies or hangs has its case told, and the next one goes on behind. */

struct shared {
	uint64_t number, whole;
};

static void batch(struct shared *shared, uint64_t from, uint64_t to)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	signal(SIGALRM, SIG_DFL); /* Check's own would end our whole group */
	for (number = from; number < to; number++) {
		shared->number = number;
		alarm(PATIENCE);
		shared->whole += run_case();
	}
	alarm(0);
	_exit(0);
}

static uint64_t wanted(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(every_reader_takes_what_is_taken)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t at = wanted("RUNGTOP_MEANING_FROM", 0), failed = 0;
	uint64_t end = at + wanted("RUNGTOP_MEANING", CASES), n = end - at;

	ck_assert_ptr_ne(shared, MAP_FAILED);
	record_all();
	while (at < end) {
		uint64_t to = at + BATCH < end ? at + BATCH : end;
		pid_t pid = fork();
		int status;

		if (!pid)
			batch(shared, at, to);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		at = to;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			continue;
		fprintf(stderr, "case %llu: wait status %#x\n",
			(unsigned long long)shared->number, (unsigned)status);
		failed++;
		at = shared->number + 1;
	}
	fprintf(stderr, "%llu of %llu were taken whole\n",
		(unsigned long long)shared->whole, (unsigned long long)n);
	ck_assert_uint_eq(failed, 0);
	for (size_t i = 0; i < RECORDINGS; i++)
		release(&valid[i]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("meaning");
	TCase *tc = tcase_create("meaning");
	SRunner *sr;
	int failed;

	if (!mkdtemp(dir))
		return 77;
	snprintf(path, sizeof(path), "%s/s.jsonl", dir);
	snprintf(side, sizeof(side), "%s/side", dir);
	tcase_set_timeout(tc, 0);
	tcase_add_test(tc, every_reader_takes_what_is_taken);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_set_fork_status(sr, CK_NOFORK);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	unlink(path);
	rmdir(dir);
	return failed ? 1 : 0;
}
