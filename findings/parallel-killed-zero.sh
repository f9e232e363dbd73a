# SPDX-License-Identifier: GPL-3.0-or-later
# GNU parallel 20221122 (Debian's parallel): a job that is killed, in --joblog.
#
# One would guess: its Exitval is 137, as the shell has it for kill -9, or some other failure.
# Seen: by the shell that parallel starts jobs with, its own parent, it is 137, or it is 0, as for
# a job that went well, and 9 is in the column behind it: bash becomes the job, and what is
# killed is what parallel waits for; dash stays, and ends with 137.
# Why it matters: trials that are out of memory are killed. Whoever picks those with Exitval 0
# from the log takes them for complete, and their last report for their result.
. "$(dirname -- "$0")/lib.sh"
debian parallel 20221122

# shellcheck disable=SC2016 # for the jobs
printf '%s\n' 'exit 0' 'exit 3' 'kill -9 $$' >jobs.txt
logged() { # SHELL
	PARALLEL_SHELL=$1 parallel --will-cite -j1 --joblog log sh -c <jobs.txt 2>err
	echo "$? $(sed 1d log | cut -f 7,8 | tr '\t\n' '/ ')"
}
what='status; Exitval/Signal of exit 0, exit 3, kill -9'
seen "with bash: $what" "$(logged /bin/bash)" '2 0/0 3/0 0/9 '
seen "with dash: $what" "$(logged /bin/dash)" '2 0/0 3/0 137/0 '
finish
