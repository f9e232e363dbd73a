/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/plan_page.h"

#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/printable.h"
#include "scheduler/rule.h"

#define LABEL 11 /* columns of a bracket's name */
#define SUM 10	 /* and of its sum */
#define CELLS 58 /* for its rungs between them */
#define CELL_MOST 14
#define RUNGS_MOST 8

/* The staircase */

struct stair {
	const struct plan *p;
	int columns[RUNGS_MOST]; /* rungs of bracket 0 */
	int n, width, number;
	double most; /* results of the fullest rung */
	bool unicode;
};

static void add_spaces(int n, struct strbuf *out)
{
	while (n-- > 0)
		strbuf_addch(out, ' ');
}

/* All rungs of bracket 0, or some of them, evenly spread from the first to the last. */
static void choose_columns(struct stair *st)
{
	int n = st->p->run.brackets[0].n_rungs;

	st->n = n < RUNGS_MOST ? n : RUNGS_MOST;
	for (int i = 0; i < st->n; i++)
		st->columns[i] = n <= RUNGS_MOST
					 ? i
					 : (int)((int64_t)i * (n - 1) / (RUNGS_MOST - 1));
	st->width = CELLS / st->n < CELL_MOST ? CELLS / st->n : CELL_MOST;
}

static const struct plan_rung *rung_at(const struct stair *st, int b, int column)
{
	int k = st->columns[column] - b; /* bracket b begins at rung b of bracket 0 */

	return k >= 0 ? &st->p->rungs[b][k] : NULL;
}

static void measure(struct stair *st)
{
	for (int b = 0; b < st->p->run.n_brackets; b++)
		for (int i = 0; i < st->n; i++) {
			const struct plan_rung *r = rung_at(st, b, i);
			char text[32];
			int n;

			if (!r)
				continue;
			n = snprintf(text, sizeof(text), "%.0f",
				fmax(r->results.mean, r->epochs.mean));
			st->number = n > st->number ? n : st->number;
			st->most = fmax(st->most, r->results.mean);
		}
}

/* In eighths of a column, where there are such characters. */
static void add_bar(const struct stair *st, double part, int width, struct strbuf *out)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	int n = (int)ceil(part * width * 8), drawn = n / 8;

	for (int i = 0; i < drawn; i++)
		strbuf_adds(out, st->unicode ? "█" : "#");
	if (n % 8) {
		strbuf_adds(out, st->unicode ? eighths[n % 8] : "#");
		drawn++;
	}
	add_spaces(width - drawn, out);
}

static void end_line(struct strbuf *out)
{
	strbuf_trim(out);
	strbuf_addch(out, '\n');
}

static void add_levels(const struct stair *st, struct strbuf *out)
{
	const struct virtual_bracket *b = &st->p->run.brackets[0];

	strbuf_addf(out, "%-*s", LABEL, "epoch");
	for (int i = 0; i < st->n; i++) {
		strbuf_addf(out, "%*d", st->number, b->levels[st->columns[i]]);
		add_spaces(st->width - st->number, out);
	}
	end_line(out);
}

static void add_numbers(
	const struct stair *st, int b, bool epochs, const char *label, struct strbuf *out)
{
	double sum = 0;

	strbuf_addf(out, "%-*s", LABEL, label);
	for (int k = 0; k < st->p->run.brackets[b].n_rungs; k++)
		sum += epochs ? st->p->rungs[b][k].epochs.mean : 0;
	for (int i = 0; i < st->n; i++) {
		const struct plan_rung *r = rung_at(st, b, i);
		int bar = st->width - st->number - 2;

		if (!r) {
			add_spaces(st->width, out);
			continue;
		}
		strbuf_addf(out, "%*.0f", st->number,
			epochs ? r->epochs.mean : r->results.mean);
		if (!epochs && bar > 0 && r->results.mean > 0) {
			strbuf_addch(out, ' ');
			add_bar(st, r->results.mean / st->most, bar, out);
			strbuf_addch(out, ' ');
		} else {
			add_spaces(st->width - st->number, out);
		}
	}
	strbuf_addf(out, " %*.0f %s", SUM - 1,
		epochs ? sum : st->p->rungs[b][0].results.mean,
		epochs ? "epochs" : "trials");
	end_line(out);
}

