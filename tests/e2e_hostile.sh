#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that are meant to do harm: texts that a terminal would obey, in recordings, study
# files, names and words of the command line; databases that are no recordings; and what is
# no file at all. Whatever comes of them is lines of plain text, and soon.
. "${srcdir:-.}/tests/lib.sh"
! brief behaviour || skip 'to be brief'

esc=$(printf '\033]0;title\007\033[2J\033[31mX')
# OSC, CSI, a carriage return, C1 in UTF-8, a line feed, turned text, a separator, zero width
bad=$(printf '%s\302\23331m\r\n\342\200\256turned\342\200\250\330\234\342\201\246\342\200\213<b>"&' "$esc")
json='\u001b]0;title\u0007\u001b[2J\u009b31m\r\n\u007f\u202eturned\u2028\u061c\u2066\u200b<b>\"&]]>'

# What a terminal shows, and line feeds; nothing else. What is bad in it is printed.
plain() {
	printf '%s' "$1" | LC_ALL=C tr -d '\n' >"$tmp/said"
	! LC_ALL=C grep -aqP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]' \
		"$tmp/said" || { cat -v "$tmp/said" | head -c 300 && return 1; }
}

# says WHAT STATUS COMMAND…: nothing bad on stdout and stderr, and one line when it fails.
says() {
	what=$1
	wanted=$2
	shift 2
	timeout 60 "$RUNGTOP" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	check "$what: plain text" plain "$(cat "$tmp/out" "$tmp/err")"
	equal "$what: exit status" "$status" "$wanted"
	[ "$wanted" -eq 0 ] || equal "$what: one line" "$(wc -l <"$tmp/err")" 1
}

# A recording whose every text is bad

cat >bad.jsonl <<EOF
{"seq":1,"t":0,"event":"study","name":"$json","seed":1,"metric":"m$json","goal":"minimize","objective":"$json","version":"$json","summary":"$json","simulated":false,"metrics":["m$json","n$json"],"stop":{"rounds":0,"trials":0,"epochs":0,"seconds":0,"value":null},"parameters":{"p$json":{"distribution":"categorical","values":["$json","b"]}}}
{"seq":2,"t":0,"event":"scheduler","name":"hyperband","eta":3,"r_min":1,"r_max":9,"levels":[1],"idle":"next_round","resume":"warm","brackets":1,"spec":"hyperband eta=3 min=1 max=9"}
{"seq":3,"t":0.05,"event":"control","action":"workers","workers":2}
{"seq":4,"t":0.05,"event":"control","action":"warning","text":"$json"}
{"seq":5,"t":0.05,"event":"control","action":"switch","text":"$json","refused":"$json"}
{"seq":6,"t":0.1,"event":"trial","trial":0,"config":{"p$json":"$json"},"bracket":0,"round":0}
{"seq":7,"t":0.1,"event":"task","trial":0,"worker":0,"from":0,"to":1,"bracket":0,"round":0,"rung":0}
{"seq":8,"t":0.1,"event":"place","trial":0,"worker":0,"attempt":1,"node":"$json"}
{"seq":9,"t":0.2,"event":"report","trial":0,"epoch":1,"metrics":{"m$json":0.5,"n$json":1},"seconds":0.1}
{"seq":10,"t":0.2,"event":"incumbent","trial":0,"epoch":1,"value":0.5}
{"seq":11,"t":0.3,"event":"decision","trial":0,"bracket":0,"round":0,"rung":0,"level":1,"value":0.5,"results":1,"places":1,"rank":1,"cutoff":null,"verdict":"promote"}
{"seq":12,"t":0.4,"event":"task","trial":0,"worker":0,"from":1,"to":3,"bracket":0,"round":0,"rung":1}
{"seq":13,"t":0.5,"event":"end","trial":0,"state":"failed","why":"$json"}
{"seq":14,"t":1,"event":"finish","reason":"user","trials":1,"epochs":1,"error":"$json"}
EOF
says 'show' 0 show bad.jsonl
check 'and its name can be read' grep -q 'study: \\x1b]0;title\\x07' "$tmp/out"
says 'replay' 0 replay bad.jsonl --batch
says 'replay --plain' 0 replay bad.jsonl --plain
says 'watch --plain' 0 watch bad.jsonl --plain
for size in 40x10 80x24 200x60; do
	says "a frame of $size" 0 replay bad.jsonl --once --size $size
done
says 'report' 0 report bad.jsonl -o page
check "its page and charts, but for the tabs of a script" plain "$(cat page/*.html page/*.svg | tr -d "\t")"
says 'resume' 2 resume bad.jsonl --batch
# exports keep the bytes, but not for a terminal
"$RUNGTOP" export bad.jsonl --format csv >bad.csv
check 'csv keeps the bytes' grep -q "$(printf '\033]0;title\007')" bad.csv
if command -v script >/dev/null 2>&1; then
	for format in csv json jsonl optuna-journal; do
		script -qec "'$RUNGTOP' export bad.jsonl --format $format" /dev/null \
			</dev/null | tr -d '\r' >shown
		check "$format on a terminal" plain "$(cat shown)"
		check "and it is there" grep -q 'turned' shown
	done
	script -qec "'$RUNGTOP' show bad.jsonl" /dev/null </dev/null | tr -d '\r' >shown
	check 'show on a terminal' plain "$(cat shown)"
