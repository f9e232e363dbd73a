/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts that studyfile_load() is made of. Each reads one section into sf, and fails
 * with one line that names the place.
 */
#ifndef STUDYFILE_STUDYFILE_PARTS_H
#define STUDYFILE_STUDYFILE_PARTS_H

#include "studyfile/studyfile.h"
#include "studyfile/yaml.h"

/* The key under which a section that may be a plain name keeps that name; or NULL. */
const char *studyfile_name_key(const char *section);
/* Sets KEY of "KEY=VALUE" in the document; sf keeps the text, for places. -1 with err. */
int studyfile_override(
	struct studyfile *sf, struct yaml *root, const char *text, struct error *err);

/*
 * To be called first: takes the keys that only W&B uses out of the document, with a note
 * for each. -1 with err: what the file asks for has nothing in its place here.
 */
int studyfile_wandb(struct studyfile *sf, struct yaml *root, struct error *err);

/* Reads `early_terminate` as a scheduler that does as W&B; after the objective. */
int studyfile_early_terminate(struct studyfile *sf, const struct yaml *y,
	const struct catalog *cat, struct error *err);

/* Reads `program` and `command`; changes other keys of the document as they imply. */
int studyfile_program(struct studyfile *sf, struct yaml *root, const struct catalog *cat,
	struct error *err);
void studyfile_program_release(struct studyfile *sf);
/* Whether trials of the objective come to an end of their own. */
bool studyfile_ends_itself(const struct studyfile *sf);
/*
 * After the choices: sets the scheduler's knobs that follow from a program. Its resume:
 * scratch holds for the scheduler, too; without max, the top is where the program ends.
 */
int studyfile_suit_program(struct studyfile *sf, struct error *err);

/* `switch` into sf->switches. NULL: none. */
int studyfile_switch(struct studyfile *sf, const struct yaml *y,
	const struct catalog *cat, struct error *err);

/* `on` into sf->on. NULL: none. */
int studyfile_on(struct studyfile *sf, const struct yaml *y, struct error *err);
void studyfile_on_release(struct studyfile *sf);

/* `constraints` into sf->constraints. NULL: none. */
int studyfile_constraints(struct studyfile *sf, const struct yaml *y, struct error *err);
void studyfile_constraints_release(struct studyfile *sf);

/* Whether the study's objective brings its own space. */
bool studyfile_brings_space(const struct studyfile *sf, const struct catalog *cat);

/* A `when`, of the parameters of the space from `first` on, up to `end`. */
struct condition_spec {
	struct yaml *spec; /* owned */
	size_t first, end;
	char *prefix; /* what names begin with where it stands: "optimizer."; owned */
};

struct condition_specs {
	struct condition_spec *items;
	size_t n, cap;
};

/* Adds one; takes spec, NULL: nothing happens. prefix is copied. */
void studyfile_add_condition(struct condition_specs *specs, struct yaml *spec,
	size_t first, size_t end, const char *prefix);
void studyfile_conditions_release(struct condition_specs *specs);
/* All of them into the space, whose parameters have been read. */
int studyfile_conditions(
	const struct condition_specs *specs, struct space *space, struct error *err);

/* A parameter that is being read. */
struct domain_reader {
	const struct kind *objective;
	const struct knob *rows; /* the objective's parameters; NULL: any will do */
	const struct yaml *spec; /* what is written of this one */
	struct parameter *p;
	const struct knob *row; /* NULL: any value will do */
	struct condition_specs when; /* those met so far */
};

/* What is written into p->domain. */
int studyfile_domain(const struct domain_reader *r, struct error *err);

/* A value of the parameter as it is written; texts are then the domain's own. */
int studyfile_value(const struct parameter *p, const struct yaml *y, struct value *v,
	struct error *err);

#define USES_PRIORS "prior" /* the searcher that does */

/* `prior` and `confidence` of a parameter, either of which may be NULL, into p. */
int studyfile_prior(struct parameter *p, const struct yaml *prior,
	const struct yaml *confidence, struct error *err);
/* Whether a parameter of the document has a prior; before it is read. */
bool studyfile_has_prior(const struct yaml *parameters);
/* A line when there are priors that the searcher does not use. */
void studyfile_note_priors(struct studyfile *sf);

/* `parameters` into sf->space, checked against the objective's rows. */
int studyfile_parameters(struct studyfile *sf, const struct yaml *root,
	const struct catalog *cat, struct error *err);

/* `from` into sf->from. */
int studyfile_from(struct studyfile *sf, const struct yaml *root, struct error *err);
/* A text, "best 5 of old.db", into sf->from. */
int studyfile_best_of(struct studyfile *sf, const struct yaml *y, struct error *err);
void studyfile_from_release(struct studyfile *sf);

/* `enqueue` into sf->enqueue and sf->from; after the parameters and the seed. */
int studyfile_enqueue(struct studyfile *sf, const struct yaml *root,
	const struct catalog *cat, struct error *err);

#endif
