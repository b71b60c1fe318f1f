/* What sets the clipboard of the terminal at the user's end: OSC 52, wrapped for what stands in between.
 *
 *     a terminal     OSC 52
 *     tmux           OSC 52, which tmux takes with `set-clipboard on`; and once more in its pass-through, which it
 * hands on with `allow-passthrough on` (always, before tmux 3.3). By default it does neither. GNU screen     OSC 52 in
 * device control strings, which it hands on; cut, since it prints what is longer than its buffer (256 bytes in old
 * ones)
 *
 * Pure. */
#pragma once

#include "engine/base/buf.h"

typedef enum ClipboardRoad { CLIPBOARD_PLAIN, CLIPBOARD_TMUX, CLIPBOARD_SCREEN } ClipboardRoad;

/* By the environment: $TERM, $TMUX, $STY; NULL where one is not set. */
ClipboardRoad clipboard_road(const char *term, const char *tmux, const char *sty);
/* Appends the bytes to be sent. Returns how many of the text's are in them: whole characters, no more than the road
 * takes. */
size_t clipboard_write(Buf *out, ClipboardRoad road, Slice text);
