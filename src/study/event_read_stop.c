/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends a study and its trials, from an event. */
#include "config.h"

#include <string.h>

#include "base/number.h"
#include "study/event_read_parts.h"

int64_t event_read_count(const json_t *object, const char *name)
{
	int64_t n = json_integer_value(json_object_get(object, name));

	return n > 0 ? n : 0;
}

bool event_read_is(const json_t *object, const char *name, const char *text)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s && !strcmp(s, text);
}

static double number(const json_t *object, const char *name, double otherwise)
{
	const json_t *v = json_object_get(object, name);

	return json_is_number(v) ? json_number_value(v) : otherwise;
}

struct plateau event_read_plateau(const json_t *plateau)
{
	return (struct plateau){
		event_read_count(plateau, "epochs"), number(plateau, "by", 0)};
}

struct stop_limits event_read_stop(const json_t *object)
{
	const json_t *stop = json_object_get(object, "stop");

	return (struct stop_limits){
		.rounds = event_read_count(stop, "rounds"),
		.trials = event_read_count(stop, "trials"),
		.epochs = event_read_count(stop, "epochs"),
		.seconds = number(stop, "seconds", 0),
		.value = number(stop, "value", NO_NUMBER),
		.plateau = event_read_plateau(json_object_get(stop, "plateau")),
	};
}

bool event_read_revived(const json_t *list, struct adopted_seat *seats, size_t n)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_int_t trial = json_integer_value(json_array_get(list, i));

		if (trial < 0 || (size_t)trial >= n)
			return false;
		seats[trial].revived = true;
	}
	return true;
}
