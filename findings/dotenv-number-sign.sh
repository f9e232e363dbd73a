# SPDX-License-Identifier: GPL-3.0-or-later
# .env files: Node 20's --env-file and npm's dotenv 16.4.7, python-dotenv 0.21.0 (Debian), sh.
#
# One would guess: a number sign begins a comment where a blank stands before it, as in a shell.
# Seen: so it is in Python and sh. Both readers of Node's end an unquoted value at the first
# one, wherever it stands: TAG=run#3 is "run". In double quotes it is whole everywhere.
# Why it matters: the configuration of a trial is handed to a program in such a file. run#3,
# layer#2 and every colour reach one half of a project as they were meant and the other half
# cut short, where they may well be valid.
. "$(dirname -- "$0")/lib.sh"
debian python3-dotenv 0.21.0
command -v node >/dev/null || skip 'there is no node'
case $(node --version) in v20.*) ;; *) skip "this is about node 20, and here is $(node --version)" ;; esac
npm_get dotenv@16.4.7

printf 'TAG=run#3\nQUOTED="run#3"\n' >t.env
cat >a.js <<'JS'
const { TAG, QUOTED } = require('dotenv').parse(require('fs').readFileSync('t.env'));
console.log(TAG, QUOTED);
JS
cat >a.py <<'PY'
import dotenv
print(*dotenv.dotenv_values("t.env").values())
PY
# shellcheck disable=SC2016 # for the other shell
seen 'sh' "$(sh -c '. ./t.env; echo "$TAG $QUOTED"')" 'run#3 run#3'
seen 'python-dotenv' "$(/usr/bin/python3 a.py)" 'run#3 run#3'
seen 'npm dotenv' "$(node a.js)" 'run run#3'
seen 'node --env-file' \
	"$(node --env-file=t.env -e 'console.log(process.env.TAG, process.env.QUOTED)')" 'run run#3'
finish
