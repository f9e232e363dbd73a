/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objective mlp: a multi-layer perceptron, trained by minibatches and validated after
 * each epoch. Everything random in an epoch comes from the streams of (seed, trial,
 * epoch), so a trial carries no generator and goes on after a pause as if there had been
 * none.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/number.h"
#include "base/simd.h"
#include "base/strbuf.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "mlp/data.h"
#include "mlp/loss.h"
#include "mlp/params.h"
#include "objective/objective.h"
#include "worker/launcher.h"

#define VAL_BATCH 128 /* rows of a validation pass: enough for the matrix products */

struct mlp {
	struct objective base;
	struct dataset data;
	const struct space *space;
	const struct loss *loss;
	uint64_t seed;
	int max_epoch;
	enum kernels kernels;
	double mean, deviation; /* of the targets of a regression: learned as (y − m)/d */
	double variance;	/* of the validation targets */
	struct strbuf summary;
};

/* One block: parameters, then the optimiser's slots. */
struct mlp_trial {
	uint32_t id;
	int epoch;
	uint64_t steps;
	struct mlp_params params;
	struct net net;
	int slots;
	float *block;
};

struct mlp_workspace {
	struct net_pass pass;
	gsl_rng *rng, *keys;
	uint32_t *order;
	float *x, *y, *grads;
	size_t x_cap, y_cap, grads_cap;
};

static const struct mlp *mlp_of(const struct objective *o)
{
	return (const struct mlp *)o;
}

/* A network that learns a number learns it standardised. */
static void standardise_targets(struct mlp *m)
{
	double mean = 0, square = 0;
	struct dataset *d = &m->data;

	dataset_targets(d, &m->mean, &m->deviation);
	for (size_t i = 0; i < d->rows; i++)
		d->y[i] = (float)(((double)d->y[i] - m->mean) / m->deviation);
	for (size_t i = d->train; i < d->rows; i++) {
		double delta = (double)d->y[i] - mean;

		mean += delta / (double)(i - d->train + 1);
		square += delta * ((double)d->y[i] - mean);
	}
	m->variance = square / (double)(d->rows - d->train);
}

static struct objective *mlp_open(const struct objective_setup *setup, struct error *err)
{
	struct mlp *m = xcalloc(1, sizeof(*m));
	struct dataset *d = &m->data;

	m->base.ops = &objective_mlp;
	if (mlp_data_open(d, setup, err) < 0) {
		free(m);
		return NULL;
	}
	blas_single_thread();
	m->space = setup->space;
	m->seed = setup->seed;
	m->max_epoch = setup->max_epoch;
	m->kernels = (enum kernels)knobs_get(setup->knobs, "kernels")->number;
	m->loss = d->classes ? &loss_cross_entropy : &loss_squared;
	if (!d->classes)
		standardise_targets(m);
	strbuf_init(&m->summary);
	strbuf_addf(&m->summary, "%zu rows of %zu", d->rows, d->features);
	if (d->classes)
		strbuf_addf(&m->summary, ", %d classes", d->classes);
	strbuf_addf(&m->summary, ", %zu to validate", d->rows - d->train);
	if (d->row_names)
		strbuf_adds(&m->summary, ", row names left out");
	return &m->base;
}

static void mlp_close(struct objective *o)
{
	struct mlp *m = (struct mlp *)o;

	dataset_release(&m->data);
	strbuf_release(&m->summary);
	free(m);
}

/* The first four entries of a report, by task. */
static size_t mlp_metrics(const struct objective *o, const char *const **names)
{
	static const char *const classes[] = {
		"val_error", "val_loss", "val_acc", "train_loss"};
	static const char *const values[] = {
		"val_loss", "val_rmse", "val_r2", "train_loss"};

	*names = mlp_of(o)->data.classes ? classes : values;
	return 4;
}

static const char *mlp_summary(const struct objective *o)
{
	return mlp_of(o)->summary.buf;
}

static void *mlp_workspace_new(const struct objective *o)
{
	struct mlp_workspace *w = xcalloc(1, sizeof(*w));

	w->rng = stream_new(0, 0, STREAM_SHUFFLE, 0);
	w->keys = stream_new(0, 0, STREAM_DROPOUT, 0);
	w->order = xcalloc(mlp_of(o)->data.train, sizeof(*w->order));
	return w;
}

