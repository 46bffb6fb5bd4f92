// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as the PAM module's arguments and its policy's file, for each of
 * its hooks, users, and look-ups that fail.  libpam and libc's database are
 * this file's own.  Whatever the bytes are: root and users outside are never
 * refused, a code is one of the hook's, and who is let in by "strip" does not
 * carry the group.
 *
 * The input: a byte that chooses hook and user, one that chooses what fails,
 * a line of arguments, and the policy.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <security/pam_modutil.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOCKER 600
#define MAX_ARGUMENTS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct user {
	const char *name;
	uid_t uid;
	gid_t gid;
	bool member;
} users[] = {
	{ "root", 0, 0, false },	  { "toor", 0, 0, false },
	{ "bob", 1003, 1003, false },	  { "mallory", 1002, 1002, true },
	{ "pguser", 1004, DOCKER, true },
};
#define USERS (sizeof(users) / sizeof(users[0]))

static const struct user *asked; /* PAM_USER; NULL: there is none */
static uint8_t failing;		 /* bits: look-ups that do */
static gid_t list[8];		 /* the process's groups */
static int list_count;
static char path[64];
static bool trusting; /* the policy has the word, or protects others */

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* libpam's ---------------------------------------------------------------- */

int pam_get_item(const pam_handle_t *pamh, int item, const void **ret)
{
	(void)pamh;
	*ret = NULL;
	if (item == PAM_USER)
		*ret = asked ? asked->name : NULL;
	else if (item == PAM_SERVICE)
		*ret = failing & 16 ? "atd" : "login";
	return PAM_SUCCESS;
}

__attribute__((format(printf, 3, 4))) void
pam_syslog(const pam_handle_t *pamh, int level, const char *format, ...)
{
	char text[8192];
	va_list ap;

	(void)pamh;
	(void)level;
	va_start(ap, format);
	require(vsnprintf(text, sizeof(text), format, ap) >= 0);
	va_end(ap);
	require(!strchr(text, '\n'));
}

__attribute__((format(printf, 4, 5))) int pam_prompt(pam_handle_t *pamh,
						     int style, char **response,
						     const char *format, ...)
{
	(void)pamh;
	(void)style;
	(void)response;
	(void)format;
	return PAM_CONV_ERR;
}

int pam_get_data(const pam_handle_t *pamh, const char *name, const void **ret)
{
	(void)pamh;
	(void)name;
	(void)ret;
	return PAM_NO_MODULE_DATA;
}

int pam_set_data(pam_handle_t *pamh, const char *name, void *data,
		 void (*cleanup)(pam_handle_t *, void *, int))
{
	(void)pamh;
	(void)name;
	(void)data;
	(void)cleanup;
	return PAM_SYSTEM_ERR;
}

int pam_modutil_audit_write(pam_handle_t *pamh, int type, const char *message,
			    int code)
{
	(void)pamh;
	(void)type;
	(void)code;
	require(!strchr(message, '\n'));
	return PAM_SUCCESS;
}

/* libc's ------------------------------------------------------------------ */

static int give_user(const struct user *user, struct passwd *entry,
		     struct passwd **ret)
{
	static char nothing[] = "";
	static char name[32];

	*ret = NULL;
	if (failing & 1)
		return EIO;
	if (!user)
		return 0;
	(void)snprintf(name, sizeof(name), "%s", user->name);
	*entry = (struct passwd){ .pw_name = name,
				  .pw_passwd = nothing,
				  .pw_uid = user->uid,
				  .pw_gid = user->gid };
	*ret = entry;
	return 0;
}

int getpwnam_r(const char *name, struct passwd *entry, char *room, size_t size,
	       struct passwd **ret)
{
	(void)room;
	(void)size;
	for (size_t i = 0; i < USERS; i++)
		if (strcmp(users[i].name, name) == 0)
			return give_user(&users[i], entry, ret);
	return give_user(NULL, entry, ret);
}

int getpwuid_r(uid_t uid, struct passwd *entry, char *room, size_t size,
	       struct passwd **ret)
{
	(void)room;
	(void)size;
	for (size_t i = 0; i < USERS; i++)
		if (users[i].uid == uid)
			return give_user(&users[i], entry, ret);
	return give_user(NULL, entry, ret);
}

static int give_group(bool found, struct group *entry, struct group **ret)
{
	static char name[] = "docker", member[] = "mallory";
	static char *members[] = { member, NULL };

	*ret = NULL;
	if (found) {
		*entry = (struct group){ .gr_name = name,
					 .gr_gid = DOCKER,
					 .gr_mem = members };
		*ret = entry;
	}
	return failing & 2 ? EIO : 0;
}

int getgrnam_r(const char *name, struct group *entry, char *room, size_t size,
	       struct group **ret)
{
	(void)room;
	(void)size;
	return give_group(strcmp(name, "docker") == 0, entry, ret);
}