fi

# Words of the command line, and names of files

for command in "$bad" "run $bad" "resume $bad" "show $bad" "replay $bad" "watch $bad" \
	"list $bad" "export $bad --format csv" "report $bad -o x" \
	"export bad.jsonl --format $bad" "--$bad" "-$bad" "run --$bad" "show --at $bad x" \
	"run digits -s $bad" "run digits --set $bad" "run digits --theme $bad" \
	"run digits -w $bad" "run digits --glyphs $bad" "replay bad.jsonl --once --size $bad" \
	"run digits --batch --set $bad=1" "run digits --batch --set scheduler.max=$bad"; do
	old=$IFS
	IFS=' '
	set -f
	# shellcheck disable=SC2086
	set -- $command
	set +f
	IFS=$old
	says "$(printf '%s' "$1" | tr -cd 'a-z-') with bad words" 2 "$@"
done
cp bad.jsonl "$bad.jsonl" 2>/dev/null &&
	says 'a bad name' 0 show "$bad.jsonl"

# A study file whose texts are bad

for key in name objective metric method scheduler parameters stop workers seed "$json"; do
	printf '"%s": "%s"\n' "$key" "$json" >bad.yaml
	says "a study file, its $(printf '%s' "$key" | cut -c 1-10)" 2 run bad.yaml --batch -o none
done
cat >bad.yaml <<EOF
name: "$json"
objective: {kind: simulated}
parameters: {"p$json": {values: ["$json", "c$json"]}}
scheduler: {name: asha, max: 3}
stop: {trials: 3}
EOF
says 'a study of bad texts' 0 run bad.yaml --batch -o bad.db
says 'its decisions' 0 run bad.yaml --plain -o none
says 'its recording' 0 show bad.db

# What a program says

cat >says.sh <<'EOF'
#!/bin/sh
printf '\033]0;title\007\033[2J no such thing \302\233 \r\n' >&2
exit 3
EOF
chmod +x says.sh
cat >program.yaml <<'EOF'
objective: {kind: command}
program: ./says.sh
metric: {name: loss, goal: minimize}
parameters: {x: {values: [1, 2]}}
scheduler: {name: random, max: 2}
stop: {trials: 2}
EOF
says 'a program that fails' 1 run program.yaml --plain -o program.db
says 'and its recording' 0 show program.db

# What is no file, and who waits for nobody

mkfifo pipe
mkdir folder
for f in pipe folder /dev/zero /dev/null gone; do
	says "show $f" 2 show $f
	says "export $f" 2 export $f --format csv
	says "replay $f" 2 replay $f --once
	says "watch $f" 2 watch $f --once
	says "report $f" 2 report $f -o "$f.page"
	says "resume $f" 2 resume $f --batch
done

# Databases that are no recordings

# database WHAT SQL WORDS: what show, export and resume say of one that SQL has changed.
database() {
	rm -f changed.db*
	cp bad.db changed.db
	sqlite3 changed.db "$2" || not_ok "$1: sqlite3"
	says "$1: show" 2 show changed.db
	check "$1: says so" grep -q "changed.db: $3" "$tmp/err"
	says "$1: export" 2 export changed.db --format csv
	says "$1: resume" 2 resume changed.db --batch
	check "$1: says so on resume" grep -q "changed.db: $3" "$tmp/err"
}

endless='WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS seq, x AS id FROM c'
if command -v sqlite3 >/dev/null 2>&1; then
	for table in study event trial task report decision checkpoint; do
		database "a view called $table" \
			"DROP TABLE $table; CREATE VIEW $table AS $endless" \
			"damaged: '$table' is no table"
	done
	database 'its name in capitals' "DROP TABLE event; CREATE VIEW EVENT AS $endless" \
		"damaged: 'EVENT' is no table"
	database 'format 0' 'PRAGMA user_version = 0' 'damaged: its format is 0'
	database 'format -5' 'PRAGMA user_version = -5' 'damaged: its format is -5'
	database 'a blob' "UPDATE event SET data = x'00ff' WHERE seq = 3" 'damaged: event 3: '
	database 'a text for a number' "UPDATE report SET epoch = 'x'" 'damaged: event '
	database 'a seq twice' 'UPDATE task SET seq = (SELECT min(seq) FROM report)
		WHERE seq = (SELECT max(seq) FROM task)' 'damaged: event '
	database 'a gap' 'DELETE FROM report WHERE seq = (SELECT min(seq) FROM report)' \
		'damaged: event '
	cp bad.db changed.db
	sqlite3 changed.db 'CREATE TRIGGER t AFTER UPDATE ON study BEGIN DELETE FROM event; END'
	"$RUNGTOP" resume changed.db --batch -q >/dev/null 2>&1
	says 'a trigger is not run' 0 show changed.db
fi
finish
