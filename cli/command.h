// SPDX-License-Identifier: BSD-2-Clause
/*
 * command: what the subcommands of dockwarden share: their entry points, their
 * exit statuses, and how they talk to the person who calls them.
 */
#ifndef DOCKWARDEN_COMMAND_H
#define DOCKWARDEN_COMMAND_H

#include "buf.h"
#include "options.h"

/* Exit statuses.  What "something found" is, each command's help says. */
enum status {
	STATUS_NOTHING = 0, /* nothing flagged; all is as it should be */
	STATUS_FOUND = 1,   /* something flagged, failed or differing */
	STATUS_TROUBLE = 2, /* bad usage, unreadable input, failed output */
};

/* argv[0] is the command's name; each returns an enum status for main(). */
int replay_command(int argc, char **argv);
int explain_command(int argc, char **argv);
int check_command(int argc, char **argv);
int rules_command(int argc, char **argv);
int policy_command(int argc, char **argv);
int status_command(int argc, char **argv);

/* Says "dockwarden: MESSAGE\n" on stderr in one write, control bytes shown as
 * \xNN: file names and policy text cannot move a terminal's cursor. */
__attribute__((format(printf, 1, 2))) void command_say(const char *format, ...);

/* The same for text of several lines, each a message of its own. */
void command_say_lines(struct view text);

/* Parses the words of a command, and answers --help and --version.  True to go
 * on, with the operands in *words; false to return *status (enum status). */
bool command_parse(const struct options *o, struct words *words, void *target,
		   int *status);

/* Is stdout a terminal that shows colours, of somebody who wants them?  By
 * NO_COLOR, https://no-color.org, and TERM. */
bool command_colours(void);

/* Writes text to stdout; a failure is said.  STATUS_NOTHING or _TROUBLE. */
int command_print(struct view text);

#endif
