/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "added.h"

#include "base/stream.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct diarist {
	struct searcher base;
	const struct space *space;
	uint64_t seed;
};

struct strbuf diary;

void diary_add(struct strbuf *out, const struct trial_progress *p)
{
	static const char *const names[] = {
		[PROGRESS_TASK] = "task",
		[PROGRESS_EPOCH] = "epoch",
		[PROGRESS_LEVEL] = "level",
		[PROGRESS_COMPLETED] = "completed",
		[PROGRESS_STOPPED] = "stopped",
		[PROGRESS_DIVERGED] = "diverged",
		[PROGRESS_FAILED] = "failed",
		[PROGRESS_KILLED] = "killed",
	};

	strbuf_addf(out, "T%u %s %d", p->trial, names[p->kind], p->epoch);
	if (p->kind < PROGRESS_COMPLETED)
		strbuf_addf(out, " until %d", p->until);
	strbuf_addf(out, " %.17g of %.17g\n", p->value, p->config[1].number);
}

static struct searcher *create(const struct searcher_setup *setup, struct error *err)
{
	struct diarist *d = xcalloc(1, sizeof(*d));

	(void)err;
	d->base.ops = setup->ops;
	d->space = setup->space;
	d->seed = setup->seed;
	strbuf_release(&diary);
	strbuf_init(&diary);
	strbuf_addf(&diary, "%s\n", setup->maximize ? "maximize" : "minimize");
	return &d->base;
}

static void release(struct searcher *s)
{
	free(s);
}

/* A configuration that is another one for anything else it was told, however little. */
static bool propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	const struct diarist *d = (const struct diarist *)s;
	uint64_t mix = d->seed;

	(void)why;
	for (size_t i = 0; i < diary.len; i++)
		mix = stream_mix(mix ^ (unsigned char)diary.buf[i]);
	for (size_t i = 0; i < d->space->n; i++) {
		double u = stream_uniform(mix, trial, STREAM_FATE, (uint32_t)i);

		config[i] = domain_quantile(&d->space->params[i].domain, u);
	}
	strbuf_addf(&diary, "T%u?\n", trial);
	return true;
}

static void report(struct searcher *s, const struct trial_progress *p)
{
	(void)s;
	diary_add(&diary, p);
}

static const struct knob rows[] = {{.name = NULL}};

const struct searcher_ops searcher_diary = {
	.kind = {"diary", "writes down what it is told", rows},
	.create = create,
	.free = release,
	.propose = propose,
	.report = report,
};
