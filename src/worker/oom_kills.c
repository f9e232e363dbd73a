/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/oom_kills.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

/* The number in the file's line "oom_kill N"; -1: there is none. */
static long count_in(const char *dir, const char *path, const char *file)
{
	struct strbuf name = STRBUF_INIT;
	long n = -1;
	char line[256];
	FILE *f;

	strbuf_addf(&name, "%s%s/%s", dir, path, file);
	f = fopen(name.buf, "re");
	while (f && n < 0 && fgets(line, sizeof(line), f))
		if (!strncmp(line, "oom_kill ", strlen("oom_kill ")))
			n = strtol(line + strlen("oom_kill "), NULL, 10);
	if (f)
		fclose(f);
	strbuf_release(&name);
	return n;
}

/* In the group; inside of a container its path may be the host's, and is not there. */
static long count_of(const char *sys, const char *mount, const char *path,
	const char *file)
{
	struct strbuf dir = STRBUF_INIT;
	long n;

	strbuf_addf(&dir, "%s%s", sys, mount);
	n = count_in(dir.buf, strcmp(path, "/") ? path : "", file);
	if (n < 0)
		n = count_in(dir.buf, "", file);
	strbuf_release(&dir);
	return n;
}

/* A line of /proc/self/cgroup, "4:memory:/a/b" or "0::/a/b". */
static long count_by(const char *sys, char *line)
{
	char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;
	long n;

	if (!path)
		return -1;
	*path++ = '\0';
	path[strcspn(path, "\n")] = '\0';
	names++;
	if (!strcmp(names, "memory"))
		return count_of(sys, "/memory", path, "memory.oom_control");
	if (*names)
		return -1;
	n = count_of(sys, "", path, "memory.events");
	return n < 0 ? count_of(sys, "/unified", path, "memory.events") : n;
}

long oom_kills(const char *proc, const char *sys)
{
	struct strbuf name = STRBUF_INIT;
	char *line = NULL;
	size_t room = 0;
	long n = -1;
	FILE *f;

	strbuf_addf(&name, "%s/self/cgroup", proc);
	f = fopen(name.buf, "re");
	while (f && n < 0 && getline(&line, &room, f) > 0)
		n = count_by(sys, line);
	if (f)
		fclose(f);
	free(line);
	strbuf_release(&name);
	return n < 0 ? count_in(proc, "", "vmstat") : n;
}
