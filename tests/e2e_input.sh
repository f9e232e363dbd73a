#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mistakes in the input: one line that names file, line and column, exit status 2, and
# nothing written.
. "$(dirname -- "$0")/lib.sh"

mkdir work && cd work || exit 99

# study FILE [SED…]: a study that is right but for what sed does to it.
study() {
	file=$1
	shift
	cat >base.yaml <<'YAML'
name: t
objective: {kind: mlp, data: data.csv}
metric: {name: val_error, goal: minimize}
method: random
scheduler: {name: asha, eta: 3, min: 1, max: 9}
parameters:
  learning_rate: {distribution: log_uniform_values, min: 0.001, max: 0.1}
  dropout: {distribution: uniform, min: 0.0, max: 0.5}
stop: {trials: 2}
YAML
	sed "$@" base.yaml >"$file"
	rm base.yaml
}

# refused WHAT PATTERN ARGUMENT…: exit 2 and the one line, matching the pattern.
refused() {
	what=$1 pattern=$2
	shift 2
	ls -A >"$tmp/before"
	"$RUNGTOP" run --batch "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	ls -A >"$tmp/after"
	if [ $status -eq 2 ] && [ ! -s "$tmp/out" ] && cmp -s "$tmp/before" "$tmp/after" &&
		[ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -Eq "$pattern" "$tmp/err"; then
		ok "$what"
	else
		not_ok "$what: status $status, $(head -c 600 "$tmp/err")"
	fi
}

for i in 1 2 3 4 5 6 7 8 9 10; do
	echo "0.$i,0.5,0" && echo "0.$i,-0.5,1"
done >data.csv

study good.yaml ''
check 'the study itself is right' "$RUNGTOP" run --batch -q good.yaml >/dev/null

study bad.yaml 's/^parameters/paramters/'
refused 'unknown key' "bad.yaml:6:1: .*'paramters'.*parameters" bad.yaml
study bad.yaml 's/learning_rate/learning_rat/'
refused 'unknown parameter' "bad.yaml:7:3: .*learning_rat.*'learning_rate'" bad.yaml
study bad.yaml 's/eta: 3/eta: three/'
refused 'wrong type' 'bad.yaml:5:30: .*three.*whole number' bad.yaml
study bad.yaml 's/min: 0.0, max: 0.5/min: 0.5, max: 0.5/'
refused 'min not below max' 'bad.yaml:8:[0-9]+: ' bad.yaml
study bad.yaml 's/min: 0.001/min: 0/'
refused 'log range that touches 0' 'bad.yaml:7:[0-9]+: ' bad.yaml
study bad.yaml 's/eta: 3/eta: 1/'
refused 'eta 1' 'bad.yaml:5:30: .*from 2' bad.yaml
study bad.yaml 's/min: 1, max: 9/min: 10, max: 9/'
refused 'r_min above r_max' 'bad.yaml:5:38: .*min must not be more than max' bad.yaml
study bad.yaml 's/data.csv/nowhere.csv/'
refused 'missing data' "bad.yaml:2:[0-9]+: cannot find 'nowhere.csv'" bad.yaml
study bad.yaml 's/method: random/method: grid/; s/{distribution: log_uniform_values.*/{values: []}/'
refused 'empty grid' 'bad.yaml:7:[0-9]+: ' bad.yaml
study bad.yaml 's/val_error/val_eror/'
refused 'unknown metric' "bad.yaml:3:[0-9]+: .*val_eror.*'val_error'" bad.yaml
study bad.yaml 's/asha/asah/'
refused 'unknown scheduler' "bad.yaml:5:[0-9]+: .*asah.*'asha'" bad.yaml
printf 'a: [1, 2\nb: }' >bad.yaml
refused 'broken YAML' 'bad.yaml:[0-9]+:[0-9]+: ' bad.yaml
refused 'eta 1 by --set' 'scheduler.eta=1' good.yaml --set scheduler.eta=1
refused 'an unknown knob after the scheduler' "scheduler.eat=4: .*'eta'" good.yaml -s 'asha eat=4'
refused 'a knob without a value' "'asha eta' is not NAME" good.yaml -s 'asha eta'
refused 'unknown option' "unknown option '--bacth'.*--batch" --bacth

for other in --searcher '--format csv' '--optuna-version 3.1'; do
	# shellcheck disable=SC2086
	refused "an option of another command: $other" "rungtop: ${other%% *} is no option of run; see rungtop run --help$" good.yaml $other
done

# A switch to come is checked before anything starts.
switch() { # SWITCH
	study bad.yaml "s/^stop.*/switch: [$1]\n&/"
}
switch '{at: {epochs: 5}, scheduler: {name: asah}}'
refused 'switch to an unknown scheduler' "bad.yaml:9:[0-9]+: .*'asah'.*'asha'" bad.yaml
switch '{at: {epochs: 5}, scheduler: {name: hyperband, min: 10}}'
refused 'switch to a min above the max there is' 'bad.yaml:9:[0-9]+: min is 10 and max is 9' bad.yaml
switch '{scheduler: {name: hyperband}}'
refused 'switch without at' "bad.yaml:9:[0-9]+: a switch has no 'at'" bad.yaml
switch '{at: {}, scheduler: {name: hyperband}}'
refused 'switch at nothing' 'bad.yaml:9:[0-9]+: at is empty; .*epochs, trials or seconds' bad.yaml

refused 'missing study' 'nothing.yaml' nothing.yaml
refused 'a directory' 'is a directory' ./.
refused 'unknown name of a study' "unknown study 'barier'; did you mean 'barrier'" \
	barier --data-dir "$data"
"$RUNGTOP" shwo study.db --data-dir "$data" 2>"$tmp/err"
equal 'an unknown command is a mistake' $? 2
equal 'and the nearest is named' "$(cat "$tmp/err")" \
	"rungtop: unknown command or study 'shwo'; did you mean 'show'?"

study bad.yaml 's/data.csv/ragged.csv/'
{ cat data.csv && echo '1,2'; } >ragged.csv
refused 'ragged CSV' 'ragged.csv:21: ' bad.yaml
{ cat data.csv && echo '1,2,1.5'; } >ragged.csv
refused 'label that is not a class' 'ragged.csv:21:.*1.5' bad.yaml
{ cat data.csv && echo '1,x,1'; } >ragged.csv
refused 'a cell that is no number' 'ragged.csv:21:' bad.yaml
: >ragged.csv
refused 'empty CSV' 'ragged.csv: ' bad.yaml
mkdir folder
study bad.yaml 's/data.csv/folder/'
refused 'directory instead of data' 'folder: ' bad.yaml
head -c 200000000 /dev/zero | tr '\0' '1' >long.csv
study bad.yaml 's/data.csv/long.csv/'
refused 'an endless line of data' 'long.csv:1: ' bad.yaml
refused 'an endless line as the study' 'long.csv' long.csv
rm long.csv

# IDX: 4 images of 2×2 and their labels, then damaged in every way.
printf '\0\0\010\003\0\0\0\004\0\0\0\002\0\0\0\0021234567890123456' >images
printf '\0\0\010\001\0\0\0\004\0\001\0\001' >labels
study idx.yaml 's/data: data.csv/data: images, labels: labels, val_fraction: 0.5/'
check 'IDX is read' "$RUNGTOP" run --batch -q idx.yaml >/dev/null
printf '\0\0\015\003\0\0\0\004\0\0\0\002\0\0\0\0021234567890123456' >images
refused 'IDX of another type' 'images: ' idx.yaml
printf '\0\0\010\003\0\0\0\005\0\0\0\002\0\0\0\0021234567890123456' >images
refused 'IDX with a wrong count' 'images: ' idx.yaml
printf '\0\0\010\003\377\377\377\377\377\377\377\377\377\377\377\3771234' >images
refused 'IDX with an absurd count' 'images: ' idx.yaml
printf '\0\0\010\003\0\0\0\003\0\0\0\002\0\0\0\002123456789012' >images
refused 'more labels than images' 'labels: ' idx.yaml
printf '\0\0\010\003\0\0\0\004\0\0\0\002\0\0\0\0021234567890123456' | gzip >whole.gz
head -c 30 whole.gz >images
refused 'truncated gzip' 'images: ' idx.yaml
# Whether a first row of numbers names columns cannot be told: 0, 1, 2, ... does.
rows=$(i=0; while [ $i -lt 20 ]; do echo "0.$i,0.5,$((i % 2))"; i=$((i + 1)); done)
printf '%s\n' 'objective: {kind: mlp, data: numbers.csv}' 'metric: {name: val_error}' \
	'stop: {trials: 1}' 'scheduler: {name: random, max: 1}' \
	'parameters: {learning_rate: {value: 0.01}}' >numbers.yaml
summary() {
	rm -f n.db*
	run run numbers.yaml --batch --quiet -o n.db "$@"
	run export n.db --format jsonl
	sed -n '1s/.*"summary":"\([0-9]* rows of [0-9]*, [0-9]* classes\).*/\1/p' "$tmp/out"
}
printf '0,1,2\n%s\n' "$rows" >numbers.csv
equal 'names that are numbers' "$(summary)" '20 rows of 2, 2 classes'
equal 'header: no' "$(summary --set objective.header=no)" '21 rows of 2, 3 classes'
printf '0.3,0.2,1\n%s\n' "$rows" >numbers.csv
equal 'no names' "$(summary)" '21 rows of 2, 2 classes'
equal 'header: yes' "$(summary --set objective.header=yes)" '20 rows of 2, 2 classes'
printf '?,0.2,1\n%s\n' "$rows" >numbers.csv
refused 'a missing value in the first row' 'numbers.csv:1: ' numbers.yaml
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 data.csv
	refused 'unreadable file' 'data.csv: ' good.yaml
fi
finish