static void mlp_workspace_free(void *ws)
{
	struct mlp_workspace *w = ws;

	net_pass_release(&w->pass);
	gsl_rng_free(w->rng);
	gsl_rng_free(w->keys);
	free(w->order);
	free(w->x);
	free(w->y);
	free(w->grads);
	free(w);
}

/* With room for the weights and the optimiser's state, all 0. */
static struct mlp_trial *make_trial(
	const struct mlp *m, const struct trial_setup *setup, struct error *err)
{
	const struct dataset *d = &m->data;
	struct mlp_trial *t = xcalloc(1, sizeof(*t));

	t->id = setup->trial;
	if (mlp_params_read(&t->params, m->space, setup->config, m->max_epoch, err) < 0 ||
		(net_init(&t->net, m->kernels, (int)d->features, t->params.hidden, t->params.n_hidden,
			 d->classes ? d->classes : 1) < 0 &&
			error_set(err, "the network has more than %zu parameters",
				NET_PARAMS_MAX))) {
		free(t);
		return NULL;
	}
	t->net.activation = t->params.activation;
	t->net.dropout = t->params.dropout;
	t->slots = t->params.optim.ops->slots(&t->params.optim);
	t->block = xaligned((size_t)(1 + t->slots) * t->net.n_params, sizeof(float));
	return t;
}

static void *mlp_trial_new(
	const struct objective *o, const struct trial_setup *setup, struct error *err)
{
	const struct mlp *m = mlp_of(o);
	struct mlp_trial *t = make_trial(m, setup, err);
	gsl_rng *rng;

	if (!t)
		return NULL;
	rng = stream_new(m->seed, t->id, STREAM_WEIGHTS, 0);
	net_start(&t->net, t->block, t->params.start, rng);
	gsl_rng_free(rng);
	return t;
}

static void mlp_trial_free(void *trial)
{
	struct mlp_trial *t = trial;

	free(t->block);
	free(t);
}

static size_t block_bytes(const struct mlp_trial *t)
{
	return (size_t)(1 + t->slots) * t->net.n_params * sizeof(float);
}

static size_t mlp_trial_bytes(const void *trial)
{
	const struct mlp_trial *t = trial;

	return sizeof(*t) + block_bytes(t);
}

/* Changes with what the slots mean, and with whose sums they are. */
#define SAVED_AS 2
#define SAVED_AS_PORTABLE 3

struct mlp_saved { /* before the block */
	uint32_t as, epoch, slots;
	uint32_t panel; /* how the weights lie: by the library behind the products */
	uint64_t steps, n_params;
};

static uint32_t saved_as(const struct mlp_trial *t)
{
	return t->net.kernels == KERNELS_PORTABLE ? SAVED_AS_PORTABLE : SAVED_AS;
}

static void *mlp_trial_save(const void *trial, size_t *size)
{
	const struct mlp_trial *t = trial;
	struct mlp_saved head = {.as = saved_as(t),
		.epoch = (uint32_t)t->epoch,
		.slots = (uint32_t)t->slots,
		.steps = t->steps,
		.n_params = t->net.n_params,
		.panel = (uint32_t)t->net.layers[0].panel};
	char *data = xmalloc(*size = sizeof(head) + block_bytes(t));

	memcpy(data, &head, sizeof(head));
	memcpy(data + sizeof(head), t->block, block_bytes(t));
	return data;
}

static void *mlp_trial_load(const struct objective *o, const struct trial_setup *setup,
	const void *data, size_t size, struct error *err)
{
	struct mlp_trial *t = make_trial(mlp_of(o), setup, err);
	struct mlp_saved head;

	if (!t)
		return NULL;
	if (size >= sizeof(head))
		memcpy(&head, data, sizeof(head));
	if (size != sizeof(head) + block_bytes(t) || head.as != saved_as(t) ||
		head.slots != (uint32_t)t->slots || head.n_params != t->net.n_params ||
		head.panel != (uint32_t)t->net.layers[0].panel) {
		error_set(err, "a checkpoint that is not of trial %u", setup->trial);
		mlp_trial_free(t);
		return NULL;
	}
	t->epoch = (int)head.epoch;
	t->steps = head.steps;
	memcpy(t->block, (const char *)data + sizeof(head), block_bytes(t));
	return t;
}

static float *room(float *p, size_t *cap, size_t n)
{
	if (n <= *cap)
		return p;
	free(p);
	*cap = n;
	return xaligned(n, sizeof(float));
}

