// SPDX-License-Identifier: BSD-2-Clause
#include "sample_alert.h"

#include <stdlib.h>

#include "notice.h"

#define ID "msg=audit(1795308408.202:2258): "
#define SYSCALL_BODY                                                          \
	"arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c "           \
	"a1=7ffd8c0e2f10 a2=241 a3=1b6 items=2 ppid=4200 pid=4242 "           \
	"auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 "    \
	"fsgid=0 tty=(none) ses=4294967295 comm=\"sh\" exe=\"/bin/busybox\" " \
	"key=\"docker\""
#define PATH_BODY                                                 \
	"item=1 name=\"/host/docker/daemon.json\" inode=1442123 " \
	"dev=fe:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 "        \
	"nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0"
#define TITLE_BODY "proctitle=2F62696E2F7368002D63"

static const char *const raw_lines[] = {
	"type=SYSCALL " ID SYSCALL_BODY,
	"type=PATH " ID PATH_BODY,
	"type=PROCTITLE " ID TITLE_BODY,
};

static const char *const enriched_lines[] = {
	"node=node17 type=SYSCALL " ID SYSCALL_BODY "\x1d"
	"ARCH=x86_64 SYSCALL=openat AUID=\"unset\" UID=\"root\"",
	"node=node17 type=PATH " ID PATH_BODY "\x1dOUID=\"root\" OGID=\"root\"",
	("node=node17 type=PROCTITLE " ID TITLE_BODY),
	("node=node17 type=EOE " ID),
};

static const struct technique escape = { "T1611", "Escape to Host", "TA0004",
					 "Privilege Escalation" };
static const struct technique service = { "T1543.005", "Container Service",
					  "TA0004", "Privilege Escalation" };
static const struct technique longest = {
	"T9999.999",
	"Disable or Modify Linux Audit System Log and something longer",
	"TA9999", "Command and Control and Defense Impairment"
};

static void parse(struct sample *s, const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (record_parse(view_of(lines[i]), &s->records[i]) < 0)
			abort();
	s->event = (struct event){
		.id = s->records[0].id,
		.node = s->records[0].node,
		.records = s->records,
		.count = count,
	};
}

static void fill_file(struct alert_file *file)
{
	*file = (struct alert_file){
		.path = VIEW("/etc/docker/daemon.json"),
		.recorded_path = VIEW("/host/docker/daemon.json"),
		.inode = 1442123,
		.device_major = 0xfe,
		.mode = 0644,
		.has_inode = true,
		.has_mode = true,
		.has_owner = true,
		.is_file = true,
	};
}

static void fill_process(struct alert_process *process)
{
	*process = (struct alert_process){
		.pid = 4242,
		.ppid = 4200,
		.has_pid = true,
		.has_ppid = true,
		.executable = VIEW("/bin/busybox"),
		.name = VIEW("sh"),
		.title = VIEW("/bin/sh -c"),
		.working_directory = VIEW("/"),
	};
}

void sample_init(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	parse(s, raw_lines, sizeof(raw_lines) / sizeof(raw_lines[0]));
	s->alert = (struct alert){
		.id = "0123456789abcdef0123456789abcdef",
		.event = &s->event,
		.action = ACTION_WRITE,
		.outcome = OUTCOME_SUCCESS,
		.severity = SEVERITY_CRITICAL,
		.verdict = VERDICT_UNAUTHORIZED,
		.trust = TRUST_UNVERIFIED,
		.rule_id = VIEW("SSE_SEC_APP_DOCKER_10"),
		.rule_name = VIEW("Audit /etc/docker/daemon.json"),
		.reason = VIEW("no rule allows it; the program is unverified"),
		.user = { .id = 0, .audit_id = UID_UNSET, .group_id = 0 },
		.session = UINT32_MAX,
		.syscall = VIEW("openat"),
		.key = VIEW("docker"),
		.techniques = { &escape, &service },
		.technique_count = 2,
		.count = 1,
	};
	fill_file(&s->alert.file);
	fill_process(&s->alert.process);
}

void sample_enrich(struct sample *s)
{
	parse(s, enriched_lines,
	      sizeof(enriched_lines) / sizeof(enriched_lines[0]));
}

