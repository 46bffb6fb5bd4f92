// SPDX-License-Identifier: BSD-2-Clause
/*
 * capture: a labelled capture of tests/data/captures, its lines in memory,
 * and lists of lines made from them by a test.
 */
#ifndef DOCKWARDEN_CAPTURE_H
#define DOCKWARDEN_CAPTURE_H

#include "view.h"

#define CAPTURE_COUNT 2
extern const char *const capture_names[CAPTURE_COUNT];

/* Lines without their "\n". */
struct lines_list {
	char *bytes;	    /* owned; NULL where the lines are another list's */
	struct view *lines; /* owned */
	size_t count;
};

/* Ends the program, also where no test is running, with these words. */
void demand(bool holds, const char *what);

/* The bytes of a file, packed or not, and a NUL behind them. */
char *capture_read(const char *path, size_t *ret_size);
/* tests/data/captures/NAME.log.gz. */
void capture_load(const char *name, struct lines_list *ret);

/* Room for count lines that are another list's bytes; none is in it yet. */
void lines_list_new(size_t count, struct lines_list *ret);
void lines_list_free(struct lines_list *l);
/* Each line with prefix before and suffix behind it. */
void lines_list_dress(const struct lines_list *l, const char *prefix,
		      const char *suffix, struct lines_list *ret);

#endif
