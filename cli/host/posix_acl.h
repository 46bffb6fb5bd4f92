// SPDX-License-Identifier: BSD-2-Clause
/*
 * posix_acl: the bytes of the extended attribute system.posix_acl_access, as
 * linux/posix_acl_xattr.h has them: a version, then entries of 8 bytes, all
 * little-endian.  An access ACL lets others in while `ls -l` shows a "+".
 */
#ifndef DOCKWARDEN_POSIX_ACL_H
#define DOCKWARDEN_POSIX_ACL_H

#include <stdint.h>

#include "view.h"

#define POSIX_ACL_ATTRIBUTE "system.posix_acl_access"
#define POSIX_ACL_MAX 65536 /* bytes: XATTR_SIZE_MAX, linux/limits.h */

enum posix_acl_tag { /* linux/posix_acl.h */
		     POSIX_ACL_TAG_OWNER = 0x01,
		     POSIX_ACL_TAG_USER = 0x02,
		     POSIX_ACL_TAG_GROUP_OWNER = 0x04,
		     POSIX_ACL_TAG_GROUP = 0x08,
		     POSIX_ACL_TAG_MASK = 0x10,
		     POSIX_ACL_TAG_OTHER = 0x20,
};

struct posix_acl_entry {
	enum posix_acl_tag tag;
	/* What it comes to: of users and groups, what the mask leaves. */
	bool read, write;
	uint32_t id; /* of USER and GROUP */
};

typedef void posix_acl_fn(void *context, const struct posix_acl_entry *entry);

/* Calls fn for each entry but the mask.  0, or -EBADMSG where it is not as
 * above: then fn was not called. */
int posix_acl_each(struct view attribute, posix_acl_fn *fn, void *context);

#endif
