#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Python programs that are forked from one that has imported what they need: they do what
# they do when they are started as they are, they start from there, and nothing is left.
. "$(dirname -- "$0")/lib.sh"

brief programs && skip 'what programs do is looked at elsewhere'
python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) ||
	skip 'python3 is not installed'
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' || skip 'an old Python'

mkdir lib proj
PYTHONPATH=$tmp/lib
export PYTHONPATH

# study PREPARE WORDS [KEY: VALUE]…
study() {
	cat >study.yaml <<-YAML
		command: [$2]
		metric: {name: loss, goal: minimize}
		parameters: {x: {min: 0.1, max: 0.2}}
		scheduler: {name: random, max: 2}
		stop: {trials: ${trials:-4}}
		workers: 1
		seed: 7
		objective: {prepare: $1, grace: ${grace:-5}${objective:-}}
	YAML
	shift 2
	[ $# -eq 0 ] || printf '%s\n' "$@" >>study.yaml
}
tries() {
	rm -rf study.* events.jsonl.* "$1".* events.jsonl
	study "$@"
	mv study.yaml "$tmp/it.yaml"
	rm -rf it.db it.logs it.checkpoints
	run run it.yaml --batch -q --events events.jsonl ${options:-}
}
# What is to be the same: values, ends, logs. A line that tells what is not prepared goes.
outcome() {
	sed -n -e 's/.*"event":"report","trial":\([0-9]*\),"epoch":\([0-9]*\),.*"loss":\([^,}]*\).*/T\1 \2 \3/p' \
		-e 's/.*"event":"end","trial":\([0-9]*\),.*"state":"\([a-z]*\)","why":"\(\([^"\\]\|\\.\)*\)".*$/T\1 \2: \3/p' events.jsonl
	for log in it.logs/trial-*; do
		printf '%s\n' "== ${log##*/}"
		sed 's/0x[0-9a-f]*/ADDRESS/' "$log"
	done
}
notes() { sed -n 's/.*"action":"warning","text":"T[0-9]*: not prepared: \(.*\)"}$/\1/p' events.jsonl; }

# same WHAT WORDS <SCRIPT: proj/it.py does the same under none and learn.
same() {
	cat >proj/it.py
	trials=${few:-3}
	tries none "$2"
	outcome >none
	tries learn "$2"
	outcome >learn
	unset trials
	check "$1" cmp -s none learn
	cmp -s none learn || diff none learn | head -20
	check "$1: something happened" test -s none
	equal "$1: nothing is told" "$(notes)" "${3:-}"
}
it="'$python', -u, proj/it.py, '\${args}'"

cat >lib/heavy.py <<'PY'
import lazily
value = 1
PY
: >lib/lazily.py
: >lib/late.py
# Reports two epochs; the loss tells whether the modules were there before the script began.
reports='
import sys, json
def report(loss):
    for epoch in (1, 2):
        print(json.dumps({"epoch": epoch, "loss": loss}), flush=True)
'

# What a program sees of itself -------------------------------------------------------

same 'name, arguments, path, file, module' "$it" <<PY
import os, sys
names = set(globals())
$reports
import heavy
main = sys.modules["__main__"]
print(__name__, __file__, sys.argv, sys.path[0], os.getcwd(), __spec__, __package__, sys.flags,
      sorted(names), main.__dict__ is globals(), __builtins__, __loader__, __doc__)
print(getattr(sys, "orig_argv", ""), sys.executable, sys.stdin.read(), os.isatty(1))
print(os.getpgid(0) == os.getpid(), os.environ["RUNGTOP_TRIAL"], os.environ["RUNGTOP_SEED"])
print(sorted(os.environ), sorted(map(int, os.listdir("/proc/self/fd")))[:3])
import signal
print([signal.getsignal(s) for s in range(1, 32)], signal.pthread_sigmask(0, []))
import resource
print(resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_CORE))
report(0.5)
PY
same 'argparse' "$it" <<PY
import argparse, heavy
parser = argparse.ArgumentParser()
parser.add_argument("--y", required=True)
parser.parse_args()
PY
same 'sys.exit with a text' "$it" <<PY
import sys, atexit, heavy
atexit.register(print, "the end", file=sys.stderr)
$reports
report(1)
sys.exit("a text")
PY
same 'an exception, with its cause' "$it" <<PY
import heavy
$reports
def deep():
    try:
        {}["a"]
    except KeyError as e:
        raise ValueError("b") from e
