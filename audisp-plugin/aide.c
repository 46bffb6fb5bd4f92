// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aide_parts.h"
#include "sandbox.h"

struct question {
	enum aide_kind kind;
	char id[AIDE_ID_SIZE];
};

static bool is_id(struct view id)
{
	if (id.size != AIDE_ID_SIZE - 1)
		return false;
	for (size_t i = 0; i < id.size; i++)
		if (!strchr("0123456789abcdef", id.data[i]) || !id.data[i])
			return false;
	return true;
}

static void answer(const struct question *question, struct aide_answer *ret)
{
	ret->kind = question->kind;
	switch (question->kind) {
	case AIDE_KERNEL:
		aide_read_kernel(&ret->kernel);
		return;
	case AIDE_CONTAINER:
		memcpy(ret->container.id, question->id, sizeof(question->id));
		aide_read_container(AIDE_ENGINE_SOCKET, &ret->container);
		return;
	}
}

static bool is_sound(const struct question *q, ssize_t size)
{
	if (size != sizeof(*q))
		return false;
	return q->kind == AIDE_KERNEL ||
	       (q->kind == AIDE_CONTAINER && q->id[AIDE_ID_SIZE - 1] == '\0' &&
		is_id(view_of(q->id)));
}

/* Until the plugin's end is closed. */
static void serve(int fd)
{
	struct question question;
	ssize_t n;

	while ((n = recv(fd, &question, sizeof(question), 0)) > 0) {
		struct aide_answer ret;

		if (!is_sound(&question, n))
			continue;
		memset(&ret, 0, sizeof(ret));
		answer(&question, &ret);
		if (send(fd, &ret, sizeof(ret), MSG_NOSIGNAL) < 0)
			return;
	}
}

int aide_start(struct aide *ret)
{
	ret->fd = -1;
	return sandbox_fork(SANDBOX_AIDE, serve, &ret->fd, &ret->pid);
}

static int ask(const struct aide *a, const struct question *question)
{
	if (a->fd < 0)
		return -ENOTCONN;
	if (send(a->fd, question, sizeof(*question),
		 MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return -errno;
	return 0;
}

int aide_ask_kernel(const struct aide *a)
{
	struct question question;

	memset(&question, 0, sizeof(question));
	question.kind = AIDE_KERNEL;
	return ask(a, &question);
}

int aide_ask_container(const struct aide *a, struct view id)
{
	struct question question;

	if (!is_id(id))
		return -EINVAL;
	memset(&question, 0, sizeof(question));
	question.kind = AIDE_CONTAINER;
	memcpy(question.id, id.data, id.size);
	return ask(a, &question);
}

int aide_answer(const struct aide *a, struct aide_answer *ret)
{
	ssize_t n;

	if (a->fd < 0)
		return 0;
	n = recv(a->fd, ret, sizeof(*ret), MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	return n == sizeof(*ret) ? 1 : -EPIPE;
}

void aide_stop(struct aide *a)
{
	if (a->fd < 0)
		return;
	(void)close(a->fd);
	a->fd = -1;
	/* It may be waiting for the engine; init reaps it then. */
	(void)waitpid(a->pid, NULL, WNOHANG);
}
