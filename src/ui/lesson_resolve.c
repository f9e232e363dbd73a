/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the steps of a lesson are in its study. */
#include "config.h"

#include <inttypes.h>

#include "ui/lesson.h"

static uint64_t find_decision(const struct journal *j, uint64_t number, uint64_t *n)
{
	*n = 0;
	for (uint64_t seq = 1; seq <= journal_length(j); seq++)
		if (journal_at(j, seq)->kind == EVENT_DECISION && ++*n == number)
			return seq;
	return 0;
}

/* The first verdicts at a rung that are not to wait: the last of them, or the first. */
static uint64_t find_rung(
	const struct journal *j, int bracket, int rung, bool first)
{
	uint64_t last = 0;

	for (uint64_t seq = 1; seq <= journal_length(j); seq++) {
		const struct event *e = journal_at(j, seq);
		const struct decision *d = &e->decision;

		if (e->kind == EVENT_DECISION && d->bracket == bracket &&
			d->rung == rung && d->verdict != VERDICT_PAUSE)
			last = seq;
		else if (last)
			break;
		if (last && first)
			break;
	}
	return last;
}

static uint64_t find_report(const struct journal *j, uint64_t trial, int epoch)
{
	for (uint64_t seq = 1; seq <= journal_length(j); seq++) {
		const struct event *e = journal_at(j, seq);

		if (e->kind == EVENT_REPORT && e->report.trial == trial &&
			e->report.epoch == epoch)
			return seq;
	}
	return 0;
}

static uint64_t find_time(const struct journal *j, double t)
{
	uint64_t seq = 1;

	while (seq < journal_length(j) && journal_at(j, seq + 1)->t <= t)
		seq++;
	return seq;
}

static int resolve(struct lesson_step *st, const struct journal *j, struct error *err)
{
	uint64_t whole = journal_length(j), n;

	switch (st->when) {
	case WHEN_EVENT:
		if (st->number > whole)
			return error_at(err, st->at,
				"there is no event %" PRIu64 "; the last one is %" PRIu64,
				st->number, whole);
		st->seq = st->number;
		break;
	case WHEN_DECISION:
		st->seq = find_decision(j, st->number, &n);
		if (!st->seq)
			return error_at(err, st->at,
				"there is no decision %" PRIu64 "; there are %" PRIu64,
				st->number, n);
		break;
	case WHEN_RUNG:
		st->seq = find_rung(j, st->bracket, st->rung, st->before);
		if (!st->seq)
			return error_at(err, st->at,
				"nothing is decided at rung %d of bracket %d", st->rung,
				st->bracket);
		break;
	case WHEN_TRIAL:
		st->seq = find_report(j, st->number, st->epoch);
		if (!st->seq)
			return error_at(err, st->at,
				"T%02" PRIu64 " never reports epoch %d", st->number,
				st->epoch);
		break;
	case WHEN_TIME:
		if (st->seconds > journal_at(j, whole)->t)
			return error_at(err, st->at,
				"the study ends after %g seconds, before %g",
				journal_at(j, whole)->t, st->seconds);
		st->seq = find_time(j, st->seconds);
		break;
	default: /* WHEN_END */
		st->seq = whole;
	}
	if (st->before && st->seq > 1)
		st->seq--;
	else if (st->when != WHEN_EVENT)
		st->seq = guess_settled(j, st->seq, whole);
	return 0;
}

/* Whether what the step asks has an answer after it. */
static int check_ask(
	const struct lesson_step *st, const struct journal *j, struct error *err)
{
	struct guess g;
	bool found;

	guess_init(&g);
	guess_ask(&g, st->ask, st->ask_bracket, st->ask_rung, 0, st->seq);
	found = guess_find(&g, j, journal_length(j));
	guess_release(&g);
	if (found)
		return 0;
	return error_at(err, st->at, "what is asked has no answer: no trial %s later",
		st->ask == GUESS_STOP ? "is stopped"
		: st->ask == GUESS_RUNG ? "climbs from that rung"
				      : "climbs");
}

int lesson_resolve(
	struct lesson *l, const struct journal *const *journals, struct error *err)
{
	for (size_t i = 0; i < l->n_steps; i++) {
		struct lesson_step *st = &l->steps[i];
		const struct journal *j = journals[st->column];

		if (st->when == WHEN_ON || st->when == WHEN_KEY) {
			st->seq = i ? st[-1].seq
				    : guess_settled(j, 1, journal_length(j));
			st->t = i ? st[-1].t : 0;
			st->column = i ? st[-1].column : 0;
			j = journals[st->column];
		} else if (st->when == WHEN_TIME && l->n_columns) {
			st->t = st->seconds;
		} else if (st->when == WHEN_END && l->n_columns) {
			for (size_t c = 0; c < l->n_columns; c++) {
				double t = journal_at(journals[c],
					journal_length(journals[c]))->t;

				st->t = t > st->t ? t : st->t;
			}
		} else {
			if (resolve(st, j, err) < 0)
				return -1;
			st->t = journal_at(j, st->seq)->t;
		}
		if (st->asks && check_ask(st, j, err) < 0)
			return -1;
	}
	return 0;
}