/* Fisher & Yates. A generator's 32 bits times i, without the lower half, are below i. */
static void shuffle(struct mlp_workspace *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		w->order[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)((uint64_t)gsl_rng_get(w->rng) * i >> 32);
		uint32_t swap = w->order[i - 1];

		w->order[i - 1] = w->order[j];
		w->order[j] = swap;
	}
}

static void gather(
	struct mlp_workspace *w, const struct dataset *d, const uint32_t *order, int rows)
{
	dataset_gather(d, order, 0, (size_t)rows, w->x);
	for (int i = 0; i < rows; i++)
		w->y[i] = d->y[order[i]];
}

/* The rows from `first` on, where they are, or else in the workspace. */
static const float *rows_from(
	struct mlp_workspace *w, const struct dataset *d, size_t first, size_t rows)
{
	if (d->x)
		return d->x + first * d->features;
	dataset_gather(d, NULL, first, rows, w->x);
	return w->x;
}

/* A step on its way through the network. */
struct step {
	struct mlp_trial *trial;
	double rate;
	struct optim_step weights, biases; /* weights decay, biases do not */
	float *all; /* where all gradients are kept, when they must be known before */
	bool sinks; /* they are where the optimiser wants them */
};

/* The optimiser's step for the parameters from `at` on. */
static void learn(void *arg, size_t at, float *grads, size_t n, bool biases)
{
	struct step *s = arg;
	const struct mlp_trial *t = s->trial;
	float *slot[OPTIM_SLOTS_MAX] = {0};

	for (int i = 0; i < t->slots; i++)
		slot[i] = t->block + (size_t)(i + 1) * t->net.n_params + at;
	t->params.optim.ops->step(&t->params.optim, biases ? &s->biases : &s->weights,
		t->block + at, s->sinks ? NULL : grads, slot, n);
}

static void keep(void *arg, size_t at, float *grads, size_t n, bool biases)
{
	const struct step *s = arg;

	(void)biases;
	memcpy(s->all + at, grads, n * sizeof(*grads));
}

/* Brings the gradient's norm down to the limit, then makes the step. */
static void learn_clipped(struct step *s)
{
	const struct net *net = &s->trial->net;
	double squares = 0;
	float factor;

	for (size_t i = 0; i < net->n_params; i++)
		squares += (double)s->all[i] * (double)s->all[i];
	factor = (float)clip_factor(squares, s->trial->params.clip);
	for (size_t i = 0; i < net->n_params; i++)
		s->all[i] *= factor;
	for (int l = 0; l < net->n_layers; l++) {
		const struct net_layer *y = &net->layers[l];

		learn(s, y->w, s->all + y->w, y->b - y->w, false);
		learn(s, y->b, s->all + y->b, (size_t)y->width, true);
	}
}

static void step(struct step *s, struct mlp_workspace *w, int rows)
{
	const struct mlp_trial *t = s->trial;
	const struct optim *o = &t->params.optim;
	bool clips = t->params.clip > 0;
	struct net_taker taker = {.take = clips ? keep : learn, .arg = s};
	struct optim_sink sink;

	s->weights = s->biases =
		optim_step(o, s->rate, t->params.weight_decay, ++s->trial->steps);
	s->biases.decay = 0;
	s->sinks = !clips && o->ops->sink && o->ops->sink(o, &s->weights, &sink);
	if (s->sinks) {
		taker.into = t->block + (size_t)sink.array * t->net.n_params;
		taker.factor = sink.factor;
	}
	net_backward(&t->net, t->block, &w->pass, w->x, rows, &taker);
	if (clips)
		learn_clipped(s);
}

/* The mean loss of the epoch's batches; not finite: it diverged there. */
static double train(struct mlp_trial *t, const struct mlp *m, struct mlp_workspace *w)
{
	const struct dataset *d = &m->data;
	const struct net_layer *last = &t->net.layers[t->net.n_layers - 1];
	int batch = t->params.batch_size;
	double sum = 0;
	struct step s = {.trial = t,
		.rate = schedule_rate(&t->params.schedule, t->epoch),
		.all = w->grads};

	if ((size_t)batch > d->train)
		batch = (int)d->train;
	net_pass_fit(&w->pass, &t->net, batch);
	shuffle(w, d->train);
	for (size_t i = 0; i < d->train; i += (size_t)batch) {
		int rows = d->train - i < (size_t)batch ? (int)(d->train - i) : batch;
		double loss;
		float *out;

		gather(w, d, w->order + i, rows);
		out = net_forward_train(&t->net, t->block, &w->pass, w->x, rows, w->keys);
		loss = m->loss->train(
			out, w->y, (size_t)rows, (size_t)last->out, (size_t)last->width);
		sum += loss;
		if (!isfinite(loss))
			return loss;
		step(&s, w, rows);
	}
	return sum / (double)d->train;
}

