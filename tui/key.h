/* Keys as the terminal sends them, decoded from bytes. Pure: no terminal is read here. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Codes beyond Unicode for what is no character. */
#define KEY_NAMES(X)                                                                                                   \
    X(UP, "Up")                                                                                                        \
    X(DOWN, "Down")                                                                                                    \
    X(LEFT, "Left")                                                                                                    \
    X(RIGHT, "Right")                                                                                                  \
    X(HOME, "Home")                                                                                                    \
    X(END, "End")                                                                                                      \
    X(PAGE_UP, "PgUp")                                                                                                 \
    X(PAGE_DOWN, "PgDn")                                                                                               \
    X(INSERT, "Insert")                                                                                                \
    X(DELETE, "Delete")                                                                                                \
    X(BACKSPACE, "Backspace")                                                                                          \
    X(TAB, "Tab")                                                                                                      \
    X(ENTER, "Enter")                                                                                                  \
    X(ESCAPE, "Esc")                                                                                                   \
    X(F1, "F1")                                                                                                        \
    X(F2, "F2")                                                                                                        \
    X(F3, "F3")                                                                                                        \
    X(F4, "F4")                                                                                                        \
    X(F5, "F5")                                                                                                        \
    X(F6, "F6")                                                                                                        \
    X(F7, "F7")                                                                                                        \
    X(F8, "F8")                                                                                                        \
    X(F9, "F9")                                                                                                        \
    X(F10, "F10")                                                                                                      \
    X(F11, "F11")                                                                                                      \
    X(F12, "F12")                                                                                                      \
    X(CLICK, "Click")                                                                                                  \
    X(DOUBLE_CLICK, "DoubleClick")                                                                                     \
    X(WHEEL_UP, "WheelUp")                                                                                             \
    X(WHEEL_DOWN, "WheelDown")

typedef enum KeyCode {
    KEYCODE_FIRST = 0x110000,
#define X(code, name) KEYCODE_##code,
    KEY_NAMES(X)
#undef X
    /* not for keymaps */
    KEYCODE_PASTE, /* text of a bracketed paste follows as `text` */
    KEYCODE_BACKGROUND_LIGHT,
    KEYCODE_BACKGROUND_DARK, /* the answer to OSC 11 */
    KEYCODE_FOCUS,
    KEYCODE_BLUR,
    KEYCODE_UNKNOWN, /* a sequence nobody knows: swallowed */
} KeyCode;

enum { KEY_CTRL = 1, KEY_ALT = 2, KEY_SHIFT = 4 };

typedef struct Key {
    uint32_t code; /* a Unicode code point or a KeyCode */
    uint8_t mods;
    int16_t x, y;     /* of the mouse, 0-based */
    const char *text; /* of a paste: borrowed from the decoded bytes */
    size_t text_len;
} Key;

/* Decodes the first key of `bytes`. Returns the bytes used, 0 when more must come. With `is_final` (the escape delay
 * has passed) a lone ESC is the key Esc and an unfinished sequence is what it is so far. Control characters are
 * Ctrl-letter, but for Tab, Enter (CR), Esc and Backspace (DEL and ^H). ESC before a key is Alt. */
size_t key_decode(const char *bytes, size_t len, bool is_final, Key *key);

/* "Ctrl-F", "Alt-Enter", "Shift-Up", "x", "Space", "Ctrl-X" ... */
bool key_parse(const char *text, size_t len, Key *key);
/* Writes the name and returns its length. */
size_t key_format(Key key, char *out, size_t size);
bool key_equal(Key a, Key b);
