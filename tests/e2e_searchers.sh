#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What searchers propose, from the study file to what is recorded and exported: recordings
# of before, grids as W&B has them, and parameters that depend on others.
. "$(dirname -- "$0")/lib.sh"

batch='--batch -q -w 1'

# The configurations of a recording, a line each: those of CSV without epochs.
configs() {
	"$RUNGTOP" export "$1" --format csv | cut -d, -f"2-$2" | tail -n +2 | uniq
}

study() { # NAME METHOD PARAMETERS
	cat >"$1.yaml" <<-END
		objective: {kind: simulated}
		scheduler: {name: asha, min: 1, max: 9}
		method: $2
		parameters: $3
		stop: {trials: 6}
	END
}

# Recordings from before there were the knobs

study sobol sobol '{a: {min: 0.0, max: 1.0}, b: {min: 0.0, max: 1.0}, c: {min: 1, max: 9}}'
study halton '{name: halton, shift: true}' '{a: {min: 0.0, max: 1.0}, b: {min: 0.0, max: 1.0}, c: {min: 1, max: 9}}'
study bayes bayes '{a: {min: 0.0, max: 1.0}, b: {min: 0.0, max: 1.0}, c: {min: 1, max: 9}}' # then sobol
study grid grid '{a: {distribution: q_uniform, min: 0, max: 1, q: 0.25}, b: {values: [1, 1.0, true, 1]}, c: {value: 1}}'
if command -v sqlite3 >/dev/null 2>&1; then
	for name in sobol halton bayes grid; do
		before='--set method.scramble=shift'
		[ $name = grid ] && before='--set method.values=all'
		[ $name = bayes ] && before='--set method.name=sobol --set method.scramble=shift'
		# shellcheck disable=SC2086
		"$RUNGTOP" $name.yaml $batch $before --trials 13 -o $name.db >/dev/null
		# shellcheck disable=SC2086
		"$RUNGTOP" $name.yaml $batch $before -o older.db >/dev/null
		sqlite3 older.db "UPDATE study SET overrides = '[]'"
		# shellcheck disable=SC2086
		"$RUNGTOP" resume older.db $batch --trials 13 >/dev/null
		equal "$name: a recording of before continues as it began" \
			"$(configs older.db 4)" "$(configs $name.db 4)"
		rm older.db
		[ $name = bayes ] && continue # it learns: what it knew depends on when it stopped
		# shellcheck disable=SC2086
		"$RUNGTOP" $name.yaml $batch -o new.db >/dev/null
		check "$name: a new one is another" [ "$(configs new.db 4)" != "$(configs $name.db 4 | head -n 6)" ]
		# shellcheck disable=SC2086
		"$RUNGTOP" $name.yaml $batch --trials 8 -o longer.db >/dev/null
		# shellcheck disable=SC2086
		"$RUNGTOP" resume new.db $batch --trials 8 >/dev/null
		equal "$name: and continues, too" "$(configs new.db 4)" "$(configs longer.db 4)"
		rm new.db longer.db
	done
	# shellcheck disable=SC2086
	"$RUNGTOP" sobol.yaml $batch --set method=auto -o auto.db >/dev/null
	# shellcheck disable=SC2086
	"$RUNGTOP" bayes.yaml $batch -o wandb.db >/dev/null
	for name in auto wandb; do
		check "$name: the recording says which searcher it is" \
			sh -c "sqlite3 $name.db 'SELECT overrides FROM study' | grep -q method.name=gp"
	done
	# shellcheck disable=SC2086
	"$RUNGTOP" resume auto.db $batch --trials 9 >/dev/null
	equal 'and continues with it' "$? $(configs auto.db 4 | wc -l)" '0 9'
fi

# Grids

grid_of() { # PARAMETERS
	study g grid "$1"
	rm -f g.db
	# shellcheck disable=SC2086
	"$RUNGTOP" g.yaml $batch --trials 1000 -o g.db >/dev/null
	configs g.db "${2-2}" | paste -s -d' ' -
}
equal 'equal values are one' "$(grid_of '{b: {values: [1, 1.0, true, 1]}}')" '1 true'
equal 'of equal ones the last is taken' "$(grid_of '{b: {values: ["1", 2, 1, 1.0, a, a]}}')" '1 2 1 a'
equal 'q_uniform has no maximum' \
	"$(grid_of '{b: {distribution: q_uniform, min: 0, max: 1, q: 0.25}}')" '0 0.25 0.5 0.75'
equal 'it begins with its minimum' \
	"$(grid_of '{b: {distribution: q_uniform, min: 1, max: 10, q: 2}}')" '1 3 5 7 9'
equal 'its last value lies below the maximum' \
	"$(grid_of '{b: {distribution: q_uniform, min: 0.5, max: 2, q: 1}}')" '0.5 1.5'
equal "NumPy's arange(1, 1.3, 0.1) has four" \
	"$(grid_of '{b: {distribution: q_uniform, min: 1, max: 1.3, q: 0.1}}')" '1 1.1 1.2 1.3'
