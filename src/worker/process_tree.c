/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/process_tree.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "worker/process_family.h"

struct entry {
	pid_t pid;
	struct process_stat stat;
	bool in; /* the tree */
};

static struct entry *read_all(size_t *n)
{
	DIR *dir = opendir("/proc");
	const struct dirent *found;
	struct entry *all = NULL;
	size_t cap = 0;

	*n = 0;
	while (dir && (found = readdir(dir))) {
		struct entry e = {.pid = (pid_t)atoi(found->d_name)};

		if (!isdigit((unsigned char)found->d_name[0]) ||
			!process_stat(e.pid, &e.stat) || e.stat.state == 'Z')
			continue;
		ARRAY_ROOM(all, *n, cap);
		all[(*n)++] = e;
	}
	if (dir)
		closedir(dir);
	return all;
}

static bool has_in(const struct entry *all, size_t n, pid_t pid)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].pid == pid)
			return all[i].in;
	return false;
}

/*
 * The parent of the program is ours, a keeper's or we are it; whoever dies hands its
 * children to that, so all of its descendants are the program's, but for other children of
 * ours.
 */
void process_tree_find(const struct process *p, pid_t apart, struct process_tree *out)
{
	size_t n;
	struct entry *all = read_all(&n);
	pid_t root = 0;
	bool more = true;

	out->n = 0;
	for (size_t i = 0; i < n; i++)
		if (all[i].pid == p->pid)
			root = all[i].stat.parent;
	while (more && p->pid > 0) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			struct entry *e = &all[i];
			bool child = root && e->stat.parent == root && e->pid != apart &&
				     !process_is_spared(e->pid);

			if (e->in || !(child || e->stat.group == p->pid ||
					     has_in(all, n, e->stat.parent)))
				continue;
			more = e->in = true;
			if (out->n < PROCESS_TREE_MAX)
				out->pids[out->n++] = e->pid;
		}
	}
	free(all);
}

void process_tree_signal(const struct process *p, pid_t apart, int sig)
{
	struct process_tree f;

	process_signal(p, sig);
	process_tree_find(p, apart, &f);
	for (size_t i = 0; i < f.n; i++)
		if (getpgid(f.pids[i]) != p->pid)
			kill(f.pids[i], sig);
}

/* Calls take() for the path of each mapping until it returns true. */
static bool any_map(pid_t pid, bool (*take)(const char *path, void *arg), void *arg)
{
	char name[64], *line = NULL;
	size_t room = 0;
	bool found = false;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/maps", (int)pid);
	f = fopen(name, "re");
	while (f && !found && getline(&line, &room, f) > 0) {
		char *path = strchr(line, '/');

		if (!path)
			continue;
		path[strcspn(path, "\n")] = '\0';
		found = take(path, arg);
	}
	if (f)
		fclose(f);
	free(line);
	return found;
}

static bool is_named(const char *path, void *name)
{
	return !strncmp(strrchr(path, '/') + 1, name, strlen(name));
}

bool process_maps(pid_t pid, const char *name)
{
	return any_map(pid, is_named, (void *)name);
}

struct count {
	const char *path;
	int n;
};

static bool count_one(const char *path, void *arg)
{
	struct count *c = arg;

	c->n += !strcmp(path, c->path);
	return false;
}

int process_count_maps(pid_t pid, const char *path)
{
	struct count c = {.path = path};

	any_map(pid, count_one, &c);
	return c.n;
}

bool process_has_thread(pid_t pid, const char *name)
{
	char path[320], text[64];
	const struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/task/%s/comm", (int)pid,
			entry->d_name);
		f = fopen(path, "re");
		found = f && fgets(text, sizeof(text), f) &&
			!strncmp(text, name, strlen(name));
		if (f)
			fclose(f);
	}
	if (dir)
		closedir(dir);
	return found;
}
