/* The built program in a terminal, the way the pty tests start it. */
#pragma once

#include "tests/support/scratch.h"
#include "tests/support/vt.h"

#define KEY_DOWN      "\x1bOB"
#define KEY_UP        "\x1bOA"
#define KEY_RIGHT     "\x1bOC"
#define KEY_END       "\x1bOF"
#define KEY_PAGE_DOWN "\x1b[6~"
#define KEY_CTRL_C    "\x03"
#define KEY_ESC       "\x1b"

/* Starts ken in the folder, in a terminal of 100x30 with a home of its own beside it; arguments NULL-terminated, may be
 * NULL. */
Vt *ken_start(const Scratch *scratch, const char *const *arguments, const char *const *env);
/* Ends it by ^C and frees it. */
void ken_quit(Vt *vt);
