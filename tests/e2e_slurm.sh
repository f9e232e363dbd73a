#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Workers that Slurm carries, on a Slurm of our own with four nodes: whatever becomes of a
# node, a step or a job, the study ends, and loses no epoch that had a checkpoint.
#
# TRIALS=200: as many trials as that. NETNS=0: no node is cut off the network.
. "$(dirname -- "$0")/lib.sh"

! brief slurm || skip 'to be brief'

for program in slurmctld slurmd munged srun salloc setpriv; do
	command -v "$program" >/dev/null || skip "there is no $program"
done
[ "$(id -u)" -eq 0 ] || skip 'a Slurm of our own is for root'

: "${TRIALS:=40}"
mini=$srcdir/tests/mini-slurm.sh
MINISLURM_DIR=$tmp/slurm
MINISLURM_PORT=$((10000 + $$ % 2000 * 10))
MINISLURM_NETNS=
SLURM_CONF=$MINISLURM_DIR/slurm.conf
export MINISLURM_DIR MINISLURM_PORT MINISLURM_NETNS SLURM_CONF
chmod 755 "$tmp" # munged, as somebody else, has its files below
if [ "${NETNS:-1}" = 1 ] && ip netns add "rungtop-$$" 2>/dev/null; then
	ip netns del "rungtop-$$"
	MINISLURM_NETNS=1
fi

sweep_up() {
	"$mini" stop 2>/dev/null
	rm -rf "$tmp"
}
trap sweep_up EXIT
trap 'exit 1' INT TERM HUP
"$mini" start 4 2 >start.log 2>&1 || {
	cat start.log
	skip 'no Slurm can be started here'
}

within() { # COMMAND…: where Slurm's clients work
	"$mini" run "$@"
}

# wait_for COMMAND…: until it succeeds, for a minute at most.
wait_for() {
	for _ in $(seq 600); do
		"$@" && return
		sleep 0.1
	done
	false
}

said() { # EVENTS PATTERN [TIMES]
	[ -e "$1" ] && [ "$(grep -cE "$2" "$1")" -ge "${3:-1}" ]
}

# A program with a file an epoch. At epoch $GATE it waits until $tmp/go is there.
cat >prog.sh <<'SH'
#!/bin/sh
e=$RUNGTOP_FROM
while [ "$e" -gt 0 ] && [ ! -e "$RUNGTOP_CHECKPOINT/$e" ]; do e=$((e - 1)); done
while [ "$e" -lt "$RUNGTOP_TO" ]; do
	e=$((e + 1))
	while [ "$e" = "$GATE" ] && [ ! -e "$TOP/go" ]; do sleep 0.1; done
	echo "T$RUNGTOP_TRIAL epoch $e" >>"$TOP/$STUDY.trained"
	: >"$RUNGTOP_CHECKPOINT/$e"
	echo "{\"epoch\": $e, \"val_error\": 0.$((10 + RUNGTOP_TRIAL * 37 % 90))$e}"
done
SH
chmod +x prog.sh
cat >study.yaml <<'YAML'
program: prog.sh
command: ["${program}"]
metric: {name: val_error}
parameters: {x: {min: 0.0, max: 1.0}}
scheduler: {name: asha, min: 1, max: 9}
objective:
  fence: 2
  grace: 1
YAML
TOP=$tmp
export TOP GATE STUDY
GATE=3
file=study.yaml

# begin NAME LAUNCH…: the study $file with $options.
begin() {
	STUDY=$1
	shift
	# shellcheck disable=SC2086 # a list of words
	"$mini" run "$@" "$RUNGTOP" run "$file" --batch -q -o "$STUDY.db" \
		--events "$STUDY.jsonl" $options >"$STUDY.out" 2>"$STUDY.err" &
	pid=$!
}

processes() { # the files with the names of Slurm's, and of what it runs
	grep -lzx "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null |
		sed 's/environ$/comm/'
}

can_show() {
	"$RUNGTOP" show "$1.db" >/dev/null
}

ended_well() { # NAME
	wait "$pid"
	equal "$1: the study ends" "$(grep -c '^reason: \|^trials: \|^failed: ' "$1.out")" 2
	check 'and its recording is whole' can_show "$1"
}

trained_once() { # NAME
	equal 'no epoch with a checkpoint was trained twice' "$(sort "$1.trained" | uniq -d)" ''
}