void sample_live(struct sample *s)
{
	s->agent = (struct alert_agent){
		.host = VIEW("node17"),
		.host_id = VIEW("5f2d8c1e9b7a4c6d8e0f1a2b3c4d5e6f"),
		.boot_id = VIEW("0c1d2e3f-4a5b-4c6d-8e7f-901a2b3c4d5e"),
		.id = VIEW("b3b0c5f2-1111-4222-8333-444455556666"),
		.ephemeral = VIEW("7d1c9c11-6a1e-4f44-9d2b-9a0a3f1f0d2e"),
		.version = VIEW("0.1.0"),
	};
	s->witness = (struct alert_witness){
		.state = WITNESS_SEEN,
		.executable = VIEW("/bin/busybox"),
		.exe_inode = 77,
		.exe_minor = 0x2f,
		.has_exe = true,
		.mount_ns = 4026532841,
		.pid_ns = 4026532844,
		.foreign_mount_ns = true,
		.foreign_pid_ns = true,
		.container_id = VIEW("4f5c1b7f9a0217e6c8d3b2a190f8e7d6"
				     "c5b4a39281706f5e4d3c2b1a09f8e7d6"),
		.container_name = VIEW("web"),
		.started = 123456,
		.ancestors = { { 4200, VIEW("sh"), VIEW("/bin/busybox") },
			       { 4100, VIEW("containerd-shim"),
				 VIEW("/usr/bin/containerd-shim-runc-v2") },
			       { 1, VIEW("systemd"), VIEW_NONE } },
		.ancestor_count = 3,
	};
	s->alert.agent = &s->agent;
	s->alert.witness = &s->witness;
	s->alert.created = 1795308408230;
}

void sample_notice(struct sample *s)
{
	const struct notice notice = {
		.action = ACTION_LOST,
		.severity = SEVERITY_HIGH,
		.reason = VIEW("12 audit events between serial 7 and 18 "
			       "never came"),
		.count = 12,
		.at = 1795308408202,
		.what = 7,
	};

	sample_live(s);
	notice_alert(&notice, &s->event, &s->alert);
	s->alert.agent = &s->agent;
	s->alert.created = 1795308408230;
}

static void fill_witness(struct alert_witness *w, struct view text)
{
	struct view *texts[ALERT_WITNESS_TEXTS];
	size_t count;

	*w = (struct alert_witness){
		.state = WITNESS_REFUSED,
		.exe_inode = UINT64_MAX,
		.exe_major = UINT32_MAX,
		.exe_minor = UINT32_MAX,
		.has_exe = true,
		.mount_ns = UINT64_MAX,
		.pid_ns = UINT64_MAX,
		.started = UINT64_MAX,
		.ancestor_count = ALERT_MAX_ANCESTORS,
	};
	count = alert_witness_texts(w, texts);
	for (size_t i = 0; i < count; i++)
		*texts[i] = text;
	for (size_t i = 0; i < ALERT_MAX_ANCESTORS; i++)
		w->ancestors[i].pid = UINT32_MAX;
}

static void fill_live(struct sample *s, struct view text)
{
	s->agent = (struct alert_agent){ text, text, text, text, text, text };
	fill_witness(&s->witness, text);
	s->alert.agent = &s->agent;
	s->alert.witness = &s->witness;
	s->alert.created = 253402300799999;
}

static void fill_numbers(struct alert *alert)
{
	struct alert_file *file = &alert->file;

	file->inode = UINT64_MAX;
	file->device_major = file->device_minor = UINT32_MAX;
	file->mode = file->uid = file->gid = UINT32_MAX;
	alert->process.pid = alert->process.ppid = UINT32_MAX;
	alert->user.id = alert->user.audit_id = UINT32_MAX - 1;
	alert->user.group_id = alert->session = UINT32_MAX - 1;
	alert->count = UINT64_MAX;
	alert->techniques[0] = &longest;
	alert->techniques[1] = &service;
	alert->techniques[2] = &longest;
	alert->technique_count = ALERT_MAX_TECHNIQUES;
}

void sample_fill(struct sample *s, struct view text)
{
	struct alert *alert = &s->alert;
	struct view *const strings[] = {
		&alert->rule_id,
		&alert->rule_name,
		&alert->policy_rule,
		&alert->reason,
		&alert->file.path,
		&alert->file.recorded_path,
		&alert->file.target_path,
		&alert->process.executable,
		&alert->process.name,
		&alert->process.title,
		&alert->process.working_directory,
		&alert->user.name,
		&alert->user.audit_name,
		&alert->group_name,
		&alert->member_name,
		&alert->syscall,
		&alert->key,
		&alert->tty,
		&s->event.node,
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*strings[i] = text;
	for (size_t i = 0; i < ALERT_MAX_ARGS; i++)
		alert->process.args[i] = text;
	alert->process.arg_count = ALERT_MAX_ARGS;
	alert->action = ACTION_MEMBERSHIP;
	s->event.id = (struct event_id){ 253402300799, 999, UINT32_MAX };
	fill_numbers(alert);
	fill_live(s, text);
}
