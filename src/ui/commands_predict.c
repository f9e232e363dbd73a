/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the command table that asks for predictions. */
#include "config.h"

#include "ui/commands.h"
#include "ui/predict.h"

int run_predict(const struct call *c, struct request *r)
{
	struct view *v = c->view;
	bool on;

	*r = (struct request){0};
	if (argument_on_off(c, &on) < 0)
		return -1;
	if (v->race)
		return mistake_at(c->mistake, 0, "nothing is predicted in a race");
	if (v->tour)
		return mistake_at(c->mistake, 0, "the lesson asks by itself");
	if (on && c->study->ladder && scheduler_ops_named(c->study->scheduler)->trains_all)
		return mistake_at(c->mistake, c->args, "%s never decides who climbs",
			c->study->scheduler);
	if (on)
		predict_begin(v);
	else
		predict_end(v);
	message_tell(&v->message, v->wall,
		on ? "before each cut you are asked who climbs" : "nothing is asked any more");
	return 0;
}
