/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/checkpoints.h"

#include <stdlib.h>

#include "base/xalloc.h"

#define NOBODY UINT32_MAX

void checkpoints_init(
	struct checkpoints *c, const struct objective_ops *ops, size_t limit)
{
	*c = (struct checkpoints){
		.ops = ops, .limit = limit, .oldest = NOBODY, .newest = NOBODY};
}

void checkpoints_release(struct checkpoints *c)
{
	while (c->oldest != NOBODY)
		checkpoints_drop(c, c->oldest);
	free(c->of);
}

/* Takes it out of the order of waiting. */
static void unchain(struct checkpoints *c, uint32_t trial)
{
	const struct checkpoint *p = &c->of[trial];

	if (p->older == NOBODY)
		c->oldest = p->newer;
	else
		c->of[p->older].newer = p->newer;
	if (p->newer == NOBODY)
		c->newest = p->older;
	else
		c->of[p->newer].older = p->older;
}

static bool is_kept(const struct checkpoints *c, uint32_t trial)
{
	return trial < c->n && c->of[trial].state;
}

int checkpoints_epoch(const struct checkpoints *c, uint32_t trial)
{
	return is_kept(c, trial) ? c->of[trial].epoch : 0;
}

void checkpoints_retire(struct checkpoints *c, uint32_t trial)
{
	if (!is_kept(c, trial) || c->oldest == trial)
		return;
	unchain(c, trial);
	c->of[trial].older = NOBODY;
	c->of[trial].newer = c->oldest;
	c->of[c->oldest].older = trial;
	c->oldest = trial;
}

void *checkpoints_take(struct checkpoints *c, uint32_t trial, int *epoch)
{
	struct checkpoint *p;
	void *state;

	*epoch = 0;
	if (!is_kept(c, trial))
		return NULL;
	p = &c->of[trial];
	unchain(c, trial);
	c->bytes -= p->bytes;
	state = p->state;
	*epoch = p->epoch;
	p->state = NULL;
	return state;
}

void checkpoints_drop(struct checkpoints *c, uint32_t trial)
{
	int epoch;
	void *state = checkpoints_take(c, trial, &epoch);

	if (state)
		c->ops->trial_free(state);
}

void checkpoints_put(struct checkpoints *c, uint32_t trial, int epoch, void *state)
{
	size_t bytes;

	if (!state)
		return;
	bytes = c->ops->trial_bytes(state);
	while (c->n <= trial) {
		ARRAY_ROOM(c->of, c->n, c->cap);
		c->of[c->n++] = (struct checkpoint){0};
	}
	while (c->oldest != NOBODY && c->bytes + bytes > c->limit)
		checkpoints_drop(c, c->oldest);
	if (bytes > c->limit) {
		c->ops->trial_free(state);
		return;
	}
	c->of[trial] = (struct checkpoint){.state = state,
		.epoch = epoch,
		.bytes = bytes,
		.older = c->newest,
		.newer = NOBODY};
	if (c->newest == NOBODY)
		c->oldest = trial;
	else
		c->of[c->newest].newer = trial;
	c->newest = trial;
	c->bytes += bytes;
}
