/* Keymaps: the parser, what wins over what, and that the presets are complete and free of contradictions. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/keymap.h"
#include "tui/keymap_embedded.h"

static int setup(void **state)
{
    Error err;
    setlocale(LC_ALL, "C.UTF-8");
    *state = keymap_new("default", &err);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    keymap_free(*state);
    return 0;
}

/* Reads "Ctrl-X g" into keys. */
static int keys_of(const char *text, Key *keys)
{
    int count = 0;
    while (*text) {
        size_t len = strcspn(text, " ");
        assert_true(key_parse(text, len, &keys[count++]));
        text += len + (text[len] == ' ');
    }
    return count;
}

static KeymapAnswer find(const Keymap *keymap, KeyContext context, const char *text, Action *action)
{
    Key keys[KEY_SEQUENCE_MOST];
    int count = keys_of(text, keys);
    *action = ACTION_NONE;
    return keymap_find(keymap, context, keys, count, action);
}

static void expect_bound(const Keymap *keymap, KeyContext context, const char *keys, Action expected)
{
    Action action;
    if (find(keymap, context, keys, &action) != KEYMAP_BOUND || action != expected)
        fail_msg("%s: %s, not %s", keys, action_name(action), action_name(expected));
}

static void expect_answer(const Keymap *keymap, KeyContext context, const char *keys, KeymapAnswer expected)
{
    Action action;
    assert_int_equal(find(keymap, context, keys, &action), expected);
}

static void parse(Keymap *keymap, const char *text)
{
    Error err;
    if (!keymap_parse(keymap, "test", slice_from_cstr(text), &err))
        fail_msg("%s", err.text);
}

static void expect_error(Keymap *keymap, const char *text, const char *message)
{
    Error err = {{0}};
    assert_false(keymap_parse(keymap, "my/keys", slice_from_cstr(text), &err));
    if (!strstr(err.text, message))
        fail_msg("\"%s\", not \"%s\"", err.text, message);
}

static void a_context_goes_before_all_and_falls_back_on_it(void **state)
{
    Keymap *keymap = *state;
    parse(keymap, "x up\n[pager]\nx down\n");
    expect_bound(keymap, CONTEXT_PAGER, "x", ACTION_DOWN);
    expect_bound(keymap, CONTEXT_TREE, "x", ACTION_UP);
    expect_bound(keymap, CONTEXT_ALL, "x", ACTION_UP);
    expect_answer(keymap, CONTEXT_TREE, "ü", KEYMAP_UNBOUND);
}

static void sequences_are_prefixes_until_they_are_whole(void **state)
{
    Keymap *keymap = *state;
    parse(keymap, "[pager]\nCtrl-O a b c up\nCtrl-O d down\n");
    expect_answer(keymap, CONTEXT_PAGER, "Ctrl-O", KEYMAP_PREFIX);
    expect_answer(keymap, CONTEXT_PAGER, "Ctrl-O a", KEYMAP_PREFIX);
    expect_answer(keymap, CONTEXT_PAGER, "Ctrl-O a b", KEYMAP_PREFIX);
    expect_bound(keymap, CONTEXT_PAGER, "Ctrl-O a b c", ACTION_UP);
    expect_bound(keymap, CONTEXT_PAGER, "Ctrl-O d", ACTION_DOWN);
    expect_answer(keymap, CONTEXT_PAGER, "Ctrl-O b", KEYMAP_UNBOUND);
    expect_answer(keymap, CONTEXT_TREE, "Ctrl-O", KEYMAP_UNBOUND);
    expect_bound(keymap, CONTEXT_PROMPT, "Ctrl-X g", ACTION_FILTER);
    expect_bound(keymap, CONTEXT_PROMPT, "Ctrl-X h", ACTION_TOGGLE_HIDDEN); /* of all, beside the context's own */
}

