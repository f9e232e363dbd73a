/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>

Suite *domain_suite(void);    /* check_space_domain.c */
Suite *studyfile_suite(void); /* check_space_studyfile.c */
Suite *sweeps_suite(void);    /* check_space_sweeps.c */
Suite *yaml_suite(void);      /* check_space_yaml.c */

int main(void)
{
	SRunner *r = srunner_create(domain_suite());
	int failed;

	gsl_set_error_handler_off();
	srunner_add_suite(r, studyfile_suite());
	srunner_add_suite(r, sweeps_suite());
	srunner_add_suite(r, yaml_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
