# SPDX-License-Identifier: BSD-2-Clause
# One Makefile, not recursive.  Sources are found by wildcard; what is built
# goes to build/$(PROFILE), nothing is written elsewhere.  `make help` lists
# the targets.  The targets for people (all, demo, check, …) first install
# what is missing, then call make again to build: only that inner run asks
# pkg-config and probes the compiler, and keeps the answers in config.mk.

VERSION := 0.1.0

# release, debug, asan, cov or fuzz; a goal build/debug/… implies its own.
PROFILES := release debug asan cov fuzz
PROFILE ?= $(firstword $(filter $(PROFILES),$(subst /, ,$(filter \
	build/%,$(MAKECMDGOALS)))) release)
ifeq ($(filter $(PROFILE),$(PROFILES)),)
$(error PROFILE is one of: $(PROFILES); got '$(PROFILE)')
endif
# Where to build; of its own for a second compiler in the same profile.
B ?= build/$(PROFILE)

ifeq ($(origin CC),default)
CC := $(if $(filter fuzz,$(PROFILE)),clang,cc)
endif
PKG_CONFIG ?= pkg-config
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

PREFIX ?= /usr
BINDIR ?= $(PREFIX)/bin
SBINDIR ?= $(PREFIX)/sbin
SYSCONFDIR ?= /etc
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
# Where libpam looks for modules: below the compiler's triplet on Debian, in
# lib64 on Fedora and RHEL.  A service file names one elsewhere by its path.
MULTIARCH = $(shell $(CC) -print-multiarch 2>/dev/null)
LIBDIRS = $(wildcard $(MULTIARCH:%=/usr/lib/%) /usr/lib64) /usr/lib
PAMDIR ?= $(PREFIX)$(patsubst /usr%,%,$(firstword $(LIBDIRS)))/security
PAMCONFIGSDIR ?= $(PREFIX)/share/pam-configs
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/dockwarden
DATADIR ?= $(PREFIX)/share/dockwarden
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
# Debian's zsh looks in vendor-completions instead.
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions

# The captured incident that `make demo` replays, and its policy.
DEMO_LOG ?= tests/data/demo.log
DEMO_POLICY ?= tests/data/captures/policy.json

FUZZ_TIME ?= 60
# LIVE=required: what cannot run is a failure, not a skip.
LIVE ?=
export LIVE

ifeq ($(V),1)
Q :=
say =
else
Q := @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'
endif

