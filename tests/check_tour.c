/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lessons: what is wrong with one is told with its place, and each that is shipped plays to
 * its end on a small and on a larger terminal, with every caption on the screen.
 */
#include "config.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "ui/lesson.h"
#include "ui/progress.h"
#ifdef HAVE_VTERM
#include "terminal.h"
#endif

static char folder[] = "/tmp/rungtop-tour-XXXXXX";
static char path[64];

static void write_file(const char *name, const char *text)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

/* Mistakes: the line after "FILE:" that they are told with. */
static const struct {
	const char *text, *told;
} mistakes[] = {
	{"", "1:1: a lesson cannot be nothing; it must be a map of keys"},
	{"- a\n", "1:1: a lesson cannot be a list; it must be a map of keys"},
	{"titel: x\n", "1:1: unknown key 'titel' in a lesson; did you mean 'title'?"},
	{"title: x\nsteps: []\n", "1:1: 'study' is missing"},
	{"title: x\nstudy: curves\n", "1:1: 'steps' is missing"},
	{"title: x\nstudy: [a]\nsteps: []\n", "2:8: study cannot be a list; it must be text"},
	{"title: {}\nstudy: curves\nsteps: []\n",
		"1:8: title cannot be a map; it must be text"},
	{"title: x\nstudy: curves\nsteps: []\n",
		"3:8: steps cannot be an empty list; it must be a list of steps"},
	{"title: x\nstudy: curves\nsteps: 3\n",
		"3:8: steps cannot be a single value; it must be a list of steps"},
	{"title: x\nstudy: curves\nset: [a]\nsteps: []\n",
		"3:6: set cannot be a list; it must be a map of keys"},
	{"title: x\nstudy: curves\nset: {scheduler: [asha]}\nsteps: []\n",
		"3:18: set: scheduler cannot be a list; it must be one value"},
	{"title: x\nstudy: curves\nrace: asha\nsteps: []\n",
		"3:7: race must be a list of 2 to 4 schedulers, as [asha, hyperband "
		"eta=4]"},
	{"title: x\nstudy: curves\nrace: [asha]\nsteps: []\n",
		"3:7: race must be a list of 2 to 4 schedulers, as [asha, hyperband "
		"eta=4]"},
};

/* The same in a step; ^ stands before what is wrong. */
static const struct {
	const char *step, *told;
} step_mistakes[] = {
	{"^hm", "a step cannot be a single value; it must be a map of keys"},
	{"^{light: rungs}", "the step says nothing; 'say' is missing"},
	{"{^says: x}", "unknown key 'says' in a step; did you mean 'say'?"},
	{"{say: ^[]}", "say cannot be a list; it must be text"},
	{"{^say: }", "say cannot be nothing; it must be text"},
	{"{say: x, light: ^ladder}",
		"unknown pane 'ladder' in light; there are: header, rungs, incumbent, curves, "
		"trials, decisions, workers, space, history"},
	{"{say: x, light: ^rugns}",
		"unknown pane 'rugns' in light; did you mean 'rungs'?"},
	{"{say: x, light: ^[rungs]}",
		"light cannot be a list; it must be a pane's name"},
	{"{say: x, keys: [e, ^Entr]}",
		"'Entr' is no key; keys are as e, 4, Enter, Up, F1, ^L"},
	{"{say: x, keys: ^Space}", "Space is the lesson's own key"},
	{"{say: x, keys: ^Backspace}", "Backspace is the lesson's own key"},
	{"{say: x, keys: ^{e: 1}}",
		"keys cannot be a map; it must be a key or a list of keys"},
	{"{say: x, keys: [e, ^[e]]}",
		"a list is no key; keys are as e, 4, Enter, Up, F1, ^L"},
	{"{say: x, keys: [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, ^1]}",
		"too many keys; a step has 12 at most"},
	{"{say: x, after: ^12}", "after cannot be a single value; it must be a map of keys"},
	{"{say: x, after: ^{}}",
		"after: when? It must be one of event, decision, rung, trial, time, end, "
		"key"},
	{"{say: x, after: {^evnt: 3}}",
		"unknown key 'evnt' in after; did you mean 'event'?"},
	{"{say: x, after: {event: ^0}}",
		"event cannot be '0'; it must be a whole number from 1 to 1000000000000000"},
	{"{say: x, after: {decision: ^x}}",
		"decision cannot be 'x'; it must be a whole number from 1 to "
		"1000000000000000"},
	{"{say: x, after: {rung: ^1}}",
		"rung cannot be a single value; it must be [BRACKET, RUNG], as [0, 0]"},
	{"{say: x, after: {rung: [0, ^-1]}}",
		"rung cannot be '-1'; it must be a whole number from 0 to 1000000"},
	{"{say: x, after: {trial: ^[1]}}",
		"trial cannot be a list; it must be [TRIAL, EPOCH], as [12, 3]"},
	{"{say: x, after: {trial: [1, ^0]}}",
		"epoch cannot be '0'; it must be a whole number from 1 to 1000000000"},
	{"{say: x, after: {end: ^false}}", "end must be true"},
	{"{say: x, after: {time: ^-1}}",
		"time cannot be '-1'; it must be a number from 0 to 1000000000000"},
	{"{say: x, after: {key: ^e}}",
		"the first step cannot wait for a key; who says so?"},
	{"{say: x, before: {^key: e}}", "a key is pressed after a step"},
	{"{say: x, after: {event: 3, ^time: 4}}",
		"after has 'event' already; one condition is taken"},
	{"{say: x, after: {event: 3}, ^before: {event: 4}}",
		"a step has one moment: after or before"},
	{"{say: x, after: {event: 3, column: ^asha}}",
		"there are no columns: the lesson is no race"},
	{"{say: x, ask: ^3}",
		"ask cannot be a single value; it must be climb, stop, or {rung: "
		"[BRACKET, RUNG]}"},
	{"{say: x, ask: {^rnug: [0, 0]}}",
		"unknown key 'rnug' in ask; did you mean 'rung'?"},
	{"{say: x, ask: {rung: ^0}}",
		"rung cannot be a single value; it must be [BRACKET, RUNG], as [0, 0]"},
};