nodes_of() { # EVENTS
	sed -n 's/.*"event":"place".*"node":"\(n[0-9]\)".*/\1/p' "$1" | sort -u | tr '\n' ' '
}

# Steps of an allocation, and all that can befall them ---------------------------------

allocate='salloc --quiet --no-kill --nodes=4 --ntasks=8'
options="--trials $TRIALS"
# shellcheck disable=SC2086
begin steps $allocate
check 'workers are steps, as many as fit, on every node' \
	wait_for said steps.jsonl '"event":"report".*"epoch":2,' 8
equal 'and their nodes are known' "$(nodes_of steps.jsonl)" 'n1 n2 n3 n4 '
step=$(within squeue --steps --noheader --format='%i %N' | awk '$2 == "n3" { print $1; exit }')
within scancel "$step"
"$mini" kill-node 1
"$mini" freeze-node 2
if [ -n "$MINISLURM_NETNS" ]; then
	"$mini" cut-node 4
	check 'a node that is cut off is named' \
		wait_for said steps.jsonl 'lost: node n4 does not answer' 2
	"$mini" join-node 4
fi
check 'a step that is cancelled is named' wait_for said steps.jsonl "lost: step $step was cancelled"
check 'a node that is gone is named' wait_for said steps.jsonl \
	'lost: (node n1 does not answer|its worker on n1 is gone)' 2
check 'so is one that is frozen' wait_for said steps.jsonl 'lost: node n2 does not answer' 2
check 'who has no place left waits for the cluster' \
	wait_for said steps.jsonl '"event":"place".*"node":""'
: >go
ended_well steps
trained_once steps
"$mini" thaw-node 2
"$mini" start-node 1
sed -n 's/.*"t":\([0-9.]*\),"event":"place","trial":[0-7],.*"attempt":1,"node":"n.*/\1/p' steps.jsonl |
	sort -n | tail -n 1 | sed 's/^/8 workers were up after s: /'

# Jobs of their own --------------------------------------------------------------------

all_idle() {
	[ "$(within sinfo --noheader --Node --format=%T | grep -cx idle)" -eq 4 ]
}
check 'the nodes come back' wait_for all_idle
rm go
options='--trials 12 --set objective.slurm.time=5 --set objective.slurm.nodes=4
	-s hyperband --rounds 1'
begin jobs env
check 'workers are jobs' wait_for said jobs.jsonl '"event":"report".*"epoch":2,' 4
program=$(processes | xargs grep -lx prog.sh 2>/dev/null | head -n 1 | tr -dc 0-9)
worker=$(ps -o ppid= -p "$program")
kill -KILL "$program"
gone() {
	! kill -0 "$program" 2>/dev/null
}
wait_for gone
# shellcheck disable=SC2086 # a number
kill -KILL $worker
check 'a worker that lives a moment longer than its program is lost, and the trial not to blame' \
	wait_for said jobs.jsonl 'lost: its worker on n. is gone'
job=$(within squeue --noheader --format=%i --states=RUNNING | head -n 1)
within scancel "$job"
check 'a job that is cancelled is named' wait_for said jobs.jsonl "lost: job $job was cancelled"
node=$(within squeue --noheader --format=%N --states=RUNNING | tail -n 1)
"$mini" freeze-node "${node#n}"
check 'and a node that is frozen' wait_for said jobs.jsonl "lost: node $node does not answer"
: >go
ended_well jobs
trained_once jobs
no_job() {
	[ -z "$(within squeue --noheader --states=PENDING,RUNNING,SUSPENDED)" ]
}
check 'no job is left' wait_for no_job
"$mini" thaw-node "${node#n}"
essence() {
	sed -n 's/.*"event":"\(report\|decision\|end\)",/\1 /p' "$1" |
		sed 's/,"seconds":[0-9.e-]*//' | sort
}
STUDY=here run run study.yaml --batch -q -o none --events here.jsonl -w 2 \
	--trials 12 -s hyperband --rounds 1
essence jobs.jsonl >a
essence here.jsonl >b
check 'and it is the same study as without Slurm' cmp -s a b

# The perceptrons, on workers that lose their nodes ------------------------------------

