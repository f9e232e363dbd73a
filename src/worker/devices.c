/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How variables limit what a program sees: CUDA C++ Programming Guide, "CUDA Environment
 * Variables"; ROCm documentation, "GPU isolation techniques". ROCR_VISIBLE_DEVICES is of the
 * layer below: HIP_VISIBLE_DEVICES, and CUDA_VISIBLE_DEVICES in its place, count what that
 * leaves.
 */
#include "config.h"

#include "worker/devices.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/device_source.h"
#include "worker/process_family.h"

#define BETWEEN ", \t"
#define CUDA "CUDA_VISIBLE_DEVICES"
#define HIP "HIP_VISIBLE_DEVICES"
#define ROCR "ROCR_VISIBLE_DEVICES"
#define ORDER "CUDA_DEVICE_ORDER"

struct devices {
	const struct device_source *source; /* NULL: the environment */
	void *state;			    /* of the source */
	pthread_mutex_t lock;		    /* one look at a time */
	struct device list[DEVICES_MAX];
	size_t n;
	const char *limit;  /* the variable that left some out; NULL: none */
	const char *limits; /* its value */
};

/*
 * Names.
 */

static bool is_number(const char *word)
{
	return *word && !word[strspn(word, "0123456789")];
}

static bool begins(const char *text, const char *word)
{
	return *word && !strncasecmp(text, word, strlen(word));
}

/* A number with zeros before it is the same one. */
static const char *plain(const char *word)
{
	while (is_number(word) && *word == '0' && word[1])
		word++;
	return word;
}

/* The device, or the whole one that it is a part of, by its number or its UUID. */
static bool is_called(const struct device *d, const char *word)
{
	size_t len = strcspn(d->number, ":");

	word = plain(word);
	if (!strcmp(d->number, word))
		return true;
	if (is_number(word))
		return strlen(word) == len && !strncmp(d->number, word, len);
	return strchr(word, '-') && (begins(d->uuid, word) || begins(d->whole, word));
}

/* A beginning of a UUID that fits several GPUs is the name of none. */
static bool is_ambiguous(const struct device *list, size_t n, const char *word)
{
	const char *first = NULL;

	for (size_t i = 0; i < n && strchr(word, '-'); i++) {
		const char *own = begins(list[i].uuid, word)	? list[i].uuid
				  : begins(list[i].whole, word) ? list[i].whole
								: NULL;

		if (own && first && strcmp(own, first) != 0)
			return true;
		first = own ? own : first;
	}
	return false;
}

const char *device_text(const struct device *d, bool named, char *out, size_t size)
{
	bool name = named && *d->name;

	snprintf(out, size, "GPU %s%s%s%s", d->number, name ? " (" : "",
		name ? d->name : "", name ? ")" : "");
	return out;
}

/*
 * Picking some out of a list.
 */

struct picked {
	struct device list[DEVICES_MAX];
	size_t n;
	char wrong[96]; /* the first word that names none, or "" */
};

static bool has(const struct picked *p, const struct device *d)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->list[i].number, d->number))
			return true;
	return false;
}

/* Up to the first word that names none, as CUDA reads its variable. */
static void pick(const struct device *list, size_t n, const char *words, struct picked *p)
{
	*p = (struct picked){.n = 0};
	while (*(words += strspn(words, BETWEEN))) {
		size_t len = strcspn(words, BETWEEN);
		char *word = xstrndup(words, len);
		bool known = false;

		for (size_t i = 0; !is_ambiguous(list, n, word) && i < n; i++) {
			if (!is_called(&list[i], word))
				continue;
			known = true;
			if (!has(p, &list[i]))
				p->list[p->n++] = list[i];
		}
		if (!known)
			snprintf(p->wrong, sizeof(p->wrong), "%s", word);
		free(word);
		if (!known)
			return;
		words += len;
	}
}

/*
 * What the environment leaves.
 */

static void limit(struct devices *d, const char *variable, struct place at,
	const struct listener *listener)
{
	const char *words = getenv(variable);
	struct picked *p;

	if (!words)
		return;
	p = xmalloc(sizeof(*p));
	pick(d->list, d->n, words, p);
	if (*p->wrong && strcmp(p->wrong, "-1") != 0 &&
		strcmp(p->wrong, "NoDevFiles") != 0)
		listener_tell(listener, at,
			"%s: there is no GPU '%s'; it and what comes after it are not "
			"used",
			variable, p->wrong);
	memcpy(d->list, p->list, p->n * sizeof(*d->list));
	d->n = p->n;
	d->limit = variable;
	d->limits = words;
	free(p);
}

