/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole studies on the virtual clock, drawn from a seed, for other tests. */
#ifndef TESTS_CHECK_TUNER_STUDIES_H
#define TESTS_CHECK_TUNER_STUDIES_H

#include "fixture.h"
#include "base/error.h"
#include "base/strbuf.h"
#include "store/recorded.h"

TCase *studies_case(void);
/* The lines that --events would have written of the study of that seed. */
void studies_lines(uint64_t seed, struct strbuf *lines);
/* Goes on with a recording of it, as far as before the start. -1 with err. */
int studies_resume(uint64_t seed, struct recorded *r, struct error *err);

#endif
