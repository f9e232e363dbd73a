/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a searcher proposed in a recorded study, for `show --searcher`: how the
 * configurations came, and what its model predicted against what was seen, as a plot and a
 * table. Pure: reads a study and fills a string.
 */
#ifndef CLI_SEARCHER_PAGE_H
#define CLI_SEARCHER_PAGE_H

#include "study/study.h"

void searcher_page(const struct study *s, struct strbuf *out);

#endif
