#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# R 4.2.2 (Debian's r-base-core): sample() and a parameter with one choice left.
#
# One would guess: sample(c(5), 1) is 5.
# Seen: one number of 1 or more means all whole numbers up to it: 5 gives 1 to 5. One below 1,
# and one string, give themselves.
# Why it matters: a search space is narrowed until a parameter has one value, units = c(128),
# and from then on trials draw anything from 1 to 128, all outside of the space. With
# learning rates it never happens, so the function looks tested.
. "$(dirname -- "$0")/lib.sh"
debian r-base-core 4.2.2.20221110

cat >a.R <<'R'
set.seed(1)
drawn <- function(choices) length(unique(replicate(1000, sample(choices, 1))))
cat(drawn(c(5, 6)), drawn(c(5)), drawn(c(0.01)), drawn(c("adam")), "\n")
R
Rscript a.R >out 2>err || cat err
seen 'values drawn from c(5, 6), c(5), c(0.01), c("adam")' "$(cat out)" '2 5 1 1 '
finish
