/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/panes.h"

/* The key of a pane is its number. */
#define KEYED(key, NAME, name) _Static_assert(PANE_##NAME == (key), "key of " #name);
PANES_WITH_KEYS(KEYED)

#define LISTED(key, NAME, name) [PANE_##NAME] = &pane_##name,
const struct pane_ops *const pane_ops[PANES] = {PANES_ALL(LISTED)};
