# SPDX-License-Identifier: GPL-3.0-or-later
# R's jsonlite 1.8.4 (Debian's r-cran-jsonlite) and PHP 8.2 (php8.2-cli): NaN on its way into JSON.
#
# One would guess: null, a string, NaN as it is, or an error.
# Seen: jsonlite writes the row of a data frame without the key, as if nobody had measured the
# loss. PHP with JSON_PARTIAL_OUTPUT_ON_ERROR, which goes on in spite of one bad value,
# writes 0.
# Why it matters: these are the rows that a trial reports. The epoch in which it diverged has no
# loss in one, which a reader passes over; in the other it has the best loss there can be.
. "$(dirname -- "$0")/lib.sh"
debian r-cran-jsonlite 1.8.4
debian php8.2-cli 8.2.36

cat >a.R <<'R'
cat(jsonlite::toJSON(data.frame(epoch = 1:2, loss = c(0.5, NaN))))
R
seen 'jsonlite' "$(Rscript a.R 2>err)" '[{"epoch":1,"loss":0.5},{"epoch":2}]'
# shellcheck disable=SC2016 # for PHP
php='echo json_encode(["epoch" => 2, "loss" => NAN], JSON_PARTIAL_OUTPUT_ON_ERROR), "\n";'
seen 'PHP' "$(php -r "$php")" '{"epoch":2,"loss":0}'
finish
