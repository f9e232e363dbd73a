/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/called.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "base/shell_word.h"
#include "base/xalloc.h"

bool called_add(const struct study_trial *t, struct strbuf *out)
{
	json_t *list = t->argv ? json_loads(t->argv, 0, NULL) : NULL;
	size_t n = json_array_size(list), i = 0;
	char **argv = xcalloc(n + 1, sizeof(*argv));

	while (i < n && (argv[i] = json_text_read(json_array_get(list, i))))
		i++;
	if (n && i == n)
		shell_command_add(out, (const char *const *)argv, n);
	json_decref(list);
	for (size_t k = 0; k < i; k++)
		free(argv[k]);
	free(argv);
	return n && i == n;
}

const char *called_why_not(const struct study *s, const struct study_trial *t)
{
	if (strcmp(s->info->objective, "command") != 0)
		return "no program was called: rungtop trains it itself";
	if (!t->epoch && t->state != TRIAL_FAILED)
		return "no program has been called yet";
	return "no command line is recorded; older versions did not record it";
}
