/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line that is a Python program: its interpreter, and what that is to run. */
#ifndef WORKER_PYTHON_CALL_H
#define WORKER_PYTHON_CALL_H

#include <stdbool.h>
#include <stddef.h>

#define PYTHON_WORDS_MAX 32

struct python_call {
	char *words[PYTHON_WORDS_MAX +
		    1]; /* the interpreter and its options; NULL ends */
	size_t n_words;
	size_t assigns, n_assigns; /* NAME=VALUE words of env: where in argv, how many */
	size_t rest; /* where in argv the script or the module stands, its words behind it */
	bool module; /* -m */
};

/*
 * Reads env NAME=VALUE… python OPTION… SCRIPT WORD…, where all but the interpreter and the
 * script may be missing, and scripts that name their interpreter in the first line (#!).
 * False with *why, a static text, when it is neither; python_call_release() in any case.
 */
bool python_call_read(struct python_call *c, char *const *argv, const char **why);
void python_call_release(struct python_call *c);

#endif
