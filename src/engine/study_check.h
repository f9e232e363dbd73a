/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether an event can follow in a study. A run's own events can; those of a file that
 * was damaged may be well formed one by one and make no sense together.
 */
#ifndef ENGINE_STUDY_CHECK_H
#define ENGINE_STUDY_CHECK_H

#include "engine/study.h"

/* 0: study_apply() takes it. -1 with err (usage): "FILE: event 12 (task): what is wrong". */
int study_check(const struct study *s, const struct event *e, const char *file,
	struct error *err);

#endif
