// SPDX-License-Identifier: BSD-2-Clause
/*
 * pam_scene: the PAM module as a program's PAM stack loads it, before users
 * and groups of the test's own and as an ordinary user.
 *
 * pam_scene_main() starts the program again: without root's privilege, in a
 * user namespace where the test's own files are root's, and with nss_wrapper
 * and uid_wrapper preloaded, which stand for passwd(5), group(5) and the
 * process's ids.  The program stands in for libpam's log and audit record,
 * and for some of libc's look-ups, so that they can be read and can fail.
 *
 *   root, toor  uid 0
 *   alice 1001, mallory 1002   in docker (gid 600)
 *   bob 1003                   in none
 *   pguser 1004                whose primary group is docker
 *   eve 1005                   in dock2, another name of gid 600
 *   carol 1006                 in docker and docker-admins (601)
 */
#ifndef DOCKWARDEN_PAM_SCENE_H
#define DOCKWARDEN_PAM_SCENE_H

#include <check.h>
#include <security/pam_appl.h>
#include <stdbool.h>

#define SCENE_DOCKER 600

/* Runs the suite in the scene.  with: further libraries to preload, ""
 * for none.  The program's exit status. */
int pam_scene_main(char **argv, const char *with, Suite *(*suite)(void));

/* Makes the scene's files in a scratch directory: a checked fixture. */
void pam_scene_enter(void);
void pam_scene_leave(void);

/* What the module's look-ups and calls meet. */
struct pam_trouble {
	bool no_users, no_lists; /* getpwnam_r and getgrouplist fail */
	const char *no_group;	 /* getgrnam_r does for this name */
	int no_memory;		 /* this many look-ups by name give ENOMEM */
	bool no_setgroups, deaf_setgroups; /* EPERM; nothing done, said done */
	bool no_conversation;
};
extern struct pam_trouble pam_trouble;

/* What it left behind; reset by pam_scene_enter(). */
struct pam_traces {
	char log[8192]; /* "LEVEL text\n" a line; LEVEL is syslog(3)'s number */
	char shown[1024];  /* to the user */
	char record[1024]; /* "TYPE message RESULT\n" an audit record */
	int trapped; /* functions of the program's own names that it called */
};
extern struct pam_traces pam_traces;

/* A transaction of a service whose lines are the module with these arguments
 * (policy= is added where there is none). */
pam_handle_t *pam_scene_start(const char *service, const char *user,
			      const char *arguments);
/* The transaction's conversation: keeps what is shown in pam_traces. */
int pam_scene_converse(int count, const struct pam_message **messages,
		       struct pam_response **ret, void *user);
void pam_scene_policy(const char *text); /* writes policy.json; NULL: none */

#endif
