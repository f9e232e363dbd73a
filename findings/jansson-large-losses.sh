# SPDX-License-Identifier: GPL-3.0-or-later
# jansson 2.14 (Debian 12), a C library for JSON, and what Node writes.
#
# One would guess: a loss that explodes is read as a real number while it is finite, as by
# every other reader.
# Seen: Node writes 1e19 and 1e20 with all their digits and no exponent, as JSON allows. jansson takes that for an integer, and refuses the whole line: too big. From
# 1e21 on Node writes an exponent, and the line is read. It needs JSON_DECODE_INT_AS_REAL.
# Why it matters: a training that diverges grows tenfold in an epoch or two. The lines on the
# way are dropped or end the reader, just where a trial is to be stopped; smaller and larger
# losses are fine, so a test with 1e30 does not find it.
. "$(dirname -- "$0")/lib.sh"
debian libjansson-dev 2.14
command -v node >/dev/null || skip 'there is no node'

cat >read.c <<'C'
#include <jansson.h>

int main(void)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		json_error_t error;
		json_t *plain = json_loads(line, 0, &error);
		json_t *real = json_loads(line, JSON_DECODE_INT_AS_REAL, NULL);

		printf("%.15s, %g; ", plain ? "read" : error.text,
			json_real_value(json_object_get(real, "loss")));
		json_decref(plain);
		json_decref(real);
	}
	return 0;
}
C
gcc -o read read.c -ljansson || exit 99
seen 'of Node: 1e18, 1e19, 1e20, 1e21' "$(node -e '
	for (const loss of [1e18, 1e19, 1e20, 1e21]) console.log(JSON.stringify({ loss }));' | ./read)" \
	'read, 1e+18; too big integer, 1e+19; too big integer, 1e+20; read, 1e+21; '
finish
