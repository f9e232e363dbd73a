/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/objective.h"

static const struct kind *const kinds[] = {
	&objective_mlp.kind,
	&objective_simulated.kind,
	&objective_table.kind,
	&objective_command.kind,
	&objective_clients.kind,
};

const struct family objectives = {
	.noun = "objective",
	.kinds = kinds,
	.n = sizeof(kinds) / sizeof(*kinds),
};

/* A kind is the first member of its ops struct. */
const struct objective_ops *objective_ops_of(const struct kind *kind)
{
	return (const struct objective_ops *)(const void *)kind;
}

const struct knob *objective_params(const struct kind *kind)
{
	return objective_ops_of(kind)->params;
}

bool objective_brings_space(const struct kind *kind)
{
	return objective_ops_of(kind)->own_space;
}
