// SPDX-License-Identifier: BSD-2-Clause
#include "rule_profile.h"

#include "printable.h"
#include "utf8.h"

#define MAX_PATH_SHOWN 512 /* bytes of a path in a comment */

static const char *const names[] = {
	[RULE_PROFILE_BASELINE] = "baseline",
	[RULE_PROFILE_FULL] = "full",
};

bool rule_profile_find(const char *name, enum rule_profile *ret)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum rule_profile)i;
			return true;
		}
	return false;
}

const char *rule_profile_name(enum rule_profile profile)
{
	return names[profile];
}

/* The plugin writes in its own directories for each event; a rule on them
 * would feed itself. */
static bool feeds_itself(const struct object *object)
{
	return strcmp(object->path, "/var/lib/dockwarden") == 0 ||
	       strcmp(object->path, "/var/log/dockwarden") == 0;
}

bool rule_profile_has(enum rule_profile profile, const struct object *object)
{
	if (object->kind == OBJECT_UNREAD || feeds_itself(object))
		return false;
	return profile == RULE_PROFILE_FULL || object->baseline;
}

bool rule_profile_writable(struct view path)
{
	struct view rest = path;

	while (rest.size) {
		uint32_t c;
		size_t size = utf8_next(rest, &c);

		/* The file is shown on terminals, too. */
		if (!size || utf8_is_hidden(c) ||
		    memchr("<>&!", rest.data[0], 4))
			return false;
		rest = view_skip(rest, size);
	}
	return path.size > 0;
}

/* auditctl.c unescapes "\\ " and "\\\\" in what it reads from a file. */
static void add_path(struct view path, struct buf *out)
{
	for (size_t i = 0; i < path.size; i++) {
		if (path.data[i] == ' ' || path.data[i] == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, path.data[i]);
	}
}

/* "04" of "SSE_SEC_APP_DOCKER_04"; VIEW_NONE of a site's own id. */
static struct view number_of(const char *item)
{
	struct view id = view_of(item), prefix = VIEW("SSE_SEC_APP_DOCKER_");

	return view_starts(id, prefix) ? view_skip(id, prefix.size) : VIEW_NONE;
}

/*
 * Reading is no change, but open(2) with O_RDONLY | O_TRUNC empties a file, and
 * the kernel takes it for reading (auditsc.c audit_match_perm(); seen on 6.18).
 * So reads are recorded where there are few; not in the data directory, where
 * containers read all day, nor of /etc/passwd, which everybody reads.
 */
static const char *permissions(const struct object *object)
{
	switch (object->class) {
	case WATCH_PROGRAM:
		return "rwxa";
	case WATCH_CONFIG:
	case WATCH_UNIT:
		return "rwa";
	case WATCH_AUDIT:
		/* A rule that leaves out whoever adds it is not recorded: that
		 * auditctl was executed is. */
		return strcmp(object->path, "/usr/sbin/auditctl") == 0 ? "wxa" :
									 "wa";
	case WATCH_STATE:
	case WATCH_SOCKET:
	case WATCH_ACCOUNTS:
	case WATCH_SITE:
		break;
	}
	return "wa";
}

static void add_keys(const struct object *object, struct buf *out)
{
	struct view number = number_of(object->item);

	if (object->class == WATCH_AUDIT)
		buf_add_text(out, " -k docker-audit");
	else if (number.size)
		buf_printf(out, " -k docker -k docker-%.*s", (int)number.size,
			   number.data);
	else
		buf_add_text(out, " -k docker -k docker-site");
}

void rule_profile_watch(enum rule_profile profile, const struct object *object,
			struct buf *out)
{
	/* auditctl makes of -w on a link to a directory a rule for that
	 * directory, which the kernel never applies. */
	if (object->kind == OBJECT_LINK) {
		buf_add_text(out, "-a always,exit -F path=");
		add_path(view_of(object->real), out);
		buf_add_text(out, " -F perm=wa");
		add_keys(object, out);
		return;
	}
	buf_add_text(out, "-w ");
	add_path(view_of(object->real), out);
	if (profile == RULE_PROFILE_BASELINE) {
		buf_add_text(out, " -k docker");
		return;
	}
	buf_printf(out, " -p %s", permissions(object));
	add_keys(object, out);
}

/* A rule that is loaded before its directory exists is one for a file, and
 * does not reach below it. */
static bool becomes_directory(const struct object *object)
{
	return object->class == WATCH_STATE ||
	       strcmp(object->path, "/etc/docker") == 0;
}