.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# A make of its own for what has to be built, parallel unless told otherwise.
again = $(MAKE) --no-print-directory \
	$(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

## What people call ---------------------------------------------------------

.PHONY: all demo check live acceptance live-capture pam-matrix bench fuzz \
	fuzz-regress \
	lint analyze matrix check-valgrind check-symbols check-docs check-compared check-install \
	golden cov install uninstall \
	deb rpm sbom release reproducible check-hardening check-packages \
	dist fmt help ci deps clean FORCE
.DEFAULT_GOAL := all

all: deps ## build everything (the default)
	@+$(again) built

demo: deps ## replay a real captured incident and show what it flags
	@+$(again) $(B)/dockwarden
	@tests/demo.sh $(B)/dockwarden $(DEMO_LOG) $(DEMO_POLICY)

check: deps ## run the tests: unit, fuzz corpus, symbols, docs, goldens
	@+$(again) built
	@tests/check.sh $(B)

live: deps ## test on this machine's kernel, auditd and dockerd (root)
	@+$(again) $(PROGRAMS) $(MODULE) live-programs bench-programs
	@tests/live/run.sh $(B)

# SHORT=1: what of it takes no booted machine, as `make live` has it too.
# SUITE=trixie: another release than this machine's, built there.
acceptance: ## the whole story on a booted machine (root, qemu; SHORT=1)
	@packaging/install-deps.sh $(if $(SHORT),ci,acceptance)
ifdef SHORT
	@+$(again) programs live-programs
	@tests/live/test_pam_gone.sh $(B)
else ifdef SUITE
	@SUITE=$(SUITE) KEEP=build/$(SUITE) tests/acceptance/fresh.sh \
		'apt-get -q update' 'apt-get -q -y build-dep ./packaging' \
		'packaging/build-deb.sh build/deb' \
		'make build/release/live/terminal'
	@SUITE=$(SUITE) tests/acceptance/run.sh build/$(SUITE)/release $(STEPS)
else
	@+$(again) programs live-programs
	@packaging/build-deb.sh build/deb >/dev/null
	@tests/acceptance/run.sh $(B) $(STEPS)
endif

pam-matrix: deps ## write doc/pam_matrix.md anew from real logins (root)
	@+$(again) $(MODULE) live-programs
	@PAM_MATRIX=doc/pam_matrix.md tests/live/test_pam.sh $(B)

live-capture: deps ## make the labelled captures anew and hold their labels (root)
	@+$(again) $(B)/tests/test_labels
	@tests/live/capture_check.sh $(B)

bench: deps ## measure replay against ausearch and grep, and the plugin
	@+$(again) $(PROGRAMS) bench-programs
	@tests/bench/run.sh $(B)
	@tests/bench/pipe.sh $(B)
	@tests/bench/login.sh $(B)

fuzz: ## fuzz each target for FUZZ_TIME seconds (clang)
	@+$(again) PROFILE=fuzz B=build/fuzz fuzz-programs
	@tests/fuzz/run.sh build/fuzz $(FUZZ_TIME)

fuzz-regress: deps ## replay the fuzz corpus in the tree
	@+$(again) fuzz-programs
	@tests/fuzz/regress.sh $(B)

lint: ## formatting, headers, function length, forbidden calls, checkers
	@CC='$(CC)' tests/lint.sh

analyze: deps ## gcc -fanalyzer and clang-tidy over lib, cli, plugin, module
	@tests/analyze.sh

matrix: deps ## each compiler and -O level, and without what is optional
	@MAKE='$(MAKE)' tests/matrix.sh

check-valgrind: deps ## the unit tests under memcheck: takes its time
	@+$(again) built
	@tests/valgrind.sh $(B)

check-symbols: deps ## lib never logs, exits, reads env or clock; no globals
	@+$(again) $(B)/libdockwarden.a $(MODULE)
	@tests/check_symbols.sh $(B)

check-docs: deps ## what the man pages name is what the code has
	@+$(again) $(PROGRAMS)
	@tests/check_docs.sh $(B)/dockwarden
	@MAKE='$(MAKE)' tests/check_pages.sh $(B)/dockwarden

check-compared: deps ## write doc/check_compared.md anew (root)
	@+$(again) $(B)/dockwarden $(B)/tests/test_hosts
	@tests/compare/table.sh $(B) >build/check_compared.md
	@mv build/check_compared.md doc/check_compared.md

check-install: deps ## install into a scratch root, look, uninstall
	@+$(again) $(PROGRAMS) $(MODULE)
	@B=$(B) tests/check_install.sh

golden: deps ## rewrite tests/data/golden (review it as a diff)
	@+$(again) $(B)/dockwarden
	@tests/golden.sh --write $(B)/dockwarden

cov: deps ## line coverage of the unit tests and the fuzz corpus
	@+$(again) PROFILE=cov B=build/cov built
	@tests/cov.sh build/cov

deb: ## the Debian packages, in build/deb
	@packaging/build-deb.sh build/deb

rpm: ## the RPM packages, in build/rpm
	@packaging/build-rpm.sh build/rpm

sbom: deps ## what is linked into what was built: SPDX, build/dockwarden.spdx.json
	@+$(again) programs
	@packaging/sbom.sh $(B) >build/dockwarden.spdx.json
	@echo build/dockwarden.spdx.json

release: ## all of a release of HEAD, in build/release-VERSION: doc/RELEASE.md
	@packaging/release.sh build/release-$(VERSION)

reproducible: ## two builds in other places and settings give the same bytes
	@tests/packaging/test_reproducible.sh

check-hardening: deb ## the flags of the build's log, and what came of them
	@tests/packaging/test_hardening.sh build/deb

check-packages: deb ## install, upgrade, remove the packages, interrupted (root)
	@tests/packaging/run.sh

dist: ## a reproducible source archive of HEAD in build/
	@mkdir -p build
	@git archive --format=tar --prefix=dockwarden-$(VERSION)/ \
		-o build/dockwarden-$(VERSION).tar HEAD
	@gzip -n -9 -f build/dockwarden-$(VERSION).tar
	@echo build/dockwarden-$(VERSION).tar.gz

fmt: ## format the C sources in place
	@git ls-files -co --exclude-standard '*.c' '*.h' | \
		xargs -r clang-format -i

help: ## this list
	@echo 'make [PROFILE=$(subst $(eval) ,|,$(PROFILES))] [V=1] [WERROR=1] TARGET'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' Makefile | \
		expand -t 18

ci: ## all that has to hold, as .ci/run calls it
	@+MAKE='$(MAKE)' tests/ci.sh

deps: ## install what building and testing needs, if it is missing
	@packaging/install-deps.sh build

clean: ## remove build/
	@rm -rf build

## What is built ------------------------------------------------------------

LIB_SRC := $(wildcard lib/*.c)
CLI_SRC := $(wildcard cli/*.c cli/*/*.c)
PLUGIN_SRC := $(wildcard audisp-plugin/*.c)
PAM_SRC := $(wildcard pam-module/*.c)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
HELPER_SRC := $(filter-out $(UNIT_SRC) tests/unit/pam_scene.c, \
	$(wildcard tests/unit/*.c))
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SRC := $(wildcard tests/bench/*.c)
LIVE_RULES := $(wildcard tests/live/rule_*.c)
LIVE_SRC := $(filter-out $(LIVE_RULES),$(wildcard tests/live/*.c))

objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
UNIT := $(UNIT_SRC:tests/unit/%.c=$(B)/tests/%)
# These load the PAM module as a program does, and have nothing of ours inside.
PAM_UNIT := $(filter $(B)/tests/test_pam_%,$(UNIT))
FUZZ := $(FUZZ_SRC:tests/fuzz/%.c=$(B)/fuzz/%)
BENCH := $(BENCH_SRC:tests/bench/%.c=$(B)/bench/%)
LIVE_TOOLS := $(LIVE_SRC:tests/live/%.c=$(B)/live/%)
PROGRAMS := $(B)/dockwarden $(B)/audisp-dockwarden
MODULE := $(B)/pam_dockwarden.so

# What of the library, and of the command, the PAM module takes along.
PAM_LIB := $(wildcard lib/policy*.c) $(addprefix lib/,login.c membership.c \
	watch.c trusted_file.c buf.c scratch.c utf8.c printable.c escape.c \
	number.c path.c action.c) cli/host/host_lookup.c
PAM_OBJECTS := $(patsubst %.c,$(B)/pic/%.o,$(PAM_SRC) $(PAM_LIB))

.PHONY: built programs unit-programs fuzz-programs bench-programs live-programs
built: $(B)/libdockwarden.a programs unit-programs fuzz-programs \
	bench-programs live-programs
programs: $(PROGRAMS) $(MODULE)
unit-programs: $(UNIT)
fuzz-programs: $(FUZZ)
bench-programs: $(BENCH)
live-programs: $(LIVE_TOOLS)

## Flags: ours first, the user's CFLAGS, CPPFLAGS and LDFLAGS last ----------

OUR_CPPFLAGS := -D_GNU_SOURCE -DDOCKWARDEN_VERSION='"$(VERSION)"' -Ilib
CLI_CPPFLAGS := -Icli $(patsubst %/,-I%,$(wildcard cli/*/))
OUR_CFLAGS := -std=c11 -g -fPIE -fvisibility=hidden -MMD -MP \
	-ffile-prefix-map=$(CURDIR)=.
