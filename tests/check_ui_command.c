/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"
#include "space/space_tree.h"
#include "ui/clipboard.h"
#include "ui/commands.h"
#include "ui/prompt.h"

static const struct prompt *prompt(void)
{
	return view_overlay(&v, OVERLAY_PROMPT);
}

static void begin(void)
{
	fixture_init(&f);
	fixture_asha(&f, 21);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = true;
	v.wall = 1000;
	follow();
}

static void expect_line(const char *text)
{
	ck_assert_int_eq(v.overlay, OVERLAY_PROMPT);
	ck_assert_str_eq(prompt()->line.text.buf, text);
}

/* Opens the command line, types and runs. */
static struct request run(const char *line)
{
	if (v.overlay == OVERLAY_PROMPT)
		press(UI_ESC);
	press(':');
	type(line);
	return press(UI_ENTER);
}

static void expect_command(struct request r, enum control_action a, double number,
	uint32_t trial, const char *text)
{
	ck_assert_int_eq(r.kind, REQUEST_COMMAND);
	ck_assert_int_eq(r.action, a);
	ck_assert_double_eq(r.number, number);
	ck_assert_uint_eq(r.trial, trial);
	if (text)
		ck_assert_str_eq(r.text, text);
	else
		ck_assert_ptr_null(r.text);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	free(r.text);
}

START_TEST(commands_ask_the_tuner)
{
	begin();
	expect_command(run("workers 4"), CONTROL_WORKERS, 4, 0, NULL);
	expect_command(run(" pace 0.5 "), CONTROL_PACE, 0.5, 0, NULL);
	expect_command(run("pause"), CONTROL_PAUSE, 0, 0, NULL);
	expect_command(run("resume"), CONTROL_RESUME, 0, 0, NULL);
	expect_command(run("step"), CONTROL_STEP, 0, 0, NULL);
	expect_command(run("enqueue learning_rate=0.01 optimizer=adam"), CONTROL_ENQUEUE,
		0, 0, "learning_rate=0.01 optimizer=adam");
	expect_command(run("kill T21"), CONTROL_KILL, 0, 21, NULL);
	expect_command(run("promote 3"), CONTROL_PROMOTE, 0, 3, NULL);
	v.selected.trial = 5;
	expect_command(run("promote"), CONTROL_PROMOTE, 0, 5, NULL);
	ck_assert_int_eq(run("").kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	run("help");
	ck_assert_int_eq(v.overlay, OVERLAY_HELP);
	press(UI_ESC);
	expect_command(run("ste"), CONTROL_STEP, 0, 0, NULL);
	expect_command(run("work 3"), CONTROL_WORKERS, 3, 0, NULL);
	run("q");
	ck_assert_int_eq(v.overlay, OVERLAY_QUIT);
	ck_assert_int_eq(press('y').kind, REQUEST_QUIT);
	finish();
}
END_TEST

/* What cannot be taken back asks first, wherever it is asked for. */
START_TEST(changes_ask_where_something_is_lost)
{
	begin(); /* asha, and no limit */
	expect_command(
		run("sched hyperband eta=4 "), CONTROL_SWITCH, 0, 0, "hyperband eta=4");
	f.info.stop.trials = 200;
	expect_command(run("sched max=81"), CONTROL_SWITCH, 0, 0, "max=81");
	expect_command(run("stop trials=30  epochs=9999 "), CONTROL_STOP, 0, 0,
		"trials=30  epochs=9999");
	expect_command(run("set stop.seconds=3600"), CONTROL_STOP, 0, 0, "seconds=3600");
	expect_command(run("more 50"), CONTROL_STOP, 0, 0, "trials=250");
	/* asha_stop stops those who wait */
	ck_assert_int_eq(run("sched asha_stop").kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	press('n');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	run("sched asha_stop");
	expect_command(press('y'), CONTROL_SWITCH, 0, 0, "asha_stop");
	/* nothing would end it */
	run("stop trials=none");
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	expect_command(press('y'), CONTROL_STOP, 0, 0, "trials=none");
	/* it would end at once */
	run("stop epochs=1");
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	expect_command(press('y'), CONTROL_STOP, 0, 0, "epochs=1");
	finish();
}
END_TEST

/* The same as a panel. */
START_TEST(limits_have_a_panel)
{
	char *screen;

	begin();
	f.info.stop.trials = 200;
	run("stop");
	ck_assert_int_eq(v.overlay, OVERLAY_STOP);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "What ends the study"));
	ck_assert(screen_has(screen, "trials ← 200 → 22 begun"));
	ck_assert(screen_has(screen, "rounds none asha has no rounds"));
	free(screen);
	press(UI_ENTER); /* nothing has changed */
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	run("stop");
	type("250");
	press(UI_DOWN);
	type("x");
	ck_assert_int_eq(press(UI_ENTER).kind, REQUEST_NONE);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "epochs cannot be 'x'"));
	free(screen);
	press(UI_BACKSPACE); /* nothing is none */
	expect_command(press(UI_ENTER), CONTROL_STOP, 0, 0, "trials=250");
	for (int rows = 1; rows < 20; rows += 3)
		for (int cols = 1; cols < 84; cols += 9) {
			run("stop");
			free(fixture_screen(&f, &v, rows, cols));
			press(UI_ESC);
		}
	finish();
}
END_TEST

