/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CHECK_SEARCHER_H
#define TESTS_CHECK_SEARCHER_H

#include "fixture.h"
#include "searcher/searcher.h"

/* A space of n parameters that are uniform on [0, 1]: a configuration is a point. */
struct space unit_cube(size_t n);
/* Parameter i takes the numbers 0 … n - 1 instead. */
void make_listed(struct space *s, size_t i, size_t n);
/* knob: "population=4 cr=0" or NULL. */
struct searcher *must_begin(
	const char *name, const struct space *space, uint64_t seed, const char *knob);

/* Of a setup without knobs, which all have their defaults. */
struct searcher *must_begin_with(const char *name, struct searcher_setup setup);
/* Tells it of a trial. */
void tell_trial(struct searcher *s, enum progress_kind kind, uint32_t trial,
	const struct value *config, int epoch, int until, double value);
/* Tells it that a trial trains from nothing to a level, and has the value there. */
void train_trial(struct searcher *s, uint32_t trial, const struct value *config,
	int level, double value);

/* A real number. */
struct value number(double x);
/* What the searcher random proposes with the seed. */
void random_config(
	const struct space *space, uint64_t seed, uint32_t trial, struct value *config);
void ck_same_config(const struct value *a, const struct value *b, size_t n);
/* Each value is one of its domain's. */
void ck_config(const struct space *s, const struct value *config);

TCase *awkward_tests(void);
TCase *evolution_tests(void);
TCase *kde_tests(void);
TCase *known_tests(void);
TCase *tpe_tests(void);
TCase *prior_tests(void);
TCase *modelled_tests(void);
TCase *process_tests(void);
TCase *quantile_tests(void);
TCase *quasi_tests(void);

#endif
