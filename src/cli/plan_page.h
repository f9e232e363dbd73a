/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a page of text. Pure: reads a sheet and fills a string. */
#ifndef CLI_PLAN_PAGE_H
#define CLI_PLAN_PAGE_H

#include "cli/planner.h"

/* unicode: bars are drawn with block characters, else with '#'. */
void plan_page(const struct sheet *sheet, bool unicode, struct strbuf *out);
/* Whether the locale has such characters. */
bool plan_has_unicode(void);
/* Several schedulers of one study, a line each. */
void plan_page_compare(const struct sheet *sheets, size_t n, struct strbuf *out);

#endif
