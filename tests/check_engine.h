/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of check_engine, one a file. */
#ifndef CHECK_ENGINE_H
#define CHECK_ENGINE_H

#include <check.h>
#include <stddef.h>

/* A new folder, where writing is fast if there is such a place. */
void make_dir(char *path, size_t size);

TCase *damage_case(void);
TCase *recorded_case(void);
TCase *resume_case(void);
TCase *resume_by_hand_case(void);
TCase *store_case(void);
TCase *names_case(void);

#endif
