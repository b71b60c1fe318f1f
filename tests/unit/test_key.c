/* Keys: what terminals send, piecewise and hostile; names of keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/key.h"

typedef struct Sent {
    const char *bytes;
    const char *name; /* as key_format writes it */
} Sent;

static void expect_key(const char *bytes, const char *name)
{
    Key key;
    char got[64];
    size_t used = key_decode(bytes, strlen(bytes), true, &key);
    if (used != strlen(bytes))
        fail_msg("%s: %zu of %zu bytes used", name, used, strlen(bytes));
    key_format(key, got, sizeof got);
    assert_string_equal(got, name);
    Key parsed;
    assert_true(key_parse(name, strlen(name), &parsed));
    assert_true(key_equal(key, parsed));
}

static void expect_keys(const Sent *sent, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_key(sent[i].bytes, sent[i].name);
}

#define EXPECT_KEYS(...) expect_keys((const Sent[]){__VA_ARGS__}, sizeof((const Sent[]){__VA_ARGS__}) / sizeof(Sent))

static void characters_and_controls_are_themselves(void **state)
{
    (void)state;
    EXPECT_KEYS({"a", "a"}, {"G", "G"}, {" ", "Space"}, {"#", "Hash"}, {"\xc3\xa9", "\xc3\xa9"},
                {"\xe6\x97\xa5", "\xe6\x97\xa5"}, {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"}, {"\r", "Enter"},
                {"\n", "Ctrl-J"}, {"\t", "Tab"}, {"\x7f", "Backspace"}, {"\x08", "Backspace"}, {"\x01", "Ctrl-A"},
                {"\x1a", "Ctrl-Z"}, {"\x1c", "Ctrl-\\"}, {"\x1d", "Ctrl-]"}, {"\x1e", "Ctrl-^"}, {"\x1f", "Ctrl-_"},
                {"\033", "Esc"});
    Key key;
    assert_int_equal(key_decode("", 1, false, &key), 1);
    assert_int_equal(key.code, ' ');
    assert_int_equal(key.mods, KEY_CTRL);
}

static void escape_before_a_key_is_alt(void **state)
{
    (void)state;
    EXPECT_KEYS({"\033a", "Alt-A"}, {"\033A", "Alt-Shift-A"}, {"\033\r", "Alt-Enter"}, {"\033\x7f", "Alt-Backspace"},
                {"\033\t", "Alt-Tab"}, {"\033(", "Alt-("}, {"\033\x01", "Ctrl-Alt-A"}, {"\033\xc3\xa9", "Alt-\xc3\xa9"},
                {"\033[", "Alt-["}, {"\033O", "Alt-Shift-O"}, {"\033]", "Alt-]"}, {"\033P", "Alt-Shift-P"},
                {"\033_", "Alt-_"});
}

static void sequences_of_xterm(void **state)
{
    (void)state;
    EXPECT_KEYS({"\033[A", "Up"}, {"\033[B", "Down"}, {"\033[C", "Right"}, {"\033[D", "Left"}, {"\033[H", "Home"},
                {"\033[F", "End"}, {"\033OA", "Up"}, {"\033OH", "Home"}, {"\033OF", "End"}, {"\033OP", "F1"},
                {"\033OQ", "F2"}, {"\033OR", "F3"}, {"\033OS", "F4"}, {"\033[15~", "F5"}, {"\033[17~", "F6"},
                {"\033[21~", "F10"}, {"\033[23~", "F11"}, {"\033[24~", "F12"}, {"\033[2~", "Insert"},
                {"\033[3~", "Delete"}, {"\033[5~", "PgUp"}, {"\033[6~", "PgDn"}, {"\033[Z", "Shift-Tab"},
                {"\033[1;2A", "Shift-Up"}, {"\033[1;3D", "Alt-Left"}, {"\033[1;5C", "Ctrl-Right"},
                {"\033[1;6H", "Ctrl-Shift-Home"}, {"\033[1;8F", "Ctrl-Alt-Shift-End"}, {"\033[3;5~", "Ctrl-Delete"},
                {"\033[5;2~", "Shift-PgUp"}, {"\033[15;2~", "Shift-F5"}, {"\033[1;2P", "Shift-F1"},
                {"\033[1;2R", "Shift-F3"}, {"\033OM", "Enter"}, {"\033Oj", "*"}, {"\033Ok", "+"}, {"\033Op", "0"},
                {"\033Oy", "9"}, {"\033OX", "="}, {"\033O2P", "Shift-F1"}, {"\033O5A", "Ctrl-Up"},
                {"\033[5A", "Ctrl-Up"});
}

static void sequences_of_other_terminals(void **state)
{
    (void)state;
    /* the Linux console; rxvt; tmux and screen; two forms of Alt with arrows */
    EXPECT_KEYS({"\033[[A", "F1"}, {"\033[[E", "F5"}, {"\033[1~", "Home"}, {"\033[4~", "End"}, {"\033[7~", "Home"},
                {"\033[8~", "End"}, {"\033[11~", "F1"}, {"\033[14~", "F4"}, {"\033[a", "Shift-Up"},
                {"\033[d", "Shift-Left"}, {"\033Oa", "Ctrl-Up"}, {"\033Od", "Ctrl-Left"}, {"\033[5$", "Shift-PgUp"},
                {"\033[5^", "Ctrl-PgUp"}, {"\033[7@", "Ctrl-Shift-Home"}, {"\033\033[A", "Alt-Up"},
                {"\033\033OB", "Alt-Down"}, {"\033\033[5~", "Alt-PgUp"}, {"\033\033[27;1;70~", "Alt-Shift-F"});
}

static void modify_other_keys_and_kitty(void **state)
{
    (void)state;
    EXPECT_KEYS({"\033[27;5;13~", "Ctrl-Enter"}, {"\033[27;2;65~", "A"}, {"\033[27;6;65~", "Ctrl-Shift-A"},
                {"\033[27;5;105~", "Tab"}, {"\033[97;5u", "Ctrl-A"}, {"\033[97;3u", "Alt-A"}, {"\033[97;2u", "A"},
                {"\033[13;2u", "Shift-Enter"}, {"\033[27u", "Esc"}, {"\033[27;1u", "Esc"},
                {"\033[127;3u", "Alt-Backspace"}, {"\033[9;5u", "Ctrl-Tab"}, {"\033[32;5u", "Ctrl-Space"},
                {"\033[47;5u", "Ctrl-_"}, {"\033[97:65;2u", "A"}, {"\033[97;5:1u", "Ctrl-A"}, {"\033[97;69u", "Ctrl-A"},
                {"\033[1;1:2A", "Up"}, {"\033[57414u", "Enter"}, {"\033[57399u", "0"}, {"\033[57419;5u", "Ctrl-Up"},
                {"\033[P", "F1"}, {"\033[1089;5u", "Ctrl-\xd1\x81"});
}

static void expect_code(const char *bytes, uint32_t code)
{
    Key key;
    assert_int_equal(key_decode(bytes, strlen(bytes), false, &key), strlen(bytes));
    if (key.code != code)
        fail_msg("%s: %x", bytes + 1, key.code);
}

static void answers_and_unknown_sequences_are_swallowed(void **state)
{
    (void)state;
    static const char *const unknown[] = {"\033[?62;22c",
                                          "\033[>41;354;0c",
                                          "\033[0n",
                                          "\033[12;40R",
                                          "\033[1;40R",
                                          "\033[?2026;1$y",
                                          "\033[97;1:3u",
                                          "\033[57441u",
                                          "\033[99~",
                                          "\033P1$r0 q\033\\",
                                          "\033]4;1;rgb:0/0/0\a",
                                          "\033[1;2;3;4;5;6;7z",
                                          "\033[999999999999999999;5u",
                                          "\033[99999999A;"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown - 1; i++)
        expect_code(unknown[i], KEYCODE_UNKNOWN);
    Key key;
    assert_int_equal(key_decode("\xff"
                                "a",
                                2, false, &key),
                     1);
    assert_int_equal(key.code, KEYCODE_UNKNOWN);
    assert_int_equal(key_decode("\xc2\x9b", 2, false, &key), 2); /* a C1 control */
    assert_int_equal(key.code, KEYCODE_UNKNOWN);
    expect_code("\033[I", KEYCODE_FOCUS);
    expect_code("\033[O", KEYCODE_BLUR);
}

static void background_is_light_or_dark(void **state)
{
    (void)state;
    expect_code("\033]11;rgb:ffff/ffff/ffff\a", KEYCODE_BACKGROUND_LIGHT);
    expect_code("\033]11;rgb:fdfd/f6f6/e3e3\033\\", KEYCODE_BACKGROUND_LIGHT);
    expect_code("\033]11;rgb:0000/0000/0000\033\\", KEYCODE_BACKGROUND_DARK);
    expect_code("\033]11;rgb:1d1d/1f1f/2121\a", KEYCODE_BACKGROUND_DARK);
    expect_code("\033]11;rgb:00/00/ff\a", KEYCODE_BACKGROUND_DARK);
    expect_code("\033]11;rgb:ff/ff/00\a", KEYCODE_BACKGROUND_LIGHT);
    expect_code("\033]11;rgba:f/f/f/f\a", KEYCODE_BACKGROUND_LIGHT);
    expect_code("\033]11;rgb:ff/ff\a", KEYCODE_UNKNOWN);
    expect_code("\033]11;rgb\a", KEYCODE_UNKNOWN);
    expect_code("\033]10;rgb:ff/ff/ff\a", KEYCODE_UNKNOWN);
}

static void expect_mouse(const char *bytes, uint32_t code, int x, int y, unsigned mods)
{
    Key key;
    assert_int_equal(key_decode(bytes, strlen(bytes), false, &key), strlen(bytes));
    assert_int_equal(key.code, code);
    assert_int_equal(key.x, x);
    assert_int_equal(key.y, y);
    assert_int_equal(key.mods, mods);
}

static void mouse_presses_and_wheel(void **state)
{
    (void)state;
    expect_mouse("\033[<0;10;20M", KEYCODE_CLICK, 9, 19, 0);
    expect_mouse("\033[<64;1;1M", KEYCODE_WHEEL_UP, 0, 0, 0);
    expect_mouse("\033[<65;300;2M", KEYCODE_WHEEL_DOWN, 299, 1, 0);
    expect_mouse("\033[<20;3;4M", KEYCODE_CLICK, 2, 3, KEY_SHIFT | KEY_CTRL);
    expect_mouse("\033[<0;99999;0M", KEYCODE_CLICK, 32767, 0, 0);
    expect_mouse("\033[M !!", KEYCODE_CLICK, 0, 0, 0); /* the old form */
    expect_code("\033[<0;10;20m", KEYCODE_UNKNOWN);    /* release */
    expect_code("\033[<32;10;20M", KEYCODE_UNKNOWN);   /* motion */
    expect_code("\033[<2;10;20M", KEYCODE_UNKNOWN);    /* another button */
    expect_code("\033[<0;10M", KEYCODE_UNKNOWN);
}

static void pastes_hold_any_bytes(void **state)
{
    (void)state;
    const char paste[] = "\033[200~a\r\n\033[A\0\x03\xff\033[201\033[201~x";
    Key key;
    size_t used = key_decode(paste, sizeof paste - 1, false, &key);
    assert_int_equal(used, sizeof paste - 2);
    assert_int_equal(key.code, KEYCODE_PASTE);
    assert_int_equal(key.text_len, used - 12);
    assert_memory_equal(key.text, paste + 6, key.text_len);
    for (size_t len = 1; len < used; len++)
        assert_int_equal(key_decode(paste, len, false, &key), 0);
}

static void a_paste_in_pieces_comes_whole_and_one_without_end_ends_when_the_caller_says(void **state)
{
    (void)state;
    size_t len = 3 << 20;
    char *bytes = malloc(len + 12);
    memcpy(bytes, "\033[200~", 6);
    memset(bytes + 6, 'x', len);
    memcpy(bytes + 6 + len, "\033[201~", 6);
    Key key;
    for (size_t there = 6; there < len; there += 300000)
        assert_int_equal(key_decode(bytes, there, false, &key), 0);
    assert_int_equal(key_decode(bytes, len + 12, false, &key), len + 12);
    assert_int_equal(key.text_len, len);
    assert_int_equal(key_decode(bytes, 100, true, &key), 100);
    assert_int_equal(key.code, KEYCODE_PASTE);
    assert_int_equal(key.text_len, 94);
    free(bytes);
}

static void unfinished_keys_wait_until_the_delay_has_passed(void **state)
{
    (void)state;
    static const char *const unfinished[] = {"\033",     "\033[",          "\033[1",   "\033[1;",   "\033O",
                                             "\033]",    "\033]11;rgb:ff", "\033\033", "\033\033[", "\xc3",
                                             "\xe6\x97", "\xf0\x9f\x98",   "\033\xc3", "\033[[",    "\033[<0;1",
                                             "\033[M !", "\033[200~abc",   "\033[97;5"};
    Key key;
    for (size_t i = 0; i < sizeof unfinished / sizeof *unfinished; i++) {
        size_t len = strlen(unfinished[i]);
        assert_int_equal(key_decode(unfinished[i], len, false, &key), 0);
        size_t used = key_decode(unfinished[i], len, true, &key);
        assert_in_range(used, 1, len);
    }
    assert_int_equal(key_decode("", 0, true, &key), 0);
}

static void two_escapes_are_two_keys(void **state)
{
    (void)state;
    Key key;
    assert_int_equal(key_decode("\033\033", 2, true, &key), 1);
    assert_int_equal(key.code, KEYCODE_ESCAPE);
    assert_int_equal(key_decode("\033\033a", 3, false, &key), 1);
    assert_int_equal(key.code, KEYCODE_ESCAPE);
    assert_int_equal(key.mods, 0);
}

static void broken_sequences_end_where_they_break(void **state)
{
    (void)state;
    Key key;
    assert_int_equal(key_decode("\033[1;\033[A", 7, false, &key), 4);
    assert_int_equal(key.code, KEYCODE_UNKNOWN);
    assert_int_equal(key_decode("\033]11;\r", 6, false, &key), 2); /* no answer has a control character */
    assert_int_equal(key.mods, KEY_ALT);
    assert_int_equal(key_decode("\033O\r", 3, false, &key), 2);
}

/* Each prefix lies at the end of its own block, so that the address sanitizer sees any read beyond it. */
static void random_bytes_always_get_on_and_are_never_read_beyond(void **state)
{
    (void)state;
    static const char alphabet[] = "\033\033\033[[O]P<?~;;:0123456789MmuRAZa$^@ \r\n\a\\\x7f\x80\xc3\xa9\xff\xf0\x9f";
    srand(7);
    for (int round = 0; round < 60000; round++) {
        size_t len = 1 + (size_t)rand() % 24;
        char *bytes = malloc(len);
        for (size_t i = 0; i < len; i++)
            bytes[i] = round % 3 ? alphabet[(size_t)rand() % (sizeof alphabet - 1)] : (char)rand();
        Key key;
        char name[64];
        assert_true(key_decode(bytes, len, false, &key) <= len);
        for (size_t at = 0; at < len;) {
            size_t used = key_decode(bytes + at, len - at, true, &key);
            assert_in_range(used, 1, len - at);
            key_format(key, name, sizeof name);
            at += used;
        }
        free(bytes);
    }
}

/* A key is the same however its bytes are cut into reads. */
static void keys_do_not_depend_on_how_they_arrive(void **state)
{
    (void)state;
    const char stream[] = "a\033[1;5A\xc3\xa9\033[200~p\033[201~\033]11;rgb:ff/ff/ff\a\033[<0;3;4M\033Oa\033x";
    for (size_t cut = 1; cut < sizeof stream - 1; cut++) {
        Key whole, cut_key;
        size_t at = 0;
        while (at < sizeof stream - 1) {
            size_t used = key_decode(stream + at, sizeof stream - 1 - at, false, &whole);
            assert_true(used > 0);
            if (cut > at && cut - at < used)
                assert_int_equal(key_decode(stream + at, cut - at, false, &cut_key), 0);
            at += used;
        }
    }
}

static void names_are_read_in_any_case_and_order(void **state)
{
    (void)state;
    static const char *const same[][2] = {{"ctrl-f", "Ctrl-F"},
                                          {"^f", "Ctrl-F"},
                                          {"Alt-Ctrl-x", "Ctrl-Alt-X"},
                                          {"Alt-C", "Alt-C"},
                                          {"alt-c", "Alt-C"},
                                          {"PAGEUP", "PgUp"},
                                          {"Return", "Enter"},
                                          {"Ctrl-I", "Tab"},
                                          {"Ctrl-M", "Enter"},
                                          {"Ctrl-[", "Esc"},
                                          {"Ctrl-H", "Backspace"},
                                          {"Ctrl-/", "Ctrl-_"},
                                          {"Ctrl-@", "Ctrl-Space"},
                                          {"Shift-a", "A"},
                                          {"-", "-"},
                                          {"^", "^"},
                                          {"Del", "Delete"},
                                          {"Ctrl--", "Ctrl-_"},
                                          {"Alt--", "Alt--"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Key key;
        char name[64];
        assert_true(key_parse(same[i][0], strlen(same[i][0]), &key));
        key_format(key, name, sizeof name);
        assert_string_equal(name, same[i][1]);
    }
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "Ctrl-", "Foo", "ab", "\x01", "\xff", "Ctrl-Foo", "F13", "Alt-Ctrl-"};
    Key key;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(key_parse(wrong[i], strlen(wrong[i]), &key));
}

static void names_are_cut_to_the_room_there_is(void **state)
{
    (void)state;
    char name[6];
    Key key;
    assert_true(key_parse("Ctrl-PgDn", 9, &key));
    assert_int_equal(key_format(key, name, sizeof name), 5);
    assert_string_equal(name, "Ctrl-");
    assert_int_equal(key_format(key, NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_and_controls_are_themselves),
        cmocka_unit_test(escape_before_a_key_is_alt),
        cmocka_unit_test(sequences_of_xterm),
        cmocka_unit_test(sequences_of_other_terminals),
        cmocka_unit_test(modify_other_keys_and_kitty),
        cmocka_unit_test(answers_and_unknown_sequences_are_swallowed),
        cmocka_unit_test(background_is_light_or_dark),
        cmocka_unit_test(mouse_presses_and_wheel),
        cmocka_unit_test(pastes_hold_any_bytes),
        cmocka_unit_test(a_paste_in_pieces_comes_whole_and_one_without_end_ends_when_the_caller_says),
        cmocka_unit_test(unfinished_keys_wait_until_the_delay_has_passed),
        cmocka_unit_test(two_escapes_are_two_keys),
        cmocka_unit_test(broken_sequences_end_where_they_break),
        cmocka_unit_test(random_bytes_always_get_on_and_are_never_read_beyond),
        cmocka_unit_test(keys_do_not_depend_on_how_they_arrive),
        cmocka_unit_test(names_are_read_in_any_case_and_order),
        cmocka_unit_test(what_is_no_name_is_refused),
        cmocka_unit_test(names_are_cut_to_the_room_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
