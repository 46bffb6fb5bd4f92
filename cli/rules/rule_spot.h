// SPDX-License-Identifier: BSD-2-Clause
/*
 * rule_spot: what a path of a rule, or of an object, is on the host now.  The
 * kernel follows links on the way to the last component, never that itself
 * (kernel/audit_watch.c audit_get_nd, kernel/audit_tree.c audit_add_tree_rule).
 */
#ifndef DOCKWARDEN_RULE_SPOT_H
#define DOCKWARDEN_RULE_SPOT_H

#include "check_host.h"

struct rule_inode {
	uint64_t device, inode; /* 0, 0: none */
};

struct rule_spot {
	struct view path, name;	  /* borrowed: the path, its last component */
	struct rule_inode parent; /* the directory that name stands in */
	struct rule_inode self;	  /* none: nothing is there */
	struct rule_inode leads;  /* what a symbolic link leads to */
	bool link;
	bool unknown;	 /* could not be looked at: only the text is known */
	bool mount_root; /* something is mounted there */
	uint32_t mode, uid, gid, links;
};

void rule_spot_find(const struct check_host *host, struct view path,
		    struct rule_spot *ret);

struct statx;
struct rule_inode rule_inode_of(const struct statx *st);

static inline bool rule_inode_is(struct rule_inode a, struct rule_inode b)
{
	return a.inode && a.inode == b.inode && a.device == b.device;
}

/* Of an image, by its list of mounts: is something mounted where the descriptor
 * is?  On a live host statx(2) says so. */
bool rule_spot_is_mount(const struct check_host *host, int fd);

/* Do both name the same place, there or not? */
bool rule_spot_same(const struct rule_spot *a, const struct rule_spot *b);

/* What a rule names: looked up once, kept with the rule. */
struct rule_seen {
	struct rule_spot path; /* of path= or dir= */
	struct rule_spot exe;
	bool has_path, is_dir, has_exe;
	bool has_inode; /* inode=, which is looked up as a path is */
};

struct audit_rule_data;
void rule_seen_find(const struct check_host *host,
		    const struct audit_rule_data *rule, struct rule_seen *ret);

#endif
