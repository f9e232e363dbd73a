/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folder that a report is written into: index.html, and every chart as SVG and PNG on
 * light and on dark paper. No file that is there is ever overwritten.
 */
#ifndef REPORT_FOLDER_H
#define REPORT_FOLDER_H

#include "store/history.h"

/* -1 with err (usage) when dir is there and not an empty folder. */
int folder_check(const char *dir, struct error *err);
/* Makes dir if need be and writes everything. -1 with err. */
int folder_write(const char *dir, const struct history *h, struct error *err);

#endif