file=$data/studies/digits.yaml
options='-s hyperband --rounds 1 --set scheduler.max=27 --set objective.slurm=steps
	--set objective.fence=2 --pace 4'
# shellcheck disable=SC2086
begin mlp $allocate
check 'workers train by themselves' wait_for said mlp.jsonl '"event":"report"' 8
"$mini" kill-node 1
"$mini" kill-node 2
"$mini" freeze-node 3
check 'a lost one is named' wait_for said mlp.jsonl 'lost: node n[123] does not answer'
ended_well mlp
"$RUNGTOP" run "$file" --batch -q -o none --events mlp-here.jsonl -w 2 \
	-s hyperband --rounds 1 --set scheduler.max=27 >out 2>&1
essence mlp.jsonl >a
essence mlp-here.jsonl >b
check 'it is the same study as here, to the last bit' cmp -s a b
"$mini" thaw-node 3
"$mini" start-node 1
"$mini" start-node 2
check 'all nodes come back' wait_for all_idle
options='-s asha --set scheduler.max=27 --set objective.slurm=steps --set objective.fence=2'
options="$options --trials $TRIALS -w 2"
# shellcheck disable=SC2086
begin asha $allocate
ended_well asha
"$RUNGTOP" run "$file" --batch -q -o none -w 2 -s asha --set scheduler.max=27 \
	--trials "$TRIALS" >asha-here.out 2>&1
printf '%s trials of digits with 2 workers: %s s under Slurm, %s s here\n' "$TRIALS" \
	"$(sed -n 's/^seconds: //p' asha.out)" "$(sed -n 's/^seconds: //p' asha-here.out)"

# At this pace workers wait for five seconds after each task, with nothing in their hands.
options='-s random --set scheduler.max=1 --trials 4 --set objective.slurm=steps --pace 0.2 -w 2'
# shellcheck disable=SC2086
begin waiting $allocate
check 'workers have done their first task' wait_for said waiting.jsonl '"event":"report"' 2
for step in $(within squeue --steps --noheader --format=%i); do
	within scancel "$step"
done
ended_well waiting
check 'steps that are cancelled between two tasks are named' \
	said waiting.jsonl 'a worker without a task is lost: step [0-9.]* was cancelled' 2

# However rungtop ends, its steps do ---------------------------------------------------

rm go
file=study.yaml
options='--set objective.slurm.nodes=4 --trials 1000'
# shellcheck disable=SC2016
begin killed sh -c 'echo $$ >killed.pid && exec "$@"' sh
check 'jobs once more' wait_for said killed.jsonl '"event":"report".*"epoch":2,' 4
kill -KILL "$(cat killed.pid)"
wait "$pid" 2>/dev/null
check 'nothing is left of a rungtop that was killed' wait_for no_job

# What is asked for --------------------------------------------------------------------

cat >ask.sh <<'SH'
#!/bin/sh
echo "T$RUNGTOP_TRIAL ${CUDA_VISIBLE_DEVICES-all} ${ROCR_VISIBLE_DEVICES-all} ${HIP_VISIBLE_DEVICES-all} ${SLURM_MEM_PER_NODE-}" >>"$TOP/$STUDY.seen"
for e in 1 2 3; do echo "{\"epoch\": $e, \"val_error\": 0.$e}"; done
SH
chmod +x ask.sh
sed 's/prog.sh/ask.sh/; s/^scheduler:.*/scheduler: {name: random, max: 3}/' study.yaml >ask.yaml
CUDA_VISIBLE_DEVICES=0,1
export CUDA_VISIBLE_DEVICES
file=ask.yaml

# Slurm's own word for it, where nobody has any: such a job would be refused.
requests='SLURM_GPUS=1 SLURM_GPUS_PER_NODE=1 SLURM_MEM_PER_NODE=999999 SLURM_NTASKS=8
	SLURM_NTASKS_PER_NODE=8 SLURM_EXCLUSIVE=user SLURM_GRES=gpu:1 SBATCH_GPUS=1
	SRUN_CPUS_PER_TASK=99 SLURM_DEPENDENCY=afterany:1 SALLOC_CONSTRAINT=none'
options='--trials 2 -w 2 --set objective.slurm=jobs'
# shellcheck disable=SC2086 # a list of words
begin inherits salloc --quiet --nodes=1 --ntasks=2 --mem=500 env $requests
ended_well inherits
equal 'jobs from inside an allocation ask for nothing that it has asked for, and see no GPU' \
	"$(sort inherits.seen)" 'T0    
