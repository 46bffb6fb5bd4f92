// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy_scan: is a text JSON by the letter of RFC 8259, and one that says
 * nothing twice?  json-c 0.16 answers neither: even with JSON_TOKENER_STRICT
 * it takes 'single quotes' and NaN and cuts a key at \u0000, and of a repeated
 * key the last wins without a trace.  So this is the judge of syntax, and
 * json-c only builds the tree.  Internal to policy*.c.
 */
#ifndef DOCKWARDEN_POLICY_SCAN_H
#define DOCKWARDEN_POLICY_SCAN_H

#include "policy_report.h"

#define POLICY_MAX_KEYS 64 /* of one object */

/* Judges text and reports what is wrong: repeated keys and NULs in keys at the
 * path of their object, all of them; what is no JSON, no UTF-8 or too deep by
 * its line and column, after which there is no going on.
 * *ret_values is the number of JSON values in the text, which an undamaged
 * tree has too; set where the text is JSON, whatever was reported.
 * 0, -EINVAL where the text is no JSON, or -ENOMEM. */
int policy_scan(struct view text, struct policy_report *report,
		size_t *ret_values);

#endif
