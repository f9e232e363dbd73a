/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program on a terminal that libvterm plays. What is waited for is a condition; a time
 * only says when to give up. RUNGTOP_PTY_ROUNDS: rounds of random keys and sizes.
 */
#include "config.h"

#ifndef HAVE_VTERM

int main(void)
{
	return 77;
}

#else

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "terminal.h"

#define PATIENCE_READS 400

static char folder[] = "/tmp/rungtop-pty-XXXXXX";
static char script[64], screen[2][64], record[512], data[512];
static char logged[64], logs[64], log_file[128]; /* a record with a log */
static const char *rungtop;

static struct terminal t;

/* Random numbers that are the same everywhere. */
static uint64_t state;

static unsigned draw(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

static void write_script(const char *steps)
{
	FILE *f = fopen(script, "w");

	ck_assert_ptr_nonnull(f);
	fputs(steps, f);
	fclose(f);
}

/* A script that saves the last grid, whatever ends the program. */
static void save_at_the_end(void)
{
	char steps[128];

	snprintf(steps, sizeof(steps), "wait quit\nsave-screen %s\n", screen[0]);
	write_script(steps);
	unlink(screen[0]);
}

static void replay(int rows, int cols, const char *at)
{
	const char *argv[] = {
		rungtop, "replay", record, "--script", script, "--at", at, NULL};

	if (!at)
		argv[5] = NULL;
	terminal_start(&t, rows, cols, argv, NULL);
	ck_assert(terminal_until(&t, rows > 20 ? "TRIALS" : "#"));
}

static void expect_exit(int status, int code)
{
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == code,
		"wait status %#x, not exit status %d", status, code);
}

static void expect_unchanged(const char *after)
{
	const char *what = terminal_changed(&t);

	ck_assert_msg(!what, "after %s: %s", after, what);
}

/* Random keys and sizes */

static const char *const keys[] = {"h", "j", "k", "l", "1", "2", "3", "4", "5", "\t",
	"\033[Z", "z", "\r", "\033", ".", ",", "[", "]", "g", "G", "L", "Z", "{", "}", "S",
	"I", "y", "u", "?", "\033[A", "\033[B", "\033OA", "\033OD", "\033[5~", "\033[6~", "/",
	"n", "N", ":", "goto 40\r", "T06\r", "promote\r", "e", "K", "P", "+", "-", " ", "s",
	"\f", "\001", "\005", "\177", "\025", "\xc3\xa9", "\xe5\xad\xa6", "theme light\r",
	"\033[<0;9;9M", "\033[<64;20;10M", "6", "7", "F", "x", "m", "M", "v", "C", "\\"};

/* libvterm 0.1.4 is for two columns and more. */
static void random_step(bool *resized)
{
	unsigned what = draw(12);

	if (what == 0) {
		terminal_resize(&t, 1 + (int)draw(60), 2 + (int)draw(199));
		*resized = true;
	} else if (what == 1) {
		terminal_read(&t, SIZE_MAX, 1);
	} else {
		terminal_type(&t, keys[draw(sizeof(keys) / sizeof(*keys))]);
	}
}

static void check_last_grid(unsigned seed)
{
	char wrong[256];

	terminal_compare(&t, screen[0], wrong, sizeof(wrong));
	ck_assert_msg(!wrong[0], "seed %u: %s", seed, wrong);
}

static void random_round(unsigned seed)
{
	bool resized = false;

	state = seed;
	for (int i = 0; i < 150; i++)
		random_step(&resized);
	terminal_settle(&t);
	kill(t.pid, SIGTERM);
	expect_exit(terminal_wait(&t), 128 + SIGTERM);
	expect_unchanged("random keys");
	check_last_grid(seed);
	terminal_close(&t);
}

/* Bytes that are no keys: halves of escapes and of characters, a mouse gone mad. */
static void garbage(unsigned bytes)
{
	static const char *const parts[] = {"\033", "\033[", "\033O", "\033[<", "\033[<65;",
		"\033[<0;999;999M", "\033[M\377\377\377", "\033[1;5", "\xe2", "\xe2\xa0",
		"\xf0\x9f", "\xff", "\033[200~", "\033]0;x", "\x9b", "M", "m", ";"};

	for (unsigned sent = 0; sent < bytes;) {
		char any = (char)(1 + draw(255));
		const char *part = parts[draw(sizeof(parts) / sizeof(*parts))];

		/* q, ^C, ^Z and ^\ have their tests */
		if (any == 'q' || any == 3 || any == 26 || any == 28)
			any = 'j';
		if (draw(2))
			terminal_type(&t, part);
		else
			terminal_write(&t, &any, 1);
		sent += 2;
		if (draw(200) == 0)
			terminal_resize(&t, 1 + (int)draw(200), 2 + (int)draw(399));
	}
}

