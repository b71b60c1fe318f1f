/* How files are paged: what the command line (and $LESS) says, and what `-` and `--` change while paging. Zero is ken's
 * default for all. Plain data. */
#pragma once

#include "engine/search/query.h"
#include "tui/viewport.h"

typedef enum PagerNumbers {
    PAGER_NUMBERS_BY_KIND, /* files have line numbers, pipes have none */
    PAGER_NUMBERS_ON,
    PAGER_NUMBERS_OFF,
} PagerNumbers;

typedef enum PagerAtEnd {
    PAGER_STAYS,
    PAGER_QUITS_BEYOND, /* a movement forward from the end leads to the next file, or out */
    PAGER_QUITS_AT_END, /* so does a movement forward that reaches it */
} PagerAtEnd;

typedef enum PagerUnread {
    PAGER_UNREAD_PLAIN,
    PAGER_UNREAD_AFTER_PAGE, /* the first new line is marked after a page down */
    PAGER_UNREAD_ALWAYS,     /* after any movement forward by more than a line */
} PagerUnread;

typedef struct PagerSettings {
    ViewportWrap wrap;
    PagerNumbers numbers;
    CaseMode case_mode;
    PagerAtEnd at_end;
    PagerUnread unread;
    bool has_status_column, has_map, is_hex;
    bool hides_matches;
    bool quits_if_one_screen; /* what fits is printed, and ken ends */
    bool keeps_screen;        /* no alternate screen */
    int tab_width;            /* 0: 8 */
    int header_lines, header_columns;
    int shift_columns; /* of scroll-left and -right; 0: half of the screen */
    int window_rows;   /* of a page; 0: the screen */
} PagerSettings;
