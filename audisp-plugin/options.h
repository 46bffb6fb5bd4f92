// SPDX-License-Identifier: BSD-2-Clause
/*
 * options: the words on the plugin's command line (audisp-dockwarden(8)).
 * auditd before 4.0 hands on two of them at most, so each is one word:
 * --state=DIR.  Two words, --state DIR, are understood as well.
 */
#ifndef DOCKWARDEN_PLUGIN_OPTIONS_H
#define DOCKWARDEN_PLUGIN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "errmsg.h"

#define OPTIONS_POLICY "/etc/dockwarden/policy.json"
#define OPTIONS_STATE "/var/lib/dockwarden"

struct plugin_options {
	const char *policy; /* NULL: OPTIONS_POLICY, which may be absent */
	const char *state;
	const char *log;    /* NULL: the one that auditd writes */
	bool no_log;	    /* --log=none */
	uint64_t look_back; /* ms */
	uint64_t merge;	    /* ms; 0: nothing is merged */
	uint64_t grace;	    /* ms; see gap.h */
	uint64_t heartbeat; /* ms */
	bool no_sandbox;
	bool help, version;
};

/* The defaults, then the words.  argv[argc] is NULL.  0; -EINVAL with all that
 * is wrong, added to err with "; " between: what is right holds. */
int plugin_options_read(int argc, char **argv, struct plugin_options *ret,
			struct errmsg *err);
void plugin_options_help(void);

#endif
