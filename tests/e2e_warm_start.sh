#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What earlier studies tell: recordings, Optuna's storages and tables, translated into the
# study's own space; what does not fit is one line each kind; and a study that is resumed
# where none of these files is does the same.
. "$(dirname -- "$0")/lib.sh"

cat >old.yaml <<'YAML'
objective: {kind: simulated, fail: 0.05, diverge: 0.05}
scheduler: {name: asha, min: 1, max: 27}
parameters:
  lr: {distribution: log_uniform_values, min: 0.00001, max: 0.1}
  b: {min: 1, max: 10}
  c: {values: [x, y, "z, \"w\""]}
  gone: {min: 0.5, max: 1}
stop: {trials: 60}
YAML
# study NAME LINE…: a file that begins with these lines
study() {
	name=$1
	shift
	{
		printf '%s\n' "$@"
		cat <<'YAML'
objective: {kind: simulated}
scheduler: {name: asha, min: 1, max: 81}
parameters:
  lr: {distribution: log_uniform_values, min: 0.0001, max: 0.1, prior: 0.01}
  b: {min: 1, max: 8}
  c: {values: [x, y]}
  new: {value: 7}
stop: {trials: 12}
YAML
	} >"$name.yaml"
}
quiet() {
	"$RUNGTOP" run "$1.yaml" --batch -w 1 -o "$1.db" >"$1.out" 2>"$1.err"
}
events() {
	"$RUNGTOP" export "$1" --format jsonl
}
told() { # of what: the earlier trials without their source
	events "$1" | grep '"event":"earlier"' | sed 's/^.*"trial"/"trial"/'
}

"$RUNGTOP" run old.yaml --batch -w 2 -o old.db >old.out 2>&1
"$RUNGTOP" export old.db --format optuna -o old.sqlite
"$RUNGTOP" export old.db --format optuna-journal -o old.log
"$RUNGTOP" export old.db --format csv -o old.csv
events old.db >old.jsonl
gzip -k old.csv

# What must be told, from the events of the old study alone.
cat >wanted.awk <<'AWK'
function field(name,   s) {
	s = $0
	if (!sub(".*\"" name "\":", "", s)) return ""
	sub(/[,}].*/, "", s)
	return s
}
/"event":"trial"/ { id = field("trial"); n = id + 1; lr[id] = field("lr"); b[id] = field("b"); c[id] = field("c") }
/"event":"report"/ { id = field("trial"); last[id] = field("epoch"); v[id, last[id]] = field("val_error") }
END {
	for (id = 0; id < n; id++) {
		if (lr[id] + 0 < 0.0001) { lows++; continue }
		if (b[id] + 0 > 8) { bs++; continue }
		if (c[id] != "\"x\"" && c[id] != "\"y\"") { cs++; continue }
		told++
	}
	print lows + 0, bs + 0, cs + 0, told + 0
}
AWK
set -- $(awk -f wanted.awk old.jsonl)
lows=$1 bs=$2 cs=$3 tell=$4
for kind in db jsonl sqlite log; do
	study "from_$kind" 'method: prior' "from: old.$kind"
	quiet "from_$kind"
	equal "$kind: runs" "$(grep -c '^incumbent value' "from_$kind.out")" 1
	equal "$kind: what is outside of its domain, and how often" \
		"$(grep -c "from_$kind.yaml:2:7: old.$kind: $lows trials with lr outside of its domain (.* in T[0-9]*); not used" "from_$kind.err"
		grep -c "old.$kind: $bs trials with b outside of its domain (\(9\|10\) in T" "from_$kind.err"
		grep -c "old.$kind: $cs trials with c outside of its domain (z, \"w\" in T" "from_$kind.err"
		grep -c "old.$kind: gone: no parameter of this study; not used" "from_$kind.err"
		grep -c "old.$kind: $tell of 60 trials tell the searcher" "from_$kind.err" |
			tr '\n' ' ')" "1
1
1
1
1 "
	equal "$kind: no other line" "$(grep -c 'yaml:' "from_$kind.err")" 5
	equal "$kind: an event each" "$(told "from_$kind.db" | wc -l)" "$tell"
