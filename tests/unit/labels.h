// SPDX-License-Identifier: BSD-2-Clause
/*
 * labels: what is known of a capture, a row a scenario
 * (tests/data/captures/README.md).
 */
#ifndef DOCKWARDEN_LABELS_H
#define DOCKWARDEN_LABELS_H

#include <stdint.h>

#include "alerts.h"

#define LABELS_MAX 512

enum label_kind { LABEL_ATTACK, LABEL_ORDINARY, LABEL_UNSEEN };

struct label {
	enum label_kind kind;
	uint32_t first, last; /* serials */
	struct view scenario, item, action, path, target, auid, exe, outcome,
		note;
};

struct labels {
	char *text; /* owned */
	struct label list[LABELS_MAX];
	size_t count;
};

void labels_load(const char *capture, struct labels *ret);
void labels_free(struct labels *l);

/* The row in whose serials the alert lies; NULL for none. */
const struct label *labels_of(const struct labels *l, const struct told *told);
/* Fails the test if an ordinary row has an alert. */
void labels_are_quiet(const char *what, const struct labels *l,
		      const struct alerts *alerts);

#endif