OUR_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack

OPTIMIZE_release := -O2
OPTIMIZE_debug := -Og -g3
OPTIMIZE_asan := -O1 -fno-omit-frame-pointer
OPTIMIZE_cov := -O0
OPTIMIZE_fuzz := -O1 -fno-omit-frame-pointer
SANITIZE_asan := -fsanitize=address,undefined -fno-sanitize-recover=all
SANITIZE_cov := --coverage
SANITIZE_fuzz := -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all

# Tried one by one; what the compiler does not know is left out.
WARNINGS := -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow \
	-Wvla -Wundef -Wwrite-strings -Wcast-qual -Wswitch-enum \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wbad-function-cast -Wnull-dereference -Wdate-time \
	-Wframe-larger-than=16384 -Wlogical-op -Wduplicated-cond \
	-Wduplicated-branches -Wjump-misses-init -Wformat=2 \
	-Wformat-signedness -Wstringop-truncation \
	-Wcast-align=strict -Warith-conversion -Wimplicit-fallthrough
HARDENING_release := -fstack-protector-strong -fstack-clash-protection \
	-fcf-protection -ftrivial-auto-var-init=zero \
	-fzero-call-used-regs=used-gpr -D_FORTIFY_SOURCE=3
HARDENING_debug := -fstack-protector-strong -ftrivial-auto-var-init=pattern
# What is read before it is set shows, where a zero would hide it.
HARDENING_asan := -ftrivial-auto-var-init=pattern
HARDENING := $(HARDENING_$(PROFILE))

