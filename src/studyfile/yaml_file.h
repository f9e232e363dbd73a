/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML from files and texts. */
#ifndef STUDYFILE_YAML_FILE_H
#define STUDYFILE_YAML_FILE_H

#include "studyfile/yaml.h"

/*
 * Reads a file of at most 1 MiB. NULL with one line in err, usage set. Every place in the
 * tree borrows path. text: NULL, or where the file's text is put, to be freed.
 */
struct yaml *yaml_read(const char *path, char **text, struct error *err);
/* The same for text from elsewhere: every place in the tree is `at`. */
struct yaml *yaml_parse(const char *text, struct place at, struct error *err);

#endif
