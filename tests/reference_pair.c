/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reference_pair.h"

#include <check.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "reference.h"

void pair_fail(const struct pair *p, const char *fmt, ...)
{
	char what[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	ck_abort_msg("study %d, step %u, %s: %s: %s\n"
		     "(alone and step by step: check_scheduler_reference %d)",
		p->study, p->step, p->text, p->asked, what, p->study);
	abort(); /* never reached; ck_abort_msg is not known to not return */
}

/* Making them */

void knobs_from_text(struct knobs *k, const struct scheduler_ops *ops, const char *words)
{
	struct place here = {.file = "test"};
	char *copy = xstrdup(words), *save = NULL;
	struct error err = {0};

	knobs_init(k, ops->kind.knobs, here);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		char *eq = strchr(w, '=');

		ck_assert_ptr_nonnull(eq);
		*eq = '\0';
		if (knobs_set(k, ops->kind.name, w, eq + 1, here, &err) < 0)
			ck_abort_msg("%s", err.text);
	}
	free(copy);
}

struct scheduler *scheduler_from_text(
	const char *text, bool reference, const struct scheduler_setup *setup)
{
	struct scheduler_setup with_knobs = *setup;
	char *name = xstrndup(text, strcspn(text, " "));
	const struct kind *kind = family_find(&schedulers, name);
	const struct scheduler_ops *ops;
	struct error err = {0};
	struct scheduler *s;
	struct knobs knobs;

	if (!kind)
		ck_abort_msg("there is no scheduler %s", name);
	knobs_from_text(&knobs, scheduler_ops_of(kind), text + strlen(name));
	with_knobs.knobs = &knobs;
	ops = reference ? reference_find(name) : scheduler_ops_of(kind);
	with_knobs.ops = ops;
	s = ops->create(&with_knobs, &err);
	if (!s)
		ck_abort_msg("%s: %s", text, err.text);
	knobs_release(&knobs);
	free(name);
	return s;
}

static void compare_shapes(struct pair *p)
{
	const struct scheduler *real = p->real, *ref = p->reference;
	int n = real->ops->n_brackets(real);

	pair_check(p, real->ops->synchronous == ref->ops->synchronous, "synchronous?");
	pair_check(p, n == ref->ops->n_brackets(ref), "%d brackets, reference %d", n,
		ref->ops->n_brackets(ref));
	for (int b = 0; b < n; b++) {
		struct bracket_shape x = real->ops->bracket(real, b);
		struct bracket_shape y = ref->ops->bracket(ref, b);

		pair_check(p, x.n_rungs == y.n_rungs,
			"bracket %d: %d rungs, reference %d", b, x.n_rungs, y.n_rungs);
		pair_check(p, !x.seats == !y.seats, "bracket %d: seats?", b);
		for (int k = 0; k < x.n_rungs; k++) {
			pair_check(p, x.levels[k] == y.levels[k],
				"bracket %d, rung %d: level %d, reference %d", b, k,
				x.levels[k], y.levels[k]);
			pair_check(p, !x.seats || x.seats[k] == y.seats[k],
				"bracket %d, rung %d: %u seats, reference %u", b, k,
				x.seats[k], y.seats[k]);
		}
	}
}

__attribute__((format(printf, 2, 3))) static void ask(
	struct pair *p, const char *fmt, ...)
{
	va_list ap;

	p->step++;
	va_start(ap, fmt);
	vsnprintf(p->asked, sizeof(p->asked), fmt, ap);
	va_end(ap);
	if (p->trace)
		fprintf(stderr, "%5u %s\n", p->step, p->asked);
}

void pair_set(struct pair *p, const char *text, const struct scheduler_setup *setup)
{
	pair_release(p);
	snprintf(p->text, sizeof(p->text), "%s", text);
	ask(p, "new %s%s, rounds %d", text, setup->maximize ? ", maximize" : "",
		(int)setup->rounds);
	p->real = scheduler_from_text(text, false, setup);
	p->reference = scheduler_from_text(text, true, setup);
	compare_shapes(p);
}

