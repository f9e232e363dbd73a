/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folder that a report is written into: index.html, and every chart as SVG and PNG on
 * light and on dark paper. No existing file is ever overwritten.
 */
#ifndef REPORT_FOLDER_H
#define REPORT_FOLDER_H

#include "store/history.h"

/* -1 with err (usage) when dir exists and is not an empty folder. */
int folder_check(const char *dir, struct error *err);
/* Creates dir if it does not exist; it must be empty. -1 with err (usage). */
int folder_begin(const char *dir, struct error *err);
/* Writes a new file in it. -1 with err. */
int folder_put(
	const char *dir, const char *name, const struct strbuf *text, struct error *err);
/* Creates dir if it does not exist and writes everything. -1 with err. */
int folder_write(const char *dir, const struct history *h, struct error *err);

#endif