static unsigned rounds(void)
{
	const char *text = getenv("RUNGTOP_PTY_ROUNDS");

	return text ? (unsigned)atoi(text) : 2;
}

START_TEST(the_screen_is_the_grid_in_a_replay)
{
	for (unsigned seed = 1; seed <= rounds(); seed++) {
		char at[16];

		snprintf(at, sizeof(at), "%u", 1 + seed * 37 % 200);
		save_at_the_end();
		replay(24 + (int)(seed % 3) * 10, 80 + (int)(seed % 4) * 30, at);
		random_round(seed);
	}
}
END_TEST

/* Three rows have a line alone: of the panes that were below it nothing is left. */
START_TEST(where_no_pane_is_nothing_is)
{
	save_at_the_end();
	replay(24, 80, "61");
	terminal_resize(&t, 3, 120);
	terminal_settle(&t);
	terminal_type(&t, "s"); /* a menu over it: what is beside it is drawn again */
	terminal_settle(&t);
	kill(t.pid, SIGTERM);
	expect_exit(terminal_wait(&t), 128 + SIGTERM);
	check_last_grid(0);
	terminal_close(&t);
}
END_TEST

START_TEST(the_screen_is_the_grid_while_it_is_steered)
{
	const char *argv[] = {rungtop, "run", "barrier", "--data-dir", data, "-o", "none",
		"--script", script, "--pace", "0", "--paused", NULL};

	for (unsigned seed = 1; seed <= rounds(); seed++) {
		save_at_the_end();
		terminal_start(&t, 40, 120, argv, NULL);
		ck_assert(terminal_until(&t, "TRIALS"));
		/* virtual time: it is paused or finished when all keys have been read */
		random_round(1000 + seed);
	}
}
END_TEST

/* The terminal comes back whole */

enum scene { IDLE, DRAWING, IN_A_LINE, SCENES };
static const char *const scene_names[] = {"idle", "drawing", "in a line"};

static void set_scene(enum scene scene)
{
	write_script("");
	replay(24, 80, scene == DRAWING ? NULL : "61");
	if (scene == DRAWING) {
		ck_assert(terminal_until(&t, "T02"));
	} else if (scene == IN_A_LINE) {
		terminal_type(&t, ":abc");
		ck_assert(terminal_until(&t, ":abc"));
	}
	ck_assert(t.altscreen && !t.cursor && t.mouse);
}

static void expect_end(enum scene scene, const char *name, int code, int sig)
{
	int status = terminal_wait(&t);
	char what[64];

	snprintf(what, sizeof(what), "%s, %s", name, scene_names[scene]);
	if (sig)
		ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == sig,
			"%s: wait status %#x", what, status);
	else
		expect_exit(status, code);
	expect_unchanged(what);
	terminal_close(&t);
}

START_TEST(every_way_out_gives_the_terminal_back)
{
	static const struct {
		const char *name;
		int sig;
		bool dies; /* of the signal itself */
	} ways[] = {{"INT", SIGINT, false}, {"TERM", SIGTERM, false},
		{"HUP", SIGHUP, false}, {"QUIT", SIGQUIT, false}, {"SEGV", SIGSEGV, true},
		{"ABRT", SIGABRT, true}};

	for (int s = 0; s < SCENES; s++) {
		set_scene((enum scene)s);
		terminal_type(&t, s == IN_A_LINE ? "\025q\r" : "q");
		expect_end((enum scene)s, "q", 0, 0);
		for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
			set_scene((enum scene)s);
			kill(t.pid, ways[i].sig);
			expect_end((enum scene)s, ways[i].name, 128 + ways[i].sig,
				ways[i].dies ? ways[i].sig : 0);
		}
		set_scene((enum scene)s);
		terminal_type(&t, "\003");
		expect_end((enum scene)s, "^C", 128 + SIGINT, 0);
	}
}
END_TEST

START_TEST(suspending_gives_the_terminal_back_for_a_while)
{
	for (int s = 0; s < SCENES; s++) {
		int status;

		set_scene((enum scene)s);
		terminal_type(&t, "\032");
		status = terminal_wait(&t);
		ck_assert(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTSTP);
		expect_unchanged("^Z");
		terminal_continue(&t);
		ck_assert(terminal_until(&t, s == IN_A_LINE ? ":abc" : "RUNGS"));
		ck_assert(t.altscreen && !t.cursor && t.mouse);
		terminal_type(&t, s == IN_A_LINE ? "\025q\r" : "q");
		expect_end((enum scene)s, "q after fg", 0, 0);
	}
}
END_TEST

