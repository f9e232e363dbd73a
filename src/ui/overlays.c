/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/overlays.h"

#define LISTED(NAME, name) [OVERLAY_##NAME] = &overlay_##name,
const struct overlay_ops *const overlay_ops[OVERLAYS] = {OVERLAYS_ALL(LISTED)};
