/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/subcommand.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/shipped.h"
#include "cli/version.h"
#include "store/recorded.h"

const struct subcommand *subcommand_find(const struct subcommands *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->rows[i]->name, name))
			return s->rows[i];
	return NULL;
}

static void add_group(struct option_groups *groups, const struct option_row *group)
{
	for (size_t i = 0; i < groups->n; i++)
		if (groups->items[i] == group)
			return;
	assert(groups->n < OPTION_GROUPS_MAX);
	groups->items[groups->n++] = group;
}

static void add_groups(struct option_groups *groups, const struct subcommand *c)
{
	for (size_t i = 0; c->options[i]; i++)
		add_group(groups, c->options[i]);
}

struct option_groups subcommand_options(const struct subcommands *s)
{
	struct option_groups groups = {.n = 0};

	for (size_t i = 0; i < s->n; i++)
		add_groups(&groups, s->rows[i]);
	add_group(&groups, options_general);
	return groups;
}

static void add_usage(const struct subcommand *c, struct strbuf *out)
{
	strbuf_addf(out, " rungtop %s%s%s%s\n", c->name, *c->args ? " " : "", c->args,
		c->options[0] ? " [OPTION]…" : "");
}

void subcommands_help(const struct subcommands *s, struct strbuf *out)
{
	struct option_groups groups = subcommand_options(s);

	strbuf_adds(out,
		"rungtop - watch hyperparameter sweeps with early stopping decide\n\n"
		"usage: rungtop [STUDY | FILE] [OPTION]…\n");
	for (size_t i = 0; i < s->n; i++) {
		strbuf_adds(out, "      ");
		add_usage(s->rows[i], out);
	}
	strbuf_adds(out, "\ncommands\n");
	for (size_t i = 0; i < s->n; i++)
		strbuf_addf(out, "  %-7s %s\n", s->rows[i]->name, s->rows[i]->help);
	strbuf_adds(
		out, "\noptions; rungtop COMMAND --help shows those of one command\n");
	options_help(&groups, out);
	strbuf_adds(out,
		"\nSTUDY is a study file, or the name of a bundled study (digits, asha, "
		"…).\n"
		"FILE is a recorded study: NAME.db, or what --events has written.\n"
		"On a terminal there is a screen: ? shows its keys. See rungtop(1).\n");
}

void subcommand_help(const struct subcommand *c, struct strbuf *out)
{
	struct option_groups groups = {.n = 0};

	add_groups(&groups, c);
	add_group(&groups, options_general);
	strbuf_adds(out, "usage:");
	add_usage(c, out);
	strbuf_addf(out, "\n%s\n\noptions\n", c->help);
	options_help(&groups, out);
}

static int print_help(const struct subcommands *s, const struct options *o)
{
	const struct subcommand *c = o->n_args ? subcommand_find(s, o->args[0]) : NULL;
	struct strbuf out = STRBUF_INIT;

	if (c)
		subcommand_help(c, &out);
	else
		subcommands_help(s, &out);
	say_lines(stdout, &out);
	strbuf_release(&out);
	return EXIT_FINISHED;
}

/* A first word that is no subcommand: -1 with err unless it names something to run. */
static int check_word(
	const struct subcommands *s, const struct options *o, struct error *err)
{
	const char *word = o->args[0], **names;
	struct shipped shipped;
	char *path;
	int rc = 0;

	if (shipped_is_path(word))
		return 0;
	names = xcalloc(s->n, sizeof(*names));
	for (size_t i = 0; i < s->n; i++)
		names[i] = s->rows[i]->name;
	shipped_init(&shipped, o->data_dir);
	path = shipped_study(&shipped, word);
	if (!path)
		rc = shipped_unknown(
			&shipped, "command or study", word, names, s->n, err);
	shipped_release(&shipped);
	free(path);
	free(names);
	return rc;
}

/* The subcommand that is meant where none is named. */
static const char *implied(const struct options *o)
{
	switch (o->n_args ? recorded_kind_of(o->args[0]) : RECORDED_NONE) {
	case RECORDED_STUDY:
		return "replay";
	case RECORDED_RUNNING:
		return "watch";
	case RECORDED_NONE:
		break;
	}
	return "run";
}

/* Not with an option that is another one's own. */
static int run(const struct subcommand *c, const struct options *o,
	const char *const *args, size_t n)
{
	struct option_groups groups = {.n = 0};
	const struct option_row *other;
	struct error err;

	add_groups(&groups, c);
	other = options_other(o, &groups);
	if (!other)
		return c->run(o, args, n);
	error_usage(&err, "--%s is no option of %s; see rungtop %s --help",
		other->value.name, c->name, c->name);
	return complain(&err);
}

int subcommands_dispatch(const struct subcommands *s, const struct options *o)
{
	const struct subcommand *c = o->n_args ? subcommand_find(s, o->args[0]) : NULL;
	struct error err;

	if (o->help)
		return print_help(s, o);
	if (o->version) {
		version_print();
		return EXIT_FINISHED;
	}
	if (c)
		return run(c, o, o->args + 1, o->n_args - 1);
	if (o->n_args && check_word(s, o, &err) < 0)
		return complain(&err);
	return run(subcommand_find(s, implied(o)), o, o->args, o->n_args);
}
