// SPDX-License-Identifier: BSD-2-Clause
#include "pam_scene.h"
#include "suite.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))
#define MARK "DOCKWARDEN_PAM_SCENE"
#define ORDINARY 65534 /* nobody */

struct pam_trouble pam_trouble;
struct pam_traces pam_traces;

static char module[4096]; /* its absolute path */
static char directory[64] = "/tmp/dockwarden-pam.XXXXXX";

/* Stand-ins of the program's: the module's references find these first. ---- */

__attribute__((format(printf, 3, 4))) EXPORTED void
pam_syslog(const pam_handle_t *pamh, int level, const char *format, ...)
{
	size_t size = strlen(pam_traces.log);
	char text[2048];
	va_list ap;

	(void)pamh;
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	(void)snprintf(pam_traces.log + size, sizeof(pam_traces.log) - size,
		       "%d %s\n", level, text);
}

EXPORTED int pam_modutil_audit_write(pam_handle_t *pamh, int type,
				     const char *message, int code)
{
	size_t size = strlen(pam_traces.record);

	(void)pamh;
	(void)snprintf(pam_traces.record + size,
		       sizeof(pam_traces.record) - size, "%d %s %d\n", type,
		       message, code);
	return PAM_SUCCESS;
}

/* The next one's: nss_wrapper's or uid_wrapper's. */
#define NEXT(name)                                           \
	__extension__({                                      \
		void *next_symbol = dlsym(RTLD_NEXT, #name); \
		(__typeof__(&name))next_symbol;              \
	})

EXPORTED int getpwnam_r(const char *name, struct passwd *entry, char *room,
			size_t size, struct passwd **ret)
{
	*ret = NULL;
	if (pam_trouble.no_memory > 0) {
		pam_trouble.no_memory--;
		return ENOMEM;
	}
	return pam_trouble.no_users ?
		       EIO :
		       NEXT(getpwnam_r)(name, entry, room, size, ret);
}

EXPORTED int getgrnam_r(const char *name, struct group *entry, char *room,
			size_t size, struct group **ret)
{
	*ret = NULL;
	if (pam_trouble.no_group && strcmp(name, pam_trouble.no_group) == 0)
		return EIO;
	if (pam_trouble.no_memory > 0) {
		pam_trouble.no_memory--;
		return ENOMEM;
	}
	return NEXT(getgrnam_r)(name, entry, room, size, ret);
}

EXPORTED int getgrouplist(const char *name, gid_t gid, gid_t *list, int *count)
{
	if (pam_trouble.no_lists)
		return -1;
	return NEXT(getgrouplist)(name, gid, list, count);
}

EXPORTED int setgroups(size_t count, const gid_t *list)
{
	if (pam_trouble.no_setgroups) {
		errno = EPERM;
		return -1;
	}
	return pam_trouble.deaf_setgroups ? 0 : NEXT(setgroups)(count, list);
}

/* Names that a program may have of its own.  None is the module's. */
#define TRAP(name)                    \
	EXPORTED int name(void);      \
	EXPORTED int name(void)       \
	{                             \
		pam_traces.trapped++; \
		return 0;             \
	}
TRAP(json_object_get)
TRAP(json_object_put)
TRAP(json_object_object_get_ex)
TRAP(json_object_is_type)
TRAP(json_tokener_new_ex)
TRAP(json_tokener_parse_ex)
TRAP(policy_load)
TRAP(policy_parse)
TRAP(policy_default)
TRAP(policy_free)
TRAP(login_decide)
TRAP(membership_of)
TRAP(trusted_file_read)
TRAP(buf_add)

/* pam_wrapper does not free the names of its own directory. */
EXPORTED const char *__lsan_default_suppressions(void);
EXPORTED const char *__lsan_default_suppressions(void)
{
	return "leak:libpam_wrapper.so\n";
}

/* The scene --------------------------------------------------------------- */

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(name, 0644), 0);
}

void pam_scene_policy(const char *text)
{
	if (text)
		write_file("policy.json", text);
	else
		(void)unlink("policy.json");
}

void pam_scene_leave(void)
{
	char command[sizeof(directory) + 16];

	ck_assert_int_eq(chdir("/"), 0);
	(void)snprintf(command, sizeof(command), "rm -rf %s", directory);
	ck_assert_int_eq(system(command), 0);
}

