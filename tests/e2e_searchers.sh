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

finish
