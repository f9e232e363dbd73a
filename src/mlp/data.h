/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dataset that an mlp study asks for by its knobs. */
#ifndef MLP_DATA_H
#define MLP_DATA_H

#include "mlp/dataset.h"
#include "objective/objective.h"

#define MLP_DATA_KNOBS                                                                   \
	{.name = "data",                                                                 \
		.type = KNOB_TEXT,                                                       \
		.help = "a CSV file or IDX images, plain or gzip"},                      \
		{.name = "labels", .type = KNOB_TEXT, .help = "the IDX labels of data"}, \
		{.name = "val_data",                                                     \
			.type = KNOB_TEXT,                                               \
			.help = "validate on this, not on a part of data"},              \
		{.name = "val_labels",                                                   \
			.type = KNOB_TEXT,                                               \
			.help = "the IDX labels of val_data"},                           \
		{.name = "val_fraction",                                                 \
			.type = KNOB_REAL,                                               \
			.min = 0,                                                        \
			.max = 1,                                                        \
			.open_min = true,                                                \
			.open_max = true,                                                \
			.def = "0.2",                                                    \
			.help = "the part of the rows to validate on"},                  \
		{.name = "label",                                                        \
			.type = KNOB_TEXT,                                               \
			.def = "last",                                                   \
			.help = "the CSV's label: first, last, or a header's name"},     \
		{.name = "header",                                                       \
			.type = KNOB_CHOICE,                                             \
			.choices = "auto yes no",                                        \
			.def = "auto",                                                   \
			.help = "whether the CSV's first row names its columns"},        \
		{.name = "task",                                                         \
			.type = KNOB_CHOICE,                                             \
			.choices = "classification regression",                          \
			.def = "classification",                                         \
			.help = "what is learned: a class or a number"},                 \
		{.name = "scale",                                                        \
			.type = KNOB_CHOICE,                                             \
			.choices = "none minmax standard",                               \
			.def = "none",                                                   \
			.help = "the features, by what the training rows show"},         \
		{.name = "limit",                                                        \
			.type = KNOB_INT,                                                \
			.min = 0,                                                        \
			.max = 1e9,                                                      \
			.def = "0",                                                      \
			.help = "read so many rows only; 0: all"},                       \
		{.name = "generate",                                                     \
			.type = KNOB_CHOICE,                                             \
			.choices = GENERATOR_NAMES,                                      \
			.help = "make the data instead of reading it"},                  \
		{.name = "samples",                                                      \
			.type = KNOB_INT,                                                \
			.min = 10,                                                       \
			.max = 1e7,                                                      \
			.def = "2000",                                                   \
			.help = "rows to generate"},                                     \
		{.name = "classes",                                                      \
			.type = KNOB_INT,                                                \
			.min = 2,                                                        \
			.max = 100,                                                      \
			.help = "classes to generate; the set's usual number"},          \
	{                                                                                \
		.name = "noise", .type = KNOB_REAL, .min = 0, .max = 100,                \
		.help = "deviation of what is generated; the set's usual one"            \
	}

/* Reads or generates the set, splits and scales it. -1 with err, which names the place. */
int mlp_data_open(struct dataset *d, const struct objective_setup *s, struct error *err);

#endif
