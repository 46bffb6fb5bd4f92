// SPDX-License-Identifier: BSD-2-Clause
/*
 * report: what a decision leaves behind: a line in the log, an audit record
 * and a message to the user (pam_dockwarden(8)).
 */
#ifndef DOCKWARDEN_REPORT_H
#define DOCKWARDEN_REPORT_H

#include "judge.h"

/* verdict: what came of it, which may be worse than j->verdict; why: what
 * made it so, NULL where the policy did.  Says the same of one transaction
 * once, as far as its processes are one. */
void report(pam_handle_t *pamh, const struct arguments *arguments,
	    const struct judgement *j, enum login_verdict verdict,
	    const char *why);

/* Shows the policy's message to the user, unless flags have PAM_SILENT.  That
 * nobody is there to read it (cron, at, systemd) is no failure. */
void report_message(pam_handle_t *pamh, const struct judgement *j, int flags,
		    bool refused);

#endif
