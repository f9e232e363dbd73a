/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of panes. A pane is one file, ui/pane_NAME.c, and one row here.
 */
#ifndef UI_PANES_H
#define UI_PANES_H

struct pane_ops; /* ui/pane.h */

/* Panes with a key that gives them the focus: the key, PANE_NAME, pane_name. */
#define PANES_WITH_KEYS(ROW)                                                             \
	ROW(1, RUNGS, rungs)                                                             \
	ROW(2, INCUMBENT, incumbent)                                                     \
	ROW(3, CURVES, curves)                                                           \
	ROW(4, TRIALS, trials)                                                           \
	ROW(5, DECISIONS, decisions)                                                     \
	ROW(6, WORKERS, workers)                                                         \
	ROW(7, SPACE, space)

/* How footer, help and manual tell of these keys. */
#define PANES_KEYS "1 - 7"
#define PANES_HELP "go to rungs, incumbent, curves, trials, decisions, workers, space"

/* All of them; where panes take a line each, the first stands highest. */
#define PANES_ALL(ROW)                                                                   \
	ROW(0, HEADER, header)                                                           \
	PANES_WITH_KEYS(ROW)                                                             \
	ROW(0, HISTORY, history)                                                         \
	ROW(0, FOOTER, footer)

#define PANES_ENUM(key, NAME, name) PANE_##NAME,
enum pane { PANES_ALL(PANES_ENUM) PANES };
#undef PANES_ENUM

#define PANES_OPS(key, NAME, name) extern const struct pane_ops pane_##name;
PANES_ALL(PANES_OPS)
#undef PANES_OPS

/* By enum pane. */
extern const struct pane_ops *const pane_ops[PANES];

#endif