# Goals that compile something need the answers; others must not wait for them.
QUIET_GOALS := all demo check live acceptance pam-matrix bench fuzz \
	fuzz-regress lint analyze \
	matrix check-valgrind check-symbols check-docs check-compared check-install golden cov deb rpm sbom \
	release reproducible check-hardening check-packages dist fmt help ci \
	deps clean uninstall
QUIET_GOALS += list-installed
ifneq ($(filter-out $(QUIET_GOALS),$(MAKECMDGOALS)),)
include $(B)/config.mk
endif

# Debian's name and Fedora's for each pkg-config module.
HINT_json-c := libjson-c-dev (dnf: json-c-devel)
HINT_auparse := libauparse-dev (dnf: audit-libs-devel)
HINT_zlib := zlib1g-dev (dnf: zlib-devel)
HINT_audit := libaudit-dev (dnf: audit-libs-devel)
HINT_libcap-ng := libcap-ng-dev (dnf: libcap-ng-devel)
HINT_libseccomp := libseccomp-dev (dnf: libseccomp-devel)
HINT_mount := libmount-dev (dnf: libmount-devel)
HINT_pam := libpam0g-dev (dnf: pam-devel)
HINT_check := check (dnf: check-devel)

# $(1) module, $(2) variable, $(3) text for when it is missing
probe_package = if $(PKG_CONFIG) --exists $(1) 2>/dev/null; then \
	echo "$(2)_CFLAGS := $$($(PKG_CONFIG) --cflags $(1))"; \
	echo "$(2)_LIBS := $$($(PKG_CONFIG) --libs $(1))"; \
	else echo '$(1) is missing: install $(HINT_$(1)), or run make deps' >&2; \
	$(3); fi

# For what has no pkg-config module everywhere (Debian 12's libpam).
# $(1) header, $(2) name
probe_library = printf '\#include <stddef.h>\n\#include <$(1)>\n' | \
	$(CC) -x c -fsyntax-only - 2>/dev/null || { echo '$(2) is missing: \
	install $(HINT_$(2)), or run make deps' >&2; exit 1; }

$(B)/config.mk: Makefile
	$(Q)mkdir -p $(@D)
	$(Q)command -v $(PKG_CONFIG) >/dev/null || { echo 'pkg-config is \
	missing: install pkg-config, or run make deps' >&2; exit 1; }
	$(Q)command -v $(firstword $(CC)) >/dev/null || { echo 'the compiler \
	$(firstword $(CC)) is missing' >&2; exit 1; }
	$(Q){ $(call probe_package,json-c,JSON,exit 1); \
	$(call probe_package,auparse,AUPARSE,exit 1); \
	$(call probe_package,zlib,ZLIB,exit 1); \
	$(call probe_package,audit,AUDIT,exit 1); \
	$(call probe_package,libcap-ng,CAPNG,exit 1); \
	$(call probe_package,libseccomp,SECCOMP,exit 1); \
	$(call probe_package,mount,MOUNT,exit 1); \
	$(call probe_library,security/pam_modules.h,pam); \
	$(call probe_package,check,CHECK,:); \
	probe() { printf 'int main(void){return 0;}\n' | $(CC) -Werror -O2 \
		"$$@" -x c -c -o $(@D)/probe.o - 2>/dev/null; }; \
	for flag in $(WARNINGS); do \
		! probe $$flag || echo "WARN += $$flag"; done; \
	for flag in $(HARDENING); do \
		! probe $$flag || echo "HARDEN += $$flag"; done; \
	rm -f $(@D)/probe.o; } > $@.new && mv $@.new $@

# A user who sets either of these means it.
ifneq ($(filter -O0,$(CFLAGS))$(findstring _FORTIFY_SOURCE,$(CFLAGS)$(CPPFLAGS)),)
HARDEN := $(filter-out -D_FORTIFY_SOURCE%,$(HARDEN))
endif

