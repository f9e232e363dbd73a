/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/serving.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/xalloc.h"
#include "cli/batch.h"
#include "cli/say.h"
#include "objective/clients.h"

const struct option_row options_serving[] = {
	{{"socket", KNOB_TEXT,
		 .help = "where clients come to; on a terminal NAME.sock, else standard "
			 "input and output"},
		0, "FILE", .key = NULL},
	{.value.name = NULL},
};

int serving_check_trainer(const struct session *s, struct error *err)
{
	if (s->server || !clients_train(s->objective))
		return 0;
	return error_at(err, (struct place){.file = s->file.path},
		"clients train its trials: give it to them with rungtop serve");
}

bool serving_has_socket(const struct options *o)
{
	return options_given(o, options_serving) ||
	       (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

bool serving_takes_stdout(const struct session *s, const struct options *o)
{
	return s->server && !serving_has_socket(o);
}

/* Beside the recording; to be freed. */
static char *usual_path(const struct session *s)
{
	char *stem = s->recording ? session_stem(s) : filename_of(s->info.name);
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s.sock", stem);
	free(stem);
	return strbuf_detach(&path);
}

static int listen_at(struct session *s, const struct options *o, struct error *err)
{
	const char *given = options_given(o, options_serving);
	char *path;
	int rc;

	if (!s->recording)
		session_name_recording(s, o);
	path = given ? xstrdup(given) : usual_path(s);
	rc = server_listen(s->server, path, err);
	if (!rc) {
		clients_set_address(s->objective, path);
		s->info.summary = s->objective->ops->summary(s->objective);
		if (!o->quiet)
			say("clients come to %s", path);
	}
	free(path);
	return rc;
}

int serving_open(struct session *s, const struct options *o, struct error *err)
{
	if (!s->server)
		return 0;
	if (serving_has_socket(o))
		return listen_at(s, o, err);
	server_serve_pair(s->server, STDIN_FILENO, STDOUT_FILENO);
	return 0;
}

int serving_start(struct session *s, struct error *err)
{
	return s->server ? server_start(s->server, s->tuner, err) : 0;
}

void serving_end(struct session *s, bool wait)
{
	if (!s->server)
		return;
	if (wait)
		batch_wait_for(server_done(s->server));
	server_stop(s->server);
}
