/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of early stopping, for people who meet them here for the first time. */
#ifndef UI_GLOSSARY_H
#define UI_GLOSSARY_H

#include <stddef.h>

struct glossary_word {
	const char *word, *meaning;
};

extern const struct glossary_word glossary[];
extern const size_t n_glossary;

#endif