static void a_later_line_wins_also_over_beginnings_and_ends(void **state)
{
    Keymap *keymap = *state;
    parse(keymap, "[pager]\nx up\nx down\n");
    expect_bound(keymap, CONTEXT_PAGER, "x", ACTION_DOWN);
    parse(keymap, "[pager]\nx y up\n");
    expect_answer(keymap, CONTEXT_PAGER, "x", KEYMAP_PREFIX);
    parse(keymap, "[pager]\nx down\n");
    expect_bound(keymap, CONTEXT_PAGER, "x", ACTION_DOWN);
    expect_answer(keymap, CONTEXT_PAGER, "x y", KEYMAP_UNBOUND);
}

static void none_takes_a_key_away_with_its_fallback(void **state)
{
    Keymap *keymap = *state;
    expect_bound(keymap, CONTEXT_PAGER, "F5", ACTION_RELOAD);
    parse(keymap, "[pager]\nF5 none\nCtrl-X none\n");
    expect_answer(keymap, CONTEXT_PAGER, "F5", KEYMAP_UNBOUND);
    expect_answer(keymap, CONTEXT_PAGER, "Ctrl-X", KEYMAP_UNBOUND);
    expect_bound(keymap, CONTEXT_TREE, "F5", ACTION_RELOAD);
    Buf text = {0};
    keymap_describe(keymap, CONTEXT_PAGER, ACTION_RELOAD, 0, &text);
    assert_int_equal(text.len, 0);
    buf_deinit(&text);
}

static void comments_blanks_and_odd_keys_are_read(void **state)
{
    Keymap *keymap = *state;
    parse(keymap,
          "\n  # all of it\n#\n\t x \t up   # the rest\r\n[pager]   # here\n[ down\n] up\nHash top\n- - bottom\nü up");
    expect_bound(keymap, CONTEXT_ALL, "x", ACTION_UP);
    expect_bound(keymap, CONTEXT_PAGER, "[", ACTION_DOWN);
    expect_bound(keymap, CONTEXT_PAGER, "]", ACTION_UP);
    expect_bound(keymap, CONTEXT_PAGER, "Hash", ACTION_TOP);
    expect_bound(keymap, CONTEXT_PAGER, "- -", ACTION_BOTTOM);
    expect_bound(keymap, CONTEXT_PAGER, "ü", ACTION_UP);
}

static void errors_say_where_and_what(void **state)
{
    Keymap *keymap = *state;
    expect_error(keymap, "\nCtrl-Foo up\n", "my/keys:2: no such key: Ctrl-Foo");
    expect_error(keymap, "x go-up", "my/keys:1: no such action: go-up");
    expect_error(keymap, "x", "my/keys:1: a key without an action: x");
    expect_error(keymap, "[pagers]", "no such context");
    expect_error(keymap, "a b c d e up", "too many keys");
    expect_error(keymap, "a b c d e f g up", "too many keys");
    expect_error(keymap, "x up\npreset vim\n", "my/keys:2: preset");
    Error err;
    assert_null(keymap_new("nano", &err));
    assert_non_null(strstr(err.text, "nano"));
    assert_non_null(strstr(err.text, "default, emacs, less, vim"));
}

