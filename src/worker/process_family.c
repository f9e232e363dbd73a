/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/process_family.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GENERATIONS_MAX 64

/* Its parent and its process group, of /proc/PID/stat; the name before them may be any. */
static bool read_stat(pid_t pid, pid_t *parent, pid_t *group)
{
	char path[48], text[512], *at;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	at = strrchr(text, ')');
	return at && sscanf(at, ") %*c %d %d", parent, group) == 2;
}

static bool descends(pid_t pid, pid_t ancestor, bool by_group)
{
	pid_t parent, group;

	for (int i = 0; i < GENERATIONS_MAX && pid > 1; i++) {
		if (pid == ancestor)
			return true;
		if (!read_stat(pid, &parent, &group))
			return false;
		if (by_group && group == ancestor)
			return true;
		pid = parent;
	}
	return false;
}

bool process_is_of(pid_t pid, pid_t ancestor)
{
	return descends(pid, ancestor, true);
}

bool process_is_ours(pid_t pid)
{
	return descends(pid, getpid(), false);
}

bool process_name(pid_t pid, char *out, size_t size)
{
	char path[48];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
	f = fopen(path, "re");
	*out = '\0';
	if (!f)
		return false;
	if (!fgets(out, (int)size, f))
		*out = '\0';
	fclose(f);
	out[strcspn(out, "\n")] = '\0';
	return true;
}
