# SPDX-License-Identifier: GPL-3.0-or-later
# R's data.table 1.14.8 (Debian's r-cran-data.table): trials by their loss.
#
# One would guess: setorder(d, loss) makes in place what d[order(loss)] makes as a copy, and
# what is no number comes last, as it does in R.
# Seen: order() has NaN and NA last, in a data.table, too. setorder() and setkey() have them
# first.
# Why it matters: the first row is the best trial. Where the copy is saved, since there are many
# trials, it is one that diverged or has not reported. na.last = TRUE is for setorder() only.
. "$(dirname -- "$0")/lib.sh"
debian r-cran-data.table 1.14.8

cat >a.R <<'R'
library(data.table)
d <- data.table(trial = 1:4, loss = c(0.5, NaN, 0.2, NA))
cat(d[order(loss)]$trial, "\n")
cat(setorder(copy(d), loss)$trial, "\n")
cat(setkey(copy(d), loss)$trial, "\n")
R
Rscript a.R >out 2>err || cat err
seen 'trials with 0.5, NaN, 0.2, NA by order()' "$(sed -n 1p out)" '3 1 2 4 '
seen 'by setorder()' "$(sed -n 2p out)" '4 2 3 1 '
seen 'by setkey()' "$(sed -n 3p out)" '4 2 3 1 '
finish
