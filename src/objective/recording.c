/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/recording.h"

#include <stdlib.h>

void recording_release(struct recording *r)
{
	for (size_t i = 0; i < r->n_metrics; i++)
		free(r->metrics[i]);
	for (size_t i = 0; i < r->n_params; i++)
		free(r->params[i]);
	free(r->metrics);
	free(r->params);
	free(r->first);
	free(r->values);
	free(r->seconds);
	free(r->cells);
	free(r->texts);
	*r = (struct recording){0};
}
