#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --events for readers that come and go: a FIFO, and a socket. Each gets whole lines from the
# beginning; what it does, or that there is none, changes nothing in the study.
. "$(dirname -- "$0")/lib.sh"

brief behaviour && skip 'to be brief'
command -v python3 >/dev/null || skip 'no python3'
[ -d /proc/self/fd ] || skip 'no /proc'

cat >virtual.yaml <<'E'
name: virtual
objective: {kind: simulated}
parameters: {x: {min: 0.0, max: 1.0}, y: {min: 0.0, max: 1.0}}
scheduler: {name: asha, max: 27}
stop: {trials: 400}
E
run virtual.yaml --batch -q -o none --events all.jsonl
check 'to a file' [ -s all.jsonl ]

# A study that waits for whoever steers it here.
cat >program <<'E'
#!/bin/sh
echo '{"epoch": 1, "loss": 0.5}'
: >"began-$RUNGTOP_TRIAL"
until [ -e "go-$RUNGTOP_TRIAL" ]; do sleep 0.02; done
echo '{"epoch": 2, "loss": 0.25}'
E
chmod +x program
cat >steered.yaml <<'E'
name: steered
command: [./program, "${args}"]
metric: {name: loss}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: random, max: 2}
stop: {trials: 2}
workers: 1
E

# Through a FIFO. A reader that is there before the study begins says so with a file.
mkfifo fifo
cat >through.py <<'E'
import os, select, sys
fd, n = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK), int(sys.argv[1])
open("there", "w").close()
while n:
    select.select([fd], [], [])
    data = os.read(fd, 1000)
    if not data:
        break
    n -= 1
    sys.stdout.buffer.write(data)
E
through() { # READS
	rm -f there
	python3 through.py "$1" >read &
	until [ -e there ]; do :; done
}
through -1
run virtual.yaml --batch -q -o none --events fifo
wait
check 'through a FIFO: all of it, byte for byte' cmp read all.jsonl
run virtual.yaml --batch -q -o none --events fifo
equal 'nobody reads it' "$status $(cat err)" '0 '
through 3
run virtual.yaml --batch -q -o none --events fifo
wait
head -c "$(wc -c <read)" all.jsonl | cmp -s - read
equal 'one that leaves early' "$? $status $(cat err)" '0 0 '
"$RUNGTOP" steered.yaml --batch -q -o steered.db --events fifo >out 2>err &
rungtop=$!
until [ -e began-0 ]; do :; done
head -n 3 fifo >first
# it notices that the reader has gone, unless the next one is there before
while readlink "/proc/$rungtop/fd"/* | grep -q '/fifo$'; do :; done
cat fifo >second &
until [ -s second ]; do :; done
: >go-0
: >go-1
wait
"$RUNGTOP" export --format jsonl steered.db >want
head -n 2 want >two
sed 1d first | cmp -s - two
equal 'one that comes later gets all from the beginning' $? 0
equal 'and is told what it missed' "$(head -n 1 second | sed 's/[0-9][0-9]*/N/')" '{"event":"stream","missed":N}'
sed 1d second >rest
check 'as does the next' cmp rest want
check 'what it has kept is a recording' "$RUNGTOP" show second >out

# At a socket.
cat >read.py <<'E'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
f, n = s.makefile("rb"), int(sys.argv[2])
for line in f:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    n -= 1
    if n == 0:
        break
E
rm -f began-* go-*
"$RUNGTOP" steered.yaml --batch -q -o socket.db --events unix:sock >out 2>err &
rungtop=$!
until [ -e began-0 ]; do :; done
python3 read.py sock 3 >first
python3 read.py sock 0 >a &
python3 read.py sock 0 >b &
# one that never reads
python3 -c 'import os, socket, time
s = socket.socket(socket.AF_UNIX); s.connect("sock"); open("there", "w")
while not os.path.exists("enough"): time.sleep(0.02)' &
run virtual.yaml --batch -q -o none --events unix:sock
equal 'a socket that is listened at is left alone' "$status $(cat err)" "2 rungtop: --events: 'sock' exists; nothing is overwritten"
until [ -s a ] && [ -s b ] && [ -e there ]; do :; done
: >go-0
: >go-1
wait "$rungtop"
equal 'the study ends' $? 0
: >enough
wait
"$RUNGTOP" export --format jsonl socket.db >want
sed '/"event":"stream"/d' a >rest
check 'a reader at a socket gets all' cmp rest want
sed '/"event":"stream"/d' b >rest
check 'as does another' cmp rest want
equal 'the socket is gone' "$(ls sock 2>/dev/null)" ''
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
run virtual.yaml --batch -q -o none --events unix:sock
equal 'one that is left over is taken' "$status $(cat err)" '0 '
: >sock
run virtual.yaml --batch -q -o none --events unix:sock
equal 'a file is not' "$status $(cat err)" "2 rungtop: --events: 'sock' exists; nothing is overwritten"
run virtual.yaml --batch -q -o none --events unix:gone/sock
equal 'nor is a folder made' "$status $(cat err)" "2 rungtop: --events: cannot listen at 'gone/sock': No such file or directory"
run virtual.yaml --batch -q -o none --events unix:
equal 'a socket has a path' "$status $(cat err)" "2 rungtop: --events: the path of a socket must have 1 to 107 bytes: ''"
finish
