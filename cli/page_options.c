/* less's options on the command line and in $LESS.
 *
 *     "-FRx4" --letter by letter--> PagerSettings       "+/pattern", "-p pattern" --> keys typed at the start */
#include "cli/page_options.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/option_table.h"
#include "cli/target.h"
#include "engine/base/mem.h"

typedef struct PageRow {
    char letter;
    const char *name;
    PageArgument argument;
    const char *help;
} PageRow;

static const PageRow rows[PAGE_OPTION_ROWS] = {
#define X(id, letter, name, argument, help) {letter, name, argument, help},
    PAGE_OPTIONS(X)
#undef X
};

static const char number_bytes[] = "0123456789,.";

static int find_letter(char letter)
{
    int id = 0;
    while (id < PAGE_OPTION_ROWS && (rows[id].letter != letter || letter == '\0'))
        id++;
    return id;
}

static int find_name(const char *name, size_t len)
{
    int id = 0;
    while (id < PAGE_OPTION_ROWS && (strlen(rows[id].name) != len || memcmp(rows[id].name, name, len) != 0))
        id++;
    return id;
}

/* --- which form it is --- */

/* The program's own options that take the next argument when none is attached. */
static bool browse_takes_next(const char *text)
{
    static const char *const names[] = {"--glob", "--type", "--keymap", "--threads", "--memory"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0)
            return true;
    const char *last = text + strlen(text) - 1;
    return text[1] != '-' && (*last == 'g' || *last == 't');
}

static bool page_takes_next(const char *text, const char *next)
{
    bool is_long = text[1] == '-';
    int id = is_long ? find_name(text + 2, strlen(text + 2)) : find_letter(text[strlen(text) - 1]);
    if (id == PAGE_OPTION_ROWS || !next)
        return false;
    bool is_number = strspn(next, number_bytes) == strlen(next);
    return rows[id].argument == PAGE_TEXT || (rows[id].argument == PAGE_NUMBER && is_number);
}

typedef struct Operands {
    int folders, files;
    int all;
} Operands;

static void count_operand(Operands *operands, const char *text)
{
    Target target;
    operands->all++;
    if (strcmp(text, "-") == 0) {
        operands->files++;
    } else if (target_parse(&target, text, NULL)) {
        operands->folders += target.is_folder;
        operands->files += !target.is_folder;
        target_deinit(&target);
    }
}

bool page_options_rule(int argc, char **argv, bool is_fed)
{
    Operands operands = {0};
    bool has_ended = false;
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        bool is_option = argv[i][0] == '-' && argv[i][1];
        if (has_ended || (!is_option && argv[i][0] != '+'))
            count_operand(&operands, argv[i]);
        else if (strcmp(argv[i], "--") == 0)
            has_ended = true;
        else if (is_option && (browse_takes_next(argv[i]) || page_takes_next(argv[i], next)))
            i++;
    }
    if (operands.all == 0)
        return is_fed;
    return operands.folders == 0 && (operands.files > 0 || is_fed);
}

/* --- what the options mean --- */

static void set_start_keys(Options *options, const char *before, const char *keys)
{
    Buf text = {0};
    size_t len = strlen(keys);
    bool is_number = len > 0 && strspn(keys, "0123456789") == len;
    /* a number alone is a line to go to */
    buf_printf(&text, "%s%s%s", before, keys, is_number && !*before ? "g" : "");
    buf_append_byte(&text, '\0');
    free(options->start_keys);
    options->start_keys = text.data;
}

/* "4", "9,17": of several the first two. False when it is no number. */
static bool read_numbers(const char *text, int numbers[2])
{
    char *end = NULL;
    long first = text ? strtol(text, &end, 10) : -1;
    if (!text || end == text || first < 0 || first > 10000)
        return false;
    long second = *end == ',' ? strtol(end + 1, NULL, 10) : 0;
    numbers[0] = (int)first;
    numbers[1] = second > 0 && second <= 10000 ? (int)second : 0;
    return true;
}

