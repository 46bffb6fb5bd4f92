// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon: how Docker's daemon is configured here: the arguments of the one
 * that runs (/proc/PID/cmdline), and those that its unit would give it, each
 * with the daemon.json that belongs to them; both together, since a setting
 * may stand in either, and dockerd does not start where it stands in both.
 */
#ifndef DOCKWARDEN_DAEMON_H
#define DOCKWARDEN_DAEMON_H

#include "check_host.h"

struct daemon;

/* Paths that its configuration names. */
enum daemon_path {
	DAEMON_PROGRAM,	    /* dockerd itself: of the process, of ExecStart= */
	DAEMON_CONFIG,	    /* daemon.json, or what --config-file names */
	DAEMON_ROOT,	    /* data-root; the default where nothing sets it */
	DAEMON_TLS_CA,	    /* tlscacert */
	DAEMON_TLS_CERT,    /* tlscert */
	DAEMON_TLS_KEY,	    /* tlskey */
	DAEMON_RUNTIME,	    /* a program of "runtimes" */
	DAEMON_HELPER,	    /* userland-proxy-path, init-path */
	DAEMON_ENVIRONMENT, /* EnvironmentFile= of its unit */
	DAEMON_SOCKET,	    /* a unix:// listener's */
};

/* 0; -ENOMEM.  What could not be read is remembered (daemon_unread()). */
int daemon_read(const struct check_host *host, struct daemon **ret);
void daemon_free(struct daemon *daemon);

/* The host's, read once (once.h).  0; -ENOMEM. */
int daemon_of(const struct check_host *host, const struct daemon **ret);

/* The i-th path of a kind, each once; NULL past the last.  Lives as long as
 * daemon. */
const char *daemon_path(const struct daemon *daemon, enum daemon_path kind,
			size_t i);

/* What may be set in two places, of all that dockerd takes. */
enum daemon_option {
	DAEMON_ICC,
	DAEMON_IPTABLES,
	DAEMON_IP6TABLES,
	DAEMON_INSECURE_REGISTRY,
	DAEMON_REGISTRY_MIRROR,
	DAEMON_STORAGE_DRIVER,
	DAEMON_BRIDGE,
	DAEMON_HOST,
	DAEMON_TLS,
	DAEMON_TLS_VERIFY,
	DAEMON_OPTION_TLS_CA,
	DAEMON_OPTION_TLS_CERT,
	DAEMON_OPTION_TLS_KEY,
	DAEMON_DATA_ROOT,
	DAEMON_OPTION_RUNTIME, /* NAME=PATH */
	DAEMON_GROUP,
	DAEMON_CONFIG_FILE,
	DAEMON_PROXY_PATH,
	DAEMON_INIT_PATH,
	DAEMON_OPTION_COUNT,
};

struct daemon_setting {
	enum daemon_option option;
	char *value; /* owned; of a boolean "true" or "false" */
	char *where; /* owned, printable: "--icc=false of process 812" */
	bool in_file;
};

/* What is wrong with how it is configured, whatever it says. */
struct daemon_flaw {
	/* Whom it concerns; DAEMON_OPTION_COUNT: all. */
	enum daemon_option option;
	bool fatal; /* dockerd does not start with it, or ignores it all */
	char *what, *evidence; /* owned, printable */
};

/* What dockerd heeds of its environment (daemon/daemon.go, cmd/dockerd/
 * options.go of moby, from 1.11 to 29); what is empty is as if it were not
 * set. */
enum daemon_variable {
	DAEMON_DRIVER_VARIABLE,	    /* $DOCKER_DRIVER: over flag and file */
	DAEMON_TLS_VERIFY_VARIABLE, /* $DOCKER_TLS_VERIFY: as --tlsverify
				     * before 20.10; then TLS is not turned on
				     * by it */
	DAEMON_CERT_PATH_VARIABLE,  /* $DOCKER_CERT_PATH, else */
	DAEMON_CONFIG_VARIABLE,	    /* $DOCKER_CONFIG, else */
	DAEMON_HOME_VARIABLE,	    /* $HOME/.docker: certificates that no
				     * option names */
	DAEMON_VARIABLE_COUNT,
};

