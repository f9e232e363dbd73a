/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial has one state, wherever it is shown: studies drawn at random, of every
 * scheduler, are read event by event, and the rows of TRIALS, their counts, the panel of
 * a trial, RUNGS' counts, the filters and the exports say the same of each trial.
 */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_tuner_studies.h"
#include "cli/export.h"
#include "ui/filter.h"
#include "ui/render.h"

#define STUDIES 200
#define EVENTS_MOST 900 /* of a study */
#define LOOKS 3		/* at the screen, of a study */

/* As the man page and the legend have them. */
static const struct {
	const char *name;
	char mark;
} states[TRIAL_STATES] = {
	[TRIAL_RUNNING] = {"running", '>'},
	[TRIAL_CLIMBED] = {"climbed", '^'},
	[TRIAL_PAUSED] = {"paused", '='},
	[TRIAL_STOPPED] = {"stopped", 'x'},
	[TRIAL_COMPLETED] = {"completed", '*'},
	[TRIAL_DIVERGED] = {"diverged", '!'},
	[TRIAL_FAILED] = {"failed", '!'},
	[TRIAL_KILLED] = {"killed", '!'},
};

static char folder[] = "/tmp/rungtop-states-XXXXXX";
static char path[64], other[64];
static int seed; /* of the study, for messages */

static char *draw(const struct study *s, struct view *v, int rows, int cols)
{
	struct layout_prefs prefs = view_prefs(v, s);
	struct layout l = layout_make(rows, cols, &prefs);
	struct picture p;
	struct grid g;
	struct strbuf sb;
	char *text;

	picture_init(&p);
	grid_init(&g);
	strbuf_init(&sb);
	view_follow(v, s, &l);
	overlay_follow(v, s, &l);
	picture_draw(&p, s, v, &l);
	picture_compose(&p, rows, cols, &g);
	for (int y = 0; y < rows; y++) {
		grid_row_text(&g, y, &sb);
		strbuf_addch(&sb, '\n');
	}
	text = strbuf_detach(&sb);
	strbuf_release(&sb);
	grid_release(&g);
	picture_release(&p);
	return text;
}

/* A pane over the whole screen. */
static char *draw_pane(const struct study *s, enum pane p, int rows)
{
	struct view v;
	char *screen;

	view_init(&v, glyphs_of(TIER_ASCII));
	v.focus = p;
	v.zoom = true;
	screen = draw(s, &v, rows, 200);
	view_release(&v);
	return screen;
}

/* "T07 =  …": each trial has a row, with its letter; the title counts them. */
static void check_table(const struct study *s)
{
	char *screen = draw_pane(s, PANE_TRIALS, (int)s->n_trials + 12);
	size_t n[128] = {0};

	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];
		char row[32], mark = states[t->state].mark;
		const char *at;

		/* with a frame around the pane, or without; the incumbent's with a star */
		at = NULL;
		for (int k = 0; k < 4 && !at; k++) {
			snprintf(row, sizeof(row), "\n%s%cT%02zu ", k < 2 ? "|" : "",
				k % 2 ? '*' : ' ', i);
			at = strstr(screen, row);
		}
		at = at ? at + strlen(row) + strspn(at + strlen(row), " ") : NULL;
		if (!at || *at != mark)
			ck_abort_msg("study %d, event %llu: T%02zu is %s\n%.3000s", seed,
				(unsigned long long)s->seq, i, states[t->state].name,
				screen);
		n[(unsigned char)mark]++;
	}
	for (const char *m = ">^=x*!"; *m; m++) {
		char word[32];

		snprintf(word, sizeof(word), " %c%zu ", *m, n[(unsigned char)*m]);
		if (n[(unsigned char)*m] && !strstr(screen, word))
			ck_abort_msg("study %d, event %llu: no %s in the title\n%.3000s",
				seed, (unsigned long long)s->seq, word, screen);
	}
	free(screen);
}

static void check_panel(const struct study *s, uint32_t id)
{
	const struct study_trial *t = &s->trials[id];
	char words[64], *screen;
	struct view v;

	view_init(&v, glyphs_of(TIER_ASCII));
	v.inspect.trial = id;
	v.overlay = OVERLAY_TRIAL;
	screen = draw(s, &v, 30, 120);
	snprintf(words, sizeof(words), "T%02u %c %s", id, states[t->state].mark,
		states[t->state].name);
	if (!strstr(screen, words))
		ck_abort_msg("study %d, event %llu: no '%s' in\n%.3000s", seed,
			(unsigned long long)s->seq, words, screen);
	free(screen);
	view_release(&v);
}

