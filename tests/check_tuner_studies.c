/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole studies on the virtual clock, drawn from a seed: any scheduler with any knobs,
 * any number of workers, ties, NaN, divergence, failures, switches and commands. A
 * witness reads every event and counts the fold again, and the same study twice must be
 * the same bytes.
 */
#include "config.h"

#include <check.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_tuner_studies.h"
#include "check_study_witness.h"
#include "searcher/searcher.h"
#include "tuner/pool.h"
#include "tuner/tuner.h"
#include "tuner/tuner_resume.h"

extern const struct searcher_ops searcher_random;

#define RANDOM_STUDIES 300 /* half of them with constraints; or $RUNGTOP_STUDIES, $RUNGTOP_STUDIES_FROM */
#define ORDERS_MAX 12
#define SWITCHES_MAX 3

static const struct place here = {.file = "test"};

/* The objective: what becomes of a trial is a function of the study's seed and its id. */

enum values { VALUES_ANY, VALUES_FALLING, VALUES_FEW, VALUES_TIED, N_VALUES };

/* A command that is sent when so many epochs have been trained. */
struct order {
	uint64_t after;
	enum control_action action;
	double number;
	uint32_t trial;
	char text[160];
};

struct made_up {
	struct objective base;
	uint64_t seed;
	enum values values;
	double unevenness, nan, diverge, fail, ends; /* but for the first: probabilities */
	int latency; /* 0: not reported; 1: of a trial; 2: of an epoch */
	bool straggler;			       /* trial 0 takes a hundred times as long */
	const struct order *orders;
	size_t n_orders, due, given;
	bool by_bell; /* the orders come from the test's thread, which a bell wakes */
	int bell;
	uint64_t trained;
	struct tuner *tuner;
};

struct made_up_trial {
	struct made_up *of;
	uint32_t id;
	int epoch;
};

static double chance(const struct made_up *m, uint32_t trial, int what, int epoch)
{
	return stream_uniform(
		m->seed + (uint64_t)what, trial, STREAM_FATE, (uint32_t)epoch);
}

static double value_at(const struct made_up *m, uint32_t trial, int epoch)
{
	double u = chance(m, trial, 1, m->values == VALUES_ANY ? epoch : 0);

	if (chance(m, trial, 2, epoch) < m->nan)
		return NAN;
	switch (m->values) {
	case VALUES_FALLING:
		return u + 1. / epoch;
	case VALUES_FEW:
		return floor(4 * chance(m, trial, 1, epoch));
	case VALUES_TIED:
		return 0.5;
	default:
		return u;
	}
}

/* Of a trial, or of each of its epochs, a few of which say nothing of it. */
static double latency_at(const struct made_up *m, uint32_t trial, int epoch)
{
	if (chance(m, trial, 9, epoch) < m->nan)
		return NAN;
	return floor(40 * chance(m, trial, 10, m->latency > 1 ? epoch : 0)) / 4;
}

static struct objective *made_up_open(const struct objective_setup *s, struct error *err)
{
	(void)s;
	(void)err;
	return NULL;
}

static void made_up_close(struct objective *o)
{
	(void)o;
}

static size_t made_up_metrics(const struct objective *o, const char *const **names)
{
	static const char *const list[] = {"epochs", "loss", "latency"};

	*names = list; /* the last one is only there where a constraint is about it */
	return o && ((const struct made_up *)o)->latency ? 3 : 2;
}

static const char *made_up_summary(const struct objective *o)
{
	(void)o;
	return "";
}

static void *made_up_workspace(const struct objective *o)
{
	(void)o;
	return NULL;
}

static void nothing(void *p)
{
	(void)p;
}

static void *made_up_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err)
{
	struct made_up *m = (struct made_up *)(uintptr_t)o;
	struct made_up_trial *t;

	if (chance(m, setup->trial, 3, 0) < m->fail / 2) {
		error_set(err, "no room");
		return NULL;
	}
	t = xcalloc(1, sizeof(*t));
	*t = (struct made_up_trial){.of = m, .id = setup->trial};
	return t;
}

