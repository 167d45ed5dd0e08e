# SPDX-License-Identifier: GPL-2.0-or-later
# aubacklog: out-of-tree build in build/. "make help" lists the targets.

BUILD ?= build
PREFIX ?= /usr/local
UNITDIR ?= $(PREFIX)/lib/systemd/system
SBINDIR ?= $(PREFIX)/sbin
SYSCONFDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)
DESTDIR ?=
# Where each shell looks for completions: Debian's zsh in vendor-completions, others' in site-functions.
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/$(if $(wildcard /etc/debian_version),vendor-completions,site-functions)
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
CFLAGS ?= -O2 -g
PACKAGES := audit auparse cairo jansson libarchive libcap-ng libseccomp libsystemd libxml-2.0 zlib
VERSION := $(shell sed -n 's/.*AUBACKLOG_VERSION "\(.*\)"/\1/p' src/util/version.h)

# src/ has a folder for each stage; tests/stages holds them to their order.
# src/image and src/watch are programs of their own, built where libguestfs and libcurl are.
image_sources := $(wildcard src/image/*.c)
watch_sources := $(wildcard src/watch/*.c)
sources := $(filter-out $(image_sources) $(watch_sources),$(wildcard src/*.c src/*/*.c))
headers := $(wildcard src/*/*.h)
c_files := $(sources) $(image_sources) $(watch_sources) $(headers) $(wildcard tests/*/*.[ch])
objects := $(sources:src/%.c=$(BUILD)/%.o) $(BUILD)/render/html_assets.o
modules := $(filter-out $(BUILD)/main.o,$(objects))
image_objects := $(image_sources:src/%.c=$(BUILD)/%.o) \
	$(addprefix $(BUILD)/,util/error.o util/exit_cleanup.o util/text.o util/textstream.o util/xalloc.o input/evidence_paths.o input/scratch.o)
watch_objects := $(watch_sources:src/%.c=$(BUILD)/%.o)
watch_modules := $(filter-out $(BUILD)/watch/main.o,$(watch_objects))
curl := $(shell pkg-config --exists libcurl 2>/dev/null && echo libcurl)
guestfs := $(shell pkg-config --exists libguestfs 2>/dev/null && echo libguestfs)
unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/%,$(filter-out $(if $(curl),,tests/unit/test_watch_%),$(wildcard tests/unit/test_*.c)))

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	-Wno-format-nonliteral

# Those of the flags that the compiler knows: what processor, compiler and C library have differs. docs/TRUST.md says
# what each is for, tests/hardening holds the program to them.
known = $(foreach flag,$(1),$(shell $(CC) -O2 -Werror -U_FORTIFY_SOURCE $(flag) \
	-include stdio.h -x c -c -o /dev/null /dev/null 2>/dev/null && echo '$(flag)'))
hardening := -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE \
	$(or $(call known,-D_FORTIFY_SOURCE=3),-D_FORTIFY_SOURCE=2) \
	$(call known,-fstack-clash-protection -fcf-protection=full)
all_cflags = -std=gnu17 -pthread $(warnings) $(CPPFLAGS) $(hardening) -Isrc $(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
all_ldflags = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--as-needed $(LDFLAGS)
# The others are loaded when they are needed (src/util/library.h).
libraries = $(shell pkg-config --libs audit auparse jansson libcap-ng zlib) -ldl -lm

comma := ,

# "make V=1" shows the commands.
quiet = $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)  $@")

