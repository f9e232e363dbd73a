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
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_engine_studies.h"
#include "cli/export.h"
#include "cli/summary.h"
#include "engine/explain.h"
#include "report/folder.h"
#include "ui/folds.h"
#include "ui/render.h"

#define RECORDINGS 60
#define EVENTS_MOST 220 /* of a recording: short ones are read faster, and go as deep */
#define CASES 500
#define BATCH 250   /* cases of one process */
#define PATIENCE 60 /* seconds that a case may take, on a slow machine with sanitizers */

struct recording {
	uint64_t seed;
	char *lines[EVENTS_MOST + 1];
	size_t n;
};

static struct recording valid[RECORDINGS];
static char dir[] = "/dev/shm/rungtop-meaning-XXXXXX", path[64], side[64];
static uint64_t number, draws; /* of the case */

static uint32_t draw(uint32_t n)
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

/* Changes */

static const char *const extremes[] = {"-1", "0", "1", "2", "3", "7", "81", "1000",
	"65536", "2147483646", "2147483647", "2147483648", "4294967295", "4294967296",
	"9007199254740993", "9223372036854775807", "-9223372036854775808", "1e308",
	"-1e308", "1.7976931348623157e308", "5e-324", "-5e-324", "1e-300", "0.5", "1e12",
	"1e11", "null", "true", "\"\"", "\"x\"", "[]", "{}"};

static const char *const specs[] = {"random max=27", "random max=2147483647",
	"hyperband eta=2 min=1 max=1073741824", "hyperband eta=3 min=1 max=9",
	"successive_halving eta=3 min=1 max=9 n=9", "asha eta=2 min=1 max=8 brackets=4",
	"asha_stop eta=2 min=1 max=4", "pasha eta=2 min=1 max=64", "median max=9",
	"median min=1 max=2147483647", "successive_halving n=2147483647", "asha",
	"asha eta=2147483647 min=1 max=2147483647"};

static json_t *made(const char *text)
{
	return json_loads(text, JSON_DECODE_ANY, NULL);
}

static json_t *any_value(const json_t *old)
{
	static const char *const words[] = {"promote", "pause", "stop", "complete",
		"completed", "stopped", "killed", "failed", "diverged", "running",
		"paused", "resume", "workers", "kill", "switch", "close", "user",
		"rounds", "maximize"};

	if (json_is_string(old) && draw(2))
		return json_string(words[draw(sizeof(words) / sizeof(*words))]);
	if (json_is_string(old) && draw(2))
		return json_string(specs[draw(sizeof(specs) / sizeof(*specs))]);
	if (json_is_integer(old) && draw(2))
		return json_integer(json_integer_value(old) + (json_int_t)draw(5) - 2);
	if (json_is_real(old) && draw(2))
		return json_real(-json_real_value(old));
	return made(extremes[draw(sizeof(extremes) / sizeof(*extremes))]);
}

/* Some member of an object, or of an object in it. */
static json_t *any_member(json_t *object, const char **key)
{
	size_t n = json_object_size(object), at = n ? draw((uint32_t)n) : 0;
	const char *k;
	json_t *v;

	*key = NULL;
	json_object_foreach(object, k, v)
	{
		if (at--)
			continue;
		if (json_is_object(v) && json_object_size(v) && draw(4))
			return any_member(v, key);
		*key = k;
		return object;
	}
	return object;
}

/* The place in the other event that has the same name, or NULL. */
static json_t *same_member(json_t *event, const char *key)
{
	const char *k;
	json_t *v;

	if (json_object_get(event, key))
		return event;
	json_object_foreach(event, k, v)
	{
		if (json_object_get(v, key))
			return v;
	}
	return NULL;
}

static void put(struct recording *r, size_t at, json_t *event)
{
	free(r->lines[at]);
	r->lines[at] = json_dumps(event, JSON_COMPACT | JSON_REAL_PRECISION(17));
	json_decref(event);
}

static void change_value(struct recording *r)
{
	size_t at = draw((uint32_t)r->n);
	json_t *event = json_loads(r->lines[at], 0, NULL), *in;
	const char *key;

	in = any_member(event, &key);
	if (key)
		json_object_set_new(in, key, any_value(json_object_get(in, key)));
	put(r, at, event);
}

/* Swaps a field with one of the same name in another event, or copies it. */
static void exchange(struct recording *r)
{
	size_t a = draw((uint32_t)r->n), b = draw((uint32_t)r->n);
	json_t *one, *other, *in, *there;
	const char *key;

	if (a == b)
		return;
	one = json_loads(r->lines[a], 0, NULL);
	other = json_loads(r->lines[b], 0, NULL);
	in = any_member(one, &key);
	there = key ? same_member(other, key) : NULL;
	if (there) {
		json_t *kept = json_incref(json_object_get(in, key));

		json_object_set(in, key, json_object_get(there, key));
		if (draw(2))
			json_object_set(there, key, kept);
		json_decref(kept);
	}
	put(r, a, one);
	put(r, b, other);
}

static void insert(struct recording *r, size_t at, char *line)
{
	if (r->n == EVENTS_MOST) {
		free(line);
		return;
	}
	memmove(r->lines + at + 1, r->lines + at, (r->n++ - at) * sizeof(*r->lines));
	r->lines[at] = line;
}

