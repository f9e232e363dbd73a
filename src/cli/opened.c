/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/opened.h"

#include <string.h>
#include <sys/stat.h>

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

/* The folder that is called as the first n bytes of the file, and .logs; or NULL. */
static char *logs_of(const char *file, size_t n)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	char *logs = NULL;

	strbuf_addf(&path, "%.*s.logs", (int)n, file);
	if (stat(path.buf, &st) == 0 && S_ISDIR(st.st_mode))
		logs = strbuf_detach(&path);
	strbuf_release(&path);
	return logs;
}

char *opened_logs(const char *file)
{
	const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
	char *logs = logs_of(file, strlen(file));

	if (!logs && dot && (!slash || dot > slash))
		logs = logs_of(file, (size_t)(dot - file));
	return logs;
}

void opened_release(struct opened *r)
{
	journal_free(r->journal);
	recorded_close(r->file);
}

int opened_print(const struct batch *b, const struct options *o)
{
	struct batch out = *b;
	struct study study;
	struct strbuf text = STRBUF_INIT;
	struct error err;
	int sig, status;

	study_init(&study);
	out.plain = o->plain ? stdout : NULL;
	out.progress = !b->whole && !o->quiet && !o->plain;
	sig = batch_follow(&out, &study);
	status = sig ? EXIT_SIGNAL + sig : EXIT_FINISHED;
	text_result(&study, &text);
	say_lines(stdout, &text);
	strbuf_release(&text);
	study_release(&study);
	if (b->follower && follower_failed(b->follower, &err))
		return complain(&err);
	return status;
}
