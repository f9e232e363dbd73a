/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/yaml_file.h"
#include "ui/settings_file.h"

char *progress_path(void)
{
	const char *dir = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct strbuf path = STRBUF_INIT;

	if (dir && dir[0] == '/')
		strbuf_addf(&path, "%s/rungtop/lessons", dir);
	else if (home && *home)
		strbuf_addf(&path, "%s/.local/state/rungtop/lessons", home);
	return path.len ? strbuf_detach(&path) : NULL;
}

bool progress_begun(void)
{
	char *path = progress_path();
	bool begun = !path || access(path, F_OK) == 0;

	free(path);
	return begun;
}

/* Names are keys of the file, where a dot would part them. */
static char *key_of(const char *lesson)
{
	char *key = xstrdup(lesson);

	for (char *c = key; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789-_",
			    *c))
			*c = '_';
	return key;
}

char *progress_of(const char *lesson)
{
	char *path = progress_path(), *key = key_of(lesson), *what = NULL;
	const struct yaml *found;
	struct error ignored;
	struct yaml *y = path && !settings_file_is_empty(path)
				 ? yaml_read(path, NULL, &ignored)
				 : NULL;

	found = y ? yaml_find(y, key) : NULL;
	if (found && found->type == YAML_SCALAR)
		what = xstrdup(found->text);
	if (y)
		yaml_free(y);
	free(key);
	free(path);
	return what;
}

int progress_keep(const char *lesson, const char *what, struct error *err)
{
	char *path = progress_path(), *key = lesson ? key_of(lesson) : NULL;
	struct strbuf text = STRBUF_INIT;
	int rc = 0;

	if (path && key)
		rc = settings_file_edit(path, key, what, &text, err);
	else
		strbuf_adds(&text, "# What rungtop tour has shown; see rungtop(1).\n");
	if (path && !rc)
		rc = settings_file_write(path, &text, err);
	strbuf_release(&text);
	free(key);
	free(path);
	return rc;
}