void pam_scene_enter(void)
{
	static const char users[] = "root:x:0:0::/root:/bin/sh\n"
				    "toor:x:0:0::/root:/bin/sh\n"
				    "alice:x:1001:1001::/:/bin/sh\n"
				    "mallory:x:1002:1002::/:/bin/sh\n"
				    "bob:x:1003:1003::/:/bin/sh\n"
				    "pguser:x:1004:600::/:/bin/sh\n"
				    "eve:x:1005:1005::/:/bin/sh\n"
				    "carol:x:1006:1006::/:/bin/sh\n";
	static const char groups[] = "root:x:0:\n"
				     "docker:x:600:alice,mallory,carol\n"
				     "dock2:x:600:eve\n"
				     "docker-admins:x:601:carol\n"
				     "alice:x:1001:\n"
				     "mallory:x:1002:\n"
				     "bob:x:1003:\n"
				     "eve:x:1005:\n"
				     "carol:x:1006:\n";

	memset(&pam_trouble, 0, sizeof(pam_trouble));
	memset(&pam_traces, 0, sizeof(pam_traces));
	pam_scene_leave(); /* what a failed test left */
	ck_assert_int_eq(mkdir(directory, 0755), 0);
	ck_assert_int_eq(chdir(directory), 0);
	write_file("passwd", users);
	write_file("group", groups);
	write_file("other", "auth required pam_deny.so\n");
}

int pam_scene_converse(int count, const struct pam_message **messages,
		       struct pam_response **ret, void *user)
{
	size_t size = strlen(pam_traces.shown);

	(void)user;
	if (pam_trouble.no_conversation)
		return PAM_CONV_ERR;
	for (int i = 0; i < count; i++) {
		(void)snprintf(pam_traces.shown + size,
			       sizeof(pam_traces.shown) - size, "%s%s\n",
			       messages[i]->msg_style == PAM_ERROR_MSG ? "!" :
									 "",
			       messages[i]->msg);
		size = strlen(pam_traces.shown);
	}
	*ret = calloc((size_t)count, sizeof(**ret));
	return *ret ? PAM_SUCCESS : PAM_BUF_ERR;
}

/* 0, or -1. */
static int write_service(const char *where, const char *arguments)
{
	char policy[128] = "";
	FILE *file = fopen(where, "w");

	if (!file)
		return -1;
	if (!strstr(arguments, "policy="))
		(void)snprintf(policy, sizeof(policy), "policy=%s/policy.json",
			       directory);
	fprintf(file, "auth optional %s %s %s\n", module, policy, arguments);
	fprintf(file, "auth required pam_permit.so\n");
	fprintf(file, "account required %s %s %s\n", module, policy, arguments);
	fprintf(file, "session required %s %s %s\n", module, policy, arguments);
	return fclose(file) == 0 ? 0 : -1;
}

pam_handle_t *pam_scene_start(const char *service, const char *user,
			      const char *arguments)
{
	static const struct pam_conv conversation = { pam_scene_converse,
						      NULL };
	pam_handle_t *pamh = NULL;

	ck_assert_int_eq(write_service(service, arguments), 0);
	ck_assert_int_eq(pam_start_confdir(service, user, &conversation,
					   directory, &pamh),
			 PAM_SUCCESS);
	return pamh;
}

/* Starting again ---------------------------------------------------------- */

