/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/keys.h"

/* In the order of the help. Suspending is the terminal driver's: ^Z is told, not read. */
const struct key_row key_rows[] = {
	{{' '}, ACT_PAUSE, IN_PANES, 1, "Space", "Pause",
		"pause or resume training; workers stop at their next epoch"},
	{{'.'}, ACT_STEP, IN_PANES, 2, ".", "Step",
		"let exactly one decision happen, then pause"},
	{{'{'}, ACT_SLOWER, IN_PANES, 6, "{ }", "Pace",
		"slower, faster: epochs a second; past the top it lets go"},
	{{'}'}, ACT_FASTER, IN_PANES, 0, "}", NULL, NULL},
	{{'+', '='}, ACT_MORE_WORKERS, IN_PANES, 8, "+ -", "Workers",
		"more, fewer workers"},
	{{'-', '_'}, ACT_FEWER_WORKERS, IN_PANES, 0, "-", NULL, NULL},
	{{'1'}, ACT_FOCUS_1, IN_PANES, 0, "1 - 5", NULL,
		"go to rungs, incumbent, curves, trials, decisions"},
	{{'2'}, ACT_FOCUS_2, IN_PANES, 0, "2", NULL, NULL},
	{{'3'}, ACT_FOCUS_3, IN_PANES, 0, "3", NULL, NULL},
	{{'4'}, ACT_FOCUS_4, IN_PANES, 0, "4", NULL, NULL},
	{{'5'}, ACT_FOCUS_5, IN_PANES, 0, "5", NULL, NULL},
	{{'\t'}, ACT_FOCUS_NEXT, IN_PANES, 9, "Tab", "Pane",
		"next pane; with Shift the one before"},
	{{UI_BACKTAB}, ACT_FOCUS_LAST, IN_PANES, 0, "S-Tab", NULL, NULL},
	{{'z'}, ACT_ZOOM, IN_PANES, 7, "z", "Zoom",
		"the pane on the whole screen, and back"},
	{{'k', UI_UP}, ACT_UP, IN_PANES | IN_OVERLAY, 0, "arrows, hjkl", NULL, "move"},
	{{'j', UI_DOWN}, ACT_DOWN, IN_PANES | IN_OVERLAY, 0, "j", NULL, NULL},
	{{'h', UI_LEFT}, ACT_LEFT, IN_PANES | IN_OVERLAY, 0, "h", NULL, NULL},
	{{'l', UI_RIGHT}, ACT_RIGHT, IN_PANES | IN_OVERLAY, 0, "l", NULL, NULL},
	{{UI_PAGE_UP, 'U' & 31, 'B' & 31}, ACT_PAGE_UP, IN_PANES | IN_OVERLAY, 0,
		"PgUp, PgDn", NULL, "a page up, down; also ^U and ^D"},
	{{UI_PAGE_DOWN, 'D' & 31, 'F' & 31}, ACT_PAGE_DOWN, IN_PANES | IN_OVERLAY, 0,
		"PgDn", NULL, NULL},
	{{UI_HOME}, ACT_FIRST, IN_PANES | IN_OVERLAY, 0, "Home, End", NULL,
		"first, last"},
	{{UI_END}, ACT_LAST, IN_PANES | IN_OVERLAY, 0, "End", NULL, NULL},
	{{UI_ENTER, '\n'}, ACT_INSPECT, IN_PANES, 3, "Enter", "Inspect",
		"look into the trial, the rung or the decision"},
	{{UI_ESC}, ACT_BACK, IN_PANES | IN_OVERLAY, 0, "Esc", NULL,
		"back: close what is open, let go of the selection"},
	{{'q', UI_ENTER, '\n'}, ACT_BACK, IN_OVERLAY, 0, "q", NULL, NULL},
	{{'S'}, ACT_SORT, IN_PANES, 10, "S I", "Sort",
		"sort the trials by the next column; turn the order round"},
	{{'I'}, ACT_INVERT, IN_PANES, 0, "I", NULL, NULL},
	{{'y'}, ACT_LOG_Y, IN_PANES | IN_OVERLAY, 11, "y", "LogY",
		"curves: the value on a logarithmic axis, or not"},
	{{'u'}, ACT_GLYPHS, IN_PANES | IN_OVERLAY, 12, "u", "Glyphs",
		"draw with braille, blocks or ASCII"},
	{{'?', UI_HELP}, ACT_HELP, IN_PANES | IN_OVERLAY, 5, "?", "Help",
		"this help; also F1"},
	{{UI_CTRL_L}, ACT_REDRAW, IN_PANES | IN_OVERLAY | IN_PROMPT, 0, "^L", NULL,
		"redraw the screen"},
	{{'Z' & 31}, ACT_SUSPEND, IN_PANES | IN_OVERLAY | IN_PROMPT, 0, "^Z", NULL,
		"suspend rungtop"},
	{{'q'}, ACT_QUIT, IN_PANES, 4, "q", "Quit",
		"quit; asks while trials train (^C does not)"},
	{{'y', 'Y'}, ACT_YES, IN_PROMPT, 0, "y", NULL, NULL},
	{{'n', 'N', 'q', UI_ESC}, ACT_NO, IN_PROMPT, 0, "n", NULL, NULL},
};

const size_t n_key_rows = sizeof(key_rows) / sizeof(*key_rows);

enum action key_action(uint32_t key, enum context in)
{
	if (key == UI_NONE)
		return ACT_NONE;
	for (size_t i = 0; i < n_key_rows; i++) {
		const struct key_row *r = &key_rows[i];

		if (!(r->contexts & in))
			continue;
		for (size_t k = 0; k < 4 && r->keys[k]; k++)
			if (r->keys[k] == key)
				return r->action;
	}
	return ACT_NONE;
}