/* One usage mistake in one line: "FILE:" and what is told. */
static void check_mistake(const char *text, const char *told)
{
	struct lesson l;
	struct error err;
	struct strbuf wanted = STRBUF_INIT;

	write_file("wrong.yaml", text);
	ck_assert_msg(lesson_read(&l, path, &err) < 0, "taken: %s", text);
	strbuf_addf(&wanted, "%s:%s", path, told);
	ck_assert_str_eq(err.text, wanted.buf);
	ck_assert(err.usage);
	strbuf_release(&wanted);
	lesson_release(&l);
}

static void check_step(const char *step, const char *told)
{
	const char *mark = strchr(step, '^');
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;

	strbuf_addf(&text, "title: x\nstudy: curves\nsteps:\n- %.*s%s\n",
		(int)(mark - step), step, mark + 1);
	strbuf_addf(&line, "4:%d: %s", (int)(mark - step) + 3, told);
	check_mistake(text.buf, line.buf);
	strbuf_release(&text);
	strbuf_release(&line);
}

START_TEST(mistakes_have_places)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++)
		check_mistake(mistakes[i].text, mistakes[i].told);
	for (size_t i = 0; i < sizeof(step_mistakes) / sizeof(*step_mistakes); i++)
		check_step(step_mistakes[i].step, step_mistakes[i].told);
}
END_TEST

START_TEST(names_have_numbers)
{
	static const struct {
		const char *file, *name;
		int number;
	} rows[] = {{"a/2-barrier.yaml", "barrier", 2}, {"barrier.yaml", "barrier", 0},
		{"12-x.y.yaml", "x.y", 12}, {"2-.yaml", ".yaml", 2}, {"7.yaml", "7", 0}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *name;

		ck_assert_int_eq(lesson_number(rows[i].file, &name), rows[i].number);
		ck_assert_str_eq(name, rows[i].name);
		free(name);
	}
}
END_TEST

START_TEST(progress_is_kept)
{
	struct error err;
	char *what;

	ck_assert(!progress_begun());
	ck_assert_int_eq(progress_keep(NULL, NULL, &err), 0);
	ck_assert(progress_begun());
	ck_assert_ptr_null(progress_of("rung"));
	ck_assert_int_eq(progress_keep("rung", "2 of 3", &err), 0);
	ck_assert_int_eq(progress_keep("barrier", "seen", &err), 0);
	ck_assert_int_eq(progress_keep("rung", "3 of 3", &err), 0);
	what = progress_of("rung");
	ck_assert_str_eq(what, "3 of 3");
	free(what);
	what = progress_of("barrier");
	ck_assert_str_eq(what, "seen");
	free(what);
}
END_TEST

#ifdef HAVE_VTERM

static char data[512];

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The first words of a text: what of it is on one row, however wide that is. */
static void add_wait(const char *say, struct strbuf *out)
{
	size_t n = strlen(say);

	n = n < 40 ? n : 40;
	while (n > 1 && say[n] && say[n] != ' ')
		n--;
	strbuf_addf(out, "wait text %.*s\n", (int)n, say);
}

/*
 * Space through all of it; a question is answered by its first row. Each caption is waited
 * for, so one that does not come ends the test.
 */