static void add_staircase(const struct plan *p, bool unicode, struct strbuf *out)
{
	struct stair st = {.p = p, .unicode = unicode};

	choose_columns(&st);
	measure(&st);
	add_levels(&st, out);
	for (int b = 0; b < p->run.n_brackets; b++) {
		char label[24];

		snprintf(label, sizeof(label), "bracket %d", b);
		add_numbers(&st, b, false, label, out);
		add_numbers(&st, b, true, "", out);
	}
	if (st.n < p->run.brackets[0].n_rungs)
		strbuf_addf(out, "%-*s%d of the %d epochs at which it judges are shown\n",
			LABEL, "", st.n, p->run.brackets[0].n_rungs);
}

/* Sums */

static void add_label(const char *label, struct strbuf *out)
{
	strbuf_addf(out, "%-*s", LABEL, label);
}

/* A time, or how many epochs one after the other. */
static void add_time(const struct sheet *s, const struct plan_span *t, struct strbuf *out)
{
	if (s->simulated || s->pace.seconds > 0) {
		plan_times(t, out);
	} else if (isfinite(t->mean)) {
		plan_count(t, out);
		strbuf_addf(out, " epoch%s", t->most == 1 ? "" : "s");
	} else {
		strbuf_addch(out, '-');
	}
}

/* The same, and its range in brackets where it has one. */
static void add_mean(const struct sheet *s, const struct plan_span *t, struct strbuf *out)
{
	const struct plan_span mean = {t->mean, t->mean, t->mean};

	if (!isfinite(t->mean) || t->most - t->least <= 0.005 * t->most) {
		add_time(s, t, out);
		return;
	}
	strbuf_adds(out, "about ");
	add_time(s, &mean, out);
	strbuf_adds(out, " (");
	add_time(s, t, out);
	strbuf_addch(out, ')');
}

static void add_epochs(const struct sheet *s, struct strbuf *out)
{
	const struct plan *p = &s->plan;
	struct plan_span all = {p->trials.least * p->r_max, p->trials.most * p->r_max,
		p->trials.mean * p->r_max};

	add_label("trials", out);
	plan_count(&p->trials, out);
	strbuf_adds(out, p->trials.most == 1 ? " configuration is tried\n"
					     : " configurations are tried\n");
	add_label("epochs", out);
	plan_count(&p->epochs, out);
	strbuf_addf(out, ": %.1f %% of the ", 100 * plan_share(p));
	plan_count(&all, out);
	strbuf_addf(out, " of all to %d\n", p->r_max);
}

static void add_busy(const struct sheet *s, struct strbuf *out)
{
	const struct plan *p = &s->plan;

	bool timed = s->simulated || s->pace.seconds > 0;

	add_label("time", out);
	strbuf_adds(out, timed ? "" : "as long as ");
	add_mean(s, &p->seconds, out);
	strbuf_addf(out, " on %d worker%s", p->workers, p->workers == 1 ? "" : "s");
	if (isfinite(p->busy.mean))
		strbuf_addf(out, ", busy %.0f %%", 100 * p->busy.mean);
	if (p->start > 0 && isfinite(p->seconds.mean)) {
		strbuf_adds(out, "; programs start for ");
		plan_time(p->start / p->workers, out);
		strbuf_adds(out, " of that");
	}
	strbuf_addch(out, '\n');
	if (!timed) {
		add_label("", out);
		strbuf_adds(out, "one after the other; --epoch-seconds S or --probe "
				 "gives hours\n");
	}
}

