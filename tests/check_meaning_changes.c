/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields swapped, copied and set to what is extreme; events moved, doubled and made up. */
#include "config.h"

#include "check_meaning.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

static const char *const extremes[] = {"-1", "0", "1", "2", "3", "7", "81", "1000",
	"65536", "2147483646", "2147483647", "2147483648", "4294967295", "4294967296",
	"9007199254740993", "9223372036854775807", "-9223372036854775808", "1e308",
	"-1e308", "1.7976931348623157e308", "5e-324", "-5e-324", "1e-300", "0.5", "1e12",
	"1e11", "null", "true", "\"\"", "\"x\"", "[]", "{}"};

static const char *const specs[] = {"random max=27", "random max=2147483647",
	"hyperband eta=2 min=1 max=1073741824", "hyperband eta=3 min=1 max=9",
	"successive_halving eta=3 min=1 max=9 n=9", "asha eta=2 min=1 max=8 brackets=4",
	"asha_stop eta=2 min=1 max=4", "pasha eta=2 min=1 max=64", "median max=9",
	"median min=1 max=2147483647", "successive_halving n=2147483647", "asha",
	"asha eta=2147483647 min=1 max=2147483647"};

static json_t *made(const char *text)
{
	return json_loads(text, JSON_DECODE_ANY, NULL);
}

static json_t *any_value(const json_t *old)
{
	static const char *const words[] = {"promote", "pause", "stop", "complete",
		"completed", "stopped", "killed", "failed", "diverged", "running",
		"paused", "resume", "workers", "kill", "switch", "close", "user",
		"rounds", "maximize"};

	if (json_is_string(old) && draw(2))
		return json_string(words[draw(sizeof(words) / sizeof(*words))]);
	if (json_is_string(old) && draw(2))
		return json_string(specs[draw(sizeof(specs) / sizeof(*specs))]);
	if (json_is_integer(old) && draw(2))
		return json_integer((json_int_t)((uint64_t)json_integer_value(old) +
						 draw(5) - 2)); /* around, at the ends */
	if (json_is_real(old) && draw(2))
		return json_real(-json_real_value(old));
	return made(extremes[draw(sizeof(extremes) / sizeof(*extremes))]);
}

/* Some member of an object, or of an object in it. */
static json_t *any_member(json_t *object, const char **key)
{
	size_t n = json_object_size(object), at = n ? draw((uint32_t)n) : 0;
	const char *k;
	json_t *v;

	*key = NULL;
	json_object_foreach(object, k, v)
	{
		if (at--)
			continue;
		if (json_is_object(v) && json_object_size(v) && draw(4))
			return any_member(v, key);
		*key = k;
		return object;
	}
	return object;
}

/* The place in the other event that has the same name, or NULL. */
static json_t *same_member(json_t *event, const char *key)
{
	const char *k;
	json_t *v;

	if (json_object_get(event, key))
		return event;
	json_object_foreach(event, k, v)
	{
		if (json_object_get(v, key))
			return v;
	}
	return NULL;
}

static void put(struct recording *r, size_t at, json_t *event)
{
	free(r->lines[at]);
	r->lines[at] = json_dumps(event, JSON_COMPACT | JSON_REAL_PRECISION(17));
	json_decref(event);
}

static void change_value(struct recording *r)
{
	size_t at = draw((uint32_t)r->n);
	json_t *event = json_loads(r->lines[at], 0, NULL), *in;
	const char *key;

	in = any_member(event, &key);
	if (key)
		json_object_set_new(in, key, any_value(json_object_get(in, key)));
	put(r, at, event);
}

/* Swaps a field with one of the same name in another event, or copies it. */
static void exchange(struct recording *r)
{
	size_t a = draw((uint32_t)r->n), b = draw((uint32_t)r->n);
	json_t *one, *other, *in, *there;
	const char *key;

	if (a == b)
		return;
	one = json_loads(r->lines[a], 0, NULL);
	other = json_loads(r->lines[b], 0, NULL);
	in = any_member(one, &key);
	there = key ? same_member(other, key) : NULL;
	if (there) {
		json_t *kept = json_incref(json_object_get(in, key));

		json_object_set(in, key, json_object_get(there, key));
		if (draw(2))
			json_object_set(there, key, kept);
		json_decref(kept);
	}
	put(r, a, one);
	put(r, b, other);
}

static void insert(struct recording *r, size_t at, char *line)
{
	if (r->n == EVENTS_MOST) {
		free(line);
		return;
	}
	memmove(r->lines + at + 1, r->lines + at, (r->n++ - at) * sizeof(*r->lines));
	r->lines[at] = line;
}