/* After the end, what lets it go on can be said; the rest cannot. */
START_TEST(a_finished_study_takes_more)
{
	begin();
	f.info.stop.trials = 22;
	f.info.stop.epochs = 10;
	f.study.phase = PHASE_FINISHED;
	v.told.ends = false; /* its panel would lie there */
	expect_command(run("more 8"), CONTROL_STOP, 0, 0, "trials=30 epochs=none");
	ck_assert_int_eq(run("sched max=81").kind, REQUEST_NONE);
	ck_assert(strstr(v.message.text, "come to its limit of epochs"));
	f.info.stop.epochs = 0;
	expect_command(run("sched max=81"), CONTROL_SWITCH, 0, 0, "max=81");
	expect_command(run("note good"), CONTROL_NOTE, 0, 0, "good");
	run("workers 3");
	expect_line("workers 3");
	ck_assert(strstr(prompt()->wrong, "has finished"));
	finish();
}
END_TEST

START_TEST(mistakes_keep_what_was_typed)
{
	static const struct {
		const char *line;
		size_t at;
		const char *text;
	} cases[] = {
		{"wrokers 4", 0, "did you mean 'workers'?"},
		{"s 4", 0, "'s' can be: sched, stop, step, shadow, set, save-screen"},
		{"workers", 7, "the number of workers is missing"},
		{"workers 0", 8, "it must be a whole number from 1 to 1024"},
		{"workers 2 3", 10, "only the number of workers is taken"},
		{"pace fast", 5, "pace cannot be 'fast'"},
		{"kill", 4, "which trial?"},
		{"kill T99", 5, "there is no T99; the last one is T21"},
		{"kill x", 5, "'x' is no trial"},
		{"kill 99999999999999999999", 5, "there is no T"},
		{"pause now", 6, "no arguments"},
		{"stop trials", 5, "trials needs a value: trials=VALUE, or none"},
		{"stop trails=3", 5, "did you mean 'trials'?"},
		{"stop trials=0", 12, "trials cannot be '0'"},
		{"stop epochs=9 rounds=2", 14, "asha has no rounds; give trials"},
		{"set stop.value=x", 15, "value cannot be 'x'"},
		{"set stop.trials=9 --save", 18, "none is saved"},
		{"more", 4, "a number of trials is missing"},
		{"more none", 5, "more cannot be 'none'"},
		{"sched", 5, "the scheduler's name is missing"},
		{"sched ahsa", 6, "unknown scheduler 'ahsa'; did you mean 'asha'?"},
		{"sched asha eat=4", 11, "did you mean 'eta'?"},
		{"sched asha eta=1", 15, "eta cannot be '1'"},
		{"sched asha eta", 11, "eta needs a value"},
		{"enqueue", 7, "name at least one parameter"},
		{"enqueue lr=1", 8, "unknown parameter 'lr'"},
		{"enqueue learning_rate=9", 22, "learning_rate cannot be '9'"},
		{"enqueue batch_size=64.5", 19, "it must be a whole number"},
		{"enqueue optimizer=adma", 18, "it must be one of: sgd, adam"},
	};

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert_int_eq(run(cases[i].line).kind, REQUEST_NONE);
		expect_line(cases[i].line);
		ck_assert_msg(prompt()->wrong && strstr(prompt()->wrong, cases[i].text),
			"%s: %s", cases[i].line, prompt()->wrong);
		ck_assert_uint_eq(prompt()->wrong_at, cases[i].at);
		ck_assert_uint_eq(prompt()->line.at, cases[i].at);
	}
	finish();
}
END_TEST

