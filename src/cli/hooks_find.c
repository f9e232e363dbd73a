/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a study file's `on:`, before anything starts. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/search_path.h"
#include "base/xalloc.h"
#include "cli/hooks_parts.h"

/* As a trial's program: also in the working directory, and beside the study file. */
static char *find_beside(const char *dir, const char *name)
{
	const char *const dirs[] = {
		strchr(name, '/') ? NULL : ".", *name == '/' ? NULL : dir};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		struct strbuf path = STRBUF_INIT;

		if (!dirs[i])
			continue;
		strbuf_addf(&path, "%s/%s", dirs[i], name);
		if (is_file(path.buf))
			return strbuf_detach(&path);
		strbuf_release(&path);
	}
	return NULL;
}

static int find_command(
	struct hooked *to, enum alert a, const struct studyfile *sf, struct error *err)
{
	const struct hook *hook = &sf->on.hooks[a];
	const char *name, *why;

	if (!hook->n)
		return 0;
	to->argv = xcalloc(hook->n + 1, sizeof(*to->argv));
	for (size_t i = 0; i < hook->n; i++)
		to->argv[i] = hook->words[i].text;
	name = to->argv[0];
	why = *name ? cannot_start(name) : "it is empty";
	if (!why)
		return 0;
	to->path = !*name || (strchr(name, '/') && is_file(name))
			   ? NULL
			   : find_beside(sf->dir, name);
	if (to->path) {
		to->argv[0] = to->path;
		why = cannot_start(to->path);
	} else if (!strchr(name, '/') && *name) {
		why = "it is not in PATH, the working directory or beside the study file";
	}
	return why ? error_at(err, hook->words[0].at,
			     "on.%s: %.200s cannot be started: %s", alert_names[a], name,
			     why)
		   : 0;
}

int hooks_find(struct hooked *hooks, const struct studyfile *sf, struct error *err)
{
	int rc = 0;

	for (int a = 0; !rc && a < ALERTS; a++)
		rc = find_command(&hooks[a], (enum alert)a, sf, err);
	return rc;
}

void hooks_forget(struct hooked *hooks)
{
	for (int a = 0; a < ALERTS; a++) {
		free(hooks[a].argv);
		free(hooks[a].path);
	}
}

int hooks_check(const struct studyfile *sf, struct error *err)
{
	struct hooked hooks[ALERTS] = {{.argv = NULL}};
	int rc = hooks_find(hooks, sf, err);

	hooks_forget(hooks);
	return rc;
}
