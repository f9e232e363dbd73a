/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Knobs: the options of schedulers, searchers and objectives as table rows, and their
 * values as read from a study file. The checks, `rungtop list`, the man page's tables and
 * the menus all come from the rows.
 */
#ifndef BASE_KNOB_H
#define BASE_KNOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define KNOB_LIST_MAX 90 /* numbers in a KNOB_LIST */

enum knob_type {
	KNOB_INT,    /* a whole number within [min, max] */
	KNOB_REAL,   /* a number within [min, max] */
	KNOB_BOOL,   /* true or false */
	KNOB_CHOICE, /* one of `choices` */
	KNOB_TEXT,   /* any text */
	KNOB_SHAPE,  /* hidden layers: "64", "128x64", or "none" */
	KNOB_LIST,   /* whole numbers within [min, max] that rise: "3,11,33" */
};

struct knob {
	const char *name;
	enum knob_type type;
	double min, max;     /* of numbers; both ends allowed unless open */
	bool open_min;       /* min itself is not allowed */
	bool open_max;       /* max itself is not allowed */
	const char *choices; /* KNOB_CHOICE: "warm scratch" */
	const char
		*word; /* NULL, or of a number a word that is a value, too; 0 as number */
	bool terse;	     /* a line of all knobs leaves it out at its default */
	const char *def;     /* the default as text; NULL: none, the value is then not set */
	/* NULL, or its value in studies that were recorded before there was the knob. */
	const char *before;
	const char *help;    /* one line */
};

/* A member of a family, as lists and menus see it. Ops structs begin with one. */
struct kind {
	const char *name;
	const char *help;          /* one line */
	const struct knob *knobs;  /* ends with name NULL */
};

/* A family's table: n pointers to the kinds. noun: "scheduler". */
struct family {
	const char *noun;
	const struct kind *const *kinds;
	size_t n;
};

/* NULL when there is none of that name. */
const struct kind *family_find(const struct family *f, const char *name);
const struct knob *knob_find(const struct knob *rows, const char *name);

struct knob_value {
	bool set;     /* has a value: given, or by default */
	bool given;   /* written by the user */
	/* KNOB_INT, KNOB_REAL, KNOB_BOOL (0 or 1), KNOB_CHOICE (its index), KNOB_LIST (n) */
	double number;
	char *text;   /* as written; owned */
	struct place at;
};

/* The values of one kind's knobs; values[i] belongs to rows[i]. */
struct knobs {
	const struct knob *rows;
	struct knob_value *values;
	struct place at; /* of the whole section, for errors about what is missing */
};

/* All at their defaults. */
void knobs_init(struct knobs *k, const struct knob *rows, struct place at);
void knobs_release(struct knobs *k);
/* dst is initialised as a copy; places stay borrowed. */
void knobs_copy(struct knobs *dst, const struct knobs *src);

/*
 * Sets one from text. -1 with "FILE:LINE:COL: ..." when the name is unknown (the nearest
 * is suggested) or the value is not allowed (what is allowed is said). `noun` names the
 * section in the message: "hyperband", "objective mlp".
 */
int knobs_set(struct knobs *k, const char *noun, const char *name, const char *text,
	struct place at, struct error *err);

/* Whether text is a value of the row; number as in knob_value. -1 with "what is wrong". */
int knob_parse(const struct knob *row, const char *text, double *number,
	struct place at, struct error *err);

/* The numbers of a KNOB_LIST's value into out[most]; how many there are, or -1. */
int knob_list(const char *text, int *out, int most);
/* Whether v lies between the row's ends. KNOB_INT and KNOB_REAL. */
bool knob_in_range(const struct knob *row, double v);
/* What the row allows, in words: "a whole number from 2 up", "one of: warm, scratch". */
void knob_allowed(const struct knob *row, char *out, size_t size);
/* -1 with err (usage): the row's name, the text, and what is allowed in its place. */
int knob_refuse(
	const struct knob *row, const char *text, struct place at, struct error *err);

/* By name; asserts that the row exists. knobs_text gives NULL when not set. */
const struct knob_value *knobs_get(const struct knobs *k, const char *name);
int64_t knobs_int(const struct knobs *k, const char *name);
double knobs_real(const struct knobs *k, const char *name);
bool knobs_bool(const struct knobs *k, const char *name);
const char *knobs_text(const struct knobs *k, const char *name);
bool knobs_is(const struct knobs *k, const char *name, const char *choice);

/*
 * The candidate nearest to word by edit distance (insert, delete, replace, swap), or
 * NULL when none is near enough to be what was meant. names: n strings.
 */
const char *suggest_nearest(const char *word, const char *const *names, size_t n);

/*
 * "unknown WHAT 'name' in WHERE; did you mean 'nearest'?", or what there is when nothing
 * is near. where NULL: left out. Returns -1.
 */
int unknown_name(struct error *err, struct place at, const char *what, const char *name,
	const char *where, const char *const *names, size_t n);
/* The same for a member of a family: "unknown scheduler 'asah'; did you mean 'asha'?" */
int unknown_kind(struct error *err, struct place at, const char *name,
	const struct family *f);

#endif
