// SPDX-License-Identifier: BSD-2-Clause
/*
 * daemon_parts: what the parts of daemon share: its options and how they are
 * spelled, and how a source is filled.  Internal to daemon*.c and their tests.
 */
#ifndef DOCKWARDEN_DAEMON_PARTS_H
#define DOCKWARDEN_DAEMON_PARTS_H

#include "daemon.h"
#include "runtimes.h"
#include "unit.h"

#define DAEMON_MAX_SHOWN 200	 /* bytes of a value, as it prints */
#define DAEMON_MAX_SETTINGS 4096 /* of a source */
#define DAEMON_MAX_FLAWS 64	 /* of a source */
#define DAEMON_MAX_SOURCES 64	 /* daemons on one host */
#define DAEMON_MAX_GAPS 32
#define DAEMON_MAX_OTHERS 32
#define DAEMON_MAX_PATHS 256
#define DAEMON_MAX_WORDS 4096		  /* of a command line */
#define DAEMON_MAX_ARGV ((size_t)2 << 20) /* bytes of one */
#define DAEMON_MAX_FILE ((size_t)1 << 20) /* of daemon.json */

struct daemon_named {
	enum daemon_path kind;
	char *path;
};

struct daemon {
	const struct check_host *host; /* while it is read */
	struct daemon_source sources[DAEMON_MAX_SOURCES];
	size_t source_count;
	struct daemon_source users[RUNTIMES_MAX_ROOTLESS];
	size_t user_count;
	struct daemon_gap gaps[DAEMON_MAX_GAPS];
	size_t gap_count;
	char *others[DAEMON_MAX_OTHERS];
	size_t other_count;
	struct daemon_named paths[DAEMON_MAX_PATHS];
	size_t path_count;
	bool running;
	bool blind; /* processes that may be dockerd were not seen */
};

/* Finds all of it; 0 or -ENOMEM. */
int daemon_gather(struct daemon *d);
/* What could not be looked at, each path once; context is the daemon.  0 or
 * -ENOMEM. */
int daemon_gap_add(void *context, const char *what, const char *path,
		   int error);
/* A path that a setting names: absolute ones only, each once. */
int daemon_paths_add(struct daemon *d, enum daemon_path kind, const char *path);
/* All that the source names. */
int daemon_paths_of(struct daemon *d, const struct daemon_source *s);

enum daemon_kind { DAEMON_KIND_FLAG, DAEMON_KIND_TEXT, DAEMON_KIND_LIST };

/* One option; name NULL: none such. */
struct daemon_row {
	const char *flag;  /* "insecure-registry" */
	const char *key;   /* "insecure-registries"; NULL: not in the file */
	const char *older; /* another flag of the same: "graph"; NULL */
	char letter;	   /* 'g'; '\0' */
	enum daemon_kind kind;
	bool standard; /* of a boolean: what it is unless it is set */
};
extern const struct daemon_row daemon_rows[DAEMON_OPTION_COUNT];

/* strconv.ParseBool of Go, which reads flags: false where it is none. */
bool daemon_parse_bool(struct view text, bool *ret);

/* The words of a command line, as execve(2) takes them. */
struct daemon_words {
	char **list; /* owned, and each */
	size_t count;
};
void daemon_words_done(struct daemon_words *words);
#define autowords __attribute__((cleanup(daemon_words_done)))
/* A copy of the word; 0, -ENOMEM, -E2BIG. */
int daemon_words_add(struct daemon_words *words, struct view word);
/* The text of /proc/PID/cmdline: words that end with NUL.  0 or -errno. */
int daemon_words_parse(struct view text, struct daemon_words *ret);

/* Fills source; name and program must be there.  0 or -ENOMEM; -E2BIG where it
 * has DAEMON_MAX_SETTINGS, which a command line of DAEMON_MAX_WORDS has not. */
int daemon_set(struct daemon_source *source, enum daemon_option option,
	       struct view value, struct view where, bool in_file);
__attribute__((format(printf, 4, 5))) int
daemon_flaw(struct daemon_source *source, enum daemon_option option, bool fatal,
	    const char *format, ...);
void daemon_source_done(struct daemon_source *source);

/* The flags among words (without the program's name) → settings and flaws. */
int daemon_argv(struct daemon_source *source, const struct daemon_words *words);
/* The text of daemon.json → settings and flaws.  0, -ENOMEM, -EBADMSG (no
 * JSON), -E2BIG. */
int daemon_file(struct daemon_source *source, struct view text);
/* What stands in both.  0 or -ENOMEM. */
int daemon_conflicts(struct daemon_source *source);

/* One "NAME=value" of its environment: kept where dockerd heeds it, and over
 * what was there only with over.  0 or -ENOMEM. */
int daemon_variables_add(struct daemon_source *source, struct view pair,
			 bool over);
/* The text of /proc/PID/environ: pairs that end with NUL, of which the first
 * of a name counts (os.Getenv() of Go).  0 or -ENOMEM. */
int daemon_variables_parse(struct daemon_source *source, struct view text);
/* Fills tls_files, once the variables are there.  0 or -ENOMEM. */
int daemon_variables_tls(struct daemon_source *source);

/* Calls fn for each dockerd that runs, with the source's pid, uid and program,
 * and its words; and says what could not be looked at, and whom it passed
 * over.  0 or -errno. */
struct daemon_seen {
	void *context;
	int (*found)(void *context, struct daemon_source *source,
		     const struct daemon_words *words);
	int (*other)(void *context, const char *who);
	int (*unread)(void *context, const char *what, const char *path,
		      int error);
};
int daemon_processes(const struct check_host *host,
		     const struct daemon_seen *seen);

/* ExecStart= of the unit as the words that it comes to, the variables put in,
 * and these: the last of a name counts.  0; -ENOENT where there is none;
 * -ENOMEM; where EnvironmentFile= could not be read, seen->unread is told. */
int daemon_unit(const struct check_host *host, const struct unit *unit,
		const struct daemon_seen *seen, struct daemon_words *ret,
		struct daemon_words *ret_variables);

#endif
