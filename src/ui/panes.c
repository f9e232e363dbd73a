/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/panes.h"

#define LISTED(key, NAME, name) [PANE_##NAME] = &pane_##name,
const struct pane_ops *const pane_ops[PANES] = {PANES_ALL(LISTED)};