START_TEST(schedulers_watch)
{
	static const struct {
		const char *line;
		size_t at;
		const char *text;
	} cases[] = {{"shadow", 6, "which? schedulers"},
		{"shadow asha ahsa", 12, "did you mean 'asha'?"},
		{"shadow asha eat=3", 7, "did you mean 'eta'?"},
		{"shadow median eta=3 off", 20, "unknown scheduler 'off'"},
		{"shadow asha asha asha asha asha asha asha", 37, "at most 6"}};
	const struct shadows *sh = &v.shadows;
	uint64_t paused = 0;
	char *screen;

	begin();
	run("shadow asha"); /* as in a race */
	ck_assert(strstr(prompt()->wrong, "single study"));
	press(UI_ESC);
	v.shadows.journal = f.journal;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(cases[i].line);
		ck_assert_msg(prompt()->wrong && strstr(prompt()->wrong, cases[i].text),
			"%s: %s", cases[i].line, prompt()->wrong);
		ck_assert_uint_eq(prompt()->wrong_at, cases[i].at);
		ck_assert_uint_eq(sh->n, 0);
		press(UI_ESC);
	}
	run("shadow asha  eta=4 brackets=2 random max=99 ");
	ck_assert_uint_eq(sh->n, 2);
	ck_assert(strstr(sh->items[0]->spec, "asha eta=4 ") == sh->items[0]->spec);
	free(fixture_screen(&f, &v, 24, 80)); /* they read when it is drawn */
	ck_assert(!shadows_are_behind(sh));
	ck_assert_uint_eq(sh->items[1]->n_views, f.study.n_decisions);
	for (size_t i = 0; i < f.study.n_decisions; i++) /* without early stopping */
		paused += f.study.decisions[i].d.verdict == VERDICT_PAUSE;
	ck_assert_uint_gt(paused, 20);
	ck_assert_uint_eq(shadow_differs(sh->items[1], UINT64_MAX), paused);
	press('e');
	screen = fixture_screen(&f, &v, 40, 120);
	ck_assert(screen_has(screen, "random"));
	ck_assert(screen_has(screen, "asha "));
	free(screen);
	press(UI_ESC);
	run("shadow off");
	ck_assert_uint_eq(sh->n, 0);
	finish();
}
END_TEST

START_TEST(mistakes_are_seen_where_they_are)
{
	char *screen;

	begin();
	run("sched asha eta=1");
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert_msg(strstr(screen, "\n:sched asha eta=1\n"
				     "                ^ eta cannot be '1'; it must be"),
		"%s", screen);
	free(screen);
	/* past the right end there is room at the left, or none at all */
	screen = fixture_screen(&f, &v, 24, 40);
	ck_assert(screen_has(screen, ":sched asha eta=1"));
	free(screen);
	for (int rows = 1; rows < 14; rows++)
		for (int cols = 1; cols < 60; cols++)
			free(fixture_screen(&f, &v, rows, cols));
	press('x'); /* what is typed next is about something else */
	ck_assert_ptr_null(prompt()->wrong);
	finish();
}
END_TEST

START_TEST(older_lines_come_back)
{
	begin();
	free(run("workers 4").text);
	free(run("workers 4").text);
	free(run("pace 2").text);
	press(':');
	press(UI_DOWN);
	type("ki");
	press(UI_UP);
	expect_line("pace 2");
	press(UI_UP);
	expect_line("workers 4");
	press(UI_UP); /* the oldest */
	expect_line("workers 4");
	type("0");
	press(UI_DOWN);
	expect_line("pace 2");
	press(UI_DOWN);
	expect_line("ki");
	press(UI_DOWN);
	expect_line("ki");
	for (int i = 0; i < 500; i++) {
		char line[32];

		snprintf(line, sizeof(line), "pace %d", i);
		run(line);
	}
	ck_assert_uint_lt(prompt()->n_history, 500);
	press(':');
	press(UI_UP);
	expect_line("pace 499");
	finish();
}
END_TEST

START_TEST(tab_completes)
{
	char *screen;

	begin();
	press(':');
	type("sc");
	press('\t');
	expect_line("sched ");
	press('\t'); /* several, with nothing in common: all are shown */
	expect_line("sched ");
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "successive_halving hyperband"));
	free(screen);
	type("su");
	press('\t');
	expect_line("sched successive_halving ");
	press(UI_ESC);
	press(':');
	type("sched asha et");
	press('\t');
	expect_line("sched asha eta=");
	type("4 m");
	press('\t'); /* in common: m */
	expect_line("sched asha eta=4 m");
	press('\t');
	expect_line("sched asha eta=4 min=");
	press('\t');
	expect_line("sched asha eta=4 max=");
	press('\t');
	expect_line("sched asha eta=4 min=");
	press(UI_BACKTAB);
	expect_line("sched asha eta=4 max=");
	type("9 e"); /* eta is there already */
	press('\t');
	expect_line("sched asha eta=4 max=9 e");
	press(UI_BACKSPACE);
	type("resume=s");
	press('\t');
	expect_line("sched asha eta=4 max=9 resume=scratch ");
	finish();
}
END_TEST

