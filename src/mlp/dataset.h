/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A data set: rows of features, each with a target, all in memory. The rows to train on come
 * first, then those to validate on.
 *
 * Images are kept as bytes, which takes a quarter of the memory and of the time to fetch rows
 * in random order. They are scaled when they are fetched.
 *
 * Readers return -1 with err (usage), which names the file and the place in it; the data set
 * is then as after dataset_release(). They never trust a header for the size of what they
 * allocate.
 */
#ifndef MLP_DATASET_H
#define MLP_DATASET_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CLASSES_MAX 10000
#define FEATURES_MAX ((size_t)1 << 24)
#define ROWS_MAX ((size_t)1 << 30)

struct labels;

struct dataset {
	float *x;		/* x[rows][features]; NULL when they are bytes */
	uint8_t *bytes;		/* bytes[rows][features], or NULL */
	float *offset, *factor; /* of bytes: a feature is (byte - offset) * factor */
	float *y; /* y[rows]: the class, a whole number; or the value to predict */
	size_t rows, features;
	size_t train;	       /* rows [0, train) train, [train, rows) validate */
	int classes;	       /* 0: values, not classes */
	struct labels *labels; /* that name the classes, or NULL */
	bool row_names;	       /* the file has a column of them, which was left out */
};

void dataset_release(struct dataset *d);

enum csv_header { HEADER_AUTO, HEADER_YES, HEADER_NO };

/* What a reader must know that is not in the file. */
struct dataset_format {
	bool classes; /* the targets are classes */
	size_t limit; /* read only that many rows; 0: all */
	/* CSV only */
	const char *label;     /* "first", "last" or a name from the header */
	struct place label_at; /* where that was written */
	enum csv_header header;
	const struct labels *labels; /* the only labels allowed, with their classes */
};

/*
 * Reads a table of numbers with labels, which may be words where they are classes (labels.h
 * gives the class of a label). A header is recognised by its words; a first column without a
 * name has the names of rows and is not a feature.
 */
int dataset_read_csv(struct dataset *d, const char *path,
	const struct dataset_format *format, struct error *err);
/* Images (magic 0x803) and their labels (magic 0x801) as MNIST has them. */
int dataset_read_idx(struct dataset *d, const char *images, const char *labels,
	const struct dataset_format *format, struct error *err);
/* Whether a file begins as an IDX file does. -1 when it cannot be read. */
int dataset_is_idx(const char *path, struct error *err);

/* Generated sets. */
struct generator {
	const char *name;
	bool classes;				     /* else: values */
	int classes_min, classes_max, classes_usual; /* when classes */
	double noise;				     /* the usual one */
	size_t features;
	void (*row)(const struct generator *g, gsl_rng *rng, double noise, int class,
		int classes, float *x, float *y);
};

#define GENERATOR_NAMES "spirals moons blobs circles xor checkerboard friedman sine"

const struct generator *generator_find(const char *name);
/* classes: within the generator's bounds, evenly dealt; ignored for values. */
void dataset_generate(struct dataset *d, const struct generator *g, size_t rows,
	int classes, double noise, gsl_rng *rng);

/* All rows train so far: moves a random share of them, at least 1, to the validation. */
void dataset_split(struct dataset *d, double share, gsl_rng *rng);
/* Takes the rows of val, which has as many features, as the validation part. */
void dataset_append(struct dataset *d, struct dataset *val);

/*
 * Copies the features of n rows, those in order[], or those from `first` on when it is
 * NULL, to x[n][features].
 */
void dataset_gather(
	const struct dataset *d, const uint32_t *order, size_t first, size_t n, float *x);

enum scaling { SCALE_NONE, SCALE_MINMAX, SCALE_STANDARD };

/*
 * Brings every feature to [0, 1], or to mean 0 and deviation 1, over the training part;
 * the validation part is scaled by the same numbers. A constant feature becomes 0.
 */
void dataset_scale(struct dataset *d, enum scaling how);
/* Mean and deviation (1 when it is 0) of the training targets. */
void dataset_targets(const struct dataset *d, double *mean, double *deviation);

#endif
