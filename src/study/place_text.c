/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/place_text.h"

#include <stdio.h>
#include <string.h>

const char *place_wait_text(
	const char *why, const char *gpus, bool brief, char *out, size_t size)
{
	if (gpus)
		snprintf(out, size, "waits for %s", why ? why : "a GPU");
	else if (brief && why)
		snprintf(out, size, "waits: %s", why);
	else
		snprintf(out, size, "waits for the cluster%s%s", why ? ": " : "",
			why ? why : "");
	return out;
}

const char *place_gpus_text(const char *gpus, char *out, size_t size)
{
	size_t len;

	snprintf(out, size, "%s", "");
	if (gpus && *gpus)
		snprintf(out, size, "GPU%s ", strchr(gpus, ',') ? "s" : "");
	for (; gpus && *gpus; gpus++) {
		len = strlen(out);
		snprintf(out + len, size - len, *gpus == ',' ? "%c " : "%c", *gpus);
	}
	return out;
}
