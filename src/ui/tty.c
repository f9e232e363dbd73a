/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/tty.h"

#include <curses.h>
#include <langinfo.h>
#include <panel.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/clock.h"
#include "base/standard.h"
#include "base/xalloc.h"
#include "ui/crash.h"
#include "ui/ground.h"
#include "ui/inks.h"
#include "ui/input.h"
#include "ui/keys.h"
#include "ui/osc.h"
#include "ui/stuck.h"

#define ASK_SECONDS 0.25

struct shown { /* a layer as the terminal has it */
	WINDOW *win;
	PANEL *panel;
	struct area at;
	struct cell *cells;
	bool visible;
};

struct tty {
	SCREEN *screen;
	struct input input;
	struct mouse mouse; /* of the last UI_MOUSE */
	struct inks inks;
	enum screen_theme theme;
	bool asked;    /* for the ground; the answer may come late */
	bool answered; /* with all that was asked for */
	double asked_at;
	double until; /* when it was waited for long enough; 0: it is not */
	bool light;   /* the ground, as far as is known */
	int rows, cols;
	struct shown layers[LAYERS];
	cchar_t *row; /* cols of them */
};

/* Opening and closing */

/* Without a way to move about, as on TERM=dumb, curses would write one line after another. */
static bool can_move(void)
{
	int found;
	bool can = setupterm(NULL, STDOUT_FILENO, &found) == OK && cursor_address;

	if (cur_term)
		del_curterm(cur_term);
	return can;
}

/* Curses handles the signals that have no handler; here they go another way. */
static SCREEN *open_screen(void)
{
	static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
	struct sigaction before[4];
	SCREEN *s;

	for (int i = 0; i < 4; i++)
		sigaction(taken[i], NULL, &before[i]);
	s = newterm(NULL, standard_terminal(), stdin);
	for (int i = 0; i < 4; i++)
		sigaction(taken[i], &before[i], NULL);
	return s;
}

/* ^S would stop the output and block the write: it is a key that does nothing. */
static void let_flow(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) < 0)
		return;
	modes.c_iflag &= ~(tcflag_t)IXON;
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	def_prog_mode();
}

/* What pastes stand between marks for. */
static void mark_pastes(bool on)
{
	char *mode = tigetstr(on ? "BE" : "BD");

	if (mode && mode != (char *)-1) {
		putp(mode);
		fflush(stdout);
	}
}

/* Its answer decides these alone. */
static void ask(struct tty *t)
{
	bool wanted = t->theme == THEME_AUTO || t->theme == THEME_TERMINAL;

	if (t->asked || !wanted || t->inks.most == DEPTH_MONO)
		return;
	t->asked = ground_ask(termname());
	t->asked_at = clock_seconds();
	t->until = t->asked ? t->asked_at + ASK_SECONDS : 0;
}

struct tty *tty_open(const char *color, enum screen_theme theme, struct error *err)
{
	struct tty *t;
	const char *name = getenv("TERM");
	SCREEN *s;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		error_set(err, "the screen needs a terminal; --batch does without");
		return NULL;
	}
	crash_guard(STDOUT_FILENO);
	s = can_move() ? open_screen() : NULL;
	if (!s) {
		crash_release();
		error_set(err, "cannot use this terminal (TERM=%s); --batch does without",
			name && *name ? name : "not set");
		return NULL;
	}
	t = xcalloc(1, sizeof(*t));
	t->screen = s;
	crash_arm();
	set_term(s);
	cbreak();
	noecho();
	nonl();
	let_flow();
	leaveok(stdscr, TRUE);
	keypad(stdscr, TRUE); /* what curses knows of keys is asked for; it reads none */
	meta(stdscr, TRUE);
	typeahead(-1);
	input_init(&t->input);
	mark_pastes(true);
	curs_set(0);
	/* not clicks: with their interval the wheel would wait for it */
	mouseinterval(0);
	mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED,
		NULL);
	inks_init(&t->inks, color);
	t->light = role_light_ground();
	t->theme = theme;
	inks_set(&t->inks, theme, t->light);
	/* on the alternate screen, so that no question is left in the shell's */
	refresh();
	ask(t);
	return t;
}

/* Where the shell's screen is the same one, its prompt comes where the last row was. */
static void end_screen(void)
{
	mark_pastes(false);
	endwin();
	if (!exit_ca_mode && clr_eol) {
		putp(clr_eol);
		fflush(stdout);
	}
}

