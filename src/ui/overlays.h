/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of overlays, what lies over the panes. An overlay is one file,
 * ui/overlay_NAME.c, and one row here.
 */
#ifndef UI_OVERLAYS_H
#define UI_OVERLAYS_H

struct overlay_ops; /* ui/overlay.h */

/* OVERLAY_NAME, overlay_name */
#define OVERLAYS_ALL(ROW)                                                                \
	ROW(HELP, help)                                                                  \
	ROW(TRIAL, trial)                                                                \
	ROW(LOG, log)                                                                    \
	ROW(RUNG, rung)                                                                  \
	ROW(EXPLAIN, explain)                                                            \
	ROW(AUDIT, audit)                                                                \
	ROW(SWITCH, switch)                                                              \
	ROW(STOP, stop)                                                                  \
	ROW(PROMPT, prompt)                                                              \
	ROW(SEARCH, search)                                                              \
	ROW(FILTER, filter)                                                              \
	ROW(COLUMNS, columns)                                                            \
	ROW(CONFIRM, confirm)                                                            \
	ROW(QUIT, quit)                                                                  \
	ROW(END, end)

#define OVERLAYS_ENUM(NAME, name) OVERLAY_##NAME,
enum overlay { OVERLAY_NONE, OVERLAYS_ALL(OVERLAYS_ENUM) OVERLAYS };
#undef OVERLAYS_ENUM

#define OVERLAYS_OPS(NAME, name) extern const struct overlay_ops overlay_##name;
OVERLAYS_ALL(OVERLAYS_OPS)
#undef OVERLAYS_OPS

/* By enum overlay; that of OVERLAY_NONE is NULL. */
extern const struct overlay_ops *const overlay_ops[OVERLAYS];

#endif