T1    '
options='--trials 2 -w 2'
# shellcheck disable=SC2086
begin sees salloc --quiet --nodes=1 --ntasks=2 env SLURM_GPUS=1 SLURM_MEM_PER_CPU=999999
ended_well sees
equal 'nor do steps' "$(sort sees.seen)" 'T0    
T1    '
options='--trials 1 -w 1 --set objective.slurm.nodes=1 --set objective.slurm.options=--gres=none'
begin chosen env
ended_well chosen
equal 'but where the options speak of devices, all is as Slurm has it' \
	"$(cat chosen.seen)" 'T0 0,1 all all '
unset CUDA_VISIBLE_DEVICES

# hopeless REASON SETTING…: Slurm lets the job wait, and it will not help.
hopeless() {
	reason=$1
	shift
	within "$RUNGTOP" run ask.yaml --batch -q -o none --trials 2 -w 2 --set "$@" 2>err >out
	equal "$reason ends the study" "$? $(grep -c "^rungtop: no worker can be started: Slurm says $reason: " err)" '1 1'
	check 'and is said before' grep -q "^rungtop: T[01] waits for the cluster: $reason" err
	check 'no job of it is left' wait_for no_job
}
hopeless PartitionConfig objective.slurm=jobs --set objective.resources.cpus=99
within scontrol update partitionname=main maxtime=5
hopeless PartitionTimeLimit objective.slurm.time=10
within scontrol update partitionname=main maxtime=infinite

options='--trials 1 -w 1 --set objective.slurm.nodes=1 --set objective.slurm.options=--hold'
begin held env
check 'a job that is held is waited for, and why is known' \
	wait_for said held.jsonl '"event":"place".*"node":"","why":"JobHeldUser"'
within scontrol release "$(within squeue --noheader --format=%i)"
ended_well held
equal 'until it begins' "$(wc -l <held.seen)" 1
check 'the reason is a line' grep -qx 'rungtop: T0 waits for the cluster: JobHeldUser' held.err
file=study.yaml

# What cannot be ----------------------------------------------------------------------

mistake() { # WHAT ERROR SETTING…
	what=$1 error=$2
	shift 2
	within "$RUNGTOP" run study.yaml --batch -q -o none --trials 1 --set "$@" 2>err >/dev/null
	equal "$what" "$(cat err)" "rungtop: $error"
}
mistake 'steps without an allocation' \
	'--set objective.slurm=steps: slurm: steps need an allocation, and there is none (SLURM_JOB_ID); begin it with salloc or sbatch' \
	objective.slurm=steps
SLURM_JOB_ID=1 SLURM_JOB_CPUS_PER_NODE='2(x4)'
export SLURM_JOB_ID SLURM_JOB_CPUS_PER_NODE
mistake 'more processors than a node of the allocation has' \
	'--set objective.resources.cpus=3: resources.cpus: no node of the allocation has 3 processors (SLURM_JOB_CPUS_PER_NODE is 2(x4))' \
	objective.slurm=steps --set objective.resources.cpus=3
unset SLURM_JOB_ID SLURM_JOB_CPUS_PER_NODE
mistake 'a partition that is none' \
	'no worker can be started: srun: error: Unable to allocate resources: Invalid partition name specified' \
	objective.slurm.partition=none
mistake 'a misspelt key' \
	"--set objective.slurm.partitian=x: unknown key 'slurm.partitian' in objective command; did you mean 'slurm.partition'?" \
	objective.slurm.partitian=x

# Nothing is left of all this ------------------------------------------------------------

"$mini" stop
left() {
	processes | xargs cat 2>/dev/null | grep -E 'slurm|srun|munge|rungtop|prog'
}
equal 'no process is left' "$(left)" ''
equal 'nor a namespace' "$(ip netns list 2>/dev/null | grep "rungtop-$MINISLURM_PORT-")" ''
equal 'nor a mount' "$(grep -F -e "$tmp" -e "rungtop-$MINISLURM_PORT-" /proc/mounts)" ''
[ "$failed" -eq 0 ] || grep -E '"state":"failed"|"action":"warning"' ./*.jsonl
finish
