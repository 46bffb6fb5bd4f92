// SPDX-License-Identifier: BSD-2-Clause
#include "program.h"

static const struct {
	enum program program;
	struct view path;
} programs[] = {
#define PROGRAM(kind, path) { PROGRAM_##kind, { path, sizeof(path) - 1 } },
#include "program.def"
#undef PROGRAM
};

enum program program_of(struct view path)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (view_equal(path, programs[i].path))
			return programs[i].program;
	return PROGRAM_NONE;
}

bool program_is_runtime(enum program program)
{
	return program == PROGRAM_DAEMON || program == PROGRAM_CONTAINERD ||
	       program == PROGRAM_SHIM || program == PROGRAM_RUNC ||
	       program == PROGRAM_HELPER;
}

bool program_is_daemon(enum program program)
{
	return program == PROGRAM_DAEMON || program == PROGRAM_CONTAINERD ||
	       program == PROGRAM_SHIM;
}
