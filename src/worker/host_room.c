/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/host_room.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

#define LEFT 0.1 /* of what there is */
#define KIB 1024.0

/* How a version of the control groups names what it counts. */
struct names {
	const char *limit, *usage, *cache;
};

static const struct names v1 = {
	"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
static const struct names v2 = {"memory.max", "memory.current", "inactive_file"};

/* The number behind the name in the file, or at its beginning; NaN: there is none. */
static double number_in(const char *dir, const char *file, const char *name)
{
	struct strbuf path = STRBUF_INIT;
	double n = NAN;
	char line[256], *end;
	FILE *f;

	strbuf_addf(&path, "%s/%s", dir, file);
	f = fopen(path.buf, "re");
	while (f && isnan(n) && fgets(line, sizeof(line), f)) {
		const char *at = line + strlen(name);

		if (strncmp(line, name, strlen(name)) ||
			(*name && *at != ' ' && *at != ':'))
			continue;
		n = strtod(at + (*name != '\0'), &end);
		if (end == at + (*name != '\0'))
			n = NAN; /* "max" */
	}
	if (f)
		fclose(f);
	strbuf_release(&path);
	return n;
}

/* INFINITY: it has no limit. */
static double room_of_group(const char *dir, const struct names *names)
{
	double limit = number_in(dir, names->limit, ""),
	       usage = number_in(dir, names->usage, ""),
	       cache = number_in(dir, "memory.stat", names->cache);

	if (isnan(limit) || isnan(usage))
		return INFINITY;
	return limit * (1 - LEFT) - usage + (isnan(cache) ? 0 : cache);
}

/* The group's, and of those above it; inside of a container its path may not be there. */
static double room_of_groups(
	const char *mount, const char *path, const struct names *names)
{
	struct strbuf dir = STRBUF_INIT;
	double room = room_of_group(mount, names);
	size_t root;

	strbuf_adds(&dir, mount);
	root = dir.len;
	strbuf_adds(&dir, path);
	while (dir.len > root) {
		char *slash;

		room = fmin(room, room_of_group(dir.buf, names));
		slash = strrchr(dir.buf, '/');
		*slash = '\0';
		dir.len = (size_t)(slash - dir.buf);
	}
	strbuf_release(&dir);
	return room;
}

/* A line of /proc/self/cgroup, "4:memory:/a/b" or "0::/a/b". */
static double room_by(const char *sys, char *line)
{
	char *kinds = strchr(line, ':'), *path = kinds ? strchr(kinds + 1, ':') : NULL;
	struct strbuf mount = STRBUF_INIT;
	double room = INFINITY;

	if (!path)
		return INFINITY;
	*path++ = '\0';
	path[strcspn(path, "\n")] = '\0';
	kinds++;
	strbuf_addf(&mount, "%s%s", sys, *kinds ? "/memory" : "");
	if (!strcmp(kinds, "memory"))
		room = room_of_groups(mount.buf, path, &v1);
	else if (!*kinds)
		room = room_of_groups(mount.buf, path, &v2);
	strbuf_release(&mount);
	return room;
}

double host_room(const char *proc, const char *sys)
{
	struct strbuf name = STRBUF_INIT;
	double room = number_in(proc, "meminfo", "MemAvailable"),
	       total = number_in(proc, "meminfo", "MemTotal");
	char *line = NULL;
	size_t size = 0;
	FILE *f;

	room = isnan(room) || isnan(total) ? 0 : (room - LEFT * total) * KIB;
	strbuf_addf(&name, "%s/self/cgroup", proc);
	f = fopen(name.buf, "re");
	while (f && getline(&line, &size, f) > 0)
		room = fmin(room, room_by(sys, line));
	if (f)
		fclose(f);
	free(line);
	strbuf_release(&name);
	return fmax(room, 0);
}
