// SPDX-License-Identifier: BSD-2-Clause
#include "host_policy.h"

#include <errno.h>
#include <unistd.h>

#include "command.h"

#define MAX_MESSAGES ((size_t)1 << 20) /* bytes of errors in one policy */

int host_policy_load(const char *file, bool *built_in, struct policy **ret)
{
	autobuf struct buf errors;
	int r;

	buf_init(&errors, MAX_MESSAGES);
	*built_in = false;
	r = policy_load(file ? file : HOST_POLICY_FILE, (uint32_t)geteuid(),
			&errors, ret);
	if (r == -ENOENT && !file) {
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