static void drop_layer(struct shown *s)
{
	if (s->panel)
		del_panel(s->panel);
	if (s->win)
		delwin(s->win);
	free(s->cells);
	*s = (struct shown){0};
}

/* Who leaves at once would leave the answer to the shell. */
static void await_answer(struct tty *t)
{
	double until = t->asked_at + 4 * ASK_SECONDS;

	while (t->asked && !t->answered) {
		struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
		double left = until - clock_seconds();

		if (left <= 0 || poll(&p, 1, (int)(left * 1000) + 1) <= 0 ||
			(p.revents & (POLLHUP | POLLERR | POLLNVAL)))
			break;
		while (tty_key(t) != UI_NONE)
			continue;
	}
}

void tty_close(struct tty *t)
{
	if (!t)
		return;
	await_answer(t);
	for (int i = 0; i < LAYERS; i++)
		drop_layer(&t->layers[i]);
	stuck_drop(STDOUT_FILENO);
	end_screen();
	delscreen(t->screen);
	crash_release();
	free(t->row);
	free(t);
}

/* True when anything looks otherwise now. */
static bool change_look(struct tty *t)
{
	if (!inks_set(&t->inks, t->theme, t->light))
		return false;
	/* the same cells look otherwise now: all are drawn */
	for (int i = 0; i < LAYERS; i++)
		drop_layer(&t->layers[i]);
	tty_redraw(t);
	return true;
}

void tty_theme(struct tty *t, enum screen_theme theme)
{
	if (t->theme == theme)
		return;
	t->theme = theme;
	change_look(t);
	ask(t);
}

bool tty_is_ready(struct tty *t)
{
	if (t->until > 0 && clock_seconds() >= t->until) {
		t->until = 0;
		/* a terminal that does not answer may have shown the question */
		tty_redraw(t);
	}
	return t->until == 0;
}

bool tty_answers(struct tty *t, bool ask)
{
	if (ask && !t->asked && osc_is_taken(termname())) {
		t->asked = ground_ask(termname());
		t->asked_at = clock_seconds();
	}
	return t->answered;
}

struct palette tty_palette(const struct tty *t)
{
	return t->inks.palette;
}

const char *tty_ascii_only(const struct tty *t)
{
	(void)t;
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return "the locale is not UTF-8";
	return ground_is_console(termname()) ? "the console's font has no braille" : NULL;
}

bool tty_resize(struct tty *t, int *rows, int *cols)
{
	struct winsize ws = {0};
	bool changed;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 &&
		ws.ws_col > 0) {
		*rows = ws.ws_row;
		*cols = ws.ws_col;
	} else {
		*rows = LINES;
		*cols = COLS;
	}
	changed = *rows != t->rows || *cols != t->cols;
	if (!changed)
		return false;
	for (int i = 0; i < LAYERS; i++)
		drop_layer(&t->layers[i]);
	resizeterm(*rows, *cols);
	touchwin(stdscr); /* nothing may lie where a pane was: resizing forgets that */
	t->rows = *rows;
	t->cols = *cols;
	t->row = xreallocarray(t->row, (size_t)*cols + 1, sizeof(*t->row));
	tty_redraw(t);
	return true;
}

/* Showing */

static cchar_t curses_cell(const struct tty *t, const struct cell *c)
{
	wchar_t text[2] = {(wchar_t)c->ch, L'\0'};
	short pair;
	attr_t a = inks_of(&t->inks, c, &pair);
	cchar_t out;

	memset(&out, 0, sizeof(out));
	setcchar(&out, text, a, pair, NULL);
	return out;
}

/*
 * The columns that curses and the terminal are going to give a character: not always as
 * many as the grid has. -1: it cannot be shown.
 */
static int shown_width(uint32_t ch)
{
	return ch < 0x7f ? 1 : wcwidth((wchar_t)ch);
}

/* Adds a cell, and the blank beside it where the terminal leaves one of two columns. */
static int add_cell(struct tty *t, int n, const struct cell *cell, int room)
{
	struct cell c = *cell, blank = *cell;
	int width = shown_width(c.ch);

	blank.ch = ' ';
	if (width < 1 || width > room) {
		c.ch = 0xfffd;
		width = 1;
	}
	t->row[n++] = curses_cell(t, &c);
	if (width < room)
		t->row[n++] = curses_cell(t, &blank);
	return n;
}

static void show_row(
	struct tty *t, WINDOW *win, int y, const struct cell *cells, int cols)
{
	int n = 0;

