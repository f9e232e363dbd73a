/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nvidia-smi, where NVML cannot be opened: a static build, another architecture, a wrapper
 * that asks another machine. Its queries give a line a device, with commas between fields;
 * MIG devices are in its -L alone.
 */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/search_path.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/ask.h"
#include "worker/device_source.h"

#define PROGRAM "nvidia-smi"
#define ANSWER_MAX 65536
#define MIB ((uint64_t)1 << 20)
#define FIELDS 5

static char *ask(const char *query)
{
	const char *const argv[] = {
		PROGRAM, query, "--format=csv,noheader,nounits", NULL};
	const char *const list[] = {PROGRAM, query, NULL};
	char *answer = xmalloc(ANSWER_MAX);

	ask_program(query[1] == '-' ? argv : list, NULL, answer, ANSWER_MAX);
	return answer;
}

/* Cuts the line into its fields, without blanks around them. How many there are. */
static size_t split(char *line, char *fields[FIELDS])
{
	size_t n = 0;

	for (char *rest = line, *field; n < FIELDS && (field = strsep(&rest, ","));) {
		size_t len;

		field += strspn(field, " \t");
		len = strlen(field);
		while (len && isspace((unsigned char)field[len - 1]))
			field[--len] = '\0';
		fields[n++] = field;
	}
	return n;
}

/* "[N/A]", "[Not Supported]": none. */
static bool read_number(const char *field, uint64_t *number)
{
	char *end;

	*number = strtoull(field, &end, 10);
	return end > field && !*end;
}

static void *smi_open(void)
{
	return is_in_path(PROGRAM) ? xcalloc(1, 1) : NULL;
}

/* "  MIG 1g.10gb     Device  0: (UUID: MIG-…)" */
static bool read_part(const char *line, struct device *d)
{
	const char *at = strstr(line, "Device"), *uuid = strstr(line, "(UUID: MIG-");
	unsigned i;
	int len;

	line += strspn(line, " \t");
	if (strncmp(line, "MIG ", 4) != 0 || !at || !uuid ||
		sscanf(at, "Device %u", &i) != 1)
		return false;
	uuid += strlen("(UUID: ");
	len = (int)strcspn(uuid, ")");
	*d = (struct device){.kind = DEVICE_MIG};
	snprintf(d->number, sizeof(d->number), "%u", i);
	snprintf(d->uuid, sizeof(d->uuid), "%.*s", len, uuid);
	len = (int)(at - line);
	while (len && line[len - 1] == ' ')
		len--;
	snprintf(d->name, sizeof(d->name), "%.*s", len, line);
	return true;
}

/* The MIG devices of a GPU, in place of it. */
static size_t list_parts(
	char *answer, const struct device *gpu, struct device *out, size_t most)
{
	char *copy = xstrdup(answer), *rest = copy;
	bool of_gpu = false;
	size_t n = 0;

	for (char *line; n < most && (line = strsep(&rest, "\n"));) {
		struct device part;

		if (!strncmp(line, "GPU ", 4))
			of_gpu = strstr(line, gpu->uuid) != NULL;
		if (!of_gpu || !read_part(line, &part))
			continue;
		out[n] = part;
		snprintf(out[n].number, sizeof(out[n].number), "%.10s:%.10s", gpu->number,
			part.number);
		snprintf(out[n].whole, sizeof(out[n].whole), "%s", gpu->uuid);
		n++;
	}
	free(copy);
	return n;
}

static size_t smi_list(void *source, struct device *out, size_t most)
{
	char *answer = ask("--query-gpu=index,uuid,memory.total,mig.mode.current,name");
	char *parts = NULL, *rest = answer;
	size_t n = 0;

	(void)source;
	for (char *line; n < most && (line = strsep(&rest, "\n"));) {
		char *f[FIELDS];
		uint64_t number, memory;
		struct device d = {.kind = DEVICE_NVIDIA};

		if (split(line, f) < FIELDS || !read_number(f[0], &number) ||
			strncmp(f[1], "GPU-", 4) != 0)
			continue;
		snprintf(d.number, sizeof(d.number), "%s", f[0]);
		snprintf(d.uuid, sizeof(d.uuid), "%s", f[1]);
		snprintf(d.name, sizeof(d.name), "%s", f[4]);
		if (read_number(f[2], &memory))
			d.memory = memory * MIB;
		if (strcmp(f[3], "Enabled") != 0) {
			out[n++] = d;
			continue;
		}
		if (!parts)
			parts = ask("-L");
		n += list_parts(parts, &d, out + n, most - n);
	}
	free(parts);
	free(answer);
	return n;
}

/* The index of the device, or of the whole one that it is a part of; n: it is not there. */
static size_t find(const struct device *devices, size_t n, const char *uuid, size_t from)
{
	while (from < n && strcmp(devices[from].uuid, uuid) != 0 &&
		strcmp(devices[from].whole, uuid) != 0)
		from++;
	return from;
}

static void read_state(
	char *line, const struct device *devices, size_t n, struct device_state *out)
{
	char *f[FIELDS];
	uint64_t used, memory, busy;

	if (split(line, f) < 4)
		return;
	for (size_t i = 0; (i = find(devices, n, f[0], i)) < n; i++) {
		if (strchr(f[1], '[') && strcasestr(f[1], "lost"))
			continue;
		out[i].health = DEVICE_FINE;
		if (devices[i].kind == DEVICE_MIG)
			continue; /* what is said of the whole */
		if (read_number(f[1], &used) && read_number(f[2], &memory)) {
			out[i].used = used * MIB;
			out[i].memory = memory * MIB;
		}
		if (read_number(f[3], &busy))
			out[i].busy = (int)busy;
	}
}

static void read_user(
	char *line, const struct device *devices, size_t n, struct device_state *out)
{
	char *f[FIELDS];
	uint64_t pid, used;
	size_t i;

	if (split(line, f) < 3 || !read_number(f[1], &pid))
		return;
	i = find(devices, n, f[0], 0);
	if (i == n || out[i].n_users == DEVICE_USERS_MAX)
		return;
	out[i].users[out[i].n_users++] = (struct device_user){.pid = (pid_t)pid,
		.bytes = read_number(f[2], &used) ? used * MIB : 0,
		.trial = DEVICE_NO_TRIAL};
}

static void smi_look(
	void *source, const struct device *devices, size_t n, struct device_state *out)
{
	char *gpus = ask("--query-gpu=uuid,memory.used,memory.total,utilization.gpu");
	char *users = ask("--query-compute-apps=gpu_uuid,pid,used_memory");
	char *rest = gpus;

	(void)source;
	for (size_t i = 0; i < n; i++)
		out[i] = (struct device_state){.health = DEVICE_GONE, .busy = -1};
	for (char *line; (line = strsep(&rest, "\n"));)
		read_state(line, devices, n, out);
	rest = users;
	for (char *line; (line = strsep(&rest, "\n"));)
		read_user(line, devices, n, out);
	free(gpus);
	free(users);
}

const struct device_source device_source_smi = {
	.name = "nvidia-smi",
	.open = smi_open,
	.close = free,
	.list = smi_list,
	.look = smi_look,
};