void pair_release(struct pair *p)
{
	if (p->real)
		p->real->ops->free(p->real);
	if (p->reference)
		p->reference->ops->free(p->reference);
	p->real = p->reference = NULL;
}

/* Comparing answers */

static bool same_number(double a, double b)
{
	return isnan(a) ? isnan(b) : a == b;
}

static bool same_decision(const struct decision *a, const struct decision *b)
{
	return a->trial == b->trial && a->bracket == b->bracket && a->round == b->round &&
	       a->rung == b->rung && a->level == b->level &&
	       same_number(a->value, b->value) && a->results == b->results &&
	       a->places == b->places && a->rank == b->rank &&
	       same_number(a->cutoff, b->cutoff) && a->verdict == b->verdict &&
	       a->by_hand == b->by_hand;
}

static void print_decision(char *out, size_t size, const struct decision *d)
{
	snprintf(out, size,
		"T%u b%d r%d rung %d level %d value %g, rank %u of %u, %u places to %g: "
		"%s%s",
		d->trial, d->bracket, d->round, d->rung, d->level, d->value, d->rank,
		d->results, d->places, d->cutoff, verdict_name(d->verdict),
		d->by_hand ? " by hand" : "");
}

/* The decisions that one question led to: out from number `before` on. */
static void compare_decisions(const struct pair *p, const struct decisions *out,
	size_t before, struct decisions *reference)
{
	size_t n = out->n - before;
	char x[200], y[200];

	for (size_t i = 0; i < n || i < reference->n; i++) {
		const struct decision *real = i < n ? &out->items[before + i] : NULL;
		const struct decision *ref =
			i < reference->n ? &reference->items[i] : NULL;

		snprintf(x, sizeof(x), "none");
		snprintf(y, sizeof(y), "none");
		if (real)
			print_decision(x, sizeof(x), real);
		if (ref)
			print_decision(y, sizeof(y), ref);
		if (p->trace)
			fprintf(stderr, "\t%s\n", x);
		pair_check(p, real && ref && same_decision(real, ref),
			"decision %zu of %zu\n     real: %s\nreference: %s", i + 1, n, x,
			y);
	}
	decisions_release(reference);
}

static void print_job(char *out, size_t size, const struct job *j)
{
	static const char *const kinds[] = {
		[JOB_WAIT] = "wait", [JOB_START] = "start", [JOB_CLIMB] = "climb"};

	if (j->kind == JOB_WAIT)
		snprintf(out, size, "wait");
	else
		snprintf(out, size, "%s T%u, %d to %d, b%d r%d rung %d", kinds[j->kind],
			j->kind == JOB_CLIMB ? j->trial : 0, j->from, j->to, j->bracket,
			j->round, j->rung);
}

/* The questions */

struct job pair_next(struct pair *p, struct decisions *out)
{
	struct decisions ref = {0};
	size_t before = out->n;
	struct job job, other;
	char x[100], y[100];

	ask(p, "next");
	p->real->ops->next(p->real, &job, out);
	p->reference->ops->next(p->reference, &other, &ref);
	print_job(x, sizeof(x), &job);
	print_job(y, sizeof(y), &other);
	if (p->trace)
		fprintf(stderr, "\t%s\n", x);
	pair_check(p, !strcmp(x, y), "%s, reference: %s", x, y);
	compare_decisions(p, out, before, &ref);
	return job;
}

void pair_seat(struct pair *p, const struct job *job, uint32_t trial)
{
	ask(p, "seat T%u", trial);
	p->real->ops->seat(p->real, job, trial);
	p->reference->ops->seat(p->reference, job, trial);
}

void pair_report(
	struct pair *p, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct decisions ref = {0};
	size_t before = out->n;

	ask(p, "report T%u, epoch %d, %g", trial, curve.epochs,
		curve.values[curve.epochs - 1]);
	p->real->ops->report(p->real, trial, curve, out);
	p->reference->ops->report(p->reference, trial, curve, &ref);
	compare_decisions(p, out, before, &ref);
}

