/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "base/clock.h"
#include "base/xalloc.h"

#define PATIENCE 30.0 /* seconds */
#define QUIET_MS 60

static const char leave[] = "\033[?1049l", margins_off[] = "\033[r";

/* The leader */

static void become_program(const char *const *argv, const char *const *env)
{
	struct rlimit none = {0, 0};

	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	signal(SIGTTOU, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	setrlimit(RLIMIT_CORE, &none);
	unsetenv("NO_COLOR");
	unsetenv("COLORFGBG");
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (size_t i = 0; env && env[i]; i++)
		putenv((char *)env[i]);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

static void lead(int told, int orders, const char *const *argv, const char *const *env)
{
	pid_t pid;
	char order;
	int status;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	pid = fork();
	if (pid == 0)
		become_program(argv, env);
	setpgid(pid, pid);
	if (write(told, &pid, sizeof(pid)) < 0)
		_exit(1);
	while (waitpid(pid, &status, WUNTRACED) == pid) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		if (write(told, &status, sizeof(status)) < 0)
			break;
		if (read(orders, &order, 1) != 1 || !WIFSTOPPED(status))
			break;
		tcsetpgrp(STDIN_FILENO, pid);
		kill(-pid, SIGCONT);
	}
	_exit(0);
}

/* The terminal */

static int on_property(VTermProp prop, VTermValue *val, void *user)
{
	struct terminal *t = user;

	if (prop == VTERM_PROP_ALTSCREEN)
		t->altscreen = val->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void open_vterm(struct terminal *t)
{
	t->vt = vterm_new(t->rows, t->cols);
	vterm_set_utf8(t->vt, 1);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_reset(t->screen, 1);
	t->cursor = true;
	t->altscreen = false;
}

void terminal_start(struct terminal *t, int rows, int cols, const char *const *argv,
	const char *const *env)
{
	struct winsize ws = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	int told[2], orders[2];

	*t = (struct terminal){
		.ground = t->ground, .fence = t->fence, .rows = rows, .cols = cols};
	strbuf_init(&t->raw);
	open_vterm(t);
	if (openpty(&t->master, &t->slave, NULL, NULL, &ws) < 0 || pipe(told) < 0 ||
		pipe(orders) < 0)
		abort();
	fcntl(t->master, F_SETFL, O_NONBLOCK);
	tcgetattr(t->master, &t->before);
	t->leader = fork();
	if (t->leader == 0) {
		close(t->master);
		close(told[0]);
		close(orders[1]);
		fcntl(told[1], F_SETFD, FD_CLOEXEC);
		fcntl(orders[0], F_SETFD, FD_CLOEXEC);
		login_tty(t->slave);
		lead(told[1], orders[0], argv, env);
	}
	close(told[1]);
	close(orders[0]);
	t->told = told[0];
	t->orders = orders[1];
	if (read(t->told, &t->pid, sizeof(t->pid)) != sizeof(t->pid))
		abort();
}

void terminal_write(struct terminal *t, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		ssize_t done;
		int status;

		if (terminal_ended(t, &status))
			return; /* nobody reads it any more */
		while (terminal_read(t, SIZE_MAX, 0))
			continue;
		done = write(t->master, at, n < 256 ? n : 256);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		/* what is typed waits when the program reads nothing; it may write then */
		if (done < 0)
			terminal_read(t, SIZE_MAX, 1);
		at += done > 0 ? done : 0;
		n -= (size_t)(done > 0 ? done : 0);
	}
}

void terminal_type(struct terminal *t, const char *text)
{
	terminal_write(t, text, strlen(text));
}

void terminal_resize(struct terminal *t, int rows, int cols)
{
	struct winsize ws = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	while (terminal_read(t, SIZE_MAX, 0))
		continue;
	t->rows = rows;
	t->cols = cols;
	/* as xterm does; libvterm keeps margins past the end, and scrolls outside of memory */
	vterm_input_write(t->vt, margins_off, sizeof(margins_off) - 1);
	vterm_set_size(t->vt, rows, cols);
	ioctl(t->master, TIOCSWINSZ, &ws);
}

static VTermScreenCell *cells_of(VTermScreen *s, int rows, int cols)
{
	VTermScreenCell *cells = xcalloc((size_t)(rows * cols), sizeof(*cells));

	for (int y = 0; y < rows; y++)
		for (int x = 0; x < cols; x++)
			vterm_screen_get_cell(s, (VTermPos){y, x}, &cells[y * cols + x]);
	return cells;
}

/*
 * Of "\033[?1006;1000h" libvterm sees the first number alone; and with the cursor's place
 * it saves and restores whether it is shown, as no terminal does.
 */
static void watch_modes(struct terminal *t, char c)
{
	if (c == '\033')
		t->n_mode = 0;
	if (t->n_mode + 1 < sizeof(t->mode))
		t->mode[t->n_mode++] = c;
	t->mode[t->n_mode] = '\0';
	if ((c != 'h' && c != 'l') || strncmp(t->mode, "\033[?", 3) != 0)
		return;
	if (strstr(t->mode, "1000"))
		t->mouse = c == 'h';
	else if (strcmp(t->mode + 3, c == 'h' ? "25h" : "25l") == 0)
		t->cursor = c == 'h';
	else if (strcmp(t->mode + 3, c == 'h' ? "2004h" : "2004l") == 0)
		t->pastes = c == 'h';
}

static bool ends_with(const struct strbuf *raw, const char *question)
{
	size_t n = strlen(question);

	return raw->len >= n && memcmp(raw->buf + raw->len - n, question, n) == 0;
}

/* As a VT100 with video, unless something else was asked for. */
static void answer(struct terminal *t)
{
	const char *text = NULL;

	if (ends_with(&t->raw, "\033]11;?\033\\"))
		text = t->ground;
	else if (ends_with(&t->raw, "\033[c"))
		text = t->fence ? t->fence : "\033[?1;2c";
	if (text && write(t->master, text, strlen(text)) < 0)
		abort();
}

/* Feeds the bytes; before the one that leaves the alternate screen, keeps what is there. */
static void feed(struct terminal *t, const char *bytes, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		watch_modes(t, bytes[i]);
		strbuf_addch(&t->raw, bytes[i]);
		answer(t);
		t->matched = bytes[i] == leave[t->matched] ? t->matched + 1
			     : bytes[i] == leave[0]	   ? 1
							   : 0;
		if (t->matched < sizeof(leave) - 1)
			continue;
		vterm_input_write(t->vt, bytes + from, i - from);
		from = i;
		t->matched = 0;
		free(t->left);
		t->left = cells_of(t->screen, t->rows, t->cols);
	}
	vterm_input_write(t->vt, bytes + from, n - from);
}