print("before")
report(2)
deep()
PY
same 'an error of its syntax' "$it" <<PY
import heavy
a = = 2
PY
same 'an interruption' "$it" <<PY
import heavy, os, signal
$reports
report(2)
os.kill(os.getpid(), signal.SIGINT)
PY
same 'os._exit' "$it" <<PY
import heavy, os
$reports
report(3)
os._exit(7)
PY
same 'a signal' "$it" <<PY
import heavy, os, signal
$reports
report(3)
os.kill(os.getpid(), signal.SIGSEGV)
PY
same 'destructors' "$it" <<PY
import atexit, heavy, weakref
$reports
class Noisy:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print("gone", self.name, report is not None, heavy.value, flush=True)
def cycle():
    a = Noisy("in a cycle")
    a.me = a
first, _hidden, last = Noisy("first"), Noisy("hidden"), Noisy("last")
cycle()
weakref.finalize(first, print, "finalized")
atexit.register(print, "at exit")
report(1)
PY
same 'a destructor of what something prepared remembers' "$it" <<PY
import heavy
$reports
class Noisy:
    def __del__(self):
        print("gone", report is not None, heavy.value, flush=True)
heavy.kept = Noisy()
report(1)
PY
same 'destructors of one without functions' "$it" <<PY
import heavy, json
class Noisy:
    def __del__(self, print=print):
        print("gone", globals().get("b", "no b") is None)
a = b = Noisy()
_c = Noisy()
for e in (1, 2):
    print(json.dumps({"epoch": e, "loss": 1}), flush=True)
PY
same 'files that nobody closes' "$it" <<PY
import gzip, heavy, os, zipfile
$reports
name = "it.logs/trial-%s." % os.environ["RUNGTOP_TRIAL"]
a = open(name + "a", "w")
b = gzip.GzipFile(name + "b", "wb", mtime=0)
c = zipfile.ZipFile(name + "c", "w")
heavy.d = gzip.GzipFile(name + "d", "wb", mtime=0)
heavy.e = [open(name + "e", "wb")]
report(1)
def unused():
    pass
a.write("z" * 500)
c.writestr(zipfile.ZipInfo("x"), "y" * 500)
for file in (b, heavy.d, heavy.e[0]):
    file.write(b"z" * 500)
PY
same 'destructors that import, open, ask and fail' "$it" <<PY
import colorsys, heavy, signal, sys
$reports
class Noisy:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print("gone", self.name, sys.is_finalizing(), signal.SIGUSR1, flush=True)
        try:
            import colorsys
        except ImportError as e:
            print(e, flush=True)
        with open("it.logs/left", "w") as f:
            pass
signal.signal(signal.SIGUSR1, print)
kept = Noisy("kept")
report(1)
del sys.modules["heavy"], sys.modules["colorsys"]
PY
same 'a handler of a signal does not outlive the script' "$it" <<PY
import heavy, os, signal
$reports
class Noisy:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGUSR1)
kept = Noisy()
signal.signal(signal.SIGUSR1, print)
report(1)
PY
same 'warnings of what is freed at the end' "'$python', -W, always, proj/it.py" <<PY
import heavy
$reports
report(1)
async def never():
    pass
a, b = never(), open("it.logs/c", "w")
PY
same 'a generator that something prepared keeps' "$it" <<PY
import heavy
$reports
def generate():
    try:
        yield
    finally:
        print("finally", flush=True)
