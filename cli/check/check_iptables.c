// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 14: dockerd makes the rules that its networks and published ports need,
 * unless it is told not to.
 */
#include "check_daemon.h"

static void judge_ip6tables(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	const struct daemon_setting *setting;
	bool on = daemon_flag(c->source, DAEMON_IP6TABLES, &setting);

	check_draft_init(&draft);
	if (!setting || on)
		return;
	buf_add_text(&draft.what,
		     "dockerd makes no ip6tables rules: networks with IPv6 "
		     "are not filtered by it");
	buf_add_text(&draft.evidence, setting->where);
	buf_add_text(&draft.remedy,
		     "remove it, or keep rules of your own for IPv6");
	check_daemon_add(c, CHECK_WARN, &draft);
}

static void judge(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	const struct daemon_setting *setting;
	bool on = daemon_flag(c->source, DAEMON_IPTABLES, &setting);

	check_draft_init(&draft);
	judge_ip6tables(c);
	if (!check_daemon_knows(c, DAEMON_IPTABLES))
		return;
	if (setting) {
		buf_add_text(&draft.evidence, setting->where);
	} else {
		check_daemon_unset(c, DAEMON_IPTABLES, &draft.evidence);
		buf_add_text(&draft.evidence, ": by default it is true");
	}
	buf_add_text(&draft.what, on ? "dockerd makes its iptables rules" :
				       "dockerd is told to make no iptables "
				       "rules");
	if (!on)
		buf_add_text(&draft.remedy,
			     "start dockerd without --iptables=false, and "
			     "remove \"iptables\" from daemon.json; rules of "
			     "your own belong in the chain DOCKER-USER");
	check_daemon_add(c, on ? CHECK_PASS : CHECK_FAIL, &draft);
}

void check_iptables(const struct check_host *host, struct check_result *result)
{
	check_daemon_each(host, result,
			  CHECK_OPTION(DAEMON_IPTABLES) |
				  CHECK_OPTION(DAEMON_IP6TABLES),
			  judge);
}
