/* Bytes of unknown origin, made fit for where they go. All append to `out`. Pure; any thread. */
#pragma once

#include "engine/base/buf.h"

/* For a terminal: C0 and DEL as ^[ and the like, C1 and bidirectional controls as <202e>, bytes that are no UTF-8
 * as <e9>. Tabs stay. */
void escape_visible(Buf *out, Slice bytes);
/* For JSON: bytes that are no UTF-8 become U+FFFD. */
void escape_utf8(Buf *out, Slice bytes);
/* The same, as a JSON string with its quotes. */
void escape_json(Buf *out, Slice bytes);
