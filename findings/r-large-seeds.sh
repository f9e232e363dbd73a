# SPDX-License-Identifier: GPL-3.0-or-later
# data.table 1.14.8 with R 4.2.2 and bit64 4.0.5 (Debian 12): a table with a column of seeds.
#
# One would guess: a seed above 2^31 is refused by set.seed(), or rounded, and 12 is 12.
# Seen: one large seed makes the whole column integer64, which prints as it should. But
# set.seed() looks at the bits as if they were a double: each seed is next to 0, becomes 0,
# and all trials draw the same numbers, those of set.seed(0), with no warning. for, sapply and
# ifelse have 5.9e-323 for 12 as well.
# Why it matters: sweeps write seeds of 64 bits. Trials that are repeated over seeds have no
# spread at all, and every configuration looks as sure as can be.
. "$(dirname -- "$0")/lib.sh"
debian r-cran-data.table 1.14.8
debian r-cran-bit64 4.0.5

printf 'trial,seed\n0,1234567890123456789\n1,12\n' >seeds.csv
cat >seeds.R <<'R'
suppressMessages(library(data.table))
d <- fread("seeds.csv")
cat(format(d$seed), "\n")
drawn <- sapply(seq_len(nrow(d)), function(i) { set.seed(d$seed[i]); runif(1) })
set.seed(0)
zero <- runif(1)
set.seed(12)
cat(drawn == zero, runif(1) == zero, "\n")
cat(sapply(d$seed, function(s) s), "\n")
R
Rscript seeds.R >out 2>&1
seen 'printed' "$(sed -n '1s/ \+/ /gp' out)" '1234567890123456789 12 '
seen 'each draws what the seed 0 draws; and 12 alone' "$(sed -n 2p out)" 'TRUE TRUE FALSE '
seen 'in sapply' "$(sed -n 3p out)" '3.813123e-226 5.928788e-323 '
finish
