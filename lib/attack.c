// SPDX-License-Identifier: BSD-2-Clause
#include "attack.h"

enum symbol {
#define TECHNIQUE(symbol, ...) TECHNIQUE_##symbol,
#include "attack.def"
#undef TECHNIQUE
};

static const struct technique techniques[] = {
#define TECHNIQUE(symbol, id, name, tactic_id, tactic) \
	{ id, name, tactic_id, tactic },
#include "attack.def"
#undef TECHNIQUE
};

static void add(struct alert *alert, enum symbol symbol)
{
	if (alert->technique_count < ALERT_MAX_TECHNIQUES)
		alert->techniques[alert->technique_count++] =
			&techniques[symbol];
}

static void add_for_object(struct alert *alert, enum watch_class class)
{
	switch (class) {
	case WATCH_PROGRAM:
		add(alert, TECHNIQUE_BINARY);
		break;
	case WATCH_STATE:
		add(alert, TECHNIQUE_IMAGE);
		break;
	case WATCH_CONFIG:
		add(alert, TECHNIQUE_SERVICE);
		break;
	case WATCH_UNIT:
		add(alert, TECHNIQUE_UNIT);
		break;
	case WATCH_SOCKET:
		add(alert, TECHNIQUE_PERMISSIONS);
		break;
	case WATCH_ACCOUNTS:
		add(alert, TECHNIQUE_GROUP);
		break;
	case WATCH_AUDIT:
		add(alert, TECHNIQUE_AUDIT);
		break;
	case WATCH_SITE:
		break;
	}
}

void attack_classify(struct alert *alert, enum watch_class class,
		     bool container)
{
	switch (alert->action) {
	case ACTION_WRITE:
	case ACTION_CREATE:
	case ACTION_DELETE:
	case ACTION_RENAME:
	case ACTION_LINK:
	case ACTION_MEMBERSHIP:
	case ACTION_RULE:
	case ACTION_AUDIT:
		add_for_object(alert, class);
		break;
	case ACTION_ATTRIBUTE:
		add(alert, TECHNIQUE_PERMISSIONS);
		break;
	case ACTION_EXEC:
	case ACTION_CONNECT:
		add(alert, TECHNIQUE_COMMAND);
		break;
	case ACTION_MOUNT:
		add(alert, TECHNIQUE_BIND_MOUNT);
		break;
	case ACTION_LOGIN:
		if (class == WATCH_ACCOUNTS) {
			add(alert, TECHNIQUE_ACCOUNT);
			break;
		}
		add(alert, TECHNIQUE_MASQUERADE);
		add(alert, TECHNIQUE_AUDIT);
		break;
	case ACTION_READ:
	case ACTION_LOST:
	case ACTION_COUNT:
		break;
	}
	if (container)
		add(alert, TECHNIQUE_ESCAPE);
	if (alert->trust == TRUST_CONTRADICTED)
		add(alert, TECHNIQUE_MASQUERADE);
}