static void move_events(struct recording *r)
{
	size_t from = draw((uint32_t)r->n), to = draw((uint32_t)r->n);
	char *line = r->lines[from];

	switch (draw(4)) {
	case 0: /* away */
		free(line);
		memmove(r->lines + from, r->lines + from + 1,
			(--r->n - from) * sizeof(*r->lines));
		break;
	case 1: /* twice */
		insert(r, to, xstrdup(line));
		break;
	case 2: /* two change places, most often neighbours */
		if (draw(2))
			to = from + 1 < r->n ? from + 1 : from;
		r->lines[from] = r->lines[to];
		r->lines[to] = line;
		break;
	default: /* the end is not there */
		if (draw(4))
			return;
		while (r->n > 4 + from)
			free(r->lines[--r->n]);
	}
}

/* Something that happens to a trial, out of nowhere. */
static void make_up(struct recording *r)
{
	static const char *const events[] = {
		"\"event\":\"control\",\"action\":\"kill\",\"trial\":%u}",
		"\"event\":\"control\",\"action\":\"promote\",\"trial\":%u}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"killed\",\"why\":\"by "
		"hand\"}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"failed\",\"why\":\"it "
		"broke\"}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"completed\",\"why\":\"\"}",
		"\"event\":\"end\",\"trial\":%u,\"state\":\"stopped\",\"why\":\"\"}",
		"\"event\":\"place\",\"trial\":%u,\"worker\":1,\"attempt\":2,\"node\":"
		"\"n1\"}",
		"\"event\":\"start\",\"trial\":%u,\"worker\":0,\"attempt\":1,\"seconds\":0.5}",
		"\"event\":\"control\",\"action\":\"workers\",\"workers\":%u}",
		"\"event\":\"control\",\"action\":\"pace\",\"pace\":%u}",
		"\"event\":\"control\",\"action\":\"resume\"}",
		"\"event\":\"control\",\"action\":\"pause\"}",
		"\"event\":\"control\",\"action\":\"warn\",\"text\":\"w%u\"}",
		"\"event\":\"report\",\"trial\":%u,\"epoch\":1,\"metrics\":{\"epochs\":1,"
		"\"loss\":1e308},\"seconds\":1}",
		"\"event\":\"task\",\"trial\":%u,\"worker\":0,\"from\":0,\"to\":1,"
		"\"bracket\":0,\"round\":0,\"rung\":0}",
		"\"event\":\"incumbent\",\"trial\":%u,\"epoch\":1,\"value\":0.5}"};
	struct strbuf line;
	double t = (double)r->n / 4;
	char text[512];

	snprintf(text, sizeof(text), events[draw(sizeof(events) / sizeof(*events))],
		draw(12));
	strbuf_init(&line);
	strbuf_addf(&line, "{\"seq\":0,\"t\":%g,%s", t, text);
	insert(r, 2 + draw((uint32_t)r->n - 2), strbuf_detach(&line));
}

/* All values of the metric lie where arithmetic with them ends. */
static void stretch_values(struct recording *r)
{
	double factor = draw(2) ? 1e308 : 5e-324;

	for (size_t i = 0; i < r->n; i++) {
		json_t *event = json_loads(r->lines[i], 0, NULL), *in;
		static const char *const keys[] = {"loss", "value", "cutoff"};

		for (size_t k = 0; k < 3; k++) {
			in = same_member(event, keys[k]);
			if (in && json_is_number(json_object_get(in, keys[k])))
				json_object_set_new(in, keys[k],
					json_real(factor *
						  json_number_value(
							  json_object_get(in, keys[k]))));
		}
		put(r, i, event);
	}
}

static void lengthen_text(struct recording *r)
{
	size_t at = draw((uint32_t)r->n), n = draw(3) ? 5000 : 100000;
	json_t *event = json_loads(r->lines[at], 0, NULL), *in;
	char *text = xmalloc(n + 1);
	const char *key;

	memset(text, draw(2) ? 'x' : ' ', n);
	text[n] = '\0';
	in = any_member(event, &key);
	if (key && json_is_string(json_object_get(in, key)) && strcmp(key, "event"))
		json_object_set_new(in, key, json_string(text));
	put(r, at, event);
	free(text);
}

void mutate(struct recording *r)
{
	for (uint32_t n = 1 + draw(draw(3) ? 2 : 6); n > 0 && r->n > 4; n--) {
		uint32_t what = draw(40);

		if (what < 14)
			change_value(r);
		else if (what < 24)
			exchange(r);
		else if (what < 32)
			move_events(r);
		else if (what < 37)
			make_up(r);
		else if (what == 37)
			stretch_values(r);
		else
			lengthen_text(r);
	}
}
