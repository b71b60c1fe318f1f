# How to build; \
  this goes on
CC ?= gcc
CFLAGS := -O2 -DNAME=\"x\" $(shell pkg-config --cflags "a b")
obj-$(CONFIG_NET) += net.o sock.o # behind
export PATH := $(HOME)/bin:$(PATH)
-include $(wildcard *.d)

ifeq ($(DEBUG),1)
CFLAGS += -g
endif

.PHONY: all clean
all: main.o util.o | build
	$(CC) -o $@ $^ $(LDFLAGS)
	@echo "built $@ with 'it'" && echo don't

%.o: %.c ; $(CC) -c $<
define HELP
text
endef
