/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/text.h"

#include <math.h>

#include "base/printable.h"
#include "study/budget.h"
#include "study/diagnosis.h"
#include "study/explain.h"

void text_progress(
	const struct study *s, const struct left *left, double now, struct strbuf *out)
{
	const struct study_incumbent *inc = study_incumbent(s);
	uint64_t goal = budget_goal_epochs(s);
	size_t before;

	strbuf_addf(out, "epochs %llu", (unsigned long long)s->epochs);
	if (goal)
		strbuf_addf(out, "/%llu", (unsigned long long)goal);
	strbuf_addf(out, "  trials %zu", s->n_trials);
	if (inc)
		printable_addf(out, "  %s %.6g (T%u, epoch %d)", s->info->metric,
			inc->value, inc->trial, inc->epoch);
	if (s->n_failures)
		strbuf_addf(out, "  failed %zu", s->n_failures);
	strbuf_addf(out, "  %.0f s", now);
	if (!left || s->phase == PHASE_FINISHED)
		return;
	strbuf_adds(out, ", ");
	before = out->len;
	left_words(left, s, now, false, out);
	if (out->len == before)
		strbuf_trim(out);
}

void text_bar(const struct study *s, const struct left *left, double now, int cols,
	struct strbuf *out)
{
	double f = left_share(left, s, now);
	struct strbuf text = STRBUF_INIT;
	size_t end;
	int room;

	text_progress(s, left, now, &text);
	room = cols - (int)text.len - 4;
	if (room > 40)
		room = 40;
	if (!isnan(f) && room >= 8) {
		strbuf_addch(out, '[');
		for (int i = 0; i < room; i++)
			strbuf_addch(out, i < (int)(f * room) ? '#' : '.');
		strbuf_adds(out, "] ");
	}
	end = text.len < (size_t)cols ? text.len : (size_t)cols - 1;
	while (end && ((unsigned char)text.buf[end] & 0xc0) == 0x80)
		end--; /* no part of a character */
	strbuf_add(out, text.buf, end);
	strbuf_release(&text);
}

void text_left(const struct study *s, uint64_t seq, struct strbuf *out)
{
	struct strbuf words = STRBUF_INIT;
	struct left left;

	left_of(&left, s, s->t);
	left_words(&left, s, s->t, false, &words);
	if (words.len)
		printable_linef(out, "#%llu %s", (unsigned long long)seq, words.buf);
	strbuf_release(&words);
}

/* What its sibling would have done, when it is the decision that was taken last. */
static void add_sibling(const struct study *s, uint64_t seq, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;

	if (!s->n_decisions || s->decisions[s->n_decisions - 1].seq != seq)
		return;
	explain_sibling(s, &s->decisions[s->n_decisions - 1], &text);
	if (text.len)
		printable_addf(out, ". %s", text.buf);
	strbuf_release(&text);
}

void text_decision(
	const struct study *s, uint64_t seq, const struct decision *d, struct strbuf *out)
{
	const char *const words[] = {
		[VERDICT_PROMOTE] = s->rule->ops->goes,
		[VERDICT_PAUSE] = "waits",
		[VERDICT_STOP] = "stops",
		[VERDICT_COMPLETE] = "completes",
	};
	const struct ruling x = {.rule = s->rule, .d = d};

	strbuf_addf(out, "#%llu T%u %s at ", (unsigned long long)seq, d->trial,
		words[d->verdict]);
	if (s->n_brackets > 1)
		strbuf_addf(out, "bracket %d ", d->bracket);
	if (s->synchronous)
		strbuf_addf(out, "round %d ", d->round);
	printable_addf(
		out, "rung %d (epoch %d): %s ", d->rung, d->level, s->info->metric);
	if (isfinite(d->value))
		strbuf_addf(out, "%.6g, ", d->value);
	else
		strbuf_adds(out, "not finite, ");
	s->rule->ops->line(&x, out);
	if (d->broken > 0) {
		strbuf_adds(out, "; it ");
		explain_broken(s, d, out);
	}
	if (d->by_hand)
		strbuf_adds(out, "; by hand");
	add_sibling(s, seq, out);
	strbuf_addch(out, '\n');
}

void text_end(const struct study *s, const struct event *e, struct strbuf *out)
{
	const struct study_trial *t = &s->trials[e->end.trial];
	unsigned long long seq = e->seq;

	if (e->end.state == TRIAL_FAILED || e->end.state == TRIAL_DIVERGED)
		printable_linef(out, "#%llu T%u %s: %s", seq, t->id,
			trial_state_name(e->end.state), e->end.why);
	else if (e->end.patience)
		printable_linef(out, "#%llu T%u completes (%s)", seq, t->id, e->end.why);
	else if (e->end.state == TRIAL_COMPLETED && t->epoch < t->target)
		strbuf_addf(out, "#%llu T%u completes (its program ended at epoch %d)\n",
			seq, t->id, t->epoch);
}

