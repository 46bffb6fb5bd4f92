// SPDX-License-Identifier: BSD-2-Clause
#include "kernel.h"

#include <stdio.h>

#define REASON_SIZE 256

struct teller {
	kernel_fn *fn;
	void *user;
	char reason[REASON_SIZE];
};

static void tell(struct teller *t, enum action action, enum severity severity,
		 uint64_t count, uint64_t what)
{
	t->fn(t->user, &(struct notice){ .action = action,
					 .severity = severity,
					 .reason = view_of(t->reason),
					 .count = count,
					 .what = what });
}

static void compare_state(const struct aide_kernel *old,
			  const struct aide_kernel *new, struct teller *t)
{
	if (new->enabled == 0 && (!old || old->enabled != 0)) {
		(void)snprintf(t->reason, sizeof(t->reason),
			       "auditing is switched off in the kernel: "
			       "nothing is recorded");
		tell(t, ACTION_AUDIT, SEVERITY_CRITICAL, 0, 0);
	}
	if (new->rate_limit &&
	    (!old || !old->rate_limit || new->rate_limit < old->rate_limit)) {
		(void)snprintf(t->reason, sizeof(t->reason),
			       "the kernel drops audit records over %u a "
			       "second (auditctl -r)",
			       new->rate_limit);
		tell(t, ACTION_AUDIT, SEVERITY_HIGH, 0, new->rate_limit);
	}
}

/* Without such a process the kernel's records go to its log alone. */
static void compare_taker(struct kernel *k, const struct aide_kernel *new,
			  struct teller *t)
{
	if (k->known && new->pid == 0 && k->last.pid) {
		(void)snprintf(t->reason, sizeof(t->reason),
			       "no process takes the audit records any more: "
			       "process %u did",
			       k->last.pid);
		tell(t, ACTION_AUDIT, SEVERITY_CRITICAL, 0, k->last.pid);
	}
	if (new->pid == 0)
		return;
	if (k->taker && new->pid != k->taker) {
		(void)snprintf(t->reason, sizeof(t->reason),
			       "process %u takes the audit records in place "
			       "of process %u",
			       new->pid, k->taker);
		tell(t, ACTION_AUDIT, SEVERITY_CRITICAL, 0, new->pid);
	}
	k->taker = new->pid;
}

static void compare_lost(const struct aide_kernel *old,
			 const struct aide_kernel *new, struct teller *t)
{
	uint32_t more;

	if (!old || new->lost == old->lost)
		return;
	more = new->lost - old->lost;
	if (new->lost < old->lost) /* auditctl --reset-lost, recorded */
		more = new->lost;
	if (more == 0)
		return;
	(void)snprintf(t->reason, sizeof(t->reason),
		       "the kernel lost %u audit records: its backlog of %u "
		       "was full, or a rate limit was met",
		       more, new->backlog_limit);
	tell(t, ACTION_LOST, SEVERITY_CRITICAL, more, new->lost);
}

static void tell_rules(const struct kernel *k, const struct aide_kernel *new,
		       struct teller *t)
{
	enum severity severity = SEVERITY_MEDIUM;

	if (new->docker_rules == 0) {
		severity = SEVERITY_CRITICAL;
		(void)snprintf(t->reason, sizeof(t->reason),
			       "the kernel has no audit rule with a docker "
			       "key%s",
			       k->docker_rules ? " any more" : "");
	} else {
		if (new->docker_rules < k->docker_rules)
			severity = SEVERITY_HIGH;
		(void)snprintf(t->reason, sizeof(t->reason),
			       "the kernel's audit rules with a docker key "
			       "were changed: %u before, %u now",
			       k->docker_rules, new->docker_rules);
	}
	tell(t, ACTION_RULE, severity, 0, new->digest);
}

static void tell_mute(const struct kernel *k, const struct aide_kernel *new,
		      struct teller *t)
{
	(void)snprintf(t->reason, sizeof(t->reason),
		       "audit rules that keep events from being recorded "
		       "(never, exclude) were added: %u before, %u now",
		       k->mute_rules, new->mute_rules);
	tell(t, ACTION_RULE, SEVERITY_HIGH, 0, new->all_digest);
}

static void take_rules(struct kernel *k, const struct aide_kernel *new)
{
	k->docker_rules = new->docker_rules;
	k->mute_rules = new->mute_rules;
	k->digest = new->digest;
	k->unstable = false;
}

/* A mute rule that is gone is no loss. */
static void compare_rules(struct kernel *k, const struct aide_kernel *new,
			  struct teller *t)
{
	bool docker = new->digest != k->digest ||
		      new->docker_rules != k->docker_rules;
	bool mute = new->mute_rules > k->mute_rules;

	if (!docker && !mute) {
		k->mute_rules = new->mute_rules;
		k->unstable = false;
		return;
	}
	if (!k->unstable || new->digest != k->last.digest ||
	    new->mute_rules != k->last.mute_rules) {
		k->unstable = true;
		return;
	}
	if (docker)
		tell_rules(k, new, t);
	if (mute)
		tell_mute(k, new, t);
	take_rules(k, new);
}

/* What is loaded within the first answers is no change. */
static void begin_rules(struct kernel *k, const struct aide_kernel *new,
			struct teller *t)
{
	take_rules(k, new);
	k->bare = new->docker_rules == 0 ? k->bare + 1 : 0;
	if (k->bare <= KERNEL_BARE_ANSWERS)
		return;
	k->bare = 0;
	tell_rules(k, new, t);
}

void kernel_compare(struct kernel *k, const struct aide_kernel *answer,
		    kernel_fn *fn, void *user)
{
	const struct aide_kernel *old = k->known ? &k->last : NULL;
	struct teller t = { .fn = fn, .user = user };

	if (answer->error)
		return;
	compare_state(old, answer, &t);
	compare_taker(k, answer, &t);
	compare_lost(old, answer, &t);
	if (old && k->bare == 0)
		compare_rules(k, answer, &t);
	else
		begin_rules(k, answer, &t);
	k->last = *answer;
	k->known = true;
}
