// SPDX-License-Identifier: BSD-2-Clause
/*
 * login DIRECTORY SERVICE USER: what a login program asks of PAM, once, by the
 * service file in that directory.  Exits 0 whatever the answers are: this
 * measures their cost.
 */
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>

static int converse(int count, const struct pam_message **messages,
		    struct pam_response **ret, void *user)
{
	(void)messages;
	(void)user;
	*ret = calloc((size_t)count, sizeof(**ret));
	return *ret ? PAM_SUCCESS : PAM_BUF_ERR;
}

int main(int argc, char **argv)
{
	static const struct pam_conv conversation = { converse, NULL };
	pam_handle_t *pamh = NULL;
	int code;

	if (argc != 4) {
		fprintf(stderr, "usage: login DIRECTORY SERVICE USER\n");
		return 2;
	}
	code = pam_start_confdir(argv[2], argv[3], &conversation, argv[1],
				 &pamh);
	if (code != PAM_SUCCESS) {
		fprintf(stderr, "login: %s\n", pam_strerror(pamh, code));
		return 1;
	}
	code = pam_acct_mgmt(pamh, 0);
	if (code == PAM_SUCCESS)
		code = pam_open_session(pamh, 0);
	if (code == PAM_SUCCESS)
		code = pam_close_session(pamh, 0);
	printf("%s\n", pam_strerror(pamh, code));
	(void)pam_end(pamh, code);
	return 0;
}
