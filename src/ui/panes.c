/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/panes.h"

const struct pane_ops *const pane_ops[PANES] = {
	[PANE_HEADER] = &pane_header,
	[PANE_RUNGS] = &pane_rungs,
	[PANE_INCUMBENT] = &pane_incumbent,
	[PANE_CURVES] = &pane_curves,
	[PANE_TRIALS] = &pane_trials,
	[PANE_DECISIONS] = &pane_decisions,
	[PANE_WORKERS] = &pane_workers,
	[PANE_SPACE] = &pane_space,
	[PANE_HISTORY] = &pane_history,
	[PANE_FOOTER] = &pane_footer,
};
