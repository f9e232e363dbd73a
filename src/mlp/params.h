/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hyperparameters that an mlp trial understands, from a configuration. */
#ifndef MLP_PARAMS_H
#define MLP_PARAMS_H

#include "base/knob.h"
#include "mlp/net.h"
#include "mlp/optim.h"
#include "space/space.h"

struct mlp_params {
	int hidden[NET_LAYERS_MAX - 1], n_hidden;
	const struct activation *activation;
	enum net_start start;
	float dropout;
	int batch_size;
	struct optim optim;
	struct schedule schedule;
	double weight_decay, clip;
};

/* The rows: names, ranges, defaults. */
extern const struct knob mlp_param_rows[];

/*
 * Reads them from config, a point of space; missing ones get their defaults. max_epoch: the
 * length of a cosine schedule where none is given. -1 with err for too many hidden layers.
 */
int mlp_params_read(struct mlp_params *p, const struct space *space,
	const struct value *config, int max_epoch, struct error *err);

#endif