static void add_wait(const struct sheet *s, struct strbuf *out)
{
	const struct plan *p = &s->plan;

	add_label("barrier", out);
	if (!p->ops->synchronous) {
		strbuf_adds(out, "none: no result waits for another\n");
		return;
	}
	if (!(p->wait.most > 0)) {
		strbuf_adds(out, isfinite(p->wait.mean) ? "no result waits\n" : "-\n");
		return;
	}
	strbuf_addf(out,
		"at rung %d of bracket %d, round %d, the first result waits longest:\n",
		p->run.wait_at.rung, p->run.wait_at.bracket, p->run.wait_at.round);
	add_label("", out);
	add_mean(s, &p->wait, out);
	strbuf_addch(out, '\n');
}

static void add_share_of(const char *what, double bytes, double limit, const char *past,
	struct strbuf *out)
{
	strbuf_addf(out, "; %s ", what);
	plan_bytes(bytes, out);
	if (bytes <= limit)
		return;
	strbuf_adds(out, ", of which ");
	plan_bytes(limit, out);
	strbuf_addf(out, " are kept: %s", past);
}

static void add_checkpoints(const struct sheet *s, struct strbuf *out)
{
	const struct plan *p = &s->plan;
	double held = p->held.most;

	if (s->simulated)
		return;
	add_label("waiting", out);
	if (!isfinite(held)) {
		strbuf_adds(out, "-\n");
		return;
	}
	plan_count(&p->held, out);
	strbuf_adds(out, held == 1 ? " trial at most" : " trials at most");
	if (s->program)
		strbuf_adds(out, ", each with its own checkpoint or process");
	if (isfinite(s->bytes))
		add_share_of(
			"memory", held * s->bytes, s->memory, "others train again", out);
	if (isfinite(s->saved))
		add_share_of("recording", (held + p->workers) * s->saved, s->disk,
			"others train again after a resume", out);
	strbuf_addch(out, '\n');
}

static void add_workers(const struct sheet *s, struct strbuf *out)
{
	bool any = false;

	for (size_t i = 0; i < s->n_workers; i++) {
		if (s->workers[i].fails || s->workers[i].plan.cut)
			continue;
		if (!any)
			add_label("workers", out);
		strbuf_addf(out, "%s%s: ", any ? ", " : "", s->workers[i].label);
		if (s->simulated || s->pace.seconds > 0)
			plan_time(s->workers[i].plan.seconds.mean, out);
		else
			strbuf_addf(out, "%.0f epochs", s->workers[i].plan.seconds.mean);
		any = true;
	}
	if (any)
		strbuf_addch(out, '\n');
}

/* The table */

static void add_padded(
	const struct strbuf *text, int width, bool right, struct strbuf *out)
{
	strbuf_addf(out, right ? "%*s" : "%-*s", width, text->buf);
}

static void add_cells(const struct sheet *s, const char *label, const struct plan *p,
	struct strbuf *out)
{
	struct strbuf cell = STRBUF_INIT;
	bool known = !p->cut || p->exact;

	strbuf_addf(out, "%-21s", label);
	if (known)
		plan_count(&p->trials, &cell);
	else
		strbuf_addch(&cell, '-');
	add_padded(&cell, 12, true, out);
	strbuf_reset(&cell);
	if (known)
		plan_count(&p->epochs, &cell);
	else
		strbuf_adds(&cell, "too many");
	add_padded(&cell, 17, true, out);
	strbuf_reset(&cell);
	if (known)
		strbuf_addf(&cell, "%.1f %%", 100 * plan_share(p));
	add_padded(&cell, 9, true, out);
	strbuf_reset(&cell);
	if (p->cut)
		strbuf_addch(&cell, '-');
	else
		add_time(s, &p->seconds, &cell);
	strbuf_addf(out, "  %*s", 18, cell.buf);
	strbuf_release(&cell);
	end_line(out);
}

static void add_head(const char *label, struct strbuf *out)
{
	strbuf_addf(out, "%-21s%12s%17s%9s  %18s\n", label, "trials", "epochs", "of all",
		"time");
}

