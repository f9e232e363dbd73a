/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the terminal is told when something happens, as bytes: from the program on a terminal
 * that libvterm plays. A virtual study of one trial stands still until a key is pressed.
 */
#include "config.h"

#ifndef HAVE_VTERM

int main(void)
{
	return 77;
}

#else

#include <check.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "terminal.h"
#include "ui/notify.h"
#include "ui/osc.h"

#define DONE "finished (exhausted): val_error 0.25 (T0, epoch 2)"
#define DONE_64 "ZmluaXNoZWQgKGV4aGF1c3RlZCk6IHZhbF9lcnJvciAwLjI1IChUMCwgZXBvY2ggMik="

static char folder[] = "/tmp/rungtop-notify-XXXXXX";
static char study[64], curves[64];
static const char *rungtop;

static struct terminal t;

static bool write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

static bool wrote(const char *bytes)
{
	return memmem(t.raw.buf, t.raw.len, bytes, strlen(bytes)) != NULL;
}

/* Whether the sequences of any way were written. */
static bool wrote_any(void)
{
	return wrote("\033]9;") || wrote("\033]777;") || wrote("\033]99;") ||
	       wrote("\033]2;") || wrote("\033[22;2t") || wrote("\033[23;2t");
}

static void begin(const char *term, const char *more, const char *ways)
{
	const char *argv[] = {
		rungtop, "run", study, "-o", "none", "--paused", "--notify", ways, NULL};
	const char *env[] = {term, more, NULL};

	if (!ways)
		argv[6] = NULL;
	terminal_start(&t, 24, 80, argv, env);
	ck_assert(terminal_until(&t, "PAUSED"));
}

/* The study runs to its end, and the user leaves. */
static void run_and_leave(void)
{
	int status;

	terminal_type(&t, " ");
	ck_assert(terminal_until(&t, "The end"));
	terminal_settle(&t);
	terminal_type(&t, "q");
	status = terminal_wait(&t);
	ck_assert_msg(WIFEXITED(status), "wait status %#x", status);
	ck_assert_ptr_null(terminal_changed(&t));
}

static const struct {
	const char *term, *more, *ways, *fence;
	const char *bytes; /* that are written at the end; NULL: none but a bell */
	bool bell, title;
} cases[] = {
	{"TERM=xterm-256color", NULL, "osc9", NULL, "\033]9;rungtop a;b: " DONE "\007",
		false, false},
	{"TERM=xterm-256color", NULL, "bell,osc777", NULL,
		"\033]777;notify;rungtop a,b;" DONE "\007\007", true, false},
	{"TERM=xterm-256color", NULL, "osc99", NULL,
		"\033]99;i=rungtop:d=0:e=1;cnVuZ3RvcCBhO2I=\033\\"
		"\033]99;i=rungtop:p=body:e=1;" DONE_64 "\033\\",
		false, false},
	{"TERM=tmux-256color", "TMUX=/tmp/tmux-0/default,1,0", "osc9", NULL,
		"\033Ptmux;\033\033]9;rungtop a;b: " DONE "\007\033\\", false, false},
	{"TERM=screen", "TMUX=/tmp/tmux-0/default,1,0", "osc99 bell", NULL,
		"\033Ptmux;\033\033]99;i=rungtop:d=0:e=1;cnVuZ3RvcCBhO2I=\033\033\\"
		"\033\033]99;i=rungtop:p=body:e=1;" DONE_64 "\033\033\\\033\\\007",
		true, false},
	/* the default: what the terminal is known for, a bell and the title */
	{"TERM=xterm", "LC_TERMINAL=iTerm2", NULL, NULL,
		"\033]9;rungtop a;b: " DONE "\007\007", true, true},
	{"TERM=xterm", "VTE_VERSION=7200", "auto", NULL,
		"\033]777;notify;rungtop a,b;" DONE "\007\007", true, true},
	{"TERM=xterm", NULL, "auto", NULL, "\007", true, true},
	{"TERM=tmux", "TMUX=/x", NULL, NULL, "\007", true, true},
	/* who does not answer, and who shows what it does not know, gets none */
	{"TERM=xterm", NULL, "bell title osc9 osc777 osc99", "", NULL, true, false},
	{"TERM=linux", NULL, "bell title osc9 osc777 osc99", NULL, NULL, true, false},
	{"TERM=vt100", NULL, "title osc9 osc777 osc99", NULL, NULL, false, false},
	{"TERM=xterm", NULL, "none", NULL, NULL, false, false},
};

START_TEST(the_end_is_told_in_these_bytes)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		t.fence = cases[i].fence;
		begin(cases[i].term, cases[i].more, cases[i].ways);
		run_and_leave();
		if (cases[i].bytes)
			ck_assert_msg(wrote(cases[i].bytes), "case %zu", i);
		else
			ck_assert_msg(!wrote_any(), "case %zu", i);
		if (!cases[i].bytes)
			ck_assert_msg(wrote("\007") == cases[i].bell, "case %zu", i);
		ck_assert_msg(wrote("\033]2;a;b 0.25 (finished)\007") == cases[i].title,
			"case %zu", i);
		terminal_close(&t);
	}
	t.fence = NULL;
}
END_TEST

