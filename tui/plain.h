/* Text as it is printed on the terminal without a screen: colour sequences (SGR) and backspaced-over text pass as
 * colours, those that hide text or that no terminal knows are left out, all else that a terminal would act on is made
 * visible (tui/glyph). Pure. */
#pragma once

#include "engine/base/buf.h"

/* True when the text takes at most `rows` rows of a terminal `columns` wide. */
bool plain_fits(Slice text, int columns, int rows);
/* Appends it as it is to be sent, colours off at the end and each line ended. */
void plain_append(Buf *out, Slice text);
