/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of a space as a tree: those inside of the same one are neighbours in the
 * space, since it is in the order of the file. At depth d, d names of the path are passed.
 */
#ifndef SPACE_SPACE_TREE_H
#define SPACE_SPACE_TREE_H

#include "space/space.h"

/* The path of parameter i from its `depth`-th name on; "" when it has no more names. */
const char *space_names(const struct space *s, size_t i, int depth);
/* The length of the first of them; a name that was not nested is one, dots and all. */
size_t space_first_name(const struct space *s, size_t i, int depth);
/* Whether it is the last. */
bool space_is_leaf(const struct space *s, size_t i, int depth);
/* The end of the run of parameters from i on that are in the same one at this depth. */
size_t space_run_end(const struct space *s, size_t i, size_t end, int depth);
/* Whether one of them from i to end has a value. */
bool space_has_value(const struct value *config, size_t i, size_t end);
/* A configuration as a JSON object with others in it, a line a parameter. */
void space_print_tree(
	const struct space *s, const struct value *config, struct strbuf *out);

#endif