static double validate(const struct mlp_trial *t, const struct mlp *m,
	struct mlp_workspace *w, size_t *wrong)
{
	const struct dataset *d = &m->data;
	const struct net_layer *last = &t->net.layers[t->net.n_layers - 1];
	double sum = 0;

	*wrong = 0;
	net_pass_fit(&w->pass, &t->net, VAL_BATCH);
	for (size_t i = d->train; i < d->rows; i += VAL_BATCH) {
		size_t rows = d->rows - i < VAL_BATCH ? d->rows - i : VAL_BATCH;
		float *out = net_forward(
			&t->net, t->block, &w->pass, rows_from(w, d, i, rows), (int)rows);

		sum += m->loss->score(out, d->y + i, rows, (size_t)last->out,
			(size_t)last->width, wrong);
	}
	return sum / (double)(d->rows - d->train);
}

/* In the order of mlp_metrics; a number's losses in its own units. */
static void report(const struct mlp *m, double train_loss, double val_loss, size_t wrong,
	double *metrics)
{
	double n = (double)(m->data.rows - m->data.train);
	double unit = m->deviation * m->deviation;

	if (m->data.classes) {
		metrics[0] = isfinite(val_loss) ? (double)wrong / n : NO_NUMBER;
		metrics[1] = val_loss;
		metrics[2] = 1 - metrics[0];
		metrics[3] = train_loss;
	} else {
		metrics[0] = val_loss * unit;
		metrics[1] = sqrt(val_loss * unit);
		metrics[2] = m->variance > 0 ? 1 - val_loss / m->variance : NO_NUMBER;
		metrics[3] = train_loss * unit;
	}
}

static int mlp_trial_epoch(void *trial, const struct objective *o, void *ws,
	double *metrics, struct error *err)
{
	const struct mlp *m = mlp_of(o);
	struct mlp_trial *t = trial;
	struct mlp_workspace *w = ws;
	size_t batch = (size_t)t->params.batch_size, wrong = 0;
	size_t rows = batch > VAL_BATCH ? batch : VAL_BATCH;
	double train_loss, val_loss = NAN;
	/* Processors differ in when a number is too small. */
	uint64_t was = simd_flush_begin(m->kernels == KERNELS_FAST);

	(void)err;
	t->epoch++;
	stream_seed(w->rng, m->seed, t->id, STREAM_SHUFFLE, (uint32_t)t->epoch);
	stream_seed(w->keys, m->seed, t->id, STREAM_DROPOUT, (uint32_t)t->epoch);
	w->x = room(w->x, &w->x_cap, rows * m->data.features);
	w->y = room(w->y, &w->y_cap, batch);
	if (t->params.clip > 0)
		w->grads = room(w->grads, &w->grads_cap, t->net.n_params);
	train_loss = train(t, m, w);
	if (isfinite(train_loss))
		val_loss = validate(t, m, w, &wrong);
	simd_flush_end(was);
	report(m, train_loss, val_loss, wrong, metrics);
	return !isfinite(train_loss) || !isfinite(val_loss);
}

static const struct knob knobs[] = {MLP_DATA_KNOBS,
	{.name = "kernels",
		.type = KNOB_CHOICE,
		.choices = KERNELS_NAMES,
		.def = "fast",
		.help = "portable: the same bits on every kind of processor"},
	LAUNCHER_KNOBS("none"), {0}};

const struct objective_ops objective_mlp = {
	.kind = {.name = "mlp",
		.help = "a multi-layer perceptron on a CSV, IDX or generated set",
		.knobs = knobs},
	.params = mlp_param_rows,
	.open = mlp_open,
	.close = mlp_close,
	.metrics = mlp_metrics,
	.summary = mlp_summary,
	.workspace_new = mlp_workspace_new,
	.workspace_free = mlp_workspace_free,
	.trial_new = mlp_trial_new,
	.trial_epoch = mlp_trial_epoch,
	.trial_free = mlp_trial_free,
	.trial_bytes = mlp_trial_bytes,
	.trial_save = mlp_trial_save,
	.trial_load = mlp_trial_load,
};
