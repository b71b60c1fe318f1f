/* Reads the command line by the table of options, and prints the table as help. */
#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/nearest.h"
#include "cli/option_table.h"
#include "cli/page_options.h"
#include "engine/base/mem.h"

typedef struct OptionRow {
    char letter; /* 0 = none */
    const char *name;
    const char *argument; /* NULL = takes none */
    unsigned commands;
    const char *help; /* NULL = not told */
} OptionRow;

static const OptionRow option_rows[OPTION_ROWS] = {
#define X(id, letter, name, argument, commands, help) {letter, name, argument, commands, help},
    OPTIONS(X)
#undef X
};

typedef struct CommandRow {
    const char *word; /* NULL = none: the browser */
    const char *name;
    unsigned flag;
    const char *usage;
} CommandRow;

static const CommandRow command_rows[] = {
    [COMMAND_BROWSE] = {NULL, "ken", FOR_BROWSE,
                        "usage: ken [OPTION...] [FOLDER]              browse the work tree around FOLDER (or here)\n"
                        "       ken [OPTION...] FILE[:LINE[:COLUMN]]... page files\n"
                        "       COMMAND | ken [OPTION...]             page what the command prints\n"
                        "       ken grep|files|serve|cache ...        without the screen: see ken grep --help\n"},
    [COMMAND_GREP] = {"grep", "ken grep", FOR_GREP,
                      "usage: ken grep [OPTION...] PATTERN [PATH...]\n"
                      "Prints the lines that match as path:line:text, in path order.\n"
                      "Ends with 0 when there are any, 1 when there are none, 2 after an error.\n"},
    [COMMAND_FILES] = {"files", "ken files", FOR_FILES,
                       "usage: ken files [OPTION...] [PATH...]\n"
                       "Prints the files that would be searched, one a line.\n"},
    [COMMAND_SERVE] = {"serve", "ken serve", FOR_SERVE,
                       "usage: ken serve [OPTION...] [FOLDER]\n"
                       "Reads one JSON request a line and answers each with one line, until \"quit\" or the end.\n"},
    [COMMAND_CACHE] = {"cache", "ken cache", FOR_CACHE,
                       "usage: ken cache [list|clear]\n"
                       "Lists the trees whose signatures are kept from run to run, or removes them all.\n"},
};

enum { COMMAND_ROWS = sizeof command_rows / sizeof *command_rows };

const char *options_command_name(Command command)
{
    return command_rows[command].name;
}

static void text_list_add(TextList *list, const char *text)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = text;
}

/* Digits only; `*rest` is what follows them. */
static bool parse_number(const char *text, unsigned long long most, unsigned long long *number, const char **rest)
{
    char *end = NULL;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    *number = strtoull(text, &end, 10);
    *rest = end;
    return errno == 0 && *number <= most;
}

bool options_parse_size(const char *text, uint64_t *bytes)
{
    static const char units[] = "kmg";
    unsigned long long number = 0;
    const char *rest = NULL;
    if (!parse_number(text, UINT64_MAX, &number, &rest))
        return false;
    unsigned shift = 0;
    if (*rest) {
        const char *unit = strchr(units, *rest | 0x20);
        if (!unit || rest[1])
            return false;
        shift = (unsigned)(unit - units + 1) * 10;
    }
    if (number == 0 || number > UINT64_MAX >> shift)
        return false;
    *bytes = (uint64_t)number << shift;
    return true;
}