equal 'int_uniform has its maximum' "$(grid_of '{b: {min: 3, max: 6}}')" '3 4 5 6'
study p grid '{b: {values: [1, 2], probabilities: [0.9, 0.1]}}'
# shellcheck disable=SC2086
"$RUNGTOP" p.yaml --batch -w 1 -o none 2>&1 >/dev/null | grep probabilities >err
equal 'probabilities are not used, in one line' "$(cat err)" \
	'rungtop: p.yaml:4:14: probabilities of b: a grid takes each value once; not used'
equal 'what does not apply is not gone through' \
	"$(grid_of '{m: {values: [1, 2], when: {o: sgd}}, o: {values: [adam, sgd, lion]}, k: {min: 7, max: 8, when: {m: 2}}}' 4)" \
	',adam, 1,sgd, 2,sgd,7 2,sgd,8 ,lion,'

# Parameters that depend

cat >train.sh <<'END'
#!/bin/sh
printf '%s\n' "$*" >>"$ASKED"
echo '{"epoch": 1, "loss": 0.5}'
END
chmod +x train.sh
ASKED=$tmp/asked
export ASKED
cat >depend.yaml <<'END'
program: train.sh
command: [sh, '${program}', '${args}', '${args_json}']
metric: {name: loss}
parameters:
  momentum: {min: 0.5, max: 0.9, when: {optimizer: sgd}}
  optimizer: {values: [sgd, adam, lion]}
  net:
    when: {optimizer: [sgd, adam]}
    parameters:
      layers: {min: 1, max: 2}
      width: {values: [8, 16], when: {layers: 2}}
enqueue: [{optimizer: sgd, momentum: 0.75, net.layers: 1}, {net.width: 16, optimizer: adam}, {optimizer: lion}]
stop: {trials: 30}
END
# shellcheck disable=SC2086
"$RUNGTOP" depend.yaml $batch -o depend.db >result
equal 'programs are passed what applies' "$(head -n 3 asked)" \
	"--momentum=0.75 --optimizer=sgd --net={'layers': 1} {\"momentum\": 0.75, \"optimizer\": \"sgd\", \"net\": {\"layers\": 1}}
