/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections of a study file: maps read into knobs, choices of a family's member, single
 * values. Everything here fails with one line that names the place.
 */
#ifndef SPACE_SECTION_H
#define SPACE_SECTION_H

#include "base/knob.h"
#include "space/domain.h"
#include "space/studyfile.h"
#include "space/yaml.h"

/* What a plain scalar means: null, true, 64, 0.1 or text. text is borrowed from y. */
int section_value(const struct yaml *y, struct value *v, struct error *err);

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

#endif
