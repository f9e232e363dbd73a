#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports in Chromium: tests/browser.py says what is looked at.
. "$(dirname -- "$0")/lib.sh"

! brief programs || skip 'to be brief'

for program in python3 chromium chromedriver; do
	command -v $program >/dev/null 2>&1 || skip "there is no $program"
done

run run digits --set scheduler.max=9 --batch -q -S 1 --data-dir "$data" -o "$tmp/digits.db"
run report "$tmp/digits.db" -o "$tmp/digits"
printf '#!/bin/sh\necho "OSError: no data" >&2\nexit 1\n' >fails.sh
chmod +x fails.sh
cat >fails.yaml <<'YAML'
program: ./fails.sh
command: ["${program}"]
metric: {name: loss}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: random, min: 1, max: 1}
stop: {trials: 9}
workers: 1
YAML
run run fails.yaml --batch -q -o fails.db
run report fails.db -o fails

python3 "$srcdir/tests/browser.py" "$tmp/digits" "$tmp/fails" >browser.out 2>browser.err
status=$?
cat browser.out
check 'the browser has done all of it' test "$status" -eq 0 -a ! -s browser.err
check 'of two pages' test "$(grep -c '^ok' browser.out)" -ge 20
finish
