/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going over to another scheduler: by hand, or as the study file says. */
#ifndef TUNER_TUNER_SWITCH_H
#define TUNER_TUNER_SWITCH_H

#include "tuner/command.h"

struct tuner;

/* Does those switches of the study file that are due. */
void tuner_switch_by_schedule(struct tuner *t);
/* Its text: "asha eta=4". */
void tuner_switch_by_text(struct tuner *t, const struct command *c);

#endif