static void give(struct made_up *m)
{
	const struct order *o = &m->orders[m->given++];

	tuner_command(m->tuner, (struct command){.action = o->action,
					.number = o->number,
					.trial = o->trial,
					.text = *o->text ? xstrdup(o->text) : NULL});
}

/* Orders come from here, since it is the one place that has a virtual time. */
static void count_epoch(struct made_up *m)
{
	m->trained++;
	for (; m->due < m->n_orders && m->orders[m->due].after <= m->trained; m->due++) {
		if (m->by_bell)
			eventfd_write(m->bell, 1);
		else
			give(m);
	}
}

/* The epoch that a trial ends after by itself, whatever its task is. */
static int own_end(const struct made_up *m, uint32_t trial)
{
	if (chance(m, trial, 7, 0) >= m->ends)
		return INT_MAX;
	return 1 + (int)(40 * chance(m, trial, 8, 0));
}

static int made_up_epoch(void *trial, const struct objective *o, void *ws,
	double *metrics, struct error *err)
{
	struct made_up_trial *t = trial;
	const struct made_up *m = t->of;

	(void)o;
	(void)ws;
	if (t->epoch >= own_end(m, t->id))
		return error_set(err, "it is over") + EPOCH_FINISHED + 1;
	count_epoch(t->of);
	t->epoch++;
	if (chance(m, t->id, 4, t->epoch) < m->fail / 20)
		return error_set(err, "the machine broke");
	metrics[0] = t->epoch;
	metrics[1] = value_at(m, t->id, t->epoch);
	metrics[2] = latency_at(m, t->id, t->epoch);
	if (chance(m, t->id, 5, t->epoch) >= m->diverge / 10)
		return 0;
	metrics[1] = NAN;
	return 1;
}

static size_t made_up_bytes(const void *trial)
{
	(void)trial;
	return 100;
}

static double made_up_seconds(const void *trial)
{
	const struct made_up_trial *t = trial;

	if (t->of->straggler && t->id == 0)
		return 100;
	return 1 + t->of->unevenness * floor(20 * chance(t->of, t->id, 6, 0));
}

static const struct knob no_knobs[] = {{0}};

static const struct objective_ops made_up_ops = {
	.kind = {.name = "made_up", .help = "", .knobs = no_knobs},
	.open = made_up_open,
	.close = made_up_close,
	.ends = true,
	.metrics = made_up_metrics,
	.summary = made_up_summary,
	.workspace_new = made_up_workspace,
	.workspace_free = nothing,
	.trial_new = made_up_new,
	.trial_epoch = made_up_epoch,
	.trial_free = free,
	.trial_bytes = made_up_bytes,
	.trial_seconds = made_up_seconds,
};

/* A study, as it is asked for; schedulers as text. */
struct plan {
	uint64_t seed;
	char scheduler[160];
	struct {
		int64_t epochs, trials;
		double seconds;
		char scheduler[160];
	} switches[SWITCHES_MAX];
	size_t n_switches;
	int workers;
	bool maximize;
	struct stop_limits stop;
	size_t n_configs, memory;
	enum values values;
	double unevenness, nan, diverge, fail, ends;
	int latency;
	struct constraint constraints[2]; /* n_constraints */
	size_t n_constraints;
	bool straggler;
	struct order orders[ORDERS_MAX];
	size_t n_orders;
	bool by_bell;
};

static struct plan plan_of(const char *scheduler, int workers)
{
	struct plan p = {.seed = 5,
		.workers = workers,
		.memory = 1 << 20,
		.unevenness = 0.1,
		.stop.value = (double)NAN};

	snprintf(p.scheduler, sizeof(p.scheduler), "%s", scheduler);
	return p;
}

/* The study itself. */
struct run {
	struct made_up objective;
	struct studyfile file;
	struct study_info info;
	struct switch_at switches[SWITCHES_MAX];
	struct parameter param;
	const struct value **configs;
	struct journal *journal;
	struct study study;
	struct witness witness;
	struct strbuf log;
};

