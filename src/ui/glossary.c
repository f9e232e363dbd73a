/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/glossary.h"

const struct glossary_word glossary[] = {
	{"trial", "one configuration (a value for each parameter) and its training"},
	{"epoch", "once through the training data, or what the program counts as such"},
	{"rung", "an epoch at which trials are compared. The best of them climb to the "
		 "next "
		 "rung and train on to there; the others wait, or stop"},
	{"eta (η)",
		"how hard a rung cuts: of eta trials one climbs, and trains eta times as "
		"long. eta 3: rungs at 1, 3, 9, 27, 81 epochs. eta 9: at 1, 9, 81, so "
		"fewer "
		"rungs and harsher cuts"},
	{"R", "the top rung: the epochs that a trial trains for at most (max=)"},
	{"bracket", "a ladder of rungs. b0 starts many trials and trusts the first "
		    "epochs; each "
		    "further bracket starts fewer and trusts later ones; the last stops "
		    "nobody, in "
		    "case good trials start slowly"},
	{"round", "all brackets once"},
	{"seat",
		"a trial's place in a rung: 24/81 are 24 of 81 that have a result there"},
	{"barrier",
		"successive halving and Hyperband decide when all seats of a rung have a "
		"result: the quick wait for the slow, and workers may idle. ASHA decides "
		"at "
		"each result: nobody waits, and some climb early who would not with all "
		"the "
		"results there"},
	{"rank", "a trial's place among the results at its rung, by the value at that "
		 "epoch"},
	{"incumbent",
		"the best value that was ever reported, at any epoch, and its trial"},
	{"ghost", "dotted, what a stopped trial would have come to, had it trained on"},
	{"regret", "by how much the best of the stopped trials would have beaten the "
		   "incumbent"},
	{"saved", "epochs that stopping has spared, of those that all trials to R would "
		  "take"},
};

const size_t n_glossary = sizeof(glossary) / sizeof(*glossary);
