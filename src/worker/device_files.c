/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel says of GPUs in files: NVIDIA's driver in /proc/driver/nvidia, AMD's in
 * /sys/class/kfd ("AMD KFD topology") and /sys/class/drm.
 */
#include "config.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/device_source.h"

#define GPUS "/proc/driver/nvidia/gpus"
#define NODES "/sys/class/kfd/kfd/topology/nodes"
#define USERS "/sys/class/kfd/kfd/proc"
#define RENDER "/sys/class/drm/renderD"
#define TEXT_MAX 4096

/* A folder or file of the kernel's; free() it. */
static char *path_of(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static char *path_of(const char *fmt, ...)
{
	const char *root = getenv("RUNGTOP_DEVICE_ROOT");
	char end[1024];
	struct strbuf path = STRBUF_INIT;
	va_list args;

	va_start(args, fmt);
	vsnprintf(end, sizeof(end), fmt, args);
	va_end(args);
	strbuf_addf(&path, "%s%s", root ? root : "", end);
	return strbuf_detach(&path);
}

/* Takes the path. False: the file is not there, or must not be read. */
static bool read_file(char *path, char out[TEXT_MAX])
{
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(out, 1, TEXT_MAX - 1, f) : 0;
	bool there = f && !ferror(f);

	out[n] = '\0';
	if (f)
		fclose(f);
	free(path);
	return there;
}

static bool read_number(char *path, uint64_t *number)
{
	char text[TEXT_MAX], *end;
	bool there = read_file(path, text);

	*number = strtoull(text, &end, 10);
	return there && end > text;
}

/* Of "Model: \t\t NVIDIA A100", what comes after the name and its colon. */
static bool find_line(const char *text, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strncmp(text, name, len) != 0)
			continue;
		text += len;
		text += strspn(text, ": \t");
		snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
		return true;
	}
	return false;
}

static uint64_t find_number(const char *text, const char *name)
{
	char number[32] = "";

	find_line(text, name, number, sizeof(number));
	return strtoull(number, NULL, 10);
}

