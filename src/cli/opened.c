/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/opened.h"

#include <stdlib.h>

#include "cli/output.h"
#include "cli/say.h"
#include "cli/text.h"

int opened_init(struct opened *r, const char *command, const char *const *args, size_t n,
	struct error *err)
{
	*r = (struct opened){0};
	if (n < 1)
		return error_usage(err, "%s needs FILE, a recorded study", command);
	if (n > 1)
		return error_usage(
			err, "one study at a time; '%s' is one too many", args[1]);
	r->file = recorded_open(args[0], NULL, err);
	if (!r->file)
		return -1;
	r->journal = journal_new();
	return recorded_load(r->file, r->journal, err);
}

void opened_release(struct opened *r)
{
	journal_free(r->journal);
	recorded_close(r->file);
}

int opened_print(const struct batch *b, const struct options *o, const char *file)
{
	char *logs = recorded_logs(file);
	struct batch out = *b;
	struct study study;
	struct strbuf text = STRBUF_INIT;
	struct error err;
	int sig, status;

	study_init(&study);
	out.plain = o->plain ? stdout : NULL;
	out.captions = options_want_captions(o);
	out.progress = !b->whole && !o->quiet && !o->plain;
	sig = batch_follow(&out, &study);
	status = sig ? EXIT_SIGNAL + sig : EXIT_FINISHED;
	text_result(&study, logs, &text);
	free(logs);
	say_lines(stdout, &text);
	strbuf_release(&text);
	study_release(&study);
	if (b->follower && follower_failed(b->follower, &err))
		return complain(&err);
	return status;
}
