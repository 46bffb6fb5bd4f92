// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "sandbox_parts.h"

/* Headers of a kernel before 5.13, such as Debian 11's, know nothing of it. */
#if !__has_include(<linux/landlock.h>)

int sandbox_landlock(const struct sandbox *sandbox)
{
	(void)sandbox;
	return -EOPNOTSUPP;
}

#else

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"

/* linux/landlock.h of the kernel that runs may know more than the one that
 * this was built with. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13) /* ABI 2, Linux 5.19 */
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* ABI 3, Linux 6.2 */
#endif

#define WRITING                                                          \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |     \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |   \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |   \
	 LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE)

#define ALLOWED                                                           \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	 LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |     \
	 LANDLOCK_ACCESS_FS_TRUNCATE)

static int create_ruleset(const struct landlock_ruleset_attr *attr, size_t size,
			  unsigned int flags)
{
	return (int)syscall(__NR_landlock_create_ruleset, attr, size, flags);
}

/* What this kernel can restrict of it. */
static uint64_t known_writing(int abi)
{
	uint64_t writing = WRITING;

	if (abi < 2)
		writing &= ~LANDLOCK_ACCESS_FS_REFER;
	if (abi < 3)
		writing &= ~LANDLOCK_ACCESS_FS_TRUNCATE;
	return writing;
}

/* What cannot be opened cannot be written below either: the others still are
 * all that can. */
static int allow_below(int ruleset, const char *path, uint64_t writing)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = ALLOWED & writing,
	};
	autoclose int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	rule.parent_fd = fd;
	if (syscall(__NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0) < 0)
		return -errno;
	return 0;
}

int sandbox_landlock(const struct sandbox *sandbox)
{
	int abi = create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr attr = { .handled_access_fs = 0 };
	autoclose int ruleset = -1;

	if (abi < 0)
		return -errno;
	attr.handled_access_fs = known_writing(abi);
	ruleset = create_ruleset(&attr, sizeof(attr), 0);
	if (ruleset < 0)
		return -errno;
	for (size_t i = 0; i < sandbox->writable_count; i++) {
		int r = allow_below(ruleset, sandbox->writable[i],
				    attr.handled_access_fs);

		if (r < 0)
			return r;
	}
	return syscall(__NR_landlock_restrict_self, ruleset, 0) < 0 ? -errno :
								      0;
}

#endif