static int is_entry(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* The names in a folder, "2" before "10"; -1: it is not there. */
static int list_folder(const char *folder, struct dirent ***names)
{
	char *path = path_of("%s", folder);
	int n = scandir(path, names, is_entry, versionsort);

	free(path);
	return n;
}

static void free_names(struct dirent **names, int n)
{
	for (int i = 0; i < n; i++)
		free(names[i]);
	if (n >= 0)
		free(names);
}

static void *open_folder(const char *folder)
{
	char *path = path_of("%s", folder);
	void *source = access(path, R_OK | X_OK) == 0 ? xcalloc(1, 1) : NULL;

	free(path);
	return source;
}

/*
 * NVIDIA: a folder a GPU, with its place on the bus as the name.
 */

static void *proc_open(void)
{
	return open_folder(GPUS);
}

static size_t proc_list(void *source, struct device *out, size_t most)
{
	struct dirent **names;
	int n_names = list_folder(GPUS, &names);
	size_t n = 0;

	(void)source;
	for (int i = 0; i < n_names && n < most; i++) {
		struct device d = {.kind = DEVICE_NVIDIA};
		char text[TEXT_MAX];

		if (!read_file(path_of(GPUS "/%s/information", names[i]->d_name), text))
			continue;
		find_line(text, "Model", d.name, sizeof(d.name));
		find_line(text, "GPU UUID", d.uuid, sizeof(d.uuid));
		if (strchr(d.uuid,
			    '?')) /* the driver does not know it before its first use */
			d.uuid[0] = '\0';
		snprintf(d.number, sizeof(d.number), "%zu", n);
		out[n++] = d;
	}
	free_names(names, n_names);
	return n;
}

static void proc_look(
	void *source, const struct device *devices, size_t n, struct device_state *out)
{
	struct device *now = xcalloc(DEVICES_MAX, sizeof(*now));
	size_t n_now = proc_list(source, now, DEVICES_MAX);

	for (size_t i = 0; i < n; i++) {
		out[i] = (struct device_state){.health = DEVICE_GONE, .busy = -1};
		for (size_t k = 0; k < n_now; k++)
			if (!*devices[i].uuid || !strcmp(now[k].uuid, devices[i].uuid))
				out[i].health = DEVICE_FINE;
	}
	free(now);
}

const struct device_source device_source_proc = {
	.name = GPUS,
	.open = proc_open,
	.close = free,
	.list = proc_list,
	.look = proc_look,
};

/*
 * AMD: a node a processor or GPU. Its runtime counts those whose files it may read.
 */

struct node {
	uint64_t gpu;	 /* 0: a processor */
	uint64_t render; /* /dev/dri/renderD… */
	char text[TEXT_MAX];
};

static bool read_node(const char *name, struct node *node)
{
	if (!read_number(path_of(NODES "/%s/gpu_id", name), &node->gpu) || !node->gpu ||
		!read_file(path_of(NODES "/%s/properties", name), node->text))
		return false;
	node->render = find_number(node->text, "drm_render_minor ");
	return true;
}

static void *kfd_open(void)
{
	return open_folder(NODES);
}

/* Its first bank is the memory on the card. */
static uint64_t memory_of(const char *name, const struct node *node)
{
	char text[TEXT_MAX];
	uint64_t bytes;

	if (read_number(path_of(RENDER "%" PRIu64 "/device/mem_info_vram_total",
				node->render),
		    &bytes))
		return bytes;
	if (!read_file(path_of(NODES "/%s/mem_banks/0/properties", name), text))
		return 0;
	return find_number(text, "size_in_bytes ");
}

static void name_it(const char *name, const struct node *node, struct device *d)
{
	char text[TEXT_MAX];

	if (!read_file(path_of(RENDER "%" PRIu64 "/device/product_name", node->render),
		    text) ||
		*text == '\n' || !*text)
		read_file(path_of(NODES "/%s/name", name), text);
	snprintf(d->name, sizeof(d->name), "%.*s",
		(int)(strcspn(text, "\n") < sizeof(d->name) ? strcspn(text, "\n")
							    : sizeof(d->name) - 1),
		text);
}

static size_t kfd_list(void *source, struct device *out, size_t most)
{
	struct node *node = xmalloc(sizeof(*node));
	struct dirent **names;
	int n_names = list_folder(NODES, &names);
	size_t n = 0;

	(void)source;
	for (int i = 0; i < n_names && n < most; i++) {
		const char *name = names[i]->d_name;
		struct device d = {.kind = DEVICE_AMD};
		uint64_t id;

		if (!read_node(name, node))
			continue;
		id = find_number(node->text, "unique_id ");
		if (id) /* as rocminfo writes it, and ROCR_VISIBLE_DEVICES takes it */
			snprintf(d.uuid, sizeof(d.uuid), "GPU-%016" PRIx64, id);
		snprintf(d.number, sizeof(d.number), "%zu", n);
		name_it(name, node, &d);
		d.memory = memory_of(name, node);
		d.at = (size_t)strtoul(name, NULL, 10);
		out[n++] = d;
	}
	free_names(names, n_names);
	free(node);
	return n;
}

/* Who has memory of it: a folder a process, with a file a GPU. */
static void look_at_users(const struct node *node, struct device_state *s)
{
	struct dirent **names;
	int n = list_folder(USERS, &names);

	for (int i = 0; i < n && s->n_users < DEVICE_USERS_MAX; i++) {
		uint64_t bytes;

		if (!read_number(path_of(USERS "/%s/vram_%" PRIu64, names[i]->d_name,
					 node->gpu),
			    &bytes) ||
			!bytes)
			continue;
		s->users[s->n_users++] = (struct device_user){
			.pid = (pid_t)strtol(names[i]->d_name, NULL, 10),
			.bytes = bytes,
			.trial = DEVICE_NO_TRIAL};
	}
	free_names(names, n);
}

static void look_at_node(
	const struct device *d, struct node *node, struct device_state *s)
{
	uint64_t busy;
	char name[24];

	*s = (struct device_state){.health = DEVICE_GONE, .busy = -1};
	snprintf(name, sizeof(name), "%zu", d->at);
	if (!read_node(name, node))
		return;
	s->health = DEVICE_FINE;
	if (read_number(
		    path_of(RENDER "%" PRIu64 "/device/mem_info_vram_used", node->render),
		    &s->used))
		s->memory = d->memory;
	if (read_number(
		    path_of(RENDER "%" PRIu64 "/device/gpu_busy_percent", node->render),
		    &busy))
		s->busy = (int)busy;
	look_at_users(node, s);
}

static void kfd_look(
	void *source, const struct device *devices, size_t n, struct device_state *out)
{
	struct node *node = xmalloc(sizeof(*node));

	(void)source;
	for (size_t i = 0; i < n; i++)
		look_at_node(&devices[i], node, &out[i]);
	free(node);
}

const struct device_source device_source_kfd = {
	.name = "/sys/class/kfd",
	.open = kfd_open,
	.close = free,
	.list = kfd_list,
	.look = kfd_look,
};