/* Terminals that are slow, or hold still */

static char events[64];

static bool is_in_events(const char *what)
{
	char line[4096];
	bool is = false;
	FILE *f = fopen(events, "r");

	while (f && fgets(line, sizeof(line), f))
		is |= strstr(line, what) != NULL;
	if (f)
		fclose(f);
	return is;
}

/* Virtual time has no waits: the study is over when the file says so, or it never is. */
static void start_unread(void)
{
	const char *argv[] = {rungtop, "run", "barrier", "--data-dir", data, "-o", "none",
		"--pace", "0", "--events", events, NULL};
	bool over = false;

	terminal_start(&t, 60, 200, argv, NULL);
	for (int i = 0; i < PATIENCE_READS && !over; i++) {
		over = is_in_events("\"event\":\"finish\"");
		usleep(20000);
	}
	unlink(events);
	ck_assert_msg(over, "training waits for the terminal");
}

START_TEST(training_does_not_wait_for_the_terminal)
{
	int status;
	bool ended = false;

	start_unread();
	/* the study that the screen knows may not have finished yet: then q asks */
	ck_assert(write(t.master, "qy", 2) == 2);
	for (int i = 0; i < PATIENCE_READS && !ended; i++) {
		terminal_read(&t, 1024, 20);
		ended = terminal_ended(&t, &status);
	}
	ck_assert_msg(ended, "q does not work on a slow terminal");
	while (terminal_read(&t, SIZE_MAX, 0))
		continue;
	expect_exit(status, 0);
	expect_unchanged("q on a slow terminal");
	terminal_close(&t);
}
END_TEST

static bool ends_unread(int *status)
{
	for (int i = 0; i < PATIENCE_READS; i++) {
		if (terminal_ended(&t, status))
			return true;
		usleep(20000);
	}
	return false;
}

START_TEST(a_terminal_that_takes_nothing_does_not_keep_the_program)
{
	int status;
	bool ended;

	start_unread();
	kill(t.pid, SIGTERM);
	ended = ends_unread(&status);
	ck_assert_msg(ended, "SIGTERM waits for the terminal");
	expect_exit(status, 128 + SIGTERM);
	while (terminal_read(&t, SIZE_MAX, 20))
		continue;
	expect_unchanged("a stop of the terminal");
	terminal_close(&t);
}
END_TEST

/* Its result has no place any more; nobody reads it, and it ends. */
START_TEST(a_result_that_nobody_reads_does_not_keep_the_program)
{
	const char *argv[] = {rungtop, "run", "digits", "--data-dir", data, "-o", "none",
		"--batch", "-q", "--events", events, NULL};
	static const char line[] = "somebody else's output\n";
	int status;
	bool ended;

	terminal_start(&t, 24, 80, argv, NULL);
	for (int i = 0; i < PATIENCE_READS && !is_in_events("\"report\""); i++)
		usleep(20000);
	fcntl(t.slave, F_SETFL, O_NONBLOCK);
	while (write(t.slave, line, sizeof(line) - 1) > 0)
		continue;
	fcntl(t.slave, F_SETFL, 0);
	kill(t.pid, SIGTERM);
	ended = ends_unread(&status);
	unlink(events);
	ck_assert_msg(ended, "the result waits for the terminal");
	expect_exit(status, 128 + SIGTERM);
	terminal_close(&t);
}
END_TEST

static void expect_silence(void)
{
	size_t before;

	terminal_settle(&t);
	before = t.bytes;
	/* longer than the second that a clock on the screen would take */
	while (terminal_read(&t, SIZE_MAX, 1300))
		ck_assert_msg(
			t.bytes == before, "%zu bytes for nothing", t.bytes - before);
}

START_TEST(nothing_is_written_when_nothing_changes)
{
	const char *paused[] = {rungtop, "run", "digits", "--data-dir", data, "-o", "none",
		"--paused", NULL};
	const char *finished[] = {
		rungtop, "run", "barrier", "--data-dir", data, "-o", "none",
		"--pace", "0", NULL};

	write_script("");
	replay(40, 120, "61");
	expect_silence();
	terminal_close(&t);
	terminal_start(&t, 40, 120, paused, NULL);
	ck_assert(terminal_until(&t, "PAUSED"));
	expect_silence();
	terminal_close(&t);
	terminal_start(&t, 40, 120, finished, NULL);
	ck_assert(terminal_until(&t, "DONE"));
	expect_silence();
	terminal_close(&t);
}
END_TEST

