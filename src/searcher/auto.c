/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The searcher for who does not want to choose one. bench/regret.sh has the figures on
 * which it rests.
 */
#include "config.h"

#include "searcher/searcher.h"

extern const struct searcher_ops searcher_kde;

static const struct kind *stand_in(const struct space *space)
{
	(void)space;
	return &searcher_kde.kind;
}

static const struct knob rows[] = {{.name = NULL}};

const struct searcher_ops searcher_auto = {
	.kind = {"auto", "the one that learns and was best as a rule: kde", rows},
	.stand_in = stand_in,
};
