// SPDX-License-Identifier: BSD-2-Clause
/*
 * audisp-dockwarden: started by auditd, reads audit records on standard input
 * and says which of them are unauthorized changes to Docker's files.
 */
#include <stdio.h>
#include <unistd.h>

#include "sandbox.h"
#include "service.h"

#define EXIT_TROUBLE 2

/* Out of memory before it began: auditd must not be stopped by that. */
static void drain(void)
{
	char bytes[4096];

	while (read(STDIN_FILENO, bytes, sizeof(bytes)) > 0)
		continue;
}

int main(int argc, char **argv)
{
	static struct service service = SERVICE_NONE;
	sigset_t signals;
	int r;

	service_signals(&signals);
	sandbox_signals(&signals);
	r = plugin_options_read(argc, argv, &service.plugin.options,
				&service.wrong);
	if (service.plugin.options.help) {
		plugin_options_help();
		return 0;
	}
	if (service.plugin.options.version) {
		puts("audisp-dockwarden " DOCKWARDEN_VERSION);
		return 0;
	}
	if (r < 0)
		fprintf(stderr, "audisp-dockwarden: %s\n", service.wrong.text);
	service_make_absolute(&service);
	service_look_at_input(&service);
	if (r < 0 && !service.stream)
		return EXIT_TROUBLE;
	(void)sandbox_reset();
	if (service_start(&service, &signals) < 0) {
		drain();
		return EXIT_TROUBLE;
	}
	service_run(&service);
	service_done(&service);
	return 0;
}