START_TEST(tab_knows_trials_and_parameters)
{
	begin();
	press(':');
	type("promote T0");
	press('\t');
	press('\t');
	ck_assert_str_eq(prompt()->line.text.buf, "promote T09");
	press(UI_ESC);
	press(':');
	type("enqueue opt");
	press('\t');
	expect_line("enqueue optimizer=");
	type("a");
	press('\t');
	expect_line("enqueue optimizer=adam ");
	press('\t');
	press('\t');
	expect_line("enqueue optimizer=adam learning_rate=");
	/* in the middle of a line, the rest stays */
	press(UI_ESC);
	press(':');
	type(" 4");
	press(UI_HOME);
	type("w");
	press('\t');
	expect_line("workers 4");
	type("x");
	expect_line("workersx 4");
	finish();
}
END_TEST

START_TEST(what_is_expected_is_told)
{
	char *screen;

	begin();
	press(':');
	type("sched asha eta=");
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(
		screen_has(screen, "eta: reduction factor: one in eta climbs; a whole"));
	free(screen);
	press('U' & 31);
	type("kill ");
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "kill [TRIAL]: end a trial"));
	free(screen);
	press('U' & 31);
	press(UI_BACKSPACE); /* nothing to erase: closes */
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

START_TEST(keys_that_are_text_are_typed)
{
	begin();
	press(':');
	type("q?KPNsezy:1 \xc3\xa9");
	expect_line("q?KPNsezy:1 \xc3\xa9");
	press('W' & 31);
	expect_line("q?KPNsezy:1 ");
	ck_assert_int_eq(press(UI_CTRL_L).kind, REQUEST_REDRAW);
	expect_line("q?KPNsezy:1 ");
	finish();
}
END_TEST

START_TEST(a_configuration_begins_like_the_selected_one)
{
	begin();
	v.selected.trial = 4;
	press('N');
	ck_assert_int_eq(v.overlay, OVERLAY_PROMPT);
	ck_assert(strstr(prompt()->line.text.buf, "enqueue learning_rate=") ==
		  prompt()->line.text.buf);
	ck_assert(strstr(prompt()->line.text.buf, " optimizer="));
	{
		struct request r = press(UI_ENTER);

		ck_assert_int_eq(r.kind, REQUEST_COMMAND);
		ck_assert_int_eq(r.action, CONTROL_ENQUEUE);
		free(r.text);
	}
	v.live = false;
	press('N');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	ck_assert_int_eq(run("workers 3").kind, REQUEST_NONE);
	ck_assert(strstr(prompt()->wrong, "cannot be steered"));
	finish();
}
END_TEST

START_TEST(a_line_lies_over_an_inspector)
{
	char *screen;

	begin();
	v.selected.trial = 4;
	press('4');
	press(UI_ENTER);
	press(':');
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "val_error"));
	ck_assert(strstr(screen, "\n:\n"));
	free(screen);
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

START_TEST(completion_stays_in_its_bounds)
{
	static const char *const lines[] = {"", " ", "sched", "sched ", "sched  asha ",
		"sched nobody x", "enqueue",
		"enqueue =", "enqueue optimizer=", "= =", "kill T0 ",
		"\xc3\xa9 \xc3\xa9"};

	begin();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		for (size_t at = 0; at <= strlen(lines[i]); at++) {
			struct words w;
			struct strbuf sb;

			strbuf_init(&sb);
			command_complete(&f.study, lines[i], at, &w);
			command_hint(&f.study, lines[i], at, &sb);
			ck_assert_uint_le(w.at, at);
			words_release(&w);
			strbuf_release(&sb);
		}
	finish();
}
END_TEST

/* The manual without its escapes and quotes, or NULL where there are no sources. */
static char *manual(void)
{
	const char *dir = getenv("srcdir");
	char path[4096], *text;
	size_t n = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/man/rungtop.1", dir ? dir : "..");
	in = fopen(path, "r");
	if (!in)
		return NULL;
	text = calloc(1, 1 << 20);
	for (int c = getc(in); c != EOF && n < (1 << 20) - 1; c = getc(in)) {
		if (c == '\\') {
			c = getc(in);
			if (c == '&')
				continue;
			c = c == 'e' ? '\\' : c;
		}
		if (c != '"')
			text[n++] = (char)c;
	}
	fclose(in);
	return text;
}

