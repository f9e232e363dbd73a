#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports of whole studies: what is written is well formed, needs nothing else, and is the
# same again; what is there is left alone.
. "$(dirname -- "$0")/lib.sh"

! brief once || skip 'to be brief'

command -v python3 >/dev/null 2>&1 || skip 'there is no python3'

# record NAME [ARGUMENT]…: a study into $tmp/NAME.jsonl.
record() {
	name=$1
	shift
	run run "$@" --batch -q -S 1 --data-dir "$data" --events "$tmp/$name.jsonl"
}

# Every SVG and the page are XML without anything from elsewhere; every PNG has two pixels
# a point of its SVG.
well_formed() {
	python3 - "$@" <<'PYTHON'
import base64, glob, hashlib, re, struct, sys
import xml.etree.ElementTree as xml

def html(*path):
	return './/' + '/'.join('{http://www.w3.org/1999/xhtml}' + p for p in path)

# What a page needs to be read by everybody: a language, captions, titles, a study's five sentences;
# and a policy that lets its own script and style run, which know their hashes.
def page(path, sentences):
	text = open(path, encoding='utf-8').read()
	root = xml.fromstring(text)
	assert root.get('lang') == 'en' and root.find(html('title')).text
	metas = {m.get('name') or m.get('http-equiv'): m.get('content')
		for m in root.iterfind(html('meta'))}
	assert metas['viewport'] == 'width=device-width,initial-scale=1', metas
	policy = dict(p.split(' ', 1) for p in metas['Content-Security-Policy'].split('; '))
	assert policy['default-src'] == "'none'" and 'unsafe' not in str(policy), policy
	for kind in 'style', 'script':
		inner = re.search('<%s>(.*?)</%s>' % (kind, kind), text, re.S).group(1)
		hash = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
		assert policy[kind + '-src'] == "'sha256-%s'" % hash, \
			'page_%s_hash must be %s' % (kind, hash)
		assert not set('<&') & set(inner), kind
	said = [''.join(dd.itertext()) for dd in root.iterfind(html('dd'))]
	assert len(said) == sentences and all(s.endswith('.') for s in said), said
	for table in root.iterfind(html('table')):
		assert table.find(html('caption')).text
		assert all(th.get('scope') for th in table.iter('{http://www.w3.org/1999/xhtml}th'))
	for spots in root.iter('{http://www.w3.org/2000/svg}a'):
		title = spots[0]
		assert title.tag.endswith('title') and title.text.startswith(
			'T' + spots.get('data-n')), title.text

dir = sys.argv[1]
names = sorted(name[len(dir) + 1:] for name in glob.glob(dir + '/*'))
charts = ['curves', 'rungs', 'incumbent', 'parameters', 'workers'] + sys.argv[2:]
race = sys.argv[2:3] == ['only']
if race:
	charts = sys.argv[3:]
assert names == sorted([c + t + e for c in charts for t in ('', '-dark')
	for e in ('.svg', '.png')] + ['index.html']), names
for name in names:
	path = dir + '/' + name
	if name.endswith('.png'):
		head = open(path, 'rb').read(24)
		assert head[:8] == b'\x89PNG\r\n\x1a\n', name
		w, h = struct.unpack('>II', head[16:24])
		box = xml.parse(path[:-3] + 'svg').getroot().get('viewBox').split()
		assert (w, h) == (2 * int(box[2]), 2 * int(box[3])), (name, w, h, box)
		continue
	text = open(path, encoding='utf-8').read()
	root = xml.fromstring(text)
	ids = [e.get('id') for e in root.iter() if e.get('id')]
	assert len(ids) == len(set(ids)), name
	for e in root.iter():
		assert name == 'index.html' or not e.tag.endswith('script'), (name, e.tag)
		assert not e.tag.endswith('img') and not e.get('src'), (name, e.tag)
		for key, value in e.items():
			if key.endswith('href') and not e.tag.endswith('link'):
				assert value[0] == '#' and value[1:] in ids, (name, value)
			assert key != 'style' or name != 'index.html', (name, e.tag)
	text = re.sub(r'<(style|script)>.*?</\1>', '', text, flags=re.S)
	assert 'nan' not in re.findall(r'[a-z]+', text), name
page(dir + '/index.html', 0 if race else 5)
PYTHON
}

# report NAME [CHART]: one that other studies do not have
report() {
	run report "$tmp/$1.jsonl" -o "$tmp/$1"
	equal "$1: a report" "$status" 0
	check "$1: says nothing" test ! -s "$tmp/err" -a ! -s "$tmp/out"
	check "$1: well formed" well_formed "$tmp/$@"
}

