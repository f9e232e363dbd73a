/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program on terminals of many kinds: what they send, what they answer, and what they
 * get. Those whose entries terminfo does not have here are left out.
 */
#include "config.h"

#ifndef HAVE_VTERM

int main(void)
{
	return 77;
}

#else

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "terminal.h"

static char folder[] = "/tmp/rungtop-terminals-XXXXXX";
static char record[512];
static const char *rungtop;

static struct terminal t;

static bool has_entry(const char *name)
{
	char command[128];

	snprintf(command, sizeof(command), "infocmp %s >/dev/null 2>&1", name);
	return system(command) == 0;
}

/* A replay that stands on its event 61. */
static void start(const char *const *env)
{
	const char *argv[] = {rungtop, "replay", record, "--at", "61", NULL};

	terminal_start(&t, 24, 80, argv, env);
	ck_assert(terminal_until(&t, "#61/201"));
}

static void start_as(const char *name)
{
	char term[64];
	const char *env[] = {term, NULL};

	snprintf(term, sizeof(term), "TERM=%s", name);
	start(env);
}

static void leave(void)
{
	int status;
	const char *changed;

	terminal_type(&t, "q");
	status = terminal_wait(&t);
	ck_assert_msg(
		WIFEXITED(status) && WEXITSTATUS(status) == 0, "wait status %#x", status);
	changed = terminal_changed(&t);
	ck_assert_msg(!changed, "changed: %s", changed);
	terminal_close(&t);
}

/* Keys */

/* All that follows the escape would act: [ goes to the past, Z freezes, q quits, … */
static const char unknown[] =
	"\033[25~\033[34~\033[29~\033[P\033[2~\033[I\033[O\033[1;5A\033[113;3u\033[27;3;"
	"113~"
	"\033[113;1:3u\033[57362u\033]11;rgb:0/0/"
	"0\033\\\033]52;c;cQ==\007\033P>|q[q\033\\"
	"\033_Gq[\033\\\033^q\033\\\033Xq\033\\\033[?62;22c\033[>1;2c\033[12;40R\033[<35;"
	"9;9M"
	"\033[<0;9;9m\033[M#!!\033[7$\033[?2026;2$y\033\033[A\033[1;2P";

START_TEST(what_nobody_knows_does_nothing)
{
	start(NULL);
	terminal_type(&t, unknown);
	/* and cut up, as on a slow line */
	for (const char *c = unknown; *c; c++) {
		terminal_write(&t, c, 1);
		if (*c != '\033')
			terminal_read(&t, SIZE_MAX, 1);
	}
	terminal_settle(&t);
	ck_assert(terminal_has(&t, "#61/201"));
	ck_assert(terminal_has(&t, "REPLAY"));
	ck_assert(!terminal_has(&t, "Esc"));
	terminal_type(&t, ".");
	ck_assert(terminal_until(&t, "#62/201"));
	leave();
}
END_TEST

START_TEST(a_paste_is_text_and_no_keys)
{
	start(NULL);
	ck_assert(t.pastes);
	terminal_type(&t, "\033[200~qg\rK[\033[201~");
	terminal_type(&t, ":\033[200~goto\t40\r\n\033[201~");
	ck_assert(terminal_until(&t, ":goto 40"));
	terminal_settle(&t);
	ck_assert(terminal_has(&t, " #61"));
	terminal_type(&t, "\r");
	ck_assert(terminal_until(&t, "#40/201"));
	leave();
}
END_TEST

/* st sends it, and its entry does not say so. */
START_TEST(shift_tab_is_known_without_an_entry)
{
	static const char *const names[] = {
		"st", "st-256color", "xterm", "vt220", "linux"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!has_entry(names[i]))
			continue;
		start_as(names[i]);
		terminal_type(&t, "z");
		ck_assert(terminal_until(&t, "1 RUNGS"));
		terminal_type(&t, "\033[Z"); /* not Esc, and back in time */
		ck_assert_msg(terminal_until(&t, "7 SPACE"), "TERM=%s", names[i]);
		leave();
	}
}
END_TEST

