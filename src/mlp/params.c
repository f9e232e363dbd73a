/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/params.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define REAL(lo, hi) .type = KNOB_REAL, .min = (lo), .max = (hi)

const struct knob mlp_param_rows[] = {
	{.name = "learning_rate",
		REAL(0, 1e38),
		.open_min = true,
		.def = "0.01",
		.help = "the rate of the first epoch"},
	{.name = "batch_size",
		.type = KNOB_INT,
		.min = 1,
		.max = 65536,
		.def = "32",
		.help = "rows a step"},
	{.name = "optimizer",
		.type = KNOB_CHOICE,
		.choices = OPTIM_NAMES,
		.def = "sgd",
		.help = "how a gradient becomes a step"},
	{.name = "momentum", REAL(0, 1), .open_max = true, .def = "0", .help = "of sgd"},
	{.name = "nesterov",
		.type = KNOB_BOOL,
		.def = "false",
		.help = "momentum that looks ahead"},
	{.name = "beta1",
		REAL(0, 1),
		.open_max = true,
		.def = "0.9",
		.help = "of adam and adamw: the mean's decay"},
	{.name = "beta2",
		REAL(0, 1),
		.open_max = true,
		.def = "0.999",
		.help = "of adam and adamw: the square's decay"},
	{.name = "rho",
		REAL(0, 1),
		.open_max = true,
		.def = "0.9",
		.help = "of rmsprop: the square's decay"},
	{.name = "epsilon",
		REAL(0, 1),
		.open_min = true,
		.def = "1e-8",
		.help = "of adam, adamw and rmsprop: keeps the divisor from 0"},
	{.name = "weight_decay",
		REAL(0, 1e6),
		.def = "0",
		.help = "L2 added to the gradient; adamw: of the weights themselves"},
	{.name = "clip",
		REAL(0, 1e9),
		.def = "0",
		.help = "the largest norm of a gradient; 0: no limit"},
	{.name = "hidden",
		.type = KNOB_SHAPE,
		.def = "64",
		.help = "hidden layers: 64, 128x64, none"},
	{.name = "activation",
		.type = KNOB_CHOICE,
		.choices = ACTIVATION_NAMES,
		.def = "relu",
		.help = "of the hidden layers"},
	{.name = "init",
		.type = KNOB_CHOICE,
		.choices = "auto he xavier",
		.def = "auto",
		.help = "the first weights; auto: he after relu and gelu, else xavier"},
	{.name = "dropout",
		REAL(0, 1),
		.open_max = true,
		.def = "0",
		.help = "the part of the hidden values that is left out"},
	{.name = "lr_schedule",
		.type = KNOB_CHOICE,
		.choices = SCHEDULE_NAMES,
		.def = "constant",
		.help = "how the learning rate changes over the epochs"},
	{.name = "lr_step",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e9,
		.def = "10",
		.help = "step: epochs between two cuts"},
	{.name = "lr_gamma",
		REAL(0, 1),
		.open_min = true,
		.def = "0.1",
		.help = "step: the factor of a cut"},
	{.name = "lr_epochs",
		.type = KNOB_INT,
		.min = 0,
		.max = 1e9,
		.def = "0",
		.help = "cosine: epochs down to a rate of 0; 0: the scheduler's max"},
	{0},
};

/* A parameter's value as text: the configuration's, where it has one, else the default. */
static const char *text_of(const struct space *space, const struct value *config,
	const char *name, char *buffer, size_t size)
{
	int i = space_find(space, name);

	if (i >= 0 && !value_is_nothing(config[i]))
		return value_print(config[i], true, buffer, size);
	return knob_find(mlp_param_rows, name)->def;
}

/* Its number, as knob_value has it. */
static double number_of(
	const struct space *space, const struct value *config, const char *name)
{
	char buffer[64];
	const char *text = text_of(space, config, name, buffer, sizeof(buffer));
	struct error err;
	double v;
	int rc;

	/* Every domain was checked against its row when the study was read. */
	rc = knob_parse(knob_find(mlp_param_rows, name), text, &v,
		(struct place){.file = name}, &err);
	assert(rc == 0);
	return v;
}

static int read_hidden(struct mlp_params *p, const char *text, struct error *err)
{
	if (!strcmp(text, "none"))
		return 0;
	while (*text) {
		char *end;

		if (p->n_hidden == NET_LAYERS_MAX - 1)
			return error_set(
				err, "more than %d hidden layers", NET_LAYERS_MAX - 1);
		p->hidden[p->n_hidden++] = (int)strtol(text, &end, 10);
		text = *end ? end + 1 : end;
	}
	return 0;
}

int mlp_params_read(struct mlp_params *p, const struct space *space,
	const struct value *config, int max_epoch, struct error *err)
{
	char b[64];

	*p = (struct mlp_params){
		.activation = activation_find(
			text_of(space, config, "activation", b, sizeof(b))),
		.start = (enum net_start)number_of(space, config, "init"),
		.dropout = (float)number_of(space, config, "dropout"),
		.batch_size = (int)number_of(space, config, "batch_size"),
		.weight_decay = number_of(space, config, "weight_decay"),
		.clip = number_of(space, config, "clip"),
	};
	p->optim = (struct optim){
		.ops = optim_find(text_of(space, config, "optimizer", b, sizeof(b))),
		.momentum = number_of(space, config, "momentum"),
		.beta1 = number_of(space, config, "beta1"),
		.beta2 = number_of(space, config, "beta2"),
		.epsilon = number_of(space, config, "epsilon"),
		.rho = number_of(space, config, "rho"),
		.nesterov = number_of(space, config, "nesterov") != 0,
	};
	p->schedule = (struct schedule){
		.kind = (enum schedule_kind)number_of(space, config, "lr_schedule"),
		.rate = number_of(space, config, "learning_rate"),
		.step = (int)number_of(space, config, "lr_step"),
		.gamma = number_of(space, config, "lr_gamma"),
		.length = (int)number_of(space, config, "lr_epochs"),
	};
	if (!p->schedule.length)
		p->schedule.length = max_epoch;
	return read_hidden(p, text_of(space, config, "hidden", b, sizeof(b)), err);
}