enum daemon_tls_file {
	DAEMON_FILE_CA,
	DAEMON_FILE_CERT,
	DAEMON_FILE_KEY,
	DAEMON_FILE_COUNT
};

enum daemon_origin {
	DAEMON_PROCESS,	 /* it runs */
	DAEMON_UNIT,	 /* as docker.service would start it */
	DAEMON_DEFAULT,	 /* a dockerd is there, and nobody starts it */
	DAEMON_ROOTLESS, /* a user's own, by his daemon.json */
};

/* One daemon, or one that would be. */
struct daemon_source {
	enum daemon_origin origin;
	uint32_t pid, uid;
	uint64_t started; /* seconds since 1970; 0: not known */
	char *name;	  /* owned, printable: "process 812" */
	char *program;	  /* owned */
	char *config;	  /* owned: its daemon.json; a path of the host */
	char *root;	  /* owned: where its data are */
	int file_error;	  /* of config: 0, -ENOENT, -EBADMSG (no JSON), … */
	struct daemon_setting *settings; /* owned; flags, then the file's */
	size_t setting_count;
	char *variables[DAEMON_VARIABLE_COUNT]; /* owned; NULL: not set */
	/* Owned: where it looks for those that no option names. */
	char *tls_files[DAEMON_FILE_COUNT];
	struct daemon_flaw *flaws; /* owned */
	size_t flaw_count;
};

/* The i-th that this host runs or would run, NULL past the last: those that
 * run first.  Those of users (rootless) and of containers are not among
 * them. */
const struct daemon_source *daemon_source(const struct daemon *daemon,
					  size_t i);

/* The i-th user's own: what he sets is no matter of the host's, and none of
 * daemon_path(). */
const struct daemon_source *daemon_rootless(const struct daemon *daemon,
					    size_t i);

/* The i-th value of an option, NULL past the last; those that count first. */
const struct daemon_setting *daemon_setting(const struct daemon_source *source,
					    enum daemon_option option,
					    size_t i);
/* A boolean as it comes to: *ret_setting NULL where it is the default. */
bool daemon_flag(const struct daemon_source *source, enum daemon_option option,
		 const struct daemon_setting **ret_setting);
/* The value that counts of one that is no list; NULL: it is not set. */
const struct daemon_setting *daemon_text(const struct daemon_source *source,
					 enum daemon_option option);
/* The file of DAEMON_OPTION_TLS_…: what is set, else the one that dockerd looks
 * for where a flag or $DOCKER_TLS_VERIFY asks for TLS (cmd/dockerd/options.go:
 * not where daemon.json alone asks for it); NULL: none. */
const char *daemon_tls_file(const struct daemon_source *source,
			    enum daemon_option option);
/* Its value; NULL where it is not set, or empty. */
const char *daemon_variable(const struct daemon_source *source,
			    enum daemon_variable variable);
/* "DOCKER_DRIVER" */
const char *daemon_variable_name(enum daemon_variable variable);
/* "icc", as daemon.json spells it, and "icc" as a flag. */
const char *daemon_option_key(enum daemon_option option);
const char *daemon_option_flag(enum daemon_option option);

/* What could not be looked at, each with -errno; NULL past the last. */
struct daemon_gap {
	char *what, *path; /* owned; "/etc/docker/daemon.json" */
	int error;
};
const struct daemon_gap *daemon_unread(const struct daemon *daemon, size_t i);

/* Might another than those that were seen run? */
bool daemon_is_blind(const struct daemon *daemon);

/* Others that were seen and do not count for this host: "process 900 of uid
 * 1000"; NULL past the last. */
const char *daemon_other(const struct daemon *daemon, size_t i);

static inline void cleanup_daemon(struct daemon **daemon)
{
	daemon_free(*daemon);
}
#define autodaemon __attribute__((cleanup(cleanup_daemon)))

#endif
