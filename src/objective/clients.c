/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objective clients trains nothing: it is what is known of a study whose trials other
 * programs train (serve/server.h). It has the names of the metrics, and the folders.
 */
#include "config.h"

#include "objective/clients.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"

#define BLANKS " \t\n"

struct clients {
	struct objective base;
	char *metrics[METRICS_MAX];
	size_t n_metrics;
	double fence;
	enum clients_resume resume;
	int fail_fast;
	char *checkpoints; /* or NULL */
	char *scratch;	   /* the folder that it is in, when nothing is recorded */
	struct strbuf summary;
};

/* Fields of a report that are no metrics. */
static const char *const fields[] = {"do", "id", "trial", "epoch", "done"};

static struct clients *clients_of(struct objective *o)
{
	return (struct clients *)o;
}

static const struct clients *of(const struct objective *o)
{
	return (const struct clients *)o;
}

static int add_metric(struct clients *c, const char *name, size_t len, struct place at,
	struct error *err)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strlen(fields[i]) == len && !strncmp(fields[i], name, len))
			return error_at(err, at,
				"a metric cannot be called %s, which is another field "
				"of a report",
				fields[i]);
	for (size_t i = 0; i < c->n_metrics; i++)
		if (strlen(c->metrics[i]) == len && !strncmp(c->metrics[i], name, len))
			return 0;
	if (c->n_metrics == METRICS_MAX)
		return error_at(err, at, "a study keeps at most %d metrics", METRICS_MAX);
	c->metrics[c->n_metrics++] = xstrndup(name, len);
	return 0;
}

static int read_metrics(
	struct clients *c, const struct objective_setup *setup, struct error *err)
{
	const struct knob_value *more = knobs_get(setup->knobs, "metrics");
	const char *list = more->text;

	if (setup->metric && add_metric(c, setup->metric, strlen(setup->metric),
				     setup->metric_at, err) < 0)
		return -1;
	for (size_t i = 0; i < setup->n_constraints; i++) {
		const struct constraint *l = &setup->constraints[i];

		if (add_metric(c, l->metric, strlen(l->metric), l->at, err) < 0)
			return -1;
	}
	while (list && *(list += strspn(list, BLANKS))) {
		size_t n = strcspn(list, BLANKS);

		if (add_metric(c, list, n, more->at, err) < 0)
			return -1;
		list += n;
	}
	return c->n_metrics ? 0
			    : error_at(err, setup->metric_at,
				      "metric is missing; clients must know what to "
				      "report, as in metric: {name: val_error, goal: "
				      "minimize}");
}

static void clients_close(struct objective *o)
{
	struct clients *c = clients_of(o);

	if (c->scratch)
		folder_remove(c->scratch);
	for (size_t i = 0; i < c->n_metrics; i++)
		free(c->metrics[i]);
	free(c->checkpoints);
	free(c->scratch);
	strbuf_release(&c->summary);
	free(c);
}

static struct objective *clients_open(
	const struct objective_setup *setup, struct error *err)
{
	const struct knobs *k = setup->knobs;
	struct clients *c = xcalloc(1, sizeof(*c));

	*c = (struct clients){.base.ops = &objective_clients,
		.fence = knobs_real(k, "fence"),
		.resume = (enum clients_resume)knobs_get(k, "resume")->number,
		.fail_fast = (int)knobs_int(k, "fail_fast")};
	strbuf_init(&c->summary);
	strbuf_adds(&c->summary, "clients train the trials");
	if (read_metrics(c, setup, err) < 0) {
		clients_close(&c->base);
		return NULL;
	}
	return &c->base;
}

static size_t clients_metrics(const struct objective *o, const char *const **names)
{
	*names = (const char *const *)of(o)->metrics;
	return of(o)->n_metrics;
}

static const char *clients_summary(const struct objective *o)
{
	return of(o)->summary.buf;
}

static int clients_fail_fast(const struct objective *o)
{
	return of(o)->fail_fast;
}