static void choose(struct choice *c, const char *text)
{
	struct error err;

	ck_assert_msg(!scheduler_parse(text, NULL, &c->kind, &c->knobs, &err), "%s: %s",
		text, err.text);
}

static void make_space(struct run *r)
{
	const struct kind *uniform = family_find(&distributions, "uniform");
	struct error err;
	struct knobs k;

	knobs_init(&k, uniform->knobs, here);
	knobs_set(&k, "", "min", "0", here, &err);
	knobs_set(&k, "", "max", "1", here, &err);
	r->param.name = xstrdup("x");
	ck_assert_int_eq(domain_from_knobs(&r->param.domain, uniform, &k, &err), 0);
	knobs_release(&k);
	r->file.space = (struct space){.params = &r->param, .n = 1};
}

static void run_init(struct run *r, const struct plan *p)
{
	static const struct value zero = {.kind = VALUE_REAL};

	memset(r, 0, sizeof(*r));
	r->objective = (struct made_up){.base.ops = &made_up_ops,
		.seed = p->seed,
		.values = p->values,
		.unevenness = p->unevenness,
		.nan = p->nan,
		.diverge = p->diverge,
		.fail = p->fail,
		.ends = p->ends,
		.latency = p->latency,
		.straggler = p->straggler,
		.orders = p->orders,
		.n_orders = p->n_orders,
		.by_bell = p->by_bell};
	make_space(r);
	choose(&r->file.scheduler, p->scheduler);
	for (size_t i = 0; i < p->n_switches; i++) {
		r->switches[i] = (struct switch_at){.epochs = p->switches[i].epochs,
			.trials = p->switches[i].trials,
			.seconds = p->switches[i].seconds};
		choose(&r->switches[i].scheduler, p->switches[i].scheduler);
	}
	r->file.switches = r->switches;
	r->file.n_switches = p->n_switches;
	r->file.searcher.kind = &searcher_random.kind;
	knobs_init(&r->file.searcher.knobs, searcher_random.kind.knobs, here);
	r->file.seed = p->seed;
	r->file.memory = p->memory;
	r->info = (struct study_info){.name = "t",
		.seed = p->seed,
		.metric = "loss",
		.metric_index = 1,
		.maximize = p->maximize,
		.objective = "made_up",
		.summary = "",
		.space = &r->file.space,
		.simulated = true,
		.stop = p->stop};
	r->info.n_metrics = made_up_metrics(&r->objective.base, &r->info.metrics);
	r->info.constraints = p->constraints;
	r->info.n_constraints = p->n_constraints;
	r->configs = xcalloc(p->n_configs + 1, sizeof(*r->configs));
	for (size_t i = 0; i < p->n_configs; i++)
		r->configs[i] = &zero;
	study_init(&r->study);
	witness_init(&r->witness, &r->info, p->n_configs);
	r->witness.programs = p->ends > 0;
	strbuf_init(&r->log);
}

static void run_release(struct run *r)
{
	study_release(&r->study);
	witness_release(&r->witness);
	journal_free(r->journal);
	knobs_release(&r->file.scheduler.knobs);
	knobs_release(&r->file.searcher.knobs);
	for (size_t i = 0; i < r->file.n_switches; i++)
		knobs_release(&r->switches[i].scheduler.knobs);
	free(r->configs);
	free(r->param.name);
	domain_release(&r->param.domain);
	strbuf_release(&r->log);
}

/* The trial's curve comes from its checkpoint, or from its seed again: the same. */
static void check_curve(const struct run *r, const struct event *e)
{
	double v = value_at(&r->objective, e->report.trial, e->report.epoch);

	if (e->report.metrics[0] != e->report.epoch ||
		(e->report.metrics[1] != v && !isnan(e->report.metrics[1])))
		ck_abort_msg("event %llu: not its curve", (unsigned long long)e->seq);
}

