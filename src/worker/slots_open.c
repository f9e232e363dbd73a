/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a study asks for of the GPUs of this machine. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/slots_parts.h"

#define PATIENCE 16 /* tasks that go well before a device holds one more again */
#define PART_LEAST 0.001

static const char *const own_knobs[] = {
	"resources.share", "resources.devices", "resources.busy", "resources.amd"};

static bool is_given(const struct knobs *k, const char *name)
{
	return knobs_get(k, name)->given;
}

/* A line for each knob that was written and is of no use. */
static void tell_unused(
	const struct knobs *k, const struct listener *listener, const char *why)
{
	for (size_t i = 0; i < sizeof(own_knobs) / sizeof(*own_knobs); i++)
		if (is_given(k, own_knobs[i]))
			listener_tell(listener, knobs_get(k, own_knobs[i])->at,
				"%s is not used: %s", own_knobs[i], why);
}

/* Slurm has given this step its devices, and knows them better. */
static bool is_in_step(void)
{
	return (getenv("SLURM_STEP_GPUS") ||
		       (getenv("SLURM_JOB_ID") && getenv("SLURM_STEP_ID"))) &&
	       (getenv("CUDA_VISIBLE_DEVICES") || getenv("ROCR_VISIBLE_DEVICES"));
}

/*
 * How many.
 */

static int read_share(struct slots *s, const struct knobs *k, struct error *err)
{
	const struct knob_value *gpus = knobs_get(k, "resources.gpus"),
				*share = knobs_get(k, "resources.share");
	double n = gpus->given ? gpus->number : 1;

	if (n < PART_LEAST)
		return error_at(err, gpus->at,
			"resources.gpus cannot be %s; a part of a GPU must be at least "
			"%g",
			gpus->text, PART_LEAST);
	if (n > 1 && n != floor(n))
		return error_at(err, gpus->at,
			"resources.gpus cannot be %s; it must be a whole number, or a "
			"part of one GPU such as 0.5",
			gpus->text);
	s->whole = n < 1 ? 1 : (int)fmin(n, DEVICES_MAX + 1);
	s->share = n < 1 ? (int)(1 / n + 1e-9) : 1;
	if (!share->set)
		return 0;
	if (n < 1 && share->number > s->share)
		return error_at(err, share->at,
			"resources.share: %d trials with resources.gpus %s each do not "
			"fit on a GPU; leave one of the two out",
			(int)share->number, gpus->text);
	s->share = (int)share->number;
	return 0;
}

static int check_whole(const struct slots *s, const struct knobs *k, struct error *err)
{
	struct place at = knobs_get(k, "resources.gpus")->at;

	if (s->whole > s->n)
		return error_at(err, at,
			"resources.gpus: a trial cannot have %d of %d GPU%s", s->whole,
			s->n, s->n == 1 ? "" : "s");
	if (s->whole > SLOT_DEVICES_MAX)
		return error_at(err, at,
			"resources.gpus cannot be %d; a trial has at most %d", s->whole,
			SLOT_DEVICES_MAX);
	for (int i = 0; s->whole > 1 && i < s->n; i++)
		if (slots_device(s, i)->kind == DEVICE_MIG)
			return error_at(err, at,
				"resources.gpus cannot be %d; a program sees one MIG "
				"device at most",
				s->whole);
	return 0;
}

/*
 * Which.
 */

/* Those that are busy now; the study does not count on them. */
static int count(struct slots *s, struct place at, const struct listener *listener,
	struct error *err)
{
	struct slot_notes notes = {.n = 0};
	struct strbuf all = STRBUF_INIT;
	int fine = 0, rc = 0;

	slots_look(s, &notes);
	for (int i = 0; i < s->n; i++) {
		char name[160];

		fine += !*s->of[i].trouble;
		if (*s->of[i].trouble)
			strbuf_addf(&all, "%s%s: %s", all.len ? "; " : "",
				device_text(
					slots_device(s, i), false, name, sizeof(name)),
				s->of[i].trouble);
	}
	s->count = fine >= s->whole ? (int)((long)fine * s->share / s->whole) : 0;
	if (!s->count)
		rc = error_at(err, at,
			"resources.gpus: %d of %d GPU%s free (%.600s); "
			"resources.busy: use takes those that others use",
			fine, s->n, s->n == 1 ? " is" : "s are", all.buf);
	for (int i = 0; !rc && i < notes.n; i++)
		listener_tell(listener, at, "%s", notes.text[i]);
	strbuf_release(&all);
	return rc;
}

static int find(struct slots *s, const struct knobs *k, const struct listener *listener,
	struct error *err)
{
	const struct knob_value *gpus = knobs_get(k, "resources.gpus"),
				*devices = knobs_get(k, "resources.devices"),
				*share = knobs_get(k, "resources.share");
	struct place at = gpus->given	   ? gpus->at
			  : devices->given ? devices->at
					   : share->at;

	s->devices = devices_find(at, listener, err);
	if (!s->devices)
		return -1;
	if (devices->given &&
		devices_choose(s->devices, devices->text, devices->at, err) < 0)
		return -1;
	s->n = (int)devices_count(s->devices);
	if (check_whole(s, k, err) < 0)
		return -1;
	s->of = xcalloc((size_t)s->n, sizeof(*s->of));
	for (int i = 0; i < s->n; i++)
		s->of[i] = (struct slot_device){.most = s->share, .patience = PATIENCE};
	return count(s, at, listener, err);
}

void slots_free(struct slots *s)
{
	if (!s)
		return;
	devices_free(s->devices);
	pthread_mutex_destroy(&s->lock);
	free(s->of);
	free(s);
}

/* Whether there is something to be given out, or to be hidden. */
static bool is_asked(
	const struct knobs *k, bool elsewhere, const struct listener *listener)
{
	const struct knob_value *gpus = knobs_get(k, "resources.gpus");

	if (elsewhere) {
		tell_unused(k, listener, "it is for the GPUs of this machine");
		return false;
	}
	if (!gpus->given && !is_given(k, "resources.share") &&
		!is_given(k, "resources.devices")) {
		tell_unused(k, listener, "resources.gpus asks for none");
		return false;
	}
	if (gpus->given && gpus->number == 0) {
		tell_unused(k, listener, "resources.gpus is 0");
		return true;
	}
	if (!is_in_step())
		return true;
	listener_tell(listener, gpus->at,
		"resources.gpus: this is a step of Slurm's, so each program sees all "
		"GPUs of the step; without slurm: none Slurm gives each worker its own");
	return false;
}

int slots_open(struct slots **slots, const struct knobs *k, bool elsewhere,
	const struct listener *listener, struct error *err)
{
	struct slots *s;

	*slots = NULL;
	if (!is_asked(k, elsewhere, listener))
		return 0;
	s = xcalloc(1, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	s->hip = knobs_is(k, "resources.amd", "hip");
	s->skips_busy = knobs_is(k, "resources.busy", "skip");
	if ((!knobs_get(k, "resources.gpus")->given ||
		    knobs_real(k, "resources.gpus") > 0) &&
		(read_share(s, k, err) < 0 || find(s, k, listener, err) < 0)) {
		slots_free(s);
		return -1;
	}
	*slots = s;
	return 0;
}
