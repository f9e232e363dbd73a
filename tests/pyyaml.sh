#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether PyYAML still reads the documents of tests/pyyaml.tsv as they are recorded there.
. "$(dirname -- "$0")/lib.sh"

! brief sources || skip 'to be brief'
for python in python3 /usr/bin/python3 ''; do # the system's has what was installed
	[ -z "$python" ] && skip 'no PyYAML'
	"$python" -c 'import yaml' 2>/dev/null && break
done
cat >ask.py <<'PY'
import json, sys, yaml

def text(s):
    escaped = ("\\" + c if c in '"\\' else "\\u%04x" % ord(c) if c < " " else c for c in s)
    return '"' + "".join(escaped) + '"'

def dump(v):
    if isinstance(v, str):
        return text(v)
    if isinstance(v, dict):
        return "{" + ", ".join(text(k) + ": " + dump(x) for k, x in v.items()) + "}"
    if isinstance(v, list):
        return "[" + ", ".join(map(dump, v)) + "]"
    return json.dumps(v)

for line in open(sys.argv[1], encoding="utf-8"):
    doc, wanted = line.rstrip("\n").split("\t")
    if dump(yaml.safe_load(json.loads(doc))) != wanted:
        sys.exit(doc)
PY
check 'PyYAML reads them so' "$python" ask.py "$srcdir/tests/pyyaml.tsv"
finish