COMPILE = $(OUR_CPPFLAGS) $(OUR_CFLAGS) $(OPTIMIZE_$(PROFILE)) $(WARN) \
	$(if $(filter 1,$(WERROR)),-Werror) $(HARDEN) $(SANITIZE_$(PROFILE)) \
	$(PACKAGE_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK = $(OUR_LDFLAGS) $(OPTIMIZE_$(PROFILE)) $(SANITIZE_$(PROFILE)) \
	$(CFLAGS) $(LDFLAGS)
LIBS = $(JSON_LIBS) $(AUPARSE_LIBS) $(LDLIBS)
CLI_LIBS = $(AUDIT_LIBS) $(MOUNT_LIBS)
PLUGIN_LIBS = $(AUDIT_LIBS) $(CAPNG_LIBS) $(SECCOMP_LIBS)

# Changes when a flag does: objects of other flags are not reused.
COMMAND = $(CC) $(COMPILE) | $(LINK) | $(LIBS)
$(B)/command: PACKAGE_CFLAGS = $(JSON_CFLAGS) $(AUPARSE_CFLAGS) $(ZLIB_CFLAGS) \
	$(AUDIT_CFLAGS) $(CAPNG_CFLAGS) $(SECCOMP_CFLAGS) $(MOUNT_CFLAGS)
$(B)/command: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' '$(subst ','\'',$(COMMAND))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(COMMAND))' > $@

## Rules --------------------------------------------------------------------

$(B)/obj/%.o: %.c $(B)/command
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(COMPILE) -c -o $@ $<

$(B)/obj/lib/%.o: PACKAGE_CFLAGS = $(JSON_CFLAGS) $(AUPARSE_CFLAGS) \
	$(ZLIB_CFLAGS)
$(B)/obj/cli/%.o: PACKAGE_CFLAGS = $(CLI_CPPFLAGS) $(JSON_CFLAGS) $(AUDIT_CFLAGS) \
	$(MOUNT_CFLAGS)
$(B)/obj/audisp-plugin/%.o: PACKAGE_CFLAGS = -Icli/host $(AUDIT_CFLAGS) \
	$(CAPNG_CFLAGS) $(SECCOMP_CFLAGS)
$(B)/obj/pam-module/%.o: PACKAGE_CFLAGS = -Icli/host $(AUDIT_CFLAGS)
$(B)/obj/tests/%.o: PACKAGE_CFLAGS = $(CLI_CPPFLAGS) -Iaudisp-plugin $(CHECK_CFLAGS) \
	$(JSON_CFLAGS) $(AUPARSE_CFLAGS) $(ZLIB_CFLAGS) $(AUDIT_CFLAGS) \
	$(MOUNT_CFLAGS)

# An archive is made anew: a member whose source is gone must not stay.
define archive
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcD $@ $(filter %.o,$^)
endef
$(B)/libdockwarden.a: $(call objects,$(LIB_SRC))
	$(archive)

# What the command is made of, without main: for tests of its parts.
$(B)/libcli.a: $(call objects,$(filter-out cli/main.c,$(CLI_SRC)))
	$(archive)

# The same of the plugin, which takes the host's users and the engine's socket
# from the command's.
$(B)/libplugin.a: $(call objects,$(filter-out audisp-plugin/main.c,$(PLUGIN_SRC)) \
		$(addprefix cli/host/,host_names.c host_lookup.c host_list.c \
		engine_socket.c http_reply.c \
		unix_socket.c))
	$(archive)

$(B)/dockwarden: $(call objects,$(CLI_SRC)) $(B)/libdockwarden.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -o $@ $^ $(CLI_LIBS) $(ZLIB_LIBS) $(LIBS)

$(B)/audisp-dockwarden: $(call objects,audisp-plugin/main.c) $(B)/libplugin.a \
		$(B)/libdockwarden.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -o $@ $^ $(PLUGIN_LIBS) $(ZLIB_LIBS) $(LIBS)

# The module's json-c is its own: a program that loads it may have another, or
# functions of the same names.  Debian's libjson-c-dev has the archive.  Fedora
# and RHEL have none: JSON_STATIC names one (CONTRIBUTING.md).
JSON_STATIC ?= $(firstword $(wildcard $(shell $(PKG_CONFIG) \
	--variable=libdir json-c 2>/dev/null)/libjson-c.a))
