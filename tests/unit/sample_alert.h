// SPDX-License-Identifier: BSD-2-Clause
/*
 * sample_alert: alerts built by hand for the tests of formats: one of a real
 * event, and one whose every string is as long and as hostile as can be.
 */
#ifndef DOCKWARDEN_SAMPLE_ALERT_H
#define DOCKWARDEN_SAMPLE_ALERT_H

#include "alert.h"

#define SAMPLE_RECORDS 4

struct sample {
	struct alert alert;
	struct event event;
	struct record records[SAMPLE_RECORDS];
	struct alert_agent agent;
	struct alert_witness witness;
};

/* A container wrote the host's daemon.json through a bind mount.  The alert
 * points into s, which must not move. */
void sample_init(struct sample *s);

/* The records of sample_init() as an ENRICHED log with node= has them, and an
 * EOE behind them. */
void sample_enrich(struct sample *s);

/* The alert of sample_init() as the plugin says it: with an agent, a witness
 * that saw everything, and a time of its own. */
void sample_live(struct sample *s);

/* What the plugin says of itself: 12 events lost. */
void sample_notice(struct sample *s);

/* Every string of the alert becomes text, every number its largest. */
void sample_fill(struct sample *s, struct view text);

#endif