bool terminal_read(struct terminal *t, size_t most, int ms)
{
	struct pollfd p = {.fd = t->master, .events = POLLIN};
	char bytes[4096];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0 || !(p.revents & POLLIN))
		return false;
	n = read(t->master, bytes, most < sizeof(bytes) ? most : sizeof(bytes));
	if (n <= 0)
		return false;
	t->bytes += (size_t)n;
	feed(t, bytes, (size_t)n);
	return true;
}

bool terminal_has(struct terminal *t, const char *text)
{
	size_t cap = (size_t)t->cols * 4 * 6 + 1;
	char *row = xmalloc(cap);
	bool has = false;

	for (int y = 0; y < t->rows && !has; y++) {
		size_t n = vterm_screen_get_text(
			t->screen, row, cap - 1, (VTermRect){y, y + 1, 0, t->cols});

		row[n < cap ? n : cap - 1] = '\0';
		has = strstr(row, text) != NULL;
	}
	free(row);
	return has;
}

bool terminal_until(struct terminal *t, const char *text)
{
	double until = clock_seconds() + PATIENCE;

	while (!terminal_has(t, text)) {
		if (clock_seconds() > until)
			return false;
		terminal_read(t, SIZE_MAX, 50);
	}
	return true;
}

bool terminal_is_read(const struct terminal *t)
{
	int waiting = 0;

	return ioctl(t->slave, FIONREAD, &waiting) < 0 || waiting == 0;
}

void terminal_settle(struct terminal *t)
{
	double until = clock_seconds() + PATIENCE;
	int quiet = 0, status;

	while (quiet < 3 && clock_seconds() < until && !terminal_ended(t, &status)) {
		if (terminal_read(t, SIZE_MAX, QUIET_MS) || !terminal_is_read(t))
			quiet = 0;
		else
			quiet++;
	}
}

bool terminal_ended(struct terminal *t, int *status)
{
	struct pollfd p = {.fd = t->told, .events = POLLIN};

	if (!t->over) {
		if (poll(&p, 1, 0) <= 0 ||
			read(t->told, &t->status, sizeof(t->status)) != sizeof(t->status))
			return false;
		t->over = !WIFSTOPPED(t->status);
	}
	*status = t->status;
	return true;
}