static void random_text_is_read_or_refused(void **state)
{
    static const char *const words[] = {"[",      "]",  "[pager]", "[x]",    "#",   "x",  "Ctrl-",
                                        "Ctrl-X", "up", "none",    "preset", "vim", "\n", "\n",
                                        " ",      "\t", "\xff",    "\033",   "^",   "-",  "Alt-Alt-x"};
    srand(4);
    for (int round = 0; round < 3000; round++) {
        Error err = {{0}};
        Buf text = {0};
        for (int i = rand() % 12; i > 0; i--)
            buf_printf(&text, "%s%s", words[(size_t)rand() % (sizeof words / sizeof *words)], rand() % 3 ? " " : "");
        if (!keymap_parse(*state, "random", buf_slice(&text), &err))
            assert_non_null(strstr(err.text, "random:"));
        buf_deinit(&text);
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void the_users_file_goes_on_top_of_the_preset_it_names(void **state)
{
    (void)state;
    char path[] = "/tmp/ken-keys-XXXXXX";
    Error err = {{0}};
    close(mkstemp(path));
    write_file(path, "# mine\npreset emacs\n\n[search]\nCtrl-O files\n");
    Keymap *keymap = keymap_load(path, "vim", &err);
    assert_non_null(keymap);
    assert_string_equal(keymap_name(keymap), "emacs");
    expect_bound(keymap, CONTEXT_PROMPT, "Ctrl-O", ACTION_FILES);
    expect_bound(keymap, CONTEXT_PROMPT, "Ctrl-K", ACTION_EDIT_KILL_END);
    char keys[64];
    assert_true(keymap_short(keymap, CONTEXT_PROMPT, ACTION_FILES, keys, sizeof keys)); /* the user's own comes first */
    assert_string_equal(keys, "^O");
    keymap_free(keymap);
    write_file(path, "Ctrl-O files\n");
    keymap = keymap_load(path, "vim", &err);
    assert_string_equal(keymap_name(keymap), "vim");
    keymap_free(keymap);
    write_file(path, "\npreset ed\n");
    assert_null(keymap_load(path, "vim", &err));
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, ":2: no keymap \"ed\""));
    write_file(path, "x y\n");
    assert_null(keymap_load(path, NULL, &err));
    unlink(path);
    keymap = keymap_load(path, NULL, &err); /* no file */
    assert_string_equal(keymap_name(keymap), "default");
    keymap_free(keymap);
    assert_null(keymap_load("/tmp", NULL, &err)); /* a folder */
    assert_non_null(strstr(err.text, "/tmp: "));
}

static void the_default_place_is_in_the_configuration_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/ken-config-XXXXXX";
    char path[64];
    Error err;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CONFIG_HOME", folder, 1);
    Keymap *keymap = keymap_load(NULL, NULL, &err);
    assert_non_null(keymap);
    keymap_free(keymap);
    snprintf(path, sizeof path, "mkdir %s/ken", folder);
    assert_int_equal(system(path), 0);
    snprintf(path, sizeof path, "%s/ken/keys", folder);
    write_file(path, "preset less\n");
    keymap = keymap_load(NULL, NULL, &err);
    assert_string_equal(keymap_name(keymap), "less");
    keymap_free(keymap);
    unlink(path);
    snprintf(path, sizeof path, "%s/ken", folder);
    rmdir(path);
    rmdir(folder);
}

static void expect_described(const Keymap *keymap, KeyContext context, Action action, int most, const char *expected)
{
    Buf text = {0};
    keymap_describe(keymap, context, action, most, &text);
    buf_append_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    buf_deinit(&text);
}

static void keys_are_described_the_most_convenient_first(void **state)
{
    Keymap *keymap = *state;
    expect_described(keymap, CONTEXT_PROMPT, ACTION_FILTER, 0, "Alt-G, Ctrl-X g");
    expect_described(keymap, CONTEXT_PROMPT, ACTION_FILTER, 1, "Alt-G");
    expect_described(keymap, CONTEXT_PAGER, ACTION_TOGGLE_WRAP, 0, "Alt-Shift-W, Ctrl-X W");
    expect_described(keymap, CONTEXT_PROMPT, ACTION_NONE, 0, "");
    expect_described(keymap, CONTEXT_PROMPT, ACTION_ACCEPT, 0, "");
    parse(keymap, "[pager]\nWheelDown down\nd none\n");
    Buf text = {0};
    keymap_describe(keymap, CONTEXT_PAGER, ACTION_DOWN, 0, &text);
    assert_true(slice_ends_with(buf_slice(&text), slice_from_cstr(", WheelDown")));
    buf_deinit(&text);
    /* what the context takes for itself is no key of what it falls back on */
    expect_described(keymap, CONTEXT_FILTER, ACTION_UP, 0, "");
    expect_described(keymap, CONTEXT_FILTER, ACTION_EDIT, 0, "");
}

