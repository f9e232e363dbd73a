/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that goes on with a recorded study, and what may change of it then. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cli/limits.h"
#include "cli/recorded_searcher.h"
#include "cli/session_parts.h"
#include "objective/clients.h"
#include "tuner/tuner_resume.h"
#include "tuner/tuner_scheduler.h"
#include "tuner/tuner_stop.h"

/* What may be changed of a study that has begun. */
struct changes {
	struct strbuf stop, knobs;
	struct strbuf places; /* of where its trials train */
	size_t n_lasting;     /* overrides, those of the places the last of them */
	const char *name; /* of another scheduler, or NULL */
	bool rounds;
};

/* Lays it over the study file as well: nothing may have been recorded yet. */
static void keep_override(struct stored_origin *origin, const char *text)
{
	origin->overrides = xreallocarray(origin->overrides, origin->n_overrides + 1,
		sizeof(*origin->overrides));
	origin->overrides[origin->n_overrides++] = xstrdup(text);
}

/* "slurm.time=1:00", with or without `objective.` before it; or how many workers. */
static bool is_about_places(const char *text)
{
	static const char *const keys[] = {"slurm", "resources", "workers"};

	if (!strncmp(text, "objective.", 10))
		text += 10;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		size_t n = strlen(keys[i]);

		if (!strncmp(text, keys[i], n) && (text[n] == '.' || text[n] == '='))
			return true;
	}
	return false;
}

static void keep_place(struct stored_origin *origin, struct changes *c, const char *text)
{
	bool whole = !strncmp(text, "objective.", 10) || !strncmp(text, "workers=", 8);
	struct strbuf key = STRBUF_INIT;

	strbuf_addf(&key, "%s%s", whole ? "" : "objective.", text);
	keep_override(origin, key.buf);
	strbuf_addf(&c->places, "%s%s", c->places.len ? " " : "", key.buf);
	strbuf_release(&key);
}

static void sort_places(
	const struct options *o, struct stored_origin *origin, struct changes *c)
{
	char text[32];

	for (size_t i = 0; i < o->n_overrides; i++)
		if (is_about_places(o->overrides[i]))
			keep_place(origin, c, o->overrides[i]);
	snprintf(text, sizeof(text), "workers=%d", o->workers);
	if (o->workers)
		keep_place(origin, c, text);
	c->n_lasting = origin->n_overrides;
}

static int sort_overrides(const struct options *o, struct stored_origin *origin,
	struct changes *c, struct error *err)
{
	sort_places(o, origin, c);
	for (size_t i = 0; i < o->n_overrides; i++) {
		const char *text = o->overrides[i];

		if (is_about_places(text)) {
			continue;
		} else if (!strncmp(text, "stop.", 5)) {
			strbuf_addf(&c->stop, "%s%s", c->stop.len ? " " : "", text + 5);
			c->rounds |= !strncmp(text, "stop.rounds=", 12);
			keep_override(origin, text);
		} else if (!strncmp(text, "on.", 3) || !strncmp(text, "on=", 3)) {
			keep_override(origin, text);
		} else if (!strncmp(text, "scheduler.name=", 15)) {
			c->name = text + 15;
		} else if (!strncmp(text, "scheduler.", 10)) {
			strbuf_addf(&c->knobs, " %s", text + 10);
		} else {
			return error_usage(err,
				"'%.60s' cannot change once a study has begun; its "
				"limits (stop.…), its hooks (on.…), its scheduler, "
				"slurm, resources and workers can",
				text);
		}
	}
	return 0;
}

/* The next one goes on with them, too. */
static int keep_places(struct session *s, const struct stored_origin *origin,
	const struct changes *c, struct error *err)
{
	if (!c->places.len)
		return 0;
	tuner_resume_with(s->tuner, c->places.buf);
	return store_keep_overrides(s->store, origin->overrides, c->n_lasting, err);
}

/* The commands that these changes become. */
static void take_changes(struct session *s, struct changes *c)
{
	/* a scheduler without rounds has as many trials instead: see limits_settle() */
	if (c->rounds && s->info.stop.trials != s->file.stop.trials)
		strbuf_addf(&c->stop, " trials=%lld", (long long)s->info.stop.trials);
	if (c->stop.len)
		s->stop_to = strbuf_detach(&c->stop);
	if (c->name || c->knobs.len) {
		struct strbuf to = STRBUF_INIT;

		strbuf_addf(&to, "%s%s", c->name ? c->name : "",
			c->knobs.len ? c->knobs.buf : "");
		s->switch_to = strbuf_detach(&to);
	}
}

/* The changes can be made, and something ends the study where nobody watches it. */
static int check_changes(const struct session *s, bool on_screen, struct error *err)
{
	const struct kind *kind;
	struct stop_limits stop;

	if (tuner_check_switch(s->tuner, s->switch_to ? s->switch_to : "", &kind, err) < 0)
		return -1;
	stop = tuner_limits(s->tuner);
	if (s->stop_to && stop_limits_change(&stop, s->stop_to, err) < 0)
		return -1;
	return on_screen ? 0 : limits_check(&s->file, &stop, s->n_configs, kind, err);
}

static void load_checkpoint(
	void *arg, uint32_t trial, int epoch, const void *data, size_t size)
{
	tuner_load(arg, trial, epoch, data, size);
}

static int take_up(struct session *s, struct error *err)
{
	bool empty;

	s->recorded = recorded_open_own(s->recording, &empty, err);
	if (empty)
		return 0; /* it stopped before anything had happened */
	if (!s->recorded)
		return -1;
	if (tuner_resume(s->tuner, s->recorded, err) < 0)
		return -1;
	recorded_leave(s->recorded);
	s->resumed = journal_length(s->journal);
	return store_read_checkpoints(s->store, load_checkpoint, s->tuner, err);
}

int session_parse(struct session *s, const char *recording,
	const struct stored_origin *origin, struct error *err)
{
	struct error wrong;

	if (studyfile_parse(&s->file, origin->text, origin->path,
		    (const char *const *)origin->overrides, origin->n_overrides, &session_catalog,
		    &wrong) == 0) {
		recorded_searcher_restore(&s->file, &session_catalog, origin);
		return 0;
	}
	s->file = (struct studyfile){0};
	return error_usage(err, "%s: the study file in it: %s", recording, wrong.text);
}

int session_resume(struct session *s, const char *recording, const struct options *o,
	bool on_screen, struct error *err)
{
	struct stored_origin origin = {0};
	struct changes changes = {
		.stop = STRBUF_INIT, .knobs = STRBUF_INIT, .places = STRBUF_INIT};
	struct options with = *o;
	int rc;

	*s = (struct session){.recording = xstrdup(recording)};
	s->store = store_reopen(recording, err);
	if (!s->store || store_read_origin(s->store, &origin, err) < 0)
		return -1;
	rc = sort_overrides(o, &origin, &changes, err);
	if (!rc)
		rc = session_parse(s, recording, &origin, err);
	shipped_init(&s->shipped, o->data_dir ? o->data_dir : origin.data_dir);
	with.output = NULL;
	if (!rc)
		rc = session_open_parts(s, &with, on_screen, err);
	if (!rc)
		rc = take_up(s, err);
	if (!rc && !s->resumed)
		rc = session_warm_up(s, err);
	if (!rc) {
		take_changes(s, &changes);
		rc = check_changes(s, on_screen || clients_train(s->objective), err);
		if (!rc)
			rc = keep_places(s, &origin, &changes, err);
	}
	strbuf_release(&changes.stop);
	strbuf_release(&changes.knobs);
	strbuf_release(&changes.places);
	stored_origin_release(&origin);
	return rc;
}