static void move_events(struct recording *r)
{
	size_t from = draw((uint32_t)r->n), to = draw((uint32_t)r->n);
	char *line = r->lines[from];

	switch (draw(4)) {
	case 0: /* away */
		free(line);
		memmove(r->lines + from, r->lines + from + 1,
			(--r->n - from) * sizeof(*r->lines));
		break;
	case 1: /* twice */
		insert(r, to, xstrdup(line));
		break;
	case 2: /* two change places, most often neighbours */
		if (draw(2))
			to = from + 1 < r->n ? from + 1 : from;
		r->lines[from] = r->lines[to];
		r->lines[to] = line;
		break;
	default: /* the end is not there */
		if (draw(4))
			return;
		while (r->n > 4 + from)
			free(r->lines[--r->n]);
	}
}

/* Something that happens to a trial, out of nowhere. */
static void make_up(struct recording *r)
{
	static const char *const events[] = {
		"\"event\":\"control\",\"action\":\"kill\",\"trial\":%u}",
		"\"event\":\"control\",\"action\":\"promote\",\"trial\":%u}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"killed\",\"why\":\"by "
		"hand\"}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"failed\",\"why\":\"it "
		"broke\"}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"completed\",\"why\":\"\"}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"stopped\",\"why\":\"\"}",
		"\"event\":\"place\",\"trial\":%u,\"worker\":1,\"attempt\":2,\"node\":"
		"\"n1\"}",
		"\"event\":\"control\",\"action\":\"workers\",\"workers\":%u}",
		"\"event\":\"control\",\"action\":\"pace\",\"pace\":%u}",
		"\"event\":\"control\",\"action\":\"resume\"}",
		"\"event\":\"control\",\"action\":\"pause\"}",
		"\"event\":\"control\",\"action\":\"warn\",\"text\":\"w%u\"}",
		"\"event\":\"report\",\"trial\":%u,\"epoch\":1,\"metrics\":{\"epochs\":1,"
		"\"loss\":1e308},\"seconds\":1}",
		"\"event\":\"task\",\"trial\":%u,\"worker\":0,\"from\":0,\"to\":1,"
		"\"bracket\":0,\"round\":0,\"rung\":0}",
		"\"event\":\"incumbent\",\"trial\":%u,\"epoch\":1,\"value\":0.5}"};
	struct strbuf line;
	double t = (double)r->n / 4;
	char text[512];

	snprintf(text, sizeof(text), events[draw(sizeof(events) / sizeof(*events))],
		draw(12));
	strbuf_init(&line);
	strbuf_addf(&line, "{\"seq\":0,\"t\":%g,%s", t, text);
	insert(r, 2 + draw((uint32_t)r->n - 2), strbuf_detach(&line));
}

/* All values of the metric lie where arithmetic with them ends. */
static void stretch_values(struct recording *r)
{
	double factor = draw(2) ? 1e308 : 5e-324;

	for (size_t i = 0; i < r->n; i++) {
		json_t *event = json_loads(r->lines[i], 0, NULL), *in;
		static const char *const keys[] = {"loss", "value", "cutoff"};

		for (size_t k = 0; k < 3; k++) {
			in = same_member(event, keys[k]);
			if (in && json_is_number(json_object_get(in, keys[k])))
				json_object_set_new(in, keys[k],
					json_real(factor *
						  json_number_value(
							  json_object_get(in, keys[k]))));
		}
		put(r, i, event);
	}
}

static void lengthen_text(struct recording *r)
{
	size_t at = draw((uint32_t)r->n), n = draw(3) ? 5000 : 100000;
	json_t *event = json_loads(r->lines[at], 0, NULL), *in;
	char *text = xmalloc(n + 1);
	const char *key;

	memset(text, draw(2) ? 'x' : ' ', n);
	text[n] = '\0';
	in = any_member(event, &key);
	if (key && json_is_string(json_object_get(in, key)) && strcmp(key, "event"))
		json_object_set_new(in, key, json_string(text));
	put(r, at, event);
	free(text);
}

static void mutate(struct recording *r)
{
	for (uint32_t n = 1 + draw(draw(3) ? 2 : 6); n > 0 && r->n > 4; n--) {
		uint32_t what = draw(40);

		if (what < 14)
			change_value(r);
		else if (what < 24)
			exchange(r);
		else if (what < 32)
			move_events(r);
		else if (what < 37)
			make_up(r);
		else if (what == 37)
			stretch_values(r);
		else
			lengthen_text(r);
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

	if (history_read(&h, path, false, &err) == 0) {
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
	struct ledger h;

	if (ledger_load(&h, path, &err) < 0)
		expect_line(&err);
	else
		expect(folder_write(side, &h, &err) == 0, err.text);
	ledger_release(&h);
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
	timeline_read(&folds.timeline, UINT64_MAX);
	view_init(&v, glyphs_of(draw(2) ? TIER_BRAILLE : TIER_ASCII));
	v.timeline = &folds.timeline;
	for (int i = 0; i < 8; i++) {
		if (draw(2))
			playhead_goto(&v.head, &folds.timeline,
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
	if (draw(200) == 0)
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