heavy.kept = generate()
next(heavy.kept)
report(1)
PY
same 'its output in another coding' "'$python', proj/it.py" <<PY
import heavy, io, sys
$reports
report(1)
sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "latin-1")
sys.stderr = io.TextIOWrapper(sys.stderr.detach(), "utf-8")
print("\xe9", sys.stdout.seekable(), sys.stderr.name)
PY
same 'no modules any more' "$it" <<PY
import heavy, sys
$reports
report(1)
sys.modules.clear()
PY
same 'what C has not written yet' "$it" <<PY
import ctypes, heavy
$reports
report(1)
ctypes.CDLL(None).printf(b"in a buffer of C\n")
PY
for status in None True 0 3 256 -1 300 2**40 "''" '(1, 2)' SystemExit '[]' 1.5; do
	same "sys.exit($status)" "$it" <<-PY
		import heavy, sys$reports
		report(1)
		sys.exit($status)
	PY
done
same 'a thread that does not end, and destructors' "$it" <<PY
import heavy, threading, time
$reports
class Noisy:
    def __del__(self):
        print("gone", flush=True)
kept = Noisy()
report(1)
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
PY
same 'no output any more' "$it" <<PY
import heavy, sys
$reports
report(1)
sys.stdout.close()
PY
same 'no room for its output' "$it" <<PY
import heavy, os, sys
$reports
report(1)
os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
sys.stdout.write("lost")
PY
same 'a child that ends as it does' "$it" <<PY
import atexit, heavy, os, sys
$reports
class Noisy:
    def __del__(self):
        print("gone", flush=True)
kept = Noisy()
atexit.register(print, "at exit", flush=True)
report(1)
child = os.fork()
if not child:
    sys.exit(5)
print(os.waitpid(child, 0)[1], flush=True)
PY
same 'threads that go on when the script has ended' "$it" <<PY
import heavy, threading
$reports
def work():
    threading.main_thread().join()
    report(4)
threading.Thread(target=work).start()
PY
same 'a hook for exceptions of its own' "$it" <<PY
import heavy, sys
sys.excepthook = lambda kind, wrong, trace: print("mine", kind, wrong, trace.tb_lineno)
None.none
PY
same 'multiprocessing: fork' "$it" <<PY
import heavy, multiprocessing
$reports
def square(x):
    return x * x
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        report(sum(pool.map(square, range(4))))
PY
same 'multiprocessing: spawn' "$it" <<PY
import heavy, multiprocessing
$reports
def square(x):
    return x * x
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        report(sum(pool.map(square, range(4))))
PY
same 'much output' "$it" <<PY
import heavy
$reports
for i in range(100000):
    print("x" * 1000)
report(5)
PY
grace=1
same 'it is not interested in TERM' "$it" <<PY
import heavy, signal, time
$reports
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(json.dumps({"epoch": 1, "loss": 1}), flush=True)
print(json.dumps({"epoch": 2, "loss": 1}), flush=True)
signal.pause()
PY
grace=5
mkdir proj/pack
: >proj/pack/__init__.py
cat >proj/pack/part.py <<PY
import sys, heavy
$reports
print(__name__, __package__, __spec__.name, sys.argv, __file__)
report(6)
raise SystemExit(3)
PY
PYTHONPATH=$tmp/lib:$tmp/proj
same 'a module' "'$python', -m, pack.part, '\${args}'" </dev/null
same 'a module that is not there' "'$python', -m, pack.gone" </dev/null
PYTHONPATH=$tmp/lib
mkdir proj/folder
printf 'import heavy, sys\nprint(sys.argv, sys.path[0], __file__)\n%s\nreport(7)\n' "$reports" \
	>proj/folder/__main__.py
same 'a folder' "'$python', proj/folder, a" </dev/null
cat >proj/alone.py <<PY
#!$python -u
import heavy, sys
$reports
print(sys.argv)
report(8)
PY
chmod +x proj/alone.py
same 'a script that names its interpreter' "proj/alone.py, '\${args}'" </dev/null
same 'variables of env' "env, A=b, '$python', proj/it.py" <<PY
import heavy, os
$reports
print(os.environ["A"])
report(9)
PY

same 'an interruption of its own kind' "$it" <<PY
import heavy
$reports
report(2)
class Stop(KeyboardInterrupt): pass
raise Stop
PY
same 'descriptors, after exec too' "$it" 8</dev/null <<PY
import heavy, os, sys
if len(sys.argv) < 3:
    os.execv(sys.executable, [sys.executable] + sys.argv + ["again"])
