// SPDX-License-Identifier: BSD-2-Clause
/*
 * corpus: the lines of real logs: our captures (tests/data/captures) and the
 * corpora of other projects, which lie where CORPORA says, ../shared/corpora
 * if it says nothing, or nowhere.
 */
#ifndef DOCKWARDEN_CORPUS_H
#define DOCKWARDEN_CORPUS_H

#include "view.h"

/* A line without its end; its bytes live until the function returns. */
typedef void corpus_fn(void *user, const char *path, struct view line);

/* Each line of a file (plain or gzip), or of each file below a directory, in
 * order of their names; the number of lines.  Fails the test if it cannot be
 * read. */
size_t corpus_lines(const char *path, corpus_fn *fn, void *user);

/* Where others' corpora are; NULL where they are not.  That fails the test if
 * LIVE=required or CI=true, and says "skipped: …" otherwise. */
const char *corpus_of_others(void);

#endif
