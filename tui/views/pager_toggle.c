/* less's options, changed while paging: `-` and a letter, `--` and a name, and `_`, `__` to be told how one is set. */
#include <stdio.h>
#include <stdlib.h>

#include "tui/views/pager_view.h"

/* id, letter, name, setting, on, off, what is said of either */
#define SWITCHES(X)                                                                                                    \
    X(CHOP, 'S', "chop-long-lines", wrap, VIEWPORT_CHOP, VIEWPORT_WRAP, "long lines are chopped",                      \
      "long lines are wrapped")                                                                                        \
    X(WORDWRAP, 0, "wordwrap", wrap, VIEWPORT_WRAP_WORDS, VIEWPORT_WRAP, "long lines are wrapped between words",       \
      "long lines are wrapped anywhere")                                                                               \
    X(NUMBERS, 'N', "LINE-NUMBERS", numbers, PAGER_NUMBERS_ON, PAGER_NUMBERS_OFF, "line numbers", "no line numbers")   \
    X(NO_NUMBERS, 'n', "line-numbers", numbers, PAGER_NUMBERS_OFF, PAGER_NUMBERS_ON, "no line numbers",                \
      "line numbers")                                                                                                  \
    X(CASELESS_LOWER, 'i', "ignore-case", case_mode, CASE_SMART, CASE_SENSITIVE,                                       \
      "case matters where the pattern has a capital", "case matters")                                                  \
    X(CASELESS, 'I', "IGNORE-CASE", case_mode, CASE_INSENSITIVE, CASE_SENSITIVE, "case does not matter",               \
      "case matters")                                                                                                  \
    X(STATUS_COLUMN, 'J', "status-column", has_status_column, true, false, "a column for matches and marks",           \
      "no column for matches and marks")                                                                               \
    X(QUIT_BEYOND, 'e', "quit-at-eof", at_end, PAGER_QUITS_BEYOND, PAGER_STAYS, "going on at the end quits",           \
      "going on at the end stays")                                                                                     \
    X(QUIT_AT_END, 'E', "QUIT-AT-EOF", at_end, PAGER_QUITS_AT_END, PAGER_STAYS, "reaching the end quits",              \
      "reaching the end stays")                                                                                        \
    X(NO_MATCHES, 'G', "HILITE-SEARCH", hides_matches, true, false, "matches are not highlighted",                     \
      "matches are highlighted")                                                                                       \
    X(UNREAD_PAGE, 'w', "hilite-unread", unread, PAGER_UNREAD_AFTER_PAGE, PAGER_UNREAD_PLAIN,                          \
      "the first new line after a page is marked", "new lines are not marked")                                         \
    X(UNREAD, 'W', "HILITE-UNREAD", unread, PAGER_UNREAD_ALWAYS, PAGER_UNREAD_PLAIN, "the first new line is marked",   \
      "new lines are not marked")                                                                                      \
    X(HEX, 0, "hex", is_hex, true, false, "bytes in hexadecimal", "text")                                              \
    X(MAP, 0, "map", has_map, true, false, "a map of matches and marks", "no map")

enum { HEADER_LETTER = 1 };

/* letter (or a number below ' ' for an option that has a name only), name, question */
#define VALUES(X)                                                                                                      \
    X('x', "tabs", "tab stops every ")                                                                                 \
    X('#', "shift", "columns to scroll sideways: ")                                                                    \
    X('z', "window", "rows of a page: ")                                                                               \
    X(HEADER_LETTER, "header", "header lines[,columns]: ")

typedef enum SwitchId {
#define X(id, letter, name, field, on, off, on_text, off_text) SWITCH_##id,
    SWITCHES(X)
#undef X
        SWITCH_COUNT
} SwitchId;

typedef struct SwitchRow {
    char letter;
    const char *name, *on_text, *off_text;
} SwitchRow;

static const SwitchRow switches[SWITCH_COUNT] = {
#define X(id, letter, name, field, on, off, on_text, off_text) {letter, name, on_text, off_text},
    SWITCHES(X)
#undef X
};