static bool set_color(Options *options, const char *when, Error *err)
{
    static const char *const names[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    for (int i = COLOR_AUTO; i <= COLOR_NEVER; i++) {
        if (strcmp(when, names[i]) == 0) {
            options->color = (ColorWhen)i;
            return true;
        }
    }
    return error_set(err, "--color takes auto, always or never, not \"%s\"", when);
}

bool options_parse_regions(const char *text, unsigned *regions)
{
    static const struct {
        const char *name;
        unsigned region;
    } names[] = {{"code", IN_CODE}, {"comment", IN_COMMENTS}, {"string", IN_STRINGS}};
    unsigned set = 0;
    for (size_t len; text; text = text[len] ? text + len + 1 : NULL) {
        len = strcspn(text, ",");
        Slice word = slice_of(text, len);
        unsigned region = 0;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (slice_equal(word, slice_from_cstr(names[i].name)))
                region = names[i].region;
        if (region == 0)
            return false;
        set |= region;
    }
    *regions = set == IN_ALL ? 0 : set;
    return true;
}

static bool set_regions(Options *options, const char *text, Error *err)
{
    return options_parse_regions(text, &options->query.regions) ||
           error_set(err, "--scope takes code, comment, string or several with commas between, not \"%s\"", text);
}

static bool set_threads(Options *options, const char *text, Error *err)
{
    unsigned long long number = 0;
    const char *rest = NULL;
    if (!parse_number(text, 64, &number, &rest) || *rest || number == 0)
        return error_set(err, "--threads takes a number from 1 to 64, not \"%s\"", text);
    options->threads = (unsigned)number;
    return true;
}

static bool set_memory(Options *options, const char *text, Error *err)
{
    return options_parse_size(text, &options->memory_bytes) ||
           error_set(err, "--memory takes a size such as 512M or 2G, not \"%s\"", text);
}

/* -A, -B, -C, -m. */
static bool set_lines(Options *options, OptionId id, const char *text, Error *err)
{
    unsigned long long number = 0;
    const char *rest = NULL;
    if (!parse_number(text, UINT32_MAX, &number, &rest) || *rest || (id == OPTION_MOST && number == 0))
        return error_set(err, "--%s takes a number of lines, not \"%s\"", option_rows[id].name, text);
    if (id == OPTION_MOST)
        options->most_lines = number;
    if (id == OPTION_BEFORE || id == OPTION_CONTEXT)
        options->lines_before = number;
    if (id == OPTION_AFTER || id == OPTION_CONTEXT)
        options->lines_after = number;
    return true;
}

static bool set_pattern(Options *options, const char *text, Error *err)
{
    if (options->has_pattern)
        return error_set(err, "only one pattern can be searched for: join several as \"a|b\"");
    options->query.pattern = slice_from_cstr(text);
    options->has_pattern = true;
    return true;
}

/* An option that takes an argument. */
static bool apply_argument(Options *options, OptionId id, const char *argument, Error *err)
{
    switch (id) {
    case OPTION_PATTERN:
        return set_pattern(options, argument, err);
    case OPTION_SCOPE:
        return set_regions(options, argument, err);
    case OPTION_COLOR:
        return set_color(options, argument, err);
    case OPTION_THREADS:
        return set_threads(options, argument, err);
    case OPTION_MEMORY:
        return set_memory(options, argument, err);
    case OPTION_AFTER:
    case OPTION_BEFORE:
    case OPTION_CONTEXT:
    case OPTION_MOST:
        return set_lines(options, id, argument, err);
    case OPTION_GLOB:
        text_list_add(&options->globs, argument);
        return true;
    case OPTION_TYPE:
        text_list_add(&options->types, argument);
        return true;
    default: /* OPTION_KEYMAP */
        options->keymap = argument;
        return true;
    }
}

/* The field that an option without an argument sets to true; NULL for those that set something else. */
static bool *switch_of(Options *options, OptionId id)
{
    bool *const switches[OPTION_ROWS] = {
        [OPTION_LITERAL] = &options->query.is_literal,
        [OPTION_WORD] = &options->query.is_word,
        [OPTION_COUNT] = &options->with_counts,
        [OPTION_NAMES] = &options->names_only,
        [OPTION_ONLY] = &options->only_matching,
        [OPTION_QUIET] = &options->is_quiet,
        [OPTION_COLUMN] = &options->with_column,
        [OPTION_NUL] = &options->with_nul,
        [OPTION_JSON] = &options->as_json,
        [OPTION_STATS] = &options->with_stats,
        [OPTION_HIDDEN] = &options->listing.with_hidden,
        [OPTION_NO_IGNORE] = &options->listing.with_ignored,
        [OPTION_TRACKED] = &options->listing.tracked_only,
        [OPTION_BINARY] = &options->with_binary,
        [OPTION_NO_CACHE] = &options->no_cache,
        [OPTION_NO_SYNTAX] = &options->hides_syntax,
        [OPTION_HELP] = &options->wants_help,
        [OPTION_VERSION] = &options->wants_version,
    };
    return switches[id];
}

static void apply_switch(Options *options, OptionId id)
{
    bool *field = switch_of(options, id);
    if (field)
        *field = true;
    else if (id == OPTION_INSENSITIVE)
        options->query.case_mode = CASE_INSENSITIVE;
    else if (id == OPTION_SENSITIVE)
        options->query.case_mode = CASE_SENSITIVE;
    else if (id == OPTION_SMART)
        options->query.case_mode = CASE_SMART;
}

/* Where the reading of the command line stands. */
typedef struct Reader {
    Options *options;
    int argc;
    char **argv;
    int next; /* index of the argument to read next */
    Error *err;
} Reader;

static unsigned command_flag(const Reader *reader)
{
    return command_rows[reader->options->command].flag;
}

static bool refuse_unknown_name(const Reader *reader, const char *name)
{
    const char *nearest = NULL;
    size_t best = 4; /* further off is another word */
    for (int id = 0; id < OPTION_ROWS; id++) {
        size_t distance = nearest_distance(name, option_rows[id].name);
        if ((option_rows[id].commands & command_flag(reader)) && option_rows[id].help && distance < best) {
            best = distance;
            nearest = option_rows[id].name;
        }
    }
    if (nearest)
        return error_set(reader->err, "unknown option \"--%s\": did you mean --%s?", name, nearest);
    return error_set(reader->err, "unknown option \"--%s\": %s --help lists those there are", name,
                     options_command_name(reader->options->command));
}

static bool refuse_elsewhere(const Reader *reader, const char *option, OptionId id)
{
    Command command = COMMAND_BROWSE;
    while (!(option_rows[id].commands & command_rows[command].flag))
        command++;
    return error_set(reader->err, "%s is an option of %s, not of %s", option, options_command_name(command),
                     options_command_name(reader->options->command));
}

/* Applies the option; `attached` is the argument given with it ("--name=x", "-nx"), NULL for none. */
static bool apply(Reader *reader, OptionId id, const char *option, const char *attached)
{
    const OptionRow *row = &option_rows[id];
    if (!(row->commands & command_flag(reader)))
        return refuse_elsewhere(reader, option, id);
    if (!row->argument) {
        apply_switch(reader->options, id);
        return true;
    }
    if (!attached && reader->next >= reader->argc)
        return error_set(reader->err, "%s needs an argument: %s", option, row->argument);
    const char *argument = attached ? attached : reader->argv[reader->next++];
    return apply_argument(reader->options, id, argument, reader->err);
}

static bool read_long(Reader *reader, const char *text)
{
    const char *equals = strchr(text, '=');
    char name[64];
    size_t len = equals ? (size_t)(equals - text) : strlen(text);
    if (len >= sizeof name)
        return error_set(reader->err, "unknown option \"--%s\"", text);
    memcpy(name, text, len);
    name[len] = '\0';
    for (int id = 0; id < OPTION_ROWS; id++) {
        if (strcmp(option_rows[id].name, name) != 0)
            continue;
        if (equals && !option_rows[id].argument)
            return error_set(reader->err, "--%s takes no argument", name);
        char option[sizeof name + 2];
        snprintf(option, sizeof option, "--%s", name);
        return apply(reader, (OptionId)id, option, equals ? equals + 1 : NULL);
    }
    return refuse_unknown_name(reader, name);
}

static int find_letter(char letter)
{
    int id = 0;
    while (id < OPTION_ROWS && option_rows[id].letter != letter)
        id++;
    return id;
}

/* A run of one-letter options: "-iw", "-tc". */
static bool read_letters(Reader *reader, const char *letters)
{
    for (const char *at = letters; *at; at++) {
        char option[] = {'-', *at, '\0'};
        int id = find_letter(*at);
        if (id == OPTION_ROWS)
            return error_set(reader->err, "unknown option \"-%s\": %s --help lists those there are", at,
                             options_command_name(reader->options->command));
        bool takes_rest = option_rows[id].argument != NULL;
        if (!apply(reader, (OptionId)id, option, takes_rest && at[1] ? at + 1 : NULL))
            return false;
        if (takes_rest)
            return true;
    }
    return true;
}

/* Where files are paged, less's options come first. */
static bool take_page_option(Reader *reader, const char *text, bool *ok)
{
    const char *next = reader->next < reader->argc ? reader->argv[reader->next] : NULL;
    bool has_taken_next = false;
    if (!reader->options->is_paging ||
        !page_options_take(reader->options, text, next, &has_taken_next, ok, reader->err))
        return false;
    reader->next += has_taken_next;
    return true;
}

/* All arguments: options may stand before and after what they are for; "--" ends them. */
static bool read_all(Reader *reader)
{
    bool has_ended = false;
    while (reader->next < reader->argc) {
        const char *text = reader->argv[reader->next++];
        bool ok = true;
        if (!has_ended && take_page_option(reader, text, &ok)) {
            if (!ok)
                return false;
            continue;
        }
        if (has_ended || text[0] != '-' || !text[1])
            text_list_add(&reader->options->paths, text);
        else if (strcmp(text, "--") == 0)
            has_ended = true;
        else
            ok = text[1] == '-' ? read_long(reader, text + 2) : read_letters(reader, text + 1);
        if (!ok)
            return false;
    }
    return true;
}

/* What is no option: the pattern first, where the command takes one, then paths. */
static bool take_operands(Options *options, Error *err)
{
    TextList *paths = &options->paths;
    if (options->command == COMMAND_GREP && !options->has_pattern) {
        if (paths->count == 0)
            return error_set(err, "there is no pattern to search for");
        set_pattern(options, paths->items[0], err);
        paths->count--;
        memmove(paths->items, paths->items + 1, paths->count * sizeof *paths->items);
    }
    bool takes_many = options->command == COMMAND_GREP || options->command == COMMAND_FILES || options->is_paging;
    if (!takes_many && paths->count > 1)
        return error_set(err, "one path at a time, not \"%s\" and \"%s\"", paths->items[0], paths->items[1]);
    for (size_t i = 0; i < paths->count; i++)
        if (!*paths->items[i])
            return error_set(err, "a path is empty");
    return true;
}

static Command command_of(int argc, char **argv)
{
    for (int i = 0; argc > 1 && i < COMMAND_ROWS; i++)
        if (command_rows[i].word && strcmp(argv[1], command_rows[i].word) == 0)
            return (Command)i;
    return COMMAND_BROWSE;
}

bool options_parse(Options *options, int argc, char **argv, bool is_fed, Error *err)
{
    *options = (Options){.command = command_of(argc, argv)};
    options->is_paging = options->command == COMMAND_BROWSE && page_options_rule(argc, argv, is_fed);
    if (options->is_paging)
        page_options_read_environment(options, getenv("LESS"));
    options->query.pattern = slice_of("", 0);
    if (options->command == COMMAND_GREP)
        options->query.case_mode = CASE_SENSITIVE;
    Reader reader = {options, argc, argv, options->command == COMMAND_BROWSE ? 1 : 2, err};
    if (!read_all(&reader))
        return false;
    return options->wants_help || options->wants_version || take_operands(options, err);
}

void options_deinit(Options *options)
{
    free(options->globs.items);
    free(options->types.items);
    free(options->paths.items);
    free(options->start_keys);
    *options = (Options){0};
}

void options_print_help(Command command, Buf *out)
{
    buf_printf(out, "%s\noptions:\n", command_rows[command].usage);
    for (int id = 0; id < OPTION_ROWS; id++) {
        const OptionRow *row = &option_rows[id];
        if (!row->help || !(row->commands & command_rows[command].flag))
            continue;
        char letter[] = {'-', row->letter, ',', '\0'};
        char name[64];
        snprintf(name, sizeof name, "--%s%s%s", row->name, row->argument ? "=" : "",
                 row->argument ? row->argument : "");
        buf_printf(out, "  %3s %-21s %s\n", row->letter ? letter : "", name, row->help);
    }
    if (command == COMMAND_BROWSE)
        page_options_print_help(out);
}

PathFilter *options_filter(const Options *options, Error *err)
{
    PathFilter *filter = path_filter_new();
    for (size_t i = 0; i < options->globs.count; i++)
        path_filter_add_glob(filter, slice_from_cstr(options->globs.items[i]));
    for (size_t i = 0; i < options->types.count; i++) {
        if (path_filter_add_type(filter, options->types.items[i], err))
            continue;
        path_filter_release(filter);
        return NULL;
    }
    return filter;
}
