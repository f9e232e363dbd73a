/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/session_parts.h"
#include "objective/clients.h"

int session_open_server(struct session *s, const struct options *o, struct error *err)
{
	if (!o->serves)
		return 0;
	if (!clients_train(s->objective))
		return error_at(err, s->file.objective.knobs.at,
			"the objective is %s, which trains the trials itself; continue it "
			"with rungtop resume",
			s->objective->ops->kind.name);
	s->server = server_new(&(struct server_setup){.info = &s->info,
		.objective = s->objective,
		.journal = s->journal,
		.grows = !o->workers && !s->file.workers});
	return 0;
}