void pair_lost(struct pair *p, uint32_t trial, struct decisions *out)
{
	struct decisions ref = {0};
	size_t before = out->n;

	ask(p, "lost T%u", trial);
	p->real->ops->lost(p->real, trial, out);
	p->reference->ops->lost(p->reference, trial, &ref);
	compare_decisions(p, out, before, &ref);
}

void pair_ended(
	struct pair *p, uint32_t trial, struct curve curve, struct decisions *out)
{
	struct decisions ref = {0};
	size_t before = out->n;

	ask(p, "ended T%u, epoch %d", trial, curve.epochs);
	p->real->ops->ended(p->real, trial, curve, out);
	p->reference->ops->ended(p->reference, trial, curve, &ref);
	for (size_t i = before; i < out->n; i++)
		pair_check(p, out->items[i].trial != trial, "a verdict on one that ended");
	compare_decisions(p, out, before, &ref);
}

void pair_close(struct pair *p, struct decisions *out)
{
	struct decisions ref = {0};
	size_t before = out->n;

	ask(p, "close");
	p->real->ops->close(p->real, out);
	p->reference->ops->close(p->reference, &ref);
	compare_decisions(p, out, before, &ref);
}

void pair_adopt(
	struct pair *p, const struct adopted *trials, size_t n, struct decisions *out)
{
	static const char *const names[] = {[STANDS_WAITING] = "waiting",
		[STANDS_RUNNING] = "running",
		[STANDS_ENDED] = "ended",
		[STANDS_LOST] = "lost",
		[STANDS_COMPLETE] = "complete"};
	struct decisions ref = {0};
	size_t before = out->n;

	ask(p, "adopt %zu", n);
	for (size_t i = 0; p->trace && i < n; i++) {
		const struct adopted *a = &trials[i];

		fprintf(stderr, "\tT%zu %s at %d of %d:", i, names[a->standing],
			a->curve.epochs, a->target);
		for (int e = 0; e < a->curve.epochs; e++)
			fprintf(stderr, " %g", a->curve.values[e]);
		fprintf(stderr, "\n");
	}
	p->real->ops->adopt(p->real, trials, n, out);
	p->reference->ops->adopt(p->reference, trials, n, &ref);
	compare_decisions(p, out, before, &ref);
}

bool pair_promote(struct pair *p, uint32_t trial, struct decisions *out)
{
	struct decisions ref = {0};
	size_t before = out->n;
	bool ok, other;

	ask(p, "promote T%u", trial);
	ok = p->real->ops->promote(p->real, trial, out);
	other = p->reference->ops->promote(p->reference, trial, &ref);
	if (p->trace)
		fprintf(stderr, "\t%s\n", ok ? "yes" : "no");
	pair_check(p, ok == other, "%s, reference %s", ok ? "yes" : "no",
		other ? "yes" : "no");
	compare_decisions(p, out, before, &ref);
	return ok;
}

bool pair_expects(struct pair *p)
{
	struct strbuf line;
	bool yes, other;

	strbuf_init(&line);
	yes = p->real->ops->expects(p->real, &line);
	other = p->reference->ops->expects(p->reference, NULL);
	pair_check(p, yes == other, "%s a result (%s), reference: %s",
		yes ? "expects" : "does not expect", line.buf, yes ? "no" : "it does");
	pair_check(p, yes == (line.len > 0) && !strchr(line.buf, '\n'),
		"which result it expects is not one line: '%s'", line.buf);
	strbuf_release(&line);
	return yes;
}

struct seat pair_seat_of(struct pair *p, uint32_t trial)
{
	struct seat x = p->real->ops->seat_of(p->real, trial);
	struct seat y = p->reference->ops->seat_of(p->reference, trial);

	pair_check(p, x.bracket == y.bracket && x.round == y.round && x.rung == y.rung,
		"T%u sits at b%d r%d rung %d, reference b%d r%d rung %d", trial,
		x.bracket, x.round, x.rung, y.bracket, y.round, y.rung);
	return x;
}
