/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections of a study file: maps read into knobs, choices of a family's member, single
 * values. Everything here fails with one line that names the place.
 */
#ifndef STUDYFILE_SECTION_H
#define STUDYFILE_SECTION_H

#include "base/knob.h"
#include "space/domain.h"
#include "studyfile/choice.h"
#include "studyfile/yaml.h"

/*
 * What is written, as a value. Its text, where it has one, becomes the caller's. A list, a
 * map, a whole number from 2^53 on and a real that is not finite are VALUE_JSON.
 */
struct value section_value(const struct yaml *y);

/* The text that a knob is set from: numbers and booleans in their canonical form. */
const char *section_text(const struct knob *row, const struct yaml *y);
/* As knob_parse(), of what is written; -1 with what is wrong, as it was written. */
int section_number(const struct knob *row, const struct yaml *y, double *number,
	struct error *err);

/* Sets one knob from an item of a map; noun as for knobs_set(). */
int section_knob(struct knobs *k, const char *noun, const struct yaml_item *item,
	struct error *err);
/* Reads a map, every key of which must be a row. Initialises k even when it fails. */
int section_knobs(struct knobs *k, const struct knob *rows, const char *noun,
	const struct yaml *map, struct error *err);

/*
 * A member of a family: `asha`, or {name: asha, eta: 4}; name_key says "name" or "kind".
 * y NULL: kind `fallback`, all knobs at their defaults, their place `at`. Whatever
 * happens, c can be released.
 */
int section_choice(struct choice *c, const struct family *f, const struct kind *fallback,
	const char *name_key, const struct yaml *y, struct place at, struct error *err);

/* -1 when y is not a map; what: "stop". */
int section_is_map(const struct yaml *y, const char *what, struct error *err);
/* -1 when a key of the map is not one of n; noun, or NULL: what has them. */
int section_keys(const struct yaml *map, const char *noun, const char *const *known,
	size_t n, struct error *err);

#endif
