/* Any bytes on their way to messages, to a terminal as plain text, to JSON and to the clipboard: nothing that controls
 * a terminal is left, what is UTF-8 is so, and what is written in another form reads back. */
#include <ctype.h>
#include <jansson.h>

#include "cli/escape.h"
#include "tests/fuzz/fuzz.h"
#include "tui/clipboard.h"
#include "tui/utf8.h"

static int is_surrogate(uint32_t code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

static void check_visible(Slice bytes)
{
    Buf out = {0};
    escape_visible(&out, bytes);
    for (size_t at = 0; at < out.len;) {
        uint32_t code;
        size_t len = utf8_decode(buf_slice(&out), at, &code);
        FUZZ_EXPECT(len > 0 && !is_surrogate(code));
        FUZZ_EXPECT(code == '\t' || (code >= 0x20 && !(code >= 0x7f && code < 0xa0)));
        FUZZ_EXPECT(code != 0x61c && code != 0x200e && code != 0x200f);
        FUZZ_EXPECT(!(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069));
        at += len;
    }
    buf_deinit(&out);
}

static bool is_utf8(Slice bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        uint32_t code;
        size_t len = utf8_decode(bytes, at, &code);
        if (len == 0 || is_surrogate(code))
            return false;
        at += len;
    }
    return true;
}

static void check_json(Slice bytes)
{
    Buf text = {0};
    Buf json = {0};
    escape_utf8(&text, bytes);
    FUZZ_EXPECT(is_utf8(buf_slice(&text)));
    FUZZ_EXPECT(!is_utf8(bytes) || slice_equal(buf_slice(&text), bytes));
    escape_json(&json, bytes);
    json_t *value = json_loadb(json.data, json.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    FUZZ_EXPECT(json_is_string(value));
    FUZZ_EXPECT(slice_equal(slice_of(json_string_value(value), json_string_length(value)), buf_slice(&text)));
    json_decref(value);
    buf_deinit(&json);
    buf_deinit(&text);
}

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c ? strchr(digits, c) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* On the plain road: what lies between the frame is the beginning of the text, in base 64. */
static void check_clipboard(Slice bytes)
{
    static const char before[] = "\033]52;c;";
    Buf out = {0};
    Buf back = {0};
    size_t taken = clipboard_write(&out, CLIPBOARD_PLAIN, bytes);
    FUZZ_EXPECT(taken == bytes.len);
    unsigned bits = 0;
    int have = 0;
    FUZZ_EXPECT(out.len == 0 || slice_starts_with(buf_slice(&out), slice_from_cstr(before)));
    for (size_t at = out.len ? sizeof before - 1 : 0; at + 1 < out.len; at++) {
        int digit = digit_of(out.data[at]);
        FUZZ_EXPECT(digit >= 0 || out.data[at] == '=' || (out.data[at] == '\033' && at + 2 == out.len));
        if (digit < 0)
            continue;
        bits = bits << 6 | (unsigned)digit;
        have += 6;
        if (have >= 8)
            buf_append_byte(&back, (char)(bits >> (have -= 8)));
    }
    FUZZ_EXPECT(slice_equal(buf_slice(&back), bytes) || out.len == 0);
    buf_deinit(&back);
    buf_deinit(&out);
}

/* tmux and screen take the sequence in their own wrapping: no byte of the text may end that early. */
static void check_wrapped(Slice bytes, ClipboardRoad road)
{
    Buf out = {0};
    FUZZ_EXPECT(clipboard_write(&out, road, bytes) <= bytes.len);
    for (size_t i = 0; i < out.len; i++)
        FUZZ_EXPECT(isalnum((unsigned char)out.data[i]) || strchr("\033\a\\]P;+/=", out.data[i]));
    buf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice bytes = fuzz_input(data, size);
    check_visible(bytes);
    check_json(bytes);
    check_clipboard(bytes);
    check_wrapped(bytes, CLIPBOARD_TMUX);
    check_wrapped(bytes, CLIPBOARD_SCREEN);
    return 0;
}
