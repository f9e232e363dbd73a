/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/alert.h"

const char *const alert_names[ALERTS] = {
	[ALERT_INCUMBENT] = "incumbent",
	[ALERT_FAILURE] = "failure",
	[ALERT_STALL] = "stall",
	[ALERT_FINISH] = "finish",
};
