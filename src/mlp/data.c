/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/data.h"

#include <stdlib.h>

#include "base/data_file.h"
#include "base/strbuf.h"
#include "base/stream.h"

/* known: the labels that there may be, or NULL. */
static int read_part(struct dataset *d, const struct objective_setup *s, const char *data,
	const char *labels, const struct labels *known, struct error *err)
{
	const struct knob_value *l = knobs_get(s->knobs, labels);
	struct dataset_format format = {
		.classes = knobs_is(s->knobs, "task", "classification"),
		.limit = (size_t)knobs_int(s->knobs, "limit"),
		.label = knobs_text(s->knobs, "label"),
		.header = knobs_is(s->knobs, "header", "yes")  ? HEADER_YES
			  : knobs_is(s->knobs, "header", "no") ? HEADER_NO
							       : HEADER_AUTO,
		.label_at = knobs_get(s->knobs, "label")->at,
		.labels = known,
	};
	char *path = data_file(knobs_get(s->knobs, data), s->data_dirs, err);
	char *label_path = NULL;
	int rc = path ? dataset_is_idx(path, err) : -1;

	if (rc == 0 && l->set) {
		rc = error_at(err, l->at, "%s is for IDX images, and '%s' is a CSV file",
			labels, path);
	} else if (rc == 0) {
		rc = dataset_read_csv(d, path, &format, err);
	} else if (rc == 1 && !l->set) {
		rc = error_at(err, knobs_get(s->knobs, data)->at,
			"'%s' has IDX images; %s must name the file with their labels",
			path, labels);
	} else if (rc == 1) {
		label_path = data_file(l, s->data_dirs, err);
		rc = label_path ? dataset_read_idx(d, path, label_path, &format, err)
				: -1;
	}
	free(path);
	free(label_path);
	return rc;
}

static int generate(struct dataset *d, const struct objective_setup *s, struct error *err)
{
	const struct generator *g = generator_find(knobs_text(s->knobs, "generate"));
	const struct knob_value *classes = knobs_get(s->knobs, "classes");
	const struct knob_value *noise = knobs_get(s->knobs, "noise");
	int n = classes->set ? (int)classes->number : g->classes_usual;
	gsl_rng *rng;

	if (g->classes && (n < g->classes_min || n > g->classes_max))
		return error_at(err, classes->at, "%s has %d to %d classes", g->name,
			g->classes_min, g->classes_max);
	rng = stream_new(s->seed, 0, STREAM_DATA, 0);
	dataset_generate(d, g, (size_t)knobs_int(s->knobs, "samples"), n,
		noise->set ? noise->number : g->noise, rng);
	gsl_rng_free(rng);
	return 0;
}

static int read_val(struct dataset *d, const struct objective_setup *s, struct error *err)
{
	const struct knob_value *v = knobs_get(s->knobs, "val_data");
	struct dataset val = {0};

	if (read_part(&val, s, "val_data", "val_labels", d->labels, err) < 0)
		return -1;
	if (val.features != d->features) {
		error_at(err, v->at, "val_data has %zu features and data has %zu",
			val.features, d->features);
		dataset_release(&val);
		return -1;
	}
	dataset_append(d, &val);
	return 0;
}

static int split(struct dataset *d, const struct objective_setup *s, struct error *err)
{
	gsl_rng *rng;

	if (d->rows < 2)
		return error_at(err, s->knobs->at,
			"one row of data; it takes two, to train on and to validate on");
	rng = stream_new(s->seed, 0, STREAM_DATA, 1);
	dataset_split(d, knobs_real(s->knobs, "val_fraction"), rng);
	gsl_rng_free(rng);
	return 0;
}

static int fill(struct dataset *d, const struct objective_setup *s, struct error *err)
{
	const struct knob_value *data = knobs_get(s->knobs, "data");
	const struct knob_value *gen = knobs_get(s->knobs, "generate");
	const struct knob_value *val = knobs_get(s->knobs, "val_data");

	if (data->set == gen->set)
		return error_at(err, gen->set ? gen->at : s->knobs->at,
			gen->set ? "data and generate exclude each other"
				 : "the objective has no data; set data or generate");
	if (val->set && gen->set)
		return error_at(
			err, val->at, "val_data needs data; this study generates it");
	if ((gen->set ? generate(d, s, err)
		      : read_part(d, s, "data", "labels", NULL, err)) < 0)
		return -1;
	return val->set ? read_val(d, s, err) : split(d, s, err);
}

int mlp_data_open(struct dataset *d, const struct objective_setup *s, struct error *err)
{
	*d = (struct dataset){0};
	if (fill(d, s, err) < 0) {
		dataset_release(d);
		return -1;
	}
	dataset_scale(d, (enum scaling)knobs_get(s->knobs, "scale")->number);
	return 0;
}
