/* What sets the clipboard of the terminal. */
#include "tui/clipboard.h"

#include <string.h>

enum {
    PLAIN_MOST = 1 << 20,
    TMUX_MOST = 700 << 10, /* its buffer of one megabyte holds this in base 64 */
    SCREEN_MOST = 64 << 10,
    SCREEN_CHUNK = 200,
};

ClipboardRoad clipboard_road(const char *term, const char *tmux, const char *sty)
{
    bool is_screen = term && strncmp(term, "screen", strlen("screen")) == 0;
    if ((tmux && *tmux) || (term && strncmp(term, "tmux", strlen("tmux")) == 0))
        return CLIPBOARD_TMUX;
    return is_screen || (sty && *sty) ? CLIPBOARD_SCREEN : CLIPBOARD_PLAIN;
}

static void append_base64(Buf *out, Slice bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)bytes.data;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        unsigned triple = (unsigned)p[i] << 16 | (left > 1 ? (unsigned)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
        buf_append_byte(out, digits[triple >> 18]);
        buf_append_byte(out, digits[triple >> 12 & 63]);
        buf_append_byte(out, left > 1 ? digits[triple >> 6 & 63] : '=');
        buf_append_byte(out, left > 2 ? digits[triple & 63] : '=');
    }
}

static void append_osc(Buf *out, Slice text)
{
    buf_printf(out, "\033]52;c;");
    append_base64(out, text);
    buf_append_byte(out, '\a');
}

/* In the pass-through each ESC is doubled; there is one, at the start. */
static void write_tmux(Buf *out, Slice osc)
{
    buf_append_slice(out, osc);
    buf_printf(out, "\033Ptmux;\033");
    buf_append_slice(out, osc);
    buf_printf(out, "\033\\");
}

static void write_screen(Buf *out, Slice osc)
{
    for (size_t at = 0; at < osc.len; at += SCREEN_CHUNK) {
        buf_printf(out, "\033P");
        buf_append_slice(out, slice_sub(osc, at, at + SCREEN_CHUNK));
        buf_printf(out, "\033\\");
    }
}

/* No more than `most` bytes of the text, cut between characters. */
static Slice cut(Slice text, size_t most)
{
    if (text.len <= most)
        return text;
    size_t len = most;
    while (len > 0 && most - len < 4 && (text.data[len] & 0xc0) == 0x80)
        len--;
    return slice_sub(text, 0, most - len < 4 ? len : most);
}

size_t clipboard_write(Buf *out, ClipboardRoad road, Slice text)
{
    Buf osc = {0};
    text = cut(text, road == CLIPBOARD_TMUX ? TMUX_MOST : road == CLIPBOARD_SCREEN ? SCREEN_MOST : PLAIN_MOST);
    append_osc(&osc, text);
    if (road == CLIPBOARD_TMUX)
        write_tmux(out, buf_slice(&osc));
    else if (road == CLIPBOARD_SCREEN)
        write_screen(out, buf_slice(&osc));
    else
        buf_append_slice(out, buf_slice(&osc));
    buf_deinit(&osc);
    return text.len;
}
