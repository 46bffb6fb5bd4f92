// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 13: traffic between containers on the default bridge.  --icc is about
 * docker0 alone; a network that somebody makes has an option of its own, and is
 * there for containers to reach each other: of those the engine's answer is
 * told, and judged by nobody.
 */
#include "check_daemon.h"
#include "check_users.h"
#include "engine_networks.h"
#include "printable.h"

#define MAX_SHOWN 100

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

static void add_networks(const struct engine_networks *networks,
			 struct buf *out)
{
	if (!networks->open)
		return;
	buf_add_text(out, "; in networks that somebody made they do: ");
	for (size_t i = 0; i < networks->open && i < ENGINE_NETWORKS_MAX_NAMES;
	     i++) {
		buf_add_text(out, i ? ", " : "");
		printable_word(out, view_of(networks->names[i]), MAX_SHOWN);
	}
	if (networks->open > ENGINE_NETWORKS_MAX_NAMES)
		buf_printf(out, ", and %zu more",
			   networks->open - ENGINE_NETWORKS_MAX_NAMES);
}

static void add_setting(const struct check_daemon *c,
			const struct daemon_setting *setting, struct buf *out)
{
	if (setting) {
		buf_add_text(out, setting->where);
		return;
	}
	check_daemon_unset(c, DAEMON_ICC, out);
	buf_add_text(out, ": by default it is true");
}

static void judge(const struct check_daemon *c)
{
	autonetworks struct engine_networks networks;
	autodraft struct check_draft draft;
	const struct daemon_setting *setting;
	bool on = daemon_flag(c->source, DAEMON_ICC, &setting);

	check_draft_init(&draft);
	(void)engine_networks_of(c->host, c->source, &networks);
	if (!has_bridge(c, &draft.evidence)) {
		buf_add_text(&draft.what, "there is no default bridge");
		check_daemon_add(c, CHECK_NA, &draft);
		return;
	}
	if (!networks.bridge && !check_daemon_knows(c, DAEMON_ICC))
		return;
	add_setting(c, setting, &draft.evidence);
	if (networks.bridge) {
		on = networks.bridge_icc;
		buf_printf(&draft.evidence, "; the engine answers %s",
			   on ? "true" : "false");
	}
	add_networks(&networks, &draft.evidence);
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