int terminal_wait(struct terminal *t)
{
	double until = clock_seconds() + PATIENCE;
	int status = -1;
	bool ended = false;

	while (!ended && clock_seconds() < until) {
		terminal_read(t, SIZE_MAX, 20);
		ended = terminal_ended(t, &status);
	}
	while (ended && terminal_read(t, SIZE_MAX, 0))
		continue;
	return status;
}

void terminal_continue(struct terminal *t)
{
	if (write(t->orders, "c", 1) != 1)
		abort();
}

const char *terminal_changed(struct terminal *t)
{
	struct termios after;

	tcgetattr(t->master, &after);
	if (after.c_iflag != t->before.c_iflag || after.c_oflag != t->before.c_oflag ||
		after.c_cflag != t->before.c_cflag ||
		after.c_lflag != t->before.c_lflag ||
		memcmp(after.c_cc, t->before.c_cc, sizeof(after.c_cc)) != 0)
		return "the modes";
	if (t->altscreen)
		return "the alternate screen";
	if (!t->cursor)
		return "the cursor";
	if (t->pastes)
		return "the marks of pastes";
	return t->mouse ? "the mouse" : NULL;
}

/* Comparing */

/* The second half of a wide character has no look of its own. */
static bool is_half(const VTermScreenCell *c)
{
	return c->chars[0] == (uint32_t)-1;
}

static bool is_blank(const VTermScreenCell *c)
{
	return c->chars[0] == 0 || c->chars[0] == ' ';
}

static bool same_color(const VTermColor *a, const VTermColor *b, bool ground)
{
	if (ground ? VTERM_COLOR_IS_DEFAULT_BG(a) && VTERM_COLOR_IS_DEFAULT_BG(b)
		   : VTERM_COLOR_IS_DEFAULT_FG(a) && VTERM_COLOR_IS_DEFAULT_FG(b))
		return true;
	return vterm_color_is_equal(a, b);
}

/* Ink shows where there is a character, and through reversed video. */
static bool same_cell(const VTermScreenCell *a, const VTermScreenCell *b)
{
	bool blank = is_blank(a) && is_blank(b);

	if (is_half(a) && is_half(b))
		return true;
	if (!blank && (a->chars[0] != b->chars[0] || a->width != b->width ||
			      a->attrs.bold != b->attrs.bold))
		return false;
	if (a->attrs.reverse != b->attrs.reverse ||
		a->attrs.underline != b->attrs.underline)
		return false;
	if ((!blank || a->attrs.reverse) && !same_color(&a->fg, &b->fg, false))
		return false;
	return same_color(&a->bg, &b->bg, true);
}

/* A second terminal that the file is written to. Returns the rows, or -1. */
static int show_file(struct terminal *t, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rows = 0;

	if (!f)
		return -1;
	open_vterm(t);
	while ((n = getline(&line, &cap, f)) > 0) {
		vterm_input_write(t->vt, rows ? "\r\n" : "", rows ? 2 : 0);
		vterm_input_write(t->vt, line, (size_t)n - 1);
		rows++;
	}
	free(line);
	fclose(f);
	return rows;
}

void terminal_compare(struct terminal *t, const char *path, char *out, size_t size)
{
	struct terminal other = {.rows = t->rows, .cols = t->cols};
	int rows = show_file(&other, path);
	VTermScreenCell *cells;

	out[0] = '\0';
	if (rows != t->rows || !t->left) {
		snprintf(out, size, "%d rows in the file, %d on the terminal%s", rows,
			t->rows, t->left ? "" : ", which was not left");
		if (other.vt)
			vterm_free(other.vt);
		return;
	}
	cells = cells_of(other.screen, t->rows, t->cols);
	for (int i = 0; i < t->rows * t->cols && !out[0]; i++)
		if (!same_cell(&cells[i], &t->left[i]))
			snprintf(out, size,
				"row %d, column %d of %d × %d: U+%04X in the grid, "
				"U+%04X on "
				"the terminal",
				i / t->cols, i % t->cols, t->rows, t->cols,
				cells[i].chars[0], t->left[i].chars[0]);
	free(cells);
	vterm_free(other.vt);
}

void terminal_close(struct terminal *t)
{
	int status;

	if (!t->over)
		kill(t->pid, SIGKILL);
	close(t->orders);
	close(t->told);
	while (waitpid(t->leader, &status, 0) < 0 && errno == EINTR)
		continue;
	close(t->master);
	close(t->slave);
	vterm_free(t->vt);
	strbuf_release(&t->raw);
	free(t->left);
}