static void short_names_are_those_of_the_status_line(void **state)
{
    static const struct {
        KeyContext context;
        Action action;
        const char *name;
    } cases[] = {{CONTEXT_PROMPT, ACTION_EDIT, "⏎"},        {CONTEXT_PROMPT, ACTION_FILES, "^F"},
                 {CONTEXT_PROMPT, ACTION_HELP, "F1"},       {CONTEXT_PROMPT, ACTION_FILTER, "M-g"},
                 {CONTEXT_TREE, ACTION_OPEN_FOLDER, "→"},   {CONTEXT_PROMPT, ACTION_HISTORY_OLDER, "C-↑"},
                 {CONTEXT_PAGER, ACTION_TOGGLE_HEX, "M-x"}, {CONTEXT_PAGER, ACTION_BOTTOM, "G"},
                 {CONTEXT_PROMPT, ACTION_BACK, "Esc"},      {CONTEXT_PROMPT, ACTION_PREVIEW_UP, "S-↑"}};
    char name[32];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(keymap_short(*state, cases[i].context, cases[i].action, name, sizeof name));
        assert_string_equal(name, cases[i].name);
    }
    assert_false(keymap_short(*state, CONTEXT_PROMPT, ACTION_ACCEPT, name, sizeof name));
    assert_false(keymap_short(*state, CONTEXT_PROMPT, ACTION_EDIT, name, 0));
    assert_false(keymap_short(*state, CONTEXT_PROMPT, ACTION_BACK, name, 3));
    setlocale(LC_ALL, "C");
    assert_true(keymap_short(*state, CONTEXT_PROMPT, ACTION_EDIT, name, sizeof name));
    setlocale(LC_ALL, "C.UTF-8");
    assert_string_equal(name, "Enter");
}

/* ---- the presets ---- */

static Keymap *preset(size_t i)
{
    Error err;
    Keymap *keymap = keymap_new(embedded_keymaps[i].name, &err);
    if (!keymap)
        fail_msg("%s", err.text);
    return keymap;
}

static void there_are_four_presets(void **state)
{
    (void)state;
    static const char *const names[] = {"default", "vim", "emacs", "less"};
    Error err;
    assert_int_equal(embedded_keymap_count, 4);
    for (size_t i = 0; i < 4; i++) {
        Keymap *keymap = keymap_new(names[i], &err);
        assert_non_null(keymap);
        assert_string_equal(keymap_name(keymap), names[i]);
        keymap_free(keymap);
    }
}

static bool is_described(const Keymap *keymap, KeyContext context, Action action)
{
    Buf text = {0};
    keymap_describe(keymap, context, action, 0, &text);
    bool is = text.len > 0;
    buf_deinit(&text);
    return is;
}

static void every_action_has_a_key_in_every_preset(void **state)
{
    (void)state;
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        Keymap *keymap = preset(i);
        for (Action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
            bool has_key = false;
            for (KeyContext context = CONTEXT_ALL; context < CONTEXT_COUNT && !has_key; context++)
                has_key = is_described(keymap, context, action);
            if (!has_key)
                fail_msg("%s: nothing does %s", embedded_keymaps[i].name, action_name(action));
        }
        keymap_free(keymap);
    }
}

/* A view must let its user out and show the keys, whatever the preset. */
static void every_context_has_help_back_and_quit(void **state)
{
    (void)state;
    static const Action needed[] = {ACTION_HELP, ACTION_COMMANDS, ACTION_BACK,
                                    ACTION_QUIT, ACTION_REDRAW,   ACTION_SUSPEND};
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        Keymap *keymap = preset(i);
        for (KeyContext context = CONTEXT_ALL; context < CONTEXT_COUNT; context++)
            for (size_t k = 0; k < sizeof needed / sizeof *needed; k++)
                assert_true(is_described(keymap, context, needed[k]));
        keymap_free(keymap);
    }
}

static void what_can_be_typed_is_typed_where_there_is_a_prompt(void **state)
{
    (void)state;
    static const KeyContext prompts[] = {CONTEXT_PROMPT, CONTEXT_FILTER, CONTEXT_HELP};
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        Keymap *keymap = preset(i);
        for (size_t p = 0; p < 3; p++)
            for (uint32_t code = ' '; code < 0x7f; code++) {
                Action action;
                Key key = {.code = code};
                assert_int_equal(keymap_find(keymap, prompts[p], &key, 1, &action), KEYMAP_UNBOUND);
            }
        keymap_free(keymap);
    }
}

