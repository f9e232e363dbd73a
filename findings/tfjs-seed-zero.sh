#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# TensorFlow.js 4.22.0 (npm's @tensorflow/tfjs-core, -layers): the seed 0.
#
# One would guess: 0 is a seed like any other.
# Seen: it is no seed for normal and truncated normal numbers, for multinomial draws, and so
# for the initialisers that build on them (heNormal): each run is another one. Uniform
# numbers and glorotUniform take it as a seed.
# Why it matters: 0 is the seed that people write first, and a grid of seeds 0, 1, 2 has one
# that cannot be repeated. With the default initialiser it works, with heNormal it does
# not: it looks as if the initialiser were to blame.
. "$(dirname -- "$0")/lib.sh"
npm_get @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 \
	@tensorflow/tfjs-layers@4.22.0

cat >a.js <<'JS'
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
const {initializers} = require("@tensorflow/tfjs-layers");

const kinds = {
	randomUniform: (s) => tf.randomUniform([9], 0, 1, "float32", s),
	glorotUniform: (s) => initializers.glorotUniform({seed: s}).apply([3, 3]),
	randomNormal: (s) => tf.randomNormal([9], 0, 1, "float32", s),
	truncatedNormal: (s) => tf.truncatedNormal([9], 0, 1, "float32", s),
	multinomial: (s) => tf.multinomial(tf.tensor1d([1, 1, 1, 1]), 40, s),
	heNormal: (s) => initializers.heNormal({seed: s}).apply([3, 3]),
};
tf.ready().then(() => {
	for (const seed of [0, 1])
		console.log(...Object.entries(kinds).filter(([, make]) =>
			make(seed).dataSync().join() === make(seed).dataSync().join())
			.map(([name]) => name));
});
JS
node a.js >out 2>err || cat err
seen 'the same twice with seed 0' "$(sed -n 1p out)" 'randomUniform glorotUniform'
seen 'the same twice with seed 1' "$(sed -n 2p out)" \
	'randomUniform glorotUniform randomNormal truncatedNormal multinomial heNormal'
finish