done
state='s/"state":"[a-z]*",//' # Optuna has no paused trials
results() { told "$1" | sed "$state; s/\[[0-9]*,null\]//; s/,\]/]/"; }
equal 'lines of --events tell what the file tells' "$(told from_jsonl.db)" "$(told from_db.db)"
equal 'and so do the two storages' "$(results from_sqlite.db)" "$(results from_db.db)"
equal 'to the last digit' "$(results from_log.db)" "$(results from_db.db)"
for kind in csv csv.gz; do
	study "t_$kind" 'method: prior' "from: old.$kind"
	quiet "t_$kind"
	check "$kind: names its columns" grep -q "old.$kind: columns that are not used: gone, .*seconds" "t_$kind.err"
	equal "$kind: the same results" \
		"$(told "t_$kind.db" | grep -o '"results".*' | sort)" \
		"$(told from_db.db | grep -o '"results".*' | sed 's/,\[[0-9]*,null\]//' | grep -v '\[\[[0-9]*,null' | sort)"
done

# What is there, and where.
line() { # WHAT WANTED LINE…: the one line that a file with these lines leads to
	what=$1 wanted=$2
	shift 2
	study one "$@"
	"$RUNGTOP" run one.yaml --batch -w 1 -o none >one.out 2>one.err
	status=$?
	equal "$what" "$(head -1 one.err | sed 's/^rungtop: //') $status" "$wanted"
}
line 'a file that is not there' 'one.yaml:2:7: no.db is not there; it is looked for in the working directory and beside the study file 2' 'method: prior' 'from: no.db'
line 'the second of a list' 'one.yaml:2:16: no.db is not there; it is looked for in the working directory and beside the study file 2' 'method: prior' 'from: [old.db, no.db]'
line 'nothing' 'one.yaml:2:8: from cannot be a single value; it must be the file of an earlier study, or a list of them 2' 'method: prior' 'from: [""]'
line 'a map' "one.yaml:2:8: unknown key 'fil' in from; did you mean 'file'? 2" 'method: prior' 'from: {fil: old.db}'
line 'a map without a file' 'one.yaml:2:7: file is missing in from 2' 'method: prior' 'from: {study: a}'
line 'no storage' 'one.yaml:2:14: old.db: study is for a storage of Optuna 2' 'method: prior' 'from: {file: old.db, study: a}'
line 'a study that is not there' "one.yaml:2:14: old.sqlite: has no study 'a'; there are: old 2" 'method: prior' 'from: {file: old.sqlite, study: a}'
printf 'not an SQLite file\n' | cat - /dev/zero | head -c 100 >junk
line 'a NUL' 'one.yaml:2:7: junk:2: a NUL byte; is this a CSV file? 2' 'method: prior' 'from: junk'
: >empty.csv
line 'an empty file' 'one.yaml:2:7: empty.csv: is empty; not a table of trials 2' 'method: prior' 'from: empty.csv'
printf '{"a": 1}\n' >other.json
line 'other JSON' "one.yaml:2:7: other.json:1: not an event of a study 2" 'method: prior' 'from: other.json'
printf 'lr,b,c,val_error\n0.01,3,x,0.5\n0.01,3\n' >short.csv
line 'a row that is too short' 'one.yaml:2:7: short.csv:3:1: 2 fields; the header has 4 2' 'method: prior' 'from: short.csv'
printf 'lr,b,c,epoch,val_error\n0.01,3,x,one,0.5\n' >word.csv
line 'an epoch that is none' "one.yaml:2:7: word.csv:2:10: epoch cannot be 'one'; it must be a whole number from 0 to 1000000000 2" 'method: prior' 'from: word.csv'
line 'best of nothing' "one.yaml:1:10: enqueue cannot be 'best of old.db'; it must be a list of configurations, or best N of FILE, as in best 5 of old.db 2" 'enqueue: best of old.db'
line 'best none' "one.yaml:1:11: enqueue cannot be 'best 0 of old.db'; it must be a list of configurations, or best N of FILE, as in best 5 of old.db 2" 'enqueue: [best 0 of old.db]'
study sobol 'method: sobol' 'from: [old.db, old.csv]'
quiet sobol
equal 'a searcher that does not learn' "$(grep -c 'sobol.yaml:2:8: from: the searcher sobol does not learn; not used' sobol.err)" 1
equal 'is told nothing' "$(told sobol.db | wc -l)" 0

study twice 'method: prior' 'from: [old.db, ./old.db]'
quiet twice
check 'a file that is named twice' grep -q 'twice.yaml:2:16: ./old.db: named before; not used again' twice.err
equal 'tells once' "$(told twice.db | wc -l)" "$tell"

# Tables as others write them.
table() { # WHAT TOLD WANTED-LINES LINES-OF-THE-TABLE…
	what=$1 n=$2 wanted=$3
	shift 3
	printf '%s\n' "$@" >table.csv
	study table 'method: prior' 'from: table.csv'
	rm -f table.db
	quiet table
	equal "$what" "$(told table.db | grep -o '"results".*' | tr '\n' ' ')" "$n"
	equal "$what, in lines" "$(sed -n 's/^rungtop: table.yaml:2:7: table.csv: //p' table.err)" "$wanted"
}
table 'a list of final values' '"results":[[81,0.5]]} "results":[[81,0.25]]} ' \
	'2 trials with a value of no epoch; it counts at epoch 81