/* The sum of a column of numbers under its head; -1: there is no such column. */
static long column_sum(const char *screen, const char *head)
{
	const char *names = strstr(screen, "rung "), *line = names, *col;
	long sum = 0;
	int end;

	while (line && line > screen && line[-1] != '\n')
		line--;
	col = line ? strstr(line, head) : NULL;
	if (!col || col > strchr(line, '\n'))
		return -1;
	end = (int)(col - line) + 1 + (int)strcspn(head + 1, " ");
	for (line = strchr(line, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
		int from = end;

		while (from > 0 && line[from] >= '0' && line[from] <= '9')
			from--;
		sum += strtol(line + from + 1, NULL, 10) * (from < end);
	}
	return sum;
}

/*
 * Of a ladder without barriers all that run are on its rungs, and all that are paused with
 * a result. Others have none there: those not begun, and those cut short by the finish.
 */
static void check_rungs(const struct study *s)
{
	char *screen;
	long run, paused, results = 0;

	if (s->synchronous || !s->shape)
		return;
	screen = draw_pane(s, PANE_RUNGS, 200);
	for (size_t i = 0; i < s->n_trials; i++)
		results += s->trials[i].state == TRIAL_PAUSED &&
			   s->trials[i].reached == s->trials[i].rung;
	run = column_sum(screen, " run ");
	paused = column_sum(screen, " pause");
	if (run != (long)s->count[TRIAL_RUNNING] || (paused >= 0 && paused != results))
		ck_abort_msg("study %d, event %llu: %ld run, %ld are paused, not %zu, "
			     "%ld\n%.3000s",
			seed, (unsigned long long)s->seq, run, paused,
			s->count[TRIAL_RUNNING], results, screen);
	free(screen);
}

static void check_filter(const struct study *s, struct filter *const *filters, int x)
{
	for (size_t i = 0; i < s->n_trials; i++)
		if (filter_matches(filters[x], s, &s->trials[i]) !=
			((int)s->trials[i].state == x))
			ck_abort_msg(
				"study %d: state=%s of T%02zu", seed, states[x].name, i);
}

/* Each trial's state in an array of objects with trial and state. */
static void check_json(const struct study *s, const char *file)
{
	json_error_t at;
	json_t *all = json_load_file(file, 0, &at), *trials;

	ck_assert_msg(all != NULL, "study %d: %s", seed, at.text);
	trials = json_object_get(all, "trials");
	ck_assert_uint_eq(json_array_size(trials), s->n_trials);
	for (size_t i = 0; i < s->n_trials; i++) {
		json_t *t = json_array_get(trials, i);

		ck_assert_int_eq(json_integer_value(json_object_get(t, "trial")), (int)i);
		ck_assert_str_eq(json_string_value(json_object_get(t, "state")),
			states[s->trials[i].state].name);
	}
	json_decref(all);
}

/* An export of the lines so far. */
static void check_exports(const struct study *s, const char *lines, size_t n)
{
	struct error err = {0};
	struct output *out;
	FILE *f = fopen(other, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(lines, 1, n, f), n);
	fclose(f);
	unlink(path);
	out = output_open("export", path, &err);
	ck_assert_ptr_nonnull(out);
	ck_assert_msg(!export_json(other, out, &err), "study %d: %s", seed, err.text);
	ck_assert_int_eq(output_close(out, &err), 0);
	check_json(s, path);
}

static void make_filters(const struct study *s, struct filter **filters)
{
	for (int x = 0; x < TRIAL_STATES; x++) {
		struct mistake m;
		char text[32];

		snprintf(text, sizeof(text), "state=%s", states[x].name);
		filters[x] = filter_parse(s, text, &m);
		ck_assert_ptr_nonnull(filters[x]);
	}
}

static void look(const struct study *s, const char *lines, size_t n)
{
	check_table(s);
	check_rungs(s);
	check_exports(s, lines, n);
	for (size_t i = 0; i < s->n_trials; i += s->n_trials / 4 + 1)
		check_panel(s, (uint32_t)i);
}

/* The first lines of a study that are looked at, and how many they are. */
static size_t head_of(const char *lines, size_t *n)
{
	size_t len = 0;

	for (*n = 0; lines[len] && *n < EVENTS_MOST; ++*n)
		len += strcspn(lines + len, "\n") + 1;
	return len;
}

static void read_study(const char *lines, size_t len, size_t n, const char *file)
{
	struct error err = {0};
	struct recorded *r = recorded_open(file, NULL, &err);
	const struct study *s;
	struct filter *filters[TRIAL_STATES] = {0};
	size_t at = 0, i = 0;
	struct event e;

	ck_assert_msg(r != NULL, "study %d: %s", seed, err.text);
	s = recorded_study(r);
	while (at < len && recorded_next(r, &e, &err) > 0) {
		at += strcspn(lines + at, "\n") + 1;
		if (e.kind == EVENT_STUDY)
			make_filters(s, filters);
		if (e.kind != EVENT_REPORT)
			check_filter(s, filters, (int)(i % TRIAL_STATES));
		if (++i > 2 && i % (n / LOOKS + 1) == (size_t)seed % (n / LOOKS + 1))
			look(s, lines, at);
	}
	ck_assert_uint_eq(i, n);
	look(s, lines, at);
	for (int x = 0; x < TRIAL_STATES; x++)
		filter_free(filters[x]);
	recorded_close(r);
}

START_TEST(a_state_is_the_same_wherever_it_is_shown)
{
	char file[64];
	struct strbuf lines;
	size_t len, n;
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/export", folder);
	snprintf(other, sizeof(other), "%s/part", folder);
	snprintf(file, sizeof(file), "%s/study", folder);
	for (seed = _i * STUDIES / 8; seed < (_i + 1) * STUDIES / 8; seed++) {
		strbuf_init(&lines);
		studies_lines((uint64_t)seed, &lines);
		len = head_of(lines.buf, &n);
		f = fopen(file, "w");
		ck_assert_uint_eq(fwrite(lines.buf, 1, len, f), len);
		fclose(f);
		read_study(lines.buf, len, n, file);
		strbuf_release(&lines);
	}
	unlink(file);
	unlink(path);
	unlink(other);
	rmdir(folder);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("states");
	TCase *tc = tcase_create("states");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, a_state_is_the_same_wherever_it_is_shown, 0, 8);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
