#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# R's jsonlite 1.8.4 (Debian's r-cran-jsonlite): the digits of toJSON().
#
# One would guess: a number is written so that it can be read back, as jq, Python, node and
# the rest do, or with R's usual 7 or 15 significant digits.
# Seen: four digits behind the point. A loss of 0.123456789 is 0.1235, and a learning rate of
# 0.00001234 is 0. NaN is the string "NaN", next to numbers that stay numbers.
# Why it matters: it is how a trial in R reports. Losses below 0.00005 are all 0, and a rung
# of good trials is a tie that trial numbers decide. digits = NA writes 15 digits.
. "$(dirname -- "$0")/lib.sh"
debian r-cran-jsonlite 1.8.4

cat >a.R <<'R'
library(jsonlite)
x <- list(loss = 0.123456789, lr = 1.234e-05, nan = NaN)
cat(toJSON(x, auto_unbox = TRUE), "\n", sep = "")
cat(toJSON(x, auto_unbox = TRUE, digits = NA), "\n", sep = "")
R
Rscript a.R >out 2>err || cat err
seen 'as it is' "$(sed -n 1p out)" '{"loss":0.1235,"lr":0,"nan":"NaN"}'
seen 'with digits = NA' "$(sed -n 2p out)" '{"loss":0.123456789,"lr":1.234e-05,"nan":"NaN"}'
finish
