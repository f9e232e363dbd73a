/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/shell_word.h"

#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS "0123456789"

/*
 * What dash, bash, ksh or zsh would do itself: the reserved words and the builtins of all
 * of them.
 */
static const char own_commands[] =
	" ! { } [[ ]] if then else elif fi do done case esac while until for in select "
	"function time coproc repeat foreach end nocorrect always "
	". : [ alias autoload bg bind break builtin bye caller cd chdir command compgen "
	"complete compopt continue declare dirs disable disown echo echotc emulate enable "
	"eval exec exit export false fc fg float functions getconf getopts hash help hist "
	"history integer jobs kill let limit local log logout mapfile nameref newgrp noglob "
	"popd print printf pushd pwd r read readarray readonly rehash return sched set setopt "
	"shift shopt sleep source stop suspend test times trap true ttyctl type typeset "
	"ulimit umask unalias unfunction unhash unlimit unset unsetopt wait whence where which "
	"zle zmodload ";

/* What a shell refuses to set, or acts on, or what every program after it looks at. */
static const char own_variables[] =
	" PATH IFS HOME ENV PS1 PS2 PS4 PWD OLDPWD SHELL TERM USER LOGNAME MAIL MAILPATH "
	"MAILCHECK CDPATH LINENO OPTARG OPTIND OPTERR PPID UID EUID GID EGID GROUPS RANDOM SECONDS "
	"SRANDOM HISTFILE HISTSIZE HISTCMD HISTCONTROL HISTIGNORE POSIXLY_CORRECT "
	"BASH BASHOPTS BASHPID BASH_ENV BASH_VERSION BASH_VERSINFO BASH_ARGV BASH_ARGC "
	"BASH_LINENO BASH_SOURCE BASH_COMMAND BASH_SUBSHELL SHELLOPTS SHLVL DIRSTACK FUNCNAME "
	"GLOBIGNORE HOSTNAME HOSTTYPE MACHTYPE OSTYPE PIPESTATUS PROMPT_COMMAND TMOUT TMPDIR "
	"COLUMNS LINES LANG LANGUAGE LC_ALL LC_COLLATE LC_CTYPE LC_MESSAGES LC_NUMERIC LC_TIME "
	"LD_PRELOAD LD_LIBRARY_PATH FPATH ZDOTDIR _ path status argv fpath cdpath manpath "
	"fignore mailpath module_path prompt psvar signals watch histchars ";

static bool is_among(const char *list, const char *word)
{
	size_t n = strlen(word);

	if (!n || strchr(word, ' '))
		return false;
	for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
		if (at[-1] == ' ' && at[n] == ' ')
			return true;
	return false;
}

static bool is_plain(const char *word)
{
	/* zsh replaces =NAME */
	return *word && *word != '=' && !word[strspn(word, LETTERS DIGITS "-+=./:,@")];
}

static void add_quoted(struct strbuf *out, const char *word)
{
	strbuf_addch(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			strbuf_adds(out, "'\\''");
		else
			strbuf_addch(out, *word);
	}
	strbuf_addch(out, '\'');
}

void shell_word_add(struct strbuf *out, const char *word)
{
	if (is_plain(word))
		strbuf_adds(out, word);
	else
		add_quoted(out, word);
}

void shell_command_add(struct strbuf *out, const char *const *argv, size_t n)
{
	/* env starts a program; to a shell, NAME=VALUE in quotes is no assignment */
	if (is_among(own_commands, argv[0]))
		strbuf_adds(out, "env ");
	if (strchr(argv[0], '='))
		add_quoted(out, argv[0]);
	else
		shell_word_add(out, argv[0]);
	for (size_t i = 1; i < n; i++) {
		strbuf_addch(out, ' ');
		shell_word_add(out, argv[i]);
	}
}

bool shell_is_name(const char *name)
{
	return *name && strchr(LETTERS, *name) && !name[strspn(name, LETTERS DIGITS)];
}

bool shell_owns_name(const char *name)
{
	return is_among(own_variables, name);
}
