/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUNER_TUNER_MESSAGES_H
#define TUNER_TUNER_MESSAGES_H

struct tuner;

/*
 * Waits for one message of the pool, for a command, or for the study's time to be up, and
 * acts on it.
 */
void tuner_take_message(struct tuner *t);

#endif