static bool apply_number(Options *options, PageOptionId id, const char *text, Error *err)
{
    PagerSettings *pager = &options->pager;
    int numbers[2];
    if (!rows[id].help) /* accepted, whatever it is */
        return true;
    if (!read_numbers(text, numbers))
        return error_set(err, "--%s takes a number, not \"%s\"", rows[id].name, text ? text : "");
    switch (id) {
    case PAGE_OPTION_TABS:
        pager->tab_width = numbers[1] > numbers[0] ? numbers[1] - numbers[0] : numbers[0];
        return true;
    case PAGE_OPTION_WINDOW:
        pager->window_rows = numbers[0];
        return true;
    case PAGE_OPTION_SHIFT:
        pager->shift_columns = numbers[0];
        return true;
    default: /* PAGE_OPTION_HEADER */
        pager->header_lines = numbers[0];
        pager->header_columns = numbers[1];
        return true;
    }
}

/* `is_off`: "-+x", back to how less has it without the option. */
static void apply_switch(PagerSettings *pager, PageOptionId id, bool is_off)
{
    switch (id) {
    case PAGE_OPTION_QUIT_BEYOND:
    case PAGE_OPTION_QUIT_AT_END:
        pager->at_end = is_off ? PAGER_STAYS : id == PAGE_OPTION_QUIT_AT_END ? PAGER_QUITS_AT_END : PAGER_QUITS_BEYOND;
        break;
    case PAGE_OPTION_ONE_SCREEN:
        pager->quits_if_one_screen = !is_off;
        break;
    case PAGE_OPTION_NO_MATCHES:
        pager->hides_matches = !is_off;
        break;
    case PAGE_OPTION_CASELESS_LOWER:
        pager->case_mode = is_off ? CASE_SENSITIVE : CASE_SMART;
        break;
    case PAGE_OPTION_CASELESS:
        pager->case_mode = is_off ? CASE_SENSITIVE : CASE_INSENSITIVE;
        break;
    case PAGE_OPTION_STATUS_COLUMN:
        pager->has_status_column = !is_off;
        break;
    case PAGE_OPTION_NUMBERS:
    case PAGE_OPTION_NO_NUMBERS:
        pager->numbers = (id == PAGE_OPTION_NUMBERS) != is_off ? PAGER_NUMBERS_ON : PAGER_NUMBERS_OFF;
        break;
    case PAGE_OPTION_CHOP:
        pager->wrap = is_off ? VIEWPORT_WRAP : VIEWPORT_CHOP;
        break;
    case PAGE_OPTION_WORDWRAP:
        pager->wrap = VIEWPORT_WRAP_WORDS;
        break;
    case PAGE_OPTION_UNREAD_PAGE:
    case PAGE_OPTION_UNREAD:
        pager->unread = is_off                     ? PAGER_UNREAD_PLAIN
                        : id == PAGE_OPTION_UNREAD ? PAGER_UNREAD_ALWAYS
                                                   : PAGER_UNREAD_AFTER_PAGE;
        break;
    case PAGE_OPTION_KEEP_SCREEN:
        pager->keeps_screen = !is_off;
        break;
    case PAGE_OPTION_HEX:
        pager->is_hex = !is_off;
        break;
    case PAGE_OPTION_MAP:
        pager->has_map = !is_off;
        break;
    default:
        break;
    }
}

static bool apply(Options *options, int id, const char *argument, bool is_off, Error *err)
{
    if (rows[id].argument == PAGE_NUMBER)
        return apply_number(options, (PageOptionId)id, argument, err);
    if (rows[id].argument == PAGE_NO_ARGUMENT)
        apply_switch(&options->pager, (PageOptionId)id, is_off);
    else if (id == PAGE_OPTION_PATTERN && argument)
        set_start_keys(options, "/", argument);
    return true;
}

/* --- reading --- */

/* The number behind a letter, copied; NULL when there is none. */
static const char *take_number(const char **at, char *copy, size_t size)
{
    size_t len = strspn(*at, number_bytes);
    if (len == 0 || len >= size)
        return NULL;
    memcpy(copy, *at, len);
    copy[len] = '\0';
    *at += len;
    return copy;
}

/* One letter that no table of less's has a use for here. */
static bool refuse(Options *options, char letter, Error *err)
{
    if (letter == 'h' || letter == '?')
        options->wants_help = true;
    else if (letter == 'V')
        options->wants_version = true;
    else if (letter == 'o' || letter == 'O')
        return error_set(err, "-%c: there is no log file: s saves what is shown", letter);
    else if (letter == 't' || letter == 'T')
        return error_set(err, "-%c: there are no tags when paging: browse the folder and search for the name", letter);
    else
        return error_set(err, "unknown option \"-%c\": ken --help lists those there are", letter);
    return true;
}

