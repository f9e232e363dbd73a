/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/python_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define NOT_PYTHON "the command does not start a Python script"

/* Variables that are read when an interpreter starts or a library is loaded. */
static const char *const early[] = {"PYTHON", "LD_", "OMP_", "GOMP_", "KMP_", "OPENBLAS_",
	"GOTO_", "MKL_", "BLIS_", "NUMEXPR_", "VECLIB_", "MALLOC_", "GLIBC_", "TZ=", "LANG",
	"LC_"};

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* python, python3, python3.11 */
static bool is_python(const char *word)
{
	const char *name = base_of(word);

	return !strncmp(name, "python", strlen("python")) &&
	       name[strspn(name, "python.0123456789")] == '\0';
}

static bool is_env(const char *word)
{
	return !strcmp(base_of(word), "env");
}

static bool is_assignment(const char *word)
{
	return *word != '-' && *word != '=' && strchr(word, '=');
}

static bool is_read_early(const char *word)
{
	for (size_t i = 0; i < sizeof(early) / sizeof(*early); i++)
		if (!strncmp(word, early[i], strlen(early[i])))
			return true;
	return false;
}

static bool add(struct python_call *c, const char *word)
{
	if (c->n_words == PYTHON_WORDS_MAX)
		return false;
	c->words[c->n_words++] = xstrdup(word);
	return true;
}

/*
 * An option of the interpreter: 1 when it is a word, 2 when the next one belongs to it, 0
 * when it says that there is no script, or is not known.
 */
static int option_words(const char *word)
{
	if (!strcmp(word, "--check-hash-based-pycs"))
		return 2;
	for (const char *c = word + 1; *c; c++) {
		if (*c == 'W' || *c == 'X')
			return c[1] ? 1 : 2;
		if (!strchr("bBdEIOPqRsSuv", *c))
			return 0;
	}
	return word[1] ? 1 : 0;
}

/* From the word behind the interpreter on. */
static bool read_options(struct python_call *c, char *const *argv, size_t i)
{
	while (argv[i] && *argv[i] == '-' && strcmp(argv[i], "-m") != 0) {
		int n = option_words(argv[i]);

		if (!n)
			return false;
		for (; n; n--, i++)
			if (!argv[i] || !add(c, argv[i]))
				return false;
	}
	c->module = argv[i] && !strcmp(argv[i], "-m");
	c->rest = i + c->module;
	return argv[i] && argv[c->rest];
}

/* The words of a script's first line: [env [-S]] python OPTION…. */
static bool read_first_line(struct python_call *c, const char *script)
{
	FILE *f = strchr(script, '/') ? fopen(script, "re") : NULL;
	char line[256] = "", *rest = NULL, *word;

	if (f && !fgets(line, sizeof(line), f))
		*line = '\0';
	if (f)
		fclose(f);
	if (strncmp(line, "#!", 2) != 0)
		return false;
	word = strtok_r(line + 2, " \t\r\n", &rest);
	if (word && is_env(word))
		word = strtok_r(NULL, " \t\r\n", &rest);
	if (word && !strcmp(word, "-S"))
		word = strtok_r(NULL, " \t\r\n", &rest);
	if (!word || !is_python(word))
		return false;
	for (; word; word = strtok_r(NULL, " \t\r\n", &rest))
		if ((c->n_words && option_words(word) != 1) || !add(c, word))
			return false;
	return true;
}

bool python_call_read(struct python_call *c, char *const *argv, const char **why)
{
	size_t i = 0;

	*c = (struct python_call){0};
	*why = NOT_PYTHON;
	if (argv[0] && is_env(argv[0]))
		for (c->assigns = ++i; argv[i] && is_assignment(argv[i]); i++) {
			c->n_assigns++;
			if (is_read_early(argv[i])) {
				*why = "the command sets a variable that is read when "
				       "Python or a library starts";
				return false;
			}
		}
	if (!argv[i])
		return false;
	if (is_python(argv[i]))
		return add(c, argv[i]) && read_options(c, argv, i + 1);
	c->rest = i;
	return read_first_line(c, argv[i]);
}

void python_call_release(struct python_call *c)
{
	while (c->n_words)
		free(c->words[--c->n_words]);
}
