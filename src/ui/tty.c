/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/tty.h"

#include <curses.h>
#include <langinfo.h>
#include <panel.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/standard.h"
#include "base/xalloc.h"
#include "ui/crash.h"
#include "ui/input.h"
#include "ui/keys.h"
#include "ui/stuck.h"

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
	enum depth most; /* that it has, and that was asked for */
	bool own;	 /* it names its own colours */
	enum screen_theme theme;
	struct palette palette;
	int rows, cols;
	struct shown layers[LAYERS];
	cchar_t *row; /* cols of them */
	attr_t attrs[2][ROLES];
};

/* Opening and closing */

static enum depth depth_wanted(const char *color)
{
	const char *no = getenv("NO_COLOR");
	bool always = color && strcmp(color, "always") == 0;

	if (color && strcmp(color, "never") == 0)
		return DEPTH_MONO;
	if (!always && no && *no)
		return DEPTH_MONO;
	if (!has_colors() || start_color() == ERR)
		return DEPTH_MONO;
	if (COLORS >= 256 && COLOR_PAIRS > 2 * ROLES)
		return DEPTH_256;
	if (COLORS >= 16 && COLOR_PAIRS > 2 * ROLES)
		return DEPTH_16;
	return COLORS >= 8 && COLOR_PAIRS > 2 * ROLES ? DEPTH_8 : DEPTH_MONO;
}

static void init_styles(struct tty *t)
{
	for (int selected = 0; selected < 2; selected++)
		for (int r = 0; r < ROLES; r++) {
			struct style s = palette_style(
				t->palette, (enum role)r, selected ? ATTR_SELECT : 0);
			attr_t a = 0;

			a |= s.bold ? A_BOLD : 0;
			a |= s.dim ? A_DIM : 0;
			a |= s.reverse ? A_REVERSE : 0;
			a |= s.underline ? A_UNDERLINE : 0;
			t->attrs[selected][r] = a;
			if (t->palette.depth == DEPTH_MONO)
				continue;
			/* where its own cannot be named, white on black is assumed */
			init_pair((short)(1 + r + selected * ROLES),
				s.fg < 0 && !t->own ? COLOR_WHITE : s.fg,
				s.bg < 0 && !t->own ? COLOR_BLACK : s.bg);
		}
}

/* Without a way to move about, as on TERM=dumb, curses would write one line after another. */
static bool can_move(void)
{
	int found;
	bool can = setupterm(NULL, STDOUT_FILENO, &found) == OK && cursor_address;

	if (cur_term)
		del_curterm(cur_term);
	return can;
}

/* Curses takes the signals that nobody handles; here they go another way. */
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

static void set_theme(struct tty *t, enum screen_theme theme)
{
	t->theme = theme;
	t->palette = theme_palette(theme, t->most);
	init_styles(t);
}

/* ^S would stop the output, and with it who writes: it is a key that does nothing. */
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
	/* presses alone: with a click's interval the wheel would wait for it */
	mouseinterval(0);
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	t->most = depth_wanted(color);
	t->own = t->most != DEPTH_MONO && use_default_colors() == OK;
	set_theme(t, theme);
	return t;
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

void tty_close(struct tty *t)
{
	if (!t)
		return;
	for (int i = 0; i < LAYERS; i++)
		drop_layer(&t->layers[i]);
	stuck_drop(STDOUT_FILENO);
	mark_pastes(false);
	endwin();
	delscreen(t->screen);
	crash_release();
	free(t->row);
	free(t);
}

void tty_theme(struct tty *t, enum screen_theme theme)
{
	if (t->theme == theme)
		return;
	set_theme(t, theme);
	/* the same cells look otherwise now: all are drawn */
	for (int i = 0; i < LAYERS; i++)
		drop_layer(&t->layers[i]);
	tty_redraw(t);
}

struct palette tty_palette(const struct tty *t)
{
	return t->palette;
}

bool tty_unicode(const struct tty *t)
{
	const char *name = termname();

	(void)t;
	/* the console's font has neither braille nor quadrants */
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && strcmp(name, "linux") != 0;
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
	int selected = (c->attr & ATTR_SELECT) != 0;
	attr_t a = t->attrs[selected][c->role];
	bool mono = t->palette.depth == DEPTH_MONO;
	short pair = mono ? 0 : (short)(1 + c->role + selected * ROLES);
	wchar_t text[2] = {(wchar_t)c->ch, L'\0'};
	cchar_t out;

	if (c->attr & ATTR_BOLD)
		a |= A_BOLD;
	if (c->attr & ATTR_UNDERLINE)
		a |= A_UNDERLINE;
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
	mark_pastes(false);
	endwin();
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
		case DECODED_FENCE:
			break;
		}
	}
	return UI_NONE;
}

double tty_patience(const struct tty *t)
{
	return input_patience(&t->input);
}

struct mouse tty_mouse(const struct tty *t)
{
	return t->mouse;
}
