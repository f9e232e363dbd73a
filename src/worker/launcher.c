/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/launcher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define BLANKS " \t\n"

static char **split(const char *text)
{
	char **words = xcalloc(text ? strlen(text) / 2 + 2 : 1, sizeof(*words));
	size_t n = 0;

	while (text && *(text += strspn(text, BLANKS))) {
		size_t len = strcspn(text, BLANKS);

		words[n++] = xstrndup(text, len);
		text += len;
	}
	return words;
}

int launcher_read(struct launcher *c, const struct knobs *k, struct error *err)
{
	const struct knob_value *slurm = knobs_get(k, "slurm");

	*c = (struct launcher){.fence = knobs_real(k, "fence")};
	if (!knobs_text(k, "launcher")) {
		if (slurm_launcher(k, &c->words, err) < 0)
			return -1;
		c->slurm = c->words != NULL;
		c->room = slurm_room(k);
		c->environment = slurm_environment(k);
		c->hides_gpus = slurm_hides_gpus(k);
		return 0;
	}
	if (slurm->given && !knobs_is(k, "slurm", "none"))
		return error_at(err, slurm->at,
			"slurm and launcher exclude each other; leave one out");
	c->words = split(knobs_text(k, "launcher"));
	return 0;
}

double launcher_patience(const struct launcher *c)
{
	return c->words ? c->fence * 5 / 3 : INFINITY;
}

void launcher_release(struct launcher *c)
{
	for (size_t i = 0; c->words && c->words[i]; i++)
		free(c->words[i]);
	free(c->words);
	free(c->environment);
	*c = (struct launcher){0};
}