static void follow(struct run *r)
{
	struct error err;

	while (r->study.seq < journal_length(r->journal)) {
		const struct event *e = journal_at(r->journal, r->study.seq + 1);

		if (e->kind == EVENT_REPORT)
			check_curve(r, e);
		witness_event(&r->witness, &r->study, e);
		if (study_check(&r->study, e, &err) < 0)
			ck_abort_msg(
				"event %llu: %s", (unsigned long long)e->seq, err.text);
		study_apply(&r->study, e);
		event_print_json(e, &r->info, &r->log);
		witness_states(&r->witness, &r->study);
		if (e->seq % 5 == 0 || e->kind == EVENT_SCHEDULER ||
			e->kind == EVENT_FINISH)
			witness_recount(&r->witness, &r->study);
	}
}

/* A bell has rung: one more order. A study that stays paused would ring no more. */
static void command(struct run *r)
{
	struct made_up *m = &r->objective;
	bool paused = r->study.phase == PHASE_PAUSED;

	while (paused && m->given < m->n_orders &&
		m->orders[m->given].action == CONTROL_PAUSE)
		m->given++;
	if (m->given < m->n_orders)
		give(m);
	else if (paused)
		tuner_command(m->tuner, (struct command){.action = CONTROL_RESUME});
}

/* Once r has been begun, its journal too. */
static struct tuner_setup setup_of(struct run *r, const struct plan *p)
{
	return (struct tuner_setup){.info = &r->info,
		.file = &r->file,
		.objective = &r->objective.base,
		.journal = r->journal,
		.workers = p->workers,
		.configs = p->n_configs ? r->configs : NULL,
		.n_configs = p->n_configs};
}

static void run_study(struct run *r, const struct plan *p)
{
	struct error err = {0};
	struct tuner_setup setup;
	uint64_t seen = 0;

	run_init(r, p);
	r->journal = journal_new();
	setup = setup_of(r, p);
	r->objective.bell = journal_bell(r->journal);
	r->objective.tuner = tuner_new(&setup, &err);
	ck_assert_msg(r->objective.tuner != NULL, "%s: %s", p->scheduler, err.text);
	ck_assert_int_eq(tuner_start(r->objective.tuner, &err), 0);
	while (r->study.phase != PHASE_FINISHED) {
		struct pollfd fd = {.fd = r->objective.bell, .events = POLLIN};

		poll(&fd, 1, -1);
		eventfd_read(r->objective.bell, &seen);
		follow(r);
		if (p->by_bell && r->study.phase != PHASE_FINISHED)
			command(r);
	}
	tuner_join(r->objective.tuner);
	follow(r);
	tuner_free(r->objective.tuner);
}

/* Drawing plans */

struct dice {
	uint64_t state;
};

/* From lo to hi, both of them included. */
static int roll(struct dice *d, int lo, int hi)
{
	return lo + (int)(stream_mix(d->state++) % (uint64_t)(hi - lo + 1));
}

static bool toss(struct dice *d, int one_in)
{
	return roll(d, 1, one_in) == 1;
}

static void roll_levels(struct dice *d, struct strbuf *s)
{
	int level = roll(d, 1, 4);

	strbuf_addf(s, " levels=%d", level);
	for (int n = roll(d, 0, 4); n > 0; n--)
		strbuf_addf(s, ",%d", level += roll(d, 1, 9));
}

