/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "check_objective.h"
#include "fixture.h"

int main(void)
{
	Suite *s = suite_create("objective");

	suite_add_tcase(s, simulated_case());
	suite_add_tcase(s, table_case());
	return run_suite(s);
}
