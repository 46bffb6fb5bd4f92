// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_probe: does the kernel record what rule_judge says it does?  A rule
 * stays in the list when what it watched has been moved away, replaced or
 * mounted over; only an attempt tells.
 *
 * The attempt is a hard link of the object to "/././." : the name's last
 * component is ".", so that the kernel refuses it with EEXIST whatever is
 * there and whoever asks (fs/namei.c filename_create), after it has looked the
 * object up.  A link is of the classes w and a.  It leaves an event in the
 * audit trail, in which the PARENT item is called "/././"; the plugin knows it
 * by that (change.h).
 */
#ifndef DOCKWARDEN_RULE_PROBE_H
#define DOCKWARDEN_RULE_PROBE_H

#include "errmsg.h"
#include "rule_judge.h"

/* Asks for each object, of which coverages has rule_judge's answer, and which
 * rule_judge says is recorded (COVERED, COVERED_KEY, COVERED_PARTLY): recorded
 * under the rule's key, it is marked probed; not, it is COVERED_STALE and missed
 * says what is known of it; where that cannot be asked it is marked unprobed: so
 * are all where a rule watches "/", which every attempt touches.  Waits at most
 * 1 s, and a few ms as a rule.  0; -EPERM without CAP_AUDIT_READ, -ENOTSUP where the
 * host is not live, or -errno, with a message: nothing was asked then. */
int rule_probe(const struct rule_list *list, const struct check_host *host,
	       const struct object_list *objects, struct coverage *coverages,
	       struct errmsg *err);

#endif
