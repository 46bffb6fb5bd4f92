// SPDX-License-Identifier: BSD-2-Clause
/*
 * agent: who speaks: this host, this boot, this installation, this run.
 */
#ifndef DOCKWARDEN_AGENT_H
#define DOCKWARDEN_AGENT_H

#include "alert.h"

#define AGENT_HOST_SIZE 256
#define AGENT_ID_SIZE 40

struct agent {
	struct alert_agent said; /* points into what follows */
	char host[AGENT_HOST_SIZE];
	char host_id[AGENT_ID_SIZE], boot_id[AGENT_ID_SIZE];
	char id[AGENT_ID_SIZE], ephemeral[AGENT_ID_SIZE];
};

/* state: the state directory, where the installation's id is kept and made
 * once; -1 where there is none, and the id is new each time. */
void agent_init(struct agent *a, int state);

#endif