/* ESCDELAY is how long an escape waits: so long that it is the beginning of a key. */
START_TEST(escdelay_is_kept)
{
	const char *env[] = {"ESCDELAY=10000", NULL};

	start(env);
	terminal_type(&t, ":");
	ck_assert(terminal_until(&t, "Esc closes"));
	terminal_type(&t, "\033");
	terminal_settle(&t);
	ck_assert(terminal_has(&t, "Esc closes"));
	terminal_type(&t, "[25~");
	terminal_settle(&t);
	ck_assert(terminal_has(&t, "Esc closes"));
	terminal_type(&t, "\033[27u");
	terminal_settle(&t);
	ck_assert(!terminal_has(&t, "Esc closes"));
	leave();
}
END_TEST

/* Both encodings of the mouse, whatever the entry says. */
START_TEST(both_mice_are_known)
{
	static const char *const presses[] = {"\033[<0;40;23M", "\033[M H7"};

	for (int i = 0; i < 2; i++) {
		start(NULL);
		terminal_type(&t, presses[i]);
		terminal_settle(&t);
		ck_assert(!terminal_has(&t, "#61/"));
		ck_assert(terminal_has(&t, "/201"));
		leave();
	}
}
END_TEST

/* The ground */

#define LIGHT "\033]11;rgb:ffff/ffff/ffff\033\\"
#define DARK "\033]11;rgb:1717/1414/2121\033\\"
#define QUESTION "\033]11;?\033\\"

static bool wrote(const char *bytes)
{
	return strstr(t.raw.buf, bytes) != NULL;
}

/* The colour of the frame that has the focus, on a light ground and on a dark one. */
static bool is_light(void)
{
	return wrote("38;5;25m") && !wrote("38;5;75m");
}

static bool is_dark(void)
{
	return wrote("38;5;75m") && !wrote("38;5;25m");
}

static void begin_with(const char *ground, const char *fence)
{
	t.ground = ground;
	t.fence = fence;
}