static void add_to_log(const char *text)
{
	FILE *f = fopen(log_file, "a");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

/* What a program writes comes by itself; until then nothing does. */
START_TEST(a_log_that_does_not_grow_is_no_news)
{
	const char *argv[] = {rungtop, "replay", logged, "--at", "61", NULL};

	ck_assert_int_eq(symlink(record, logged), 0);
	ck_assert_int_eq(mkdir(logs, 0777), 0);
	add_to_log("the first line\n");
	terminal_start(&t, 24, 80, argv, NULL);
	ck_assert(terminal_until(&t, "#61"));
	terminal_type(&t, "o"); /* of the trial that was started last, T10 */
	ck_assert(terminal_until(&t, "the first line"));
	expect_silence();
	add_to_log("the \033[2Jsecond\n");
	ck_assert(terminal_until(&t, "the second"));
	ck_assert(terminal_has(&t, "the first line"));
	expect_silence();
	terminal_type(&t, "qq");
	expect_exit(terminal_wait(&t), 0);
	terminal_close(&t);
	unlink(log_file);
	rmdir(logs);
	unlink(logged);
}
END_TEST

/* Escape is a key of its own: nothing has to follow it. */
START_TEST(escape_is_answered_alone)
{
	write_script("");
	replay(24, 80, "61");
	for (int i = 0; i < 5; i++) {
		size_t before;

		terminal_type(&t, ":");
		ck_assert(terminal_until(&t, "Esc closes"));
		terminal_settle(&t);
		before = t.bytes;
		terminal_type(&t, "\033");
		for (int k = 0; k < PATIENCE_READS && terminal_has(&t, "Esc closes"); k++)
			terminal_read(&t, SIZE_MAX, 20);
		ck_assert(!terminal_has(&t, "Esc closes"));
		ck_assert_uint_gt(t.bytes, before);
	}
	terminal_close(&t);
}
END_TEST

/* ^S does not stop the output: nobody could tell why q does nothing. */
START_TEST(flow_control_is_off)
{
	write_script("");
	replay(24, 80, "61");
	terminal_type(&t, "\023?");
	ck_assert(terminal_until(&t, "climbed: promoted"));
	terminal_close(&t);
}
END_TEST

START_TEST(the_mouse_goes_where_it_points)
{
	write_script("");
	replay(40, 120, "61");
	terminal_type(&t, "\033[<0;40;39M\033[<0;40;39m"); /* on the history */
	ck_assert(terminal_until(&t, "/201"));
	terminal_settle(&t);
	ck_assert(!terminal_has(&t, "#61/"));
	terminal_type(&t, "\033[<0;5;30M"); /* the third of the trials */
	ck_assert(terminal_until(&t, "\xe2\x80\xbaT"));
	terminal_close(&t);
}
END_TEST

/* Scripts */

static void play(const char *path)
{
	const char *argv[] = {rungtop, "run", "barrier", "--data-dir", data, "-o", "none",
		"--seed", "5", "--pace", "0", "--paused", "--script", script, NULL};
	char steps[1024];

	snprintf(steps, sizeof(steps),
		"# one decision after the other, then by hand\n"
		"wait pause\nkey .\nwait pause\nkey .\nwait pause\nkey . \nwait pause\n"
		"key 4 j j\ntype :kill T54\nkey Enter\nwait text !1\n"
		"key s\nwait text Switch scheduler\nkey Esc\nwait gone Switch scheduler\n"
		"type :workers 7\nkey Enter\nwait text /7\n"
		"key Space\nwait end\ntype :goto 40\nkey Enter\nwait text #40\n"
		"key z z 5 k k e\nsave-screen %s\nquit\n",
		path);
	write_script(steps);
	unlink(path);
	terminal_start(&t, 40, 120, argv, NULL);
	expect_exit(terminal_wait(&t), 0);
	expect_unchanged("a script");
	terminal_close(&t);
}

static char *contents(const char *path)
{
	struct strbuf sb;
	char part[4096], *text;
	FILE *f = fopen(path, "r");
	size_t n;

	ck_assert_msg(f != NULL, "there is no %s", path);
	strbuf_init(&sb);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		strbuf_add(&sb, part, n);
	fclose(f);
	text = strbuf_detach(&sb);
	strbuf_release(&sb);
	return text;
}

START_TEST(the_same_keys_come_to_the_same_grid)
{
	char *grids[2];

	for (int i = 0; i < 2; i++) {
		play(screen[i]);
		grids[i] = contents(screen[i]);
	}
	ck_assert_uint_gt(strlen(grids[0]), 4000);
	ck_assert_str_eq(grids[0], grids[1]);
	free(grids[0]);
	free(grids[1]);
}
END_TEST

/* The script that cannot be played, or not to its end, says where. */
static void expect_refused(const char *steps, const char *line)
{
	const char *argv[] = {rungtop, "replay", record, "--script", script, NULL};

	write_script(steps);
	terminal_start(&t, 24, 100, argv, NULL);
	expect_exit(terminal_wait(&t), 2);
	ck_assert_msg(terminal_has(&t, line), "not told: %s", line);
	expect_unchanged("a script that is refused");
	terminal_close(&t);
}

START_TEST(scripts_are_checked)
{
	char line[128];

	expect_refused("key q\nwait for it\n", "script:2: 'wait for it' is no step");
	expect_refused("key Frob\n", "script:1: key Frob: there is no such key");
	expect_refused("wait event x\n", "script:1: wait event: which event?");
	expect_refused("quit now\n", "script:1: quit: nothing may follow");
	snprintf(line, sizeof(line), "wait text RUNGS\nsave-screen %s\n", script);
	expect_refused(line, "File exists");
}
END_TEST

START_TEST(garbage_is_survived)
{
	save_at_the_end();
	replay(24, 80, "61");
	state = 9;
	garbage(2000 * rounds());
	terminal_settle(&t);
	kill(t.pid, SIGTERM);
	expect_exit(terminal_wait(&t), 128 + SIGTERM);
	expect_unchanged("garbage");
	check_last_grid(9);
	terminal_close(&t);
}
END_TEST

static Suite *pty_suite(void)
{
	Suite *s = suite_create("ui pty");
	TCase *c = tcase_create("random");

	tcase_set_timeout(c, 30 + 5 * rounds());
	tcase_add_test(c, the_screen_is_the_grid_in_a_replay);
	tcase_add_test(c, the_screen_is_the_grid_while_it_is_steered);
	tcase_add_test(c, where_no_pane_is_nothing_is);
	suite_add_tcase(s, c);
	c = tcase_create("garbage");
	tcase_set_timeout(c, 30 + 5 * rounds());
	tcase_add_test(c, garbage_is_survived);
	suite_add_tcase(s, c);
	c = tcase_create("restore");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, every_way_out_gives_the_terminal_back);
	tcase_add_test(c, suspending_gives_the_terminal_back_for_a_while);
	suite_add_tcase(s, c);
	c = tcase_create("slow and still");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, training_does_not_wait_for_the_terminal);
	tcase_add_test(c, a_terminal_that_takes_nothing_does_not_keep_the_program);
	tcase_add_test(c, a_result_that_nobody_reads_does_not_keep_the_program);
	tcase_add_test(c, nothing_is_written_when_nothing_changes);
	tcase_add_test(c, a_log_that_does_not_grow_is_no_news);
	tcase_add_test(c, escape_is_answered_alone);
	tcase_add_test(c, flow_control_is_off);
	tcase_add_test(c, the_mouse_goes_where_it_points);
	suite_add_tcase(s, c);
	c = tcase_create("scripts");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, the_same_keys_come_to_the_same_grid);
	tcase_add_test(c, scripts_are_checked);
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
	src = src ? src : "..";
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	setenv("XDG_CONFIG_HOME", folder, 1); /* nobody's own settings */
	unsetenv("XDG_STATE_HOME"); /* no place: it is no first start */
	setenv("HOME", "", 1);
	snprintf(script, sizeof(script), "%s/script", folder);
	for (int i = 0; i < 2; i++)
		snprintf(screen[i], sizeof(screen[i]), "%s/screen-%d.ansi", folder, i);
	snprintf(events, sizeof(events), "%s/events", folder);
	snprintf(record, sizeof(record), "%s/tests/golden/asha.jsonl", src);
	snprintf(data, sizeof(data), "%s/data", src);
	snprintf(logged, sizeof(logged), "%s/logged.jsonl", folder);
	snprintf(logs, sizeof(logs), "%s/logged.logs", folder);
	snprintf(log_file, sizeof(log_file), "%s/trial-00010.log", logs);
	r = srunner_create(pty_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	unlink(script);
	for (int i = 0; i < 2; i++)
		unlink(screen[i]);
	rmdir(folder);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
