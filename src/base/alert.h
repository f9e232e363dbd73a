/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens in a study that somebody who does not look wants to be told. */
#ifndef BASE_ALERT_H
#define BASE_ALERT_H

enum alert {
	ALERT_INCUMBENT, /* there is a better value */
	ALERT_FAILURE,	 /* a trial has failed */
	ALERT_STALL,	 /* trials are on workers, and none reports */
	ALERT_FINISH,	 /* the study has */
	ALERTS,
};

/* "incumbent", "failure", "stall", "finish" */
extern const char *const alert_names[ALERTS];

#endif
