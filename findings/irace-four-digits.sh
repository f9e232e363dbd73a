# SPDX-License-Identifier: GPL-3.0-or-later
# irace 3.5 (Debian 12's r-cran-irace): a real parameter with a small range.
#
# One would guess: a real parameter from 0.00004 to 0.0002 takes any value between these.
# Seen: it takes three values, 0, 0.0001 and 0.0002, and most often 0, which lies below the
# range. Values are rounded to four decimal places (digits = 4), the ends of the range as well.
# On a logarithmic scale a lower end of 0.00001 is refused, as one that is zero.
# Why it matters: learning rates, weight decay and tolerances lie there. A sweep of them tries
# two or three points again and again, and a rate of 0 that nobody has allowed.
. "$(dirname -- "$0")/lib.sh"
debian r-cran-irace 3.5

cat >small.R <<'R'
suppressMessages(library(irace))
seen <- NULL
target <- function(experiment, scenario) {
	seen <<- c(seen, experiment$configuration$rate)
	list(cost = abs(log(experiment$configuration$rate + 1e-9) - log(8e-5)) + rnorm(1, 0, 0.01))
}
scenario <- list(targetRunner = target, instances = 1:10, maxExperiments = 180, seed = 1,
	logFile = "")
invisible(capture.output(irace(scenario,
	readParameters(text = 'rate "" r (0.00004, 0.0002)'))))
cat(sort(unique(seen)), min(seen) < 0.00004, "\n")
cat(tryCatch(readParameters(text = 'rate "" r,log (0.00001, 0.1)')$names,
	error = function(e) regmatches(conditionMessage(e), regexpr("cannot contain zero", conditionMessage(e)))), "\n")
R
Rscript small.R >out 2>/dev/null
seen 'all values that were tried, and whether one is below the range' \
	"$(sed -n '1s/ *$//p' out)" '0 1e-04 2e-04 TRUE'
seen 'from 0.00001, on a logarithmic scale' "$(sed -n '2s/ *$//p' out)" 'cannot contain zero'
finish