$reports
print(sys.argv, sorted(map(int, os.listdir("/proc/self/fd"))))
report(3)
PY
echo 'import os; os.environ["LATE_MODE"] = "7"; os.environ.pop("LATE_GONE", 0)' >lib/late.py
LATE_GONE=1
export LATE_GONE
same 'variables that an import sets' "$it" <<PY
import heavy, late, os
$reports
print(sorted(os.environ), os.popen("echo \$LATE_MODE").read())
report(4)
PY
unset LATE_GONE
: >lib/late.py
"$python" - <<PY
import py_compile, zipfile
with zipfile.ZipFile("proj/archive", "w") as f:
    f.writestr("__main__.py", """import heavy, sys
$reports
print(sys.argv, sys.path[0], __file__)
report(5)
""")
with open("proj/source.py", "w") as f:
    f.write("""import heavy, sys
$reports
print(sys.argv, __file__, type(__loader__), __cached__)
report(6)
""")
py_compile.compile("proj/source.py", "proj/compiled.pyc")
PY
same 'an archive, whatever it is called' "'$python', proj/archive, a" </dev/null
same 'a compiled script' "'$python', proj/compiled.pyc, a" </dev/null

# What is prepared --------------------------------------------------------------------

# losses: one a trial, of the last run.
losses() { sed -n 's/.*"event":"report","trial":[0-9]*,"epoch":1,.*"loss":\([^,}]*\).*/\1/p' events.jsonl | tr '\n' ' '; }
cat >proj/it.py <<PY
import sys
there = sum(name in sys.modules for name in ("heavy", "lazily", "late"))
$reports
import heavy
def work():
    import late
    report(there)
work()
PY
tries learn "$it"
equal 'from the second trial on: also what is imported lazily' "$(losses)" '0 3 3 3 '
equal 'and nothing is told' "$(notes)" ''
tries '[heavy]' "$it"
equal 'modules that the file names' "$(losses)" '2 2 2 2 '
tries '[heavy, gone]' "$it"
equal 'one that is not there is left out' "$(losses)" '2 2 2 2 '
equal 'and named, once' "$(notes)" "gone: No module named 'gone'"
tries none "$it"
equal 'none' "$(losses)" '0 0 0 0 '
tries learn "$it" 'scheduler: {name: asha, max: 2, eta: 2}' 2>/dev/null

# bad WHAT NOTE <MODULE: it is left out by its name, and the others are prepared.
bad() {
	cat >lib/late.py
	tries learn "$it"
	equal "$1: it is left out" "$(losses)" '0 2 2 2 '
	equal "$1: and named" "$(notes)" "$2"
}
bad 'a module that starts a thread' 'late: it starts threads' <<PY
import threading, time
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
PY
bad 'a module that connects' 'late: it opens a connection' <<PY
import socket
kept = socket.socketpair()
PY
bad 'a module that opens a file' "late: it opens $tmp/text" <<PY
kept = open("$tmp/text", "w")
PY
bad 'a module that makes a pipe' 'late: it opens a pipe' <<PY
import os
kept = os.pipe()
PY
bad 'a module with memory that processes share' \
	'late: it makes memory that processes share' <<PY
import mmap
kept = mmap.mmap(-1, 4096)
PY
bad 'a module that makes a temporary folder' 'late: it makes temporary files' <<PY
import tempfile
kept = tempfile.TemporaryDirectory()
PY
bad 'a module that ends a copy' 'late: to import it ended the interpreter' <<PY
import os, sys
if not sys.argv[0].endswith("it.py"):
    os._exit(0)
PY
bad 'a module that wants a script' 'late: late needs arguments' <<PY
import sys
if len(sys.argv) < 2:
    raise RuntimeError("late needs arguments")
PY
: >lib/late.py

# Which of the modules early, later and late some other process imported: 1, 2, 4.
for name in early later late; do
	printf 'import os\nfrom os import path\nprocess = os.getpid()\n' >lib/$name.py
