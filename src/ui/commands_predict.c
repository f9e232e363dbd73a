/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the command table that asks for predictions. */
#include "config.h"

#include <string.h>

#include "ui/commands.h"
#include "ui/predict.h"

int run_predict(const struct call *c, struct request *r)
{
	const char *s = c->line + c->args;
	struct view *v = c->view;
	size_t n = strcspn(s, " ");
	bool on = n == 2 && !strncmp(s, "on", n);

	*r = (struct request){0};
	if ((!on && (n != 3 || strncmp(s, "off", n) != 0)) || s[n + strspn(s + n, " ")])
		return mistake_at(c->mistake, c->args, "it must be on or off");
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

void complete_predict(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	(void)s;
	(void)line;
	if (n != 1)
		return;
	words_add(out, word, "on", 2, "");
	words_add(out, word, "off", 3, "");
}