/* Is there a name for it beside its real path? */
static void add_note(const struct object *object, struct buf *out)
{
	autobuf struct buf note;

	buf_init(&note, MAX_PATH_SHOWN * 4);
	buf_add_text(&note, object->why);
	if (object->kind != OBJECT_LINK &&
	    strcmp(object->path, object->real) != 0) {
		buf_printf(&note, "%swhere %s leads", note.size ? "; " : "",
			   object->path);
	}
	if (object->kind == OBJECT_ABSENT)
		buf_printf(&note, "%snot there yet%s", note.size ? "; " : "",
			   becomes_directory(object) ? ": load again then" :
						       "");
	if (!note.size)
		return;
	buf_add_text(out, "# ");
	printable_text(out, buf_view(&note), MAX_PATH_SHOWN);
	buf_add_text(out, ":\n");
}

static void add_object(enum rule_profile profile, const struct object *object,
		       struct buf *out)
{
	if (!rule_profile_writable(view_of(object->real))) {
		buf_add_text(out, "# auditctl has no way to write the name ");
		printable_word(out, view_of(object->real), MAX_PATH_SHOWN);
		buf_add_byte(out, '\n');
		return;
	}
	add_note(object, out);
	rule_profile_watch(profile, object, out);
	buf_add_byte(out, '\n');
}

/* A heading where the item, or files and directories, change. */
static void add_heading(const struct object *object, const struct object *last,
			struct buf *out)
{
	bool directory = object->kind == OBJECT_DIRECTORY;
	struct view number = number_of(object->item);
	const char *title = watch_item_title(object->item);

	if (last && strcmp(last->item, object->item) == 0 &&
	    (last->kind == OBJECT_DIRECTORY) == directory)
		return;
	buf_add_text(out, "\n## ");
	if (number.size)
		buf_printf(out, "%.*s: ", (int)number.size, number.data);
	if (title)
		buf_add_text(out, title);
	else
		printable_text(out, view_of(object->item), MAX_PATH_SHOWN);
	buf_add_text(out, directory ? " (directories)\n" : "\n");
}

static void add_objects(enum rule_profile profile,
			const struct object_list *objects, struct buf *out)
{
	const struct object *last = NULL;

	for (size_t i = 0; i < objects->count; i++) {
		const struct object *object = &objects->list[i];

		if (!rule_profile_has(profile, object))
			continue;
		add_heading(object, last, out);
		add_object(profile, object, out);
		last = object;
	}
}

static const char *const architectures[] = { "b64", "b32" };

#define ARCHITECTURES (sizeof(architectures) / sizeof(architectures[0]))

/* A rule for calls that name the object. */
static void add_call(const char *calls, size_t architecture,
		     const struct object *object, struct buf *out)
{
	buf_printf(out, "-a always,exit -F arch=%s -S %s -F %s=",
		   architectures[architecture], calls,
		   object->kind == OBJECT_DIRECTORY ? "dir" : "path");
	add_path(view_of(object->real), out);
	add_keys(object, out);
	buf_add_byte(out, '\n');
}

/* unix(7) sockets are opened by connect(2), which -p does not know. */
static void add_connect(const struct object_list *objects, struct buf *out)
{
	static const char *const calls[] = { "connect", "connect,socketcall" };

	buf_add_text(out, "\n## 08: who talks to the daemon\n");
	for (size_t i = 0; i < objects->count; i++) {
		const struct object *object = &objects->list[i];

		if (object->class != WATCH_SOCKET ||
		    object->kind == OBJECT_UNREAD ||
		    object->kind == OBJECT_LINK ||
		    !rule_profile_writable(view_of(object->real)))
			continue;
		for (size_t a = 0; a < ARCHITECTURES; a++)
			add_call(calls[a], a, object, out);
	}
}

#define MOUNT_CALLS "mount,umount2,move_mount,open_tree"
#define HANDLE_CALLS "open_by_handle_at"

/* What no -p sees of an object: a mount over it or of it elsewhere, and that it
 * is opened by its handle.  Below the data the runtime mounts all day, and
 * containers are given /etc/passwd to read; what a site watches is its own
 * affair, and who blinds the audit trail has simpler ways, which are recorded.
 * A socket is not opened. */
