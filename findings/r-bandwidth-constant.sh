# SPDX-License-Identifier: GPL-3.0-or-later
# R 4.2.2: bw.nrd0(), the width that density() takes, of values that are all the same.
#
# One would guess: 0, NA, an error, or a width that does not depend on what the value is.
# Seen: nine tenths of the value itself, times n^-0.2. The same twenty trials with a learning
# rate written as 0.001, as 1, and as its logarithm -3 have densities of width 0.000494, 0.494
# and 1.48; around 0 it is that around 1.
# Why it matters: the good trials of a sweep often agree in a parameter. A model of good
# configurations by density() then searches within half of the value around 1000 as around
# 0.001, but on a shifted or logarithmic axis as far as the offset happens to be.
. "$(dirname -- "$0")/lib.sh"
debian r-base-core 4.2.2.20221110

cat >a.R <<'R'
width <- function(value) signif(bw.nrd0(rep(value, 20)), 3)
cat(width(0.001), width(1), width(-3), width(0), width(1000), "\n")
R
seen 'around 0.001, 1, -3, 0, 1000' "$(Rscript a.R 2>/dev/null)" '0.000494 0.494 1.48 0.494 494 '
finish