PAM_LDFLAGS := -shared -Wl,-soname,pam_dockwarden.so \
	-Wl,--version-script=pam-module/pam_dockwarden.map \
	-Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,-z,relro,-z,now,-z,noexecstack
# Sanitizers leave symbols to the program that loads it.
PAM_LDFLAGS += $(if $(SANITIZE_$(PROFILE)),,-Wl,-z,defs -Wl,--gc-sections)

$(B)/pic/%.o: %.c $(B)/command
	$(call say,CC,$< (module))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(COMPILE) -fPIC -ffunction-sections -fdata-sections -c -o $@ $<
$(B)/pic/%.o: PACKAGE_CFLAGS = -Icli/host $(JSON_CFLAGS) $(AUDIT_CFLAGS)

$(MODULE): $(PAM_OBJECTS) pam-module/pam_dockwarden.map
	$(if $(JSON_STATIC),,$(error the PAM module needs a static json-c: \
		Debian has it in libjson-c-dev; on Fedora build one and name \
		it, make JSON_STATIC=/path/libjson-c.a (CONTRIBUTING.md)))
	$(call say,LINK,$@)
	$(Q)$(CC) $(PAM_LDFLAGS) $(OPTIMIZE_$(PROFILE)) $(SANITIZE_$(PROFILE)) \
		$(CFLAGS) $(LDFLAGS) -o $@ $(PAM_OBJECTS) $(JSON_STATIC) -lpam

# A test that counts or fails allocations names itself test_alloc*.
WRAP_ALLOC := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup
$(B)/tests/test_alloc%: TEST_LDFLAGS := $(WRAP_ALLOC)
$(B)/tests/test_alloc_event: TEST_LDFLAGS := \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=reallocarray,--wrap=free
$(B)/tests/test_alloc_check: TEST_LDFLAGS := \
	$(WRAP_ALLOC),--wrap=reallocarray,--wrap=strndup
$(B)/tests/test_cli_faults: TEST_LDFLAGS := \
	-Wl,--wrap=open,--wrap=openat,--wrap=__open_2,--wrap=__openat_2 \
	-Wl,--wrap=syscall,--wrap=readdir

# A test of a part of the command is named for it, or test_cli_*; the others
# build whatever state cli/ is in.
in_order = $(filter %.o,$^) $(filter %/libcli.a %/libplugin.a,$^) \
	$(B)/libdockwarden.a
CLI_NOUNS := $(notdir $(CLI_SRC:%.c=%)) cli_%
$(filter $(B)/tests/test_alloc_check,$(UNIT)): $(B)/libcli.a
PLUGIN_NOUNS := $(patsubst audisp-plugin/%.c,%,$(PLUGIN_SRC)) plugin_%
$(filter $(CLI_NOUNS:%=$(B)/tests/test_%),$(UNIT)): $(B)/libcli.a
$(filter $(CLI_NOUNS:%=$(B)/fuzz/fuzz_%),$(FUZZ)): $(B)/libcli.a
$(filter $(PLUGIN_NOUNS:%=$(B)/tests/test_%),$(UNIT)): $(B)/libplugin.a
$(filter $(PLUGIN_NOUNS:%=$(B)/fuzz/fuzz_%),$(FUZZ)): $(B)/libplugin.a
# These play auditd to the plugin itself.
$(filter $(B)/tests/test_plugin_contract%,$(UNIT)): | $(B)/audisp-dockwarden

# This runs the command.
$(filter $(B)/tests/test_hosts $(B)/tests/test_cli_few_files,$(UNIT)): | \
	$(B)/dockwarden

$(PAM_UNIT): $(B)/tests/%: $(B)/obj/tests/unit/%.o \
		$(call objects,tests/unit/pam_scene.c) | $(MODULE)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LINK) -rdynamic -o $@ $^ $(CHECK_LIBS) -lpam -ldl

$(filter-out $(PAM_UNIT),$(UNIT)): $(B)/tests/%: $(B)/obj/tests/unit/%.o \
		$(call objects,$(HELPER_SRC)) \
		$(B)/libdockwarden.a
	$(if $(CHECK_LIBS),,$(error check is missing: install $(HINT_check), \
		or run make deps))
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LINK) $(TEST_LDFLAGS) -o $@ $(in_order) $(CHECK_LIBS) \
		$(CLI_LIBS) $(PLUGIN_LIBS) $(ZLIB_LIBS) $(LIBS)

