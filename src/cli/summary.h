/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recorded study in a page of text, for a person: text_result()'s lines first, so
 * that scripts read both alike. Pure: reads a history and fills a string.
 */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include "store/history.h"

void summary_print(const struct history *h, struct strbuf *out);

#endif