# Manual pages and completions are made of what the program says of its options.
manual_pages := $(patsubst docs/%.8.in,$(BUILD)/man/%.8,$(wildcard docs/*.8.in))
completions := $(addprefix $(BUILD)/completions/,aubacklog _aubacklog aubacklog.fish)

.DELETE_ON_ERROR:

.PHONY: all
all: $(BUILD)/aubacklog $(manual_pages) $(completions) $(if $(guestfs),$(BUILD)/aubacklog-image) $(if $(curl),$(BUILD)/aubacklog-watch) ## builds build/aubacklog, aubacklog-image where libguestfs is, aubacklog-watch where libcurl is

$(BUILD)/aubacklog: $(objects)
	$(call say,LD)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(libraries)

$(BUILD)/option-table: $(BUILD)/aubacklog
	$(quiet)$(BUILD)/aubacklog --print-table > $@

$(BUILD)/man/%.8: docs/%.8.in docs/aubacklog-options.roff scripts/manual $(BUILD)/option-table
	$(call say,MAN)
	@mkdir -p $(@D)
	$(quiet)scripts/manual $* $(VERSION) $(BUILD)/option-table docs/aubacklog-options.roff $< > $@

$(completions): scripts/completions $(BUILD)/option-table
	$(call say,GEN)
	@mkdir -p $(@D)
	$(quiet)scripts/completions $(@F) $(BUILD)/option-table > $@

.PHONY: image
image: $(if $(guestfs),$(BUILD)/aubacklog-image) ## builds build/aubacklog-image, which reads disk images through libguestfs
	@$(if $(guestfs),,echo "aubacklog-image needs libguestfs (libguestfs-dev, or libguestfs-devel): make deps-image"; exit 1)

$(BUILD)/aubacklog-image: $(image_objects)
	$(call say,LD)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(shell pkg-config --libs $(guestfs))

$(BUILD)/aubacklog-watch: $(modules) $(watch_objects)
	$(call say,LD)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(libraries) $(shell pkg-config --libs libcurl)

$(BUILD)/%.o: src/%.c Makefile
	$(call say,CC)
	@mkdir -p $(@D)
	$(quiet)$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

# The pages' scripts and style, as texts of C.
$(BUILD)/render/html_assets.c: scripts/html-assets $(wildcard src/render/html_*.js) src/render/html_page.css
	$(call say,GEN)
	@mkdir -p $(@D)
	$(quiet)scripts/html-assets src/render > $@.part && mv $@.part $@

$(BUILD)/render/html_assets.o: $(BUILD)/render/html_assets.c src/render/html_assets.h Makefile
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) -c -o $@ $<

$(BUILD)/test_watch_%: tests/unit/test_watch_%.c $(modules) $(watch_modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) -Itests/unit $(all_ldflags) -MMD -MP -MF $@.d -o $@ $< $(modules) $(watch_modules) $(libraries) -lcurl -lcmocka

$(BUILD)/test_%: tests/unit/test_%.c $(modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) -Itests/unit $(all_ldflags) -MMD -MP -MF $@.d -o $@ $< $(modules) $(libraries) $(shell pkg-config --libs libarchive) -lcmocka

# "make check" gives each fuzz target its corpus; "make fuzz" gives it to libFuzzer.
fuzz_targets := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c $(if $(curl),,tests/fuzz/watch_%),$(wildcard tests/fuzz/*.c)))
unit_tests += $(fuzz_targets:%=$(BUILD)/test_fuzz_%)

$(BUILD)/test_fuzz_watch_%: tests/fuzz/watch_%.c tests/fuzz/replay.c $(modules) $(watch_modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -MMD -MP -MF $@.d -o $@ $< tests/fuzz/replay.c $(modules) $(watch_modules) $(libraries) -lcurl

$(BUILD)/fuzz_watch_%: tests/fuzz/watch_%.c $(modules) $(watch_modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -fsanitize=fuzzer -MMD -MP -MF $@.d -o $@ $< $(modules) $(watch_modules) $(libraries) -lcurl

$(BUILD)/test_fuzz_%: tests/fuzz/%.c tests/fuzz/replay.c $(modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -MMD -MP -MF $@.d -o $@ $< tests/fuzz/replay.c $(modules) $(libraries)

$(BUILD)/fuzz_%: tests/fuzz/%.c $(modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -fsanitize=fuzzer -MMD -MP -MF $@.d -o $@ $< $(modules) $(libraries)

# Ends where a reader asks for what the table of evidence does not have: tests/run-agreement.
$(BUILD)/aubacklog-asked: $(objects) tests/agreement/asked.c
	$(call say,LD)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) $(patsubst %,-Wl$(comma)--wrap=root_%,open read list) -o $@ $^ $(libraries)

.PHONY: demo
demo: deps-build ## installs what the build needs, diagnoses a recorded boot, leaves its graphs in build/demo
	@mkdir -p $(BUILD)
	@echo "Building, which takes a minute"
	@$(MAKE) --no-print-directory all >$(BUILD)/demo.log 2>&1 || { tail -n 20 $(BUILD)/demo.log; exit 1; }
	@scripts/demo $(BUILD)

.PHONY: check
check: deps-test ## installs what the tests need, builds, runs all tests
	@$(MAKE) --no-print-directory all unit-tests
	@BUILD=$(abspath $(BUILD)) tests/run

# What the sanitizers want; without FORTIFY, which they do better.
sanitizing := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -U_FORTIFY_SOURCE

.PHONY: unit-tests
unit-tests: $(unit_tests) $(BUILD)/model-kernel $(BUILD)/starve.so $(BUILD)/misbehave.so $(BUILD)/misjournal.so $(BUILD)/fastclock.so $(BUILD)/spinning.so $(BUILD)/readgap.so $(BUILD)/fasthours.so $(BUILD)/aubacklog-asked $(if $(guestfs),$(BUILD)/stand-in/libguestfs.so.0)

# Found before the real one by LD_LIBRARY_PATH.
$(BUILD)/stand-in/libguestfs.so.0: tests/image/guestfs.c
	$(call say,CC)
	@mkdir -p $(@D)
	$(quiet)$(CC) -std=gnu17 $(warnings) -O1 -g -fPIC -shared -Wl,-soname,libguestfs.so.0 -o $@ $<

# Preloaded, also before a sanitizer's library: built without one.
$(BUILD)/%.so: tests/faults/%.c
	$(call say,CC)
	$(quiet)$(CC) -std=gnu17 $(warnings) -O1 -g -fPIC -shared -o $@ $< -ldl

# The functions that give memory, as tests/faults/wrapped.c has them.
wrapped := malloc calloc realloc reallocarray aligned_alloc strdup strndup asprintf vasprintf realpath fdopen fdopendir \
	fopencookie tsearch

$(BUILD)/aubacklog-starved: $(objects) tests/faults/wrapped.c
	$(call say,LD)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) $(wrapped:%=-Wl,--wrap=%) -o $@ $^ $(libraries)

.PHONY: faults
faults: deps-test ## fails each allocation and each system call of every verb in turn (an hour or so; "make check" fails a choice)
	@$(MAKE) --no-print-directory all unit-tests
	@tests/faults/allocations $(BUILD)/aubacklog
	@tests/faults/calls $(BUILD)/aubacklog
	@tests/faults/corruption $(BUILD)/aubacklog
	@$(MAKE) --no-print-directory BUILD=build/asan build/asan/aubacklog-starved CFLAGS="$(sanitizing)"
	@tests/faults/starved build/asan/aubacklog-starved

# Boots that CI runs: one of each kind that is told from the others by the kernel, not by the log.
quick := bookworm-load40 bookworm-load40-cpus2 bookworm-three-boots bookworm-journald-default trixie-load10 bookworm-watch

.PHONY: check-vm check-vm-quick check-vm-edge check-vm-image
check-vm: deps-test deps-vm deps-image ## boots real kernels under emulation against their own counters; SCENARIOS="…" for some
	@$(MAKE) --no-print-directory all
	@tests/vm/run $(if $(SCENARIOS),$(SCENARIOS),--docs boots)
	@$(if $(SCENARIOS),,tests/vm/loop --docs loop)
	@$(if $(SCENARIOS),,tests/vm/image)

check-vm-quick: deps-test deps-vm ## the same for the few boots that CI runs
	@$(MAKE) --no-print-directory all
	@tests/vm/run $(quick)

check-vm-edge: deps-test deps-vm ## boots two processors again and again, and counts how often the edge blurs
	@$(MAKE) --no-print-directory all
	@tests/vm/edge --docs edge

check-vm-image: deps-test deps-image ## reads disk images through libguestfs under emulation
	@$(MAKE) --no-print-directory all
	@tests/vm/image

.PHONY: check-prove
check-prove: deps-test deps-vm deps-image ## has aubacklog-prove boot an image, read-only, until its kernel says that nothing is lost (20 minutes without KVM)
	@$(MAKE) --no-print-directory all
	@tests/vm/prove

.PHONY: check-vm-newcomer
check-vm-newcomer: deps-test deps-vm deb ## boots the way of docs/NEWCOMER.md, from the package to a clean boot
	@$(MAKE) --no-print-directory all
	@tests/vm/newcomer

# An adversarial kernel (tests/model), and the report held to what it counted.
$(BUILD)/model-kernel: $(wildcard tests/model/*.[ch]) Makefile
	$(call say,CC)
	@mkdir -p $(@D)
	$(quiet)$(CC) -std=gnu17 -D_GNU_SOURCE $(warnings) -O2 -g -o $@ $(filter %.c,$^) -laudit

# "make check-model BOOTS=1000 FROM=7" asks for fewer, or for others; tests/run-model --only SEED makes one again.
BOOTS ?= 20000
FROM ?= 1

.PHONY: check-model
check-model: deps-test ## holds the report to BOOTS boots of an adversarial kernel (half an hour or so)
	@$(MAKE) --no-print-directory $(BUILD)/aubacklog $(BUILD)/model-kernel
	@BUILD=$(abspath $(BUILD)) tests/run-model-shapes
	@BUILD=$(abspath $(BUILD)) tests/run-model --all --boots $(BOOTS) --from $(FROM)

.PHONY: check-collectors
check-collectors: deps-test ## sends the recorded logs through rsyslog, syslog-ng and systemd-journal-remote (two minutes)
	@$(MAKE) --no-print-directory all
	@scripts/unpack-syslog-ng $(BUILD)/syslog-ng
	@AUBACKLOG=$(abspath $(BUILD)/aubacklog) SYSLOG_NG=$(abspath $(BUILD)/syslog-ng/syslog-ng) tests/run-collectors

.PHONY: scale
scale: deps-test ## holds the cost of hostile shapes of evidence to their size (some minutes)
	@$(MAKE) --no-print-directory all
	@AUBACKLOG=$(abspath $(BUILD)/aubacklog) tests/scale/run $(SCALE_OPTIONS)

.PHONY: golden
golden: all ## rewrites the golden outputs of tests/cases and docs/NEWCOMER.md, and shows the difference
	@tests/run-cases --golden >/dev/null
	@$(MAKE) --no-print-directory docs/NEWCOMER.md
	@git --no-pager diff --stat -- tests/cases docs/NEWCOMER.md

.PHONY: docs/NEWCOMER.md
docs/NEWCOMER.md: all # writes the newcomer's way as the program says it today
	@AUBACKLOG=$(abspath $(BUILD))/aubacklog tests/newcomer/write > $(BUILD)/NEWCOMER.md
	@mv $(BUILD)/NEWCOMER.md $@

.PHONY: docs/COMPLIANCE.md
docs/COMPLIANCE.md: all # writes the table of the published commands beside aubacklog's verdicts
	@AUBACKLOG=$(abspath $(BUILD))/aubacklog tests/compliance-table > $(BUILD)/COMPLIANCE.md
	@mv $(BUILD)/COMPLIANCE.md $@

# "make bench SIZES='10 100 1000' SHAPES=one-boot PAIRS=9" asks for more, or less.
SIZES ?= 10 100
bench_tools := $(patsubst tests/bench/%.c,$(BUILD)/bench-%,$(wildcard tests/bench/*.c))

$(BUILD)/bench-%: tests/bench/%.c $(modules)
	$(call say,CC)
	$(quiet)$(CC) $(all_cflags) $(all_ldflags) -MMD -MP -MF $@.d -o $@ $< $(modules) $(libraries)

.PHONY: bench
bench: deps-bench ## measures against grep, wc, libauparse, ausearch and aureport on the same logs (SIZES in MB)
	@$(MAKE) --no-print-directory all $(bench_tools)
	@BUILD=$(abspath $(BUILD)) tests/bench/run $(SIZES)

parts := build test lint vm image bench fuzz package package-check
.PHONY: deps $(parts:%=deps-%)
deps: $(parts:%=deps-%) ## installs everything: build, tests, lint, virtual machines, bench, fuzzing, packages
$(parts:%=deps-%):
	@scripts/install-packages $(@:deps-%=%)

.PHONY: asan
asan: deps-test ## runs all tests under address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=build/asan all unit-tests build/asan/aubacklog-starved CFLAGS="$(sanitizing)"
	@BUILD=$(abspath build/asan) LSAN_OPTIONS=suppressions=$(abspath tests/lsan.supp):print_suppressions=0 tests/run

# "make fuzz FUZZ_SECONDS=600 TARGETS='record boots'" asks for more, or for some; FUZZ_OPTIONS=--docs keeps the table;
# FUZZ_SEED=1 makes the inputs those of any other run with it.
FUZZ_SECONDS ?= 60
FUZZ_SEED ?=
TARGETS ?= $(fuzz_targets)
FUZZ_OPTIONS ?=

.PHONY: fuzz fuzz-programs
fuzz: deps-fuzz ## fuzzes each parser under sanitizers (FUZZ_SECONDS=60 each; TARGETS="…" for some)
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang TARGETS="$(TARGETS)" fuzz-programs CFLAGS="-O1 -g \
		-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -U_FORTIFY_SOURCE"
	@BUILD=$(abspath build/fuzz) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) tests/fuzz/run $(FUZZ_OPTIONS) $(TARGETS)

fuzz-programs: $(TARGETS:%=$(BUILD)/fuzz_%)

# The scripts that the named programs run, by their first lines; what boots left behind is not the project's.
scripts_of = $(shell find .ci * -type d \( -name build -o -name cases -o -name check-cases -o -name corpus \) -prune -o -type f \
	-exec awk 'FNR == 1 && /^\043!.*[ \/]($(1))$$/ { print FILENAME } { nextfile }' {} +)

.PHONY: lint
lint: deps-lint ## layout, shell scripts, both compilers without a warning, clang-tidy
	clang-format --dry-run --Werror $(c_files)
	shellcheck -x $(call scripts_of,sh|bash|bats) tests/cli/helpers.bash tests/vm/lib.sh
	python3 -c 'import ast, sys; [ast.parse(open(path).read(), path) for path in sys.argv[1:]]' \
		$(call scripts_of,python3) $(wildcard tests/*/*.py)
	set -e; for script in $(call scripts_of,perl); do perl -wc $$script; done
	$(MAKE) --no-print-directory BUILD=build/clang CC=clang CFLAGS="-O2 -g -Werror" all unit-tests
	# GCC 12 takes the copy of a struct for a leak of what it points to: leaks are "make asan"'s to find.
	$(MAKE) --no-print-directory BUILD=build/gcc CC=gcc \
		CFLAGS="-O2 -g -Werror -fanalyzer -Wno-analyzer-malloc-leak" all
	clang-tidy --quiet $(sources) $(if $(guestfs),$(image_sources)) -- -std=gnu17 -Isrc $$(pkg-config --cflags $(PACKAGES))

.PHONY: format
format: ## puts the sources into the house layout
	clang-format -i $(c_files)

.PHONY: coverage
coverage: deps-lint ## runs all tests with coverage and prints lines and branches per module
	@find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) --no-print-directory BUILD=build/coverage all unit-tests CFLAGS="-O0 -g --coverage -fprofile-update=atomic -U_FORTIFY_SOURCE"
	@BUILD=$(abspath build/coverage) tests/run
	@BUILD=$(abspath build/coverage) tests/coverage

