// SPDX-License-Identifier: BSD-2-Clause
#include "looker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "container.h"
#include "sandbox.h"
#include "witness.h"

/* A path, an id and a name of a container, and the names of parents. */
#define TEXT_BYTES ((size_t)16 << 10)

enum kind { KIND_LOOK, KIND_NAME };

struct question {
	enum kind kind;
	uint32_t pid, ppid;
	uint64_t number; /* of the question */
	uint64_t event_ms, now_ms;
	char id[CONTAINER_ID_SIZE];
	uint16_t name_size;
	char name[CONTAINER_NAME_MAX];
};

/* The texts of a witness one after another: its views say how long each is and
 * that it is there, not where. */
struct answer {
	uint64_t number;
	struct alert_witness witness;
	char nameless[CONTAINER_ID_SIZE]; /* "": none */
	uint16_t text_size;
	char text[TEXT_BYTES];
};

#define ANSWER_HEAD (offsetof(struct answer, text))

struct looker {
	int fd;
	pid_t pid;
	uint64_t asked, answered; /* numbers of questions */
	bool has_nameless;
	char nameless[CONTAINER_ID_SIZE];
	struct alert_witness said;
	struct answer answer;
};

/* What does not fit is left out: the parents' texts come last. */
static void pack(const struct alert_witness *witness, struct answer *a)
{
	struct view *texts[ALERT_WITNESS_TEXTS];
	size_t count, used = 0;

	a->witness = *witness;
	count = alert_witness_texts(&a->witness, texts);
	for (size_t i = 0; i < count; i++) {
		if (texts[i]->size > TEXT_BYTES - used)
			*texts[i] = VIEW_NONE;
		if (texts[i]->size)
			memcpy(a->text + used, texts[i]->data, texts[i]->size);
		used += texts[i]->size;
	}
	a->text_size = (uint16_t)used;
}

/* size: bytes that came.  False where they are no answer. */
static bool unpack(struct answer *a, size_t size)
{
	struct view *texts[ALERT_WITNESS_TEXTS];
	size_t count, used = 0;

	if (size < ANSWER_HEAD || a->text_size > size - ANSWER_HEAD ||
	    a->witness.ancestor_count > ALERT_MAX_ANCESTORS)
		return false;
	count = alert_witness_texts(&a->witness, texts);
	for (size_t i = 0; i < count; i++) {
		if (texts[i]->size > a->text_size - used)
			return false;
		if (texts[i]->data)
			texts[i]->data = a->text + used;
		used += texts[i]->size;
	}
	return true;
}

static int send_answer(int fd, struct witnesses *w, const struct question *q)
{
	static struct answer a;
	struct view id;

	memset(&a, 0, ANSWER_HEAD);
	a.number = q->number;
	pack(witnesses_look(w, q->pid, q->ppid, q->event_ms, q->now_ms), &a);
	id = witnesses_nameless(w);
	if (id.size == sizeof(a.nameless))
		memcpy(a.nameless, id.data, id.size);
	return send(fd, &a, ANSWER_HEAD + a.text_size, MSG_NOSIGNAL) < 0 ?
		       -errno :
		       0;
}

/* In the child, until the plugin's end is closed. */
static void serve(int fd)
{
	autoclose int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct witnesses *w = NULL;
	struct question q;

	if (proc < 0 || witnesses_new(proc, &w))
		return;
	while (recv(fd, &q, sizeof(q), 0) == sizeof(q)) {
		if (q.kind == KIND_LOOK && send_answer(fd, w, &q) < 0)
			break;
		if (q.kind == KIND_NAME && q.name_size <= sizeof(q.name))
			witnesses_name(w, view_from(q.id, sizeof(q.id)),
				       view_from(q.name, q.name_size));
	}
	witnesses_free(w);
}

static void lose(struct looker *l)
{
	if (l->fd < 0)
		return;
	(void)close(l->fd);
	l->fd = -1;
	(void)waitpid(l->pid, NULL, WNOHANG);
}

int looker_start(struct looker **ret)
{
	static const struct timeval wait = { .tv_usec = LOOKER_WAIT_MS * 1000 };
	autofree struct looker *l = calloc(1, sizeof(*l));
	int r;

	if (!l)
		return -ENOMEM;
	r = sandbox_fork(SANDBOX_LOOKER, serve, &l->fd, &l->pid);
	if (r < 0)
		return r;
	if (fcntl(l->fd, F_SETFL, 0) < 0 ||
	    setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) <
		    0) {
		r = -errno;
		lose(l);
		return r;
	}
	*ret = take(l);
	return 0;
}

void looker_stop(struct looker *l)
{
	if (!l)
		return;
	lose(l);
	free(l);
}

bool looker_works(const struct looker *l)
{
	return l->fd >= 0;
}

/* Takes answers, waiting or not; true where the newest is among them. */
static bool take_answers(struct looker *l, int flags)
{
	for (;;) {
		struct answer *a = &l->answer;
		ssize_t n = recv(l->fd, a, sizeof(*a), flags);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return false;
		if (n <= 0 || !unpack(a, (size_t)n)) {
			lose(l);
			return false;
		}
		l->answered = a->number;
		l->has_nameless = *a->nameless != '\0';
		memcpy(l->nameless, a->nameless, sizeof(l->nameless));
		if (a->number == l->asked)
			return true;
	}
}

static bool ask(struct looker *l, const struct question *q)
{
	if (send(l->fd, q, sizeof(*q), MSG_DONTWAIT | MSG_NOSIGNAL) ==
	    sizeof(*q))
		return true;
	if (errno != EAGAIN && errno != EINTR)
		lose(l);
	return false;
}

static const struct alert_witness *say(struct looker *l,
				       enum witness_state state)
{
	l->said = (struct alert_witness){ .state = state };
	return &l->said;
}

const struct alert_witness *looker_look(struct looker *l, uint32_t pid,
					uint32_t ppid, uint64_t event_ms,
					uint64_t now_ms)
{
	struct question q;

	if (l->fd >= 0 && l->answered != l->asked)
		(void)take_answers(l, MSG_DONTWAIT);
	if (l->fd < 0)
		return say(l, WITNESS_REFUSED);
	if (l->answered != l->asked)
		return say(l, WITNESS_LATE);
	memset(&q, 0, sizeof(q));
	q.kind = KIND_LOOK;
	q.number = l->asked + 1;
	q.pid = pid;
	q.ppid = ppid;
	q.event_ms = event_ms;
	q.now_ms = now_ms;
	if (ask(l, &q))
		l->asked = q.number;
	if (l->asked == q.number && take_answers(l, 0))
		return &l->answer.witness;
	return say(l, l->fd < 0 ? WITNESS_REFUSED : WITNESS_LATE);
}

void looker_name(struct looker *l, struct view id, struct view name)
{
	struct question q;

	if (l->fd < 0 || id.size != sizeof(q.id))
		return;
	memset(&q, 0, sizeof(q));
	q.kind = KIND_NAME;
	if (name.size > sizeof(q.name))
		name.size = sizeof(q.name);
	memcpy(q.id, id.data, id.size);
	q.name_size = (uint16_t)name.size;
	if (name.size)
		memcpy(q.name, name.data, name.size);
	(void)ask(l, &q);
}

struct view looker_nameless(struct looker *l)
{
	if (!l->has_nameless)
		return VIEW_NONE;
	l->has_nameless = false;
	return view_from(l->nameless, sizeof(l->nameless));
}