/* Indices of CUDA count the fastest first, unless they are told not to. */
static void check_order(
	const struct devices *d, struct place at, const struct listener *listener)
{
	const char *order = getenv(ORDER), *words = getenv(CUDA);
	bool differ = false;

	for (size_t i = 1; i < d->n; i++)
		differ |= strcmp(d->list[i].name, d->list[0].name) != 0;
	if (!differ || !words ||
		!is_number(words + strspn(words, BETWEEN "0123456789")) ||
		(order && !strcmp(order, "PCI_BUS_ID")))
		return;
	listener_tell(listener, at,
		CUDA ": its numbers are taken as nvidia-smi counts (" ORDER
		     "=PCI_BUS_ID), and these GPUs differ");
}

/* What HIP's numbers count is what ROCR_VISIBLE_DEVICES leaves. */
static void limit_amd(struct devices *d, struct place at, const struct listener *listener)
{
	struct device *left;

	limit(d, ROCR, at, listener);
	left = xcalloc(DEVICES_MAX, sizeof(*left));
	for (size_t i = 0; i < d->n; i++) {
		d->list[i].hip = (int)i;
		left[i] = d->list[i];
		snprintf(d->list[i].number, sizeof(d->list[i].number), "%zu", i);
	}
	limit(d, getenv(HIP) ? HIP : CUDA, at, listener);
	for (size_t i = 0; i < d->n; i++)
		d->list[i] = left[d->list[i].hip];
	free(left);
}

/* Nobody here knows them, but somebody has named them. */
static void take_by_word(struct devices *d)
{
	const char *words = getenv(CUDA);

	d->limit = CUDA;
	d->limits = words;
	while (words && *(words += strspn(words, BETWEEN)) && d->n < DEVICES_MAX) {
		int len = (int)strcspn(words, BETWEEN);
		struct device own = {.kind = DEVICE_NVIDIA};

		if (!strncmp(words, "-1", 2) || !strncmp(words, "NoDevFiles", 10))
			return;
		if (strchr("GM", *words)) {
			own.kind = *words == 'M' ? DEVICE_MIG : DEVICE_NVIDIA;
			snprintf(own.uuid, sizeof(own.uuid), "%.*s", len, words);
			snprintf(own.number, sizeof(own.number), "%zu", d->n);
		} else {
			snprintf(own.number, sizeof(own.number), "%.*s", len, words);
		}
		d->list[d->n++] = own;
		words += len;
	}
}

/*
 * Finding.
 */

static bool find_with(struct devices *d, const struct device_source *source)
{
	d->state = source->open();
	if (!d->state)
		return false;
	d->source = source;
	d->n = source->list(d->state, d->list, DEVICES_MAX);
	if (d->n)
		return true;
	source->close(d->state);
	d->source = NULL;
	d->state = NULL;
	return false;
}

static void find(struct devices *d, struct place at, const struct listener *listener)
{
	static const struct device_source *const sources[] = {&device_source_nvml,
		&device_source_smi, &device_source_proc, &device_source_kfd};
	const char *words = getenv(CUDA);

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		if (find_with(d, sources[i]))
			break;
	if (!d->n) {
		take_by_word(d);
	} else if (d->list[0].kind == DEVICE_AMD) {
		limit_amd(d, at, listener);
	} else if (d->source == &device_source_proc && words && strstr(words, "MIG-")) {
		d->n = 0; /* it does not know of parts */
		d->source->close(d->state);
		d->source = NULL;
		take_by_word(d);
	} else {
		check_order(d, at, listener);
		limit(d, CUDA, at, listener);
	}
}

struct devices *devices_find(
	struct place at, const struct listener *listener, struct error *err)
{
	struct devices *d = xcalloc(1, sizeof(*d));

	pthread_mutex_init(&d->lock, NULL);
	find(d, at, listener);
	if (d->n)
		return d;
	if (d->limits)
		error_at(err, at,
			"resources.gpus: there is none to give out, %s is '%.60s'",
			d->limit, d->limits);
	else
		error_at(err, at,
			"resources.gpus: no GPU was found (by NVML, nvidia-smi, "
			"/proc/driver/nvidia or /sys/class/kfd)");
	devices_free(d);
	return NULL;
}

