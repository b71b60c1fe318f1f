/* Where a list stands: how many rows, which one is selected, which one is the first on the screen. Rows are only
 * numbers here; what they are is their owner's matter. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tui/view.h"

typedef struct List {
    uint64_t rows;
    uint64_t selected;
    uint64_t top;
    int height; /* rows on the screen, as last drawn */
    int extra;  /* rows drawn before the selected one that are not among `rows`: the last of them is what is selected,
                   and `selected` may then be behind the last row */
    int above;  /* rows above the selected one that stay in view (a heading) */
} List;

/* True when the action is one of moving: `by` is how many rows down it goes, negative for up. */
bool list_movement(const List *list, const ActionCall *call, int64_t *by);
/* Selects the row (the last one when there are fewer), and scrolls as little as needed to show it. */
void list_select(List *list, uint64_t row);
/* `by` rows down (negative: up), stopping at the ends. */
void list_move(List *list, int64_t by);
/* The number of rows or the height has changed: the same row stays selected and in view. */
void list_resize(List *list, uint64_t rows, int height);
/* The row under the mouse, where the list is drawn into `area`; false beside the list, and below its last row. */
bool list_row_at(const List *list, Rect area, Key mouse, uint64_t *row);
/* Selects the row and shows it `at` rows below the top, where the ends allow. */
void list_place(List *list, uint64_t row, int at);