ifeq ($(PROFILE),fuzz)
FUZZ_MAIN :=
FUZZ_LDFLAGS := -fsanitize=fuzzer
else
FUZZ_MAIN := $(call objects,tests/fuzz/replay_main.c)
FUZZ_LDFLAGS :=
endif
$(FUZZ): $(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(FUZZ_MAIN) \
		$(B)/libdockwarden.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LINK) $(FUZZ_LDFLAGS) -o $@ $(in_order) $(CLI_LIBS) \
		$(PLUGIN_LIBS) $(ZLIB_LIBS) $(LIBS)

# What it holds of a line, by readers that the unit tests use too.
$(B)/fuzz/fuzz_format: $(call objects,tests/fuzz/format_check.c \
	tests/unit/read_back.c)

$(B)/fuzz/fuzz_rule: $(B)/libcli.a

# The module's own parts, before a libpam and a database of the target's own.
$(B)/fuzz/fuzz_module: $(call objects,$(PAM_SRC) cli/host/host_lookup.c)

$(BENCH): $(B)/bench/%: $(B)/obj/tests/bench/%.o $(B)/libdockwarden.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LINK) -o $@ $^ $(ZLIB_LIBS) $(LIBS) $(BENCH_LIBS)
$(B)/bench/login: BENCH_LIBS := -lpam
$(B)/bench/login: | $(MODULE)

# rules holds the command's own parts against the kernel.
$(B)/live/rules: LIVE_LIBS = $(CLI_LIBS) $(ZLIB_LIBS) $(LIBS)
$(B)/live/rules: $(call objects,$(LIVE_RULES)) $(B)/libcli.a
$(LIVE_TOOLS): $(B)/live/%: $(B)/obj/tests/live/%.o $(B)/libdockwarden.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LINK) -o $@ $(in_order) $(LIVE_LIBS)

.SECONDARY:
-include $(shell find $(B)/obj $(B)/pic -name '*.d' 2>/dev/null)

## Install ------------------------------------------------------------------