/* A scheduler with knobs that are right whatever was before. */
static void roll_scheduler(struct dice *d, bool programs, char *out, size_t size)
{
	const struct kind *kind = schedulers.kinds[roll(d, 0, (int)schedulers.n - 1)];
	int min = roll(d, 1, 4), max = toss(d, 8) ? min : min + roll(d, 0, 36);
	bool levels = knob_find(kind->knobs, "levels") && toss(d, 3);
	bool open = programs && toss(d, 2) && strcmp(kind->name, "median") != 0 &&
		    (levels || !scheduler_ops_of(kind)->synchronous);
	struct strbuf s;

	strbuf_init(&s);
	strbuf_addf(&s, "%s eta=%d", kind->name, roll(d, 2, 4));
	if (levels)
		roll_levels(d, &s);
	else
		strbuf_addf(&s, " min=%d", min);
	if (open)
		strbuf_adds(&s, " max=none");
	else if (!levels)
		strbuf_addf(&s, " max=%d", max);
	if (knob_find(kind->knobs, "anchor"))
		strbuf_addf(&s, " anchor=%s",
			!open && !levels && toss(d, 4) ? "max" : "min");
	if (knob_find(kind->knobs, "keep"))
		strbuf_addf(&s, " keep=%s", toss(d, 3) ? "wandb" : "papers");
	if (knob_find(kind->knobs, "n"))
		strbuf_addf(&s, " n=%d", roll(d, 1, 40));
	if (knob_find(kind->knobs, "idle"))
		strbuf_addf(&s, " idle=%s", toss(d, 2) ? "wait" : "next_round");
	if (knob_find(kind->knobs, "resume"))
		strbuf_addf(&s, " resume=%s", toss(d, 4) ? "scratch" : "warm");
	if (knob_find(kind->knobs, "brackets"))
		strbuf_addf(&s, " brackets=%d",
			(open && !levels) || toss(d, 2) ? 1 : roll(d, 2, 5));
	if (knob_find(kind->knobs, "epsilon") && toss(d, 2))
		strbuf_addf(&s, " epsilon=%g", roll(d, 0, 3) / 10.);
	if (knob_find(kind->knobs, "grace"))
		strbuf_addf(&s, " grace=%d every=%d", roll(d, 1, max), roll(d, 1, 6));
	ck_assert_uint_lt(s.len, size);
	strcpy(out, s.buf);
	strbuf_release(&s);
}

/* Other limits; that of epochs stays one, so that it ends. */
static void roll_limits(struct dice *d, char *out, size_t size)
{
	static const char *const words[] = {"trials=none", "rounds=none", "trials=0",
		"seconds=none value=none", "value=0.05 trials=none"};

	if (toss(d, 3))
		snprintf(out, size, "%s", words[roll(d, 0, 4)]);
	else
		snprintf(out, size, "%s=%d epochs=%d", toss(d, 3) ? "rounds" : "trials",
			toss(d, 3) ? roll(d, 1, 8) : roll(d, 1, 160), roll(d, 300, 2600));
}

static void roll_order(struct dice *d, struct order *o, bool pauses, bool programs)
{
	static const enum control_action actions[] = {CONTROL_KILL, CONTROL_KILL,
		CONTROL_PROMOTE, CONTROL_PROMOTE, CONTROL_WORKERS, CONTROL_ENQUEUE,
		CONTROL_STOP, CONTROL_SWITCH, CONTROL_PAUSE, CONTROL_STEP, CONTROL_STEP,
		CONTROL_RESUME};

	*o = (struct order){.action = actions[roll(d, 0, pauses ? 11 : 7)],
		.trial = (uint32_t)roll(d, 0, 60)};
	if (o->action == CONTROL_PROMOTE && o->trial % 3 == 0)
		o->action = CONTROL_TRAIN_ON;
	if (o->action == CONTROL_WORKERS)
		o->number = roll(d, 1, toss(d, 2) ? 4 : 64);
	if (o->action == CONTROL_ENQUEUE)
		strcpy(o->text, toss(d, 4) ? "y=2" : "x=0.5");
	if (o->action == CONTROL_STOP)
		roll_limits(d, o->text, sizeof(o->text));
	if (o->action == CONTROL_SWITCH)
		roll_scheduler(d, programs, o->text, sizeof(o->text));
	if (o->action == CONTROL_SWITCH && toss(d, 4))
		strcpy(o->text, toss(d, 2) ? "asha min=1000" : "median");
}

