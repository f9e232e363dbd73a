/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A view of a fixture's study, on a screen of 80 columns and 24 rows, and keys for it.
 * There is one; each test begins it anew.
 */
#ifndef TESTS_CHECK_UI_KEYS_H
#define TESTS_CHECK_UI_KEYS_H

#include "check_ui_fixture.h"

extern struct fixture f;
extern struct view v;
extern struct layout l;

/* What the screen does before it draws. */
void follow(void);
/* Gives the view a key, and follows. */
struct request press(uint32_t key);
/* UTF-8, of which nothing comes yet. */
void type(const char *text);
/* Releases the view and the fixture. */
void finish(void);

#endif
