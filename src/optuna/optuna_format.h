/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers and names in Optuna's storages, for who writes them and who reads them. */
#ifndef OPTUNA_OPTUNA_FORMAT_H
#define OPTUNA_OPTUNA_FORMAT_H

enum optuna_operation { /* JournalOperation: the op_code of a line */
	OPTUNA_ADD_STUDY = 0,
	OPTUNA_DELETE_STUDY = 1,
	OPTUNA_SET_STUDY_USER = 2,
	OPTUNA_SET_STUDY_SYSTEM = 3,
	OPTUNA_ADD_TRIAL = 4,
	OPTUNA_SET_PARAM = 5,
	OPTUNA_SET_STATE = 6,
	OPTUNA_SET_REPORT = 7,
	OPTUNA_SET_TRIAL_USER = 8,
	OPTUNA_SET_TRIAL_SYSTEM = 9,
};

enum optuna_direction { /* StudyDirection, by the numbers of the journal */
	OPTUNA_MINIMIZE = 1,
	OPTUNA_MAXIMIZE = 2,
};

enum optuna_state { /* TrialState, by the numbers of the journal; 4 is WAITING */
	OPTUNA_RUNNING,
	OPTUNA_COMPLETE,
	OPTUNA_PRUNED,
	OPTUNA_FAIL,
	OPTUNA_STATES,
};

/* As SQLite files have it: "COMPLETE". */
const char *optuna_state_name(enum optuna_state state);

#define OPTUNA_METRIC_NAMES "study:metric_names" /* a system attribute of a study */

#endif