static const char *calls_for(const struct object *object)
{
	bool there =
		object->kind == OBJECT_FILE || object->kind == OBJECT_DIRECTORY;

	if (!rule_profile_has(RULE_PROFILE_FULL, object) ||
	    !rule_profile_writable(view_of(object->real)))
		return NULL;
	switch (object->class) {
	case WATCH_PROGRAM:
	case WATCH_CONFIG:
	case WATCH_UNIT:
		return there ? MOUNT_CALLS "," HANDLE_CALLS : NULL;
	case WATCH_SOCKET:
		return object->kind == OBJECT_LINK ? NULL : MOUNT_CALLS;
	case WATCH_STATE:
	case WATCH_ACCOUNTS:
		return there ? HANDLE_CALLS : NULL;
	case WATCH_AUDIT:
	case WATCH_SITE:
		break;
	}
	return NULL;
}

static void add_mounts(const struct object_list *objects, struct buf *out)
{
	buf_add_text(out, "\n## Mounts over what is watched, or of it "
			  "elsewhere, and files opened by handle\n");
	for (size_t i = 0; i < objects->count; i++) {
		const struct object *object = &objects->list[i];
		const char *calls = calls_for(object);

		for (size_t a = 0; calls && a < ARCHITECTURES; a++)
			add_call(calls, a, object, out);
	}
	for (size_t a = 0; a < ARCHITECTURES; a++)
		buf_printf(out,
			   "-a always,exit -F arch=%s -S " MOUNT_CALLS
			   " -F path=/etc -k docker -k docker-06\n",
			   architectures[a]);
}

/* FS_IOC_SETFLAGS, linux/fs.h: the numbers of 64 and 32 bits.  The call has no
 * path: only sessions of a login are asked for, or journald would be heard. */
static const char *const set_flags[] = { "0x40086602", "0x40046602" };

static void add_tripwires(struct buf *out)
{
	buf_add_text(out, "\n## io_uring writes unseen by any watch; chattr\n");
	for (size_t a = 0; a < ARCHITECTURES; a++) {
		buf_printf(out,
			   "-a always,exit -F arch=%s -S io_uring_setup "
			   "-k docker -k docker-uring\n",
			   architectures[a]);
		buf_printf(out,
			   "-a always,exit -F arch=%s -S ioctl -F a1=%s "
			   "-F auid!=-1 -k docker -k docker-chattr\n",
			   architectures[a], set_flags[a]);
	}
}

static void add_missing(enum rule_profile profile,
			const struct object_list *objects, struct buf *out)
{
	size_t count = 0;

	for (size_t i = 0; i < objects->missing_count; i++) {
		const struct object *object = &objects->missing[i];

		if (!rule_profile_has(profile, object))
			continue;
		if (!count++)
			buf_add_text(out, "\n## Not here, and neither is their "
					  "directory, so that no rule would be "
					  "taken:\n");
		buf_add_text(out, "# ");
		printable_word(out, view_of(object->path), MAX_PATH_SHOWN);
		buf_add_byte(out, '\n');
	}
}

static void add_unread(const struct object_list *objects, struct buf *out)
{
	for (size_t i = 0; i < objects->count; i++) {
		if (objects->list[i].kind != OBJECT_UNREAD)
			continue;
		buf_add_text(out, "# could not be looked at: ");
		printable_word(out, view_of(objects->list[i].path),
			       MAX_PATH_SHOWN);
		buf_add_byte(out, '\n');
	}
}

/*
 * The audit-rules.service of auditd 4.0 is required by auditd's: where auditctl
 * -R exits with 1, auditd does not start.  -i has it exit with 0, unless -c came
 * before what was refused (auditctl.c, fileopt() of 3.0.9 and 4.0.2).  So -i is
 * for our rules; what others wrote after them is their matter.
 */
void rule_profile_print(enum rule_profile profile,
			const struct object_list *objects, struct buf *out)
{
	buf_printf(out,
		   "# dockwarden rules --profile %s, for this host.\n"
		   "# A file for /etc/audit/rules.d; augenrules --load loads "
		   "it.  The first rule that\n# matches gives the key: files "
		   "come before directories.\n\n"
		   "# A rule that is refused, since its directory is gone, "
		   "neither stops the others\n# nor keeps auditd from "
		   "starting.\n-i\n",
		   rule_profile_name(profile));
	add_objects(profile, objects, out);
	if (profile == RULE_PROFILE_FULL) {
		add_connect(objects, out);
		add_mounts(objects, out);
		add_tripwires(out);
	}
	add_missing(profile, objects, out);
	add_unread(objects, out);
	buf_add_text(out, "\n# From here on refused rules make an exit status "
			  "of 1.\n-c\n");
}