/* In the order of their time; a pause is followed by a resume, wherever that cuts. */
static void roll_orders(struct dice *d, struct plan *p)
{
	uint64_t after = 0;
	int n = toss(d, 3) ? 0 : roll(d, 1, ORDERS_MAX - 1);

	p->by_bell = toss(d, 3);
	while (p->n_orders < (size_t)n) {
		struct order *o = &p->orders[p->n_orders++];

		roll_order(d, o, p->by_bell, p->ends >= 1);
		o->after = after += (uint64_t)roll(d, 0, toss(d, 2) ? 20 : 300);
		if (!p->by_bell && toss(d, 6) && p->n_orders < (size_t)n) {
			*o = (struct order){.after = after, .action = CONTROL_PAUSE};
			p->orders[p->n_orders++] =
				(struct order){.after = after, .action = CONTROL_RESUME};
		}
	}
}

static void roll_stop(struct dice *d, struct plan *p)
{
	p->stop.value = NAN;
	p->stop.epochs = roll(d, 1, 2600);
	if (!toss(d, 4))
		p->stop.trials = roll(d, 1, 120);
	if (toss(d, 4))
		p->stop.rounds = roll(d, 1, 4);
	if (toss(d, 6))
		p->stop.seconds = roll(d, 1, 300) / 4.;
	if (toss(d, 8))
		p->stop.value = 0.1;
	if (toss(d, 8))
		p->n_configs = (size_t)roll(d, 1, 60);
}

static void roll_constraints(struct dice *d, struct plan *p)
{
	p->latency = roll(d, 1, 2);
	p->constraints[p->n_constraints++] = (struct constraint){.metric = "latency",
		.index = 2,
		.min = -(double)INFINITY,
		.max = roll(d, 0, 10)};
	if (toss(d, 3)) /* of the metric that decides, too */
		p->constraints[p->n_constraints++] = (struct constraint){.metric = "loss",
			.index = 1,
			.min = roll(d, 0, 4) / 8.,
			.max = toss(d, 2) ? (double)INFINITY : 0.75};
}

static struct plan roll_plan(uint64_t seed)
{
	struct dice d = {seed << 20};
	struct plan p = {.seed = seed, .memory = toss(&d, 3) ? 500 : 1 << 20};

	p.ends = toss(&d, 3) ? 1 : toss(&d, 3) ? 0.3 : 0;
	roll_scheduler(&d, p.ends >= 1, p.scheduler, sizeof(p.scheduler));
	for (int n = toss(&d, 2) ? 0 : roll(&d, 1, SWITCHES_MAX); n > 0; n--) {
		roll_scheduler(&d, p.ends >= 1, p.switches[p.n_switches].scheduler,
			sizeof(p.switches[0].scheduler));
		p.switches[p.n_switches].epochs = toss(&d, 3) ? 0 : roll(&d, 1, 500);
		p.switches[p.n_switches].trials = toss(&d, 2) ? 0 : roll(&d, 1, 60);
		p.switches[p.n_switches++].seconds = roll(&d, 1, 400) / 4.;
	}
	p.workers = toss(&d, 4) ? 1 : roll(&d, 1, toss(&d, 2) ? 5 : 64);
	p.maximize = toss(&d, 2);
	p.values = (enum values)roll(&d, 0, N_VALUES - 1);
	p.unevenness = toss(&d, 3) ? 0 : roll(&d, 1, 10) / 10.;
	p.nan = toss(&d, 3) ? 0.1 : 0;
	p.diverge = toss(&d, 3) ? 0.2 : 0;
	p.fail = toss(&d, 3) ? 0.2 : 0;
	roll_stop(&d, &p);
	roll_orders(&d, &p);
	if (toss(&d, 2))
		roll_constraints(&d, &p);
	return p;
}

void studies_lines(uint64_t seed, struct strbuf *lines)
{
	struct plan p = roll_plan(seed);
	struct run r;

	run_study(&r, &p);
	strbuf_add(lines, r.log.buf, r.log.len);
	run_release(&r);
}

int studies_resume(uint64_t seed, struct recorded *from, struct error *err)
{
	struct plan p = roll_plan(seed);
	struct tuner_setup setup;
	struct tuner *t;
	struct run r;
	int rc = -1;

	run_init(&r, &p);
	r.journal = journal_new();
	setup = setup_of(&r, &p);
	t = tuner_new(&setup, err);
	if (t)
		rc = tuner_resume(t, from, err);
	tuner_free(t);
	run_release(&r);
	return rc;
}

