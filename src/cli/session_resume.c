/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that goes on with a recorded study, and what may change of it then. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cli/limits.h"
#include "cli/recorded_searcher.h"
#include "cli/session_parts.h"
#include "tuner/tuner_resume.h"
#include "tuner/tuner_scheduler.h"
#include "tuner/tuner_stop.h"

/* What may be changed of a study that has begun. */
struct changes {
	struct strbuf stop, knobs;
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

static int sort_overrides(const struct options *o, struct stored_origin *origin,
	struct changes *c, struct error *err)
{
	for (size_t i = 0; i < o->n_overrides; i++) {
		const char *text = o->overrides[i];

		if (!strncmp(text, "stop.", 5)) {
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
				"limits (stop.…), its hooks (on.…) and its scheduler can",
				text);
		}
	}
	return 0;
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
	struct changes changes = {.stop = STRBUF_INIT, .knobs = STRBUF_INIT};
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
		rc = check_changes(s, on_screen, err);
	}
	strbuf_release(&changes.stop);
	strbuf_release(&changes.knobs);
	stored_origin_release(&origin);
	return rc;
}