done
told="
import os, sys
$reports
there = lambda: sum(
    2 ** i for i, name in enumerate(('early', 'later', 'late'))
    if sys.modules.get(name) and sys.modules[name].process != os.getpid())
"
# first WHAT LOSSES <SCRIPT: what its source says is imported before the first trial.
first() {
	cat >proj/it.py
	tries learn "$it"
	equal "$1" "$(losses)" "$2"
}
first 'imports at its top are prepared for the first trial, lazy ones then' '3 7 7 7 ' <<PY
"""A script."""
from __future__ import division
import early, json
from later import path, process
NAME = "a constant"
$told
import late
report(there())
PY
echo 'import later, early' >proj/own.py
first "those of its own modules, too" '3 3 3 3 ' <<PY
import sys
from own import early
$told
report(there())
PY
echo 'import os; os.environ["HOW"] = "so"; import later' >proj/own.py
first 'not what follows a statement' '1 1 1 1 ' <<PY
import early, own
$told
report(there())
PY
equal 'which is told of one that sets a variable' "$(notes)" \
	'what the program imports after it sets HOW'
rm proj/own.py
first 'nor what follows a module that is not there' '0 3 3 3 ' <<PY
try:
    import gone
except ImportError:
    pass
import early, later
$told
report(there())
PY
cat >lib/later.py <<PY
import os, threading, time
process = os.getpid()
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
PY
first 'one that starts a thread is left out' '0 1 1 1 ' <<PY
import early, later
$told
report(there())
PY
equal 'and named, once' "$(notes)" 'later: it starts threads'
first 'one that is not there fails the trials at once' '' <<PY
import gone, early
PY
check 'with the cause' grep -q "^rungtop: 4 of 4 failed: ModuleNotFoundError: No module named 'gone'" err
rm lib/later.py
: >lib/late.py

cat >proj/it.py <<PY
import sys
there = sum(name in sys.modules for name in ("heavy", "lazily", "late"))
$reports
import os, heavy
os.environ["LATE_MODE"] = "7"
import late
report(there)
PY
tries learn "$it"
equal 'nothing that a variable of the script decides is imported before it' "$(losses)" \
	'0 2 2 2 '
equal 'which is told' "$(notes)" 'what the program imports after it sets LATE_MODE'

: >proj/heavy.py
cat >proj/it.py <<PY
import sys
$reports
import lazily, heavy
report(int("proj" in heavy.__file__))
PY
tries learn "$it"
equal "the script's own modules come first" "$(losses)" '1 1 1 1 '
rm proj/heavy.py

cat >proj/it.py <<PY
import sys, os
$reports
there = "heavy" in sys.modules
import heavy
report(heavy.value * 10 + there)
with open("$tmp/lib/heavy.py", "w") as f:
    f.write("value = %s\n" % (int(os.environ["RUNGTOP_TRIAL"]) + 2))
    f.write("#" * int(os.environ["RUNGTOP_TRIAL"]))
PY
tries learn "$it"
equal 'a module that changes is imported anew' "$(losses)" '10 21 31 41 '
printf 'import lazily\nvalue = 1\n' >lib/heavy.py

for words in "'$python', -c, 'print()'" 'sh, -c, true' "env, OMP_NUM_THREADS=1, '$python', proj/it.py" \
	"env, TZ=Asia/Tokyo, '$python', proj/it.py"; do
	tries learn "$words"
	check "started as it is, and told why: $words" test -n "$(notes)"
done
study 'no*' "$it"
run run study.yaml --batch
equal 'not a name: status' "$status" 2
equal 'not a name' "$(cat err)" \
	"rungtop: study.yaml:8:22: prepare: 'no*'; it must be learn, none or a list of modules"

# Generators --------------------------------------------------------------------------

if "$python" -c 'import numpy' 2>/dev/null; then
	cat >proj/it.py <<PY
