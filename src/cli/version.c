/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The version, the commit, the compiler, and the libraries as they are loaded: what curves
 * and faults may depend on.
 */
#include "config.h"

#include "cli/version.h"

#include <stdio.h>
#include <string.h>

#include <gsl/gsl_version.h>
#include <jansson.h>
#include <zlib.h>

#include "base/blas.h"
#include "commit.h"
#include "mlp/gemm.h"
#include "report/figure.h"
#include "searcher/quantile_trees.h"
#include "store/store_file.h"
#include "studyfile/yaml_build.h"
#include "ui/tty.h"
#include "worker/report_line.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "an unknown compiler"
#endif

const struct platform *version_platform(void)
{
	static char architecture[] = HOST, kernels[128];
	static struct platform here;
	char text[100];

	if (here.blas)
		return &here;
	architecture[strcspn(architecture, "-")] = '\0';
	gemm_library(text, sizeof(text));
	if (!strcmp(text, "none"))
		snprintf(kernels, sizeof(kernels), "none");
	else
		snprintf(kernels, sizeof(kernels), "LIBXSMM %s", text);
	here = (struct platform){architecture, blas_library(), kernels};
	return &here;
}

void version_print(void)
{
	char text[128];

	puts(PACKAGE_STRING);
	printf("commit    %s\n", COMMIT);
	printf("built     by %s for %s\n", COMPILER, HOST);
	printf("products  %s; LIBXSMM %s\n", blas_library(),
		gemm_library(text, sizeof(text)));
	printf("numbers   GSL %s; XGBoost %s\n", gsl_version,
		quantile_trees_library(text, sizeof(text)));
	printf("files     SQLite %s, libfyaml %s, Jansson %s, zlib %s\n",
		store_file_library(), yaml_library(), JANSSON_VERSION, zlibVersion());
	printf("text      %s, PCRE2 %s, cairo %s\n", tty_library(),
		report_pattern_library(text, sizeof(text)), figure_library());
}