START_TEST(any_study_is_well_formed_and_the_same_again)
{
	struct plan p = roll_plan((uint64_t)_i);
	struct run r, again;

	run_study(&r, &p);
	if (!p.by_bell) {
		run_study(&again, &p);
		ck_assert_msg(!strcmp(r.log.buf, again.log.buf), "the logs differ");
		run_release(&again);
	}
	run_release(&r);
}
END_TEST

START_TEST(of_values_that_are_all_tied_a_third_climbs)
{
	static const char *const lines[] = {"asha eta=3 min=1 max=27",
		"successive_halving eta=3 min=1 max=27 n=81", "pasha eta=3 min=1 max=3"};
	struct plan p = plan_of(lines[_i], 5);
	struct run r;

	p.values = VALUES_TIED;
	p.stop.trials = 81;
	run_study(&r, &p);
	ck_assert_int_eq(r.study.reason, FINISH_TRIALS);
	for (int k = 0, n = 81; study_rung_find(&r.study, 0, 0, k + 1); k++, n /= 3) {
		const struct study_rung *rung = study_rung_find(&r.study, 0, 0, k);

		ck_assert_uint_eq(rung->done, n);
		ck_assert_uint_eq(rung->climbed, n / 3);
	}
	run_release(&r);
}
END_TEST

START_TEST(any_number_of_workers_will_do)
{
	static const int workers[] = {1, 64};
	struct plan p = plan_of(schedulers.kinds[_i / 2]->name, workers[_i % 2]);
	struct run r;

	p.stop.trials = 10;
	run_study(&r, &p);
	ck_assert_int_eq(r.study.reason, FINISH_TRIALS);
	ck_assert_uint_eq(r.study.n_trials, 10);
	run_release(&r);
}
END_TEST

/* Kills each of nine at one epoch after the other: wherever it was, the others go on. */
START_TEST(a_killed_trial_holds_no_place_of_a_barrier)
{
	struct plan p = plan_of("successive_halving eta=3 min=2 max=18 n=9 idle=wait", 3);
	size_t killed = 0;

	p.stop.rounds = 2;
	p.n_orders = 1;
	for (uint64_t after = 1; after < 54; after++) {
		struct run r;

		p.orders[0] = (struct order){
			.after = after, .action = CONTROL_KILL, .trial = (uint32_t)_i};
		run_study(&r, &p);
		ck_assert_int_eq(r.study.reason, FINISH_ROUNDS);
		ck_assert_uint_eq(r.study.n_trials, 18);
		ck_assert_uint_ge(r.study.count[TRIAL_COMPLETED], 1);
		killed += r.study.count[TRIAL_KILLED];
		run_release(&r);
	}
	ck_assert_uint_ge(killed, 3);
}
END_TEST

START_TEST(a_straggler_counts_in_its_own_round)
{
	struct plan p = plan_of("successive_halving eta=3 min=1 max=9 n=9", 4);
	const struct study_decision *d;
	struct run r;
	size_t early = 0;

	p.straggler = true;
	p.stop.rounds = 3;
	run_study(&r, &p);
	d = r.study.decisions;
	for (size_t i = 0; i < r.study.n_decisions && d[i].d.round > 0; i++)
		early++;
	ck_assert_uint_gt(early, 9); /* rounds 1 and 2 did not wait for it */
	for (int round = 0; round < 3; round++) {
		const struct study_rung *rung = study_rung_find(&r.study, 0, round, 0);

		ck_assert_uint_eq(rung->done, 9);
		for (uint32_t i = 0; i < rung->done; i++)
			ck_assert_int_eq((int)rung->trials[i] / 9, round);
	}
	run_release(&r);
}
END_TEST