START_TEST(the_manual_has_every_key_and_command)
{
	char *text = manual(), item[256];

	for (size_t i = 0; text && i < n_key_rows; i++) {
		if (!key_rows[i].help)
			continue;
		snprintf(item, sizeof(item), ".It Cm %s\n%s\n", key_rows[i].label,
			key_rows[i].help);
		ck_assert_msg(strstr(text, item), "not in the manual: %s", item);
	}
	for (size_t i = 0; text && i < n_line_commands; i++) {
		const struct line_command *r = &line_commands[i];

		snprintf(item, sizeof(item), ".It Cm :%s%s%s\n%s\n", r->name,
			*r->args ? " " : "", r->args, r->help);
		ck_assert_msg(strstr(text, item), "not in the manual: %s", item);
	}
	free(text);
}
END_TEST

START_TEST(the_help_dims_what_cannot_be_done)
{
	struct layout_prefs prefs = {0};
	struct picture p;
	int dim[2] = {0};

	begin();
	prefs = view_prefs(&v, &f.study);
	l = layout_make(90, 120, &prefs);
	press('?');
	for (int selected = 0; selected < 2; selected++) {
		struct grid *g = &p.layers[LAYERS - 1].grid;

		v.selected.trial = selected ? 21 : STUDY_NONE;
		l = layout_make(90, 120, &prefs);
		picture_init(&p);
		picture_draw(&p, &f.study, &v, &l);
		for (int y = 0; y < g->rows; y++)
			for (int x = 1; x < 3; x++)
				dim[selected] += grid_at(g, y, x)->ch == 'K' &&
						 grid_at(g, y, x)->role == ROLE_DIM;
		picture_release(&p);
	}
	ck_assert_int_eq(dim[0], 1);
	ck_assert_int_eq(dim[1], 0);
	finish();
}
END_TEST

/* The sequence is xterm's; inside of tmux its ESC is doubled. */
START_TEST(what_is_selected_is_copied)
{
	struct strbuf out = STRBUF_INIT, config = STRBUF_INIT;
	struct request r;

	begin();
	setenv("TERM", "xterm-256color", 1);
	v.selected.trial = 4;
	r = press('Y');
	ck_assert_int_eq(r.kind, REQUEST_COPY);
	space_print_tree(f.study.info->space, f.study.trials[4].config, &config);
	ck_assert_str_eq(r.text, config.buf);
	ck_assert(strstr(v.message.text, "T04"));
	free(r.text);
	v.selected.trial = STUDY_NONE;
	r = press('Y');
	ck_assert_int_eq(r.kind, REQUEST_COPY);
	ck_assert(strstr(v.message.text, "the best"));
	free(r.text);
	setenv("TERM", "linux", 1);
	ck_assert_int_eq(press('Y').kind, REQUEST_NONE);
	ck_assert(strstr(v.message.text, "no clipboard"));
	clipboard_sequence("a\n\xc3\xa9", false, &out);
	ck_assert_str_eq(out.buf, "\033]52;c;YQrDqQ==\007");
	strbuf_reset(&out);
	clipboard_sequence("a", true, &out);
	ck_assert_str_eq(out.buf, "\033Ptmux;\033\033]52;c;YQ==\007\033\\");
	strbuf_release(&out);
	strbuf_release(&config);
	finish();
}
END_TEST

Suite *ui_command_suite(void)
{
	Suite *s = suite_create("ui command");
	TCase *t = tcase_create("command");

	tcase_add_test(t, commands_ask_the_tuner);
	tcase_add_test(t, changes_ask_where_something_is_lost);
	tcase_add_test(t, limits_have_a_panel);
	tcase_add_test(t, a_finished_study_takes_more);
	tcase_add_test(t, mistakes_keep_what_was_typed);
	tcase_add_test(t, schedulers_watch);
	tcase_add_test(t, mistakes_are_seen_where_they_are);
	tcase_add_test(t, older_lines_come_back);
	tcase_add_test(t, tab_completes);
	tcase_add_test(t, tab_knows_trials_and_parameters);
	tcase_add_test(t, what_is_expected_is_told);
	tcase_add_test(t, keys_that_are_text_are_typed);
	tcase_add_test(t, a_configuration_begins_like_the_selected_one);
	tcase_add_test(t, a_line_lies_over_an_inspector);
	tcase_add_test(t, completion_stays_in_its_bounds);
	tcase_add_test(t, the_manual_has_every_key_and_command);
	tcase_add_test(t, the_help_dims_what_cannot_be_done);
	tcase_add_test(t, what_is_selected_is_copied);
	suite_add_tcase(s, t);
	return s;
}
