// SPDX-License-Identifier: BSD-2-Clause
#include "host_policy.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "cleanup.h"
#include "command.h"

#define MAX_MESSAGES ((size_t)1 << 20) /* bytes of errors in one policy */

static int load(const char *file, bool optional, bool *built_in,
		struct policy **ret)
{
	autobuf struct buf errors;
	int r;

	buf_init(&errors, MAX_MESSAGES);
	*built_in = false;
	r = policy_load(file, (uint32_t)geteuid(), &errors, ret);
	if (r == -ENOENT && optional) {
		*built_in = true;
		buf_reset(&errors);
		r = policy_default(ret);
	}
	command_say_lines(buf_view(&errors));
	if (buf_error(&errors) == -ENOBUFS)
		command_say("there are more errors than fit here");
	if (r == -ENOMEM)
		command_say("out of memory");
	return r;
}

int host_policy_load(const char *file, bool *built_in, struct policy **ret)
{
	return load(file ? file : HOST_POLICY_FILE, !file, built_in, ret);
}

static int load_below(const struct check_host *host, struct policy **ret)
{
	autoclose int fd = check_host_open(host, &HOST_POLICY_DIRECTORY[1],
					   O_PATH | O_DIRECTORY);
	char directory[PATH_MAX];
	autofree char *path = NULL;
	bool built_in;
	int r;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return policy_default(ret);
	r = fd < 0 ? fd : check_host_real(host, fd, directory);
	if (r < 0) {
		command_say("%s" HOST_POLICY_DIRECTORY ": %s", host->name,
			    strerror(-r));
		return r;
	}
	if (asprintf(&path, "%s%s" HOST_POLICY_NAME, host->name, directory) <
	    0) {
		path = NULL;
		command_say("out of memory");
		return -ENOMEM;
	}
	return load(path, true, &built_in, ret);
}

static int policy_of(const struct check_host *host, const char *file,
		     struct policy **ret)
{
	bool built_in;

	if (host->live || file)
		return host_policy_load(file, &built_in, ret);
	return load_below(host, ret);
}

int host_policy_open(const char *root, const char *file,
		     struct check_host *host, struct policy **ret)
{
	int r = check_host_init(host, root);

	if (r < 0) {
		command_say("%s: %s", root ? root : "/", strerror(-r));
		return r;
	}
	r = policy_of(host, file, ret);
	if (r == 0)
		host->policy = *ret;
	return r;
}
