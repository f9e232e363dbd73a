#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyYAML 6.0 and Slurm 22.05.8 (Debian's): "time: 8:00:00" in a study file.
#
# One would guess: eight hours, to both.
# Seen: PyYAML follows YAML 1.1, where this is a number in base 60: 28800. Given to sbatch
# --time it is taken for minutes, and the job asks for twenty days. "time: 08:00:00" is eight
# hours: with a leading zero it is no such number, and stays a string.
# Why it matters: each tool is right by its own manual. Together they submit jobs that sit in
# the queue behind everything, or are refused for a limit that nobody asked to pass.
. "$(dirname -- "$0")/lib.sh"
debian python3-yaml 6.0
slurm_start 1 2

cat >a.yaml <<'YAML'
eight: 8:00:00
zero: 08:00:00
YAML
value() { # KEY
	/usr/bin/python3 -c 'import sys, yaml; print(yaml.safe_load(open("a.yaml"))[sys.argv[1]])' "$1"
}
limit() { # TIME
	id=$(sbatch --parsable --hold --time="$1" --wrap true)
	squeue --noheader --jobs "$id" --format=%l
	scancel "$id"
}
seen 'PyYAML reads 8:00:00 as' "$(value eight)" '28800'
seen 'which Slurm takes for' "$(limit "$(value eight)")" '20-00:00:00'
seen 'PyYAML reads 08:00:00 as' "$(value zero)" '08:00:00'
seen 'which Slurm takes for' "$(limit "$(value zero)")" '8:00:00'
finish