MAN1 := $(wildcard doc/*.1)
MAN5 := $(wildcard doc/*.5)
MAN7 := $(wildcard doc/*.7)
MAN8 := $(wildcard doc/*.8)
PLUGINS := $(SYSCONFDIR)/audit/plugins.d
APPARMOR := $(SYSCONFDIR)/apparmor.d
LOGROTATE := $(SYSCONFDIR)/logrotate.d
PAM_SERVICES = $(SYSCONFDIR)/pam.d $(SYSCONFDIR)/pam.conf /usr/lib/pam.d
DOCS := README.md LICENSE CHANGELOG.md SECURITY.md
# For those who write rules or read alerts by program: rules and the schema.
RULES := $(wildcard rules/*.rules)
DATA := doc/alert.schema.json packaging/host-setup
INSTALLED = $(BINDIR)/dockwarden $(SBINDIR)/audisp-dockwarden \
	$(PLUGINS)/dockwarden.conf $(APPARMOR)/usr.sbin.audisp-dockwarden \
	$(LOGROTATE)/dockwarden $(SYSUSERSDIR)/dockwarden.conf \
	$(TMPFILESDIR)/dockwarden.conf \
	$(PAMDIR)/pam_dockwarden.so $(PAMCONFIGSDIR)/dockwarden \
	$(MAN1:doc/%=$(MANDIR)/man1/%) $(MAN5:doc/%=$(MANDIR)/man5/%) \
	$(MAN7:doc/%=$(MANDIR)/man7/%) $(MAN8:doc/%=$(MANDIR)/man8/%) \
	$(DOCS:%=$(DOCDIR)/%) $(RULES:%=$(DATADIR)/%) \
	$(foreach file,$(DATA),$(DATADIR)/$(notdir $(file))) \
	$(BASHCOMPDIR)/dockwarden $(BASHCOMPDIR)/audisp-dockwarden \
	$(ZSHCOMPDIR)/_dockwarden

.PHONY: list-installed
list-installed:
	@printf '%s\n' $(INSTALLED)

# auditd 3.0 takes no plugin that its owner and group may not run.  No policy
# is installed: without one, the built-in one holds.  The PAM module is renamed
# into place, since where a service names it nobody logs in while it is not
# there; nothing in /etc/pam.d is touched.
install: $(PROGRAMS) $(MODULE) ## install below DESTDIR (PREFIX=/usr)
	install -D -m 755 $(B)/dockwarden $(DESTDIR)$(BINDIR)/dockwarden
	install -D -m 750 $(B)/audisp-dockwarden \
		$(DESTDIR)$(SBINDIR)/audisp-dockwarden
	install -d $(DESTDIR)$(PLUGINS) $(DESTDIR)$(APPARMOR) \
		$(DESTDIR)$(LOGROTATE) $(DESTDIR)$(SYSUSERSDIR) \
		$(DESTDIR)$(TMPFILESDIR)
	sed 's|@SBINDIR@|$(SBINDIR)|' audisp-plugin/dockwarden.conf \
		> $(DESTDIR)$(PLUGINS)/dockwarden.conf
	chmod 640 $(DESTDIR)$(PLUGINS)/dockwarden.conf
	install -m 644 packaging/apparmor/usr.sbin.audisp-dockwarden \
		$(DESTDIR)$(APPARMOR)
	install -m 644 packaging/logrotate/dockwarden $(DESTDIR)$(LOGROTATE)
	install -m 644 packaging/sysusers.d/dockwarden.conf \
		$(DESTDIR)$(SYSUSERSDIR)
	install -m 644 packaging/tmpfiles.d/dockwarden.conf \
		$(DESTDIR)$(TMPFILESDIR)
	install -d $(DESTDIR)$(PAMDIR) $(DESTDIR)$(PAMCONFIGSDIR)
	install -m 644 $(MODULE) $(DESTDIR)$(PAMDIR)/.pam_dockwarden.so.new
	mv -f $(DESTDIR)$(PAMDIR)/.pam_dockwarden.so.new \
		$(DESTDIR)$(PAMDIR)/pam_dockwarden.so
	install -m 644 packaging/pam-configs/dockwarden \
		$(DESTDIR)$(PAMCONFIGSDIR)
	install -d $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man7 $(DESTDIR)$(MANDIR)/man8
	install -m 644 $(MAN1) $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(MAN5) $(DESTDIR)$(MANDIR)/man5
	install -m 644 $(MAN7) $(DESTDIR)$(MANDIR)/man7
	install -m 644 $(MAN8) $(DESTDIR)$(MANDIR)/man8
	install -d $(DESTDIR)$(DOCDIR)
	install -m 644 $(DOCS) $(DESTDIR)$(DOCDIR)
	install -d $(DESTDIR)$(DATADIR) $(DESTDIR)$(BASHCOMPDIR) \
		$(DESTDIR)$(ZSHCOMPDIR)
	install -m 644 doc/alert.schema.json $(DESTDIR)$(DATADIR)
	sed 's|@SBINDIR@|$(SBINDIR)|' packaging/host-setup \
		> $(DESTDIR)$(DATADIR)/host-setup
	chmod 755 $(DESTDIR)$(DATADIR)/host-setup
	$(if $(RULES),install -d $(DESTDIR)$(DATADIR)/rules)
	$(if $(RULES),install -m 644 $(RULES) $(DESTDIR)$(DATADIR)/rules)
	for name in dockwarden audisp-dockwarden; do \
		install -m 644 packaging/completions/dockwarden.bash \
			$(DESTDIR)$(BASHCOMPDIR)/$$name || exit; done
	install -m 644 packaging/completions/_dockwarden \
		$(DESTDIR)$(ZSHCOMPDIR)

# A service that names a module that is not there lets nobody in, root neither.
uninstall: ## remove what install put there
	@used=$$(grep -Rsl '^[^#]*pam_dockwarden\.so' \
		$(PAM_SERVICES:%=$(DESTDIR)%)); [ -z "$$used" ] || \
		{ echo "disable the PAM module first, pam_dockwarden(8):" \
		$$used >&2; exit 1; }
	rm -f $(INSTALLED:%=$(DESTDIR)%)
	-rmdir $(DESTDIR)$(DOCDIR) $(DESTDIR)$(DATADIR)/rules \
		$(DESTDIR)$(DATADIR) 2>/dev/null
