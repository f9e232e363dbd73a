/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/process_family.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GENERATIONS_MAX 64

/* The name before the numbers may hold anything. */
bool process_stat(pid_t pid, struct process_stat *out)
{
	char path[48], text[512];
	const char *end;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	end = strrchr(text, ')');
	return end &&
	       sscanf(end + 1, " %c %d %d", &out->state, &out->parent, &out->group) == 3;
}

static bool descends(pid_t pid, pid_t ancestor, bool by_group)
{
	struct process_stat p;

	for (int i = 0; i < GENERATIONS_MAX && pid > 1; i++) {
		if (pid == ancestor)
			return true;
		if (!process_stat(pid, &p))
			return false;
		if (by_group && p.group == ancestor)
			return true;
		pid = p.parent;
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
