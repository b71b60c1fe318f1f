/* What is sent to set the clipboard, taken apart again as tmux, GNU screen and a terminal do. */
#include "tui/clipboard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define START "\033]52;c;"

static void the_environment_tells_the_road(void **state)
{
    (void)state;
    assert_int_equal(clipboard_road("xterm-256color", NULL, NULL), CLIPBOARD_PLAIN);
    assert_int_equal(clipboard_road(NULL, NULL, NULL), CLIPBOARD_PLAIN);
    assert_int_equal(clipboard_road("tmux-256color", NULL, NULL), CLIPBOARD_TMUX);
    assert_int_equal(clipboard_road("screen-256color", "/tmp/tmux-0/default,1,0", NULL), CLIPBOARD_TMUX);
    assert_int_equal(clipboard_road("screen-256color", NULL, NULL), CLIPBOARD_SCREEN);
    assert_int_equal(clipboard_road("xterm", "", "123.pts-0.host"), CLIPBOARD_SCREEN);
}

/* The text whose base 64 stands in `data`. */
static void decode(Slice data, Buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, count = 0;
    for (size_t i = 0; i < data.len && data.data[i] != '='; i++) {
        const char *digit = strchr(digits, data.data[i]);
        assert_true(digit && data.data[i]);
        bits = bits << 6 | (unsigned)(digit - digits);
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_append_byte(out, (char)(bits >> count));
        }
    }
}

/* Takes an OSC 52 off the front; what it sets is in `out`. */
static Slice take_osc(Slice bytes, Buf *out)
{
    assert_true(slice_starts_with(bytes, slice_from_cstr(START)));
    const char *bell = memchr(bytes.data, '\a', bytes.len);
    assert_non_null(bell);
    size_t end = (size_t)(bell - bytes.data);
    buf_clear(out);
    decode(slice_sub(bytes, strlen(START), end), out);
    return slice_sub(bytes, end + 1, bytes.len);
}

static void expect_text(const Buf *out, Slice text)
{
    assert_int_equal(out->len, text.len);
    assert_memory_equal(out->data, text.data, text.len);
}

static Buf any_text(size_t len)
{
    Buf text = {0};
    for (size_t i = 0; i < len; i++)
        buf_append_byte(&text, (char)(i * 7 + i / 256));
    return text;
}

static void a_terminal_gets_it_plain(void **state)
{
    (void)state;
    for (size_t len = 1; len < 70; len++) {
        Buf text = any_text(len), sent = {0}, got = {0};
        assert_int_equal(clipboard_write(&sent, CLIPBOARD_PLAIN, buf_slice(&text)), len);
        assert_int_equal(take_osc(buf_slice(&sent), &got).len, 0);
        expect_text(&got, buf_slice(&text));
        buf_deinit(&text);
        buf_deinit(&sent);
        buf_deinit(&got);
    }
}

static void tmux_gets_it_for_itself_and_to_hand_on(void **state)
{
    (void)state;
    Slice text = slice_from_cstr("some line\n");
    Buf sent = {0}, got = {0}, inner = {0};
    assert_int_equal(clipboard_write(&sent, CLIPBOARD_TMUX, text), text.len);
    Slice rest = take_osc(buf_slice(&sent), &got);
    expect_text(&got, text);
    assert_true(slice_starts_with(rest, slice_from_cstr("\033Ptmux;")));
    assert_true(slice_ends_with(rest, slice_from_cstr("\a\033\\")));
    Slice wrapped = slice_sub(rest, strlen("\033Ptmux;"), rest.len - 2);
    for (size_t i = 0; i < wrapped.len; i++) {
        buf_append_byte(&inner, wrapped.data[i]);
        if (wrapped.data[i] == '\033')
            assert_int_equal(wrapped.data[++i], '\033');
    }
    assert_int_equal(take_osc(buf_slice(&inner), &got).len, 0);
    expect_text(&got, text);
    buf_deinit(&sent);
    buf_deinit(&got);
    buf_deinit(&inner);
}

static void screen_gets_it_in_pieces_that_it_can_hold(void **state)
{
    (void)state;
    Buf text = any_text(5000), sent = {0}, inner = {0}, got = {0};
    assert_int_equal(clipboard_write(&sent, CLIPBOARD_SCREEN, buf_slice(&text)), text.len);
    Slice rest = buf_slice(&sent);
    while (rest.len > 0) {
        assert_true(slice_starts_with(rest, slice_from_cstr("\033P")));
        const char *end = memmem(rest.data, rest.len, "\033\\", 2);
        assert_non_null(end);
        size_t len = (size_t)(end - rest.data);
        assert_true(len < 256);
        buf_append_slice(&inner, slice_sub(rest, 2, len));
        rest = slice_sub(rest, len + 2, rest.len);
    }
    assert_int_equal(take_osc(buf_slice(&inner), &got).len, 0);
    expect_text(&got, buf_slice(&text));
    buf_deinit(&text);
    buf_deinit(&sent);
    buf_deinit(&inner);
    buf_deinit(&got);
}

static void what_is_too_long_is_cut_between_characters(void **state)
{
    (void)state;
    const ClipboardRoad roads[] = {CLIPBOARD_PLAIN, CLIPBOARD_TMUX, CLIPBOARD_SCREEN};
    const size_t most[] = {1 << 20, 700 << 10, 64 << 10};
    for (int i = 0; i < 3; i++) {
        Buf text = {0}, sent = {0}, got = {0};
        while (text.len < most[i] + 100)
            buf_append(&text, "\xe2\x82\xac", 3);
        size_t taken = clipboard_write(&sent, roads[i], buf_slice(&text));
        assert_true(taken <= most[i] && taken + 3 > most[i]);
        assert_int_equal(taken % 3, 0);
        assert_true(roads[i] != CLIPBOARD_TMUX || sent.len / 2 < 1 << 20);
        if (roads[i] != CLIPBOARD_SCREEN) {
            take_osc(buf_slice(&sent), &got);
            expect_text(&got, slice_of(text.data, taken));
        }
        buf_deinit(&text);
        buf_deinit(&sent);
        buf_deinit(&got);
    }
    Buf odd = {0}, sent = {0};
    for (int i = 0; i < (1 << 20) + 10; i++)
        buf_append_byte(&odd, '\x80'); /* no characters at all */
    assert_int_equal(clipboard_write(&sent, CLIPBOARD_PLAIN, buf_slice(&odd)), 1 << 20);
    buf_deinit(&odd);
    buf_deinit(&sent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_tells_the_road),
        cmocka_unit_test(a_terminal_gets_it_plain),
        cmocka_unit_test(tmux_gets_it_for_itself_and_to_hand_on),
        cmocka_unit_test(screen_gets_it_in_pieces_that_it_can_hold),
        cmocka_unit_test(what_is_too_long_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
