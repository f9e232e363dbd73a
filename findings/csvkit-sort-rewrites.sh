# SPDX-License-Identifier: GPL-3.0-or-later
# csvkit 1.0.7: csvsort, by the number of the trial.
#
# One would guess: the rows get another order, and the cells are as they were, as with sort.
# Seen: cells are written as what their column looks like. "4h" (four heads) is a time, 4:00:00;
# a column of 0 and 1, as of seeds, is False and True; "none", the name of a
# normalisation, is empty; 1e-5 is 0.00001. The exit status is 0, nothing is said. With
# --no-inference all stays but "none", which is empty still.
# Why it matters: a table of results that has been put in order is another table. A sweep that
# is warm-started from it knows values that its space does not have, and a trial without
# normalisation looks like one that nobody has told about it.
. "$(dirname -- "$0")/lib.sh"
debian csvkit 1.0.7

cat >t.csv <<'CSV'
trial,heads,seed,lr,norm
2,8h,1,1e-5,batch
1,4h,0,1e-3,none
CSV
csvsort -c trial t.csv >out 2>err
seen 'exit status' $? 0
seen 'said' "$(cat err)" ''
seen 'trial 1 was 1,4h,0,1e-3,none' "$(sed -n 2p out)" '1,4:00:00,False,0.001,'
seen 'trial 2 was 2,8h,1,1e-5,batch' "$(sed -n 3p out)" '2,8:00:00,True,0.00001,batch'
csvsort --no-inference -c trial t.csv >out
seen 'with --no-inference' "$(sed -n 2p out)" '1,4h,0,1e-3,'
finish
