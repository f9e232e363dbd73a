/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The curves of a study on the virtual clock (simulated, table), for plans of it: its
 * objective's own, of the configurations that its searcher proposes.
 */
#ifndef CLI_PLAN_CURVES_H
#define CLI_PLAN_CURVES_H

#include "cli/session.h"
#include "study/virtual_run.h"

struct plan_curves;

/*
 * NULL: they are not known before they are trained, or err (usage) says what is wrong. A
 * searcher that learns is not asked: then configurations are drawn at random, and *guessed
 * is true. The session outlives them.
 */
struct plan_curves *plan_curves_new(
	const struct session *s, bool *guessed, struct error *err);
void plan_curves_free(struct plan_curves *c);
/* What a run takes; lives as long as c. One run at a time. */
const struct virtual_curves *plan_curves_ops(struct plan_curves *c);

/*
 * The configurations that a study tries first, as its searcher has them before it knows
 * anything: at most n into out (each space->n values, to be freed). How many.
 */
size_t plan_first_configs(
	const struct session *s, struct value **out, size_t n, struct error *err);
#define CONFIGS_MOST 1000000
/* How many configurations there are, up to `most`; 0: more, or any number. */
uint64_t plan_config_count(const struct session *s, uint64_t most);

#endif