static bool is_on(const PagerSettings *settings, SwitchId id)
{
    switch (id) {
#define X(id, letter, name, field, on, off, on_text, off_text)                                                         \
    case SWITCH_##id:                                                                                                  \
        return settings->field == (on);
        SWITCHES(X)
#undef X
    default:
        return false;
    }
}

static void turn(PagerSettings *settings, SwitchId id, bool to_on)
{
    switch (id) {
#define X(id, letter, name, field, on, off, on_text, off_text)                                                         \
    case SWITCH_##id:                                                                                                  \
        settings->field = to_on ? (on) : (off);                                                                        \
        break;
        SWITCHES(X)
#undef X
    default:
        break;
    }
}

/* Options of less that are on always, or decided before the first screen, and what to say of them. */
static const struct {
    const char *letters;
    const char *text;
} fixed[] = {
    {"rR", "colours are shown and all else is made visible, always"},
    {"FX", "is for the command line: it decides about the first screen"},
    {"~", "there are no tildes after the end"},
    {"mM", "the top row tells the place, always"},
    {"aAbBcdDfghjkKLoOpPqQstTuUVy\"?", "has no meaning here: docs/pager.md tells why"},
};

static void take_case(Pager *pager)
{
    if (pager->find.case_mode == pager->settings.case_mode)
        return;
    pager->find.case_mode = pager->settings.case_mode;
    app_say(pager->view.app, ROLE_DIM, "for the next pattern");
}

void pager_apply_settings(Pager *pager)
{
    const PagerSettings *settings = &pager->settings;
    Viewport *viewport = pager->viewport;
    viewport_set_wrap_mode(viewport, settings->wrap);
    viewport_set_numbers(viewport, settings->numbers == PAGER_NUMBERS_ON);
    viewport_set_status_column(viewport, settings->has_status_column);
    viewport_set_map(viewport, settings->has_map);
    viewport_set_hex(viewport, settings->is_hex);
    viewport_set_tab_width(viewport, settings->tab_width > 0 ? settings->tab_width : 8);
    viewport_set_header(viewport, settings->header_lines, settings->header_columns);
    pager_find_show_marks(pager);
    take_case(pager);
}

static void flip(Pager *pager, SwitchId id, bool only_tells)
{
    bool was_on = is_on(&pager->settings, id);
    if (!only_tells) {
        if (id == SWITCH_CHOP || id == SWITCH_WORDWRAP)
            viewport_go_first_column(pager->viewport);
        turn(&pager->settings, id, !was_on);
        pager_apply_settings(pager);
    }
    bool is_now = is_on(&pager->settings, id);
    app_say(pager->view.app, ROLE_DIM, "%s", is_now ? switches[id].on_text : switches[id].off_text);
}

void pager_toggle_wrap(Pager *pager)
{
    flip(pager, SWITCH_CHOP, false);
}

void pager_toggle_hex(Pager *pager)
{
    flip(pager, SWITCH_HEX, false);
}

void pager_toggle_map(Pager *pager)
{
    flip(pager, SWITCH_MAP, false);
}

void pager_toggle_numbers(Pager *pager)
{
    flip(pager, SWITCH_NUMBERS, false);
}

const char *pager_toggle_question(uint32_t letter)
{
#define X(its_letter, name, question)                                                                                  \
    if (letter == (its_letter))                                                                                        \
        return question;
    VALUES(X)
#undef X
    return NULL;
}

