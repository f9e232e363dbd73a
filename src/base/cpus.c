/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/cpus.h"

#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUPS "/sys/fs/cgroup"
#define FILE_MAX (PATH_MAX + sizeof("/cpu.cfs_period_us")) /* a file in a folder */

/* The first line of a file; false: there is none. */
static bool read_line(const char *path, char *line, int size)
{
	FILE *f = fopen(path, "re");
	bool got = f && fgets(line, size, f);

	if (f)
		fclose(f);
	return got;
}

/* cpu.max: "150000 100000", or "max 100000". INT_MAX: no limit. */
static double quota_v2(const char *folder)
{
	char path[FILE_MAX], line[128];
	double quota, period;

	snprintf(path, sizeof(path), "%s/cpu.max", folder);
	if (read_line(path, line, sizeof(line)) &&
		sscanf(line, "%lf %lf", &quota, &period) == 2 && period > 0)
		return quota / period;
	return INT_MAX;
}

static double quota_v1(const char *folder)
{
	char path[FILE_MAX], quota[128], period[128];

	snprintf(path, sizeof(path), "%s/cpu.cfs_quota_us", folder);
	if (!read_line(path, quota, sizeof(quota)))
		return INT_MAX;
	snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", folder);
	if (!read_line(path, period, sizeof(period)) || atof(quota) <= 0 ||
		atof(period) <= 0)
		return INT_MAX;
	return atof(quota) / atof(period);
}

/* The least of a group and those above it, as far as they show here. */
static double least(const char *top, char *group, double (*quota_of)(const char *folder))
{
	char folder[PATH_MAX];
	double all = INT_MAX;

	for (;;) {
		char *slash = strrchr(group, '/');
		double quota;

		snprintf(folder, sizeof(folder), "%s%s", top, group);
		quota = quota_of(folder);
		all = quota < all ? quota : all;
		if (!slash)
			return all;
		*slash = '\0';
	}
}

/* Of a line of /proc/self/cgroup: "0::/a/b", or "4:cpu,cpuacct:/a". */
static double quota_of_line(const char *root, char *line)
{
	char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL;
	char top[PATH_MAX];

	if (!group)
		return INT_MAX;
	*group++ = '\0';
	names++;
	group[strcspn(group, "\n")] = '\0';
	if (!*names) {
		snprintf(top, sizeof(top), "%s" GROUPS, root);
		return least(top, group, quota_v2);
	}
	if (strcmp(names, "cpu") != 0 && strcmp(names, "cpu,cpuacct") != 0 &&
		strcmp(names, "cpuacct,cpu") != 0)
		return INT_MAX;
	snprintf(top, sizeof(top), "%s" GROUPS "/%s", root, names);
	return least(top, group, quota_v1);
}

int cpus_under(const char *root, int affinity)
{
	char path[PATH_MAX], line[PATH_MAX];
	double all = affinity;
	FILE *f;

	snprintf(path, sizeof(path), "%s/proc/self/cgroup", root);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		double quota = quota_of_line(root, line);

		all = quota < all ? quota : all;
	}
	if (f)
		fclose(f);
	return all > 1 ? (int)all : 1;
}

int cpus_available(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	return cpus_under("", (int)n);
}
