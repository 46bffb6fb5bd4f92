// SPDX-License-Identifier: BSD-2-Clause
#include "notice.h"

#include "finding.h"
#include "watch.h"

/* What tells notices of one time apart: FNV-1a over the reason, and what. */
static size_t ordinal_of(const struct notice *notice)
{
	uint64_t hash = 0xCBF29CE484222325ULL ^ notice->what;

	for (size_t i = 0; i < notice->reason.size; i++)
		hash = (hash ^ (unsigned char)notice->reason.data[i]) *
		       0x100000001B3ULL;
	return (size_t)hash;
}

void notice_alert(const struct notice *notice, struct event *event,
		  struct alert *ret)
{
	*event = (struct event){
		.id = { .seconds = notice->at / 1000,
			.milliseconds = (uint32_t)(notice->at % 1000) },
		.node = notice->node,
	};
	*ret = (struct alert){
		.event = event,
		.is_notice = true,
		.action = notice->action,
		.outcome = OUTCOME_UNKNOWN,
		.severity = notice->severity,
		.verdict = VERDICT_UNAUTHORIZED,
		.trust = TRUST_UNVERIFIED,
		.rule_id = view_of(WATCH_ITEM_SELF),
		.rule_name = view_of(watch_item_title(WATCH_ITEM_SELF)),
		.reason = notice->reason,
		.user = { .id = UID_UNSET,
			  .audit_id = UID_UNSET,
			  .group_id = UID_UNSET },
		.session = UINT32_MAX,
		.count = notice->count,
	};
	finding_id(event, notice->action, ordinal_of(notice), ret->id);
}
