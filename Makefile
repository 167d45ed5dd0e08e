# SPDX-License-Identifier: GPL-2.0-or-later
# aubacklog: out-of-tree build in build/. "make help" lists the targets.

CC ?= gcc
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CFLAGS ?= -O2 -g
PACKAGES := audit auparse cairo jansson

sources := $(wildcard src/*.c)
objects := $(sources:src/%.c=$(BUILD)/%.o)

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	-Wno-format-nonliteral
hardening := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
all_cflags = -std=gnu17 $(warnings) $(hardening) $(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
all_ldflags = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
libraries = $(shell pkg-config --libs $(PACKAGES)) -lm

.PHONY: all
all: $(BUILD)/aubacklog ## builds build/aubacklog

$(BUILD)/aubacklog: $(objects)
	$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(libraries)

$(BUILD)/%.o: src/%.c | $(BUILD)
	$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

$(BUILD):
	mkdir -p $@

-include $(objects:.o=.d)
