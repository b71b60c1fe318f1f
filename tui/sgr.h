/* Text that asks for colours: what of it is rendered instead of made visible. Pure.
 *
 *     ESC [ ... m          colours and attributes (SGR): 16, 256 and direct colours, in both spellings (; and :)
 *     ESC ] 8 ; ... ST     a hyperlink: left out, its text stays
 *     ESC [ K, ESC ( B     what grep and tput write beside colours: left out, they would change nothing
 *     X BS X, _ BS X       bold and underlined, as man writes it (and the old bullet, + BS o)
 *
 * All else is glyph_at's, visible and never sent: also these when they are cut, or longer than SGR_BYTES_MOST. Blinking
 * is left out, and so is concealing: what is in a file shows.
 *
 * What a sequence sets ends with its line: programs that colour begin each line anew, and any line can be drawn
 * without those before it. */
#pragma once

#include "tui/glyph.h"
#include "tui/style.h"

enum { SGR_BYTES_MOST = 2048 }; /* of a sequence, or of one character and what is printed over it */

/* Like glyph_at, but a sequence is one glyph without columns, and text printed over itself is one with attributes. */
Glyph sgr_glyph_at(Slice bytes, size_t at);
/* Like glyph_plain_run, without a last character that is printed over. */
size_t sgr_plain_run(Slice bytes, size_t at, size_t most);
/* Takes what `sequence`, the bytes of one, changes. */
void sgr_apply(Dress *dress, Slice sequence);
/* What the sequences in `bytes` leave behind. */
void sgr_apply_all(Dress *dress, Slice bytes);