void text_control(uint64_t seq, const struct event *e, struct strbuf *out)
{
	strbuf_addf(out, "#%llu %s", (unsigned long long)seq,
		control_action_name(e->control.action));
	switch (e->control.action) {
	case CONTROL_WORKERS:
	case CONTROL_PACE:
		strbuf_addf(out, " %g", e->control.number);
		break;
	case CONTROL_KILL:
	case CONTROL_PROMOTE:
	case CONTROL_TRAIN_ON:
		strbuf_addf(out, " T%u", e->control.trial);
		break;
	default:
		if (e->control.text)
			printable_addf(out, " %s", e->control.text);
	}
	if (e->control.refused)
		printable_addf(out, ": refused, %s", e->control.refused);
	strbuf_addch(out, '\n');
}

/* "incumbent latency: 17.3" */
static void add_limited(const struct study *s, const struct study_incumbent *inc,
	const struct constraint *c, struct strbuf *out)
{
	if (c->index == s->info->metric_index || inc->epoch > s->trials[inc->trial].epoch)
		return; /* or it trains again, and has not come there */
	printable_addf(out, "incumbent %s", c->metric);
	strbuf_addf(out, ": %.6g\n",
		study_metric(s, &s->trials[inc->trial], inc->epoch, c->index));
}

/* The constraints, how many trials break some now, and the least of it if all do. */
static void add_constraints(const struct study *s, struct strbuf *out)
{
	const struct study_info *info = s->info;
	const struct study_trial *least = NULL;
	struct strbuf text = STRBUF_INIT;
	size_t n = 0;

	if (!info->n_constraints)
		return;
	constraints_print(info->constraints, info->n_constraints, &text);
	printable_linef(out, "constraints: %s", text.buf);
	for (size_t i = 0; i < s->n_trials; i++) {
		const struct study_trial *t = &s->trials[i];

		if (!(t->broken > 0))
			continue;
		n++;
		least = least && least->broken <= t->broken ? least : t;
	}
	strbuf_addf(out, "break constraints: %zu of %zu trials\n", n, s->n_trials);
	strbuf_reset(&text);
	if (least && !study_incumbent(s)) {
		study_say_broken(s, least, least->epoch, &text);
		printable_linef(
			out, "incumbent: none; T%u %s, the least", least->id, text.buf);
	}
	strbuf_release(&text);
}

static void add_incumbent(
	const struct study *s, const struct study_incumbent *inc, struct strbuf *out)
{
	const struct value *config = s->trials[inc->trial].config;

	strbuf_adds(out, "incumbent value: ");
	strbuf_add_number(out, inc->value);
	strbuf_addf(out, "\nincumbent trial: %u\nincumbent epoch: %d\n", inc->trial,
		inc->epoch);
	for (size_t i = 0; i < s->info->n_constraints; i++)
		add_limited(s, inc, &s->info->constraints[i], out);
	for (size_t i = 0; i < s->info->space->n; i++) {
		char text[64];

		printable_linef(out, "param %s: %s", s->info->space->params[i].name,
			value_print(config[i], true, text, sizeof(text)));
	}
}

static void add_cause(void *out, const char *line)
{
	printable_linef(out, "cause: %s", line);
}

static void add_utilisation(const struct study *s, struct strbuf *out)
{
	struct utilisation part = study_utilisation(s);
	const char *hint = study_start_hint(s);

	if (part.starting > 0)
		strbuf_addf(out, "utilisation: %.2f training, %.2f starting\n",
			part.training, part.starting);
	else if (isfinite(part.training))
		strbuf_addf(out, "utilisation: %.3f\n", part.training);
	if (hint)
		printable_linef(out,
			"hint: starting took %.0f %% of the workers' time; %s",
			100 * part.starting, hint);
}

static void add_holds(const struct study_holds *h, struct strbuf *out)
{
	const double mib = 1024 * 1024;

	if (h->out)
		strbuf_addf(out,
			"put aside: %.0f MiB of GPU memory in %llu times, %.2f s; back "
			"%llu times, %.2f s; the largest %.0f MiB\n",
			h->bytes / mib, (unsigned long long)h->out, h->out_seconds,
			(unsigned long long)h->back, h->back_seconds, h->most / mib);
}