/* The terminal has its own title whenever somebody else has the terminal. */
START_TEST(the_title_is_given_back)
{
	int status;

	begin("TERM=xterm", NULL, "title");
	terminal_settle(&t);
	ck_assert(wrote("\033[22;2t\033]2;a;b"));
	ck_assert(!wrote("\033[23;2t"));
	terminal_type(&t, "\032");
	status = terminal_wait(&t);
	ck_assert(WIFSTOPPED(status));
	ck_assert(wrote("\033[23;2t"));
	strbuf_reset(&t.raw);
	terminal_continue(&t);
	ck_assert(terminal_until(&t, "PAUSED"));
	terminal_settle(&t);
	ck_assert(wrote("\033[22;2t\033]2;a;b (paused)\007"));
	strbuf_reset(&t.raw);
	terminal_type(&t, ":set notify=none\r");
	terminal_settle(&t);
	ck_assert(wrote("\033[23;2t"));
	strbuf_reset(&t.raw);
	kill(t.pid, SIGTERM);
	terminal_wait(&t);
	ck_assert(!wrote_any()); /* once is enough */
	terminal_close(&t);
}
END_TEST

START_TEST(ways_are_read)
{
	static const struct {
		const char *text;
		unsigned ways;
		const char *wrong;
	} texts[] = {{NULL, NOTIFY_AUTO, NULL}, {"none", 0, NULL},
		{" bell,, osc9 ", NOTIFY_BELL | NOTIFY_OSC9, NULL},
		{"auto osc99", NOTIFY_AUTO | NOTIFY_OSC99, NULL},
		{"bel", 0, "s: unknown way to notify 'bel'; did you mean 'bell'?"},
		{"bell 9", 0, "s: unknown way to notify '9'"},
		{" ", 0, "s: notify cannot be empty"}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct error err = {.text = ""};
		unsigned ways;
		int rc = notify_read(
			texts[i].text, &ways, (struct place){"s", 0, 0}, &err);

		ck_assert_int_eq(rc, texts[i].wrong ? -1 : 0);
		if (texts[i].wrong)
			ck_assert_msg(!strncmp(err.text, texts[i].wrong,
					      strlen(texts[i].wrong)),
				"%s", err.text);
		else
			ck_assert_uint_eq(ways, texts[i].ways);
	}
}
END_TEST

/* Texts come from files and programs: no byte of them ends the sequence. */
START_TEST(texts_stay_texts)
{
	struct strbuf out = STRBUF_INIT, length = STRBUF_INIT;

	notify_add(&out, NOTIFY_OSC9, "a\033]0;b\007", "\xc2\x9c\n\x80x");
	ck_assert_str_eq(out.buf, "\033]9;a\\x1b]0;b\\x07: \\u009c\\n\\x80x\007");
	strbuf_reset(&out);
	notify_add_title(&out, "a\007\033\\b");
	ck_assert_str_eq(out.buf, "\033]2;a\\x07\\x1b\\b\007");
	for (int i = 0; i < 500; i++)
		strbuf_adds(&length, "\xc3\xa9");
	strbuf_reset(&out);
	notify_add_title(&out, length.buf);
	ck_assert_uint_le(out.len, 210);
	strbuf_release(&out);
	strbuf_release(&length);
}
END_TEST

static Suite *notify_suite(void)
{
	Suite *s = suite_create("ui notify");
	TCase *c = tcase_create("notify");

	tcase_set_timeout(c, 90);
	tcase_add_test(c, the_end_is_told_in_these_bytes);
	tcase_add_test(c, the_title_is_given_back);
	tcase_add_test(c, ways_are_read);
	tcase_add_test(c, texts_stay_texts);
	suite_add_tcase(s, c);
	return s;
}

int main(void)
{
	static const char *const others[] = {"TMUX", "TERM_PROGRAM", "LC_TERMINAL",
		"VTE_VERSION", "COLORFGBG", "NO_COLOR", "XDG_STATE_HOME"};
	SRunner *r;
	int failed;

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 77;
	rungtop = getenv("RUNGTOP");
	rungtop = rungtop ? rungtop : "./rungtop";
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		unsetenv(others[i]);
	setenv("XDG_CONFIG_HOME", folder, 1); /* nobody's own settings */
	setenv("HOME", "", 1);
	snprintf(study, sizeof(study), "%s/study.yaml", folder);
	snprintf(curves, sizeof(curves), "%s/curves.csv", folder);
	if (!write_file(curves, "config,epoch,val_error\n0,1,.5\n0,2,.25\n") ||
		!write_file(study,
			"name: a;b\nobjective: {kind: table, data: curves.csv}\n"
			"scheduler: {name: random, max: 2}\n"))
		return EXIT_FAILURE;
	r = srunner_create(notify_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	unlink(study);
	unlink(curves);
	rmdir(folder);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
