// SPDX-License-Identifier: BSD-2-Clause
#include <signal.h>
#include <string.h>
#include <time.h>

#include "command.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

static const struct command commands[] = {
	{ "replay", replay_command,
	  "flag the unauthorized changes that audit logs tell of" },
	{ "explain", explain_command,
	  "say of each change in a log why it was judged so" },
	{ "check", check_command,
	  "does this host comply with the baseline's 20 items" },
	{ "rules", rules_command,
	  "the audit rules for this host: print, compare, load" },
	{ "policy", policy_command, "check, show or print a policy" },
	{ "status", status_command,
	  "is the plugin alive, what did it read, flag and lose" },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))
#define MAX_HELP 4096 /* bytes */

static int print_help(void)
{
	autobuf struct buf b;

	buf_init(&b, MAX_HELP);
	buf_add_text(&b, "Usage: dockwarden COMMAND [OPTION]...\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		buf_printf(&b, "  %-10s%s\n", commands[i].name,
			   commands[i].help);
	buf_add_text(&b,
		     "\n  --help    print this; after a command: its options\n"
		     "  --version print the version\n"
		     "\nExit status: 0 nothing found, 1 something found, "
		     "2 trouble.\n");
	return command_print(buf_view(&b));
}

static int run_command(int argc, char **argv)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[0], commands[i].name) == 0)
			return commands[i].run(argc, argv);
	command_say("unknown %s \"%s\"; see dockwarden --help",
		    argv[0][0] == '-' ? "option" : "command", argv[0]);
	return STATUS_TROUBLE;
}

int main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN); /* a failed write tells */
	tzset();
	if (argc < 2) {
		command_say("no command given; see dockwarden --help");
		return STATUS_TROUBLE;
	}
	if (strcmp(argv[1], "--help") == 0)
		return print_help();
	if (strcmp(argv[1], "--version") == 0)
		return command_print(
			VIEW("dockwarden " DOCKWARDEN_VERSION "\n"));
	return run_command(argc - 1, argv + 1);
}
