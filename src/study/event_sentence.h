/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What events of older recordings say in a sentence and in no field: the limits that a
 * study was resumed under, that its searcher was exhausted, and whether a warning lasts.
 */
#ifndef STUDY_EVENT_SENTENCE_H
#define STUDY_EVENT_SENTENCE_H

#include "study/event.h"
#include "study/journal.h"

/* Completes a control event that has none of these fields. keep: for what it points to. */
void event_read_sentence(struct journal *keep, struct event *e);

#endif