	for (int x = 0; x < cols; x++)
		if (cells[x].ch)
			n = add_cell(t, n, &cells[x],
				x + 1 < cols && !cells[x + 1].ch ? 2 : 1);
	mvwadd_wchnstr(win, y, 0, t->row, n);
}

static bool same_area(struct area a, struct area b)
{
	return a.y == b.y && a.x == b.x && a.h == b.h && a.w == b.w;
}

static void make_layer(struct shown *s, struct area at)
{
	drop_layer(s);
	s->win = newwin(at.h, at.w, at.y, at.x);
	if (!s->win)
		return;
	leaveok(s->win, TRUE);
	s->panel = new_panel(s->win);
	s->at = at;
	s->visible = true;
	/* no row equals what is here now, so all are drawn */
	s->cells = xcalloc((size_t)at.h * (size_t)at.w, sizeof(*s->cells));
}

/* True when anything changed. */
static bool show_layer(struct tty *t, struct shown *s, const struct layer *l)
{
	size_t row = (size_t)l->grid.cols;
	bool changed = false;

	if (!l->shown || l->at.h < 1 || l->at.w < 1) {
		changed = s->panel != NULL;
		drop_layer(s);
		return changed;
	}
	if (!s->win || !same_area(s->at, l->at)) {
		make_layer(s, l->at);
		changed = true;
	}
	if (!s->win)
		return changed;
	for (int y = 0; y < l->grid.rows; y++) {
		const struct cell *from = l->grid.cells + (size_t)y * row;
		struct cell *to = s->cells + (size_t)y * row;

		if (memcmp(from, to, row * sizeof(*from)) == 0)
			continue;
		memcpy(to, from, row * sizeof(*from));
		show_row(t, s->win, y, from, l->grid.cols);
		changed = true;
	}
	return changed;
}

void tty_show(struct tty *t, const struct picture *p)
{
	bool changed = false;

	for (int i = 0; i < LAYERS; i++)
		changed |= show_layer(t, &t->layers[i], &p->layers[i]);
	for (int i = PANES; i < LAYERS; i++)
		if (t->layers[i].panel)
			top_panel(t->layers[i].panel);
	if (!changed && !is_wintouched(curscr) && !is_cleared(curscr))
		return;
	update_panels();
	doupdate();
}

void tty_redraw(struct tty *t)
{
	(void)t;
	clearok(curscr, TRUE);
}

void tty_leave(struct tty *t)
{
	(void)t;
	def_prog_mode();
	end_screen();
}

void tty_return(struct tty *t)
{
	reset_prog_mode();
	tty_redraw(t);
	mark_pastes(true);
	curs_set(0);
	doupdate();
}

/* Keys */

uint32_t tty_key(struct tty *t)
{
	struct decoded d;

	while (input_next(&t->input, &d)) {
		switch (d.kind) {
		case DECODED_KEY:
			/* from a keyboard that tells keys, the driver makes no signal */
			if (d.key == ('C' & 31))
				kill(getpid(), SIGINT);
			return d.key;
		case DECODED_TEXT:
			return UI_PASTED | d.key;
		case DECODED_MOUSE:
			t->mouse = d.mouse;
			return UI_MOUSE;
		case DECODED_GROUND:
			if (!t->asked)
				break;
			t->until = 0;
			t->light = ground_is_light(d.rgb);
			if (change_look(t))
				return UI_LOOK;
			break;
		case DECODED_FENCE:
			t->answered = true;
			t->until = 0;
			break;
		}
	}
	return UI_NONE;
}

double tty_patience(const struct tty *t)
{
	double escape = input_patience(&t->input), answer = t->until - clock_seconds();

	if (t->until == 0 || (escape >= 0 && escape < answer))
		return escape;
	return answer > 0 ? answer : 0;
}

struct mouse tty_mouse(const struct tty *t)
{
	return t->mouse;
}

bool tty_takes_more(void)
{
	struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return poll(&p, 1, 0) > 0 && (p.revents & POLLOUT);
}

void tty_suspend(struct tty *t)
{
	sigset_t tstp;

	tty_leave(t);
	sigemptyset(&tstp);
	sigaddset(&tstp, SIGTSTP);
	raise(SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &tstp, NULL);
	pthread_sigmask(SIG_BLOCK, &tstp, NULL);
	tty_return(t);
}

const char *tty_library(void)
{
	return curses_version();
}
