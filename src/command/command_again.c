/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a program that has failed is tried again: elsewhere, alone, with less running. */
#include "config.h"

#include <stdio.h>

#include "command/command_parts.h"

#define OOM_RETRIES 3 /* of a trial that runs out of memory */

static void tell_again(struct command_trial *t, const char *how, const struct error *err)
{
	char what[64];

	snprintf(what, sizeof(what), "attempt %d, again %s", t->remote.attempt, how);
	remote_task_tell(&t->remote, what, err->text);
}

bool command_is_tried_again(
	struct command_trial *t, const struct ending *e, struct error *err)
{
	struct slot *slot = t->remote.connection->slot;
	const struct slot_end end = {.memory = e->failure.cause == CAUSE_DEVICE_OOM,
		.broken = e->broken,
		.tell = remote_task_note,
		.arg = &t->remote};

	if (!slot)
		return false;
	error_set(err, "%s", e->why.buf);
	switch (slots_fail(t->o->slots, slot, &end)) {
	case SLOT_FINE:
	case SLOT_TOO_SMALL:
		return false;
	case SLOT_LOST:
		if (t->remote.losses++ >= REMOTE_LOSSES_MAX)
			return false;
		tell_again(t, "on another GPU", err);
		return true;
	case SLOT_CROWDED:
		if (t->crowded++ >= OOM_RETRIES)
			return false;
		worker_pool_drop_held(t->remote.pool);
		t->remote.alone = true;
		tell_again(t, "alone on a GPU", err);
		return true;
	}
	return false;
}

bool command_try_with_less(struct command_trial *t, struct error *err)
{
	bool held = worker_pool_drop_held(t->remote.pool);
	bool fewer = room_shrink(t->o->room, &t->place);

	command_let_go(t);
	if (t->oom_retries++ >= OOM_RETRIES || (!fewer && !held))
		return false;
	tell_again(t, "when less is running", err);
	return true;
}

void command_has_memory(struct command_trial *t)
{
	const struct slot_end end = {.tell = remote_task_note, .arg = &t->remote};
	struct connection *l = t->remote.connection;

	if (l && l->slot)
		slots_succeed(t->o->slots, l->slot, &end);
}
