/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/panes.h"

const struct overlay_ops *const overlay_ops[OVERLAYS] = {
	[OVERLAY_HELP] = &overlay_help,
	[OVERLAY_TRIAL] = &overlay_trial,
	[OVERLAY_LOG] = &overlay_log,
	[OVERLAY_RUNG] = &overlay_rung,
	[OVERLAY_EXPLAIN] = &overlay_explain,
	[OVERLAY_SWITCH] = &overlay_switch,
	[OVERLAY_PROMPT] = &overlay_prompt,
	[OVERLAY_SEARCH] = &overlay_search,
	[OVERLAY_FILTER] = &overlay_filter,
	[OVERLAY_COLUMNS] = &overlay_columns,
	[OVERLAY_CONFIRM] = &overlay_confirm,
	[OVERLAY_QUIT] = &overlay_quit,
	[OVERLAY_END] = &overlay_end,
};
