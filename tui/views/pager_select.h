/* Lines chosen in the pager, to be copied whole, by place or by web link: from the line where the choice began to the
 * one that movement has come to. Embedded in Pager; main thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tui/canvas.h"
#include "tui/view.h"

struct Pager;
typedef struct PagerCopy PagerCopy;

/* Which line the moving end is on once the next screen has come. */
typedef enum SelectEnd {
    SELECT_END_STAYS,
    SELECT_END_TOP,    /* the first line in view */
    SELECT_END_BOTTOM, /* the last one */
    SELECT_END_FOUND,  /* the match that was gone to, when there is one */
} SelectEnd;

typedef struct PagerSelect {
    bool is_on;
    uint64_t anchor, end; /* starts of lines */
    SelectEnd next;
    uint64_t drawn_top; /* of the viewport, when it was drawn last */
    PagerCopy *copy;    /* lines being read in the background; NULL: none */
} PagerSelect;

/* True when the key was about the selection, and nothing else is to be done. */
bool pager_select_act(struct Pager *pager, const ActionCall *call);
/* The screen that its end is on has not come yet: further keys wait for it. */
bool pager_select_is_busy(const struct Pager *pager);
/* That screen, or the lines to be copied, are on their way. */
bool pager_select_is_waiting(const struct Pager *pager);
/* After the text: marks the lines chosen. `area` is the text's. */
void pager_select_draw(struct Pager *pager, Canvas *canvas, Rect area);
/* Another document is shown. */
void pager_select_end(struct Pager *pager);
void pager_select_free(struct Pager *pager);
