// SPDX-License-Identifier: BSD-2-Clause
#include "decide.h"

struct verdict decide(const struct policy *policy, const struct change *change,
		      const struct actor *actor)
{
	struct verdict v = { .kind = VERDICT_UNAUTHORIZED,
			     .by = AUTHORITY_COUNT };

	v.answers[AUTHORITY_RUNTIME] = authority_runtime(policy, change, actor);
	v.answers[AUTHORITY_VOLUME] = authority_volume(change, actor);
	v.answers[AUTHORITY_PACKAGE] = authority_package(change, actor);
	v.answers[AUTHORITY_USER] = authority_user(policy, change, actor);
	v.answers[AUTHORITY_SITE] =
		authority_site(policy, change, actor, &v.rule);
	v.answers[AUTHORITY_HOST] = authority_host(change, actor);
	/* Who forges a login uid is not vouched for by the one it took. */
	if (change->action == ACTION_LOGIN && actor->session == SESSION_FORGED)
		v.answers[AUTHORITY_USER] = ANSWER_FORGED;
	/* Whose process it was that asked PAM vouches for nobody. */
	for (int i = 0; change->gate && i < AUTHORITY_COUNT; i++)
		if (i != AUTHORITY_SITE)
			v.answers[i] = ANSWER_GATE;
	for (int i = AUTHORITY_COUNT - 1; i >= 0; i--)
		if (v.answers[i] == ANSWER_GRANTED)
			v.by = (enum authority)i;
	if (v.by != AUTHORITY_COUNT)
		v.kind = VERDICT_AUTHORIZED;
	return v;
}

void decide_explain(const struct verdict *verdict, struct buf *out)
{
	for (int i = 0; i < AUTHORITY_COUNT; i++) {
		enum answer answer = verdict->answers[i];

		buf_printf(out, "  %s: %s%s", authority_name((enum authority)i),
			   answer == ANSWER_GRANTED ? "" : "no: ",
			   answer_text(answer));
		if (i == AUTHORITY_SITE && verdict->rule)
			buf_printf(out, " (\"%s\")", verdict->rule->name);
		buf_add_byte(out, '\n');
	}
}
