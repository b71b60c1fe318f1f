/* What the tests of the pager stand on: a folder of its own, and a screen of 80x24 that pages files in it. */
#pragma once

#include "tests/support/screen.h"

enum { PAGING_WIDTH = 80, PAGING_HEIGHT = 24, PAGING_TOP = 2, PAGING_ROWS = 20, PAGING_LAST = 21, PAGING_STATUS = 23 };

typedef struct Paging {
    char *folder;
    Screen *screen; /* NULL until something is paged */
} Paging;

/* Setup and teardown of cmocka; $XDG_STATE_HOME and $HOME are in the folder. */
int paging_set_up(void **state);
int paging_tear_down(void **state);
Paging *paging_of(void **state);

/* The file's path (valid until the next call but seven). */
const char *paging_path(const Paging *paging, const char *name);
void paging_write(const Paging *paging, const char *name, const char *text);
/* Lines "this is line N", every hundredth with " needle" behind. */
void paging_write_numbered(const Paging *paging, const char *name, int lines);
/* Pages the file, and with `settings` (may be NULL) as they say; names after the first, NULL-terminated, may be NULL.
 */
void paging_open(Paging *paging, const char *name, const char *const *more, const PagerSettings *settings);
void paging_open_with(Paging *paging, const AppOptions *options);
void paging_close(Paging *paging);
/* Keys by name, or text letter by letter, and all that follows from them. */
void paging_keys(Paging *paging, const char *names);
void paging_type(Paging *paging, const char *text);
void paging_expect_top(Paging *paging, const char *text);
void paging_expect_status(Paging *paging, const char *text);
void paging_expect_header(Paging *paging, const char *text);
/* Rounds of the loop until some row shows the text; fails after five seconds. */
void paging_until(Paging *paging, const char *text);