typedef struct RawLine {
    char context[16], keys[64], action[40];
} RawLine;

enum { RAW_LINES_MOST = 600 };

/* The lines of a preset as they stand, read apart from the parser. */
static size_t raw_lines(const char *text, RawLine *lines)
{
    char context[16] = "all";
    size_t count = 0;
    while (*text) {
        char line[200];
        size_t len = strcspn(text, "\n");
        assert_true(len < sizeof line);
        memcpy(line, text, len);
        line[len] = '\0';
        text += len + (text[len] == '\n');
        if (line[0] == '#' || line[0] == '\0' || strncmp(line, "preset ", 7) == 0)
            continue;
        if (line[0] == '[' && strchr(line, ']') && !strchr(line, ' ')) {
            snprintf(context, sizeof context, "%.*s", (int)strcspn(line + 1, "]"), line + 1);
            continue;
        }
        char *action = strrchr(line, ' ') + 1;
        size_t keys_len = (size_t)(action - line);
        while (keys_len > 0 && line[keys_len - 1] == ' ')
            keys_len--;
        assert_true(count < RAW_LINES_MOST);
        RawLine *raw = &lines[count++];
        snprintf(raw->context, sizeof raw->context, "%s", context);
        snprintf(raw->keys, sizeof raw->keys, "%.*s", (int)keys_len, line);
        snprintf(raw->action, sizeof raw->action, "%s", action);
    }
    return count;
}

static bool starts_with_keys(const char *text, const char *start)
{
    Key a[KEY_SEQUENCE_MOST], b[KEY_SEQUENCE_MOST];
    int a_count = keys_of(text, a), b_count = keys_of(start, b);
    for (int i = 0; i < b_count; i++)
        if (i >= a_count || !key_equal(a[i], b[i]))
            return false;
    return true;
}

static void no_line_of_a_preset_contradicts_another(void **state)
{
    (void)state;
    RawLine *lines = calloc(RAW_LINES_MOST, sizeof *lines);
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        size_t count = raw_lines(embedded_keymaps[i].text, lines);
        assert_true(count > 10);
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b < count; b++)
                if (a != b && strcmp(lines[a].context, lines[b].context) == 0 &&
                    starts_with_keys(lines[a].keys, lines[b].keys))
                    fail_msg("%s.keys [%s]: %s and %s", embedded_keymaps[i].name, lines[a].context, lines[a].keys,
                             lines[b].keys);
    }
    free(lines);
}

/* A terminal may have no Alt, or no F keys: what they do can be done otherwise, in the same context. */
static void nothing_is_on_alt_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        Keymap *keymap = preset(i);
        for (KeyContext context = CONTEXT_ALL; context < CONTEXT_COUNT; context++)
            for (Action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
                Buf text = {0};
                keymap_describe(keymap, context, action, 0, &text);
                buf_append_byte(&text, '\0');
                bool is_free = text.len == 1;
                for (char *save, *key = strtok_r(text.data, ",", &save); key; key = strtok_r(NULL, ",", &save))
                    is_free = is_free || !strstr(key, "Alt-");
                if (!is_free)
                    fail_msg("%s, context %d: %s is on Alt alone", embedded_keymaps[i].name, context,
                             action_name(action));
                buf_deinit(&text);
            }
        keymap_free(keymap);
    }
}