record digits digits --set scheduler.max=9
report digits
record learner digits --set scheduler.max=9 --set method=kde --rounds 2
report learner searcher
record asha simulated --trials 5000
report asha
check 'many trials: says how many are drawn' grep -q '2000 of 5000 trials' "$tmp/asha/index.html"
record lost barrier --set objective.diverge=1 --rounds 1
report lost
check 'all diverged: says so' grep -q '>diverged</th>' "$tmp/lost/index.html"
head -n 1 "$tmp/digits.jsonl" >"$tmp/begun.jsonl"
report begun

# said PAGE LABEL: the page's sentence of that label, as text
said() {
	sed -n "s:^<dt>$2</dt><dd>\(.*\)</dd>:\1:p" "$1/index.html" | sed 's/<[^>]*>//g;
		s/&#39;/'"'"'/g'
}

# What is said of the winner is what the plain lines of the study say.
winner=$(sed -n 's/.*"event":"incumbent","trial":\([0-9]*\),"epoch":\([0-9]*\).*/T\1 at epoch \2/p' \
	"$tmp/digits.jsonl" | tail -n 1)
check 'the winner is named' expr "$(said "$tmp/digits" Found)" : ".* by $winner, with learning_rate "
check 'and its way' expr "$(said "$tmp/digits" How)" : "${winner%% *}, of bracket [0-9]*, was [0-9]*[a-z][a-z] of "
check 'what stopping cost is not known of lines' expr "$(said "$tmp/digits" Saved)" : \
	'[0-9]* of [0-9]* trials were stopped early, which saved .*lines of --events do not say what was trained\.'
run run simulated -s pasha --trials 60 --batch -q -S 1 --data-dir "$data" -o "$tmp/pasha.db"
run report "$tmp/pasha.db" -o "$tmp/pasha"
check 'of a simulated study it is' expr "$(said "$tmp/pasha" Saved)" : \
	'.*; of all [0-9]*, [0-9]* would have beaten the best, by up to 0\.[0-9]*\.$'
check 'an end of a range is named' expr "$(said "$tmp/pasha" Next)" : \
	'.*; the best batch_size, 16, lies at the lower end of its range: widen it, and search on'

# A study of which every trial fails says what failed, and where its log is.
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
equal 'what failed' "$(said fails Failed)" \
	'No trial has a finite loss; 5 of 5 failed: OSError: no data.'
equal 'where its log is' "$(said fails Where)" \
	'The logs are in fails.logs; that of the first to fail, T0, is fails.logs/trial-00000.log.'

run report "$tmp/digits.jsonl" -o "$tmp/again"
check 'the same report again' diff -r "$tmp/digits" "$tmp/again"

# What it refuses, in one line, before anything is written.
refused() { # WHAT LINE ARGUMENT…
	what=$1 line=$2
	shift 2
	run report "$@"
	equal "$what" "$status $(cat "$tmp/err")" "2 rungtop: $line"
}
rm "$tmp/again/index.html"
refused 'a folder that is not empty' \
	"$tmp/again is not empty, and nothing is overwritten; name a new folder" \
	"$tmp/digits.jsonl" -o "$tmp/again"
check 'which is left alone' test ! -e "$tmp/again/index.html"
refused 'a file for a folder' "$tmp/digits.jsonl: Not a directory" \
	"$tmp/digits.jsonl" -o "$tmp/digits.jsonl"
refused 'no such study' "$tmp/none.jsonl: No such file or directory" \
	"$tmp/none.jsonl" -o "$tmp/none"
check 'no folder is made for it' test ! -e "$tmp/none"
refused 'no study' 'report needs FILE, a recorded study: rungtop report FILE -o DIR' -o "$tmp/none"
refused 'no folder' 'report needs a folder to write: rungtop report x.jsonl -o DIR' x.jsonl
refused 'two studies' "one study at a time; 'y.jsonl' is one too many" x.jsonl y.jsonl \
	-o "$tmp/none"
# Races: of schedulers, over seeds, of recordings with a name that markup must not take
run race curves --data-dir "$data" -q --report race -o kept
equal 'a race is reported' "$status" 0
check 'its report is well formed' well_formed "$tmp/race" only best reach busy
for name in asha hyperband successive_halving random '0.00557103' 'utilisation'; do
	check "it has $name" grep -q ">$name<" race/index.html
done
run race curves asha random --data-dir "$data" -q --report seeds --seeds 4
check 'that of seeds is well formed' well_formed "$tmp/seeds" only seeds
check 'and names its test' grep -q 'signed-rank' seeds/index.html
mv kept/curves-asha.db 'a<b>&"c.db'
run race 'a<b>&"c.db' kept/curves-random.db --report files
check 'that of recordings is well formed' well_formed "$tmp/files" only best reach busy
check 'and says what differs' grep -q 'scheduler.name' files/index.html
run race curves asha random --data-dir "$data" -q --report race
equal 'a report that is there is left alone' "$status" 2

finish