static int write_proc(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

/* An ordinary user to the kernel, to whom his own files are root's. */
static int become_ordinary(void)
{
	unsigned int uid, gid;
	char map[64];

	if (geteuid() == 0 && (setresgid(ORDINARY, ORDINARY, ORDINARY) < 0 ||
			       setresuid(ORDINARY, ORDINARY, ORDINARY) < 0))
		return -1;
	uid = geteuid();
	gid = getegid();
	/* prctl(2): a change of ids has made /proc/self root's. */
	if (prctl(PR_SET_DUMPABLE, 1) < 0 || unshare(CLONE_NEWUSER) < 0)
		return -1;
	(void)snprintf(map, sizeof(map), "0 %u 1", uid);
	if (write_proc("/proc/self/uid_map", map) < 0 ||
	    write_proc("/proc/self/setgroups", "deny") < 0)
		return -1;
	(void)snprintf(map, sizeof(map), "0 %u 1", gid);
	return write_proc("/proc/self/gid_map", map);
}

static bool find_module(void)
{
	char self[3072], *slash;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		return false;
	self[n] = '\0';
	for (int i = 0; i < 2; i++) {
		slash = strrchr(self, '/');
		if (slash)
			*slash = '\0';
	}
	(void)snprintf(module, sizeof(module), "%s/pam_dockwarden.so", self);
	return access(module, R_OK) == 0;
}

/* The sanitizer's runtime has to come first, where it is a library. */
static const char *sanitizer(void)
{
	Dl_info info;
	void *symbol = dlsym(RTLD_DEFAULT, "__asan_init");

	if (!symbol || !dladdr(symbol, &info) ||
	    !strstr(info.dli_fname, "libasan"))
		return "";
	return info.dli_fname;
}

/* pam_wrapper takes its copy when it is loaded. */
static int write_services(void)
{
	static const char *const actions[] = { "deny", "strip", "warn" };
	char where[128], name[256], arguments[32];

	(void)snprintf(where, sizeof(where), "%s-services", directory);
	if (mkdir(where, 0755) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", where, actions[i]);
		(void)snprintf(arguments, sizeof(arguments), "action=%s",
			       actions[i]);
		if (write_service(name, arguments) < 0)
			return -1;
	}
	setenv("PAM_WRAPPER", "1", 1);
	setenv("PAM_WRAPPER_SERVICE_DIR", where, 1);
	return 0;
}

static int start_again(char **argv, const char *with)
{
	char preload[1024], name[128], self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		return 1;
	self[n] = '\0';
	(void)snprintf(preload, sizeof(preload),
		       "%s libnss_wrapper.so libuid_wrapper.so %s", sanitizer(),
		       with);
	if (become_ordinary() < 0) {
		printf("skipped: no user namespace for an ordinary user: %m\n"
		       "100%%: Checks: 1, Failures: 0, Errors: 0\n");
		return 0;
	}
	if (access(self, X_OK) < 0) { /* below /root, for example */
		printf("skipped: an ordinary user cannot run %s: %m\n"
		       "100%%: Checks: 1, Failures: 0, Errors: 0\n",
		       self);
		return 0;
	}
	setenv("LD_PRELOAD", preload, 1);
	/* A sanitizer forbids it. */
	if (dlsym(RTLD_DEFAULT, "__asan_init")) {
		setenv("NSS_WRAPPER_DISABLE_DEEPBIND", "1", 1);
		setenv("UID_WRAPPER_DISABLE_DEEPBIND", "1", 1);
		setenv("PAM_WRAPPER_DISABLE_DEEPBIND", "1", 1);
	}
	setenv("UID_WRAPPER", "1", 1);
	setenv("UID_WRAPPER_ROOT", "1", 1);
	/* They are made anew for each test; only the names have to be known. */
	if (!mkdtemp(directory) || rmdir(directory) < 0)
		return 1;
	(void)snprintf(name, sizeof(name), "%s/passwd", directory);
	setenv("NSS_WRAPPER_PASSWD", name, 1);
	(void)snprintf(name, sizeof(name), "%s/group", directory);
	setenv("NSS_WRAPPER_GROUP", name, 1);
	if (*with && write_services() < 0)
		return 1;
	setenv(MARK, directory, 1);
	execv(self, argv);
	return 1;
}

static int remove_services(void)
{
	const char *where = getenv("PAM_WRAPPER_SERVICE_DIR");
	char command[160];

	if (!where)
		return 0;
	(void)snprintf(command, sizeof(command), "rm -rf %s", where);
	return system(command) == 0 ? 0 : -1;
}

/* Preloaded: what is missing, the loader only warns of.  "": nothing. */
static bool is_loaded(const char *library)
{
	void *handle;

	if (!*library)
		return true;
	handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
	return handle && dlclose(handle) == 0;
}

int pam_scene_main(char **argv, const char *with, Suite *(*suite)(void))
{
	int failed;

	bool found = find_module();

	if (!getenv(MARK))
		return start_again(argv, with);
	(void)snprintf(directory, sizeof(directory), "%s", getenv(MARK));
	unsetenv("LD_PRELOAD");
	if (!is_loaded("libnss_wrapper.so") ||
	    !is_loaded("libuid_wrapper.so") || !is_loaded(with) || !found) {
		printf("skipped: nss_wrapper, uid_wrapper%s%s, or the module, "
		       "are not there\n"
		       "100%%: Checks: 1, Failures: 0, Errors: 0\n",
		       *with ? ", " : "", with);
		return 0;
	}
	failed = suite_run(suite());
	return remove_services() < 0 || failed != 0;
}
