#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# PyYAML 6.0 (Debian's python3-yaml) and js-yaml 4.1.0 (npm): a lone equals sign.
#
# One would guess: [<, =, >] is a list of three strings.
# Seen: in PyYAML "=" has a type of its own, the "default value" of YAML 1.1, for which
# safe_load() has no constructor: an error. js-yaml gives three strings.
# Why it matters: such a list is how a categorical parameter of operators or of separators is
# written, and the file is refused as a whole, in the name of a type that nobody has asked for.
. "$(dirname -- "$0")/lib.sh"
debian python3-yaml 6.0
npm_get js-yaml@4.1.0

cat >a.yaml <<'YAML'
parameters: {operator: {values: [<, =, ">"]}}
YAML
/usr/bin/python3 - <<'PY' >out 2>&1
import yaml

try:
    print(yaml.safe_load(open("a.yaml")))
except yaml.constructor.ConstructorError as e:
    print(e.problem)
PY
seen 'PyYAML' "$(cat out)" \
	"could not determine a constructor for the tag 'tag:yaml.org,2002:value'"
seen 'js-yaml' "$(node -e '
	const yaml = require("js-yaml"), fs = require("fs");
	console.log(JSON.stringify(yaml.load(fs.readFileSync("a.yaml", "utf8"))));')" \
	'{"parameters":{"operator":{"values":["<","=",">"]}}}'
finish