/* Alt-G is Ctrl-X g, Alt-Up is Ctrl-X Up. */
static void in_the_default_ctrl_x_is_the_twin_of_alt(void **state)
{
    RawLine *lines = calloc(RAW_LINES_MOST, sizeof *lines);
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        if (strcmp(embedded_keymaps[i].name, "default") != 0)
            continue;
        size_t count = raw_lines(embedded_keymaps[i].text, lines);
        for (size_t k = 0; k < count; k++) {
            if (strncmp(lines[k].keys, "Alt-", 4) != 0)
                continue;
            char twin[80];
            bool is_letter = lines[k].keys[5] == '\0';
            char first = lines[k].keys[4];
            snprintf(twin, sizeof twin, "Ctrl-X %c%s", is_letter && first >= 'A' && first <= 'Z' ? first | 0x20 : first,
                     lines[k].keys + 5);
            bool has_twin = false;
            for (size_t t = 0; t < count; t++)
                has_twin =
                    has_twin || (strcmp(lines[t].keys, twin) == 0 && strcmp(lines[t].context, lines[k].context) == 0 &&
                                 strcmp(lines[t].action, lines[k].action) == 0);
            if (!has_twin)
                fail_msg("[%s] %s has no %s", lines[k].context, lines[k].keys, twin);
        }
    }
    free(lines);
    (void)state;
}

static void the_default_has_the_keys_that_were_promised(void **state)
{
    Keymap *k = *state;
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-N", ACTION_DOWN);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-P", ACTION_UP);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-J", ACTION_DOWN);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-K", ACTION_UP);
    expect_bound(k, CONTEXT_PROMPT, "Enter", ACTION_EDIT);
    expect_bound(k, CONTEXT_PROMPT, "Right", ACTION_EDIT_RIGHT);
    expect_bound(k, CONTEXT_PROMPT, "F6", ACTION_PAGE);
    expect_bound(k, CONTEXT_PROMPT, "Esc", ACTION_BACK);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-C", ACTION_QUIT);
    expect_bound(k, CONTEXT_PROMPT, "Tab", ACTION_MARK);
    expect_bound(k, CONTEXT_PROMPT, "Alt-C", ACTION_TOGGLE_CASE);
    expect_bound(k, CONTEXT_PROMPT, "Alt-W", ACTION_TOGGLE_WORD);
    expect_bound(k, CONTEXT_PROMPT, "Alt-R", ACTION_TOGGLE_REGEX);
    expect_bound(k, CONTEXT_PROMPT, "Alt-G", ACTION_FILTER);
    expect_bound(k, CONTEXT_PROMPT, "Alt-Z", ACTION_UNDO_QUERY);
    expect_bound(k, CONTEXT_PROMPT, "Alt-Enter", ACTION_SEARCH_WITHIN);
    expect_bound(k, CONTEXT_PAGER, "Alt-Shift-Y", ACTION_COPY_PERMALINK);
    expect_bound(k, CONTEXT_PAGER, "x", ACTION_SELECT_LINES);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-Up", ACTION_HISTORY_OLDER);
    expect_bound(k, CONTEXT_PROMPT, "Alt-Y", ACTION_COPY_PLACE);
    expect_bound(k, CONTEXT_PROMPT, "Alt-Q", ACTION_QUICKFIX);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-F", ACTION_FILES);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-T", ACTION_TREE);
    expect_bound(k, CONTEXT_PROMPT, "F2", ACTION_COMMANDS);
    expect_bound(k, CONTEXT_PROMPT, "Shift-Up", ACTION_PREVIEW_UP);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-W", ACTION_EDIT_KILL_WORD_BACK);
    expect_bound(k, CONTEXT_PROMPT, "Ctrl-D", ACTION_EDIT_DELETE_OR_QUIT);
    expect_bound(k, CONTEXT_PROMPT, "Alt-Backspace", ACTION_EDIT_KILL_WORD_LEFT);
    expect_bound(k, CONTEXT_FILTER, "Enter", ACTION_ACCEPT);
    expect_bound(k, CONTEXT_PAGER, "Space", ACTION_PAGE_DOWN);
    expect_bound(k, CONTEXT_PAGER, "Enter", ACTION_DOWN);
    expect_bound(k, CONTEXT_PAGER, "Alt-U", ACTION_FIND_CLEAR);
    expect_bound(k, CONTEXT_PAGER, "-", ACTION_OPTION);
    expect_bound(k, CONTEXT_PAGER, ":", ACTION_GO_TO_LINE);
    expect_bound(k, CONTEXT_PAGER, "Ctrl-G", ACTION_FILE_INFO);
    expect_bound(k, CONTEXT_PAGER, "q", ACTION_BACK);
}