static bool read_letters(Options *options, const char *at, const char *next, bool *has_taken_next, Error *err)
{
    bool is_off = *at == '+';
    at += is_off;
    while (*at) {
        char letter = *at++, copy[32];
        int id = find_letter(letter);
        bool is_bare_help = letter == 'h' && !strchr(number_bytes, *at ? *at : 'x');
        if (id == PAGE_OPTION_ROWS || is_bare_help) {
            if (!refuse(options, letter, err))
                return false;
            continue;
        }
        const char *argument = NULL;
        if (rows[id].argument == PAGE_NUMBER)
            argument = take_number(&at, copy, sizeof copy);
        else if (rows[id].argument == PAGE_TEXT && *at) {
            argument = at;
            at += strlen(at);
        }
        if (rows[id].argument != PAGE_NO_ARGUMENT && !argument && next && !*at) {
            argument = next;
            *has_taken_next = true;
        }
        if (!apply(options, id, argument, is_off, err))
            return false;
    }
    return true;
}

/* False: it is none of less's. */
static bool read_long(Options *options, const char *text, const char *next, bool *has_taken_next, bool *ok, Error *err)
{
    size_t len = strcspn(text, "=");
    int id = find_name(text, len);
    if (id == PAGE_OPTION_ROWS)
        return false;
    const char *argument = text[len] == '=' ? text + len + 1 : NULL;
    if (rows[id].argument == PAGE_NO_ARGUMENT && argument) {
        *ok = error_set(err, "--%s takes no argument", rows[id].name);
        return true;
    }
    if (rows[id].argument != PAGE_NO_ARGUMENT && !argument && next) {
        argument = next;
        *has_taken_next = true;
    }
    *ok = apply(options, id, argument, false, err);
    return true;
}

bool page_options_take(Options *options, const char *text, const char *next, bool *has_taken_next, bool *ok, Error *err)
{
    *ok = true;
    *has_taken_next = false;
    if (text[0] == '+') {
        set_start_keys(options, "", text + 1 + (text[1] == '+'));
        return true;
    }
    if (text[0] != '-' || !text[1] || strcmp(text, "--") == 0)
        return false;
    if (text[1] == '-')
        return read_long(options, text + 2, next, has_taken_next, ok, err);
    *ok = read_letters(options, text + 1, next, has_taken_next, err);
    return true;
}

/* What follows the letter in $LESS and belongs to it: a number, or text up to a dollar sign. */
static const char *skip_argument(const char *at, int id)
{
    if (id < PAGE_OPTION_ROWS && rows[id].argument == PAGE_NUMBER)
        return at + strspn(at, number_bytes);
    bool is_text = id < PAGE_OPTION_ROWS && rows[id].argument == PAGE_TEXT;
    return is_text ? at + strcspn(at, "$") : at;
}

void page_options_read_environment(Options *options, const char *text)
{
    static const char kept[] = "FRXSNiIJx";
    for (const char *at = text; at && *at;) {
        char letter = *at++, copy[32];
        bool is_off = letter == '-' && *at == '+';
        if (letter == '-' && *at == '-') {
            at += strcspn(at, " \t$");
            continue;
        }
        if (is_off && at[1]) {
            letter = at[1];
            at += 2;
        }
        int id = find_letter(letter);
        if (id < PAGE_OPTION_ROWS && strchr(kept, letter) && letter != 'x') {
            apply_switch(&options->pager, (PageOptionId)id, is_off);
        } else if (letter == 'x') {
            const char *number = take_number(&at, copy, sizeof copy);
            if (number)
                apply_number(options, PAGE_OPTION_TABS, number, NULL);
        } else {
            at = skip_argument(at, id);
        }
    }
}

void page_options_print_help(Buf *out)
{
    buf_printf(out, "\nfor files and pipes, less's own:\n");
    for (int id = 0; id < PAGE_OPTION_ROWS; id++) {
        const PageRow *row = &rows[id];
        if (!row->help)
            continue;
        char letter[] = {'-', row->letter, ',', '\0'};
        char name[64];
        const char *argument = row->argument == PAGE_NUMBER ? "=N" : row->argument == PAGE_TEXT ? "=TEXT" : "";
        snprintf(name, sizeof name, "--%s%s", row->name, argument);
        buf_printf(out, "  %3s %-21s %s\n", row->letter ? letter : "", name, row->help);
    }
    buf_printf(out, "  +COMMAND                  type COMMAND at the start: +G, +/pattern, +100, +F\n");
}
