/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is different for a program that serves: it begins without a trial. */
#include "config.h"

#include <string.h>

#include "command/arguments.h"
#include "command/command.h"

/* The macros that stand for a trial: a program that serves is started for none. */
static const char *const of_a_trial[] = {
	"${args", "${from}", "${to}", "${checkpoint}", "${trial}"};

static int check_served_word(const struct program_word *w, struct error *err)
{
	for (size_t i = 0; i < sizeof(of_a_trial) / sizeof(*of_a_trial); i++)
		if (strstr(w->text, of_a_trial[i]))
			return error_at(err, w->at,
				"%.60s: with serve, a program gets its trials on its "
				"standard input, not as words",
				w->text);
	return 0;
}

int command_read_serve(struct command_objective *c, const struct objective_setup *setup,
	struct error *err)
{
	const struct knobs *k = setup->knobs;

	c->serves = knobs_bool(k, "serve");
	if (!c->serves)
		return 0;
	if (knobs_get(k, "resume")->given && knobs_is(k, "resume", "hold"))
		return error_at(err, knobs_get(k, "resume")->at,
			"resume: hold keeps a process for each trial; with serve it must "
			"be "
			"checkpoint or scratch");
	if (knobs_get(k, "prepare")->given && !knobs_is(k, "prepare", "none"))
		return error_at(err, knobs_get(k, "prepare")->at,
			"prepare: with serve a program imports once; leave one of the "
			"two "
			"out");
	if (!c->program.n) {
		c->program.command = (struct program_word *)arguments_usual;
		c->program.n = ARGUMENTS_SERVED;
	}
	for (size_t i = 0; i < c->program.n; i++)
		if (check_served_word(&c->program.command[i], err) < 0)
			return -1;
	if (!knobs_get(k, "retries")->given)
		c->retries = 1;
	return 0;
}