.PHONY: install
install: all ## installs program, recorder, manual page, units, schemas, alerts and boot loader files under PREFIX (/usr/local)
	install -D -m 0755 $(BUILD)/aubacklog $(DESTDIR)$(PREFIX)/bin/aubacklog
	install -D -m 0755 scripts/aubacklog-record $(DESTDIR)$(PREFIX)/share/aubacklog/aubacklog-record
	$(if $(guestfs),install -D -m 0755 $(BUILD)/aubacklog-image $(DESTDIR)$(PREFIX)/bin/aubacklog-image)
	$(if $(guestfs),install -D -m 0644 docs/aubacklog-image.8 $(DESTDIR)$(PREFIX)/share/man/man8/aubacklog-image.8)
	install -D -m 0755 scripts/aubacklog-prove $(DESTDIR)$(PREFIX)/bin/aubacklog-prove
	install -D -m 0644 scripts/aubacklog-prove-guest $(DESTDIR)$(PREFIX)/share/aubacklog/aubacklog-prove-guest
	install -D -m 0644 docs/prove-v1.schema.json $(DESTDIR)$(PREFIX)/share/aubacklog/prove-v1.schema.json
	install -D -m 0644 docs/aubacklog-prove.8 $(DESTDIR)$(PREFIX)/share/man/man8/aubacklog-prove.8
	install -d $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 0644 $(manual_pages) $(DESTDIR)$(PREFIX)/share/man/man8
	install -D -m 0644 $(BUILD)/completions/aubacklog $(DESTDIR)$(BASHDIR)/aubacklog
	install -D -m 0644 $(BUILD)/completions/_aubacklog $(DESTDIR)$(ZSHDIR)/_aubacklog
	install -D -m 0644 $(BUILD)/completions/aubacklog.fish $(DESTDIR)$(FISHDIR)/aubacklog.fish
	install -D -m 0644 docs/report-v1.schema.json $(DESTDIR)$(PREFIX)/share/aubacklog/report-v1.schema.json
	install -D -m 0644 docs/event-v1.schema.json $(DESTDIR)$(PREFIX)/share/aubacklog/event-v1.schema.json
	install -D -m 0644 docs/check-v1.schema.json $(DESTDIR)$(PREFIX)/share/aubacklog/check-v1.schema.json
	install -D -m 0644 docs/card-v1.schema.json $(DESTDIR)$(PREFIX)/share/aubacklog/card-v1.schema.json
	install -D -m 0644 docs/fleet-v1.schema.json $(DESTDIR)$(PREFIX)/share/aubacklog/fleet-v1.schema.json
	install -D -m 0755 contrib/fleet/fleet-dask $(DESTDIR)$(PREFIX)/share/aubacklog/fleet/fleet-dask
	cd contrib && find ansible -type f -exec install -D -m 0644 {} $(abspath $(DESTDIR)/)$(PREFIX)/share/aubacklog/{} \;
	install -D -m 0644 docs/FLEET.md $(DESTDIR)$(PREFIX)/share/aubacklog/FLEET.md
	install -D -m 0755 scripts/aubacklog-sce $(DESTDIR)$(PREFIX)/share/aubacklog/aubacklog-sce
	install -d $(DESTDIR)$(UNITDIR)
	set -e; for unit in units/*; do sed 's,/usr/local/bin,$(PREFIX)/bin,' $$unit \
		> $(DESTDIR)$(UNITDIR)/$${unit##*/}; done
	cd $(DESTDIR)$(UNITDIR) && chmod 0644 $(notdir $(wildcard units/*))
	install -D -m 0644 docs/METRICS.md $(DESTDIR)$(PREFIX)/share/aubacklog/METRICS.md
	install -D -m 0644 contrib/prometheus/aubacklog-dashboard.json $(DESTDIR)$(PREFIX)/share/aubacklog/prometheus/aubacklog-dashboard.json
	sed 's,/usr/local/share,$(PREFIX)/share,' contrib/prometheus/aubacklog.rules.yml \
		> $(DESTDIR)$(PREFIX)/share/aubacklog/prometheus/aubacklog.rules.yml
	chmod 0644 $(DESTDIR)$(PREFIX)/share/aubacklog/prometheus/aubacklog.rules.yml
	install -D -m 0644 contrib/mail/aubacklog-mail@.service $(DESTDIR)$(PREFIX)/share/aubacklog/mail/aubacklog-mail@.service
	install -D -m 0644 contrib/mail/aubacklog-report.service.d/mail.conf \
		$(DESTDIR)$(PREFIX)/share/aubacklog/mail/aubacklog-report.service.d/mail.conf
	install -d $(DESTDIR)$(PREFIX)/share/aubacklog/grub
	install -m 0644 grub/* $(DESTDIR)$(PREFIX)/share/aubacklog/grub
	chmod 0755 $(DESTDIR)$(PREFIX)/share/aubacklog/grub/ostree.sh
	$(if $(curl),@$(MAKE) --no-print-directory -o all install-watch)

# Settings that are there stay.
.PHONY: install-watch
install-watch: all # installs aubacklog-watch: program, plugin of auditd, settings, unit, SELinux module, manual pages
	install -D -m 0755 $(BUILD)/aubacklog-watch $(DESTDIR)$(SBINDIR)/aubacklog-watch
	install -d $(DESTDIR)$(SYSCONFDIR)/audit/plugins.d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(PREFIX)/share/aubacklog-watch/audisp
	set -e; cd contrib/watch; for file in audisp/aubacklog.conf selinux/aubacklog_watch.te selinux/aubacklog_watch.fc selinux/README.md; do \
		install -D -m 0644 $${file#audisp/} $(DESTDIR)$(PREFIX)/share/aubacklog-watch/$$file; done
	sed -i 's,/usr/local/sbin,$(SBINDIR),' $(DESTDIR)$(PREFIX)/share/aubacklog-watch/audisp/aubacklog.conf
	test -e $(DESTDIR)$(SYSCONFDIR)/audit/plugins.d/aubacklog.conf || install -m 0640 \
		$(DESTDIR)$(PREFIX)/share/aubacklog-watch/audisp/aubacklog.conf $(DESTDIR)$(SYSCONFDIR)/audit/plugins.d/aubacklog.conf
	test -e $(DESTDIR)$(SYSCONFDIR)/audit/aubacklog-watch.conf || \
		install -m 0640 contrib/watch/aubacklog-watch.conf $(DESTDIR)$(SYSCONFDIR)/audit/aubacklog-watch.conf
	sed 's,/usr/local/sbin,$(SBINDIR),' contrib/watch/aubacklog-watch.service > $(DESTDIR)$(UNITDIR)/aubacklog-watch.service
	chmod 0644 $(DESTDIR)$(UNITDIR)/aubacklog-watch.service
	install -D -m 0644 docs/aubacklog-watch.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5/aubacklog-watch.conf.5

.PHONY: deb rpm
deb: deps-package ## builds Debian packages of the committed tree in build/deb (two minutes)
rpm: deps-package ## builds RPM packages of the committed tree in build/rpm (two minutes)
deb rpm:
	@scripts/package $@ $(BUILD)

.PHONY: check-packages
check-packages: deps-package-check ## builds the packages twice, installs, tests and removes them in a fresh root (ten minutes)
	@tests/packages

.PHONY: dist
dist: ## packs the committed tree as build/aubacklog-VERSION.tar.xz
	mkdir -p $(BUILD)
	git archive --prefix=aubacklog-$(VERSION)/ HEAD | xz > $(BUILD)/aubacklog-$(VERSION).tar.xz

.PHONY: clean
clean: ## removes build/
	rm -rf build

.PHONY: help
help: ## prints this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 16

-include $(objects:.o=.d) $(image_objects:.o=.d) $(watch_objects:.o=.d) $(unit_tests:=.d) $(bench_tools:=.d) $(fuzz_targets:%=$(BUILD)/fuzz_%.d)
