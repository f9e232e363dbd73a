/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/keys.h"

#define MOVES (IN_PANES | IN_OVERLAY | IN_LIST)
#define LOOKS (IN_PANES | IN_OVERLAY)

/* In the order of the help. Suspending is the terminal driver's: ^Z is told, not read. */
const struct key_row key_rows[] = {
	{{' '}, ACT_PAUSE, IN_PANES, 1, "Space", "Pause",
		"pause or resume training (workers stop at their next epoch), or a "
		"replay"},
	{{'.'}, ACT_STEP, LOOKS, 2, ", .", "Step",
		"one decision back, forward; live: let exactly one happen, then pause"},
	{{','}, ACT_STEP_BACK, LOOKS, 0, ",", NULL, NULL},
	{{'['}, ACT_CLIMB_BACK, LOOKS, 8, "[ ]", "Climb",
		"back to the climb before, on to the next one"},
	{{']'}, ACT_CLIMB_NEXT, LOOKS, 0, "]", NULL, NULL},
	{{'g'}, ACT_OLDEST, LOOKS, 0, "g G", NULL, "the first event, the last one"},
	{{'G'}, ACT_NEWEST, LOOKS, 0, "G", NULL, NULL},
	{{'L'}, ACT_LIVE, LOOKS, 6, "L", "Live", "back to the live edge"},
	{{'Z'}, ACT_FREEZE, LOOKS, 22, "Z", "Freeze",
		"freeze the display, and thaw it; training goes on"},
	{{'{'}, ACT_SLOWER, IN_PANES, 14, "{ }", "Pace",
		"slower, faster: epochs a second, past the top it lets go; or a replay"},
	{{'}'}, ACT_FASTER, IN_PANES, 0, "}", NULL, NULL},
	{{'+', '='}, ACT_MORE_WORKERS, IN_PANES, 16, "+ -", "Workers",
		"more, fewer workers"},
	{{'-', '_'}, ACT_FEWER_WORKERS, IN_PANES, 0, "-", NULL, NULL},
	{{'s'}, ACT_SWITCH, IN_PANES, 9, "s", "Switch",
		"switch the scheduler or its knobs while the study runs"},
	{{'K'}, ACT_KILL, IN_PANES | IN_OVERLAY, 13, "K P", "Kill, promote",
		"kill the selected trial, or promote it over the rule; asks first"},
	{{'P'}, ACT_PROMOTE, IN_PANES | IN_OVERLAY, 0, "P", NULL, NULL},
	{{'N'}, ACT_ENQUEUE, IN_PANES, 0, "N", NULL,
		"enqueue a configuration: the next new trial has it"},
	{{'e'}, ACT_EXPLAIN, IN_PANES | IN_OVERLAY, 10, "e", "Explain",
		"explain the selected decision, or the latest"},
	{{'/'}, ACT_SEARCH, IN_PANES, 12, "/", "Find",
		"find what happened: T12, promote, diverged, switch; words narrow it"},
	{{'n'}, ACT_MATCH, LOOKS, 7, "n N", "Match",
		"the next match, the one before; Esc ends the search"},
	{{':'}, ACT_COMMAND, IN_PANES | IN_OVERLAY, 11, ":", "Command",
		"command line: Tab completes, arrows go back to older ones"},
	{{'1'}, ACT_FOCUS_1, IN_PANES, 0, "1 - 7", NULL,
		"go to rungs, incumbent, curves, trials, decisions, workers, space"},
	{{'2'}, ACT_FOCUS_2, IN_PANES, 0, "2", NULL, NULL},
	{{'3'}, ACT_FOCUS_3, IN_PANES, 0, "3", NULL, NULL},
	{{'4'}, ACT_FOCUS_4, IN_PANES, 0, "4", NULL, NULL},
	{{'5'}, ACT_FOCUS_5, IN_PANES, 0, "5", NULL, NULL},
	{{'6'}, ACT_FOCUS_6, IN_PANES, 0, "6", NULL, NULL},
	{{'7'}, ACT_FOCUS_7, IN_PANES, 0, "7", NULL, NULL},
	{{'\t'}, ACT_FOCUS_NEXT, IN_PANES | IN_LIST | IN_LINE, 17, "Tab", "Pane",
		"next pane; with Shift the one before"},
	{{UI_BACKTAB}, ACT_FOCUS_LAST, IN_PANES | IN_LIST | IN_LINE, 0, "S-Tab", NULL,
		NULL},
	{{'z'}, ACT_ZOOM, IN_PANES, 15, "z", "Zoom",
		"the pane on the whole screen, and back"},
	{{'k'}, ACT_UP, MOVES, 0, "arrows, hjkl", NULL,
		"move; workers: Left, Right: time scale; space: what is against what"},
	{{'j'}, ACT_DOWN, MOVES, 0, "j", NULL, NULL},
	{{'h'}, ACT_LEFT, MOVES, 0, "h", NULL, NULL},
	{{'l'}, ACT_RIGHT, MOVES, 0, "l", NULL, NULL},
	{{UI_UP, 'P' & 31}, ACT_UP, MOVES | IN_LINE, 0, "Up", NULL, NULL},
	{{UI_DOWN, 'N' & 31}, ACT_DOWN, MOVES | IN_LINE, 0, "Down", NULL, NULL},
	{{UI_LEFT}, ACT_LEFT, MOVES | IN_LINE, 0, "Left", NULL, NULL},
	{{UI_RIGHT}, ACT_RIGHT, MOVES | IN_LINE, 0, "Right", NULL, NULL},
	{{UI_PAGE_UP, 'U' & 31, 'B' & 31}, ACT_PAGE_UP, MOVES, 0, "PgUp, PgDn", NULL,
		"a page up, down; also ^U and ^D"},
	{{UI_PAGE_DOWN, 'D' & 31, 'F' & 31}, ACT_PAGE_DOWN, MOVES, 0, "PgDn", NULL, NULL},
	{{UI_HOME}, ACT_FIRST, MOVES | IN_LINE, 0, "Home, End", NULL, "first, last"},
	{{UI_END}, ACT_LAST, MOVES | IN_LINE, 0, "End", NULL, NULL},
	{{UI_ENTER, '\n'}, ACT_INSPECT, IN_PANES | IN_LIST | IN_LINE, 3, "Enter",
		"Inspect", "look into the trial, the rung or the decision"},
	{{UI_ESC}, ACT_BACK, MOVES | IN_LINE, 0, "Esc", NULL,
		"back: close what is open, let go of the selection"},
	{{'q', UI_ENTER, '\n'}, ACT_BACK, IN_OVERLAY, 0, "q", NULL, NULL},
	{{'q'}, ACT_BACK, IN_LIST, 0, "q", NULL, NULL},
	{{'\\'}, ACT_FILTER, IN_PANES, 0, "\\", NULL,
		"filter the trials: val_error<0.05 & optimizer=adam; an empty one ends"},
	{{'C'}, ACT_COLUMNS, IN_PANES, 0, "C", NULL,
		"choose the columns of the trials; Space shows, hides; S sorts by it"},
	{{'F'}, ACT_FOLLOW, IN_PANES, 0, "F", NULL,
		"follow the selected trial: its row stays, its curve is shown"},
	{{' '}, ACT_TOGGLE, IN_LIST, 0, "Space", NULL, NULL},
	{{'S'}, ACT_SORT, IN_PANES | IN_LIST, 18, "S I", "Sort",
		"sort the trials by the next column; turn the order round"},
	{{'I'}, ACT_INVERT, IN_PANES | IN_LIST, 0, "I", NULL, NULL},
	{{'y'}, ACT_LOG_Y, IN_PANES | IN_OVERLAY, 19, "y", "LogY",
		"curves: the value on a logarithmic axis, or not"},
	{{'x'}, ACT_CURVES_X, LOOKS, 0, "x", NULL,
		"curves: over log epochs, epochs or the study's time"},
	{{'m'}, ACT_SMOOTH, LOOKS, 0, "m M", NULL,
		"curves: smooth them (a running average of 0.6, 0.9); which metric"},
	{{'M'}, ACT_METRIC, LOOKS, 0, "M", NULL, NULL},
	{{'v'}, ACT_CROSS, IN_PANES, 0, "v", NULL,
		"curves: crosshair; left, right along a curve, up, down to the next"},
	{{'>'}, ACT_ZOOM_IN, IN_PANES, 0, "< > 0", NULL,
		"curves: zoom out, in, show all; arrows pan what is zoomed"},
	{{'<'}, ACT_ZOOM_OUT, IN_PANES, 0, "<", NULL, NULL},
	{{'0'}, ACT_ZOOM_ALL, IN_PANES, 0, "0", NULL, NULL},
	{{'u'}, ACT_GLYPHS, IN_PANES | IN_OVERLAY, 20, "u", "Glyphs",
		"draw with braille, blocks or ASCII"},
	{{'?', UI_HELP}, ACT_HELP, IN_PANES | IN_OVERLAY, 5, "?", "Help",
		"this help; also F1"},
	{{UI_CTRL_L}, ACT_REDRAW, CONTEXTS - 1, 0, "^L", NULL, "redraw the screen"},
	{{'Z' & 31}, ACT_SUSPEND, CONTEXTS - 1, 0, "^Z", NULL, "suspend rungtop"},
	{{'q'}, ACT_QUIT, IN_PANES, 4, "q", "Quit",
		"quit; asks while trials train (^C does not)"},
	{{'y', 'Y'}, ACT_YES, IN_PROMPT, 0, "y", NULL, NULL},
	{{'n', 'N', 'q', UI_ESC}, ACT_NO, IN_PROMPT, 0, "n", NULL, NULL},
	{{'A' & 31}, ACT_FIRST, IN_LINE, 0, "^A", NULL, NULL},
	{{'E' & 31}, ACT_LAST, IN_LINE, 0, "^E", NULL, NULL},
	{{UI_BACKSPACE, 0x7f, 'H' & 31}, ACT_ERASE_BACK, IN_LINE, 0, "Backspace", NULL,
		NULL},
	{{UI_DELETE, 'D' & 31}, ACT_ERASE_HERE, IN_LINE, 0, "Del", NULL, NULL},
	{{'W' & 31}, ACT_ERASE_WORD, IN_LINE, 0, "^W", NULL, NULL},
	{{'U' & 31}, ACT_ERASE_START, IN_LINE, 0, "^U", NULL, NULL},
	{{'K' & 31}, ACT_ERASE_REST, IN_LINE, 0, "^K", NULL, NULL},
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