2 of 2 trials tell the searcher' \
	'lr,b,c,val_error' '0.01,3,x,0.5' ' 1e-3 ,4.0,y, .25'
table "Optuna's data frame" '"results":[[81,0.5]]} "results":[[81,null]]} ' \
	'its objective has no name; it is taken for val_error
columns that are not used: datetime_start, duration
1 trial without a result of val_error (T2); not used
1 trial with a value of no epoch; it counts at epoch 81
2 of 3 trials tell the searcher' \
	'number,value,datetime_start,duration,params_b,params_c,params_lr,state' \
	'0,0.5,2024-01-01,0 days,3,x,0.01,COMPLETE' \
	'1,,2024-01-01,0 days,4,x,0.01,FAIL' '2,,2024-01-01,0 days,5,x,0.01,RUNNING'
table 'epochs from 0, rows in any order' '"results":[[3,0.25],[4,0.125]]} "results":[[1,0.75]]} ' \
	'epochs are counted from 0 there; its 0 is epoch 1
2 of 2 trials tell the searcher' \
	'trial,epoch,lr,b,c,val_error' '7,3,0.01,3,x,0.125' '2,0,0.01,3,x,0.75' '7,2,0.01,3,x,0.25'
table 'what is missing' '' \
	'1 trial without a value of lr (T0); not used
2 trials without a value of c (T1); not used
0 of 3 trials tell the searcher' \
	'lr,b,val_error' ',3,0.1' '0.01,3,0.2' '0.02,3,0.3'
table 'fractions of whole numbers, words for numbers' '' \
	'1 trial with lr outside of its domain (low in T1); not used
1 trial with b outside of its domain (2.5 in T0); not used
0 of 2 trials tell the searcher' \
	'lr,b,c,val_error' '0.01,2.5,x,0.1' 'low,2,x,0.1'
table 'another metric' '' 'it has no val_error; none of its 1 trial is used' 'lr,b,c,loss' '0.01,2,x,0.1'
table 'not finite' '"results":[[1,null],[3,0.5]]} ' '1 of 1 trial tells the searcher' \
	'trial,epoch,lr,b,c,val_error' '0,1,.01,2,x,nan' '0,3,.01,2,x,.5'

# The best are tried first, each configuration once.
printf 'lr,b,c,val_error\n0.01,3,x,0.5\n0.02,4,y,0.25\n0.02,4,y,0.125\n0.03,5,x,0.75\n5,5,x,0\n' >list.csv
study best 'method: random' 'enqueue: [{lr: 0.05, b: 1, c: y}, best 3 of list.csv]'
quiet best
equal 'the best of a list, after what is written out' \
	"$(events best.db | sed -n 's/.*"event":"trial","trial":\([0-3]\),.*"lr":\([0-9.]*\),.*/\1 \2/p' | tr '\n' ' ')" '0 0.05 1 0.02 2 0.01 3 0.03 '
check 'are named' grep -q 'best.yaml:2:35: list.csv: tried first: T2, T0, T3' best.err
check 'what has no place here is not among them' grep -q 'list.csv: 1 trial with lr outside' best.err
study few 'enqueue: best 9 of list.csv'
quiet few
check 'when there are fewer' grep -q 'few.yaml:1:10: list.csv: best 9: there are 3' few.err
study most 'metric: {name: val_error, goal: maximize}' 'enqueue: best 1 of list.csv'
quiet most
check 'the largest is the best of what is to be maximized' grep -q 'tried first: T3$' most.err

# Resumed where the files are not, a study goes on as it would have.
mkdir here there
cp old.db list.csv here
study whole 'method: prior' 'seed: 3' 'from: [old.db, list.csv]' 'enqueue: best 4 of old.db'
cp whole.yaml here
trials() { events "$1" | grep '"event":"\(trial\|decision\)"' | sed 's/"seq":[0-9]*,"t":[0-9.]*,//'; }
(cd here && "$RUNGTOP" run whole.yaml --batch -w 1 -o whole.db >out 2>err &&
	"$RUNGTOP" run whole.yaml --batch -w 1 -o part.db --epochs 9 >out 2>err)