import numpy as np
$reports
report(np.random.rand())
PY
	tries learn "$it"
	first=$(losses)
	equal "numpy's generator: trials differ" "$(printf '%s\n' $first | sort -u | wc -l)" 4
	tries learn "$it"
	equal 'by the seed of the study, once they are prepared' "${first#* }" "$(x=$(losses); echo "${x#* }")"
fi

# Large libraries ---------------------------------------------------------------------

python=/usr/bin/python3
if "$python" -c 'import sklearn, torch' 2>/dev/null; then
	it="'$python', -u, proj/it.py, '\${args}'"
	few=2
	same 'scikit-learn' "$it" <<PY
import numpy as np
from sklearn.neural_network import MLPClassifier
$reports
random = np.random.RandomState(3)
x = random.normal(size=(200, 6))
y = (x.sum(1) > 0).astype(int)
model = MLPClassifier((8,), random_state=5)
for epoch in (1, 2):
    model.partial_fit(x, y, classes=(0, 1))
    print(json.dumps({"epoch": epoch, "loss": model.loss_}), flush=True)
print([repr(float(layer.sum())) for layer in model.coefs_])
PY
	same 'PyTorch, with processes of its own that load data' "$it" <<PY
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
$reports
class Numbers(Dataset):
    def __len__(self):
        return 64
    def __getitem__(self, i):
        return torch.randn(6) + i, torch.rand(1)
if __name__ == "__main__":
    torch.manual_seed(3)
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    loader = DataLoader(Numbers(), batch_size=8, shuffle=True, num_workers=2)
    for epoch in (1, 2):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        print(json.dumps({"epoch": epoch, "loss": loss.item()}), flush=True)
    print([repr(p.sum().item()) for p in model.parameters()])
PY
	cat >proj/it.py <<PY
import torch
$reports
report(torch.rand(1).item())
PY
	trials=2
	tries learn "$it"
	equal "PyTorch's generator: trials differ" "$(printf '%s\n' $(losses) | sort -u | wc -l)" 2
	unset trials
fi

# What is left ------------------------------------------------------------------------

# processes: of ours that are there.
processes() { pgrep -f "$tmp/|rungtop-preparer.py.*" -u "$(id -u)" | grep -cvx $$; }
cat >proj/it.py <<PY
import heavy, os, time
$reports
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("daemon.%s" % os.environ["RUNGTOP_TRIAL"], "w").write(str(os.getpid()))
        time.sleep(1000)
    os._exit(0)
while not os.path.exists("daemon." + os.environ["RUNGTOP_TRIAL"]):
    pass
report(1)
PY
tries learn "$it"
equal 'a daemon: the trials are well' "$(losses)" '1 1 1 1 '
alive=0
for f in daemon.*; do
	kill -0 "$(cat "$f")" 2>/dev/null && alive=$((alive + 1))
done
equal 'and it is ended' "$alive" 0
cat >proj/it.py <<PY
import heavy, os, signal
$reports
with open("/proc/%d/stat" % os.getppid()) as f:
    above = int(f.read().split()[3])
report(1)
if os.environ["RUNGTOP_TRIAL"] == "1":
    os.kill(above, signal.SIGKILL)
PY
tries learn "$it"
equal 'the preparer is killed: the trials are well' "$(losses)" '1 1 1 1 '
equal 'and all end' "$(grep -c '"state":"completed"' events.jsonl)" 4
# The next program waits already, beside this one's keeper: each trial ends one of the two.
cat >proj/it.py <<PY
import os, signal, sys
prepared = "heavy" in sys.modules
$reports
def parents():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as f:
                yield int(pid), int(f.read().rpartition(")")[2].split()[1])
        except OSError:
            pass
keeper, waits = os.getppid(), {}
while not waits:
    above = dict(parents())
    waits = {above[p]: p for p in above if above[p] != keeper
             and above.get(above[p]) == above[keeper]}
for pair in waits.items():
    os.kill(pair[int(os.environ["RUNGTOP_TRIAL"]) % 2], signal.SIGKILL)
report(int(prepared))
PY
trials=6
tries '[heavy]' "$it"
unset trials
equal 'one that waits is killed: the trials are well' "$(losses)" '1 1 1 1 1 1 '
equal 'and all are first attempts' "$(grep -c '"attempt":1' events.jsonl)" "$(grep -c '"attempt"' events.jsonl)"
finish