void text_calibration(const struct study *s, struct strbuf *out)
{
	struct calibration c;
	char level[16];

	calibrate(&c, s);
	if (c.n_spread)
		strbuf_addf(out,
			"predictions: %.2f of %zu within one spread, 0.68 expected\n",
			(double)c.within / (double)c.n_spread, c.n_spread);
	if (isfinite(c.rho))
		strbuf_addf(out, "predictions %s: rank correlation %.2f of %zu trials\n",
			study_level_text(c.level, level, sizeof(level)), c.rho, c.n);
}

static void add_warning(void *out, const char *line)
{
	printable_linef(out, "warning: %s", line);
}

/* How early stopping and the searcher get on: numbers, and what is wrong with them. */
static void add_diagnosis(const struct study *s, struct strbuf *out)
{
	struct diagnosis d;

	diagnose(&d, s);
	if (d.tide.n)
		strbuf_addf(out,
			"new trials that climb: %.2f of the last %zu, %.2f expected\n",
			(double)d.tide.climbed / (double)d.tide.n, d.tide.n,
			d.tide.expected);
	for (size_t i = 0; i < d.n_pairs; i++) {
		char lower[16], upper[16];

		if (isnan(d.pairs[i].rho))
			continue; /* all are equal: there is no order */
		strbuf_addf(out, "rank correlation %s %s: %.2f of %zu trials\n",
			study_level_text(d.pairs[i].lower, lower, sizeof(lower)),
			study_level_text(d.pairs[i].upper, upper, sizeof(upper)),
			d.pairs[i].rho, d.pairs[i].n);
	}
	text_calibration(s, out);
	diagnosis_warnings(&d, false, add_warning, out);
}

static void add_notes(const struct notes *n, struct strbuf *out)
{
	struct strbuf tags = STRBUF_INIT;

	notes_tags(n, &tags);
	if (tags.len)
		printable_linef(out, "tags: %s", tags.buf);
	strbuf_release(&tags);
	for (size_t i = 0; i < n->n; i++)
		printable_linef(out, "note: %s", n->items[i].text);
}

/* Where there is more than one: each has digits of its own. */
static void add_platforms(const struct platforms *p, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; p->n > 1 && i < p->n; i++) {
		strbuf_reset(&text);
		platform_text(p->items[i].platform, &text);
		printable_linef(out, "platform from event %llu: %s",
			(unsigned long long)p->items[i].seq, text.buf);
	}
	strbuf_release(&text);
}

void text_result(const struct study *s, const char *logs, struct strbuf *out)
{
	const struct study_incumbent *inc = study_incumbent(s);

	printable_linef(out, "study: %s", s->info->name);
	add_notes(&s->notes, out);
	printable_linef(out, "objective: %s", s->info->objective);
	if (s->info->searcher)
		printable_linef(out, "searcher: %s", s->info->searcher);
	strbuf_addf(out, "scheduler: %s\nseed: %llu\n", s->scheduler,
		(unsigned long long)s->info->seed);
	add_platforms(&s->platforms, out);
	strbuf_addf(out, "reason: %s\ntrials: %zu\n",
		s->phase == PHASE_FINISHED ? finish_reason_name(s->reason) : "unfinished",
		s->n_trials);
	for (int i = TRIAL_RUNNING; i < TRIAL_STATES; i++)
		if (s->count[i])
			strbuf_addf(out, "%s: %zu\n",
				trial_state_name((enum trial_state)i), s->count[i]);
	if (s->n_patience)
		strbuf_addf(out, "completed by patience: %zu\n", s->n_patience);
	failures_tell(&s->causes, s->n_trials, logs, add_cause, out);
	if (s->n_earlier)
		strbuf_addf(out, "earlier trials: %zu\n", s->n_earlier);
	strbuf_addf(out, "epochs: %llu\n", (unsigned long long)s->epochs);
	if (s->r_full != EPOCHS_OPEN)
		strbuf_addf(out, "epochs to r_max: %llu\n",
			(unsigned long long)s->n_trials * (unsigned long long)s->r_full);
	strbuf_addf(out, "seconds: %.3f\n", s->t);
	add_utilisation(s, out);
	add_holds(&s->holds, out);
	add_diagnosis(s, out);
	if (s->timeline.paced > 0)
		strbuf_addf(out, "paced: %.3f\n", timeline_share_paced(&s->timeline));
	printable_linef(out, "metric: %s", s->info->metric);
	add_constraints(s, out);
	if (inc)
		add_incumbent(s, inc, out);
}
