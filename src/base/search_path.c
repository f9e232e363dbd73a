/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/search_path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"

bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool is_in_path(const char *name)
{
	const char *dirs = getenv("PATH");
	bool found = false;

	for (const char *d = dirs ? dirs : "/bin:/usr/bin"; !found && *d;) {
		size_t n = strcspn(d, ":");
		struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "%.*s/%s", (int)n, d, name);
		found = is_file(path.buf) && access(path.buf, X_OK) == 0;
		strbuf_release(&path);
		d += n + (d[n] == ':');
	}
	return found;
}

const char *cannot_start(const char *name)
{
	struct stat st;

	if (!strchr(name, '/'))
		return is_in_path(name) ? NULL : "it is not in PATH";
	if (stat(name, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "it is not a file";
	if (access(name, X_OK) == 0)
		return NULL;
	return errno == EACCES ? "it is not executable" : strerror(errno);
}
