// SPDX-License-Identifier: BSD-2-Clause
/*
 * Common Event Format, version 0, one line:
 *
 *   CEF:0|dockwarden|dockwarden|0.1.0|SSE_SEC_APP_DOCKER_10|
 *   Audit /etc/docker/daemon.json|10|rt=1795308408202 act=write …
 *
 * In the header "\" and "|" are escaped, in the extension "\" and "=", and a
 * line feed and a carriage return are written \n and \r.  Every other byte
 * that is not text is \xNN (line.h), its backslash escaped like any.
 *
 * Keys are those of the format's dictionary, with the meanings that its users
 * give them: s… is the login user and the program, d… the user it acted as
 * and the host.  What the dictionary has no key for begins with "dockwarden".
 */
#include "format.h"

#include "flat.h"
#include "path.h"
#include "timestamp.h"

#define PRODUCT "dockwarden"
/* Of the header's fields, in bytes. */
#define CLASS_ID_MAX 255
#define NAME_MAX_BYTES 255

struct key_row {
	const char *key;
	const char *label; /* csNLabel's value; NULL: the key has a meaning */
	enum flat_field field;
};

static const struct key_row keys[] = {
	{ "externalId", NULL, FLAT_ID },
	{ "cat", NULL, FLAT_VERDICT },
	{ "act", NULL, FLAT_ACTION },
	{ "outcome", NULL, FLAT_OUTCOME },
	{ "cnt", NULL, FLAT_COUNT_OF },
	{ "dhost", NULL, FLAT_HOST },
	{ "filePath", NULL, FLAT_FILE_PATH },
	{ "fileId", NULL, FLAT_FILE_INODE },
	{ "filePermission", NULL, FLAT_FILE_MODE },
	{ "sproc", NULL, FLAT_EXECUTABLE },
	{ "spid", NULL, FLAT_PID },
	{ "suid", NULL, FLAT_LOGIN_ID },
	{ "suser", NULL, FLAT_LOGIN_NAME },
	{ "duid", NULL, FLAT_USER_ID },
	{ "duser", NULL, FLAT_USER_NAME },
	{ "dvchost", NULL, FLAT_AGENT_HOST },
	{ "deviceExternalId", NULL, FLAT_AGENT_ID },
	{ "cs1", "attackTechniques", FLAT_TECHNIQUES },
	{ "cs2", "auditEvent", FLAT_EVENT },
	{ "cs3", "recordedPath", FLAT_RECORDED_PATH },
	{ "cs4", "policyRule", FLAT_POLICY_RULE },
	{ "cs5", "containerId", FLAT_CONTAINER_ID },
	{ "cs6", "auditKey", FLAT_KEY },
	{ "cn1", "auditSession", FLAT_SESSION },
	{ "dockwardenExecutableTrust", NULL, FLAT_EXECUTABLE_TRUST },
	{ "dockwardenTargetPath", NULL, FLAT_TARGET_PATH },
	{ "dockwardenDevice", NULL, FLAT_FILE_DEVICE },
	{ "dockwardenGroup", NULL, FLAT_GROUP_NAME },
	{ "dockwardenMember", NULL, FLAT_MEMBER_NAME },
	{ "dockwardenProcessName", NULL, FLAT_PROCESS_NAME },
	{ "dockwardenParentPid", NULL, FLAT_PARENT_PID },
	{ "dockwardenCommandLine", NULL, FLAT_COMMAND_LINE },
	{ "dockwardenSyscall", NULL, FLAT_SYSCALL },
	{ "dockwardenTty", NULL, FLAT_TTY },
	{ "dockwardenContainerName", NULL, FLAT_CONTAINER_NAME },
	{ "dockwardenWitness", NULL, FLAT_WITNESS },
	{ "dockwardenWitnessExecutable", NULL, FLAT_WITNESS_EXECUTABLE },
	{ "dockwardenAncestors", NULL, FLAT_ANCESTORS },
	{ "reason", NULL, FLAT_REASON },
	{ "msg", NULL, FLAT_MESSAGE },
};

static const char *escape_header(char c)
{
	return c == '\\' ? "\\\\" : c == '|' ? "\\|" : NULL;
}

static const char *escape_extension(char c)
{
	switch (c) {
	case '\\':
		return "\\\\";
	case '=':
		return "\\=";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	default:
		return NULL;
	}
}

/* 0 to 10: 3 is Low, 5 Medium, 8 High, 10 Very-High. */
static unsigned int cef_severity(enum severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return 10;
	case SEVERITY_HIGH:
		return 8;
	case SEVERITY_MEDIUM:
		return 5;
	case SEVERITY_LOW:
		break;
	}
	return 3;
}

static void put_header(struct line *l, struct flat *f)
{
	const struct alert *alert = f->alert;

	line_add(l,
		 VIEW("CEF:0|" PRODUCT "|" PRODUCT "|" DOCKWARDEN_VERSION "|"));
	if (!line_add_value(l, alert->rule_id, flat_room(f, FLAT_RULE_ID),
			    escape_header))
		flat_mark_cut(f, FLAT_RULE_ID);
	line_add(l, VIEW("|"));
	if (!line_add_value(l, alert->rule_name, flat_room(f, FLAT_RULE_NAME),
			    escape_header))
		flat_mark_cut(f, FLAT_RULE_NAME);
	line_add(l, VIEW("|"));
	line_add_number(l, cef_severity(alert->severity));
	line_add(l, VIEW("|rt="));
	line_add_number(l, timestamp_ms(&alert->event->id));
	if (alert->created) {
		line_add(l, VIEW(" art="));
		line_add_number(l, alert->created);
	}
}

static void put_key(struct line *l, const char *key)
{
	line_add(l, VIEW(" "));
	line_add(l, view_of(key));
	line_add(l, VIEW("="));
}

static void put_row(struct line *l, struct flat *f, const struct key_row *row)
{
	struct view text = flat_text(f, row->field);

	if (text.size == 0)
		return;
	if (row->label) {
		line_add(l, VIEW(" "));
		line_add(l, view_of(row->key));
		line_add(l, VIEW("Label="));
		line_add(l, view_of(row->label));
	}
	put_key(l, row->key);
	if (!line_add_value(l, text, flat_room(f, row->field),
			    escape_extension))
		flat_mark_cut(f, row->field);
}

/* The last part of the path, which filePath may have lost by its cap. */
static void put_file_name(struct line *l, struct flat *f)
{
	struct view path = flat_text(f, FLAT_FILE_PATH);
	struct view name = path.size ? path_name(path) : VIEW_NONE;

	if (name.size == 0)
		return;
	put_key(l, "fname");
	if (!line_add_value(l, name, flat_room(f, FLAT_RULE_NAME),
			    escape_extension))
		flat_mark_cut(f, FLAT_FILE_PATH);
}

static void put_cuts(struct line *l, const struct flat *f)
{
	if (f->cuts == 0)
		return;
	put_key(l, "dockwardenCut");
	for (unsigned int i = 0; i < FLAT_FIELDS; i++) {
		if (!(f->cuts >> i & 1))
			continue;
		if (l->out->data[l->out->size - 1] != '=')
			line_add(l, VIEW(" "));
		line_add(l, view_of(flat_name((enum flat_field)i)));
	}
}

static void put_line(struct line *l, struct flat *f)
{
	put_header(l, f);
	put_file_name(l, f);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		put_row(l, f, &keys[i]);
	put_cuts(l, f);
	line_add(l, VIEW("\n"));
}

int format_cef(const struct alert *alert, struct buf *out)
{
	return flat_write(alert, out, FORMAT_MAX_LINE, put_line);
}