static void add_others(const struct sheet *s, struct strbuf *out)
{
	if (!s->n_others)
		return;
	strbuf_addch(out, '\n');
	add_head("beside it", out);
	add_cells(s, "as it is", &s->plan, out);
	for (size_t i = 0; i < s->n_others; i++) {
		if (s->others[i].fails)
			printable_linef(
				out, "%-21s%s", s->others[i].label, s->others[i].why);
		else
			add_cells(s, s->others[i].label, &s->others[i].plan, out);
	}
}

/* What is exact, and what is not */

static void add_truth(const struct sheet *s, struct strbuf *out)
{
	const struct plan *p = &s->plan;

	strbuf_addch(out, '\n');
	if (s->simulated && !s->guessed)
		strbuf_adds(out, "All of it is exact: the curves are known.\n");
	else if (p->exact)
		strbuf_addf(out,
			"Trials and epochs are exact: they do not depend on results, but "
			"for those of\ntrials that fail or diverge.%s\n",
			p->exact_time || p->cut
				? ""
				: " Times are estimates, the least to the most.");
	else
		strbuf_addf(out,
			"Trials, epochs and times are estimates: %s decides by results. "
			"Numbers at\nrungs are means, others the least to the most, of "
			"%zu runs with made-up curves.\n",
			p->ops->kind.name, p->n_seeds);
	if (s->guessed)
		strbuf_adds(out, "The searcher learns, and was not asked: "
				 "configurations are drawn at random.\n");
	if (s->assumed)
		printable_linef(out,
			"Nothing ends this study: planned for %s; --%s gives another "
			"limit.",
			s->ends.buf, p->ops->synchronous ? "rounds N" : "trials N");
	if (p->cut)
		strbuf_adds(out,
			"It is too large to be tried on a virtual clock, and has "
			"no times here.\n");
	for (size_t i = 0; i < s->n_notes; i++)
		printable_linef(out, "Note: %s.", s->notes[i]);
}

static void add_pace(const struct sheet *s, struct strbuf *out)
{
	const struct probe *probe = &s->pace.probe;

	if (s->simulated || !(s->pace.seconds > 0))
		return;
	strbuf_adds(out, "; an epoch takes ");
	plan_time(s->pace.seconds, out);
	if (!s->pace.probed)
		return;
	strbuf_addf(out, " (%zu trial%s", probe->trials, probe->trials == 1 ? "" : "s");
	if (probe->trials > 1) {
		strbuf_adds(out, ", ");
		plan_time(probe->least, out);
		strbuf_adds(out, " to ");
		plan_time(probe->most, out);
	}
	strbuf_addch(out, ')');
	if (s->pace.start > 0) {
		strbuf_adds(out, ", a start ");
		plan_time(s->pace.start, out);
	}
}

void plan_page(const struct sheet *s, bool unicode, struct strbuf *out)
{
	printable_linef(out, "%s", s->plan.spec);
	printable_addf(out, "%s (%s), %s", s->study, s->objective,
		s->ends.len ? s->ends.buf : "until the value is reached");
	add_pace(s, out);
	strbuf_adds(out, "\n\n");
	if (!s->plan.cut || s->plan.exact) {
		add_staircase(&s->plan, unicode, out);
		strbuf_addch(out, '\n');
		add_epochs(s, out);
		add_busy(s, out);
		add_wait(s, out);
		add_checkpoints(s, out);
		add_workers(s, out);
	}
	add_others(s, out);
	add_truth(s, out);
}

bool plan_has_unicode(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

void plan_page_compare(const struct sheet *sheets, size_t n, struct strbuf *out)
{
	add_head("scheduler", out);
	for (size_t i = 0; i < n; i++) {
		if (strlen(sheets[i].plan.spec) < 21) {
			add_cells(&sheets[i], sheets[i].plan.spec, &sheets[i].plan, out);
			continue;
		}
		printable_linef(out, "%s", sheets[i].plan.spec);
		add_cells(&sheets[i], "", &sheets[i].plan, out);
	}
	strbuf_addch(out, '\n');
}
