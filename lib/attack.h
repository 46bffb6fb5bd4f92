// SPDX-License-Identifier: BSD-2-Clause
/*
 * attack: which MITRE ATT&CK techniques a finding is an instance of.  The ids
 * are data (attack.def) and belong to the version below: v19 split Defense
 * Evasion and renumbered T1562.012 to T1685.004.
 */
#ifndef DOCKWARDEN_ATTACK_H
#define DOCKWARDEN_ATTACK_H

#include "alert.h"
#include "watch.h"

#define ATTACK_VERSION "19.1"

/* Fills alert->techniques by its action and trust, what its object is, and
 * whether the actor sits in a container. */
void attack_classify(struct alert *alert, enum watch_class class,
		     bool container);

#endif
