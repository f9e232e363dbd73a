#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is taken out of a recording: the command line of a trial, run by hand, gives the
# program the same words, byte for byte; a configuration is read back as it was.
. "$(dirname -- "$0")/lib.sh"

brief behaviour && skip 'to be brief'
command -v base64 >/dev/null || skip 'no base64'

# A word on a line, and an empty one for the end of a call; then two reports.
cat >program <<'END'
#!/bin/sh
for word in "$0" "$@"; do printf %s "$word" | base64 -w 0 && echo; done >>"$WORDS"
echo end >>"$WORDS"
echo '{"epoch": 1, "loss": 0.5}'
echo '{"epoch": 2, "loss": 0.25}'
END
chmod +x program
mkdir bin
for name in test if a=b '-x'; do cp program "bin/$name"; done
printf '%s\n' 'name: words' 'metric: {name: loss, goal: minimize}' 'method: grid' \
	'parameters:' \
	'  text: {values: ["a b", "it'\''s \"q\"", "\nnew\n\nline\n", "-dash", "--", "", "ünï 日本 😀",' \
	'    "*?[x]{a,b}", "$HOME `id` $(id) \\ !x", "~", "#no", "tab\tend", "\e[31m\x7f\r", ";|&<>()",' \
	'    "%1", "=ls", "!!", "\\", "'\''"]}' \
	'  rate: {value: 1e-5}' '  big: {value: 2.5e+20}' '  on: {value: true}' '  no-name: {value: 1}' \
	'  PATH: {value: yes-text}' '  nothing: {value: null}' '  list: {value: [64, 1.0, "x😀"]}' \
	'  optimizer: {parameters: {name: {value: adam}, "deep er": {parameters: {i: {value: -7}}}}}' \
	'scheduler: {name: random, max: 2}' >common.yaml
{
	cat common.yaml
	# shellcheck disable=SC2016 # macros
	printf '%s\n' 'command: ["./program", "${args}", "", "${checkpoint}", "${envvar:BYTES}"]'
} >words.yaml

BYTES=$(printf 'no\377utf8\376')
WORDS=$tmp/was
export BYTES WORDS
run words.yaml --batch -q -w 1 -o words.db
equal 'a study of awkward words' "$status" 0
trials=$(sed -n 's/^trials: //p' out)
equal 'of all of them' "$trials" 19
export BYTES=changed
t=0
while [ "$t" -lt "$trials" ]; do
	"$RUNGTOP" show --command --trial "T$t" words.db
	t=$((t + 1))
done >lines
for shell in sh bash dash zsh ksh busybox; do
	command -v "$shell" >/dev/null || continue
	WORDS=$tmp/again.$shell
	if [ "$shell" = busybox ]; then busybox sh lines; else "$shell" lines; fi >out 2>&1
	check "$shell: the same words, byte for byte" cmp "$tmp/was" "$WORDS"
done
"$RUNGTOP" show --command words.db >line
"$RUNGTOP" show --command --trial T0 words.db | cmp -s - line
equal 'without a trial it is that of the best' $? 0

# A program with a name that shells take for their own, found in PATH.
PATH=$tmp/bin:$PATH
WORDS=$tmp/was
for name in test if a=b '-x'; do
	rm -rf name.* "$tmp/was" "$tmp/again"
	{
		cat common.yaml
		printf 'command: ["%s", "${args_no_equals}"]\nstop: {trials: 1}\n' "$name"
	} >name.yaml
	WORDS=$tmp/was run name.yaml --batch -q -o name.db
	"$RUNGTOP" show --command name.db >line
	WORDS=$tmp/again sh line >out 2>&1
	# the shebang's $0 is the path that was found: the words after it are to be the same
	check "a program called $name" cmp "$tmp/was" "$tmp/again"
done

# Where there is none
"$RUNGTOP" run simulated --trials 3 --batch -q -o made.db >out
run show --command made.db
equal 'no program was called: one line, exit 1' "$status $(wc -l <err) $(wc -c <out)" '1 1 0'
check 'which says so' grep -q 'no program was called' err
run show --command --trial T99 words.db
equal 'a trial that is not there' "$status $(wc -l <err)" '2 1'
run show --trial T1 words.db
equal '--trial alone' "$status" 2

# Configurations
run export words.db --format env --trial T1
equal 'a name that is no variable is told' "$(grep -c 'left out' err)" 4
mv out vars
# shellcheck disable=SC1091
(. ./vars && printf '%s|%s|%s|%s|%s' "$text" "$rate" "$big" "$on" "$list") >values
equal 'a shell reads the others' "$(cat values)" \
	'it'\''s "q"|1e-05|2.5e+20|true|[64, 1.0, "x😀"]'
run export words.db --format csv --trial T1
equal 'a table has all trials' "$status" 2

python=$(command -v /usr/bin/python3 || command -v python3) && "$python" -c 'import yaml' 2>/dev/null
if [ $? -ne 0 ]; then
	echo 'not tried: PyYAML is not installed'
	finish
fi
# PyYAML, and this program's own reader, against the configurations among the events.
cat >read.py <<'END'
import json, subprocess, sys, yaml

program, t = sys.argv[1], int(sys.argv[2])

def export(form, *rest):
    return subprocess.run([program, "export", "words.db", "--format", form, *rest],
                          check=True, capture_output=True).stdout.decode()

def leaves(tree, inner, before=""):
    found = {}
    for name, value in (tree["parameters"] if inner else tree).items():
        deeper = "parameters" in value if inner else isinstance(value, dict)
        found.update(leaves(value, inner, before + name + ".") if deeper else
                     {before + name: value["value"] if inner else value})
    return found

was = json.loads(export("json"))["trials"][t]["config"]
text = export("yaml", "--trial", f"T{t}")
for got in (leaves(yaml.safe_load(text), True),
            leaves(json.loads(export("config", "--trial", f"T{t}")), False)):
    assert repr(got) == repr(was), (got, was)
with open("own.yaml", "w") as file:
    file.write(text + 'command: ["true", "${args}"]\nscheduler: {name: random, max: 1}\n'
               'stop: {trials: 1}\nmetric: {name: loss, goal: minimize}\n')
own = subprocess.run([program, "run", "own.yaml", "--batch", "-q", "-o", "none", "--events", "-"],
                     capture_output=True).stdout.decode()
config = [e["config"] for e in map(json.loads, filter(lambda l: l[0] == "{", own.splitlines()))
          if e["event"] == "trial"][0]
assert repr(config) == repr(was), (config, was)
END
for t in 2 6 8 12 17; do
	check "T$t: what is read back is what it was" "$python" read.py "$RUNGTOP" "$t"
done
finish
