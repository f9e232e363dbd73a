/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees out of YAML's text; see yaml.h, which everybody else reads them by. */
#ifndef STUDYFILE_YAML_BUILD_H
#define STUDYFILE_YAML_BUILD_H

#include "studyfile/yaml.h"

#define YAML_DEPTH_MAX 32 /* so that recursion over a tree is harmless */
#define YAML_TOO_DEEP "nested more than %d deep; not a study file"

/*
 * The tree of len bytes of UTF-8. base: the place of the first byte; line 0: every place
 * in the tree is base itself. NULL with one line in err.
 */
struct yaml *yaml_build(
	const char *text, size_t len, struct place base, struct error *err);
/* The version of libfyaml. */
const char *yaml_library(void);

#endif
