/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen as the command line asks for it. */
#ifndef CLI_ON_SCREEN_H
#define CLI_ON_SCREEN_H

#include "cli/options.h"
#include "ui/screen.h"

/* -1 with err when an option needs the screen and there is none. */
int on_screen_check(const struct options *o, struct error *err);
/* Fills in what the options say about the look and the script, and calls screen_run(). */
int on_screen_run(struct screen_setup *setup, const struct options *o, struct error *err);

#endif
