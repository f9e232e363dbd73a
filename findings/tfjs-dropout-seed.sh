#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# TensorFlow.js 4.22.0 (npm's @tensorflow/tfjs-layers): dropout with a seed.
#
# One would guess: the seed makes the row of masks the same in every run; each batch still
# has a mask of its own.
# Seen: it makes every mask the same. The layer leaves out the same units in each batch of
# each epoch: that is a smaller network, and no regularisation at all.
# Why it matters: giving all layers the study's seed is what makes a sweep repeatable. With it
# the rate of dropout is a parameter that cuts units away, and the sweep finds, rightly,
# that less of it is better.
. "$(dirname -- "$0")/lib.sh"
npm_get @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 \
	@tensorflow/tfjs-layers@4.22.0

cat >a.js <<'JS'
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
const {layers} = require("@tensorflow/tfjs-layers");

function masks(seed) {
	const layer = layers.dropout({rate: 0.5, seed});
	const seen = new Set();
	for (let batch = 0; batch < 100; batch++)
		seen.add(layer.apply(tf.ones([8, 8]), {training: true}).dataSync().join());
	return seen.size;
}
tf.ready().then(() => console.log(masks(undefined), masks(7)));
JS
node a.js >out 2>err || cat err
seen 'masks in 100 batches without a seed, and with one' "$(cat out)" '100 1'
finish