START_TEST(the_ground_decides_the_theme)
{
	static const struct {
		const char *answer, *env;
		bool light;
	} cases[] = {
		{LIGHT, NULL, true},
		{DARK, NULL, false},
		{NULL, NULL, false},
		{"\033]11;rgb:fd/f6/e3\007", NULL, true},
		{"\033]11;rgb:00/2b/36\007", NULL, false},
		{"\033]11;rgba:ffff/ffff/dddd/ffff\033\\", NULL, true},
		{"\033]11;#eeeeee\007", NULL, true},
		/* what the terminal says now is more than what somebody said once */
		{LIGHT, "COLORFGBG=15;0", true},
		{DARK, "COLORFGBG=0;15", false},
		{NULL, "COLORFGBG=0;15", true},
		{NULL, "COLORFGBG=default;default", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *env[] = {cases[i].env, NULL};

		begin_with(cases[i].answer, NULL);
		start(env);
		ck_assert(wrote(QUESTION "\033[c"));
		ck_assert_msg(cases[i].light ? is_light() : is_dark(), "case %zu", i);
		ck_assert(!terminal_has(&t, "rgb:") && !terminal_has(&t, "11;"));
		leave();
	}
	begin_with(NULL, NULL);
}
END_TEST

/* Nobody answers: it is drawn nevertheless; and what comes late is not lost, and no key. */
START_TEST(a_late_answer_is_no_key)
{
	begin_with(NULL, "");
	start(NULL);
	ck_assert(is_dark());
	terminal_type(&t, "\033]11;rgb:ff");
	terminal_settle(&t);
	strbuf_reset(&t.raw);
	terminal_type(&t, "ff/ffff/ffff\033\\\033[?62;22c");
	terminal_settle(&t);
	ck_assert(is_light());
	ck_assert(terminal_has(&t, "#61/201"));
	ck_assert(!terminal_has(&t, "rgb:"));
	/* an answer to a question of somebody else's in the same way */
	terminal_type(&t, "\033]10;rgb:0/0/0\033\\");
	leave();
	begin_with(NULL, NULL);
}
END_TEST

START_TEST(who_cannot_answer_is_not_asked)
{
	static const struct {
		const char *term, *env, *theme;
	} cases[] = {{"linux", NULL, "auto"}, {"vt100", NULL, "auto"},
		{"vt52", NULL, "auto"}, {"linux-16color", NULL, "auto"},
		{"screen.linux", NULL, "auto"}, {"cons25", NULL, "auto"},
		{"xterm", "NO_COLOR=1", "auto"}, {"xterm", NULL, "dark"},
		{"xterm", NULL, "light"}, {"xterm", NULL, "mono"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char term[64];
		const char *env[] = {term, cases[i].env, NULL};
		const char *argv[] = {rungtop, "replay", record, "--at", "61", "--theme",
			cases[i].theme, NULL};

		if (!has_entry(cases[i].term))
			continue;
		snprintf(term, sizeof(term), "TERM=%s", cases[i].term);
		terminal_start(&t, 24, 80, argv, env);
		for (int k = 0; k < 100 && t.raw.len < 1000; k++)
			terminal_read(&t, SIZE_MAX, 50);
		ck_assert(!wrote("]11;?"));
		terminal_type(&t, "q");
		terminal_wait(&t);
		terminal_close(&t);
	}
}
END_TEST

/* GNU screen does not know the question, and hands it on. */
START_TEST(the_question_goes_through_screen)
{
	begin_with(NULL, NULL);
	start_as("screen");
	ck_assert(wrote("\033P\033]11;?\007\033[c\033\\"));
	leave();
}
END_TEST

/* A theme that needs the ground asks when it is chosen. */
START_TEST(a_theme_asks_when_it_is_chosen)
{
	const char *argv[] = {
		rungtop, "replay", record, "--at", "61", "--theme", "dark", NULL};

	begin_with(LIGHT, NULL);
	terminal_start(&t, 24, 80, argv, NULL);
	ck_assert(terminal_until(&t, "#61/201"));
	ck_assert(is_dark());
	strbuf_reset(&t.raw);
	terminal_type(&t, ":theme auto\r");
	terminal_settle(&t);
	ck_assert(is_light());
	leave();
	begin_with(NULL, NULL);
}
END_TEST

/* Colours */

/* With a table of 8 too, a light theme is another one, and it has no bold colours. */
START_TEST(eight_colours_are_light_or_dark)
{
	const char *env[] = {"TERM=xterm", NULL};

	begin_with(LIGHT, NULL);
	start(env);
	ck_assert(wrote("\033[34m") && !wrote("\033[36m") && !wrote("\033[33m"));
	ck_assert(!wrote("\033[0;1m\033[3"));
	leave();
	begin_with(DARK, NULL);
	start(env);
	ck_assert(wrote("\033[36m") && !wrote("\033[34m"));
	ck_assert(!wrote("\033[0;1m\033[30m")); /* black would be grey */
	leave();
	begin_with(NULL, NULL);
}
END_TEST

/* The frame that has the focus is 5fafff, in whatever form the entry has for it. */
START_TEST(direct_colours_are_red_green_and_blue)
{
	static const char *const names[] = {"xterm-direct", "xterm-direct2",
		"xterm-direct16", "xterm-direct256", "tmux-direct", "konsole-direct",
		"kitty-direct", "st-direct", "vte-direct", "mlterm-direct",
		"iterm2-direct", "alacritty-direct"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!has_entry(names[i]))
			continue;
		start_as(names[i]);
		ck_assert_msg(
			wrote("95:175:255m") || wrote("95;175;255m"), "%s", names[i]);
		ck_assert_msg(!wrote(":0:75m") && !wrote(";0;75m"), "%s", names[i]);
		leave();
	}
}
END_TEST

/* Whether the row of the cursor, which stands before a trial, has a ground of its own. */
static bool has_selection(void)
{
	for (int y = 0; y < t.rows; y++)
		for (int x = 0; x < t.cols; x++) {
			VTermScreenCell c;

			vterm_screen_get_cell(t.screen, (VTermPos){y, x}, &c);
			if (c.chars[0] != 0x203a && c.chars[0] != '>')
				continue;
			vterm_screen_get_cell(t.screen, (VTermPos){y, x + 1}, &c);
			if (c.chars[0] == 'T' &&
				(c.attrs.reverse ||
					(!VTERM_COLOR_IS_DEFAULT_BG(&c.bg) &&
						!vterm_color_is_equal(&c.bg, &c.fg))))
				return true;
		}
	return false;
}

START_TEST(the_selection_can_be_seen)
{
	static const char *const names[] = {"putty", "putty-256color", "teken", "cons25",
		"linux", "vt100", "xterm", "xterm-mono", "xterm-direct", "rxvt-16color",
		"screen.linux", "screen", "st", "kitty", "wsvt25", "pccon"};
	static const char *const colors[] = {"auto", "never"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (int k = 0; k < 2; k++) {
			char term[64];
			const char *env[] = {term, NULL};
			const char *argv[] = {rungtop, "replay", record, "--at", "61",
				"--color", colors[k], NULL};

			if (!has_entry(names[i]))
				continue;
			snprintf(term, sizeof(term), "TERM=%s", names[i]);
			terminal_start(&t, 24, 80, argv, env);
			ck_assert(terminal_until(&t, "#61"));
			terminal_type(&t, "4jj");
			terminal_settle(&t);
			/* libvterm does not wrap backwards, as cons25 does */
			if (strcmp(names[i], "cons25") == 0)
				ck_assert(wrote(k ? "7m" : "\033[30m\033[47m"));
			else
				ck_assert_msg(has_selection(), "TERM=%s --color %s",
					names[i], colors[k]);
			terminal_type(&t, "q");
			terminal_wait(&t);
			terminal_close(&t);
		}
}
END_TEST

/*
 * Any entry that can move the cursor will do. RUNGTOP_TERMINALS: the names to try, such as
 * $(toe -a | cut -f1).
 */
START_TEST(all_terminals_will_do)
{
	const char *more = getenv("RUNGTOP_TERMINALS");
	char *names = xstrdup(
		     more ? more
			  : "adm3a aixterm alacritty ansi cygwin d210 dtterm "
			    "eterm-color foot gnome-256color hft hp2392 iris-ansi "
			    "konsole-256color linux mlterm mrxvt nsterm pcansi "
			    "qansi rxvt-unicode-256color screen-256color st sun "
			    "tmux-256color tvi955 vt100 vt220 vt52 vt420 "
			    "vte-256color wsvt25 wy50 wyse60 xfce xterm-8bit "
			    "xterm-88color xterm-vt220 xterms z39"),
	     *save = NULL;

	for (char *n = strtok_r(names, " \n", &save); n;
		n = strtok_r(NULL, " \n", &save)) {
		char term[64];
		const char *env[] = {term, NULL};
		const char *argv[] = {rungtop, "replay", record, "--at", "61", NULL};
		int status;

		if (!has_entry(n))
			continue;
		snprintf(term, sizeof(term), "TERM=%s", n);
		terminal_start(&t, 24, 80, argv, env);
		for (int k = 0;
			k < 200 && t.raw.len < 1000 && !terminal_ended(&t, &status); k++)
			terminal_read(&t, SIZE_MAX, 20);
		terminal_type(&t, "4jjq");
		status = terminal_wait(&t);
		ck_assert_msg(
			WIFEXITED(status) && (WEXITSTATUS(status) == 0 ||
						     terminal_has(&t, "cannot use this")),
			"TERM=%s: %#x", n, status);
		terminal_close(&t);
	}
	free(names);
}
END_TEST

/* Glyphs, letters, and what is left */

START_TEST(consoles_get_ascii_and_are_told_so)
{
	static const char *const names[] = {
		"linux", "linux-16color", "linux-m", "screen.linux"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char term[64];
		const char *env[] = {term, NULL};
		const char *argv[] = {rungtop, "replay", record, "--at", "61", "--glyphs",
			"braille", NULL};

		if (!has_entry(names[i]))
			continue;
		snprintf(term, sizeof(term), "TERM=%s", names[i]);
		terminal_start(&t, 24, 120, argv, env);
		ck_assert(terminal_until(
			&t, "no braille: the console's font has no braille"));
		ck_assert(terminal_has(&t, "eta=3"));
		for (int c = 0x80; c < 0x100; c++)
			ck_assert_ptr_null(memchr(t.raw.buf, c, t.raw.len));
		terminal_type(&t, "q");
		terminal_wait(&t);
		terminal_close(&t);
	}
}
END_TEST

static bool make_latin_1(const char *at)
{
	char command[256];

	snprintf(command, sizeof(command),
		"localedef -i en_US -f ISO-8859-1 %s/en_US.ISO-8859-1 >/dev/null 2>&1",
		at);
	return system(command) == 0;
}

/* A program and a terminal of one byte a character: ASCII glyphs, and all its letters. */
START_TEST(latin_1_has_its_letters)
{
	char path[64], command[160];
	const char *env[] = {path, "LC_ALL=en_US.ISO-8859-1", NULL};

	snprintf(path, sizeof(path), "LOCPATH=%s", folder);
	snprintf(command, sizeof(command), "rm -rf %s/en_US.ISO-8859-1", folder);
	if (make_latin_1(folder)) {
		start(env);
		terminal_type(&t, ":gr\xf6\xdf"
				  "e\033[8364u\033[228u");
		terminal_settle(&t);
		ck_assert(wrote("\xf6") && wrote("\xdf") && wrote("\xe4") && wrote("?"));
		ck_assert(!wrote("\xe2\xa0"));
		terminal_type(&t, "\025q\r");
		terminal_wait(&t);
		terminal_close(&t);
	}
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* Without another screen to leave, the shell's prompt comes where the keys were. */
START_TEST(the_last_row_is_left_empty)
{
	static const char *const names[] = {"vt100", "vt220", "linux", "ansi"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!has_entry(names[i]))
			continue;
		start_as(names[i]);
		ck_assert(terminal_until(&t, "Quit"));
		terminal_type(&t, "q");
		terminal_wait(&t);
		ck_assert(!terminal_has(&t, "Quit"));
		terminal_close(&t);
	}
}
END_TEST

static Suite *terminals_suite(void)
{
	Suite *s = suite_create("ui terminals");
	TCase *c = tcase_create("keys");

	tcase_set_timeout(c, 60);
	tcase_add_test(c, what_nobody_knows_does_nothing);
	tcase_add_test(c, a_paste_is_text_and_no_keys);
	tcase_add_test(c, shift_tab_is_known_without_an_entry);
	tcase_add_test(c, escdelay_is_kept);
	tcase_add_test(c, both_mice_are_known);
	suite_add_tcase(s, c);
	c = tcase_create("ground");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, the_ground_decides_the_theme);
	tcase_add_test(c, a_late_answer_is_no_key);
	tcase_add_test(c, who_cannot_answer_is_not_asked);
	tcase_add_test(c, the_question_goes_through_screen);
	tcase_add_test(c, a_theme_asks_when_it_is_chosen);
	suite_add_tcase(s, c);
	c = tcase_create("looks");
	tcase_set_timeout(c, 120);
	tcase_add_test(c, eight_colours_are_light_or_dark);
	tcase_add_test(c, direct_colours_are_red_green_and_blue);
	tcase_add_test(c, the_selection_can_be_seen);
	tcase_add_test(c, all_terminals_will_do);
	tcase_add_test(c, consoles_get_ascii_and_are_told_so);
	tcase_add_test(c, latin_1_has_its_letters);
	tcase_add_test(c, the_last_row_is_left_empty);
	suite_add_tcase(s, c);
	return s;
}

int main(void)
{
	const char *src = getenv("srcdir");
	SRunner *r;
	int failed;

	rungtop = getenv("RUNGTOP");
	rungtop = rungtop ? rungtop : "./rungtop";
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	setenv("XDG_CONFIG_HOME", folder, 1); /* nobody's own settings */
	unsetenv("XDG_STATE_HOME"); /* no place: it is no first start */
	setenv("HOME", "", 1);
	unsetenv("ESCDELAY");
	snprintf(record, sizeof(record), "%s/tests/golden/asha.jsonl", src ? src : "..");
	r = srunner_create(terminals_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	rmdir(folder);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
