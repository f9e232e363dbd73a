/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/space.h"

#include "base/stream.h"

#include <stdlib.h>
#include <string.h>

void space_release(struct space *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->params[i].name);
		domain_release(&s->params[i].domain);
	}
	free(s->params);
	*s = (struct space){0};
}

int space_find(const struct space *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->params[i].name, name))
			return (int)i;
	return -1;
}

size_t space_free_dims(const struct space *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += !domain_is_constant(&s->params[i].domain);
	return n;
}

void space_random_point(const struct space *s, uint64_t seed, uint32_t trial, double *u)
{
	gsl_rng *rng = stream_new(seed, trial, STREAM_CONFIG, 0);

	for (size_t i = 0; i < s->n; i++)
		u[i] = gsl_rng_uniform(rng);
	gsl_rng_free(rng);
}

void space_print_json(
	const struct space *s, const struct value *config, struct strbuf *out)
{
	strbuf_addch(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		char text[64];

		if (i)
			strbuf_addch(out, ',');
		strbuf_add_json(out, s->params[i].name);
		strbuf_addch(out, ':');
		if (config[i].kind == VALUE_TEXT)
			strbuf_add_json(out, config[i].text);
		else if (config[i].kind == VALUE_REAL)
			strbuf_add_number(out, config[i].number);
		else
			strbuf_adds(
				out, value_print(config[i], true, text, sizeof(text)));
	}
	strbuf_addch(out, '}');
}
