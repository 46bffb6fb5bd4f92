// SPDX-License-Identifier: BSD-2-Clause
#include "alert.h"

#include <errno.h>

static const struct {
	enum severity severity;
	const char *name;
} severities[] = {
	{ SEVERITY_LOW, "low" },
	{ SEVERITY_MEDIUM, "medium" },
	{ SEVERITY_HIGH, "high" },
	{ SEVERITY_CRITICAL, "critical" },
};

#define SEVERITY_COUNT (sizeof(severities) / sizeof(severities[0]))

const char *severity_name(enum severity severity)
{
	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		if (severities[i].severity == severity)
			return severities[i].name;
	return "";
}

int severity_from_name(struct view name, enum severity *ret)
{
	for (size_t i = 0; i < SEVERITY_COUNT; i++) {
		if (view_is(name, severities[i].name)) {
			*ret = severities[i].severity;
			return 0;
		}
	}
	return -ENOENT;
}

const char *outcome_name(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_SUCCESS:
		return "success";
	case OUTCOME_FAILURE:
		return "failure";
	case OUTCOME_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *trust_name(enum trust trust)
{
	switch (trust) {
	case TRUST_VERIFIED:
		return "verified";
	case TRUST_CONTRADICTED:
		return "contradicted";
	case TRUST_UNVERIFIED:
		break;
	}
	return "unverified";
}

const char *verdict_name(enum verdict_kind kind)
{
	return kind == VERDICT_AUTHORIZED ? "authorized" : "unauthorized";
}

const char *witness_name(enum witness_state state)
{
	switch (state) {
	case WITNESS_SEEN:
		return "seen";
	case WITNESS_GONE:
		return "gone";
	case WITNESS_ANOTHER:
		return "another";
	case WITNESS_LATE:
		return "late";
	case WITNESS_REFUSED:
		break;
	}
	return "refused";
}

const char *witness_words(enum witness_state state)
{
	switch (state) {
	case WITNESS_SEEN:
		return "it was seen";
	case WITNESS_GONE:
		return "it had ended";
	case WITNESS_ANOTHER:
		return "another has its pid";
	case WITNESS_LATE:
		return "the look took too long";
	case WITNESS_REFUSED:
		break;
	}
	return "the kernel refused";
}

bool alert_agent_is_host(const struct alert_agent *agent, struct view node)
{
	struct view host = agent->host;

	return !node.data || view_equal(node, host) ||
	       (host.size && view_starts(node, host) &&
		node.data[host.size] == '.');
}

size_t alert_witness_texts(struct alert_witness *w,
			   struct view *ret[ALERT_WITNESS_TEXTS])
{
	size_t count = 0;

	ret[count++] = &w->executable;
	ret[count++] = &w->container_id;
	ret[count++] = &w->container_name;
	for (size_t i = 0; i < w->ancestor_count; i++) {
		ret[count++] = &w->ancestors[i].name;
		ret[count++] = &w->ancestors[i].executable;
	}
	return count;
}

const struct alert_ancestor *alert_parent(const struct alert *alert)
{
	const struct alert_witness *w = alert->witness;

	if (!w || w->ancestor_count == 0 ||
	    (alert->process.has_ppid &&
	     w->ancestors[0].pid != alert->process.ppid))
		return NULL;
	return &w->ancestors[0];
}

struct view alert_host(const struct alert *alert)
{
	if (alert->event->node.size || !alert->agent)
		return alert->event->node;
	return alert->agent->host;
}
