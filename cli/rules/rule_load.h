// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_load: rules given as lines of auditctl's language → the kernel.  A rule
 * that is there stays where it is; nothing is deleted.
 */
#ifndef DOCKWARDEN_RULE_LOAD_H
#define DOCKWARDEN_RULE_LOAD_H

#include "errmsg.h"
#include "rule_list.h"

struct rule_load {
	/* Put before all rules that are loaded: the only way past another's
	 * rule that comes first.  Their own order stays. */
	bool prepend;
	/* Called for each that the kernel has not taken: why is a sentence
	 * with the rule, printable.  NULL: nobody asks. */
	void (*refused)(void *user, const char *why);
	void *user;
	/* What became of them. */
	size_t added, present, failed;
};

/* text is a rules file; its rules for a path come first, then those for a
 * directory (the first that matches gives an event its key), each in the order
 * of the text; what it sets (-e, -b) is not set.  Whatever the kernel refuses,
 * the others are tried.  0, also where some were refused; -EINVAL where the
 * text is no rules (nothing is loaded); -EROFS where the kernel's rules are
 * locked until the next boot; -EPERM; -errno, with a message. */
int rule_load(const struct check_host *host, const char *path, struct view text,
	      struct rule_load *load, struct errmsg *err);

#endif