--optimizer=adam --net={'layers': 2, 'width': 16} {\"optimizer\": \"adam\", \"net\": {\"layers\": 2, \"width\": 16}}
--optimizer=lion {\"optimizer\": \"lion\"}"
check 'momentum goes with sgd' [ "$(grep -c momentum= asked)" = "$(grep -c =sgd asked)" ]
check 'and is drawn' [ "$(grep -o 'momentum=[0-9.]*' asked | sort -u | wc -l)" -gt 3 ]
check 'lion has no net' sh -c '! grep lion asked | grep -q net'
equal 'the result has a dash' "$(grep -c '^param .*: -$' result)" 1
equal 'events leave it out' \
	"$("$RUNGTOP" export depend.db --format jsonl | grep '"trial":2,"config"' | grep -o '"config":{[^}]*}')" \
	'"config":{"optimizer":"lion"}'
equal 'CSV has an empty field' "$("$RUNGTOP" export depend.db --format csv | sed -n 4p | cut -d, -f1-6)" '2,,lion,,,1'
check 'the summary has a dash' sh -c "\"$RUNGTOP\" show depend.db | grep -q 'momentum=- optimizer=lion net.layers=- net.width=-'"
"$RUNGTOP" export depend.db --format jsonl >depend.jsonl
equal 'events are read back' "$("$RUNGTOP" replay depend.jsonl --batch | grep -v ^file)" \
	"$("$RUNGTOP" replay depend.db --batch | grep -v ^file)"
"$RUNGTOP" export depend.db --format optuna-journal -o depend.journal
equal "a trial of Optuna's has those that apply" \
	"$(grep -c '"op_code": *5.*"trial_id": *2[,}]' depend.journal)" 1
"$RUNGTOP" replay depend.db --once --size 160x40 >frame
check 'the screen has dashes' grep -q 'lion  *-  *-' frame

# shellcheck disable=SC2086
"$RUNGTOP" resume depend.db $batch --trials 40 >/dev/null
: >asked
# shellcheck disable=SC2086
"$RUNGTOP" depend.yaml $batch --trials 40 -o whole.db >/dev/null
equal 'resuming goes on with the same' "$(configs depend.db 5)" "$(configs whole.db 5)"

sed -i -e 's/^enqueue.*/enqueue: [{optimizer: adam, momentum: 0.75}]/' depend.yaml
# shellcheck disable=SC2086
"$RUNGTOP" depend.yaml $batch -o none 2>err
equal 'what is enqueued must apply' "$? $(cat err)" \
	'2 rungtop: depend.yaml:12:29: momentum does not apply where optimizer is adam; it must be sgd'

# On the virtual clock, with every scheduler and searcher
study any random '{o: {values: [a, b]}, m: {min: 0.0, max: 1.0, when: {o: a}, prior: 0.3}, n: {distribution: log_uniform_values, min: 1e-4, max: 1, when: {o: b}}}'
for method in $("$RUNGTOP" list searchers | sed -n 's/^  \([a-z_]*\): .*/\1/p'); do
	[ "$method" = grid ] && continue
	# shellcheck disable=SC2086
	"$RUNGTOP" any.yaml $batch --set method="$method" --trials 60 -o "any-$method.db" >/dev/null 2>err ||
		cat err
	equal "$method: one of the two applies" \
		"$(configs "any-$method.db" 4 | grep -c '^a,[0-9.e-]*,$\|^b,,[0-9.e-]*$')" 60
done

# Where workers wait at barriers a study is the same for any number of them.

essence() { # FILE: what each trial did, in whatever order it came
	sed -E 's/"seq":[0-9]+,"t":[0-9.]+,//; s/,"seconds":[0-9.e-]+//' "$1" |
		grep -E '"event":"(trial|report|decision)"' | sort
}
study wait random '{a: {min: 0.0, max: 1.0}, lr: {distribution: log_uniform_values, min: 1e-4, max: 1, prior: 0.01}, o: {values: [a, b, c]}}'
sed -i -e 's/^scheduler.*/scheduler: {name: hyperband, max: 9, idle: wait}/' -e 's/^stop.*/stop: {rounds: 3}/' wait.yaml
for method in $("$RUNGTOP" list searchers | sed -n 's/^  \([a-z_]*\): .*/\1/p'); do
	[ "$method" = grid ] && continue
	for workers in 1 2 5; do
		"$RUNGTOP" wait.yaml --batch -q -w $workers --set method="$method" -o none \
			--events "wait-$method.$workers" >/dev/null
		essence "wait-$method.$workers" >"workers.$workers"
	done
	check "$method: two workers are as one" cmp -s workers.1 workers.2
	check "$method: and so are five" cmp -s workers.1 workers.5
done

# How a configuration came

origins() { # FILE
	sed -n 's/.*"event":"trial".*"origin":"\([a-z]*\)".*/\1/p' "$1" | sort | uniq -c |
		awk '{ printf "%s%d %s", (NR > 1 ? ", " : ""), $1, $2 }'
}
study why random '{a: {min: 0.0, max: 1.0}, lr: {distribution: log_uniform_values, min: 1e-4, max: 1}, o: {values: [a, b, c]}}'
printf 'enqueue: [{a: 0.5}, {o: c}]\n' >>why.yaml
# shellcheck disable=SC2086
"$RUNGTOP" why.yaml $batch --trials 60 -o why.db --events random.jsonl >/dev/null
equal 'random says nothing' "$(grep -c '"origin"' random.jsonl)" 0
check 'which show says' sh -c "'$RUNGTOP' show --searcher why.db | grep -q 'configurations: it is not said'"
for method in kde tpe evolution gp; do
	# shellcheck disable=SC2086
	"$RUNGTOP" why.yaml $batch --set method=$method --trials 60 -o $method.db --events $method.jsonl >/dev/null
	check "$method: most of 60 are the model's, after the two enqueued" \
		sh -c "echo '$(origins $method.jsonl)' | grep -Eq '^2 enqueued, [2-5][0-9] model, [0-9]+ random$'"
	check "$method: a model has its level and the nearest trials" \
		grep -Eq '"origin":"model","searcher":"'$method'","level":[139],.*"nearest":\[[0-9]+,[0-9]+\]}' $method.jsonl
	"$RUNGTOP" export $method.db --format jsonl >$method.read
	check "$method: the file has the same events" cmp -s $method.jsonl $method.read
	rm -f again.jsonl
	# shellcheck disable=SC2086
	"$RUNGTOP" why.yaml $batch --set method=$method --trials 60 -o none --events again.jsonl >/dev/null
	check "$method: once more, the same" cmp -s $method.jsonl again.jsonl
	equal "$method: show tells how they came" \
		"$("$RUNGTOP" show --searcher $method.db | sed -n 's/^configurations: //p' | tr ',' '\n' |
			awk '{ print $1, $2 }' | sort -k2 | paste -s -d, - | sed 's/,/, /g')" "$(origins $method.jsonl)"
done
"$RUNGTOP" show --searcher kde.db >page
check 'predicted against seen is a plot' grep -q '^val_error seen, against what was predicted' page
# each prediction that was seen is in the table, with the value of the report at its level
"$RUNGTOP" show --searcher kde.db | awk '$1 ~ /^T[0-9]/ { print substr($1, 2), $2, $3, $5 }' >table
check 'there are some' [ "$(wc -l <table)" -ge 5 ]
while read -r trial level predicted seen; do
	said=$(sed -n 's/.*"event":"trial","trial":'"$trial"',.*"level":\([0-9]*\),"predicted":\([^,]*\),.*/\1 \2/p' kde.jsonl)
	value=$(sed -n 's/.*"event":"report","trial":'"$trial"',"epoch":'"$level"',"metrics":{"val_error":\([^,}]*\).*/\1/p' kde.jsonl)
	# shellcheck disable=SC2086
	equal "T$trial is in the table as it is among the events" "$level $predicted $seen" \
		"$(printf '%d %.6g %.6g' $said "$value")"
done <table

finish
