/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search space: named parameters, each with a domain, and configurations, which
 * give every parameter a value.
 *
 * A parameter may depend on others: it applies only where each of them has one of the
 * values that its conditions name. One that does not apply has no value (VALUE_NONE), and
 * no condition on it holds.
 */
#ifndef SPACE_SPACE_H
#define SPACE_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "space/domain.h"

#define PARAMETER_PATH "\x1f" /* between the names in a path; in no name that is read */

/* How sure somebody is of the value that they believe to be good. */
enum confidence { CONFIDENCE_NONE, CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

/* That another parameter has one of n values. */
struct condition {
	size_t parameter;     /* its index in the space */
	struct value *values; /* owned; texts are its domain's */
	size_t n;
	struct place at; /* of its name in the condition, in the study file */
};

struct parameter {
	char *name; /* of one inside of another: "optimizer.lr" */
	char *path; /* its names, parted by PARAMETER_PATH; NULL: inside of no other */
	struct domain domain;
	enum confidence confidence; /* NONE: it has no prior */
	struct value prior;	    /* one of the domain's values */
	struct place at; /* of the name in the study file */
	struct condition *when; /* n_when, all of which must hold */
	size_t n_when;
};

struct space {
	struct parameter *params;
	size_t n;
	/*
	 * n indices: those that a parameter depends on before it, else in their order.
	 * NULL: none depends. See space_put_in_order().
	 */
	size_t *order;
};

/*
 * A configuration is an array of space->n values in the order of the parameters. It is
 * plain data: text values point into the space, which outlives every configuration.
 */

void space_release(struct space *s);
/* The index of the parameter called name, or -1. */
int space_find(const struct space *s, const char *name);
/* Whether a parameter has a prior. */
bool space_has_prior(const struct space *s);
const char *confidence_name(enum confidence c); /* "medium" */
/*
 * To be called when the conditions are complete: sets s->order. 0, or -1 when parameters
 * depend on themselves, with the length of one such circle in *n and its indices in
 * circle[s->n], each of which depends on the next.
 */
int space_put_in_order(struct space *s, size_t *circle, size_t *n);
/* Whether what the condition names has one of its values in the configuration. */
bool condition_holds(const struct condition *c, const struct value *config);
/* Whether parameter i applies, where those that it depends on have what is theirs. */
bool space_applies(const struct space *s, const struct value *config, size_t i);
/* Takes the values of all that does not apply out of a configuration. */
void space_settle(const struct space *s, struct value *config);
/* The number of parameters that are not constant. */
size_t space_free_dims(const struct space *s);
/*
 * A random point for a trial: u[n], uniform on [0, 1), one a parameter in their order.
 * The same for the same seed and trial, in any thread.
 */
void space_random_point(const struct space *s, uint64_t seed, uint32_t trial, double *u);
/*
 * The space itself as JSON, with a sweep file's words: {"learning_rate":{"distribution":
 * "log_uniform_values","min":1e-05,"max":0.1}}; and read back. -1 with err.
 */
void space_print_parameters(const struct space *s, struct strbuf *out);
int space_parse_parameters(struct space *s, const char *json, struct error *err);
/* A value as JSON; a number that JSON does not have, or not the same for all, as text. */
void value_print_json(const struct value *v, struct strbuf *out);
/* {"learning_rate":0.01,"optimizer":"adam"}, values as JSON; without what has none. */
void space_print_json(
	const struct space *s, const struct value *config, struct strbuf *out);

#endif
