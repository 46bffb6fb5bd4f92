// SPDX-License-Identifier: BSD-2-Clause
/*
 * exec_line: a value of ExecStart= → the words that systemd makes of it, and
 * the text of an EnvironmentFile= → variables (systemd.service(5),
 * systemd.exec(5)).
 */
#ifndef DOCKWARDEN_EXEC_LINE_H
#define DOCKWARDEN_EXEC_LINE_H

#include "daemon_parts.h"

/* Variables, "NAME=value" each; the last of a name counts. */
struct exec_variables {
	struct daemon_words list;
};

/* Adds those of an Environment= value: words with quotes.  0 or -errno. */
int exec_variables_add(struct exec_variables *variables, struct view value);
/* Adds those of a file's text. */
int exec_variables_read(struct exec_variables *variables, struct view text);

/* The words of a line, the program first; of "@PROGRAM NAME" not the name
 * (systemd.service(5), COMMAND LINES).
 * "$NAME" is split at blanks and "${NAME}" not; a variable
 * that is not set is nothing.  0, -ENOMEM, -E2BIG. */
int exec_line_split(struct view line, const struct exec_variables *variables,
		    struct daemon_words *ret);

#endif
