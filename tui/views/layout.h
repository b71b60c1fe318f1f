/* Where the parts of a screen go: prompt line, list, preview, status line, and the hair lines between, for any size.
 * Pure. */
#pragma once

#include "tui/canvas.h"

typedef struct Layout {
    Rect area;
    int prompt_y;  /* always 0 */
    Rect list;     /* may be empty */
    Rect preview;  /* width 0: no room, or not wanted */
    int status_y;  /* -1: no room */
    int hair_y[2]; /* under the prompt and above the status line; -1: no room */
    int divider_x; /* between list and preview side by side, or -1 */
    int divider_y; /* between list and preview under each other, or -1 */
} Layout;

Layout layout_make(Rect area, bool wants_preview);
/* The hair lines. */
void layout_draw(const Layout *layout, Canvas *canvas);