/* Whoever wants a trial from here is none of its clients. */
static void *clients_trial_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err)
{
	(void)o;
	(void)setup;
	error_set(err, "only clients train these trials");
	return NULL;
}

static int clients_trial_epoch(void *trial, const struct objective *o, void *ws,
	double *metrics, struct error *err)
{
	(void)trial;
	(void)o;
	(void)ws;
	(void)metrics;
	error_set(err, "only clients train these trials");
	return EPOCH_HOPELESS;
}

static void clients_trial_free(void *trial)
{
	(void)trial; /* there is none */
}

static size_t clients_trial_bytes(const void *trial)
{
	(void)trial;
	return 0;
}

/* DIR/NAME.checkpoints; absolute, since clients may be in another directory. */
static int clients_settle(struct objective *o, const char *stem,
	const struct folder_owner *owner, struct error *err)
{
	static const struct folder_owner nobody = {.identity = "not recorded"};
	struct clients *c = clients_of(o);
	const char *tmp = getenv("TMPDIR");
	struct strbuf path = STRBUF_INIT;
	char *here;
	bool made;

	if (c->resume != CLIENTS_CHECKPOINT)
		return 0;
	if (!stem) {
		strbuf_addf(&path, "%s/rungtop.XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
		if (!mkdtemp(path.buf)) {
			error_set(err, "%s: %s", path.buf, strerror(errno));
			strbuf_release(&path);
			return -1;
		}
		c->scratch = xstrdup(path.buf);
		strbuf_adds(&path, "/trials.checkpoints");
		owner = &nobody;
	} else {
		here = *stem == '/' ? xstrdup("") : getcwd(NULL, 0);
		if (!here)
			return error_set(
				err, "the working directory: %s", strerror(errno));
		strbuf_addf(
			&path, "%s%s%s.checkpoints", here, *here ? "/" : "", stem);
		free(here);
	}
	c->checkpoints = strbuf_detach(&path);
	return folder_claim(c->checkpoints, owner, &made, err);
}

bool clients_train(const struct objective *o)
{
	return o->ops == &objective_clients;
}

double clients_fence(const struct objective *o)
{
	return of(o)->fence;
}

enum clients_resume clients_resume(const struct objective *o)
{
	return of(o)->resume;
}

const char *clients_checkpoints(const struct objective *o)
{
	return of(o)->checkpoints;
}

void clients_set_address(struct objective *o, const char *address)
{
	struct clients *c = clients_of(o);

	strbuf_reset(&c->summary);
	strbuf_addf(&c->summary, "clients at %s train the trials", address);
}

static const struct knob knobs[] = {
	{.name = "metrics",
		.type = KNOB_TEXT,
		.help = "more metrics of a report to keep, beside the deciding one: a "
			"list"},
	{.name = "resume",
		.type = KNOB_CHOICE,
		.choices = "hold checkpoint scratch",
		.def = "hold",
		.help = "how a paused trial continues: the client that had it has it in "
			"memory, from its directory, or from nothing"},
	{.name = "fence",
		.type = KNOB_REAL,
		.min = 0,
		.open_min = true,
		.max = 1e9,
		.def = "60",
		.help = "seconds of silence after which a client loses its tasks to "
			"others"},
	{.name = "fail_fast",
		.type = KNOB_INT,
		.min = 0,
		.max = 1000000,
		.def = "5",
		.help = "the study ends when its first so many trials fail without a "
			"report; 0: never"},
	{.name = NULL},
};

const struct objective_ops objective_clients = {
	.kind = {.name = "clients",
		.help = "programs that ask for tasks: rungtop serve",
		.knobs = knobs},
	.open = clients_open,
	.close = clients_close,
	.ends = true,
	.metrics = clients_metrics,
	.summary = clients_summary,
	.trial_new = clients_trial_new,
	.trial_epoch = clients_trial_epoch,
	.trial_free = clients_trial_free,
	.trial_bytes = clients_trial_bytes,
	.fail_fast = clients_fail_fast,
	.settle = clients_settle,
};
