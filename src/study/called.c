/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/called.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/shell_word.h"
#include "base/xalloc.h"

/* A text, or {"base64": …} for bytes that are no UTF-8; to be freed. NULL: neither. */
static char *read_word(const json_t *word)
{
	const char *coded = json_string_value(json_object_get(word, "base64"));
	char *bytes, *whole;
	size_t n;

	if (json_is_string(word))
		return xstrdup(json_string_value(word));
	bytes = coded ? base64_decode(coded, &n) : NULL;
	whole = bytes ? xstrndup(bytes, n) : NULL;
	free(bytes);
	return whole;
}

bool called_add(const struct study_trial *t, struct strbuf *out)
{
	json_t *list = t->argv ? json_loads(t->argv, 0, NULL) : NULL;
	size_t n = json_array_size(list), i = 0;
	char **argv = xcalloc(n + 1, sizeof(*argv));

	while (i < n && (argv[i] = read_word(json_array_get(list, i))))
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
