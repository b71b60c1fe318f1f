/* The address of the web page that shows a file, and lines of it, at one commit: from the remote's own address, by the
 * rules of the host that it names. Pure: nothing is asked of the network. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/error.h"

typedef struct PermalinkPlace {
    Slice remote; /* as git has it: ssh://, https://, git:// or user@host:path */
    Slice commit; /* all hex digits of its name */
    Slice path;   /* in the repository; any bytes */
    bool is_folder;
    uint64_t first_line, last_line; /* from 1 on; 0 for none */
} PermalinkPlace;

/* Appends the address to `out`: printable ASCII, whatever the names are, and no user or password of the remote's. False
 * with `err` when there is no page, or none is known for the host. */
bool permalink_make(const PermalinkPlace *place, Buf *out, Error *err);
