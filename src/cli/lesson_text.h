/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lesson without a screen. */
#ifndef CLI_LESSON_TEXT_H
#define CLI_LESSON_TEXT_H

#include "ui/lesson.h"

/* Prints what it says, step by step, with the study time of each. */
void lesson_print(const struct lesson *l);

#endif
