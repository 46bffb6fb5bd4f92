// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 13: traffic between containers on the default bridge.  --icc is about
 * docker0 alone; a network that somebody makes has an option of its own.
 */
#include "check_daemon.h"

#define REMEDY                                                               \
	"start dockerd with --icc=false, or \"icc\": false in daemon.json, " \
	"and let containers that have to talk share a network (docker "      \
	"network create; its own option is "                                 \
	"com.docker.network.bridge.enable_icc)"

static bool has_bridge(const struct check_daemon *c, struct buf *evidence)
{
	const struct daemon_setting *bridge =
		daemon_text(c->source, DAEMON_BRIDGE);

	if (!bridge || strcmp(bridge->value, "none") != 0)
		return true;
	buf_add_text(evidence, bridge->where);
	return false;
}

static void judge(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	const struct daemon_setting *setting;
	bool on = daemon_flag(c->source, DAEMON_ICC, &setting);

	check_draft_init(&draft);
	if (!has_bridge(c, &draft.evidence)) {
		buf_add_text(&draft.what, "there is no default bridge");
		check_daemon_add(c, CHECK_NA, &draft);
		return;
	}
	if (!check_daemon_knows(c, DAEMON_ICC))
		return;
	if (setting) {
		buf_add_text(&draft.evidence, setting->where);
	} else {
		check_daemon_unset(c, DAEMON_ICC, &draft.evidence);
		buf_add_text(&draft.evidence, ": by default it is true");
	}
	buf_add_text(&draft.what,
		     on ? "containers on the default bridge reach each other" :
			  "containers on the default bridge do not reach each "
			  "other");
	if (on)
		buf_add_text(&draft.remedy, REMEDY);
	check_daemon_add(c, on ? CHECK_FAIL : CHECK_PASS, &draft);
}

void check_icc(const struct check_host *host, struct check_result *result)
{
	check_daemon_each(
		host, result,
		CHECK_OPTION(DAEMON_ICC) | CHECK_OPTION(DAEMON_BRIDGE), judge);
}
