// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_print: an audit rule as auditctl takes it.  What auditctl -l does not
 * say is said here: a rule that says never is never a watch, exe!= is not
 * exe=, and -w stands only for what auditctl -w would load.
 */
#ifndef DOCKWARDEN_RULE_PRINT_H
#define DOCKWARDEN_RULE_PRINT_H

#include <libaudit.h>

#include "check_host.h"

/* As a line of a rules file, without its end: read by rule_list_text() or
 * auditctl -R it is the same rule.  Not so where the language has no way to
 * say it: a path or key with a newline, a -F value with an operator in it, a
 * field or a list that auditctl does not know (as f113=2).  Whether -w would
 * make the same rule of the path is looked up on the host; NULL: never -w. */
void rule_print(const struct check_host *host,
		const struct audit_rule_data *rule, struct buf *out);

/* The same for a person: what is not printable is escaped (printable.h), a
 * path that is more than one word is in quotes. */
void rule_print_text(const struct check_host *host,
		     const struct audit_rule_data *rule, struct buf *out);

#endif