void devices_free(struct devices *d)
{
	if (!d)
		return;
	if (d->source)
		d->source->close(d->state);
	pthread_mutex_destroy(&d->lock);
	free(d);
}

static void list_numbers(const struct devices *d, struct strbuf *out)
{
	for (size_t i = 0; i < d->n; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", d->list[i].number);
}

int devices_choose(
	struct devices *d, const char *words, struct place at, struct error *err)
{
	struct picked *p = xmalloc(sizeof(*p));
	struct strbuf there = STRBUF_INIT;
	int rc = 0;

	pick(d->list, d->n, words, p);
	list_numbers(d, &there);
	if (is_ambiguous(d->list, d->n, p->wrong))
		rc = error_at(
			err, at, "resources.devices: '%s' fits several GPUs", p->wrong);
	else if (*p->wrong)
		rc = error_at(err, at,
			"resources.devices: there is no GPU '%s'%s%s; there are: %s",
			p->wrong, d->limit ? " in " : "", d->limit ? d->limit : "",
			there.buf);
	else if (!p->n)
		rc = error_at(err, at, "resources.devices: it names none; there are: %s",
			there.buf);
	memcpy(d->list, p->list, p->n * sizeof(*d->list));
	d->n = p->n;
	strbuf_release(&there);
	free(p);
	return rc;
}

size_t devices_count(const struct devices *d)
{
	return d->n;
}

const struct device *devices_at(const struct devices *d, size_t i)
{
	return &d->list[i];
}

const char *devices_source(const struct devices *d)
{
	return d->source ? d->source->name : d->limit;
}

/*
 * Looking.
 */

/* The server that programs share a GPU through, and not one that uses it. */
static bool is_server(const char *name)
{
	return !strncmp(name, "nvidia-cuda-mps", strlen("nvidia-cuda-mps"));
}

static void tell_apart(struct device_state *s)
{
	for (size_t i = 0; i < s->n_users; i++) {
		struct device_user *u = &s->users[i];

		u->foreign = !process_is_ours(u->pid) &&
			     process_name(u->pid, u->name, sizeof(u->name)) &&
			     !is_server(u->name);
	}
}

void devices_look(struct devices *d, struct device_state *out)
{
	pthread_mutex_lock(&d->lock);
	if (d->source)
		d->source->look(d->state, d->list, d->n, out);
	pthread_mutex_unlock(&d->lock);
	for (size_t i = 0; i < d->n; i++) {
		if (!d->source)
			out[i] = (struct device_state){.busy = -1};
		tell_apart(&out[i]);
	}
}

/*
 * Telling programs.
 */

static void set(json_t *environment, const char *name, const char *value)
{
	json_object_set_new(environment, name, value ? json_string(value) : json_null());
}

static void set_amd(bool hip, const char *uuids, const char *numbers, json_t *environment)
{
	set(environment, CUDA, NULL);
	set(environment, "GPU_DEVICE_ORDINAL", NULL);
	set(environment, HIP, hip ? numbers : NULL);
	if (!hip)
		set(environment, ROCR, uuids);
}

void devices_environment(
	const struct device *const *list, size_t n, bool hip, json_t *environment)
{
	struct strbuf numbers = STRBUF_INIT, uuids = STRBUF_INIT, hips = STRBUF_INIT;
	bool by_uuid = true;

	for (size_t i = 0; i < n; i++) {
		const char *comma = i ? "," : "";
		const struct device *d = list[i];

		by_uuid &= *d->uuid != '\0';
		strbuf_addf(&numbers, "%s%s", comma, d->number);
		strbuf_addf(&uuids, "%s%s", comma, *d->uuid ? d->uuid : d->number);
		strbuf_addf(&hips, "%s%d", comma, d->hip);
	}
	set(environment, "RUNGTOP_GPUS", numbers.buf);
	if (!n) {
		set(environment, CUDA, "");
		set(environment, HIP, "");
		set(environment, ROCR, "");
	} else if (list[0]->kind == DEVICE_AMD) {
		set_amd(hip, uuids.buf, hips.buf, environment);
	} else {
		set(environment, CUDA, uuids.buf);
		if (by_uuid)
			set(environment, ORDER, "PCI_BUS_ID");
	}
	strbuf_release(&numbers);
	strbuf_release(&uuids);
	strbuf_release(&hips);
}
