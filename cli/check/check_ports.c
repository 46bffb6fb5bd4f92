// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whoever reaches a TCP port of dockerd that asks him for no certificate
 * controls it, in whatever group he is.  Item 17 judges the ports; what it
 * finds wrong is wrong here too.
 */
#include "check_daemon.h"
#include "check_users.h"

static void copy(struct check_result *result, const struct check_finding *f)
{
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	buf_add_text(&draft.what, f->what);
	buf_add_text(&draft.evidence, f->evidence);
	buf_add_text(&draft.remedy, f->remedy);
	check_result_add(result, f->status, &draft);
}

void check_ports(const struct check_users *c)
{
	struct check_result ports;

	check_result_init(&ports, c->result->item, c->result->title,
			  c->result->required);
	check_listeners(c->host, &ports);
	for (size_t i = 0; i < ports.count; i++)
		if (ports.findings[i].status == CHECK_FAIL ||
		    ports.findings[i].status == CHECK_UNKNOWN)
			copy(c->result, &ports.findings[i]);
	if (ports.error)
		c->result->error = ports.error;
	check_result_done(&ports);
}