static void tell_value(Pager *pager, uint32_t letter)
{
    const PagerSettings *settings = &pager->settings;
    App *app = pager->view.app;
    if (letter == 'x')
        app_say(app, ROLE_DIM, "tab stops every %d columns", settings->tab_width > 0 ? settings->tab_width : 8);
    else if (letter == '#' && settings->shift_columns > 0)
        app_say(app, ROLE_DIM, "sideways by %d columns", settings->shift_columns);
    else if (letter == '#')
        app_say(app, ROLE_DIM, "sideways by half a screen");
    else if (letter == 'z' && settings->window_rows > 0)
        app_say(app, ROLE_DIM, "a page is %d rows", settings->window_rows);
    else if (letter == 'z')
        app_say(app, ROLE_DIM, "a page is the screen");
    else
        app_say(app, ROLE_DIM, "header of %d lines and %d columns", settings->header_lines, settings->header_columns);
}

static void ask_value(Pager *pager, uint32_t letter, bool only_tells)
{
    if (only_tells) {
        tell_value(pager, letter);
        return;
    }
    pager_prompt_open(pager, PAGER_PROMPT_OPTION_VALUE, 0);
    pager->prompt.letter = letter;
}

static bool take_numbers(Slice text, long numbers[2])
{
    char copy[32];
    char *end;
    if (text.len >= sizeof copy || text.len == 0)
        return false;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    numbers[0] = strtol(copy, &end, 10);
    numbers[1] = *end == ',' ? strtol(end + 1, &end, 10) : -1;
    return end > copy && *end == '\0' && numbers[0] >= 0 && numbers[0] <= 10000 && numbers[1] <= 10000;
}

void pager_toggle_value(Pager *pager, uint32_t letter, Slice text)
{
    PagerSettings *settings = &pager->settings;
    long numbers[2];
    if (!take_numbers(text, numbers)) {
        app_say(pager->view.app, ROLE_WARNING, "not a number");
        return;
    }
    int number = (int)numbers[0];
    if (letter == 'x')
        /* of several stops the last two give the distance, as in less */
        settings->tab_width = numbers[1] > numbers[0] ? (int)(numbers[1] - numbers[0]) : number;
    else if (letter == '#')
        settings->shift_columns = number;
    else if (letter == 'z')
        settings->window_rows = number;
    else {
        settings->header_lines = number;
        settings->header_columns = numbers[1] > 0 ? (int)numbers[1] : 0;
    }
    pager_apply_settings(pager);
    tell_value(pager, letter);
}

void pager_toggle_letter(Pager *pager, uint32_t letter, bool only_tells)
{
    App *app = pager->view.app;
    for (int id = 0; id < SWITCH_COUNT; id++) {
        if (switches[id].letter != 0 && (uint32_t)switches[id].letter == letter) {
            flip(pager, (SwitchId)id, only_tells);
            return;
        }
    }
    if (letter >= ' ' && pager_toggle_question(letter)) {
        ask_value(pager, letter, only_tells);
        return;
    }
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (letter < 0x80 && strchr(fixed[i].letters, (int)letter)) {
            app_say(app, ROLE_DIM, "-%c: %s", (char)letter, fixed[i].text);
            return;
        }
    }
    app_say(app, ROLE_WARNING, "there is no such option");
}

void pager_toggle_name(Pager *pager, Slice name, bool only_tells)
{
    for (int id = 0; id < SWITCH_COUNT; id++) {
        if (slice_equal(slice_from_cstr(switches[id].name), name)) {
            flip(pager, (SwitchId)id, only_tells);
            return;
        }
    }
#define X(letter, its_name, question)                                                                                  \
    if (slice_equal(slice_from_cstr(its_name), name)) {                                                                \
        ask_value(pager, letter, only_tells);                                                                          \
        return;                                                                                                        \
    }
    VALUES(X)
#undef X
    if (slice_equal(slice_from_cstr("mouse"), name)) {
        app_act(pager->view.app, &(ActionCall){.action = ACTION_TOGGLE_MOUSE});
        return;
    }
    if (slice_equal(slice_from_cstr("syntax"), name)) {
        app_act(pager->view.app, &(ActionCall){.action = ACTION_TOGGLE_SYNTAX});
        return;
    }
    app_say(pager->view.app, ROLE_WARNING, "there is no option of that name here: docs/pager.md lists them");
}