static void the_presets_have_their_own_hands(void **state)
{
    (void)state;
    Error err;
    Keymap *vim = keymap_new("vim", &err), *emacs = keymap_new("emacs", &err), *less = keymap_new("less", &err);
    expect_bound(vim, CONTEXT_PAGER, "g g", ACTION_TOP);
    expect_bound(vim, CONTEXT_PAGER, "G", ACTION_BOTTOM);
    expect_bound(vim, CONTEXT_PAGER, "Ctrl-D", ACTION_HALF_DOWN);
    expect_bound(vim, CONTEXT_PAGER, "}", ACTION_NEXT_FILE);
    expect_bound(vim, CONTEXT_TREE, "g g", ACTION_TOP);
    expect_bound(vim, CONTEXT_PROMPT, "Ctrl-U", ACTION_EDIT_KILL_HOME);
    expect_bound(emacs, CONTEXT_PROMPT, "Ctrl-K", ACTION_EDIT_KILL_END);
    expect_bound(emacs, CONTEXT_PROMPT, "Ctrl-F", ACTION_EDIT_RIGHT);
    expect_bound(emacs, CONTEXT_PROMPT, "Ctrl-X f", ACTION_FILES);
    expect_bound(emacs, CONTEXT_PROMPT, "Ctrl-X Ctrl-C", ACTION_QUIT);
    expect_bound(emacs, CONTEXT_PAGER, "Alt-V", ACTION_PAGE_UP);
    expect_bound(less, CONTEXT_PAGER, ":", ACTION_GO_TO_LINE);
    expect_bound(less, CONTEXT_PAGER, "Z Z", ACTION_QUIT);
    expect_bound(less, CONTEXT_PROMPT, "Ctrl-F", ACTION_FILES);
    keymap_free(vim);
    keymap_free(emacs);
    keymap_free(less);
}

static void actions_are_found_by_name(void **state)
{
    (void)state;
    for (Action action = ACTION_NONE; action < ACTION_COUNT; action++) {
        const char *name = action_name(action);
        assert_int_equal(action_find(name, (int)strlen(name)), action);
        for (Action other = ACTION_NONE; other < action; other++)
            assert_string_not_equal(name, action_name(other));
        if (action != ACTION_NONE) {
            assert_true(action_help(action)[0] != '\0');
            assert_true(action_group(action)[0] != '\0');
        }
    }
    assert_int_equal(action_find("up-", 3), ACTION_COUNT);
    assert_int_equal(action_find("", 0), ACTION_COUNT);
    assert_string_equal(action_name(ACTION_COUNT), "none");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_context_goes_before_all_and_falls_back_on_it),
        TEST(sequences_are_prefixes_until_they_are_whole),
        TEST(a_later_line_wins_also_over_beginnings_and_ends),
        TEST(none_takes_a_key_away_with_its_fallback),
        TEST(comments_blanks_and_odd_keys_are_read),
        TEST(errors_say_where_and_what),
        TEST(random_text_is_read_or_refused),
        TEST(the_users_file_goes_on_top_of_the_preset_it_names),
        TEST(the_default_place_is_in_the_configuration_folder),
        TEST(keys_are_described_the_most_convenient_first),
        TEST(short_names_are_those_of_the_status_line),
        TEST(there_are_four_presets),
        TEST(every_action_has_a_key_in_every_preset),
        TEST(every_context_has_help_back_and_quit),
        TEST(what_can_be_typed_is_typed_where_there_is_a_prompt),
        TEST(no_line_of_a_preset_contradicts_another),
        TEST(nothing_is_on_alt_alone),
        TEST(in_the_default_ctrl_x_is_the_twin_of_alt),
        TEST(the_default_has_the_keys_that_were_promised),
        TEST(the_presets_have_their_own_hands),
        TEST(actions_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
