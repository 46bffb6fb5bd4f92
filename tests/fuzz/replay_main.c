// SPDX-License-Identifier: BSD-2-Clause
/*
 * replay_main: runs a fuzz target over files that are already there, so that
 * the corpus is a regression test with every compiler.  Each argument is a
 * file or a directory of files; the empty input is always tried first.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"

#define REPLAY_MAX_BYTES ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int complain(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	return 1;
}

static int run_file(const char *path, size_t *inputs)
{
	autofclose FILE *file = fopen(path, "rbe");
	autofree uint8_t *data = NULL;
	size_t size;
	long end;

	if (!file)
		return complain(path, strerror(errno));
	if (fseek(file, 0, SEEK_END) || (end = ftell(file)) < 0 ||
	    fseek(file, 0, SEEK_SET))
		return complain(path, strerror(errno));
	size = (size_t)end;
	if (size > REPLAY_MAX_BYTES)
		return complain(path, "too large for a fuzz input");
	/* Exactly as large as the input: a read past it is seen. */
	data = malloc(size ? size : 1);
	if (!data)
		return complain(path, strerror(ENOMEM));
	if (fread(data, 1, size, file) != size)
		return complain(path, "cannot be read whole");
	fprintf(stderr, "%s\n", path);
	(void)LLVMFuzzerTestOneInput(data, size);
	(*inputs)++;
	return 0;
}

static int run_directory(const char *path, size_t *inputs)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, NULL, alphasort);
	int status = 0;

	if (count < 0)
		return complain(path, strerror(errno));
	for (int i = 0; i < count; i++) {
		autofree char *name = NULL;

		if (entries[i]->d_name[0] != '.') {
			if (asprintf(&name, "%s/%s", path, entries[i]->d_name) <
			    0)
				status = complain(path, strerror(ENOMEM));
			else
				status |= run_file(name, inputs);
		}
		free(entries[i]);
	}
	free(entries);
	return status;
}

int main(int argc, char **argv)
{
	size_t inputs = 0;
	int status = 0;

	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st))
			status |= complain(argv[i], strerror(errno));
		else if (S_ISDIR(st.st_mode))
			status |= run_directory(argv[i], &inputs);
		else
			status |= run_file(argv[i], &inputs);
	}
	printf("%zu inputs\n", inputs);
	return status;
}
