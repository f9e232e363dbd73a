#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tables whose configurations the searcher chooses: each once, the same again on resuming,
# on the scale that the study file gives.
. "$(dirname -- "$0")/lib.sh"

# 40 configurations, each pair of neighbours with equal parameters; val_error names the row.
awk 'BEGIN {
	print "config,epoch,lr,units,act,val_error"
	for (c = 0; c < 40; c++)
		for (e = 1; e <= 3; e++)
			printf "%d,%d,%.6g,%d,%s,%.6g\n", c, e, .0001 * 1.3 ^ int(c / 2),
				16 + int(c / 2), int(c / 2) % 3 ? "relu" : "tanh", (c + 1) / e
}' >t.csv

# study FILE OBJECTIVE-KEYS LINES: a study of the table
study() {
	printf 'name: t\nobjective: {kind: table, data: t.csv%s}\n%b\n' "$2" "$3" >"$1"
	printf 'scheduler: {name: asha, min: 1, max: 3}\nworkers: 1\nseed: 4\n' >>"$1"
}

# rows FILE.jsonl: which rows were trained, as their first epochs say, in order
rows() {
	sed -n 's/.*"event":"report".*"epoch":1,.*"val_error":\([0-9]*\).*/\1/p' "$1"
}

all=$(seq 1 40)
study order.yaml '' ''
study random.yaml ', choose: searcher' ''
run run order.yaml --batch -q -o none --events order.jsonl
equal 'trial i has configuration i' "$(rows order.jsonl)" "$all"
"$RUNGTOP" run random.yaml --batch -q -o none --events random.jsonl >result
equal 'random chooses each once' "$(rows random.jsonl | sort -n)" "$all"
check 'and not in their order' [ "$(rows random.jsonl)" != "$all" ]
equal 'then it has run dry' "$(sed -n 's/^reason: //p' result)" exhausted
"$RUNGTOP" run random.yaml --batch -q -o none --events other.jsonl -S 5 >result
check 'another seed is another order' [ "$(rows other.jsonl)" != "$(rows random.jsonl)" ]

# Rows with equal parameters are told apart by the order in which they are taken.
"$RUNGTOP" run random.yaml --batch -q --trials 17 -o cut.db >result
"$RUNGTOP" resume cut.db --batch -q --trials 100 >result
"$RUNGTOP" export cut.db --format jsonl >cut.jsonl
equal 'resumed, it goes on with the same' "$(rows cut.jsonl)" "$(rows random.jsonl)"

# says WHAT PATTERN FILE: exit 2, one line.
says() {
	"$RUNGTOP" run "$3" --batch -q -o none >out 2>err
	equal "$1: exit" "$?" 2
	equal "$1" "$(cat err)" "rungtop: $2"
}
study sobol.yaml ', choose: searcher' 'method: sobol'
says 'sobol cannot choose' "sobol.yaml:2:47: choose cannot be searcher with sobol, which has points of its own; it must be order, or the searcher random or one that learns" sobol.yaml
study sobol.yaml '' 'method: sobol'
equal 'nor is it silent in their order' "$("$RUNGTOP" run sobol.yaml --batch -o none 2>&1 >out | head -1)" \
	'rungtop: sobol.yaml: method: sobol is not used: trials take the configurations of t.csv in their order'

# The domains of the study file are the scale; they must have what the table has.
domain() {
	study domain.yaml ', choose: searcher' "parameters:\n  $1"
}
domain 'lr: {distribution: log_uniform_values, min: 0.0001, max: 0.1}\n  act: {values: [relu, tanh]}'
run run domain.yaml --batch -q -o domain.db
equal 'domains that have all values' "$status" 0
equal 'are those of the study' \
	"$("$RUNGTOP" export domain.db --format json | grep -c '"max": *0.1')" 1
domain 'units: {min: 20, max: 40}'
says 'a number outside' 'domain.yaml:4:3: units is 16 in configuration 0, which its domain does not have; it must have all of the table'\''s' domain.yaml
domain 'act: {values: [relu, gelu]}'
says 'a text that is none' 'domain.yaml:4:3: act is tanh in configuration 0, which its domain does not have; it must have all of the table'\''s' domain.yaml
domain 'act: {value: relu}'
says 'a constant' 'domain.yaml:4:3: act is tanh in configuration 0, which its domain does not have; it must have all of the table'\''s' domain.yaml
domain 'lr: {min: 0.0, max: 1.0, when: {act: relu}}\n  act: {values: [relu, tanh]}'
says 'a condition' 'domain.yaml:4:35: lr has a condition here, and a value in every row of the table; leave when out' domain.yaml
domain 'lr: {min: 0.0, max: 1.0, prior: 0.001, confidence: high}\n  act: {values: [relu, tanh], prior: tanh}\nmethod: prior'
run run domain.yaml --batch -q -o none --events prior.jsonl
equal 'what its user believes' "$status" 0
check 'is where it looks' grep -q '"origin":"prior"' prior.jsonl
equal 'and takes each once' "$(rows prior.jsonl | sort -n)" "$all"
domain 'act: {value: relu}'
sed -i 's/, choose: searcher//' domain.yaml
run run domain.yaml --batch -q -o none
equal 'in their order domains are not used' "$status" 0

# auto is another one, which is said.
study auto.yaml '' 'method: auto'
"$RUNGTOP" run auto.yaml --batch -q -o none --events auto.jsonl >result
name=$(sed -n 's/^searcher: //p' result)
check 'auto says what it became' [ -n "$name" ]
check 'which is not itself' [ "$name" != auto ]
equal 'in the study' "$(grep -c '"event":"study".*"searcher":"'"$name"'"' auto.jsonl)" 1
equal 'one that learns chooses by default, each once' "$(rows auto.jsonl | sort -n)" "$all"
study named.yaml '' "method: $name"
"$RUNGTOP" run named.yaml --batch -q -o none --events named.jsonl >result
equal 'and does what that does' "$(rows auto.jsonl)" "$(rows named.jsonl)"

finish
