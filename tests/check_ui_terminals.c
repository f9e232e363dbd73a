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
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "wait status %#x", status);
	changed = terminal_changed(&t);
	ck_assert_msg(!changed, "changed: %s", changed);
	terminal_close(&t);
}

/* Keys */

/* All that follows the escape would act: [ goes to the past, Z freezes, q quits, … */
static const char unknown[] =
	"\033[25~\033[34~\033[29~\033[P\033[2~\033[I\033[O\033[1;5A\033[113;3u\033[27;3;113~"
	"\033[113;1:3u\033[57362u\033]11;rgb:0/0/0\033\\\033]52;c;cQ==\007\033P>|q[q\033\\"
	"\033_Gq[\033\\\033^q\033\\\033Xq\033\\\033[?62;22c\033[>1;2c\033[12;40R\033[<35;9;9M"
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
	static const char *const names[] = {"st", "st-256color", "xterm", "vt220", "linux"};

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