int getgrgid_r(gid_t gid, struct group *entry, char *room, size_t size,
	       struct group **ret)
{
	(void)room;
	(void)size;
	return give_group(gid == DOCKER, entry, ret);
}

int getgrouplist(const char *name, gid_t gid, gid_t *groups, int *count)
{
	bool member = strcmp(name, "mallory") == 0;

	if (failing & 4)
		return -1;
	groups[0] = gid;
	if (member)
		groups[1] = DOCKER;
	*count = 1 + member;
	return *count;
}

int getgroups(int room, gid_t *ret)
{
	if (room)
		memcpy(ret, list, (size_t)list_count * sizeof(*list));
	return list_count;
}

/* What a fortified call is. */
int __getgroups_chk(int room, gid_t *ret, size_t size);
int __getgroups_chk(int room, gid_t *ret, size_t size)
{
	require(room >= 0 && (size_t)room * sizeof(*ret) <= size);
	return getgroups(room, ret);
}

int setgroups(size_t count, const gid_t *groups)
{
	if (failing & 8) {
		errno = EPERM;
		return -1;
	}
	require(count <= (size_t)list_count);
	memmove(list, groups, count * sizeof(*list));
	list_count = (int)count;
	return 0;
}

/* ------------------------------------------------------------------------- */

static void become(const struct user *user)
{
	list_count = 0;
	if (!user)
		return;
	list[list_count++] = user->gid;
	if (user->member && user->gid != DOCKER)
		list[list_count++] = DOCKER;
}

static bool carries(void)
{
	for (int i = 0; i < list_count; i++)
		if (list[i] == DOCKER)
			return true;
	return false;
}

static void write_policy(const uint8_t *data, size_t size)
{
	int fd;

	if (!*path)
		(void)snprintf(path, sizeof(path), "/tmp/fuzz_module.%ld",
			       (long)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	require(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

/* Words of the line, policy= among them but for its value. */
static int split(char *line, const char **argv)
{
	static char policy[80];
	int argc = 0;
	char *save = NULL;

	(void)snprintf(policy, sizeof(policy), "policy=%s", path);
	argv[argc++] = policy;
	for (char *word = strtok_r(line, " ", &save);
	     word && argc < MAX_ARGUMENTS; word = strtok_r(NULL, " ", &save))
		if (strncmp(word, "policy=/", 8) != 0)
			argv[argc++] = word;
	return argc;
}

static bool has(int argc, const char **argv, const char *word)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], word) == 0)
			return true;
	return false;
}

/* Its content is libpam's business. */
static pam_handle_t *handle(void)
{
	static char nothing;

	return (pam_handle_t *)(void *)&nothing;
}

/* The word, and no other that would count instead. */
static bool only(int argc, const char **argv, const char *word)
{
	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], "action=", 7) == 0 &&
		    strcmp(argv[i], word) != 0)
			return false;
	return has(argc, argv, word);
}

static void ask(int hook, int argc, const char **argv)
{
	int code;

	become(asked);
	switch (hook) {
	case 0:
		code = pam_sm_acct_mgmt(handle(), 0, argc, argv);
		require(code == PAM_SUCCESS || code == PAM_PERM_DENIED ||
			(code == PAM_USER_UNKNOWN && !asked));
		break;
	case 1:
		code = pam_sm_open_session(handle(), 0, argc, argv);
		require(code == PAM_SUCCESS || code == PAM_PERM_DENIED);
		break;
	default:
		code = pam_sm_setcred(handle(), PAM_ESTABLISH_CRED, argc, argv);
		require(code == PAM_IGNORE || code == PAM_PERM_DENIED);
		break;
	}
	if (!asked || !asked->member)
		require(code != PAM_PERM_DENIED);
	/* A policy may trust him, where it can be read and says so. */
	if (hook == 1 && code == PAM_SUCCESS && carries() &&
	    !has(argc, argv, "onerr=allow"))
		require(!only(argc, argv, "action=strip") || trusting);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *argv[MAX_ARGUMENTS];
	const uint8_t *newline;
	char line[256] = "";
	int argc;

	if (size < 3)
		return 0;
	newline = memchr(data + 2, '\n', size - 2);
	if (!newline || (size_t)(newline - data) >= sizeof(line))
		return 0;
	memcpy(line, data + 2, (size_t)(newline - data) - 2);
	write_policy(newline + 1, size - (size_t)(newline + 1 - data));
	argc = split(line, argv);
	trusting = memmem(data, size, "trusted", 7) ||
		   memmem(data, size, "docker_groups", 13) ||
		   memmem(data, size, "\\u", 2) || data[1] & 2;
	asked = data[0] / 3 % 6 < USERS ? &users[data[0] / 3 % 6] : NULL;
	failing = data[1];
	ask(data[0] % 3, argc, argv);
	require(unlink(path) == 0);
	return 0;
}
