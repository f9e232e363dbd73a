/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a trial's program would be started, for a dry run: as lines for a shell. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/printable.h"
#include "base/shell_word.h"
#include "command/arguments.h"
#include "command/command_parts.h"

/* As bash's $'…', which has escapes for what cannot be printed. */
static void add_escaped(const char *word, struct strbuf *out)
{
	strbuf_adds(out, "$'");
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;

		if (c == '\'' || c == '\\')
			strbuf_addf(out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			strbuf_addf(out, "\\x%02x", c);
		else
			strbuf_addch(out, c);
	}
	strbuf_addch(out, '\'');
}

/* A word as a shell reads it, in characters that are printed as they are. */
static void add_word(const char *word, struct strbuf *out)
{
	struct strbuf shown = STRBUF_INIT;

	printable(&shown, word, strlen(word));
	if (strcmp(shown.buf, word) != 0)
		add_escaped(word, out);
	else
		shell_word_add(out, word);
	strbuf_release(&shown);
}

/* The folder that command_settle() would make, STEM.WHAT. */
static void add_folder(const char *stem, const char *what, struct strbuf *out)
{
	char *here = *stem == '/' ? NULL : getcwd(NULL, 0);

	strbuf_addf(out, "%s%s%s.%s", here ? here : "", here ? "/" : "", stem, what);
	free(here);
}

static void add_path(const struct trial_preview *p, const char *what, const char *end,
	struct strbuf *out)
{
	struct strbuf folder = STRBUF_INIT;

	add_folder(p->stem, what, &folder);
	folder_file(folder.buf, p->trial, end, out);
	strbuf_release(&folder);
}

static void add_variables(const struct command_objective *o,
	const struct trial_preview *p, int to, const char *checkpoint, struct strbuf *out)
{
	strbuf_addf(out,
		"RUNGTOP_TRIAL=%" PRIu32 " RUNGTOP_SEED=%" PRIu64
		" RUNGTOP_FROM=0 RUNGTOP_TO=",
		p->trial, o->seed);
	if (to != INT32_MAX)
		strbuf_addf(out, "%d", to);
	strbuf_adds(out, " RUNGTOP_CHECKPOINT=");
	add_word(checkpoint, out);
	strbuf_addch(out, ' ');
}

/* The line on the standard input of a program that serves. */
static void add_task(const struct command_objective *o, const struct trial_preview *p,
	const char *checkpoint, struct strbuf *out)
{
	struct strbuf config = STRBUF_INIT;

	arguments_json(o->space, p->config, &config);
	while (config.len && config.buf[config.len - 1] == '\n')
		config.buf[--config.len] = '\0';
	strbuf_addf(out,
		"\n  its input: {\"trial\": %" PRIu32 ", \"config\": %s, "
		"\"from\": 0, \"to\": ",
		p->trial, config.buf);
	if (p->to == INT32_MAX)
		strbuf_adds(out, "null");
	else
		strbuf_addf(out, "%d", p->to);
	strbuf_adds(out, ", \"checkpoint\": ");
	strbuf_add_json(out, checkpoint);
	strbuf_addf(out, ", \"seed\": %" PRIu64 "}", o->seed);
	strbuf_release(&config);
}

void command_preview(
	const struct objective *base, const struct trial_preview *p, struct strbuf *out)
{
	const struct command_objective *o = (const struct command_objective *)base;
	int to = o->resume == RESUME_HOLD ? o->max_epoch : p->to;
	struct strbuf checkpoint = STRBUF_INIT, json = STRBUF_INIT;
	struct arguments a;

	add_path(p, "checkpoints", "", &checkpoint);
	add_path(p, "logs", ".json", &json);
	arguments_build(&a, &o->program, o->interpreter, o->space,
		&(struct arguments_trial){.config = p->config,
			.trial = p->trial,
			.seed = o->seed,
			.to = to,
			.checkpoint = checkpoint.buf,
			.json_file = json.buf});
	if (!o->serves)
		add_variables(o, p, to, checkpoint.buf, out);
	for (size_t i = 0; i < a.n; i++) {
		strbuf_adds(out, i ? " " : "");
		add_word(a.argv[i], out);
	}
	if (o->serves)
		add_task(o, p, checkpoint.buf, out);
	arguments_release(&a);
	strbuf_release(&json);
	strbuf_release(&checkpoint);
}