static void play(const char *file, int rows, int cols)
{
	const char *rungtop = getenv("RUNGTOP");
	struct strbuf steps = STRBUF_INIT;
	struct terminal t = {.rows = 0};
	struct lesson l;
	struct error err;
	char *seen;
	int status;

	ck_assert_msg(lesson_read(&l, file, &err) == 0, "%s", err.text);
	for (size_t i = 0; i < l.n_steps; i++) {
		add_wait(l.steps[i].say, &steps);
		if (l.steps[i].asks)
			strbuf_adds(&steps, "key Space Enter\nwait text predicted\n");
		strbuf_adds(&steps, "key Space\n");
	}
	write_file("play.script", steps.buf);
	terminal_start(&t, rows, cols,
		(const char *[]){rungtop, "tour", l.name, "--script", path, "--data-dir",
			data, NULL},
		NULL);
	status = terminal_wait(&t);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: %d", file,
		status);
	ck_assert_ptr_null(terminal_changed(&t));
	terminal_close(&t);
	seen = progress_of(l.name);
	ck_assert_msg(seen != NULL, "%s at %dx%d did not end", l.name, cols, rows);
	free(seen);
	strbuf_release(&steps);
	lesson_release(&l);
}

static void play_all(int rows, int cols)
{
	char dir[600], *files[64];
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	snprintf(dir, sizeof(dir), "%s/lessons", data);
	d = opendir(dir);
	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) && n < 64) {
		struct strbuf file = STRBUF_INIT;

		if (*e->d_name == '.')
			continue;
		strbuf_addf(&file, "%s/%s", dir, e->d_name);
		files[n++] = strbuf_detach(&file);
	}
	closedir(d);
	ck_assert_uint_gt(n, 0);
	qsort(files, n, sizeof(*files), by_name);
	for (size_t i = 0; i < n; i++) {
		play(files[i], rows, cols);
		free(files[i]);
	}
}

/* Questions while a study runs: their words, and what is told of an answer. */
static const struct {
	const char *scheduler, *asked;
} questions[] = {
	{"successive_halving n=27", "9 trials climb from rung 0 of bracket 0: mark 5"},
	{"hyperband max=27", "9 trials climb from rung 0 of bracket 0: mark 5"},
	{"asha", "Which trial climbs next?"},
	{"median min=1", "Which trial is stopped next?"},
};

START_TEST(any_study_asks)
{
	struct strbuf steps = STRBUF_INIT;
	struct terminal t = {.rows = 0};
	int status;

	strbuf_addf(&steps,
		"wait pause\nkey :\ntype predict on\nkey Enter Space\nwait text %s\nkey "
		"Space\n"
		"wait text 1 of\nkey Enter\nwait text of 1 right\n"
		"wait text of 1 predicted\nkey Space\nquit\n",
		questions[_i].asked);
	write_file("predict.script", steps.buf);
	terminal_start(&t, 24, 80,
		(const char *[]){getenv("RUNGTOP"), "run", "curves", "-s",
			questions[_i].scheduler, "--paused", "--pace", "0", "--trials", "60", "-o", "none", "--script", path,
			"--data-dir", data, NULL},
		NULL);
	status = terminal_wait(&t);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
	terminal_close(&t);
	strbuf_release(&steps);
}
END_TEST

START_TEST(each_plays_to_its_end)
{
	char *seen = progress_path();

	unlink(seen);
	free(seen);
	play_all(_i ? 40 : 24, _i ? 120 : 80);
}
END_TEST

#endif

int main(void)
{
	Suite *s = suite_create("tour");
	TCase *tc = tcase_create("lessons");
	SRunner *r = srunner_create(s);
	int failed;

	if (!mkdtemp(folder))
		return 99;
	setenv("XDG_CONFIG_HOME", folder, 1);
	setenv("XDG_STATE_HOME", folder, 1);
	tcase_add_test(tc, mistakes_have_places);
	tcase_add_test(tc, names_have_numbers);
	tcase_add_test(tc, progress_is_kept);
#ifdef HAVE_VTERM
	snprintf(data, sizeof(data), "%s/data", getenv("srcdir") ? getenv("srcdir") : ".");
	tcase_add_loop_test(tc, any_study_asks, 0, 4);
	/* one size will do where time is short */
	tcase_add_loop_test(tc, each_plays_to_its_end, 0, getenv("BRIEF") ? 1 : 2);
#endif
	suite_add_tcase(s, tc);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	if (!failed) {
		char command[96];

		snprintf(command, sizeof(command), "rm -rf %s", folder);
		failed = system(command) != 0;
	}
	return failed ? 1 : 0;
}