START_TEST(schedulers_follow_one_another)
{
	static const char *const chain[] = {"asha", "successive_halving", "random"};
	struct plan p = plan_of("hyperband eta=3 min=1 max=27", 8);
	struct run r;
	size_t switches = 0;

	for (p.n_switches = 0; p.n_switches < 3; p.n_switches++) {
		p.switches[p.n_switches].epochs = 100 * (int64_t)(p.n_switches + 1);
		strcpy(p.switches[p.n_switches].scheduler, chain[p.n_switches]);
	}
	p.orders[p.n_orders++] = (struct order){
		.after = 400, .action = CONTROL_SWITCH, .text = "asha_stop eta=4"};
	p.stop.trials = 100;
	run_study(&r, &p);
	ck_assert_uint_eq(r.study.switches, 4);
	ck_assert_str_eq(r.study.spec, "asha_stop eta=4 min=1 max=27 brackets=1");
	ck_assert_int_eq(r.study.reason, FINISH_TRIALS);
	for (uint64_t seq = 3; seq <= journal_length(r.journal); seq++) {
		const struct event *e = journal_at(r.journal, seq);
		size_t running = 0;

		if (e->kind != EVENT_SCHEDULER)
			continue;
		for (size_t i = 0; i < e->scheduler.n_adopted; i++)
			running += e->scheduler.adopted[i].running;
		ck_assert_uint_ge(running, 7);
		switches++;
	}
	ck_assert_uint_eq(switches, 4);
	run_release(&r);
}
END_TEST

/* The straggler's epoch ends long after the pause began, and rounding shows. */
START_TEST(time_does_not_go_back_over_a_pause)
{
	struct plan p = plan_of("random max=9", 3);

	p.by_bell = p.straggler = true;
	p.unevenness = 0.123;
	p.stop.trials = 10;
	p.n_orders = 2;
	for (p.seed = 0; p.seed < 10; p.seed++) {
		struct run r;

		p.orders[0] = (struct order){.after = 9, .action = CONTROL_PAUSE};
		p.orders[1] = (struct order){.after = 9, .action = CONTROL_RESUME};
		run_study(&r, &p);
		run_release(&r);
	}
}
END_TEST

/* The worker has done its task already. */
START_TEST(an_interrupt_that_comes_too_late_stops_nothing)
{
	struct made_up objective = {.base.ops = &made_up_ops};
	struct pool *p = simulated_pool_new(&objective.base);
	struct error err;
	struct pool_message m;

	ck_assert_int_eq(p->ops->grow(p, 1, &err), 0);
	p->ops->submit(p, 0, &(struct task){.to = 1});
	ck_assert(p->ops->receive(p, INFINITY, &m) && m.trained && m.free);
	p->ops->interrupt(p, 0);
	ck_assert_int_eq(m.outcome, OUTCOME_REACHED);
	p->ops->submit(p, 0, &(struct task){.from = 1, .to = 3, .state = m.state});
	for (int epoch = 2; epoch <= 3; epoch++) {
		ck_assert(p->ops->receive(p, INFINITY, &m));
		ck_assert(m.trained && m.epoch == epoch && m.free == (epoch == 3));
	}
	free(m.state);
	p->ops->free(p);
}
END_TEST

TCase *studies_case(void)
{
	TCase *tc = tcase_create("studies");
	const char *many = getenv("RUNGTOP_STUDIES"), *from = getenv("RUNGTOP_STUDIES_FROM");
	int first = from ? atoi(from) : 0;

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, any_study_is_well_formed_and_the_same_again, first,
		first + (many ? atoi(many) : RANDOM_STUDIES));
	tcase_add_loop_test(tc, of_values_that_are_all_tied_a_third_climbs, 0, 3);
	tcase_add_loop_test(tc, any_number_of_workers_will_do, 0, 2 * (int)schedulers.n);
	tcase_add_loop_test(tc, a_killed_trial_holds_no_place_of_a_barrier, 0, 9);
	tcase_add_test(tc, a_straggler_counts_in_its_own_round);
	tcase_add_test(tc, schedulers_follow_one_another);
	tcase_add_test(tc, time_does_not_go_back_over_a_pause);
	tcase_add_test(tc, an_interrupt_that_comes_too_late_stops_nothing);
	return tc;
}