mv here/part.db there
"$RUNGTOP" resume there/part.db --batch --set stop.epochs=1000000 >out 2>err
equal 'a resumed study proposes the same' "$(trials there/part.db)" "$(trials here/whole.db)"
check 'it was near to earlier trials' grep -q '"nearest":\[.*{"earlier":[0-9]*}' <<EOF
$(trials here/whole.db)
EOF
study again 'method: prior' 'from: here/whole.db'
quiet again
check 'what it was told of itself is not told again' grep -q 'here/whole.db: [0-9]* trials of still earlier studies that it was told of; not used' again.err
"$RUNGTOP" show here/whole.db >shown
equal 'the summary counts them' "$(sed -n 's/^earlier trials: //p' shown)" "$(told here/whole.db | grep -vc enqueue)"

# A study of Optuna's own.
for python in python3 /usr/bin/python3 ''; do
	[ -z "$python" ] || "$python" -c 'import optuna' 2>/dev/null && break
done
if [ -n "$python" ]; then
	"$python" - 2>/dev/null <<'PY'
import optuna
from optuna.storages import JournalStorage, JournalFileStorage
optuna.logging.set_verbosity(optuna.logging.ERROR)
def objective(trial):
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    b = trial.suggest_int("b", 1, 8)
    trial.suggest_categorical("c", ["x", "y"])
    if trial.number == 3:
        raise ValueError
    for step in range(1, 4):
        trial.report(lr * step + b, step)
    if trial.number == 4:
        raise optuna.TrialPruned
    return lr * 3 + b
for storage in "sqlite:///own.db", JournalStorage(JournalFileStorage("own.log")):
    for name, goal in ("a", "minimize"), ("b", "maximize"):
        s = optuna.create_study(storage=storage, study_name=name, direction=goal,
                                sampler=optuna.samplers.RandomSampler(seed=1))
        if name == "a":
            s.set_metric_names(["val_error"]) if hasattr(s, "set_metric_names") else None
        s.optimize(objective, n_trials=6, catch=(ValueError,))
        s.add_trial(optuna.trial.create_trial(value=0.5, params={"lr": 0.01, "b": 2, "c": "y"},
            distributions=s.trials[0].distributions))
        s.enqueue_trial({"lr": 0.02})
s = optuna.load_study(storage="sqlite:///own.db", study_name="a")
with open("own.txt", "w") as f:
    for t in s.trials:
        if t.intermediate_values and "c" in t.params:
            print(t.number, repr(t.params["lr"]), t.params["b"], t.params["c"],
                  repr(t.intermediate_values[3]), file=f)
PY
	for file in own.db own.log; do
		study own 'method: prior' "from: {file: $file, study: a}"
		rm -f own_study.db
		"$RUNGTOP" run own.yaml --batch -w 1 -o own_study.db >own.out 2>own.err
		equal "$file of Optuna: all trials that say something" \
			"$(sed -n "s/^rungtop: own.yaml:2:14: $file: \([0-9]* of [0-9]* trials\) tell.*/\1/p" own.err)" '7 of 8 trials'
		equal "$file: their numbers" "$(told own_study.db | sed -n 's/"trial":\([0-9]*\),.*"lr":\([^,]*\),"b":\([0-9]*\),"c":"\(.\)".*\[3,\([^]]*\)\]\].*/\1 \2 \3 \4 \5/p')" "$(cat own.txt)"
		equal "$file: one that failed, and one that was added whole" \
			"$(told own_study.db | sed -n '/"trial":[36],/s/.*"results"/"results"/p' | tr '\n' ' ')" '"results":[[81,null]]} "results":[[81,0.5]]} '
		line "$file: two studies" "one.yaml:2:7: $file: has 2 studies; name one, as in from: {file: $file, study: a} or enqueue: best 5 of study a of $file; there are: a, b 2" 'method: prior' "from: $file"
		line "$file: another goal" "one.yaml:2:14: $file: its objective has no name and is to be maximized, val_error to be minimized; none of its 8 trials is used 0" 'method: prior' "from: {file: $file, study: b}"
		study best 'method: random' "enqueue: best 2 of study a of $file"
		quiet best
		check "$file: the best of one of two studies" grep -q "best.yaml:2:10: $file: tried first: T[0-9]*, T[0-9]*$" best.err
		line "$file: the best of a third" "one.yaml:1:11: $file: has no study 'a of b'; there are: a, b 2" "enqueue: [best 2 of study a of b of $file]"
	done
	line 'the best of a study of what has none' 'one.yaml:1:10: old.db: study is for a storage of Optuna 2' 'enqueue: best 2 of study a of old.db'
	study url 'method: prior' 'from: {file: "sqlite:///own.db", study: a}'
	quiet url
	check "Optuna's name of a file" grep -q 'own.db: 7 of 8 trials tell' url.err
fi
finish
