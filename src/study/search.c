/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/search.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define EVENT_WORDS 4

uint32_t event_trial(const struct event *e)
{
	switch (e->kind) {
	case EVENT_TRIAL:
		return e->trial.trial;
	case EVENT_TASK:
		return e->task.trial;
	case EVENT_REPORT:
		return e->report.trial;
	case EVENT_DECISION:
		return e->decision.trial;
	case EVENT_INCUMBENT:
		return e->incumbent.trial;
	case EVENT_END:
		return e->end.trial;
	case EVENT_PLACE:
		return e->place.trial;
	case EVENT_START:
		return e->start.trial;
	case EVENT_HOLD:
		return e->hold.trial;
	case EVENT_CONTROL:
		if (e->control.action == CONTROL_KILL ||
			e->control.action == CONTROL_PROMOTE ||
			e->control.action == CONTROL_TRAIN_ON)
			return e->control.trial;
		break;
	case EVENT_STUDY:
	case EVENT_SCHEDULER:
	case EVENT_EARLIER: /* its trial is another study's */
	case EVENT_FINISH:
		break;
	}
	return UINT32_MAX;
}

/* The words that stand for it, but for its trial. */
static size_t words_of(const struct event *e, const char *words[EVENT_WORDS])
{
	size_t n = 0;

	words[n++] = event_kind_name(e->kind);
	switch (e->kind) {
	case EVENT_DECISION:
		words[n++] = verdict_name(e->decision.verdict);
		if (e->decision.verdict == VERDICT_PROMOTE)
			words[n++] = "climb";
		break;
	case EVENT_END:
		words[n++] = trial_state_name(e->end.state);
		break;
	case EVENT_CONTROL:
		words[n++] = control_action_name(e->control.action);
		if (e->control.refused)
			words[n++] = "refused";
		break;
	case EVENT_SCHEDULER:
		words[n++] = "switch";
		words[n++] = e->scheduler.name;
		break;
	case EVENT_PLACE:
		words[n++] = e->place.node;
		break;
	case EVENT_FINISH:
		words[n++] = finish_reason_name(e->finish.reason);
		break;
	case EVENT_EARLIER:
		words[n++] = e->earlier->source;
		break;
	case EVENT_TRIAL:
		if (e->trial.why)
			words[n++] = origin_name(e->trial.why->origin);
		break;
	case EVENT_STUDY:
	case EVENT_TASK:
	case EVENT_REPORT:
	case EVENT_INCUMBENT:
	case EVENT_START:
	case EVENT_HOLD:
		break;
	}
	return n;
}

/* Whether the word names the event's trial. */
static bool is_trial(const struct event *e, const char *word, size_t n)
{
	size_t skip = n > 1 && (*word == 'T' || *word == 't');
	uint32_t trial = event_trial(e);
	unsigned long long id;
	char *end;

	if (trial == UINT32_MAX || !isdigit((unsigned char)word[skip]))
		return false;
	id = strtoull(word + skip, &end, 10);
	return end == word + n && id == trial;
}

static bool word_fits(const struct event *e, const char *word, size_t n)
{
	const char *words[EVENT_WORDS];
	size_t count;

	if (is_trial(e, word, n))
		return true;
	count = words_of(e, words);
	for (size_t i = 0; i < count; i++)
		if (strncasecmp(words[i], word, n) == 0)
			return true;
	return false;
}

bool search_fits(const struct event *e, const char *text)
{
	bool any = false;

	if (e->kind == EVENT_TASK || e->kind == EVENT_REPORT || e->kind == EVENT_START ||
		e->kind == EVENT_HOLD)
		return false;
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");

		if (!word_fits(e, text, n))
			return false;
		any = true;
		text += n;
	}
	return any;
}

uint64_t search_next(
	const struct moments *t, const char *text, uint64_t seq, bool back, bool *wrapped)
{
	uint64_t at = seq;

	*wrapped = false;
	for (uint64_t i = 0; i < t->length; i++) {
		if (back && at <= 1) {
			at = t->length;
			*wrapped = true;
		} else if (!back && at >= t->length) {
			at = 1;
			*wrapped = true;
		} else {
			at += back ? -1ull : 1ull;
		}
		if (search_fits(journal_at(t->journal, at), text))
			return at;
	}
	return 0;
}
